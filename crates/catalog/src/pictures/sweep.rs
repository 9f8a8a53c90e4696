//! What is left of uploads that did not come to their end: files that no act told of, and widths that were given up.

use std::{
    collections::HashMap,
    time::{Duration, SystemTime},
};

use base::{Cx, Result};
use store::{Db, Tx, files::Kept, jobs, many, params, sql};

use super::{PictureId, widths};

/// A file that is younger may be about to be told of.
const YOUNG: Duration = Duration::from_secs(86_400);
/// Widths that are not there after so many seconds are wanted once more.
const LATE_S: i64 = 3_600;
/// Files that are judged at once.
const PIECE: usize = 500;

/// Removes files that no act told of, and says how many.
pub fn sweep(cx: &Cx, db: &Db) -> Result<u64> {
    let Ok(files) = db.files() else { return Ok(0) };
    let (mut gone, mut old) = (0, Vec::new());
    files.walk(&mut |kept| {
        if SystemTime::now().duration_since(kept.written).is_ok_and(|age| age > YOUNG) {
            old.push(kept);
        }
        if old.len() == PIECE {
            gone += remove(db, std::mem::take(&mut old))?;
        }
        Ok(())
    })?;
    gone += remove(db, old)?;
    let cx = cx.clone();
    db.write_now("pictures.want_widths", move |tx| want(&cx, tx))?;
    Ok(gone)
}

fn remove(db: &Db, old: Vec<Kept>) -> Result<u64> {
    let named: HashMap<String, PictureId> =
        old.into_iter().filter_map(|kept| id_of(&kept.name).map(|id| (kept.name, id))).collect();
    let ids: Vec<PictureId> = named.values().copied().collect();
    let text = sql!(concat!("select id from pictures where id in ", many!()));
    let known =
        db.read_now("pictures.known", move |tx| tx.query_among(text, &ids, [], |row| row.get::<PictureId>(0)))?;
    let files = db.files()?;
    let mut gone = 0;
    for (name, id) in named {
        if !known.contains(&id) {
            files.remove(&name)?;
            gone += 1;
        }
    }
    Ok(gone)
}

/// The picture whose file has this name.
fn id_of(name: &str) -> Option<PictureId> {
    let (_, file) = name.split_once('/')?;
    file.split(['-', '.']).next()?.parse().ok()
}

fn want(cx: &Cx, tx: &mut Tx) -> Result<()> {
    let text = sql!("select id from pictures where widths_at is null and created_at < $1 order by id limit 500");
    let late = tx.query(text, params![cx.now.plus_seconds(-LATE_S)], |row| row.get::<PictureId>(0))?;
    let keys: Vec<String> = late.iter().map(PictureId::to_string).collect();
    jobs::enqueue_slow(cx, tx, widths::JOB, keys.iter().map(String::as_str))
}
