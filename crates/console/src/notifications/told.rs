//! What there is to tell, in words.

use base::Time;
use catalog::bulk::Bulk as Changed;
use customers::labels::bulk::{Act, Bulk as Labelled};
use orders::imports::{Import, State};
use store::backups::Backup;
use web::{keys::Key, locale::Say};

use crate::{
    address::Address,
    bulk_web,
    goods::many_web,
    home::needs::{Need, Weight, need},
    imports_page,
    operations_page::weight,
};

/// What happened.
#[derive(Clone, Debug)]
pub enum What {
    /// An import waits for them, ended, or could not go on.
    Import(Box<Import>),
    /// A label was put on or off many people, or that was taken back; with the label's name.
    Labelled(Labelled, String),
    /// Many products were changed, or that was taken back.
    Changed(Changed),
    /// A backup was made, or could not be made.
    Backup(Backup),
    /// Somebody came in by their invitation: what they are called.
    Joined(String),
    /// A key of a program ends soon, or ended of late.
    KeyEnds(Key),
    /// Jobs were set aside: how many.
    Jobs(i64),
    /// Events are missing in sums: how many.
    Events(i64),
    /// The disk fills up: what is free, in megabytes.
    Disk(i64),
}

/// Something to tell, and since when.
#[derive(Clone, Debug)]
pub struct Told {
    /// Since when.
    pub at: Time,
    /// What it is.
    pub what: What,
}

/// The same as a page shows it.
#[derive(Clone, Debug)]
pub struct Line {
    /// Since when.
    pub at: Time,
    /// Whether they have not seen it yet.
    pub is_new: bool,
    /// What it is and where it leads.
    pub need: Need,
}

impl Told {
    /// In words.
    pub fn line(&self, say: &Say, seen_until: Time) -> Line {
        Line { at: self.at, is_new: self.at > seen_until, need: self.need(say) }
    }

    fn need(&self, say: &Say) -> Need {
        let look = || say.t("need-look");
        let operations = "/console/operations";
        let plain = |icon, title, words, address: &str| need(Weight::Plain, icon, title, words, look(), address);
        match &self.what {
            What::Import(import) => of_import(say, import),
            What::Labelled(bulk, label) => {
                let here = Address::new("/console/customers").with("bulk", bulk.id.to_string());
                let words = say.t(if bulk.act == Act::Add { "told-labelled-on" } else { "told-labelled-off" });
                let title = bulk_web::notice(say, &(bulk.clone(), label.clone()), &here).words;
                plain("tag", title, words, &here.to_string())
            }
            What::Changed(bulk) => {
                let here = Address::new("/console/products").with("bulk", bulk.id.to_string());
                plain("shirt", many_web::notice(say, bulk, &here).words, say.t("told-changed"), &here.to_string())
            }
            What::Backup(backup) => match backup.bytes {
                Some(bytes) => plain(
                    "archive",
                    say.t("told-backup"),
                    say.t1("told-backup-words", "size", weight(say, &bytes)),
                    operations,
                ),
                None => {
                    let (title, words) = (say.t("need-backup-failed"), say.t("need-backup-words"));
                    need(Weight::Bad, "archive", title, words, say.t("need-backup-act"), operations)
                }
            },
            What::Joined(name) => {
                let title = say.t1("told-joined", "name", name);
                plain("user", title, say.t("told-joined-words"), "/console/staff")
            }
            What::KeyEnds(key) => of_key(say, key),
            What::Jobs(count) => {
                let (title, words) = (say.tn("need-jobs", *count), say.t("need-jobs-words"));
                need(Weight::Warn, "repeat", title, words, look(), operations)
            }
            What::Events(count) => {
                let (title, words) = (say.tn("need-events", *count), say.t("need-events-words"));
                need(Weight::Bad, "circle-alert", title, words, look(), operations)
            }
            What::Disk(megabytes) => {
                let title = say.t1("told-disk", "megabytes", say.number(*megabytes));
                need(Weight::Bad, "archive", title, say.t("told-disk-words"), look(), operations)
            }
        }
    }
}

fn of_import(say: &Say, import: &Import) -> Need {
    let shop = imports_page::shop(say, import.shop, import.store.as_deref());
    let (weight, key, act) = match import.state {
        State::Failed => (Weight::Warn, "told-import-failed", "need-look"),
        State::Looked => (Weight::Plain, "told-import-looked", "need-check"),
        _ => (Weight::Plain, "told-import-done", "need-look"),
    };
    let words = say.t(&format!("{key}-words"));
    need(weight, "upload", say.t1(key, "shop", shop), words, say.t(act), &format!("/console/imports/{}", import.id))
}

fn of_key(say: &Say, key: &Key) -> Need {
    let has_ended = !key.is_open(say.now);
    let when = key.expires_at.map_or(String::new(), |ends| say.date(ends));
    let title = say.t1(if has_ended { "told-key-ended" } else { "told-key-ends" }, "name", &key.name);
    let words = say.t1("told-key-words", "when", when);
    need(Weight::Warn, "hash", title, words, say.t("need-look"), "/console/keys")
}

/// The keys of texts that are put together here.
pub fn keys() -> impl Iterator<Item = String> {
    ["done", "looked", "failed"].into_iter().map(|state| format!("told-import-{state}-words"))
}
