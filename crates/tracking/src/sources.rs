//! Who may tell: web sites, apps, servers, the shops' devices, partners; each with keys, and what is believed of it.

use std::net::IpAddr;

use base::{Cx, Error, Id, Noun, Result, Time};
use customers::audits::{self, Act, Note};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Tx, asked::Rows, params, sql, value::Row};

use crate::networks::{self, Network};

/// Somebody or something that tells what happens.
pub struct Teller;
impl Noun for Teller {
    const PREFIX: &'static str = "src";
    const NAME: &'static str = "source";
}
/// The id of a source.
pub type SourceId = Id<Teller>;

/// What a source is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "SourceKind")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A web site. Its key is public.
    Browser,
    /// An app. Its key is public.
    App,
    /// A system of the retailer's own. Its key is secret.
    Server,
    /// A device in a shop. Its key is secret, and what it says of people is a claim all the same.
    Device,
    /// Somebody else's system. Its key is secret, and what it says of people is a claim.
    Partner,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 5] = [Kind::Browser, Kind::App, Kind::Server, Kind::Device, Kind::Partner];

    /// The word in rows and in the API.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Browser => "browser",
            Kind::App => "app",
            Kind::Server => "server",
            Kind::Device => "device",
            Kind::Partner => "partner",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// Whether everybody can read its key.
    pub const fn is_public(self) -> bool {
        matches!(self, Kind::Browser | Kind::App)
    }

    /// Whether what it says of who somebody is counts: a claim joins nobody.
    pub const fn is_believed(self) -> bool {
        matches!(self, Kind::Server)
    }

    /// The channel of what it tells.
    pub const fn channel(self) -> &'static str {
        match self {
            Kind::App => "app",
            Kind::Device => "shop",
            _ => "web",
        }
    }
}

/// A source.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Source {
    /// Its id.
    pub id: SourceId,
    /// As staff call it.
    pub name: String,
    /// The word in the bodies of its events.
    pub code: String,
    /// What it is.
    pub kind: Kind,
    /// Web sites that may tell; none for any.
    pub origins: Vec<String>,
    /// Whether it is listened to.
    pub is_on: bool,
    /// Nets of the retailer's own: what comes from there is no customer's.
    pub networks: Vec<Network>,
    /// Messages a second that are taken; `None` for the usual.
    pub per_second: Option<i64>,
    /// Who set it up.
    pub by: String,
    /// When.
    pub created_at: Time,
}

/// A source to set up.
#[derive(Clone, Debug)]
pub struct NewSource {
    /// As staff call it.
    pub name: String,
    /// What it is.
    pub kind: Kind,
    /// What it takes.
    pub takes: Takes,
}

/// What a source takes, and how much: what may be changed of it.
#[derive(Clone, Debug, Default)]
pub struct Takes {
    /// Web sites that may tell; none for any.
    pub origins: Vec<String>,
    /// Nets of the retailer's own.
    pub networks: Vec<String>,
    /// Messages a second that are taken; `None` for the usual.
    pub per_second: Option<i64>,
}

/// The same, checked, as rows have it.
struct Checked {
    origins: String,
    networks: String,
    per_second: Option<i64>,
}

impl Takes {
    fn checked(&self, kind: Kind) -> Result<Checked> {
        if !self.origins.is_empty() && kind != Kind::Browser {
            return Err(Error::invalid("origins-kind", "Only messages of a web site come from one: name none."));
        }
        let origins = self.origins.iter().map(|origin| origin_of(origin)).collect::<Result<Vec<_>>>()?;
        if self.per_second.is_some_and(|many| !(1..=1_000_000).contains(&many)) {
            return Err(Error::invalid("per_second", "A rate is 1 to 1,000,000 messages a second, or nothing."));
        }
        let networks = networks::of_source(&self.networks)?;
        Ok(Checked {
            origins: serde_json::to_string(&origins).map_err(Error::internal)?,
            networks: serde_json::to_string(&networks).map_err(Error::internal)?,
            per_second: self.per_second,
        })
    }
}

impl Source {
    /// Whether an address is of a net of the retailer's own.
    pub fn is_own(&self, address: IpAddr) -> bool {
        self.networks.iter().any(|network| network.contains(address))
    }
}

