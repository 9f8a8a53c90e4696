//! Who works here: accounts, passwords (argon2id) and sessions.

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use base::{Cx, Error, Id, Noun, Result, Time, text};
use sha2::{Digest, Sha256};
use store::{Tx, params, sql, value::Row};

use crate::rights::Role;

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
    /// The name.
    pub name: String,
    /// What they are.
    pub role: Role,
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
    /// The password, hashed by `hash_password`.
    pub password_hash: String,
}

/// How long somebody stays signed in without doing anything.
pub const SESSION_S: i64 = 12 * 3_600;
/// How long a session lasts at most, however much it is used.
pub const SESSION_MOST_S: i64 = 30 * 86_400;
/// How often a session's last use is written down.
const SEEN_EVERY_S: i64 = 900;
/// How long a failure counts.
const FAILURE_WINDOW_S: i64 = 900;

/// Hashes a password for keeping. Takes a while on purpose.
pub fn hash_password(password: &str) -> Result<String> {
    if password.chars().count() < 10 {
        return Err(Error::invalid("password-short", "A password has at least 10 characters."));
    }
    if password.len() > 200 {
        return Err(Error::invalid("password-long", "A password has at most 200 characters."));
    }
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Error::internal)
}

/// Whether a password is the one that was hashed. Without a hash it takes as long and says no, so that nobody learns
/// from the time which addresses exist.
pub fn verify_password(password: &str, hash: Option<&str>) -> bool {
    const NOBODYS: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo";
    let given = password.get(..password.len().min(200)).unwrap_or_default();
    let matches = Argon2::default().verify_password(given.as_bytes(), hash.unwrap_or(NOBODYS)).is_ok();
    matches && hash.is_some()
}

/// Adds an account; one with this address is refused.
pub fn add(cx: &Cx, tx: &mut Tx, new: &NewStaff) -> Result<StaffId> {
    let email = new.email.trim().to_lowercase();
    if !email.contains('@') || email.len() > 200 || text::hidden(&email).is_some() {
        return Err(Error::invalid("email", "This is not an e-mail address."));
    }
    let name = text::told("The name", &new.name, 200)?;
    let id = StaffId::new(cx.now);
    let text = sql!(
        "insert into staff (id, email, name, role, password, totp_step, created_at) values ($1, $2, $3, $4, $5, 0, $6)
         on conflict (email) do nothing"
    );
    match tx.exec(text, params![id, &email, &name, new.role.word(), &new.password_hash, cx.now])? {
        1 => Ok(id),
        _ => Err(Error::conflict("staff-exists", format!("There is an account for {email} already."))),
    }
}

/// How many accounts there are.
pub fn count(tx: &mut Tx) -> Result<i64> {
    Ok(tx.query_one(sql!("select count(*) from staff"), params![], |row| row.get(0))?.unwrap_or(0))
}

/// What somebody is called who stands in a row as `staff:stf_...`; `None` for whoever is no member of staff.
pub fn name_of(tx: &mut Tx, actor: &str) -> Result<Option<String>> {
    let id = actor.strip_prefix("staff:").and_then(|id| id.parse::<StaffId>().ok());
    let Some(id) = id else { return Ok(None) };
    tx.query_one(sql!("select name from staff where id = $1"), params![id], |row| row.get(0))
}

/// An account and its password's hash, by its address.
pub fn by_email(tx: &mut Tx, email: &str) -> Result<Option<(Staff, String)>> {
    let text = sql!("select id, name, role, password from staff where email = $1 and disabled_at is null");
    tx.query_one(text, params![email.trim().to_lowercase()], |row| Ok((read(row)?, row.get(3)?)))
}

/// The hash of an account's password; none where the account is disabled.
pub fn password_of(tx: &mut Tx, staff: StaffId) -> Result<Option<String>> {
    let text = sql!("select password from staff where id = $1 and disabled_at is null");
    tx.query_one(text, params![staff], |row| row.get(0))
}

/// Gives an account another password, hashed by `hash_password`, and ends its sessions.
pub fn set_password(tx: &mut Tx, email: &str, password_hash: &str) -> Result<StaffId> {
    let id = open_account(tx, email)?;
    tx.exec(sql!("update staff set password = $2 where id = $1"), params![id, password_hash])?;
    close_sessions(tx, id)?;
    Ok(id)
}

/// Lets an account in no more, and ends its sessions.
pub fn disable(cx: &Cx, tx: &mut Tx, email: &str) -> Result<StaffId> {
    let id = open_account(tx, email)?;
    tx.exec(sql!("update staff set disabled_at = $2 where id = $1"), params![id, cx.now])?;
    close_sessions(tx, id)?;
    Ok(id)
}

