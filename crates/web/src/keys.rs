//! Keys of programs: what they may, in which shops, until when. A key is shown once and kept by its hash.

use base::{Cx, Error, Id, Noun, Result, Time, text};
use serde_json::json;
use store::{Tx, params, sql, value::Row};

use crate::{
    deeds::{self, Deed},
    rights::{Right, Rights},
    sessions::{Token, hash_of},
    shops::Scope,
};

/// A key of a program.
pub struct ApiKey;
impl Noun for ApiKey {
    const PREFIX: &'static str = "key";
    const NAME: &'static str = "API key";
}
/// The id of a key.
pub type KeyId = Id<ApiKey>;

/// What every key begins with.
pub const PREFIX: &str = "hilo_";
/// How often a key's last use is written down.
const SEEN_EVERY_S: i64 = 300;
/// What no key may: a program neither lets people in nor makes keys.
pub const NEVER: Rights = Rights::of(&[Right::StaffEdit, Right::KeysEdit]);

/// A key.
#[derive(Clone, Debug)]
pub struct Key {
    /// The id.
    pub id: KeyId,
    /// What it is for.
    pub name: String,
    /// What it may.
    pub rights: Rights,
    /// The shops that it is bound to.
    pub shops: Scope,
    /// Who made it, as `staff:stf_...`.
    pub created_by: String,
    /// When.
    pub created_at: Time,
    /// Until when it works.
    pub expires_at: Option<Time>,
    /// When it was used last, give or take five minutes.
    pub used_at: Option<Time>,
    /// When it was taken back.
    pub revoked_at: Option<Time>,
}

impl Key {
    /// Whether it works.
    pub fn is_open(&self, now: Time) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|ends| now < ends)
    }

    /// Whether its last use should be written down again.
    pub fn is_stale(&self, now: Time) -> bool {
        self.used_at.is_none_or(|used| now.seconds_since(used) > SEEN_EVERY_S)
    }
}

/// A new key.
#[derive(Clone, Debug)]
pub struct NewKey {
    /// What it is for.
    pub name: String,
    /// What it may.
    pub rights: Rights,
    /// The shops that it is bound to.
    pub shops: Scope,
    /// Until when it works.
    pub expires_at: Option<Time>,
}

macro_rules! columns {
    () => {
        "id, name, rights, shops, created_by, created_at, expires_at, used_at, revoked_at"
    };
}

/// A key that was made, and its text, which is shown this once.
#[derive(Clone, Debug)]
pub struct Made {
    /// The id.
    pub id: KeyId,
    /// The text.
    pub text: String,
}

/// A key's id and text, before anything is kept.
pub fn draw(now: Time) -> Result<Made> {
    let id = KeyId::new(now);
    let plain = id.to_string();
    let digits = plain.trim_start_matches("key_");
    Ok(Made { id, text: format!("{PREFIX}{digits}_{}", Token::new()?.as_str()) })
}

