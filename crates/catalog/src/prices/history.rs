//! What holds at a moment, from all that was ever set. Pure.

use base::{Error, Result, Time, UnitPrice};

/// How far back the price beside a reduction looks, in seconds: thirty days.
const LOOKS_BACK_S: i64 = 30 * 86_400;

/// Whether a price is a reduction.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "PriceKind")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// What a thing costs.
    Regular,
    /// What it costs for a while.
    Sale,
}

impl Kind {
    /// The word in rows.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Regular => "regular",
            Kind::Sale => "sale",
        }
    }

    pub(super) fn parse(word: &str) -> Result<Kind> {
        let found = [Kind::Regular, Kind::Sale].into_iter().find(|kind| kind.word() == word);
        found.ok_or_else(|| Error::internal("a price of no kind"))
    }
}

/// A price that was set. Never from before it was set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Set {
    /// Whether it is a reduction.
    pub kind: Kind,
    /// How much; nothing where there is no such price from then on.
    pub amount: Option<UnitPrice>,
    /// From when.
    pub from: Time,
    /// Until when.
    pub to: Option<Time>,
    /// When it was set.
    pub set_at: Time,
    /// When the change of many that set it was taken back: from then on it holds no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undone_at: Option<Time>,
}

impl Set {
    /// When it ends, by itself or by being taken back.
    fn end(&self) -> Option<Time> {
        match (self.to, self.undone_at) {
            (Some(to), Some(undone)) => Some(to.min(undone)),
            (to, undone) => to.or(undone),
        }
    }
}

/// What was asked from a moment until the next step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Step {
    /// From when.
    pub from: Time,
    /// How much; nothing where it was not for sale.
    pub amount: Option<UnitPrice>,
}

/// Of one kind, what was set last for this moment: the latest to begin, of those the latest to be set.
pub(crate) fn holding(history: &[Set], kind: Kind, now: Time) -> Option<&Set> {
    let holds = |set: &&Set| set.kind == kind && set.from <= now && set.end().is_none_or(|end| now < end);
    history.iter().filter(holds).max_by_key(|set| (set.from, set.set_at))
}

/// Now, and every later moment at which a reduction begins.
pub(crate) fn at_moments(history: &[Set], now: Time) -> Vec<Time> {
    let later = history.iter().filter(|set| set.kind == Kind::Sale && set.from > now).map(|set| set.from);
    let mut moments: Vec<Time> = std::iter::once(now).chain(later).collect();
    moments.sort_unstable();
    moments
}

fn of_kind(history: &[Set], kind: Kind, now: Time) -> Option<UnitPrice> {
    holding(history, kind, now).and_then(|set| set.amount)
}

/// What is asked at a moment. A reduction that is none is passed over.
pub fn at(history: &[Set], now: Time) -> Option<UnitPrice> {
    let regular = of_kind(history, Kind::Regular, now)?;
    Some(of_kind(history, Kind::Sale, now).map_or(regular, |sale| sale.min(regular)))
}

/// What was asked, step by step, as far as anything was set.
pub fn steps(history: &[Set]) -> Vec<Step> {
    let mut moments: Vec<Time> = history.iter().flat_map(|set| [Some(set.from), set.end()]).flatten().collect();
    moments.sort_unstable();
    let mut steps: Vec<Step> = moments.into_iter().map(|from| Step { from, amount: at(history, from) }).collect();
    // Of several at one moment all say the same; a step that changes nothing is none.
    steps.dedup_by(|later, kept| later.amount == kept.amount);
    steps
}

/// What is shown beside a reduction that holds now: the lowest price asked in the thirty days before it began. Nothing
/// where what is asked is no reduction, or where nothing was asked before it.
pub fn before(history: &[Set], now: Time) -> Option<UnitPrice> {
    let asked = at(history, now)?;
    of_kind(history, Kind::Sale, now).filter(|sale| *sale == asked)?;
    let steps = steps(history);
    let began = steps.iter().rev().find(|step| step.from <= now)?.from;
    let since = began.plus_seconds(-LOOKS_BACK_S);
    let ends = steps.iter().skip(1).map(|step| step.from).chain(std::iter::once(Time::from_micros(i64::MAX)));
    let lowest = steps
        .iter()
        .zip(ends)
        .filter(|(step, end)| step.from < began && *end > since)
        .filter_map(|(step, _)| step.amount)
        .min()?;
    (lowest > asked).then_some(lowest)
}

