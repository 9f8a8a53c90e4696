//! Nets that a retailer is itself behind: shops, offices, the warehouse. What comes from there is no customer's. Pure.

use std::{fmt, net::IpAddr};

use base::{Error, Result};

/// The most nets of one source.
const MOST: usize = 100;

/// Addresses that begin alike, as `203.0.113.0/24` or `2001:db8::/32`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    first: IpAddr,
    bits: u32,
}

impl Network {
    /// Reads a net, or a single address.
    pub fn parse(text: &str) -> Option<Network> {
        let (address, bits) = match text.trim().split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u32>().ok()?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().ok()?;
        let bits = bits.unwrap_or_else(|| width(address));
        // Everybody is no net, and neither is half of everybody.
        let is_wide = bits < if address.is_ipv4() { 8 } else { 16 };
        (!is_wide && bits <= width(address)).then(|| Network { first: cut(address, bits), bits })
    }

    /// Whether an address is of this net.
    pub fn contains(&self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && cut(address, self.bits) == self.first
    }
}

impl fmt::Display for Network {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.bits == width(self.first) {
            write!(to, "{}", self.first)
        } else {
            write!(to, "{}/{}", self.first, self.bits)
        }
    }
}

impl schemars::JsonSchema for Network {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "network".into()
    }

    fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
        String::json_schema(generator)
    }
}

impl serde::Serialize for Network {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.collect_str(self)
    }
}

/// Reads the nets of a source, as staff write them.
pub fn of_source(texts: &[String]) -> Result<Vec<Network>> {
    let wrong =
        || Error::invalid("networks", "Write each net as 203.0.113.0/24 or 2001:db8::/32, at most 100 of them.");
    if texts.len() > MOST {
        return Err(wrong());
    }
    texts.iter().map(|text| Network::parse(text).ok_or_else(wrong)).collect()
}

const fn width(address: IpAddr) -> u32 {
    if address.is_ipv4() { 32 } else { 128 }
}

/// The first address that begins with the same bits.
fn cut(address: IpAddr, bits: u32) -> IpAddr {
    match address {
        IpAddr::V4(address) => IpAddr::V4((address.to_bits() & u32::MAX.checked_shl(32 - bits).unwrap_or(0)).into()),
        IpAddr::V6(address) => IpAddr::V6((address.to_bits() & u128::MAX.checked_shl(128 - bits).unwrap_or(0)).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_of_a_net_or_not() {
        let cases = [
            ("203.0.113.0/24", "203.0.113.255", true),
            ("203.0.113.77/24", "203.0.113.1", true),
            ("203.0.113.0/24", "203.0.114.1", false),
            ("203.0.113.7", "203.0.113.7", true),
            ("203.0.113.7/32", "203.0.113.8", false),
            ("203.0.113.0/24", "::ffff:203.0.113.9", true),
            ("2001:db8::/32", "2001:db8:1::7", true),
            ("2001:db8::/32", "2001:db9::7", false),
            ("2001:db8::1", "2001:db8::1", true),
            ("10.0.0.0/8", "2001:db8::1", false),
        ];
        for (net, address, expected) in cases {
            let network = Network::parse(net).expect("a net");
            assert_eq!(network.contains(address.parse().expect("an address")), expected, "{net} {address}");
            assert_eq!(Network::parse(&network.to_string()), Some(network), "{net}");
        }
        for wrong in ["", "shop", "203.0.113.0/33", "0.0.0.0/0", "::/0", "203.0.113.0/", "1.2.3/24", "10.0.0.0/-1"] {
            assert_eq!(Network::parse(wrong), None, "{wrong}");
        }
    }
}
