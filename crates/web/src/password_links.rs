//! A link to choose another password, for somebody who forgot theirs: whoever manages staff makes it and hands it over.
//! It works once, for a day, and what is asked beside the password is asked at the door as ever.

use base::{Cx, Error, Result, Time};
use serde_json::json;
use store::{Tx, params, sql};

use crate::{
    deeds::{self, Deed},
    sessions::{Which, hash_of},
    staff::{self, Staff, StaffId},
};

/// How long one works.
pub const LIFE_S: i64 = 86_400;

/// Makes one for a member whose account is open. The one before works no more.
pub fn make(cx: &Cx, tx: &mut Tx, staff: StaffId, token: &str) -> Result<()> {
    if staff::open(tx, staff)?.is_none() {
        staff::get(tx, staff)?;
        return Err(Error::conflict("staff-disabled", "This account is disabled. Enable it first."));
    }
    let text = sql!(
        "insert into password_links (staff_id, token_hash, expires_at) values ($1, $2, $3)
         on conflict (staff_id) do update set token_hash = excluded.token_hash, expires_at = excluded.expires_at"
    );
    tx.exec(text, params![staff, &hash_of(token)[..], cx.now.plus_seconds(LIFE_S)])?;
    deeds::note(cx, tx, Deed::PasswordLinkMade, &json!({ "staff": staff }))
}

/// Whose link it is, while it works.
pub fn of(tx: &mut Tx, token: &str, now: Time) -> Result<Staff> {
    let text = sql!("select staff_id from password_links where token_hash = $1 and expires_at > $2");
    let found = tx.query_one(text, params![&hash_of(token)[..], now], |row| row.get::<StaffId>(0))?;
    let found = found.map_or(Ok(None), |id| staff::open(tx, id))?;
    found.ok_or(Error::NotFound { what: "link" })
}

/// Gives whoever has the link another password. Their sessions end, and the link with them.
pub fn take(cx: &Cx, tx: &mut Tx, token: &str, password_hash: &str) -> Result<()> {
    let staff = of(tx, token, cx.now)?;
    staff::set_password(cx, tx, staff.id, password_hash, &Which::All)
}

/// Lets the link of somebody work no more.
pub fn forget(tx: &mut Tx, staff: StaffId) -> Result<()> {
    tx.exec(sql!("delete from password_links where staff_id = $1"), params![staff]).map(|_| ())
}
