//! What every list of the staff pages shares: sortable heads, filters and pages, all of them plain addresses.

/// What a list calls itself and what it holds.
#[derive(Clone, Debug)]
pub struct ListWords {
    /// The room.
    pub name: String,
    /// How many there are.
    pub count: String,
    /// That there is nothing yet.
    pub empty_title: String,
    /// Where the first comes from.
    pub empty_words: String,
    /// Whether programs tell the most of it, so that a key for one is a first step.
    pub by_program: bool,
}

/// The head of a column.
#[derive(Clone, Debug)]
pub struct Head {
    /// What the column is called.
    pub name: String,
    /// Where a press leads; a column without it is not sortable.
    pub address: Option<String>,
    /// How the list is sorted by it now.
    pub order: Option<Order>,
}

/// Up or down.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// From low to high.
    Ascending,
    /// From high to low.
    Descending,
}

impl Head {
    /// A column that cannot be sorted.
    pub fn plain(name: String) -> Head {
        Head { name, address: None, order: None }
    }

    /// The word for `aria-sort`.
    pub fn aria(&self) -> Option<&'static str> {
        self.order.map(|order| if order == Order::Ascending { "ascending" } else { "descending" })
    }

    /// Whether the list is sorted by it, down.
    pub fn is_descending(&self) -> bool {
        self.order == Some(Order::Descending)
    }

    /// Whether the list is sorted by it, up.
    pub fn is_ascending(&self) -> bool {
        self.order == Some(Order::Ascending)
    }
}

/// A filter that is on or off.
#[derive(Clone, Debug)]
pub struct Chip {
    /// What it keeps.
    pub name: String,
    /// Where a press leads: the list with it, or without it when it is on.
    pub address: String,
    /// Whether it is on.
    pub is_on: bool,
    /// How many it keeps, where that is known.
    pub count: Option<i64>,
}

/// One value of a choice, such as a country or an order.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The value in the address; empty for "any".
    pub value: String,
    /// What it is called.
    pub name: String,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// Where the next rows are, and the first ones.
#[derive(Clone, Debug, Default)]
pub struct Pager {
    /// To the start; `None` there.
    pub first: Option<String>,
    /// To the rows after these; `None` at the end.
    pub next: Option<String>,
}

/// What stands above a list: the search, choices, filters and, on a phone, the order. A plain form of method GET.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// The list's own address, without a query.
    pub action: String,
    /// What the search looks for, as its accessible name and placeholder.
    pub label: String,
    /// What was searched.
    pub q: String,
    /// The views of the list that are kept, where it has such.
    pub views: Option<Views>,
    /// What the text could go on to, where the list can tell.
    pub suggested: Option<Vec<String>>,
    /// Choices such as the country.
    pub selects: Vec<Select>,
    /// From which day to which, where the list goes by days.
    pub days: Option<DayFields>,
    /// Filters that are on or off.
    pub chips: Vec<Chip>,
    /// The orders, for a phone; the first is the usual one.
    pub sorts: Vec<Choice>,
    /// What a search must keep: name and value of each chip that is on.
    pub keep: Vec<(String, String)>,
    /// To the list without any filter, where there is one to remove.
    pub clear: Option<String>,
}

/// The views of a list that are kept.
#[derive(Clone, Debug, Default)]
pub struct Views {
    /// The list's word.
    pub list: &'static str,
    /// Each leads to the list as it was kept.
    pub all: Vec<Chip>,
    /// The filters and the order that the list shows now.
    pub query: String,
    /// Whether they can be kept as a new view.
    pub may_keep: bool,
    /// Where the view that is shown is removed, by whoever may.
    pub remove: Option<String>,
}

/// A choice of one value.
#[derive(Clone, Debug)]
pub struct Select {
    /// The name in the address.
    pub name: String,
    /// What is chosen, as its accessible name.
    pub label: String,
    /// The values; the first is "any".
    pub choices: Vec<Choice>,
}

/// A first day and a last one, as `2026-11-20`; an empty one bounds nothing.
#[derive(Clone, Debug, Default)]
pub struct DayFields {
    /// The first.
    pub from: String,
    /// The last.
    pub to: String,
}

/// Choices that stand above a list at once; the others are behind a button.
const AT_ONCE: usize = 5;

impl Finding {
    /// The choices that stand above the list, and those behind the button. What is set is never hidden.
    pub fn folded(&self) -> (Vec<&Select>, Vec<&Select>) {
        let mut first: Vec<&Select> = self.selects.iter().take(AT_ONCE).collect();
        let (set, rest): (Vec<&Select>, Vec<&Select>) =
            self.selects.iter().skip(AT_ONCE).partition(|select| select.is_set());
        first.extend(set);
        (first, rest)
    }
}

impl Select {
    /// Whether something other than "any" is chosen.
    pub fn is_set(&self) -> bool {
        self.choices.iter().any(|choice| choice.is_on && !choice.value.is_empty())
    }
}
