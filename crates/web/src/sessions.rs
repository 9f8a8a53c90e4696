//! Sessions: what a browser that is signed in has, where it came from, and how it ends. Tokens are kept by their hash.

use base::{Actor, Cx, Error, Result, Time};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Tx, asked::Rows, params, sql};

use crate::{
    deeds::{self, Deed},
    house,
    staff::{self, Staff, StaffId},
};

/// How long somebody stays signed in without doing anything.
pub const IDLE_S: i64 = 12 * 3_600;
/// How long a session lasts at most, however much it is used.
pub const MOST_S: i64 = 30 * 86_400;
/// How long somebody who gave the right password may look for a code.
pub const HALF_S: i64 = 600;
/// How often a session's last use is written down.
const SEEN_EVERY_S: i64 = 900;

/// What the browser keeps: 32 random bytes. The database keeps only their hash.
pub struct Token(String);

impl Token {
    /// A new one.
    pub fn new() -> Result<Token> {
        let mut bytes = [0; 32];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Token(hex(&bytes)))
    }

    /// The text of the cookie.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Bytes as text.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// What is kept of a secret.
pub fn hash_of(secret: &str) -> Vec<u8> {
    Sha256::digest(secret).to_vec()
}

/// Where a session comes from.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// What the browser says it is.
    pub agent: Option<String>,
    /// The machine, in a word.
    pub machine: Option<String>,
}

/// A session as a list shows it.
#[derive(Clone, Debug)]
pub struct Session {
    /// The start of its hash: names it, and opens nothing.
    pub handle: String,
    /// When it began.
    pub created_at: Time,
    /// When it was used last, give or take a quarter of an hour.
    pub seen_at: Time,
    /// Where from.
    pub device: Device,
}

/// Opens a session.
pub fn open(cx: &Cx, tx: &mut Tx, staff: StaffId, token: &str, device: &Device) -> Result<()> {
    let text = sql!(
        "insert into sessions (token_hash, staff_id, created_at, seen_at, expires_at, agent, machine)
         values ($1, $2, $3, $3, $4, $5, $6)"
    );
    let (hash, ends) = (hash_of(token), cx.now.plus_seconds(IDLE_S));
    tx.exec(text, params![&hash[..], staff, cx.now, ends, device.agent.as_deref(), device.machine.as_deref()])?;
    tx.exec(sql!("delete from sessions where expires_at < $1"), params![cx.now])?;
    deeds::note(cx, tx, Deed::SignedIn, &json!({ "staff": staff }))
}

/// Closes a session, as whoever has it.
pub fn close(tx: &mut Tx, token: &str, now: Time) -> Result<()> {
    let hash = hash_of(token);
    let text = sql!("select staff_id from sessions where token_hash = $1");
    let Some(staff) = tx.query_one(text, params![&hash[..]], |row| row.get::<StaffId>(0))? else { return Ok(()) };
    tx.exec(sql!("delete from sessions where token_hash = $1"), params![&hash[..]])?;
    let cx = Cx { actor: Actor::Staff(staff.to_string()), now };
    deeds::note(&cx, tx, Deed::SignedOut, &json!({ "staff": staff }))
}

/// Whose session this is, and whether its last use should be written down again.
pub fn of(tx: &mut Tx, token: &str, now: Time) -> Result<Option<(Staff, bool)>> {
    let asked = ask(tx, token, now);
    read(tx, asked, now)
}

/// The same, if there is a session, and what staff called the retailer.
pub fn with_name(tx: &mut Tx, token: Option<&str>, now: Time) -> Result<(Option<(Staff, bool)>, Option<String>)> {
    let (asked, name) = (token.map(|token| ask(tx, token, now)), house::ask_name(tx));
    let found = asked.map_or(Ok(None), |asked| read(tx, asked, now))?;
    Ok((found, name.one(tx)?))
}

fn ask(tx: &mut Tx, token: &str, now: Time) -> Rows<(Staff, Time)> {
    staff::ask_by_session(tx, &hash_of(token), now, now.plus_seconds(-MOST_S))
}

fn read(tx: &mut Tx, asked: Rows<(Staff, Time)>, now: Time) -> Result<Option<(Staff, bool)>> {
    let found = asked.one(tx)?;
    Ok(found.map(|(staff, seen)| (staff, now.seconds_since(seen) > SEEN_EVERY_S)))
}

