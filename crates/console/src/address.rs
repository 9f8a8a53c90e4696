//! Addresses of lists with their query, built so that one parameter can be changed and the others stay.

use std::borrow::Cow;

/// A path and its parameters.
#[derive(Clone, Debug)]
pub struct Address {
    path: String,
    pairs: Vec<(Cow<'static, str>, String)>,
}

impl Address {
    /// A path without parameters.
    pub fn new(path: impl Into<String>) -> Address {
        Address { path: path.into(), pairs: Vec::new() }
    }

    /// The same with this parameter; an empty value takes it away.
    #[must_use]
    pub fn with(&self, name: impl Into<Cow<'static, str>>, value: impl Into<String>) -> Address {
        let name = name.into();
        let mut other = self.without(&name);
        let value = value.into();
        if !value.is_empty() {
            other.pairs.push((name, value));
        }
        other
    }

    /// The same without this parameter.
    #[must_use]
    pub fn without(&self, name: &str) -> Address {
        let pairs = self.pairs.iter().filter(|(other, _)| other != name).cloned().collect();
        Address { path: self.path.clone(), pairs }
    }

    /// The parameters.
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.pairs.iter().map(|(name, value)| (name.to_string(), value.clone())).collect()
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.path)?;
        for (index, (name, value)) in self.pairs.iter().enumerate() {
            write!(f, "{}{name}={}", if index == 0 { '?' } else { '&' }, escaped(value))?;
        }
        Ok(())
    }
}

/// Percent-encoding of everything but unreserved characters (RFC 3986, 2.3).
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_parameter_changes_and_the_others_stay() {
        let list = Address::new("/console/orders").with("q", "a&b ñ").with("channel", "web");
        assert_eq!(list.to_string(), "/console/orders?q=a%26b%20%C3%B1&channel=web");
        assert_eq!(list.with("q", "").to_string(), "/console/orders?channel=web");
        assert_eq!(list.with("channel", "shop").without("q").to_string(), "/console/orders?channel=shop");
    }
}