/// A key: shown whole once.
#[derive(Clone, PartialEq, Eq)]
pub struct Key(pub String);

impl Key {
    /// A new key.
    fn new() -> Result<Key> {
        let mut bytes = [0; 24];
        getrandom::fill(&mut bytes).map_err(Error::internal)?;
        Ok(Key(bytes.iter().map(|byte| format!("{byte:02x}")).collect()))
    }

    /// What is kept of it.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0.as_bytes()).into()
    }
}

/// A key as it is listed.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "SourceListed")]
pub struct Listed {
    /// The key itself where it is public; the end of a secret one.
    pub shown: String,
    /// Whether it is secret.
    pub is_secret: bool,
    /// When it was made.
    pub created_at: Time,
    /// When it was taken back.
    pub revoked_at: Option<Time>,
}

macro_rules! columns {
    () => {
        "s.id, s.name, s.code, s.kind, s.origins, s.is_on, s.per_second, s.by, s.created_at, s.networks"
    };
}

fn read(row: &Row) -> Result<Source> {
    let kind = row.get::<String>(3)?;
    let nets: Vec<String> = serde_json::from_str(&row.get::<String>(9)?).map_err(Error::internal)?;
    Ok(Source {
        id: row.get(0)?,
        name: row.get(1)?,
        code: row.get(2)?,
        kind: Kind::from_word(&kind).ok_or_else(|| Error::internal(format!("no kind of source is '{kind}'")))?,
        origins: serde_json::from_str(&row.get::<String>(4)?).map_err(Error::internal)?,
        networks: networks::of_source(&nets)?,
        is_on: row.get(5)?,
        per_second: row.get(6)?,
        by: row.get(7)?,
        created_at: row.get(8)?,
    })
}

/// Every source, by name.
pub fn all(tx: &mut Tx) -> Result<Vec<Source>> {
    ask(tx).rows(tx)
}

/// Asks for them.
pub fn ask(tx: &mut Tx) -> Rows<Source> {
    tx.ask(
        sql!(concat!("select ", columns!(), " from sources s order by s.name, s.id")),
        params![],
        read as fn(&Row) -> _,
    )
}

/// One source.
pub fn one(tx: &mut Tx, id: SourceId) -> Result<Source> {
    let text = sql!(concat!("select ", columns!(), " from sources s where s.id = $1"));
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "source" })
}

/// The sources of all keys that count, by the keys' hashes, and whether the key is secret.
pub fn by_key(tx: &mut Tx) -> Result<Vec<([u8; 32], bool, Source)>> {
    let text = sql!(concat!(
        "select ",
        columns!(),
        ", k.hash, k.is_secret from source_keys k join sources s on s.id = k.source_id where k.revoked_at is null"
    ));
    tx.query(text, params![], |row| {
        let hash: Vec<u8> = row.get(10)?;
        let hash = hash.try_into().map_err(|_| Error::internal("a key's hash has another length"))?;
        Ok((hash, row.get(11)?, read(row)?))
    })
}

/// The keys of a source, the newest first.
pub fn keys(tx: &mut Tx, id: SourceId) -> Result<Vec<Listed>> {
    let text = sql!(
        "select shown, is_secret, created_at, revoked_at from source_keys where source_id = $1
         order by created_at desc, shown"
    );
    tx.query(text, params![id], |row| {
        Ok(Listed { shown: row.get(0)?, is_secret: row.get(1)?, created_at: row.get(2)?, revoked_at: row.get(3)? })
    })
}

/// Sets up a source, with its first key.
pub fn create(cx: &Cx, tx: &mut Tx, new: &NewSource) -> Result<(SourceId, Key)> {
    let name = base::text::told("The name", &new.name, 60)?;
    let Checked { origins, networks, per_second } = new.takes.checked(new.kind)?;
    let (id, code) = (SourceId::new(cx.now), code_of(&name));
    let taken = sql!("select count(*) from sources where code = $1");
    if tx.query_one(taken, params![&code], |row| row.get::<i64>(0))?.unwrap_or(0) > 0 {
        return Err(Error::conflict("name-taken", format!("There is a source '{name}' already.")));
    }
    let text = sql!(
        "insert into sources (id, name, code, kind, origins, is_on, per_second, by, created_at, networks)
         values ($1, $2, $3, $4, $5, 1, $6, $7, $8, $9)"
    );
    let by = cx.actor.as_text();
    tx.exec(text, params![id, name, &code, new.kind.word(), origins, per_second, by, cx.now, networks])?;
    audits::note(cx, tx, Note::of_rules(Act::SourceSet).with(json!({ "source": code, "is": "new" })))?;
    Ok((id, add_key(cx, tx, id)?))
}

