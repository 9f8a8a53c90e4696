//! Imports that came through a page or the API. Their files are kept in parts behind the door of files, so that no
//! machine need hold them in memory and any may go on with them; a job looks at them first, and takes them when somebody
//! has seen what would come of it.

use std::{
    collections::BTreeMap,
    fs::File,
    io::{Read, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant, SystemTime},
};

use base::{Clock, Currency, Cx, Error, Id, Noun, Result, Time};
use catalog::import::{
    mappings::{Field, Mapping},
    tables::Table,
};
use serde::{Serialize, de::DeserializeOwned};
use store::{
    Db, Tx,
    files::Files,
    jobs::{self, Leased, Slow},
    params, sql,
    value::Row,
};

use crate::import::{
    Progress,
    shops::{self, Asked, Report, Shop},
};

/// An import.
pub struct Move;
impl Noun for Move {
    const PREFIX: &'static str = "mov";
    const NAME: &'static str = "import";
}
/// The id of an import.
pub type ImportId = Id<Move>;

/// A file that came with one.
pub struct Sent;
impl Noun for Sent {
    const PREFIX: &'static str = "upl";
    const NAME: &'static str = "upload";
}
/// The id of a file that came.
pub type UploadId = Id<Sent>;

/// The largest file that is taken.
pub const MOST_BYTES: u64 = 500 << 20;
/// The most files of one import.
pub const MOST_FILES: usize = 40;
/// How large the parts are in which a file is kept.
pub const PART: usize = 4 << 20;
/// Files that nobody took are kept for so many seconds, and lists of what was refused.
const KEPT_S: i64 = 7 * 86_400;
const REJECTS_KEPT_S: i64 = 30 * 86_400;
/// Parts that are younger may be about to be told of.
const YOUNG: Duration = Duration::from_secs(86_400);
/// The job's name.
const JOB: &str = "imports.work";
/// Looks at what came, or takes it.
pub const SLOW: Slow = Slow { kind: JOB, run };

/// How far an import is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
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

/// A file that is kept in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, serde::Deserialize)]
pub struct Upload {
    /// Its id, which its parts are named by.
    pub id: UploadId,
    /// Its name where it came from.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// In how many parts.
    pub parts: u32,
}

/// An import.
#[derive(Clone, Debug, Serialize)]
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
    /// What the columns of a plain table are.
    pub mapping: Option<Mapping>,
    /// Of each of its columns, something that stands in it.
    pub examples: BTreeMap<String, String>,
    /// What would come of it.
    pub foreseen: Option<Report>,
    /// What came of it.
    pub report: Option<Report>,
    /// How far it is.
    pub progress: Progress,
    /// Why it could not be read.
    pub why: Option<String>,
    /// The list of what was refused.
    pub rejects: Option<Upload>,
    /// When it came.
    pub created_at: Time,
    /// Who sent it.
    pub created_by: String,
    /// When something happened last.
    pub changed_at: Time,
}

/// What comes in.
#[derive(Clone, Debug)]
pub struct NewImport {
    /// Whose files they are.
    pub shop: Shop,
    /// The currency of the prices.
    pub currency: Option<Currency>,
    /// The files.
    pub files: Vec<Upload>,
}

