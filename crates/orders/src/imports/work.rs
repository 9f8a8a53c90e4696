//! What the job of an import does: looks at its files, or takes them.

use std::{
    collections::BTreeMap,
    path::PathBuf,
    time::{Duration, Instant},
};

use base::{Clock, Cx, Error, Result};
use catalog::import::{mappings::Mapping, tables::Table};
use store::{
    Db,
    jobs::{Leased, Slow},
    params, sql,
};

use super::{Import, ImportId, State, json, latest, one, uploads::bring_up};
use crate::import::{
    Progress,
    shops::{self, Asked, Report, Shop},
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
