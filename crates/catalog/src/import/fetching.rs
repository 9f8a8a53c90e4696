//! Pictures that files of another shop name by an address of the web: fetched one by one, each by a job, so that a
//! server that does not answer holds nothing up and is asked again later.

use base::{Cx, Error, Result};
use store::{
    Db, Tx,
    jobs::{Leased, Slow},
    outside::{self, Cause, Unfetched},
    params, sql,
};

use super::pictures::{NamedId, came, refuse};
use crate::pictures::{self, MOST_BYTES, PictureId};

/// The job's name.
pub const JOB: &str = "import.fetch_picture";
/// Fetches a picture.
pub const SLOW: Slow = Slow { kind: JOB, run };

fn run(cx: &Cx, db: &Db, job: &Leased) -> Result<()> {
    fetch(cx, db, job.key.parse()?, job.is_last(), &|address| outside::get(address, MOST_BYTES))
}

/// Fetches a picture that is not here yet. What may come another time is an error, and the job comes again; on the last
/// try it is refused, with the reason.
pub fn fetch(
    cx: &Cx,
    db: &Db,
    id: NamedId,
    is_last: bool,
    get: &dyn Fn(&str) -> Result<Vec<u8>, Unfetched>,
) -> Result<()> {
    let Some(address) = db.read_now("import.named", move |tx| wanted(tx, id))? else { return Ok(()) };
    let address = if address.starts_with("//") { format!("https:{address}") } else { address };
    let why = match get(&address) {
        Ok(bytes) => match pictures::take(&bytes) {
            Ok(picture) => {
                pictures::keep(db.files()?, &picture)?;
                let (cx, sheet) = (cx.clone(), picture.sheet);
                return db.write_now("import.picture", move |tx| came(&cx, tx, &[(id, sheet.clone())]));
            }
            Err(Error::Invalid { code, .. }) => code,
            Err(error) => return Err(error),
        },
        Err(Unfetched::ForNow(_, why)) if !is_last => {
            return Err(Error::Busy { says: format!("A picture was not fetched: {why}.") });
        }
        Err(Unfetched::ForGood(cause, why) | Unfetched::ForNow(cause, why)) => {
            tracing::info!(picture = %id, why, "a picture was not fetched");
            code(cause)
        }
    };
    let cx = cx.clone();
    db.write_now("import.refuse_picture", move |tx| refuse(&cx, tx, &[(id, why)]))
}

/// The code of why a picture was not fetched.
fn code(cause: Cause) -> &'static str {
    match cause {
        Cause::Size => "picture-too-large",
        Cause::Server => "picture-server",
        Cause::Address => "picture-address",
    }
}

/// The address of a picture that is not here yet.
fn wanted(tx: &mut Tx, id: NamedId) -> Result<Option<String>> {
    let text = sql!("select address, picture_id from import_pictures where id = $1");
    let found = tx.query_one(text, params![id], |row| Ok((row.get::<String>(0)?, row.get::<Option<PictureId>>(1)?)))?;
    Ok(found.and_then(|(address, picture)| picture.is_none().then_some(address)))
}