/// Begins an import: it is looked at.
pub fn begin(cx: &Cx, tx: &mut Tx, new: &NewImport) -> Result<ImportId> {
    if new.files.is_empty() {
        return Err(Error::invalid("files", "Choose one file at least: .csv or .csv.gz."));
    }
    let id = ImportId::new(cx.now);
    let text = sql!(
        "insert into imports (id, shop, state, files, currency, examples, progress, created_at, created_by, changed_at)
         values ($1, $2, 'looking', $3, $4, '{}', $5, $6, $7, $6)"
    );
    let progress = json(&Progress::default())?;
    tx.exec(
        text,
        params![id, new.shop.source(), json(&new.files)?, new.currency, progress, cx.now, cx.actor.as_text()],
    )?;
    jobs::enqueue_slow(cx, tx, JOB, [id.to_string().as_str()])?;
    Ok(id)
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

/// Takes what was looked at. Said twice, it is the same.
pub fn start(cx: &Cx, tx: &mut Tx, id: ImportId) -> Result<()> {
    let import = one(tx, id)?;
    match (import.state, &import.foreseen) {
        (State::Running | State::Done, _) => return Ok(()),
        (State::Looked, Some(_)) => {}
        (state, _) => return Err(not_now(state)),
    }
    let text = sql!("update imports set state = 'running', progress = $2, why = null, changed_at = $3 where id = $1");
    tx.exec(text, params![id, json(&Progress::default())?, cx.now])?;
    jobs::enqueue_slow(cx, tx, JOB, [id.to_string().as_str()])
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
                 created_at, created_by, changed_at from imports ",
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
        why: some(10)?,
        rejects: some(11)?.as_deref().map(read_json).transpose()?,
        created_at: row.get(12)?,
        created_by: row.get(13)?,
        changed_at: row.get(14)?,
    })
}

/// One import.
pub fn one(tx: &mut Tx, id: ImportId) -> Result<Import> {
    tx.query_one(columns!("where id = $1"), params![id], read)?.ok_or(Error::NotFound { what: "import" })
}

/// The latest imports.
pub fn latest(tx: &mut Tx, limit: i64) -> Result<Vec<Import>> {
    tx.query(columns!("order by created_at desc, id limit $1"), params![limit], read)
}

/// What may hold people beside the database: files that were sent and are not taken, and lists of what was refused.
pub fn beside(tx: &mut Tx) -> Result<Vec<String>> {
    let text = sql!("select id from imports where files <> '[]' or rejects is not null order by created_at, id");
    let ids: Vec<ImportId> = tx.query(text, params![], |row| row.get(0))?;
    Ok(ids.into_iter().map(|id| format!("what was sent for the import {id}")).collect())
}

/// A file on its way in.
pub struct Uploading {
    upload: Upload,
    open: Vec<u8>,
}

impl Uploading {
    /// Nothing of it is here yet.
    pub fn new(name: &str, now: Time) -> Uploading {
        let upload = Upload { id: UploadId::new(now), name: plain_name(name), bytes: 0, parts: 0 };
        Uploading { upload, open: Vec::new() }
    }

    /// Takes the next bytes; says whether there is a part to be kept.
    pub fn take(&mut self, bytes: &[u8]) -> Result<bool> {
        self.upload.bytes += bytes.len() as u64;
        if self.upload.bytes > MOST_BYTES {
            let (name, most) = (&self.upload.name, MOST_BYTES >> 20);
            let says = format!("{name} is larger than {most} MB. Compress it with gzip, or send it in parts.");
            return Err(Error::invalid("file-too-large", says));
        }
        self.open.extend_from_slice(bytes);
        Ok(self.open.len() >= PART)
    }

    /// Keeps what has come.
    pub fn keep(&mut self, files: &Files) -> Result<()> {
        if !self.open.is_empty() {
            files.put(&part(self.upload.id, self.upload.parts), "application/octet-stream", &self.open)?;
            self.upload.parts += 1;
            self.open.clear();
        }
        Ok(())
    }

    /// It is here as a whole.
    pub fn finish(mut self, files: &Files) -> Result<Upload> {
        self.keep(files)?;
        Ok(self.upload)
    }
}

/// A name without a way to it, and nothing in it that a folder would not take.
fn plain_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let is_plain = |letter: char| letter.is_alphanumeric() || " ._-()".contains(letter);
    let name: String = last.chars().map(|letter| if is_plain(letter) { letter } else { '_' }).take(80).collect();
    let name = name.trim().trim_start_matches('.').to_owned();
    if name.is_empty() { "file.csv".to_owned() } else { name }
}

/// The name of a part.
fn part(id: UploadId, number: u32) -> String {
    let id = id.to_string();
    format!("{}/{id}-{number:05}", &id[id.len() - 2..])
}

impl Upload {
    /// One of its parts.
    pub fn part(&self, files: &Files, number: u32) -> Result<Vec<u8>> {
        let gone = || Error::internal(format!("a part of {} is not in {}", self.id, files.place()));
        files.get(&part(self.id, number))?.ok_or_else(gone)
    }