fn open_account(tx: &mut Tx, email: &str) -> Result<StaffId> {
    let found = by_email(tx, email)?.map(|(staff, _)| staff.id);
    let says = || format!("There is no account for {email}, or it is disabled.");
    found.ok_or_else(|| Error::invalid("staff-unknown", says()))
}

fn close_sessions(tx: &mut Tx, staff: StaffId) -> Result<()> {
    tx.exec(sql!("delete from sessions where staff_id = $1"), params![staff]).map(|_| ())
}

fn read(row: &Row) -> Result<Staff> {
    let role = Role::from_word(&row.get::<String>(2)?).ok_or_else(|| Error::internal("a role that is not known"))?;
    Ok(Staff { id: row.get(0)?, name: row.get(1)?, role })
}

/// What the browser keeps: 32 random bytes. The database keeps only their hash.
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Result<Token> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Token(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// The text of the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn hash_of(token: &str) -> Vec<u8> {
    Sha256::digest(token).to_vec()
}

/// Opens a session.
pub fn open_session(cx: &Cx, tx: &mut Tx, staff: StaffId, token: &str) -> Result<()> {
    let text = sql!(
        "insert into sessions (token_hash, staff_id, created_at, seen_at, expires_at) values ($1, $2, $3, $3, $4)"
    );
    tx.exec(text, params![&hash_of(token)[..], staff, cx.now, cx.now.plus_seconds(SESSION_S)])?;
    tx.exec(sql!("delete from sessions where expires_at < $1"), params![cx.now])?;
    Ok(())
}

/// Closes a session.
pub fn close_session(tx: &mut Tx, token: &str) -> Result<()> {
    tx.exec(sql!("delete from sessions where token_hash = $1"), params![&hash_of(token)[..]]).map(|_| ())
}

/// Whose session this is, and whether its last use should be written down again.
pub fn of_session(tx: &mut Tx, token: &str, now: Time) -> Result<Option<(Staff, bool)>> {
    let text = sql!(
        "select s.id, s.name, s.role, e.seen_at from sessions e join staff s on s.id = e.staff_id
         where e.token_hash = $1 and e.expires_at > $2 and e.created_at > $3 and s.disabled_at is null"
    );
    let oldest = now.plus_seconds(-SESSION_MOST_S);
    tx.query_one(text, params![&hash_of(token)[..], now, oldest], |row| {
        let seen: Time = row.get(3)?;
        Ok((read(row)?, now.seconds_since(seen) > SEEN_EVERY_S))
    })
}

/// Notes that a session is used.
pub fn see_session(tx: &mut Tx, token: &str, now: Time) -> Result<()> {
    let text = sql!("update sessions set seen_at = $2, expires_at = $3 where token_hash = $1");
    tx.exec(text, params![&hash_of(token)[..], now, now.plus_seconds(SESSION_S)]).map(|_| ())
}

/// Somebody or some machine that tries to sign in, and how often it may fail before it must wait.
#[derive(Clone, Debug)]
pub struct Tries {
    /// Who or what; only its hash is kept.
    pub subject: String,
    /// Failures in a quarter of an hour.
    pub most: i64,
}

/// Refuses to even look at a password after too many failures.
pub fn may_try(tx: &mut Tx, tries: &[Tries], now: Time) -> Result<()> {
    let since = now.plus_seconds(-FAILURE_WINDOW_S);
    for Tries { subject, most } in tries {
        let text = sql!("select count(*) from sign_in_failures where subject_hash = $1 and failed_at > $2");
        let failures = tx.query_one(text, params![&hash_of(subject)[..], since], |row| row.get::<i64>(0))?;
        if failures.unwrap_or(0) >= *most {
            return Err(Error::TooMany { retry_after_s: FAILURE_WINDOW_S as u64 });
        }
    }
    Ok(())
}

/// Writes down a failure: an act of its own, since it must survive the refusal.
pub fn note_failure(cx: &Cx, tx: &mut Tx, tries: &[Tries]) -> Result<()> {
    for Tries { subject, .. } in tries {
        let text = sql!("insert into sign_in_failures (subject_hash, failed_at, id) values ($1, $2, $3)");
        tx.exec(text, params![&hash_of(subject)[..], cx.now, StaffId::new(cx.now)])?;
    }
    let old = cx.now.plus_seconds(-FAILURE_WINDOW_S);
    tx.exec(sql!("delete from sign_in_failures where failed_at < $1"), params![old]).map(|_| ())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let hash = hash_password("correct horse battery").expect("long enough");
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(verify_password("correct horse battery", Some(&hash)));
        assert!(!verify_password("correct horse batter", Some(&hash)));
        assert!(!verify_password("correct horse battery", None));
        assert!(hash_password("too short").is_err());
    }
}
