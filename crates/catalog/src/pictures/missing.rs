//! Pictures whose files are gone, as after a restore without them.

use std::collections::HashSet;

use base::Result;
use store::{Db, Tx, params, sql, value::Row};

use super::{Kind, PictureId, original};

/// Pictures that are looked at in one go.
const PIECE: i64 = 5_000;

/// A sentence about pictures whose files are not where they must be.
pub fn finding(db: &Db) -> Result<Option<String>> {
    let files = db.files()?;
    let mut there = HashSet::new();
    files.walk(&mut |kept| {
        // The widths can be made again.
        if !kept.name.ends_with(".webp") {
            there.insert(kept.name);
        }
        Ok(())
    })?;
    let (mut gone, mut last) = (Vec::new(), PictureId::from_bytes([0; 16]));
    loop {
        let page = db.read_now("pictures.behind", move |tx| behind(tx, last))?;
        let Some((end, _)) = page.last() else { break };
        last = *end;
        gone.extend(page.into_iter().filter(|(id, kind)| !there.contains(&original(*id, *kind))).map(|(id, _)| id));
    }
    let Some(first) = gone.first() else { return Ok(None) };
    let (many, place) = (gone.len(), files.place());
    Ok(Some(format!("the files of {many} pictures, such as {first}, are not in {place}: copy them back")))
}

fn behind(tx: &mut Tx, last: PictureId) -> Result<Vec<(PictureId, Kind)>> {
    let text = sql!("select id, kind from pictures where id > $1 order by id limit $2");
    tx.query(text, params![last, PIECE], |row: &Row| Ok((row.get(0)?, Kind::read(&row.get::<String>(1)?)?)))
}
