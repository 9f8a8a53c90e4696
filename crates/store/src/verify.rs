//! What must always be true of the store itself; `hilo verify` asks.

use base::Result;

use crate::{dialect, followers, jobs, params, sql, thread, tx::Tx};

/// Everything that is wrong, as sentences.
pub fn findings(tx: &mut Tx) -> Result<Vec<String>> {
    let mut found = dialect::integrity(tx)?;
    for (follower, event, reason) in followers::parked(tx)? {
        found.push(format!("the fold {follower} could not take {event}: {reason}"));
    }
    let (_, parked) = jobs::counts(tx)?;
    if parked > 0 {
        found.push(format!("{parked} jobs were parked after failing too often"));
    }
    let end = thread::end(tx)?;
    let text = sql!("select name, cursor from followers order by name, version");
    for (name, cursor) in tx.query(text, params![], |row| Ok((row.get::<String>(0)?, row.get::<String>(1)?)))? {
        let cursor: thread::Cursor = cursor.parse()?;
        if cursor.is_before(&end) {
            found.push(format!("the fold {name} stands at a place from before a restore"));
        }
    }
    let text =
        sql!("select count(*) from event_private p where not exists (select 1 from events e where e.id = p.event_id)");
    if tx.query_one(text, params![], |row| row.get::<i64>(0))?.unwrap_or(0) > 0 {
        found.push("private fields of events that do not exist".to_owned());
    }
    Ok(found)
}
