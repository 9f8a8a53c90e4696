//! What the job of an import does: looks at its files, or takes them.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use base::{Clock, Cx, Error, Result, Spot};
use catalog::import::{mappings::Mapping, tables::Table};
use store::{
    Db,
    jobs::{Leased, Slow},
    params, sql,
};

use super::{GIVEN_UP, Import, ImportId, State, Trouble, json, latest, one, uploads::bring_up};
use crate::import::{
    Progress,
    shops::{self, Asked, Report, Shop, Watch},
};

/// The job's name.
pub(super) const JOB: &str = "imports.work";
/// Looks at what came, or takes it.
pub const SLOW: Slow = Slow { kind: JOB, run };

fn run(cx: &Cx, db: &Db, job: &Leased) -> Result<()> {
    let id: ImportId = job.key.parse()?;
    let import = match db.read_now("imports.read", move |tx| one(tx, id)) {
        Err(Error::NotFound { .. }) => return Ok(()),
        read => read?,
    };
    let (state, since) = (import.state, import.changed_at);
    let outcome = match import.state {
        State::Looking => look(cx, db, job, import),
        State::Running => take(cx, db, job, import),
        State::Looked | State::Done | State::Failed => return Ok(()),
    };
    let why = match outcome {
        Ok(()) => return Ok(()),
        // Whoever stopped it has said so.
        Err(error) if error.code() == "import-stopped" => return Ok(()),
        Err(error @ (Error::Invalid { .. } | Error::Conflict { .. })) => trouble(error),
        Err(error) if job.is_last() => {
            tracing::error!(import = %id, cause = %error, "an import was given up");
            Trouble::of("import-given-up", GIVEN_UP)
        }
        Err(error) => return Err(error),
    };
    let (now, why) = (job.now(cx), json(&why)?);
    db.write_now("imports.fail", move |tx| {
        let text = sql!(
            "update imports set state = 'failed', why = $2, changed_at = $3
             where id = $1 and state = $4 and changed_at = $5"
        );
        tx.exec(text, params![id, &why, now, state.word(), since]).map(|_| ())
    })
}

/// Why files could not be read, without anything of what stands in them.
fn trouble(error: Error) -> Trouble {
    let (code, spot) = (error.code(), error.spot().cloned().unwrap_or_default());
    let file = Some(spot.file.clone()).filter(|file| !file.is_empty());
    let says = error.in_file(Spot { shows: None, ..spot.clone() }).to_string();
    Trouble { file, line: spot.line, ..Trouble::of(code, &says) }
}

/// The files of an import on this machine, for as long as they are needed.
struct Down {
    folder: tempfile::TempDir,
    paths: Vec<PathBuf>,
}

