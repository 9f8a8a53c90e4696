//! What refers to a shop: one that nothing refers to was made by mistake, and can be taken away.

use base::{Cx, Result};
use store::{Tx, params, sql};
use web::{invitations, keys, staff};

/// Whether an order, a return, something that was said, a member of staff, an invitation or a key names the shop.
pub fn is_used(cx: &Cx, tx: &mut Tx, code: &str) -> Result<bool> {
    let here = |scope: &web::shops::Scope| scope.codes().iter().any(|one| one == code);
    if staff::all(tx)?.iter().any(|listed| here(&listed.staff.shops))
        || invitations::waiting(tx)?.iter().any(|one| here(&one.shops))
        || keys::all(tx)?.iter().any(|key| key.is_open(cx.now) && here(&key.shops))
    {
        return Ok(true);
    }
    let papers = [
        sql!("select 1 from orders where place = $1 limit 1"),
        sql!("select 1 from returns where place = $1 limit 1"),
        sql!("select 1 from consents where place = $1 limit 1"),
    ];
    for text in papers {
        if tx.query_one(text, params![code], |row| row.get::<i64>(0))?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}
