//! Money in integer minor units, and the one place where a line is rounded.

use std::{fmt, str::FromStr};

use crate::Error;

/// An ISO 4217 currency code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Currency([u8; 3]);

impl Currency {
    /// The euro.
    pub const EUR: Currency = Currency(*b"EUR");
    /// The pound sterling.
    pub const GBP: Currency = Currency(*b"GBP");

    /// The three letters.
    pub fn code(&self) -> &str {
        std::str::from_utf8(&self.0).expect("three upper-case letters were parsed")
    }

    /// Reads the code of a currency that people pay with today. Rows and events are read by `from_str`, since a
    /// currency that goes out of use stays in the books.
    pub fn in_use(text: &str) -> Result<Currency, Error> {
        let unknown = || Error::invalid("currency", format!("'{text}' is not the code of a currency such as EUR."));
        let currency: Currency = text.parse().map_err(|_| unknown())?;
        if !IN_USE.split_ascii_whitespace().any(|code| code == text) {
            return Err(unknown());
        }
        Ok(currency)
    }

    /// Digits after the decimal mark (ISO 4217, exponent).
    pub fn decimals(&self) -> u32 {
        match &self.0 {
            b"BIF" | b"CLP" | b"DJF" | b"GNF" | b"ISK" | b"JPY" | b"KMF" | b"KRW" | b"PYG" | b"RWF" | b"UGX"
            | b"VND" | b"VUV" | b"XAF" | b"XOF" | b"XPF" => 0,
            b"BHD" | b"IQD" | b"JOD" | b"KWD" | b"LYD" | b"OMR" | b"TND" => 3,
            _ => 2,
        }
    }
}

/// ISO 4217, list one, as of 2026: without funds, metals and codes for testing, which nobody pays with.
const IN_USE: &str = "\
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CLP \
    CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG \
    HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL \
    MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR \
    RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD \
    TZS UAH UGX USD UYU UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

impl FromStr for Currency {
    type Err = Error;

    fn from_str(text: &str) -> Result<Currency, Error> {
        match <[u8; 3]>::try_from(text.as_bytes()) {
            Ok(letters) if letters.iter().all(u8::is_ascii_uppercase) => Ok(Currency(letters)),
            _ => Err(Error::invalid("currency", format!("'{text}' is not a currency code such as EUR."))),
        }
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl serde::Serialize for Currency {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> serde::Deserialize<'de> for Currency {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// An amount: minor units (cents) of a currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Money {
    /// Minor units; negative where money goes back.
    pub minor: i64,
    /// Whose minor units.
    pub currency: Currency,
}

impl Money {
    /// So many minor units of a currency.
    pub const fn new(minor: i64, currency: Currency) -> Money {
        Money { minor, currency }
    }
}

/// A price for one unit, in 1/10,000 of the currency's major unit (so 2.95 is 29,500).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnitPrice(pub i64);

/// A plain decimal: `2.95`, `0.0125`.
impl fmt::Display for UnitPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, units) = (if self.0 < 0 { "-" } else { "" }, self.0.unsigned_abs());
        let fraction = format!("{:04}", units % 10_000);
        let kept = fraction.trim_end_matches('0').len().max(2);
        write!(f, "{sign}{}.{}", units / 10_000, &fraction[..kept])
    }
}

impl serde::Serialize for UnitPrice {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for UnitPrice {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        UnitPrice::parse(&text).ok_or_else(|| serde::de::Error::custom("not a price such as \"59.90\""))
    }
}

/// Decimal text with up to four decimals.
impl schemars::JsonSchema for UnitPrice {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "unit_price".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": r"^-?[0-9]{1,12}(\.[0-9]{0,4})?$" })
    }
}

/// A code of ISO 4217.
impl schemars::JsonSchema for Currency {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> std::borrow::Cow<'static, str> {
        "currency".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "type": "string", "pattern": "^[A-Z]{3}$" })
    }
}

impl UnitPrice {
    /// Reads a plain decimal with up to four digits after the point; `None` for anything else.
    pub fn parse(text: &str) -> Option<UnitPrice> {
        let (sign, digits) = match text.strip_prefix('-') {
            Some(rest) => (-1, rest),
            None => (1, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let plain = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || whole.len() > 12 || fraction.len() > 4 || !plain(whole) || !plain(fraction) {
            return None;
        }
        let fraction_units = format!("{fraction:0<4}").parse::<i64>().ok()?;
        Some(UnitPrice(sign * (whole.parse::<i64>().ok()? * 10_000 + fraction_units)))
    }

    /// The price of `quantity` units in minor units, half away from zero; `None` when it does not fit.
    /// This is the only rounding of a line.
    pub fn times(self, quantity: i64, currency: Currency) -> Option<i64> {
        let exact = i128::from(self.0) * i128::from(quantity);
        i64::try_from(round_half_away(exact, 10_i128.pow(4 - currency.decimals()))).ok()
    }
}

fn round_half_away(value: i128, unit: i128) -> i128 {
    let half = if value < 0 { -unit / 2 } else { unit / 2 };
    (value + half) / unit
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_unit_price_is_read_exactly() {
        let cases = [
            ("2.1", Some(21_000)),
            ("0", Some(0)),
            ("4.6975", Some(46_975)),
            ("-53594.36", Some(-535_943_600)),
            ("1,5", None),
            ("1.00001", None),
            ("", None),
            (".5", None),
            ("1e3", None),
            ("--1", None),
            ("9999999999999", None),
        ];
        for (text, expected) in cases {
            assert_eq!(UnitPrice::parse(text).map(|price| price.0), expected, "{text}");
        }
    }

    #[test]
    fn only_what_people_pay_with_is_a_currency_in_use() {
        for code in ["EUR", "GBP", "USD", "JPY", "XAF", "ZWG"] {
            assert_eq!(Currency::in_use(code).map(|currency| currency.to_string()).as_deref(), Ok(code));
        }
        for code in ["ABC", "XTS", "XAU", "CHE", "HRK", "eur", "EU", "", "EUR GBP", "€"] {
            assert_eq!(Currency::in_use(code).map_err(|error| error.code()), Err("currency"), "{code}");
        }
        assert!("HRK".parse::<Currency>().is_ok(), "what was paid in it stays in the books");
    }

    #[test]
    fn a_unit_price_is_written_as_a_decimal() {
        let cases = [(599_000, "59.90"), (125, "0.0125"), (0, "0.00"), (-535_943_600, "-53594.36"), (10_000, "1.00")];
        for (units, text) in cases {
            assert_eq!(UnitPrice(units).to_string(), text);
        }
    }

    #[test]
    fn a_line_rounds_half_away_from_zero() {
        let cases = [(50, 1, 1), (50, -1, -1), (49, 1, 0), (-50, 1, -1), (150, 1, 2), (29_500, 3, 885), (0, 9, 0)];
        for (price, quantity, minor) in cases {
            assert_eq!(UnitPrice(price).times(quantity, Currency::EUR), Some(minor), "{price} x {quantity}");
        }
        assert_eq!(UnitPrice(15_000).times(1, "JPY".parse().expect("a code")), Some(2));
        assert_eq!(UnitPrice(i64::MAX).times(i64::MAX, Currency::EUR), None);
    }
}
