//! What needs a person: what it is, how many, and the one act. Which of it stands on the page follows from rights.

use catalog::languages::Language;
use web::{
    locale::Say,
    rights::{Right, Rights},
};

/// What was counted; what one may not see counts nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Jobs that were set aside.
    pub jobs: i64,
    /// Events that sums lack.
    pub events: i64,
    /// How the last backup is.
    pub backup: Backup,
    /// Imports that stopped: how many, and the page of the latest.
    pub imports: Option<(i64, String)>,
    /// Sources that have told nothing for a day: how many, and the first one's name and page.
    pub silent: Option<(i64, String, String)>,
    /// Messages of sources that could not be used: how many, and the page of the first source.
    pub rejects: Option<(i64, String)>,
    /// Reviews that wait.
    pub reviews: i64,
    /// Pairs that may be one person, and whether there are more.
    pub pairs: (i64, bool),
    /// Products that cannot be sold, and whether there are more.
    pub unready: (i64, bool),
    /// Products without their words in a language.
    pub untold: Vec<(Language, (i64, bool))>,
}

/// How the last backup is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Backup {
    /// Made within two days, or not to be seen.
    #[default]
    Fine,
    /// There is none.
    Missing,
    /// It is so many days old.
    Old(i64),
    /// It could not be made.
    Failed,
}

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Weight {
    /// Something is lost while it waits.
    Bad,
    /// It should not wait for long.
    Warn,
    /// It may wait.
    Plain,
}

/// One line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Need {
    /// How bad it is.
    pub weight: Weight,
    /// The icon.
    pub icon: &'static str,
    /// What and how many.
    pub title: String,
    /// What it means.
    pub words: String,
    /// What the button says.
    pub act: String,
    /// Where it leads.
    pub address: String,
    /// Whether the button does it at once, so that its address takes a form.
    pub is_done_here: bool,
}

impl Need {
    /// The class of its mark.
    pub const fn class(&self) -> &'static str {
        match self.weight {
            Weight::Bad => "need-mark bad",
            Weight::Warn => "need-mark warn",
            Weight::Plain => "need-mark",
        }
    }
}

/// One line, made.
pub fn need(weight: Weight, icon: &'static str, title: String, words: String, act: String, address: &str) -> Need {
    Need { weight, icon, title, words, act, address: address.to_owned(), is_done_here: false }
}

/// The lines, the worst first.
pub fn lines(say: &Say, counted: &Counted, rights: Rights) -> Vec<Need> {
    let mut found = of_operations(say, counted, rights.has(Right::OperationsEdit));
    found.extend(of_sources(say, counted));
    found.extend(of_rooms(say, counted));
    found.sort_by_key(|need| need.weight);
    found
}

fn of_operations(say: &Say, counted: &Counted, may: bool) -> Vec<Need> {
    let path = "/console/operations";
    let look = || say.t("need-look");
    let mut found = Vec::new();
    if counted.events > 0 {
        let title = say.tn("need-events", counted.events);
        found.push(need(Weight::Bad, "circle-alert", title, say.t("need-events-words"), look(), path));
    }
    if counted.jobs > 0 {
        let title = say.tn("need-jobs", counted.jobs);
        found.push(need(Weight::Warn, "repeat", title, say.t("need-jobs-words"), look(), path));
    }
    let backup = |weight, title, words: &str| {
        let (act, address) = match may {
            true => (say.t("need-backup-act"), "/console/operations/backups"),
            false => (look(), path),
        };
        Need { is_done_here: may, ..need(weight, "archive", title, say.t(words), act, address) }
    };
    match counted.backup {
        Backup::Fine => {}
        Backup::Missing => found.push(backup(Weight::Bad, say.t("need-backup-none"), "need-backup-none-words")),
        Backup::Failed => found.push(backup(Weight::Bad, say.t("need-backup-failed"), "need-backup-words")),
        Backup::Old(days) => {
            let weight = if days >= 7 { Weight::Bad } else { Weight::Warn };
            found.push(backup(weight, say.tn("need-backup-old", days), "need-backup-words"));
        }
    }
    found
}

fn of_sources(say: &Say, counted: &Counted) -> Vec<Need> {
    let mut found = Vec::new();
    if let Some((sources, name, page)) = &counted.silent {
        let title = say.tn1("need-silent", *sources, "name", name);
        found.push(need(Weight::Warn, "cloud-off", title, say.t("need-silent-words"), say.t("need-check"), page));
    }
    if let Some((messages, page)) = &counted.rejects {
        let title = say.tn("need-rejects", *messages);
        found.push(need(Weight::Warn, "scan-line", title, say.t("need-rejects-words"), say.t("need-look"), page));
    }
    if let Some((imports, page)) = &counted.imports {
        let title = say.tn("need-imports", *imports);
        found.push(need(Weight::Warn, "upload", title, say.t("need-imports-words"), say.t("need-look"), page));
    }
    found
}

fn of_rooms(say: &Say, counted: &Counted) -> Vec<Need> {
    let mut found = Vec::new();
    let or_more = |words: String, more: bool| if more { say.t1("need-or-more", "words", words) } else { words };
    let many = |key: &str, (count, more): (i64, bool)| or_more(say.tn(key, count), more);
    if counted.reviews > 0 {
        let title = say.tn("need-reviews", counted.reviews);
        let (words, act) = (say.t("need-reviews-words"), say.t("need-read"));
        found.push(need(Weight::Plain, "star", title, words, act, "/console/reviews"));
    }
    if counted.pairs.0 > 0 {
        let (words, act) = (say.t("need-pairs-words"), say.t("need-compare"));
        found.push(need(Weight::Plain, "merge", many("need-pairs", counted.pairs), words, act, "/console/duplicates"));
    }
    if counted.unready.0 > 0 {
        let title = many("need-unready", counted.unready);
        let (words, act) = (say.t("need-unready-words"), say.t("need-complete"));
        found.push(need(Weight::Plain, "shirt", title, words, act, "/console/products/unready"));
    }
    for (language, products) in &counted.untold {
        let title = or_more(say.tn1("need-untold", products.0, "language", language.name), products.1);
        let address = format!("/console/products/translations?language={}", language.code);
        found.push(need(Weight::Plain, "languages", title, say.t("need-untold-words"), say.t("need-write"), &address));
    }
    found
}