    /// Writes it into a folder, beside what else came.
    fn bring_down(&self, files: &Files, folder: &Path) -> Result<PathBuf> {
        let cannot = |error: std::io::Error| Error::internal(format!("cannot write {}: {error}", folder.display()));
        let mut path = folder.join(&self.name);
        for number in 2.. {
            if !path.exists() {
                break;
            }
            path = folder.join(format!("{number}-{}", self.name));
        }
        let mut out = File::create_new(&path).map_err(cannot)?;
        for number in 0..self.parts {
            out.write_all(&self.part(files, number)?).map_err(cannot)?;
        }
        Ok(path)
    }

    fn remove(&self, files: &Files) -> Result<()> {
        (0..self.parts).try_for_each(|number| files.remove(&part(self.id, number)))
    }
}

/// Keeps a file of this machine in parts.
fn bring_up(files: &Files, path: &Path, name: &str, now: Time) -> Result<Upload> {
    let mut file = File::open(path).map_err(Error::internal)?;
    let mut uploading = Uploading::new(name, now);
    let mut buffer = vec![0; 1 << 16];
    loop {
        match file.read(&mut buffer).map_err(Error::internal)? {
            0 => return uploading.finish(files),
            read => {
                if uploading.take(&buffer[..read])? {
                    uploading.keep(files)?;
                }
            }
        }
    }
}

fn run(cx: &Cx, db: &Db, job: &Leased) -> Result<()> {
    let id: ImportId = job.key.parse()?;
    let import = match db.read_now("imports.read", move |tx| one(tx, id)) {
        Err(Error::NotFound { .. }) => return Ok(()),
        read => read?,
    };
    let outcome = match import.state {
        State::Looking => look(cx, db, import),
        State::Running => take(cx, db, import),
        State::Looked | State::Done | State::Failed => return Ok(()),
    };
    let why = match outcome {
        Ok(()) => return Ok(()),
        Err(error @ (Error::Invalid { .. } | Error::Conflict { .. })) => error.to_string(),
        Err(error) if job.is_last() => {
            tracing::error!(import = %id, cause = %error, "an import was given up");
            "It stopped again and again here, not because of the files. Whoever runs Hilo finds the cause in the log."
                .to_owned()
        }
        Err(error) => return Err(error),
    };
    let now = cx.now;
    db.write_now("imports.fail", move |tx| {
        let text = sql!("update imports set state = 'failed', why = $2, changed_at = $3 where id = $1");
        tx.exec(text, params![id, &why, now]).map(|_| ())
    })
}

/// The files of an import on this machine, for as long as they are needed.
struct Down {
    folder: tempfile::TempDir,
    paths: Vec<PathBuf>,
}

impl Down {
    fn of(db: &Db, import: &Import) -> Result<Down> {
        let folder = tempfile::tempdir().map_err(Error::internal)?;
        let files = db.files()?;
        let paths = import.files.iter().map(|file| file.bring_down(files, folder.path())).collect::<Result<_>>()?;
        Ok(Down { folder, paths })
    }

    fn asked(&self, import: &Import, mapping: Option<&Mapping>, dry_run: bool) -> Result<Asked> {
        let file = self.folder.path().join("mapping.json");
        if let Some(mapping) = mapping {
            mapping.save(&file)?;
        }
        Ok(Asked {
            shop: import.shop,
            paths: self.paths.clone(),
            mapping: mapping.map(|_| file),
            pictures: None,
            currency: import.currency,
            dry_run,
        })
    }

    /// A sentence without the way to these files.
    fn said(&self, error: Error) -> Error {
        let folder = format!("{}/", self.folder.path().display());
        match error {
            Error::Invalid { code, says } => Error::Invalid { code, says: says.replace(&folder, "") },
            Error::Conflict { code, says } => Error::Conflict { code, says: says.replace(&folder, "") },
            other => other,
        }
    }

    fn rejects(&self) -> PathBuf {
        self.folder.path().join("rejected.csv")
    }
}

