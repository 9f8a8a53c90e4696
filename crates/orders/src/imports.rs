//! Imports that came through a page or the API. Their files are kept in parts behind the door of files, so that no
//! machine need hold them in memory and any may go on with them (`uploads`); a job looks at them first, and takes them
//! when somebody has seen what would come of it (`work`).

use std::collections::BTreeMap;

use base::{Currency, Cx, Error, Id, Noun, Result, Time};
use catalog::import::{
    mappings::{Field, Mapping},
    tables::Mark,
};
use customers::audits::{self, Act, Note};
use serde::{Serialize, de::DeserializeOwned};
use store::{Tx, jobs, params, sql, value::Row};

use crate::import::{
    Progress,
    shops::{self, Report, Shop, Taken, What},
};

pub mod uploads;
pub mod work;

use uploads::Upload;
use work::JOB;

/// An import.
pub struct Move;
impl Noun for Move {
    const PREFIX: &'static str = "mov";
    const NAME: &'static str = "import";
}
/// The id of an import.
pub type ImportId = Id<Move>;

/// The most files of one import.
pub const MOST_FILES: usize = 100;

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, schemars::JsonSchema)]
#[schemars(rename = "ImportState")]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It is being looked at.
    Looking,
    /// What would come of it is known.
    Looked,
    /// It is being taken.
    Running,
    /// It is taken.
    Done,
    /// It could not be read.
    Failed,
}

impl State {
    const ALL: [State; 5] = [State::Looking, State::Looked, State::Running, State::Done, State::Failed];

    /// The word in rows.
    pub const fn word(self) -> &'static str {
        match self {
            State::Looking => "looking",
            State::Looked => "looked",
            State::Running => "running",
            State::Done => "done",
            State::Failed => "failed",
        }
    }

    /// Whether something happens by itself.
    pub const fn is_busy(self) -> bool {
        matches!(self, State::Looking | State::Running)
    }
}

/// An import.
#[derive(Clone, Debug, Serialize, schemars::JsonSchema)]
#[schemars(rename = "Import")]
pub struct Import {
    /// Its id.
    pub id: ImportId,
    /// Whose files they are.
    pub shop: Shop,
    /// How far it is.
    pub state: State,
    /// The files; none any more once they are taken.
    pub files: Vec<Upload>,
    /// The currency of the prices, where it was said.
    pub currency: Option<Currency>,
    /// The name of the store, where several of one kind move in.
    pub store: Option<String>,
    /// The mark before decimals, where it was said.
    pub decimals: Option<Mark>,
    /// The zone of times that do not say theirs.
    pub zone: String,
    /// What the columns of a plain table are.
    pub mapping: Option<Mapping>,
    /// These columns, in the order of the file.
    pub columns: Vec<String>,
    /// Of each of them, something that stands in it, for as long as the files are kept.
    pub examples: BTreeMap<String, String>,
    /// What would come of it.
    pub foreseen: Option<Report>,
    /// What came of it.
    pub report: Option<Report>,
    /// How far it is.
    pub progress: Progress,
    /// Why it could not be read.
    pub why: Option<Trouble>,
    /// The list of what was refused.
    pub rejects: Option<Upload>,
    /// When it came.
    pub created_at: Time,
    /// Who sent it.
    pub created_by: String,
    /// When something happened last.
    pub changed_at: Time,
}

/// Why an import could not be read or went no further.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "ImportTrouble")]
pub struct Trouble {
    /// A code.
    pub code: String,
    /// The file, where it is about one.
    pub file: Option<String>,
    /// Its line.
    pub line: Option<u64>,
    /// The same in a sentence.
    pub says: String,
}

impl Trouble {
    /// What is about no file.
    fn of(code: &str, says: &str) -> Trouble {
        Trouble { code: code.to_owned(), file: None, line: None, says: says.to_owned() }
    }
}

impl Import {
    /// The name of its source in rows.
    pub fn source(&self) -> String {
        shops::source(self.shop, self.store.as_deref())
    }

    /// Whether its files hold customers, or what they bought or say.
    pub fn holds_people(&self) -> bool {
        let of_people = |file: &Taken| matches!(file.what, What::Customers | What::Orders | What::Reviews);
        [&self.foreseen, &self.report].into_iter().flatten().any(|report| report.files.iter().any(of_people))
    }

    /// Whether it can be tried again.
    pub fn may_be_tried(&self) -> bool {
        self.state == State::Failed && !self.files.is_empty()
    }
}

/// What comes in.
#[derive(Clone, Debug)]
pub struct NewImport {
    /// Whose files they are.
    pub shop: Shop,
    /// The currency of the prices.
    pub currency: Option<Currency>,
    /// The name of the store.
    pub store: Option<String>,
    /// The mark before decimals.
    pub decimals: Option<Mark>,
    /// The shop's zone.
    pub zone: String,
    /// The files.
    pub files: Vec<Upload>,
}

