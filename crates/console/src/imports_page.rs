//! Moving in: files are sent, what would come of them is shown, and then how far they are and what came.

use askama::Template;
use base::Time;
use catalog::import::{mappings::Field, pieces::Tally};
use orders::{
    import::shops::{Report, Shop, Taken, What},
    imports::{Import, State, uploads::Upload},
};
use web::{frame::Frame, lists::Choice, locale::Say};

/// Shops whose files are known, and the page of earlier imports.
#[derive(Template)]
#[template(path = "imports.html")]
pub struct ImportsPage {
    /// The frame.
    pub page: Frame,
    /// The latest imports.
    pub rows: Vec<ImportRow>,
    /// The shops that one may choose.
    pub shops: Vec<Choice>,
    /// The currency that was written.
    pub currency: String,
    /// Why nothing was taken.
    pub refused: Option<String>,
}

/// An import of the list.
#[derive(Clone, Debug)]
pub struct ImportRow {
    /// Its page.
    pub address: String,
    /// Whose files they are.
    pub shop: String,
    /// How far it is.
    pub state: State,
    /// What came of it, or would.
    pub words: String,
    /// When it came.
    pub at: Time,
    /// Who sent it.
    pub by: String,
}

/// The page of one import.
#[derive(Template)]
#[template(path = "import.html")]
pub struct ImportPage {
    /// The frame.
    pub page: Frame,
    /// Whose files they are.
    pub shop: String,
    /// What changes while one looks.
    pub now: Now,
}

/// How far an import is: what of its page is fetched again.
#[derive(Template)]
#[template(path = "import_now.html")]
pub struct Now {
    /// The frame.
    pub page: Frame,
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: State,
    /// Lines and pictures seen.
    pub done: i64,
    /// Lines there are; none where nobody has counted yet.
    pub of: i64,
    /// Pictures that were read.
    pub pictures: i64,
    /// Why it cannot be taken.
    pub why: Option<String>,
    /// The files: name, what it is, rows.
    pub files: Vec<FileRow>,
    /// The columns of a plain table.
    pub columns: Vec<Column>,
    /// What comes of it: products, customers, orders.
    pub tallies: Vec<(&'static str, Counts)>,
    /// Prices that were told, and those that were set.
    pub prices: (i64, i64),
    /// Pictures that are told, and those that are still fetched.
    pub told_pictures: (i64, i64),
    /// Pictures of a folder, which does not come with files.
    pub left: i64,
    /// How many lines were refused.
    pub rejected: i64,
    /// The first of them: file, line, reason.
    pub rejects: Vec<(String, u64, String)>,
    /// Pictures that could not be fetched: file, line, reason, address.
    pub lost: Vec<(String, u64, String, String)>,
    /// Whether the list of what was refused can be had.
    pub has_list: bool,
    /// Whether it may be taken.
    pub may_start: bool,
}

/// What becomes of what is told.
#[derive(Clone, Copy, Debug, Default)]
pub struct Counts {
    /// What was not known.
    pub new: i64,
    /// What is told otherwise than before.
    pub changed: i64,
    /// What was told just so before.
    pub same: i64,
    /// What was refused.
    pub refused: i64,
}

fn counts(tally: Tally) -> Counts {
    let [new, changed, same, refused] = [tally.new, tally.changed, tally.same, tally.refused].map(count);
    Counts { new, changed, same, refused }
}

/// A file of an import.
#[derive(Clone, Debug)]
pub struct FileRow {
    /// Its name.
    pub name: String,
    /// What it is; nothing where nobody has looked yet.
    pub what: Option<&'static str>,
    /// Rows below its header.
    pub rows: i64,
}

/// A column of a plain table.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub name: String,
    /// Something that stands in it.
    pub example: String,
    /// What it may be.
    pub choices: Vec<Choice>,
}

/// The key of a state.
pub const fn state(state: &State) -> &'static str {
    match state {
        State::Looking => "import-looking",
        State::Looked => "import-looked",
        State::Running => "import-running",
        State::Done => "import-done",
        State::Failed => "import-failed",
    }
}

/// The badge of a state.
pub const fn badge(state: &State) -> &'static str {
    match state {
        State::Looking | State::Running => "badge badge-info",
        State::Looked => "badge badge-warn",
        State::Done => "badge badge-good",
        State::Failed => "badge badge-bad",
    }
}

const fn what(what: What) -> &'static str {
    match what {
        What::Words => "import-file-words",
        What::Products => "import-file-products",
        What::Links => "import-file-links",
        What::Customers => "import-file-customers",
        What::Orders => "import-file-orders",
        What::Reviews => "import-file-reviews",
        What::Skipped => "import-file-skipped",
    }
}