/// A report without what is true on one machine only.
fn plain(mut report: Report) -> Report {
    for taken in &mut report.files {
        taken.file = taken.file.file_name().map(PathBuf::from).unwrap_or_default();
    }
    (report.rejects_file, report.mapping_file) = (None, None);
    report
}

/// Says what would come of it.
fn look(cx: &Cx, db: &Db, import: Import) -> Result<()> {
    let down = Down::of(db, &import)?;
    let (mapping, examples) = match import.shop {
        Shop::Csv => columns_of(db, &import, &down).map_err(|error| down.said(error))?,
        _ => (None, BTreeMap::new()),
    };
    let asked = down.asked(&import, mapping.as_ref(), true)?;
    let mut hear = progress_of(db, import.id);
    let looked = shops::run(db, &Clock::set_at(cx.now), &asked, &down.rejects(), &mut hear);
    let (foreseen, why) = match looked.map_err(|error| down.said(error)) {
        Ok(report) => (Some(json(&plain(report))?), None),
        // What its columns are can be said on the page.
        Err(error) if error.code() == "mapping" => (None, Some(error.to_string())),
        Err(error) => return Err(error),
    };
    let (id, now) = (import.id, cx.now);
    let (mapping, examples) = (mapping.as_ref().map(json).transpose()?, json(&examples)?);
    db.write_now("imports.looked", move |tx| {
        let text = sql!(
            "update imports set state = 'looked', mapping = $2, examples = $3, foreseen = $4, why = $5, changed_at = $6
             where id = $1 and state = 'looking'"
        );
        let (mapping, foreseen, why) = (mapping.as_deref(), foreseen.as_deref(), why.as_deref());
        tx.exec(text, params![id, mapping, &examples, foreseen, why, now]).map(|_| ())
    })
}

type Columns = (Option<Mapping>, BTreeMap<String, String>);

/// What the columns of a plain table are: as somebody said of this one or of one with the same columns, else a guess.
fn columns_of(db: &Db, import: &Import, down: &Down) -> Result<Columns> {
    let nothing = || Error::invalid("files", "Choose one file at least: .csv or .csv.gz.");
    let table = Table::look(down.paths.first().ok_or_else(nothing)?)?;
    let mut examples = BTreeMap::new();
    let mut rows = table.read()?;
    for _ in 0..20 {
        let Some(row) = rows.next()? else { break };
        for (name, cell) in row.cells().filter(|(name, cell)| !name.is_empty() && !cell.is_empty()) {
            examples.entry(name.to_owned()).or_insert_with(|| cell.chars().take(40).collect());
        }
    }
    if let Some(mapping) = &import.mapping {
        return Ok((Some(mapping.clone()), examples));
    }
    let guess = Mapping::guess(&table);
    let earlier = db.read_now("imports.earlier", |tx| latest(tx, 100))?;
    let fits = |mapping: &Mapping| mapping.columns.keys().eq(guess.columns.keys());
    let known = earlier.into_iter().filter(|one| one.id != import.id).filter_map(|one| one.mapping).find(fits);
    Ok((Some(known.unwrap_or(guess)), examples))
}

/// Takes it.
fn take(cx: &Cx, db: &Db, import: Import) -> Result<()> {
    let down = Down::of(db, &import)?;
    let asked = down.asked(&import, import.mapping.as_ref(), false)?;
    let mut hear = progress_of(db, import.id);
    let report = shops::run(db, &Clock::set_at(cx.now), &asked, &down.rejects(), &mut hear);
    let report = report.map_err(|error| down.said(error))?;
    let files = db.files()?;
    let list = report.rejects_file.as_deref();
    let rejects = list.map(|path| bring_up(files, path, "rejected.csv", cx.now)).transpose()?;
    let (id, now) = (import.id, cx.now);
    let (report, rejects) = (json(&plain(report))?, rejects.as_ref().map(json).transpose()?);
    db.write_now("imports.done", move |tx| {
        let text = sql!(
            "update imports set state = 'done', files = '[]', report = $2, rejects = $3, changed_at = $4 where id = $1"
        );
        tx.exec(text, params![id, &report, rejects.as_deref(), now]).map(|_| ())
    })?;
    import.files.iter().try_for_each(|file| file.remove(files))
}