/// A source has one more key: both count, until one is taken back.
pub fn add_key(cx: &Cx, tx: &mut Tx, id: SourceId) -> Result<Key> {
    let source = one(tx, id)?;
    let key = Key::new()?;
    let is_secret = !source.kind.is_public();
    let shown = if is_secret { format!("...{}", &key.0[key.0.len() - 4..]) } else { key.0.clone() };
    let text = sql!(
        "insert into source_keys (hash, source_id, is_secret, shown, by, created_at) values ($1, $2, $3, $4, $5, $6)"
    );
    tx.exec(text, params![&key.hash()[..], id, is_secret, shown, cx.actor.as_text(), cx.now])?;
    audits::note(cx, tx, Note::of_rules(Act::KeySet).with(json!({ "source": source.code, "is": "new" })))?;
    Ok(key)
}

/// Takes a key back: what comes with it is refused from now on.
pub fn revoke(cx: &Cx, tx: &mut Tx, id: SourceId, shown: &str) -> Result<()> {
    let source = one(tx, id)?;
    let text =
        sql!("update source_keys set revoked_at = $3 where source_id = $1 and shown = $2 and revoked_at is null");
    match tx.exec(text, params![id, shown, cx.now])? {
        0 => Err(Error::NotFound { what: "key" }),
        _ => audits::note(cx, tx, Note::of_rules(Act::KeySet).with(json!({ "source": source.code, "is": "revoked" }))),
    }
}

/// Listens to a source, or does not.
pub fn turn(cx: &Cx, tx: &mut Tx, id: SourceId, is_on: bool) -> Result<()> {
    let source = one(tx, id)?;
    tx.exec(sql!("update sources set is_on = $2 where id = $1"), params![id, is_on])?;
    let is = if is_on { "on" } else { "off" };
    audits::note(cx, tx, Note::of_rules(Act::SourceSet).with(json!({ "source": source.code, "is": is })))
}

/// Sets what a source takes from now on.
pub fn set(cx: &Cx, tx: &mut Tx, id: SourceId, takes: &Takes) -> Result<()> {
    let source = one(tx, id)?;
    let Checked { origins, networks, per_second } = takes.checked(source.kind)?;
    let text = sql!("update sources set origins = $2, networks = $3, per_second = $4 where id = $1");
    tx.exec(text, params![id, origins, networks, per_second])?;
    audits::note(cx, tx, Note::of_rules(Act::SourceSet).with(json!({ "source": source.code, "is": "set" })))
}

/// An origin as browsers write it.
fn origin_of(text: &str) -> Result<String> {
    let wrong =
        || Error::invalid("origins", "Write the web site's address without a path, such as https://shop.example.");
    let text = text.trim().trim_end_matches('/').to_lowercase();
    let (scheme, host) = text.split_once("://").ok_or_else(wrong)?;
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || ".-:".contains(letter);
    if !["http", "https"].contains(&scheme) || host.is_empty() || !host.chars().all(is_plain) {
        return Err(wrong());
    }
    Ok(text)
}

/// A name as a word of bodies.
fn code_of(name: &str) -> String {
    let folded = base::text::folded(&[name]);
    let words: Vec<String> = folded
        .split(|letter: char| !letter.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect();
    if words.is_empty() { "source".to_owned() } else { words.join("-") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_origin_is_a_site_without_a_path() {
        let cases = [
            (" https://Telar.example/ ", Some("https://telar.example")),
            ("http://localhost:8080", Some("http://localhost:8080")),
            ("telar.example", None),
            ("https://telar.example/es", None),
            ("javascript://x", None),
            ("https://", None),
        ];
        for (text, expected) in cases {
            assert_eq!(origin_of(text).ok().as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn a_name_becomes_a_word() {
        assert_eq!(code_of("Tienda web (España)"), "tienda-web-espana");
        assert_eq!(code_of("¡!"), "source");
    }
}