/// Notes that a session is used.
pub fn see(tx: &mut Tx, token: &str, now: Time) -> Result<()> {
    let text = sql!("update sessions set seen_at = $2, expires_at = $3 where token_hash = $1");
    tx.exec(text, params![&hash_of(token)[..], now, now.plus_seconds(IDLE_S)]).map(|_| ())
}

/// The sessions of somebody, the latest used first.
pub fn list(tx: &mut Tx, staff: StaffId, now: Time) -> Result<Vec<Session>> {
    let text = sql!(
        "select token_hash, created_at, seen_at, agent, machine from sessions
         where staff_id = $1 and expires_at > $2 and created_at > $3 order by seen_at desc, token_hash"
    );
    tx.query(text, params![staff, now, now.plus_seconds(-MOST_S)], |row| {
        let hash: Vec<u8> = row.get(0)?;
        Ok(Session {
            handle: handle(&hash),
            created_at: row.get(1)?,
            seen_at: row.get(2)?,
            device: Device { agent: row.get(3)?, machine: row.get(4)? },
        })
    })
}

/// Who may come in by a password alone: how many they are, and how many sessions they have open.
pub fn without_codes(tx: &mut Tx, now: Time) -> Result<(i64, i64)> {
    let text = sql!(
        "select count(distinct s.id), count(e.token_hash) from staff s left join sessions e
             on e.staff_id = s.id and e.expires_at > $1 and e.created_at > $2
         where s.disabled_at is null and s.totp is null"
    );
    let found = tx.query_one(text, params![now, now.plus_seconds(-MOST_S)], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(found.unwrap_or_default())
}

fn handle(hash: &[u8]) -> String {
    hex(&hash[..hash.len().min(12)])
}

/// The handle of a session, by its token.
pub fn handle_of(token: &str) -> String {
    handle(&hash_of(token))
}

/// Which sessions of somebody are to end.
#[derive(Clone, Debug)]
pub enum Which {
    /// All of them.
    All,
    /// All but the one with this handle.
    AllBut(String),
    /// The one with this handle.
    One(String),
}

/// Ends sessions of somebody; says how many.
pub fn end(cx: &Cx, tx: &mut Tx, staff: StaffId, which: &Which) -> Result<usize> {
    let hashes = tx.query(sql!("select token_hash from sessions where staff_id = $1"), params![staff], |row| {
        row.get::<Vec<u8>>(0)
    })?;
    let ends = |hash: &Vec<u8>| match which {
        Which::All => true,
        Which::AllBut(kept) => handle(hash) != *kept,
        Which::One(one) => handle(hash) == *one,
    };
    let ended: Vec<Vec<u8>> = hashes.into_iter().filter(ends).collect();
    for hash in &ended {
        tx.exec(sql!("delete from sessions where token_hash = $1"), params![&hash[..]])?;
    }
    if !ended.is_empty() {
        deeds::note(cx, tx, Deed::SessionsEnded, &json!({ "staff": staff, "sessions": ended.len() }))?;
    }
    Ok(ended.len())
}

/// Lets somebody half in, who owes a code. It opens nothing but the page that asks for it.
pub fn open_half(cx: &Cx, tx: &mut Tx, staff: StaffId, token: &str) -> Result<()> {
    tx.exec(sql!("delete from half_sessions where expires_at < $1"), params![cx.now])?;
    let text = sql!("insert into half_sessions (token_hash, staff_id, expires_at) values ($1, $2, $3)");
    tx.exec(text, params![&hash_of(token)[..], staff, cx.now.plus_seconds(HALF_S)]).map(|_| ())
}

/// Who is half in.
pub fn of_half(tx: &mut Tx, token: &str, now: Time) -> Result<Option<Staff>> {
    let text = sql!("select staff_id from half_sessions where token_hash = $1 and expires_at > $2");
    let id = tx.query_one(text, params![&hash_of(token)[..], now], |row| row.get(0))?;
    id.map_or(Ok(None), |id| staff::open(tx, id))
}

/// Ends a half session; whether it was still there.
pub fn close_half(tx: &mut Tx, token: &str) -> Result<bool> {
    Ok(tx.exec(sql!("delete from half_sessions where token_hash = $1"), params![&hash_of(token)[..]])? == 1)
}

/// Ends the half sessions of somebody, as after a change of password.
pub fn close_halves(tx: &mut Tx, staff: StaffId) -> Result<()> {
    tx.exec(sql!("delete from half_sessions where staff_id = $1"), params![staff]).map(|_| ())
}
