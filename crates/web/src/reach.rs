//! How far somebody sees: the one rule of which events, papers and sums are shown to them, wherever they are shown.

use crate::{
    rights::{Right, Rights},
    shops::Scope,
};

/// What somebody may see of what happens.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reach {
    /// What they may.
    pub rights: Rights,
    /// The shops that they are bound to.
    pub shops: Scope,
}

impl Reach {
    /// Of whoever sees everything: the system itself, and figures of how fast it is.
    pub const ALL: Reach = Reach { rights: Rights::ALL, shops: Scope::ALL };

    /// Whether an event is shown to them: orders and returns of their shops to whoever sees orders, all else to whoever
    /// sees customers.
    pub fn shows(&self, kind: &str, place: Option<&str>) -> bool {
        match kind.starts_with("Order ") || kind.starts_with("Return ") {
            true => self.rights.has(Right::OrdersSee) && self.shops.has(place),
            false => self.rights.has(Right::CustomersSee),
        }
    }

    /// Whether any event could be shown to them.
    pub fn shows_any(&self) -> bool {
        self.rights.has(Right::OrdersSee) || self.rights.has(Right::CustomersSee)
    }

    /// The places of the papers that they see, as `thread::Wanted` asks for them: `,M1,M2,`; nothing for all, an empty
    /// text for none.
    pub fn places(&self) -> Option<String> {
        match self.rights.has(Right::OrdersSee) {
            true => self.shops.as_parameter(),
            false => Some(String::new()),
        }
    }

    /// Whether they see what a product took: the sums are of all shops together.
    pub fn shows_sales(&self) -> bool {
        self.rights.has(Right::OrdersSee) && self.shops.is_all()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reach(rights: &[Right], shops: &[&str]) -> Reach {
        let shops = Scope::of(shops.iter().map(|code| (*code).to_owned())).expect("codes");
        Reach { rights: Rights::of(rights), shops }
    }

    #[test]
    fn an_event_is_shown_by_right_and_by_shop() {
        use Right::{CatalogSee, CustomersSee, OrdersSee};
        let kinds = [
            ("Order Completed", Some("M1")),
            ("Return Accepted", Some("B2")),
            ("Order Refunded Reported", None),
            ("Page Viewed", None),
            ("Lead Captured", Some("B2")),
        ];
        let cases: [(Reach, [bool; 5]); 6] = [
            (Reach::ALL, [true; 5]),
            (reach(&[OrdersSee], &[]), [true, true, true, false, false]),
            (reach(&[CustomersSee], &[]), [false, false, false, true, true]),
            (reach(&[OrdersSee, CustomersSee], &["M1"]), [true, false, false, true, true]),
            (reach(&[CustomersSee], &["M1"]), [false, false, false, true, true]),
            (reach(&[CatalogSee], &[]), [false; 5]),
        ];
        for (reach, expected) in cases {
            assert_eq!(kinds.map(|(kind, place)| reach.shows(kind, place)), expected, "{reach:?}");
            assert_eq!(reach.shows_any(), expected.contains(&true), "{reach:?}");
        }
    }

    #[test]
    fn sums_of_all_shops_are_for_whoever_is_bound_to_none() {
        use Right::{CustomersSee, OrdersSee};
        assert!(reach(&[OrdersSee], &[]).shows_sales() && Reach::ALL.shows_sales());
        assert!(!reach(&[OrdersSee], &["M1"]).shows_sales() && !reach(&[CustomersSee], &[]).shows_sales());
        assert_eq!(reach(&[OrdersSee], &[]).places(), None);
        assert_eq!(reach(&[OrdersSee], &["M1"]).places().as_deref(), Some(",M1,"));
        assert_eq!(reach(&[CustomersSee], &["M1"]).places().as_deref(), Some(""), "no place is among none");
    }
}
