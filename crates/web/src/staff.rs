//! Who works here: accounts, their roles and the shops that they are bound to.

use base::{Actor, Cx, Error, Id, Noun, Result, Time, text};
use serde_json::json;
use store::{Tx, asked::Rows, params, sql, value::Row};

use crate::{
    codes,
    deeds::{self, Deed},
    invitations, keys, password_links,
    rights::{Right, Rights, Role},
    sessions::{self, Which},
    shops::Scope,
};

/// Somebody who works here.
pub struct Employee;
impl Noun for Employee {
    const PREFIX: &'static str = "stf";
    const NAME: &'static str = "member of staff";
}
/// The id of a member of staff.
pub type StaffId = Id<Employee>;

/// A member of staff.
#[derive(Clone, Debug)]
pub struct Staff {
    /// The id.
    pub id: StaffId,
    /// The address to sign in with.
    pub email: String,
    /// The name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The shops that they are bound to.
    pub shops: Scope,
    /// Whether they are asked for a code when they sign in.
    pub has_codes: bool,
}

/// A new account.
#[derive(Clone, Debug)]
pub struct NewStaff {
    /// The address to sign in with.
    pub email: String,
    /// The name.
    pub name: String,
    /// What they are.
    pub role: Role,
    /// The shops that they are bound to.
    pub shops: Scope,
    /// The password's hash.
    pub password_hash: String,
}

/// A member of staff as a list shows them.
#[derive(Clone, Debug)]
pub struct Listed {
    /// Who it is.
    pub staff: Staff,
    /// Since when they are here.
    pub created_at: Time,
    /// Since when they are let in no more.
    pub disabled_at: Option<Time>,
    /// When they were seen last, while they have a session.
    pub seen_at: Option<Time>,
}

/// An address as accounts have it.
pub fn address(email: &str) -> Result<String> {
    let email = email.trim().to_lowercase();
    if !email.contains('@') || email.len() > 200 || text::hidden(&email).is_some() {
        return Err(Error::invalid("email", "This is not an e-mail address."));
    }
    Ok(email)
}

/// A role and shops that go together: owners are bound to no shop.
pub fn judge(role: Role, shops: &Scope) -> Result<()> {
    if role == Role::Owner && !shops.is_all() {
        return Err(Error::invalid("owner-shops", "An owner sees every shop. Choose no shop, or another role."));
    }
    Ok(())
}

/// Adds an account; one with this address is refused.
pub fn add(tx: &mut Tx, new: &NewStaff, now: Time) -> Result<StaffId> {
    judge(new.role, &new.shops)?;
    let (email, name) = (address(&new.email)?, text::told("The name", &new.name, 200)?);
    let id = StaffId::new(now);
    let text = sql!(
        "insert into staff (id, email, name, role, shops, password, totp_step, created_at)
         values ($1, $2, $3, $4, $5, $6, 0, $7) on conflict (email) do nothing"
    );
    let params = params![id, &email, &name, new.role.word(), new.shops.as_json(), &new.password_hash, now];
    match tx.exec(text, params)? {
        1 => Ok(id),
        _ => Err(Error::conflict("staff-exists", format!("There is an account for {email} already."))),
    }
}

/// Adds an account from the machine, without an invitation.
pub fn add_here(cx: &Cx, tx: &mut Tx, new: &NewStaff) -> Result<StaffId> {
    let id = add(tx, new, cx.now)?;
    deeds::note(cx, tx, Deed::StaffAdded, &json!({ "staff": id, "role": new.role.word() }))?;
    Ok(id)
}

/// Until when somebody has seen what there was to tell them; who saw nothing yet, until they came.
pub fn notified_until(tx: &mut Tx, id: StaffId) -> Result<Time> {
    let text = sql!("select coalesce(notified_until, created_at) from staff where id = $1");
    tx.query_one(text, params![id], |row| row.get(0))?.ok_or(Error::NotFound { what: Employee::NAME })
}

/// Notes until when somebody has seen what there was to tell. It never goes back.
pub fn see_notified(tx: &mut Tx, id: StaffId, until: Time) -> Result<()> {
    let text =
        sql!("update staff set notified_until = $2 where id = $1 and (notified_until is null or notified_until < $2)");
    tx.exec(text, params![id, until]).map(|_| ())
}