/// The name of a shop.
pub fn shop(say: &Say, shop: Shop) -> String {
    match shop {
        Shop::Shopify => "Shopify".to_owned(),
        Shop::WooCommerce => "WooCommerce".to_owned(),
        Shop::Magento => "Magento".to_owned(),
        Shop::Csv => say.t("import-csv"),
    }
}

/// What a column is, in words.
pub fn field(say: &Say, word: &str) -> String {
    match word.split_once(':') {
        Some(("option", "size")) => say.t("column-is-size"),
        Some(("option", "color")) => say.t("column-is-color"),
        Some(("option", name)) => say.t1("column-is-option", "name", name),
        Some((_, name)) => say.t1("column-is-attribute", "name", name),
        None => say.t(&field_key(word)),
    }
}

fn field_key(word: &str) -> String {
    format!("column-is-{}", word.replace('_', "-"))
}

/// Keys that are made of words, for the test that looks for each.
pub fn keys() -> impl Iterator<Item = String> {
    let states = [State::Looking, State::Looked, State::Running, State::Done, State::Failed].map(|one| state(&one));
    let files = [What::Words, What::Products, What::Links, What::Customers, What::Orders, What::Reviews, What::Skipped]
        .map(what);
    let kinds = KINDS.map(|(key, _)| key);
    let refused = REFUSED.map(|(_, key)| key);
    let fixed = states.into_iter().chain(files).chain(kinds).chain(refused).map(str::to_owned);
    fixed.chain(Field::all().map(|field| field_key(&field.word())))
}

type Of = fn(&Report) -> Tally;

const KINDS: [(&str, Of); 4] = [
    ("import-products", |report| report.products),
    ("import-customers", |report| report.customers),
    ("import-orders", |report| report.orders),
    ("import-reviews", |report| report.reviews),
];

/// Why files were not taken, by the code of the refusal.
pub const REFUSED: [(&str, &str); 4] = [
    ("files", "import-refused-files"),
    ("shop", "import-refused-shop"),
    ("currency", "import-refused-currency"),
    ("file-too-large", "import-refused-large"),
];

/// A count as the words want it.
pub fn count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

impl Now {
    /// What a page shows of an import, its pictures apart.
    pub fn of(page: Frame, import: Import) -> Now {
        let say = &page.say;
        // While it is being taken, what would have come of it would only be taken for what has.
        let report = import.report.as_ref().or(import.foreseen.as_ref()).filter(|_| !import.state.is_busy());
        let taken = |taken: &Taken| FileRow {
            name: taken.file.display().to_string(),
            what: Some(what(taken.what)),
            rows: count(taken.rows),
        };
        let sent = |file: &Upload| FileRow { name: file.name.clone(), what: None, rows: 0 };
        let files: Vec<FileRow> = match report {
            Some(report) => report.files.iter().map(taken).collect(),
            None => import.files.iter().map(sent).collect(),
        };
        let columns = import.mapping.iter().flat_map(|mapping| &mapping.columns).map(|(name, is)| {
            let word = is.word();
            let choice = |value: String| Choice { name: field(say, &value), is_on: value == word, value };
            let mut all = orders::imports::choices(name);
            if !all.contains(&word) {
                all.push(word.clone());
            }
            let example = import.examples.get(name).cloned().unwrap_or_default();
            Column { name: name.clone(), example, choices: all.into_iter().map(choice).collect() }
        });
        let tally = |(key, of): (&'static str, Of)| {
            report.map(of).filter(|tally| tally.read > 0).map(|tally| (key, counts(tally)))
        };
        let number = |of: fn(&Report) -> u64| report.map_or(0, |report| count(of(report)));
        Now {
            id: import.id.to_string(),
            state: import.state,
            done: count(import.progress.done),
            of: count(import.progress.of),
            pictures: count(import.progress.pictures),
            files,
            columns: if import.state == State::Looked { columns.collect() } else { Vec::new() },
            tallies: KINDS.into_iter().filter_map(tally).collect(),
            prices: (number(|report| report.prices), number(|report| report.prices_set)),
            told_pictures: (number(|report| report.pictures), 0),
            left: number(|report| report.pictures_left),
            rejected: number(|report| report.rejected),
            rejects: report.map(|report| report.first_rejects.clone()).unwrap_or_default(),
            lost: Vec::new(),
            has_list: import.rejects.is_some(),
            may_start: import.state == State::Looked && import.foreseen.is_some(),
            why: import.why,
            page,
        }
    }
}
