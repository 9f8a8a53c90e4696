//! Moving in: files are sent, what would come of them is shown, and then how far they are and what came.

use askama::Template;
use base::Time;
use catalog::import::{
    mappings::{Field, Mapping},
    pieces::Tally,
    whys::{Refused, WHYS},
};
use orders::{
    import::shops::{Report, Shop, Taken, What},
    imports::{Import, State, Trouble, uploads::Upload},
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
    /// The name of the store that was written.
    pub store: String,
    /// The marks before decimals that one may choose.
    pub decimals: Vec<Choice>,
    /// What tells this form from every other.
    pub form: String,
    /// Why nothing was taken.
    pub refused: Option<String>,
}

impl ImportsPage {
    /// Whether something was chosen that few choose.
    fn says_more(&self) -> bool {
        !self.store.is_empty() || self.decimals.iter().any(|mark| mark.is_on && !mark.value.is_empty())
    }
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
    /// Why it cannot be taken: a sentence, and where.
    pub why: Option<(String, String)>,
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
    /// Whether there is nothing in the files that is not here.
    pub is_nothing: bool,
    /// Whether it can be tried again.
    pub may_try: bool,
    /// Whether a column is still to be named before anything can be taken.
    pub is_unnamed: bool,
    /// Pictures that could not be fetched: file, line, reason, address.
    pub lost: Vec<(String, u64, String, String)>,
    /// Whether the list of what was refused can be had.
    pub has_list: bool,
    /// Whether it holds people, whom the viewer may not bring.
    pub is_beyond: bool,
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

/// Why a line was refused.
pub fn reason(say: &Say, code: &str, column: Option<&str>) -> String {
    let known = WHYS.iter().any(|(known, _)| *known == code);
    let says = say.t(&format!("why-{}", if known { code } else { "other" }));
    column.map_or(says.clone(), |column| format!("{column}: {says}"))
}

/// Why files could not be read, and where.
fn trouble(say: &Say, trouble: &Trouble) -> (String, String) {
    let code = TROUBLES.iter().find(|code| **code == trouble.code).copied().unwrap_or("other");
    let line = trouble.line.map(|line| say.t1("import-line", "number", line));
    let place: Vec<String> = trouble.file.clone().into_iter().chain(line).collect();
    (say.t(&format!("trouble-{code}")), place.join(", "))
}

/// Codes of why files could not be read, which have words.
const TROUBLES: [&str; 22] = [
    "import-file",
    "import-empty",
    "import-unknown",
    "import-given-up",
    "import-gone",
    "import-cancelled",
    "csv-encoding",
    "csv-quotes",
    "csv-columns",
    "csv-header",
    "csv-large",
    "csv-row",
    "csv-packed",
    "csv-scattered",
    "mapping",
    "mapping-sku",
    "mapping-twice",
    "mapping-column",
    "currency",
    "store",
    "files",
    "other",
];

/// The name of a shop, with that of the store where there are several.
pub fn shop(say: &Say, shop: Shop, store: Option<&str>) -> String {
    let name = shop_name(say, shop);
    store.map_or(name.clone(), |store| format!("{name} \u{b7} {store}"))
}

fn shop_name(say: &Say, shop: Shop) -> String {
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
    let whys = WHYS.iter().map(|(code, _)| format!("why-{code}"));
    let troubles = TROUBLES.iter().map(|code| format!("trouble-{code}"));
    let marks = ["imports-decimals-file", "imports-decimals-comma", "imports-decimals-point"].map(str::to_owned);
    let fixed = fixed.chain(whys).chain(troubles).chain(marks);
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
pub const REFUSED: [(&str, &str); 6] = [
    ("files", "import-refused-files"),
    ("shop", "import-refused-shop"),
    ("currency", "import-refused-currency"),
    ("store", "import-refused-store"),
    ("decimals", "import-refused-decimals"),
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
        let tally = |(key, of): (&'static str, Of)| {
            report.map(of).filter(|tally| tally.read > 0).map(|tally| (key, counts(tally)))
        };
        let news = |tally: Tally| tally.new + tally.changed;
        let is_nothing = import.foreseen.as_ref().is_some_and(|report| {
            let links = if report.products.read > 0 { 0 } else { news(report.links) };
            KINDS.iter().map(|(_, of)| news(of(report))).sum::<u64>() + links == 0
        });
        // Files that could not be read stay so; what was stopped or given up can go on.
        let stopped = ["import-cancelled", "import-given-up"];
        let is_unread =
            import.foreseen.is_none() && import.why.as_ref().is_some_and(|why| !stopped.contains(&why.code.as_str()));
        let is_unnamed = import.state == State::Looked && import.why.is_some();
        let number = |of: fn(&Report) -> u64| report.map_or(0, |report| count(of(report)));
        Now {
            id: import.id.to_string(),
            state: import.state,
            done: count(import.progress.done),
            of: count(import.progress.of),
            pictures: count(import.progress.pictures),
            files,
            columns: if import.state == State::Looked { columns(say, &import) } else { Vec::new() },
            tallies: KINDS.into_iter().filter_map(tally).collect(),
            prices: (number(|report| report.prices), number(|report| report.prices_set)),
            told_pictures: (number(|report| report.pictures), 0),
            left: number(|report| report.pictures_left),
            rejected: number(|report| report.rejected),
            rejects: report.map(|report| refused(say, &report.first_rejects)).unwrap_or_default(),
            lost: Vec::new(),
            has_list: import.rejects.is_some(),
            is_beyond: false,
            may_start: import.state == State::Looked && !is_nothing && import.foreseen.is_some(),
            is_nothing: import.state == State::Looked && is_nothing,
            may_try: import.may_be_tried() && !is_unread,
            is_unnamed,
            why: import.why.as_ref().map(|why| trouble(say, why)),
            page,
        }
    }
}

fn refused(say: &Say, all: &[Refused]) -> Vec<(String, u64, String)> {
    let row = |one: &Refused| (one.file.clone(), one.line, reason(say, &one.code, one.column.as_deref()));
    all.iter().map(row).collect()
}

/// The columns of a plain table, in the order of the file.
fn columns(say: &Say, import: &Import) -> Vec<Column> {
    let Some(Mapping { columns }) = &import.mapping else { return Vec::new() };
    let rest = columns.keys().filter(|name| !import.columns.contains(name));
    let named = import.columns.iter().chain(rest).filter_map(|name| Some((name, columns.get(name)?)));
    let column = |(name, is): (&String, &Field)| {
        let word = is.word();
        let choice = |value: String| Choice { name: field(say, &value), is_on: value == word, value };
        let mut all = orders::imports::choices(name);
        if !all.contains(&word) {
            all.push(word.clone());
        }
        let example = import.examples.get(name).cloned().unwrap_or_default();
        Column { name: name.clone(), example, choices: all.into_iter().map(choice).collect() }
    };
    named.map(column).collect()
}
