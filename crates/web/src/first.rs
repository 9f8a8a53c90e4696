//! The first owner: while nobody works here, whoever started Hilo has a link to make one.

use base::{Cx, Error, Result};
use serde_json::json;
use store::{Tx, settings};

use crate::{
    deeds::{self, Deed},
    rights::Role,
    sessions::{Token, hash_of},
    shops::Scope,
    staff::{self, NewStaff, StaffId},
};

/// Where the link's hash is kept. A process that starts draws another.
const LINK: &str = "first-owner";

/// Draws the link's token, where nobody works here yet.
pub fn draw(tx: &mut Tx) -> Result<Option<Token>> {
    if staff::count(tx)? > 0 {
        return Ok(None);
    }
    let token = Token::new()?;
    settings::set(tx, LINK, &hex(token.as_str()))?;
    Ok(Some(token))
}

/// Refuses a link that is not the one that was drawn last, or whose owner is here already.
pub fn check(tx: &mut Tx, token: &str) -> Result<()> {
    let known = settings::get(tx, LINK)?.filter(|_| token.len() == 64);
    // Of 256 random bits nothing is learned from how long two hashes take to compare.
    match known.is_some_and(|known| known == hex(token)) && staff::count(tx)? == 0 {
        true => Ok(()),
        false => Err(Error::NotFound { what: "link" }),
    }
}

/// Makes the first owner.
pub fn take(cx: &Cx, tx: &mut Tx, token: &str, (email, name, hash): (&str, &str, &str)) -> Result<StaffId> {
    check(tx, token)?;
    let (email, name, password_hash) = (email.to_owned(), name.to_owned(), hash.to_owned());
    let new = NewStaff { email, name, role: Role::Owner, shops: Scope::ALL, password_hash };
    let id = staff::add(tx, &new, cx.now)?;
    settings::remove(tx, LINK)?;
    deeds::note(cx, tx, Deed::StaffAdded, &json!({ "staff": id, "role": Role::Owner.word() }))?;
    Ok(id)
}

fn hex(token: &str) -> String {
    hash_of(token).iter().map(|byte| format!("{byte:02x}")).collect()
}
