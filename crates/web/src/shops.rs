//! Which shops somebody is bound to: whoever is bound to some sees the orders and returns of those alone.

use std::sync::Arc;

use base::{Error, Result};

/// The shops that somebody is bound to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope(Option<Arc<[String]>>);

impl Scope {
    /// Bound to no shop: sees everything, also what happened in none.
    pub const ALL: Scope = Scope(None);

    /// Bound to the shops with these codes; to none where there are none.
    pub fn of(codes: impl IntoIterator<Item = String>) -> Result<Scope> {
        let mut codes: Vec<String> = codes.into_iter().filter(|code| !code.is_empty()).collect();
        codes.sort();
        codes.dedup();
        if codes.iter().any(|code| code.contains(',') || code.len() > 40) || codes.len() > 200 {
            return Err(Error::invalid("shops", "Name shops by their codes, 200 at most."));
        }
        Ok(if codes.is_empty() { Scope::ALL } else { Scope(Some(codes.into())) })
    }

    /// Whether somebody is bound to no shop.
    pub fn is_all(&self) -> bool {
        self.0.is_none()
    }

    /// The codes, where there are some.
    pub fn codes(&self) -> &[String] {
        self.0.as_deref().unwrap_or_default()
    }

    /// Whether what happened in this place is to be seen.
    pub fn has(&self, place: Option<&str>) -> bool {
        match (&self.0, place) {
            (None, _) => true,
            (Some(codes), Some(place)) => codes.iter().any(|code| code == place),
            (Some(_), None) => false,
        }
    }

    /// Whether all of another's shops are among these.
    pub fn covers(&self, other: &Scope) -> bool {
        self.is_all() || (!other.is_all() && other.codes().iter().all(|code| self.has(Some(code))))
    }

    /// For a statement, as `,M1,M2,`: `replace($1, ',' || place || ',', '') <> $1` says whether a place is among them.
    pub fn as_parameter(&self) -> Option<String> {
        self.0.as_ref().map(|codes| format!(",{},", codes.join(",")))
    }

    /// As rows keep it.
    pub fn as_json(&self) -> Option<String> {
        self.0.as_ref().map(|_| serde_json::json!(self.codes()).to_string())
    }

    /// As rows kept it.
    pub fn from_json(text: Option<String>) -> Result<Scope> {
        let Some(text) = text else { return Ok(Scope::ALL) };
        Scope::of(serde_json::from_str::<Vec<String>>(&text).map_err(Error::internal)?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scope(codes: &[&str]) -> Scope {
        Scope::of(codes.iter().map(|code| (*code).to_owned())).expect("codes")
    }

    #[test]
    fn a_place_is_seen_by_who_is_bound_to_it() {
        assert!(Scope::ALL.has(None) && Scope::ALL.has(Some("M1")));
        let some = scope(&["M1", "B2"]);
        assert!(some.has(Some("B2")) && !some.has(Some("B")) && !some.has(Some("m1")) && !some.has(None));
        assert_eq!(some.as_parameter().as_deref(), Some(",B2,M1,"));
        assert!(Scope::of(["a,b".to_owned()]).is_err());
    }

    #[test]
    fn nobody_gives_more_shops_than_they_have() {
        let (one, two) = (scope(&["M1"]), scope(&["M1", "B2"]));
        assert!(Scope::ALL.covers(&one) && two.covers(&one) && one.covers(&one));
        assert!(!one.covers(&two) && !one.covers(&Scope::ALL));
        assert_eq!(Scope::from_json(two.as_json()), Ok(two));
        assert_eq!(scope(&[""]), Scope::ALL);
    }
}