/// How many accounts there are.
pub fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx.query_one(sql!("select count(*) from staff"), params![], |row| row.get(0))?.unwrap_or(0))
}

/// What somebody is called who stands in a row as `staff:stf_...` or `key:key_...`; `None` for whoever is neither.
pub fn name_of(tx: &mut Tx, actor: &str) -> Result<Option<String>> {
    if let Some(id) = actor.strip_prefix("key:").and_then(|id| id.parse().ok()) {
        return keys::name_of(tx, id);
    }
    let id = actor.strip_prefix("staff:").and_then(|id| id.parse::<StaffId>().ok());
    let Some(id) = id else { return Ok(None) };
    tx.query_one(sql!("select name from staff where id = $1"), params![id], |row| row.get(0))
}

macro_rules! columns {
    () => {
        "s.id, s.email, s.name, s.role, s.shops, case when s.totp is null then 0 else 1 end"
    };
}

fn read(row: &Row) -> Result<Staff> {
    let role = Role::from_word(&row.get::<String>(3)?).ok_or_else(|| Error::internal("a role that is not known"))?;
    Ok(Staff {
        id: row.get(0)?,
        email: row.get(1)?,
        name: row.get(2)?,
        role,
        shops: Scope::from_json(row.get(4)?)?,
        has_codes: row.get(5)?,
    })
}

/// Somebody whose account is not disabled.
pub fn open(tx: &mut Tx, id: StaffId) -> Result<Option<Staff>> {
    let text = sql!(concat!("select ", columns!(), " from staff s where s.id = $1 and s.disabled_at is null"));
    tx.query_one(text, params![id], read)
}

/// Asks whose session this is that is open now and not older than the oldest that is taken, and when they were seen.
pub(crate) fn ask_by_session(tx: &mut Tx, token_hash: &[u8], now: Time, oldest: Time) -> Rows<(Staff, Time)> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", e.seen_at from sessions e join staff s on s.id = e.staff_id
         where e.token_hash = $1 and e.expires_at > $2 and e.created_at > $3 and s.disabled_at is null"
    ));
    let read: fn(&Row) -> _ = |row| Ok((read(row)?, row.get(6)?));
    tx.ask(text, params![token_hash, now, oldest], read)
}

/// Somebody whose account is not disabled, by their address, and their password's hash.
pub fn by_email(tx: &mut Tx, email: &str) -> Result<Option<(Staff, String)>> {
    let text =
        sql!(concat!("select ", columns!(), ", s.password from staff s where s.email = $1 and s.disabled_at is null"));
    tx.query_one(text, params![email.trim().to_lowercase()], |row| Ok((read(row)?, row.get(6)?)))
}

/// Everybody, those who are let in no more last.
pub fn all(tx: &mut Tx) -> Result<Vec<Listed>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", s.created_at, s.disabled_at, (select max(e.seen_at) from sessions e where e.staff_id = s.id)
         from staff s order by case when s.disabled_at is null then 0 else 1 end, s.name, s.id"
    ));
    tx.query(text, params![], |row| {
        Ok(Listed { staff: read(row)?, created_at: row.get(6)?, disabled_at: row.get(7)?, seen_at: row.get(8)? })
    })
}

/// One of them.
pub fn get(tx: &mut Tx, id: StaffId) -> Result<Listed> {
    let found = all(tx)?.into_iter().find(|listed| listed.staff.id == id);
    found.ok_or(Error::NotFound { what: Employee::NAME })
}

/// The id of whoever has an address, disabled or not.
pub fn id_of(tx: &mut Tx, email: &str) -> Result<StaffId> {
    let email = email.trim().to_lowercase();
    let found = tx.query_one(sql!("select id from staff where email = $1"), params![&email], |row| row.get(0))?;
    found.ok_or_else(|| Error::invalid("staff-unknown", format!("There is no account for {email}.")))
}

/// The hash of an account's password; none where the account is disabled.
pub fn password_of(tx: &mut Tx, staff: StaffId) -> Result<Option<String>> {
    let text = sql!("select password from staff where id = $1 and disabled_at is null");
    tx.query_one(text, params![staff], |row| row.get(0))
}

