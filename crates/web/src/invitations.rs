//! Invitations: a link that is handed to somebody, who becomes a member of staff with it, once and within a week.

use base::{Cx, Error, Id, Noun, Result, Time};
use serde_json::json;
use store::{Tx, params, sql, value::Row};

use crate::{
    deeds::{self, Deed},
    rights::Role,
    sessions::hash_of,
    shops::Scope,
    staff::{self, NewStaff, StaffId},
};

/// Somebody who is awaited.
pub struct Awaited;
impl Noun for Awaited {
    const PREFIX: &'static str = "inv";
    const NAME: &'static str = "invitation";
}
/// The id of an invitation.
pub type InvitationId = Id<Awaited>;

/// How long a link works.
pub const LIFE_S: i64 = 7 * 86_400;

/// An invitation.
#[derive(Clone, Debug)]
pub struct Invitation {
    /// The id.
    pub id: InvitationId,
    /// Whom it is for.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// The shops that they will be bound to.
    pub shops: Scope,
    /// Who invited them, as `staff:stf_...`.
    pub invited_by: String,
    /// When.
    pub created_at: Time,
    /// Until when the link works.
    pub expires_at: Time,
    used_at: Option<Time>,
    withdrawn_at: Option<Time>,
}

/// What has become of an invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// Its link works.
    Open,
    /// Somebody came in by it.
    Used,
    /// It was taken back.
    Withdrawn,
    /// Its week is over.
    Expired,
}

impl Invitation {
    /// What has become of it.
    pub fn state(&self, now: Time) -> State {
        match (self.used_at, self.withdrawn_at) {
            (Some(_), _) => State::Used,
            (_, Some(_)) => State::Withdrawn,
            _ if self.expires_at <= now => State::Expired,
            _ => State::Open,
        }
    }
}

macro_rules! columns {
    () => {
        "id, email, role, shops, invited_by, created_at, expires_at, used_at, withdrawn_at"
    };
}
/// Whom to invite.
#[derive(Clone, Debug)]
pub struct NewInvitation {
    /// Their address.
    pub email: String,
    /// What they will be.
    pub role: Role,
    /// The shops that they will be bound to.
    pub shops: Scope,
}