/// Whether setting this would change nothing, now or later: the same was said for this moment, and nothing since.
pub(super) fn says(history: &[Set], new: &Set) -> bool {
    let same = |set: &&Set| set.kind == new.kind && set.undone_at.is_none();
    let last = history.iter().filter(same).filter(|set| set.from <= new.from).max_by_key(|set| (set.from, set.set_at));
    match last {
        Some(last) => last.amount == new.amount && last.to == new.to && (last.to.is_none() || last.from == new.from),
        None => new.amount.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn day(number: i64) -> Time {
        Time::from_micros(number * 86_400_000_000)
    }

    fn regular(from: i64, cents: i64) -> Set {
        Set {
            kind: Kind::Regular,
            amount: Some(UnitPrice(cents * 100)),
            from: day(from),
            to: None,
            set_at: day(from),
            undone_at: None,
        }
    }

    fn sale(from: i64, to: i64, cents: i64) -> Set {
        let amount = Some(UnitPrice(cents * 100));
        Set { kind: Kind::Sale, amount, from: day(from), to: Some(day(to)), set_at: day(from.min(1)), undone_at: None }
    }

    fn cents(price: Option<UnitPrice>) -> Option<i64> {
        price.map(|price| price.0 / 100)
    }

    /// What was set, the day -> what is asked, what is shown beside it.
    #[test]
    fn the_lowest_of_thirty_days_stands_beside_a_reduction() {
        type Case = (&'static str, Vec<Set>, i64, Option<i64>, Option<i64>);
        let cases: Vec<Case> = vec![
            ("nothing is asked yet", vec![regular(10, 5_000)], 9, None, None),
            ("a plain price", vec![regular(0, 5_000)], 100, Some(5_000), None),
            ("a plain reduction", vec![regular(0, 5_000), sale(100, 110, 4_000)], 105, Some(4_000), Some(5_000)),
            ("its first moment", vec![regular(0, 5_000), sale(100, 110, 4_000)], 100, Some(4_000), Some(5_000)),
            ("over", vec![regular(0, 5_000), sale(100, 110, 4_000)], 110, Some(5_000), None),
            (
                "raised ten days before",
                vec![regular(0, 5_000), regular(90, 8_000), sale(100, 110, 4_000)],
                105,
                Some(4_000),
                Some(5_000),
            ),
            (
                "raised forty days before",
                vec![regular(0, 5_000), regular(60, 8_000), sale(100, 110, 4_000)],
                105,
                Some(4_000),
                Some(8_000),
            ),
            (
                "raised so that it is none",
                vec![regular(0, 4_000), regular(95, 8_000), sale(100, 110, 4_000)],
                105,
                Some(4_000),
                None,
            ),
            (
                "another sale twenty days before",
                vec![regular(0, 5_000), sale(70, 80, 3_000), sale(100, 110, 4_000)],
                105,
                Some(4_000),
                None,
            ),
            (
                "another sale long before",
                vec![regular(0, 5_000), sale(40, 60, 3_000), sale(100, 110, 4_000)],
                105,
                Some(4_000),
                Some(5_000),
            ),
            (
                "another sale that reached into them",
                vec![regular(0, 5_000), sale(40, 71, 4_500), sale(100, 110, 4_000)],
                105,
                Some(4_000),
                Some(4_500),
            ),
            (
                "deeper within a sale",
                vec![regular(0, 5_000), sale(100, 120, 4_000), sale(110, 120, 3_000)],
                115,
                Some(3_000),
                Some(4_000),
            ),
            ("new goods", vec![regular(100, 5_000), sale(100, 110, 4_000)], 105, Some(4_000), None),
            ("a sale above the price", vec![regular(0, 5_000), sale(100, 110, 6_000)], 105, Some(5_000), None),
            (
                "a regular price that falls is none",
                vec![regular(0, 5_000), regular(100, 4_000)],
                105,
                Some(4_000),
                None,
            ),
        ];
        for (name, history, now, asked, beside) in cases {
            assert_eq!(cents(at(&history, day(now))), asked, "{name}");
            assert_eq!(cents(before(&history, day(now))), beside, "{name}");
        }
    }

    #[test]
    fn what_is_taken_back_is_asked_no_more() {
        let mut history = vec![regular(0, 5_000), sale(100, 120, 4_000)];
        let back = Set { amount: None, from: day(110), set_at: day(110), ..sale(110, 120, 0) };
        history.push(back);
        assert_eq!(cents(at(&history, day(105))), Some(4_000));
        assert_eq!(cents(at(&history, day(115))), Some(5_000));
        history.push(Set { amount: None, ..regular(130, 0) });
        assert_eq!(at(&history, day(131)), None);
        let amounts: Vec<_> = steps(&history).iter().map(|step| cents(step.amount)).collect();
        assert_eq!(amounts, [Some(5_000), Some(4_000), Some(5_000), None]);
    }

    #[test]
    fn what_a_change_set_holds_until_it_is_taken_back() {
        let undone = |at: i64, set: Set| Set { undone_at: Some(day(at)), ..set };
        let sales = vec![regular(0, 5_000), sale(100, 140, 4_000), undone(115, sale(110, 140, 3_000))];
        for (now, asked) in [(105, 4_000), (112, 3_000), (115, 4_000), (139, 4_000), (140, 5_000)] {
            assert_eq!(cents(at(&sales, day(now))), Some(asked), "day {now}");
        }
        // Two that were made one upon the other and taken back in the same order.
        let twice = vec![regular(0, 2_000), undone(120, regular(100, 1_600)), undone(130, regular(110, 1_280))];
        for (now, asked) in [(105, 1_600), (115, 1_280), (125, 1_280), (131, 2_000)] {
            assert_eq!(cents(at(&twice, day(now))), Some(asked), "day {now}");
        }
        // Taken back before it began, it never was.
        let never = vec![regular(0, 2_000), undone(90, sale(100, 110, 1_000))];
        assert_eq!((cents(at(&never, day(105))), steps(&never).len()), (Some(2_000), 1));
        assert!(!says(&never, &sale(100, 110, 1_000)), "so it can be set again");
    }

    #[test]
    fn what_is_said_already_is_not_said_again() {
        let history = vec![regular(0, 5_000), sale(100, 110, 4_000)];
        let again = |set: Set, moment: i64| Set { from: day(moment), set_at: day(moment), ..set };
        assert!(says(&history, &again(regular(0, 5_000), 50)));
        assert!(!says(&history, &again(regular(0, 5_001), 50)));
        assert!(says(&history, &sale(100, 110, 4_000)));
        assert!(!says(&history, &sale(100, 111, 4_000)));
        assert!(!says(&[], &regular(0, 1)));
    }
}