impl Down {
    fn of(db: &Db, import: &Import) -> Result<Down> {
        let folder = tempfile::tempdir_in(db.work()?).map_err(Error::internal)?;
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
            mapping: mapping.map(|_| file),
            currency: import.currency,
            decimals: import.decimals,
            store: import.store.clone(),
            zone: import.zone.clone(),
            dry_run,
            ..Asked::of(import.shop, self.paths.clone())
        })
    }

    /// A sentence without the way to these files.
    fn said(&self, error: Error) -> Error {
        let folder = format!("{}/", self.folder.path().display());
        match error {
            Error::Invalid { code, says, at } => Error::Invalid { code, says: says.replace(&folder, ""), at },
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
fn look(cx: &Cx, db: &Db, job: &Leased, import: Import) -> Result<()> {
    let down = Down::of(db, &import)?;
    let Columns { mapping, names, examples } = match import.shop {
        Shop::Csv => columns_of(db, &import, &down).map_err(|error| down.said(error))?,
        _ => Columns::default(),
    };
    let asked = down.asked(&import, mapping.as_ref(), true)?;
    let stop = AtomicBool::new(false);
    let watch = Watch { tell: &mut progress_of(db, &import, &stop), stop: &stop };
    let looked = shops::run(db, &Clock::set_at(cx.now), &asked, &down.rejects(), watch);
    let (foreseen, why) = match looked.map_err(|error| down.said(error)) {
        Ok(report) => (Some(json(&plain(report))?), None),
        // What its columns are can be said on the page.
        Err(error) if error.code().starts_with("mapping") => (None, Some(json(&trouble(error))?)),
        Err(error) => return Err(error),
    };
    let (id, now, since) = (import.id, job.now(cx), import.changed_at);
    let mapping = mapping.as_ref().map(json).transpose()?;
    let (names, examples) = (json(&names)?, json(&examples)?);
    db.write_now("imports.looked", move |tx| {
        let text = sql!(
            "update imports set state = 'looked', mapping = $2, examples = $3, foreseen = $4, why = $5, changed_at = $6,
                 columns = $7
             where id = $1 and state = 'looking' and changed_at = $8"
        );
        let (mapping, foreseen, why) = (mapping.as_deref(), foreseen.as_deref(), why.as_deref());
        tx.exec(text, params![id, mapping, &examples, foreseen, why, now, &names, since]).map(|_| ())
    })
}

#[derive(Default)]
struct Columns {
    mapping: Option<Mapping>,
    /// In the order of the file.
    names: Vec<String>,
    examples: BTreeMap<String, String>,
}

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
    let mut names: Vec<String> = Vec::new();
    for name in table.names().iter().filter(|name| !name.is_empty()) {
        if !names.contains(name) {
            names.push(name.clone());
        }
    }
    if let Some(mapping) = import.mapping.clone() {
        return Ok(Columns { mapping: Some(mapping), names, examples });
    }
    let guess = Mapping::guess(&table);
    let earlier = db.read_now("imports.earlier", |tx| latest(tx, None, 100))?;
    let fits = |mapping: &Mapping| mapping.columns.keys().eq(guess.columns.keys());
    let known = earlier.into_iter().filter(|one| one.id != import.id).filter_map(|one| one.mapping).find(fits);
    Ok(Columns { mapping: Some(known.unwrap_or(guess)), names, examples })
}

/// Takes it.
fn take(cx: &Cx, db: &Db, job: &Leased, import: Import) -> Result<()> {
    let down = Down::of(db, &import)?;
    let asked = down.asked(&import, import.mapping.as_ref(), false)?;
    let stop = AtomicBool::new(false);
    let watch = Watch { tell: &mut progress_of(db, &import, &stop), stop: &stop };
    let report = shops::run(db, &Clock::set_at(cx.now), &asked, &down.rejects(), watch);
    let report = report.map_err(|error| down.said(error))?;
    let files = db.files()?;
    let list = report.rejects_file.as_deref();
    let rejects = list.map(|path| bring_up(files, path, "rejected.csv", cx.now)).transpose()?;
    let (id, now, since) = (import.id, job.now(cx), import.changed_at);
    let (report, kept) = (json(&plain(report))?, rejects.as_ref().map(json).transpose()?);
    let is_done = db.write_now("imports.done", move |tx| {
        let text = sql!(
            "update imports set state = 'done', files = '[]', examples = '{}', foreseen = null, report = $2,
                 rejects = $3, changed_at = $4
             where id = $1 and state = 'running' and changed_at = $5"
        );
        Ok(tx.exec(text, params![id, &report, kept.as_deref(), now, since])? == 1)
    })?;
    match is_done {
        true => import.files.iter().try_for_each(|file| file.remove(files)),
        // Somebody stopped it as it ended.
        false => rejects.iter().try_for_each(|list| list.remove(files)),
    }
}

/// Writes now and then how far it is, and hears whether somebody stopped it.
fn progress_of<'s>(db: &Db, import: &Import, stop: &'s AtomicBool) -> impl FnMut(Progress) + use<'s> {
    const PAUSE: Duration = Duration::from_millis(800);
    let (db, id, state, since) = (db.clone(), import.id, import.state, import.changed_at);
    let mut last = None::<Instant>;
    move |progress| {
        if last.is_some_and(|last| last.elapsed() < PAUSE) {
            return;
        }
        last = Some(Instant::now());
        let written = json(&progress).and_then(|json| {
            db.write_now("imports.progress", move |tx| {
                let text = sql!("update imports set progress = $2 where id = $1 and state = $3 and changed_at = $4");
                tx.exec(text, params![id, &json, state.word(), since])
            })
        });
        match written {
            Ok(0) => stop.store(true, Ordering::Relaxed),
            Ok(_) => {}
            Err(error) => tracing::debug!(cause = %error, "how far an import is was not written"),
        }
    }
}