/// Writes now and then how far it is.
fn progress_of(db: &Db, id: ImportId) -> impl FnMut(Progress) + use<> {
    const PAUSE: Duration = Duration::from_millis(800);
    let (db, mut last) = (db.clone(), None::<Instant>);
    move |progress| {
        if last.is_some_and(|last| last.elapsed() < PAUSE) {
            return;
        }
        last = Some(Instant::now());
        let written = json(&progress).and_then(|json| {
            db.write_now("imports.progress", move |tx| {
                let text = sql!("update imports set progress = $2 where id = $1");
                tx.exec(text, params![id, &json]).map(|_| ())
            })
        });
        if let Err(error) = written {
            tracing::debug!(cause = %error, "how far an import is was not written");
        }
    }
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

/// Removes files that nobody took within a week, lists of a month ago, and parts that no import tells of; says how many.
pub fn tidy(cx: &Cx, db: &Db) -> Result<u64> {
    let Ok(files) = db.files() else { return Ok(0) };
    let (week, month) = (cx.now.plus_seconds(-KEPT_S), cx.now.plus_seconds(-REJECTS_KEPT_S));
    let why = "Its files were kept for a week and are gone. Send them again.";
    let kept = db.write_now("imports.tidy", move |tx| {
        let text = sql!(
            "update imports set files = '[]', state = 'failed', why = $2
             where state in ('looked', 'failed') and changed_at < $1 and files <> '[]'"
        );
        tx.exec(text, params![week, why])?;
        tx.exec(
            sql!("update imports set rejects = null where rejects is not null and changed_at < $1"),
            params![month],
        )?;
        let text = sql!("select files, rejects from imports where files <> '[]' or rejects is not null");
        tx.query(text, params![], |row: &Row| {
            let mut all: Vec<Upload> = read_json(&row.get::<String>(0)?)?;
            all.extend(row.get::<Option<String>>(1)?.as_deref().map(read_json::<Upload>).transpose()?);
            Ok(all)
        })
    })?;
    let kept: Vec<String> = kept.into_iter().flatten().map(|upload| upload.id.to_string()).collect();
    let mut gone = Vec::new();
    files.walk(&mut |file| {
        let is_old = SystemTime::now().duration_since(file.written).is_ok_and(|age| age > YOUNG);
        let upload = file.name.split_once('/').and_then(|(_, name)| Some(name.split_once('-')?.0.to_owned()));
        if upload.is_some_and(|id| is_old && id.starts_with("upl_") && !kept.contains(&id)) {
            gone.push(file.name);
        }
        Ok(())
    })?;
    gone.iter().try_for_each(|name| files.remove(name))?;
    Ok(gone.len() as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_plain_word() {
        let cases = [
            ("products.csv", "products.csv"),
            ("C:\\shop\\art\u{ed}culos (1).csv", "art\u{ed}culos (1).csv"),
            ("../../etc/passwd", "passwd"),
            ("..", "file.csv"),
            (".hidden", "hidden"),
            ("a\u{202e}b:c.csv", "a_b_c.csv"),
            ("", "file.csv"),
        ];
        for (name, expected) in cases {
            assert_eq!(plain_name(name), expected, "{name}");
        }
    }

    #[test]
    fn a_file_that_is_too_large_is_refused_before_it_is_here() {
        let mut uploading = Uploading::new("a.csv", Time::default());
        uploading.upload.bytes = MOST_BYTES - 2;
        assert!(!uploading.take(b"ab").expect("just so"));
        assert_eq!(uploading.take(b"c").expect_err("too large").code(), "file-too-large");
    }

    #[test]
    fn a_column_may_be_what_it_is_called() {
        let all = choices("Talla");
        assert!(all.contains(&"option:size".to_owned()) && all.contains(&"attribute:talla".to_owned()), "{all:?}");
        assert_eq!(all.iter().filter(|word| *word == "option:size").count(), 1);
        assert!(choices("\u{2014}").iter().all(|word| Field::parse(word).is_ok()));
    }
}