/// Begins an import: it is looked at. One whose id is here already was sent twice, and is not begun again. Says whether
/// it is new.
pub fn begin(cx: &Cx, tx: &mut Tx, new: &NewImport, id: Option<ImportId>) -> Result<(ImportId, bool)> {
    let id = id.unwrap_or_else(|| ImportId::new(cx.now));
    let known = sql!("select id from imports where id = $1");
    if tx.query_one(known, params![id], |row| row.get::<ImportId>(0))?.is_some() {
        return Ok((id, false));
    }
    if new.files.is_empty() {
        return Err(Error::invalid("files", "Choose one file at least: .csv or .csv.gz."));
    }
    let text = sql!(
        "insert into imports (id, shop, state, files, currency, examples, progress, created_at, created_by, changed_at,
             store, decimals, zone)
         values ($1, $2, 'looking', $3, $4, '{}', $5, $6, $7, $6, $8, $9, $10)"
    );
    let (progress, files, by) = (json(&Progress::default())?, json(&new.files)?, cx.actor.as_text());
    let (store, decimals, zone) = (new.store.as_deref(), new.decimals.map(Mark::word), &new.zone);
    let row = params![id, new.shop.source(), files, new.currency, progress, cx.now, by, store, decimals, zone];
    tx.exec(text, row)?;
    jobs::enqueue_slow(cx, tx, JOB, [id.to_string().as_str()])?;
    Ok((id, true))
}

/// Says what the columns of a plain table are. It is looked at again.
pub fn set_mapping(cx: &Cx, tx: &mut Tx, id: ImportId, mapping: &Mapping) -> Result<()> {
    let import = one(tx, id)?;
    if import.shop != Shop::Csv {
        return Err(Error::invalid("mapping", "Only a plain CSV has a mapping: the columns of the others are known."));
    }
    if import.state != State::Looked {
        return Err(not_now(import.state));
    }
    let text = sql!(
        "update imports set mapping = $2, state = 'looking', foreseen = null, why = null, changed_at = $3 where id = $1"
    );
    tx.exec(text, params![id, json(mapping)?, cx.now])?;
    jobs::enqueue_slow(cx, tx, JOB, [id.to_string().as_str()])
}

/// Takes what was looked at, or tries again what failed. Said twice, it is the same. `people` says whether they may
/// bring people.
pub fn start(cx: &Cx, tx: &mut Tx, id: ImportId, people: bool) -> Result<()> {
    let import = one(tx, id)?;
    if import.holds_people() && !people {
        return Err(Error::Forbidden);
    }
    let next = match (import.state, &import.foreseen) {
        (State::Running | State::Done, _) => return Ok(()),
        (State::Looked, Some(_)) => State::Running,
        (State::Failed, Some(_)) if import.may_be_tried() => State::Running,
        (State::Failed, None) if import.may_be_tried() => State::Looking,
        (state, _) => return Err(not_now(state)),
    };
    let text = sql!("update imports set state = $4, progress = $2, why = null, changed_at = $3 where id = $1");
    tx.exec(text, params![id, json(&Progress::default())?, cx.now, next.word()])?;
    audits::note(cx, tx, Note::of_rules(Act::ImportStarted).with(serde_json::json!({ "import": id })))?;
    jobs::enqueue_slow(cx, tx, JOB, [id.to_string().as_str()])
}