/// Keeps a key that was drawn. `most` and `within` are what its maker may: nobody makes a key that may more.
pub fn make(cx: &Cx, tx: &mut Tx, made: &Made, new: &NewKey, (most, within): (Rights, &Scope)) -> Result<()> {
    let name = text::told("The name", &new.name, 100)?;
    if new.rights == Rights::default() {
        return Err(Error::invalid("key-rights", "Choose at least one thing that the key may do."));
    }
    if !most.covers(new.rights) || new.rights.iter().any(|right| NEVER.has(right)) {
        return Err(Error::Forbidden);
    }
    if !within.covers(&new.shops) {
        return Err(Error::Forbidden);
    }
    if new.expires_at.is_some_and(|ends| ends <= cx.now) {
        return Err(Error::invalid("key-expiry", "The key would be over before it begins. Choose a later day."));
    }
    let words: Vec<&str> = new.rights.iter().map(Right::word).collect();
    let text = sql!(
        "insert into api_keys (id, hash, name, rights, shops, created_by, created_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    let (hash, by, rights) = (hash_of(&made.text), cx.actor.as_text(), json!(words).to_string());
    tx.exec(text, params![made.id, &hash[..], &name, rights, new.shops.as_json(), by, cx.now, new.expires_at])?;
    let details = json!({ "key": made.id, "rights": words.join(" "), "shops": new.shops.codes() });
    deeds::note(cx, tx, Deed::ApiKeyMade, &details)
}

/// The key with this text, while it works.
pub fn of_text(tx: &mut Tx, text: &str, now: Time) -> Result<Option<Key>> {
    let Some((digits, _)) = text.strip_prefix(PREFIX).and_then(|rest| rest.split_once('_')) else { return Ok(None) };
    let Ok(id) = format!("key_{digits}").parse::<KeyId>() else { return Ok(None) };
    let statement = sql!(concat!("select ", columns!(), ", hash from api_keys where id = $1"));
    let found = tx.query_one(statement, params![id], |row| Ok((read(row)?, row.get::<Vec<u8>>(9)?)))?;
    let given = hash_of(text);
    // Takes as long wherever the first difference is.
    let is_same =
        |kept: &[u8]| kept.len() == given.len() && kept.iter().zip(&given).fold(0, |all, (a, b)| all | (a ^ b)) == 0;
    Ok(found.filter(|(key, kept)| is_same(kept) && key.is_open(now)).map(|(key, _)| key))
}

/// Notes that a key is used.
pub fn see(tx: &mut Tx, id: KeyId, now: Time) -> Result<()> {
    tx.exec(sql!("update api_keys set used_at = $2 where id = $1"), params![id, now]).map(|_| ())
}

/// All keys, those that work no more last, the newest first.
pub fn all(tx: &mut Tx) -> Result<Vec<Key>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        " from api_keys order by case when revoked_at is null then 0 else 1 end, created_at desc, id desc"
    ));
    tx.query(text, params![], read)
}

/// What a key is called.
pub fn name_of(tx: &mut Tx, id: KeyId) -> Result<Option<String>> {
    tx.query_one(sql!("select name from api_keys where id = $1"), params![id], |row| row.get(0))
}

/// Takes back those that somebody made, as `staff:stf_...`, and that may more than they may now.
pub fn revoke_beyond(cx: &Cx, tx: &mut Tx, by: &str, rights: Rights, shops: &Scope) -> Result<()> {
    for key in all(tx)? {
        if key.created_by == by && !(rights.covers(key.rights) && shops.covers(&key.shops)) {
            revoke(cx, tx, key.id)?;
        }
    }
    Ok(())
}

/// Takes a key back.
pub fn revoke(cx: &Cx, tx: &mut Tx, id: KeyId) -> Result<()> {
    name_of(tx, id)?.ok_or(Error::NotFound { what: ApiKey::NAME })?;
    let text = sql!("update api_keys set revoked_at = $2 where id = $1 and revoked_at is null");
    match tx.exec(text, params![id, cx.now])? {
        0 => Ok(()),
        _ => deeds::note(cx, tx, Deed::ApiKeyRevoked, &json!({ "key": id })),
    }
}

fn read(row: &Row) -> Result<Key> {
    let words: Vec<String> = serde_json::from_str(&row.get::<String>(2)?).map_err(Error::internal)?;
    // A right that a later Hilo took away opens nothing.
    let rights: Vec<Right> = words.iter().filter_map(|word| Right::from_word(word)).collect();
    Ok(Key {
        id: row.get(0)?,
        name: row.get(1)?,
        rights: Rights::of(&rights),
        shops: Scope::from_json(row.get(3)?)?,
        created_by: row.get(4)?,
        created_at: row.get(5)?,
        expires_at: row.get(6)?,
        used_at: row.get(7)?,
        revoked_at: row.get(8)?,
    })
}