/// Invites somebody. What they were invited with before works no more.
pub fn invite(cx: &Cx, tx: &mut Tx, new: &NewInvitation, token: &str) -> Result<InvitationId> {
    staff::judge(new.role, &new.shops)?;
    let email = staff::address(&new.email)?;
    if staff::id_of(tx, &email).is_ok() {
        return Err(Error::conflict("staff-exists", format!("There is an account for {email} already.")));
    }
    for before in waiting(tx)?.into_iter().filter(|one| one.email == email) {
        withdraw(cx, tx, before.id)?;
    }
    let id = InvitationId::new(cx.now);
    let text = sql!(
        "insert into invitations (id, token_hash, email, role, shops, invited_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let (hash, by, ends) = (hash_of(token), cx.actor.as_text(), cx.now.plus_seconds(LIFE_S));
    tx.exec(text, params![id, &hash[..], &email, new.role.word(), new.shops.as_json(), by, cx.now, ends])?;
    let details = json!({ "invitation": id, "role": new.role.word(), "shops": new.shops.codes() });
    deeds::note(cx, tx, Deed::Invited, &details)?;
    Ok(id)
}

/// Another link for the same invitation, which works for a week from now; the one before works no more.
pub fn renew(cx: &Cx, tx: &mut Tx, id: InvitationId, token: &str) -> Result<Invitation> {
    let found = get(tx, id)?;
    match found.state(cx.now) {
        State::Open | State::Expired => {}
        state => return Err(refusal(state)),
    }
    let text = sql!(
        "update invitations set token_hash = $2, expires_at = $3
         where id = $1 and used_at is null and withdrawn_at is null"
    );
    tx.exec(text, params![id, &hash_of(token)[..], cx.now.plus_seconds(LIFE_S)])?;
    deeds::note(cx, tx, Deed::InvitedAnew, &json!({ "invitation": id }))?;
    Ok(found)
}

/// Takes an invitation back.
pub fn withdraw(cx: &Cx, tx: &mut Tx, id: InvitationId) -> Result<()> {
    let found = get(tx, id)?;
    if found.state(cx.now) == State::Used {
        return Err(refusal(State::Used));
    }
    let text = sql!("update invitations set withdrawn_at = $2 where id = $1 and withdrawn_at is null");
    match tx.exec(text, params![id, cx.now])? {
        0 => Ok(()),
        _ => deeds::note(cx, tx, Deed::InvitationWithdrawn, &json!({ "invitation": id })),
    }
}

/// Takes back those of somebody, as `staff:stf_...`, who may invite no more.
pub fn withdraw_of(cx: &Cx, tx: &mut Tx, by: &str) -> Result<()> {
    for invitation in waiting(tx)?.into_iter().filter(|one| one.invited_by == by) {
        withdraw(cx, tx, invitation.id)?;
    }
    Ok(())
}

/// The invitation of a link, while it works; else why it does not.
pub fn of_link(tx: &mut Tx, token: &str, now: Time) -> Result<Invitation> {
    let text = sql!(concat!("select ", columns!(), " from invitations where token_hash = $1"));
    let found = tx.query_one(text, params![&hash_of(token)[..]], read)?;
    let found = found.ok_or(Error::NotFound { what: Awaited::NAME })?;
    match found.state(now) {
        State::Open => Ok(found),
        state => Err(refusal(state)),
    }
}

/// Somebody takes an invitation: an account, and the link works no more.
pub fn take(cx: &Cx, tx: &mut Tx, token: &str, name: &str, password_hash: &str) -> Result<StaffId> {
    let found = of_link(tx, token, cx.now)?;
    let text = sql!("update invitations set used_at = $2 where id = $1 and used_at is null and withdrawn_at is null");
    if tx.exec(text, params![found.id, cx.now])? == 0 {
        return Err(refusal(State::Used));
    }
    let new = NewStaff {
        email: found.email,
        name: name.to_owned(),
        role: found.role,
        shops: found.shops,
        password_hash: password_hash.to_owned(),
    };
    let staff = staff::add(tx, &new, cx.now)?;
    deeds::note(cx, tx, Deed::Joined, &json!({ "staff": staff, "invitation": found.id, "role": new.role.word() }))?;
    Ok(staff)
}

/// Those whose link works, or did until its week was over, the newest first.
pub fn waiting(tx: &mut Tx) -> Result<Vec<Invitation>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        " from invitations where used_at is null and withdrawn_at is null order by created_at desc, id desc"
    ));
    tx.query(text, params![], read)
}

/// Those of somebody, as `staff:stf_...`, by which people came in since a moment, with when and what they are called.
pub fn used(tx: &mut Tx, by: &str, since: Time) -> Result<Vec<(Time, Invitation, String)>> {
    let text = sql!(
        "select i.id, i.email, i.role, i.shops, i.invited_by, i.created_at, i.expires_at, i.used_at, i.withdrawn_at,
             s.name
         from invitations i join staff s on s.email = i.email
         where i.invited_by = $1 and i.used_at > $2 order by i.used_at desc, i.id desc limit 20"
    );
    tx.query(text, params![by, since], |row| Ok((row.get(7)?, read(row)?, row.get(9)?)))
}

/// One invitation.
pub fn get(tx: &mut Tx, id: InvitationId) -> Result<Invitation> {
    let text = sql!(concat!("select ", columns!(), " from invitations where id = $1"));
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: Awaited::NAME })
}

fn refusal(state: State) -> Error {
    match state {
        State::Used => Error::conflict("invitation-used", "This invitation was taken already. Sign in instead."),
        State::Withdrawn => {
            Error::conflict("invitation-withdrawn", "This invitation was taken back. Ask whoever sent it for another.")
        }
        State::Expired | State::Open => Error::conflict(
            "invitation-expired",
            "This invitation worked for seven days, which are over. Ask whoever sent it for another.",
        ),
    }
}

fn read(row: &Row) -> Result<Invitation> {
    let role = Role::from_word(&row.get::<String>(2)?).ok_or_else(|| Error::internal("a role that is not known"))?;
    Ok(Invitation {
        id: row.get(0)?,
        email: row.get(1)?,
        role,
        shops: Scope::from_json(row.get(3)?)?,
        invited_by: row.get(4)?,
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
        used_at: row.get(7)?,
        withdrawn_at: row.get(8)?,
    })
}