/// Gives somebody another name.
pub fn rename(cx: &Cx, tx: &mut Tx, id: StaffId, name: &str) -> Result<()> {
    let name = text::told("The name", name, 200)?;
    tx.exec(sql!("update staff set name = $2 where id = $1"), params![id, &name])?;
    deeds::note(cx, tx, Deed::Renamed, &json!({ "staff": id }))
}

/// Gives an account another password and ends its sessions, but for one.
pub fn set_password(cx: &Cx, tx: &mut Tx, id: StaffId, password_hash: &str, kept: &Which) -> Result<()> {
    tx.exec(sql!("update staff set password = $2 where id = $1"), params![id, password_hash])?;
    codes::forget_begun(tx, id)?;
    password_links::forget(tx, id)?;
    sessions::end(cx, tx, id, kept)?;
    sessions::close_halves(tx, id)?;
    deeds::note(cx, tx, Deed::PasswordSet, &json!({ "staff": id }))
}

/// Gives somebody a role, and binds them to shops.
pub fn set_role(cx: &Cx, tx: &mut Tx, id: StaffId, role: Role, shops: &Scope) -> Result<()> {
    judge(role, shops)?;
    let before = get(tx, id)?.staff;
    if before.role == role && before.shops == *shops {
        return Ok(());
    }
    is_somebody_else(cx, id)?;
    if before.role == Role::Owner && role != Role::Owner {
        keep_an_owner(tx, id)?;
    }
    tx.exec(sql!("update staff set role = $2, shops = $3 where id = $1"), params![id, role.word(), shops.as_json()])?;
    let details = json!({ "staff": id, "from": before.role.word(), "to": role.word(), "shops": shops.codes() });
    deeds::note(cx, tx, Deed::RoleSet, &details)?;
    leave_nothing_beyond(cx, tx, id, role.rights(), shops)
}

/// What somebody may no more, nobody may in their stead: keys that they made and invitations that wait.
fn leave_nothing_beyond(cx: &Cx, tx: &mut Tx, id: StaffId, rights: Rights, shops: &Scope) -> Result<()> {
    let by = Actor::Staff(id.to_string()).as_text();
    if !rights.has(Right::StaffEdit) {
        invitations::withdraw_of(cx, tx, &by)?;
    }
    keys::revoke_beyond(cx, tx, &by, rights, shops)
}

/// Lets an account in no more, and ends its sessions.
pub fn disable(cx: &Cx, tx: &mut Tx, id: StaffId) -> Result<()> {
    is_somebody_else(cx, id)?;
    if get(tx, id)?.staff.role == Role::Owner {
        keep_an_owner(tx, id)?;
    }
    let text = sql!("update staff set disabled_at = $2 where id = $1 and disabled_at is null");
    if tx.exec(text, params![id, cx.now])? == 0 {
        return Ok(());
    }
    password_links::forget(tx, id)?;
    sessions::end(cx, tx, id, &Which::All)?;
    sessions::close_halves(tx, id)?;
    deeds::note(cx, tx, Deed::Disabled, &json!({ "staff": id }))?;
    leave_nothing_beyond(cx, tx, id, Rights::default(), &Scope::ALL)
}

/// Lets an account in again, with the password that it had.
pub fn enable(cx: &Cx, tx: &mut Tx, id: StaffId) -> Result<()> {
    let text = sql!("update staff set disabled_at = null where id = $1 and disabled_at is not null");
    if tx.exec(text, params![id])? == 0 {
        return Ok(());
    }
    deeds::note(cx, tx, Deed::Enabled, &json!({ "staff": id }))
}

/// Nobody raises themself, and nobody locks themself out by mistake.
pub(crate) fn is_somebody_else(cx: &Cx, id: StaffId) -> Result<()> {
    if cx.actor == Actor::Staff(id.to_string()) {
        let says = "This is your own account. Ask another owner to change your role or to disable it.";
        return Err(Error::conflict("own-account", says));
    }
    Ok(())
}

/// Refuses what would leave nobody who may do everything.
fn keep_an_owner(tx: &mut Tx, but: StaffId) -> Result<()> {
    let text = sql!("select count(*) from staff where role = 'owner' and disabled_at is null and id <> $1");
    match tx.query_one(text, params![but], |row| row.get::<i64>(0))? {
        Some(0) | None => {
            let says = "This is the last owner. Make somebody else an owner first.";
            Err(Error::conflict("last-owner", says))
        }
        Some(_) => Ok(()),
    }
}