/// Stops what is being done. What was taken stays; the rest can be taken later, or discarded.
pub fn cancel(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<()> {
    if !one(tx, id)?.state.is_busy() {
        return Ok(());
    }
    fail(cx, tx, id, &Trouble::of(CANCELLED, "Somebody stopped it. What came before stays."))?;
    jobs::drop_of(tx, JOB, &id.to_string())
}

/// Forgets an import, and gives its files, which go when this holds. What was taken stays.
pub fn discard(tx: &mut Tx, id: ImportId) -> Result<Vec<Upload>> {
    let import = one(tx, id)?;
    tx.exec(sql!("delete from imports where id = $1"), params![id])?;
    jobs::drop_of(tx, JOB, &id.to_string())?;
    Ok(import.files.into_iter().chain(import.rejects).collect())
}

/// Why somebody stopped it.
const CANCELLED: &str = "import-cancelled";

/// Imports whose job was given up, since the worker died each time: they say so, and can be tried again.
pub fn give_up(cx: &Cx, tx: &mut Tx) -> Result<()> {
    for key in jobs::parked(tx, JOB)? {
        let trouble = Trouble::of("import-given-up", GIVEN_UP);
        match key.parse::<ImportId>().and_then(|id| one(tx, id)) {
            Ok(import) if import.state.is_busy() => fail(cx, tx, import.id, &trouble)?,
            Ok(_) | Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

const GIVEN_UP: &str =
    "It stopped again and again here, not because of the files. Whoever runs Hilo finds the cause in the log.";

fn fail(cx: &Cx, tx: &mut Tx, id: ImportId, why: &Trouble) -> Result<()> {
    let text = sql!("update imports set state = 'failed', why = $2, changed_at = $3 where id = $1");
    tx.exec(text, params![id, json(why)?, cx.now]).map(|_| ())
}

fn not_now(state: State) -> Error {
    let says = match state {
        State::Looking => "The files are still being looked at. Wait a moment.",
        State::Looked => "These files cannot be taken as they are. Say what their columns are first.",
        State::Running | State::Done => "This import has begun. Send the files once more to take them otherwise.",
        State::Failed => "This import could not be read. Mend the files and send them again.",
    };
    Error::conflict("import-state", says)
}

fn json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(Error::internal)
}

fn read_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(Error::internal)
}

macro_rules! columns {
    ($rest:literal) => {
        sql!(concat!(
            "select id, shop, state, files, currency, mapping, examples, foreseen, report, progress, why, rejects,
                 created_at, created_by, changed_at, store, decimals, zone, columns from imports ",
            $rest
        ))
    };
}

fn read(row: &Row) -> Result<Import> {
    let some = |place| row.get::<Option<String>>(place);
    let (shop, state): (String, String) = (row.get(1)?, row.get(2)?);
    let unknown = || Error::internal(format!("an import of '{shop}' that is '{state}'"));
    Ok(Import {
        id: row.get(0)?,
        shop: Shop::from_word(&shop).ok_or_else(unknown)?,
        state: State::ALL.into_iter().find(|known| known.word() == state).ok_or_else(unknown)?,
        files: read_json(&row.get::<String>(3)?)?,
        currency: row.get(4)?,
        mapping: some(5)?.as_deref().map(read_json).transpose()?,
        examples: read_json(&row.get::<String>(6)?)?,
        foreseen: some(7)?.as_deref().map(read_json).transpose()?,
        report: some(8)?.as_deref().map(read_json).transpose()?,
        progress: read_json(&row.get::<String>(9)?)?,
        why: some(10)?.as_deref().map(read_json).transpose()?,
        rejects: some(11)?.as_deref().map(read_json).transpose()?,
        created_at: row.get(12)?,
        created_by: row.get(13)?,
        changed_at: row.get(14)?,
        store: some(15)?,
        decimals: some(16)?.as_deref().map(Mark::from_word).transpose()?,
        zone: row.get(17)?,
        columns: read_json(&row.get::<String>(18)?)?,
    })
}

/// One import.
pub fn one(tx: &mut Tx, id: ImportId) -> Result<Import> {
    tx.query_one(columns!("where id = $1"), params![id], read)?.ok_or(Error::NotFound { what: "import" })
}

/// The latest imports.
pub fn latest(tx: &mut Tx, before: Option<(Time, ImportId)>, limit: i64) -> Result<Vec<Import>> {
    let (at, id) = before.unwrap_or((Time::from_micros(i64::MAX), ImportId::from_bytes([255; 16])));
    let text = columns!("where (created_at, id) < ($1, $2) order by created_at desc, id desc limit $3");
    tx.query(text, params![at, id, limit], read)
}

/// Imports of somebody, as `staff:stf_...`, that wait for them or ended since a moment, the latest first; without those
/// that they stopped.
pub fn ended(tx: &mut Tx, by: &str, since: Time) -> Result<Vec<Import>> {
    let text = columns!(
        "where created_by = $1 and changed_at > $2 and state in ('looked', 'done', 'failed')
         order by changed_at desc, id desc limit 20"
    );
    let mut found = tx.query(text, params![by, since], read)?;
    found.retain(|import| import.why.as_ref().is_none_or(|why| why.code != CANCELLED));
    Ok(found)
}

/// What may hold people beside the database: files that were sent and are not taken, and lists of what was refused.
pub fn beside(tx: &mut Tx) -> Result<Vec<String>> {
    let text = sql!("select id from imports where files <> '[]' or rejects is not null order by created_at, id");
    let ids: Vec<ImportId> = tx.query(text, params![], |row| row.get(0))?;
    Ok(ids.into_iter().map(|id| format!("what was sent for the import {id}")).collect())
}

/// What a column may be, for whoever chooses: the word of the field.
pub fn choices(column: &str) -> Vec<String> {
    let own = catalog::import::words::slug(column);
    let plain = Field::all().map(|field| field.word());
    let axes = ["size", "color"].into_iter().map(str::to_owned).chain([catalog::import::words::axis(column)]);
    let mut all: Vec<String> = plain.chain(axes.map(|axis| format!("option:{axis}"))).collect();
    all.push(format!("attribute:{own}"));
    let mut seen = std::collections::BTreeSet::new();
    all.retain(|word| !word.ends_with(':') && seen.insert(word.clone()));
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_may_be_what_it_is_called() {
        let all = choices("Talla");
        assert!(all.contains(&"option:size".to_owned()) && all.contains(&"attribute:talla".to_owned()), "{all:?}");
        assert_eq!(all.iter().filter(|word| *word == "option:size").count(), 1);
        assert!(choices("\u{2014}").iter().all(|word| Field::parse(word).is_ok()));
    }
}
