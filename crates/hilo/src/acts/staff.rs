//! What a command does with staff, their doors and the keys of programs: the same as their pages.

use base::{Clock, Cx, Error, Result, Time};
use serde_json::{Value, json};
use store::{Db, Tx};
use web::{
    codes,
    invitations::{self, NewInvitation},
    keys::{self, NewKey},
    passwords,
    rights::{Right, Rights, Role},
    sessions::{self, Token, Which},
    shops::Scope,
    staff::{self, NewStaff, StaffId},
};

/// An act on staff. Whoever it is about is named by their address.
#[derive(Clone, Debug, serde::Serialize, serde::Deserialize)]
#[serde(tag = "act", rename_all = "snake_case")]
#[allow(missing_docs, reason = "the cases and fields say what they are")]
pub enum StaffAct {
    List,
    Add { email: String, name: String, role: String, shops: Vec<String>, password_hash: String },
    Invite { email: String, role: String, shops: Vec<String> },
    SetPassword { email: String, password_hash: String },
    SetRole { email: String, role: String, shops: Vec<String> },
    Disable { email: String },
    Enable { email: String },
    EndSessions { email: String },
    TakeCodes { email: String },
    RequireCodes { is_on: bool },
    Keys,
    MakeKey { name: String, rights: Vec<String>, shops: Vec<String>, days: Option<i64> },
    RevokeKey { id: String },
}

/// Does it.
pub fn run(cx: &Cx, db: &Db, clock: &Clock, act: &StaffAct) -> Result<Value> {
    let cx = cx.clone();
    match act.clone() {
        StaffAct::List => Ok(json!(db.read_now("staff.all", listed)?)),
        StaffAct::Add { email, name, role, shops, password_hash } => {
            let (role, shops) = (role_of(&role)?, Scope::of(shops)?);
            let new = NewStaff { email, name, role, shops, password_hash };
            Ok(json!({ "id": db.write_now("staff.add", move |tx| staff::add_here(&cx, tx, &new))? }))
        }
        StaffAct::Invite { email, role, shops } => {
            let (role, token) = (role_of(&role)?, Token::new()?);
            let (new, text) = (NewInvitation { email, role, shops: Scope::of(shops)? }, token.as_str().to_owned());
            db.write_now("invitations.invite", move |tx| invitations::invite(&cx, tx, &new, &text))?;
            Ok(json!({ "path": format!("/invited/{}", token.as_str()) }))
        }
        StaffAct::SetPassword { email, password_hash } => on(db, "staff.set_password", email, move |tx, id| {
            staff::set_password(&cx, tx, id, &password_hash, &Which::All)
        }),
        StaffAct::SetRole { email, role, shops } => {
            let (role, shops) = (role_of(&role)?, Scope::of(shops)?);
            on(db, "staff.set_role", email, move |tx, id| staff::set_role(&cx, tx, id, role, &shops))
        }
        StaffAct::Disable { email } => on(db, "staff.disable", email, move |tx, id| staff::disable(&cx, tx, id)),
        StaffAct::Enable { email } => on(db, "staff.enable", email, move |tx, id| staff::enable(&cx, tx, id)),
        StaffAct::EndSessions { email } => {
            on(db, "sessions.end", email, move |tx, id| sessions::end(&cx, tx, id, &Which::All).map(|_| ()))
        }
        StaffAct::TakeCodes { email } => on(db, "codes.take_away", email, move |tx, id| codes::take_away(&cx, tx, id)),
        StaffAct::RequireCodes { is_on } => {
            db.write_now("codes.require", move |tx| codes::require(&cx, tx, is_on))?;
            Ok(json!({ "is_on": is_on }))
        }
        StaffAct::Keys => Ok(json!(db.read_now("keys.all", move |tx| told(tx, cx.now))?)),
        StaffAct::MakeKey { name, rights, shops, days } => {
            let expires_at = days.map(|days| clock.now().plus_seconds(days.saturating_mul(86_400)));
            let new = NewKey { name, rights: rights_of(&rights)?, shops: Scope::of(shops)?, expires_at };
            let made = keys::draw(clock.now())?;
            let key = made.clone();
            db.write_now("keys.make", move |tx| keys::make(&cx, tx, &key, &new, (Rights::ALL, &Scope::ALL)))?;
            Ok(json!({ "id": made.id, "key": made.text }))
        }
        StaffAct::RevokeKey { id } => {
            let id = id.parse()?;
            db.write_now("keys.revoke", move |tx| keys::revoke(&cx, tx, id))?;
            Ok(json!({ "id": id }))
        }
    }
}

/// Does something with whoever has an address.
fn on(
    db: &Db,
    name: &'static str,
    email: String,
    act: impl Fn(&mut Tx, StaffId) -> Result<()> + Send + 'static,
) -> Result<Value> {
    let id = db.write_now(name, move |tx| {
        let id = staff::id_of(tx, &email)?;
        act(tx, id)?;
        Ok(id)
    })?;
    Ok(json!({ "id": id }))
}

fn role_of(word: &str) -> Result<Role> {
    Role::from_word(word).ok_or_else(|| Error::invalid("role", format!("A role is one of {}.", Role::words())))
}

fn rights_of(words: &[String]) -> Result<Rights> {
    let unknown = |word: &String| Error::invalid("rights", format!("There is no right '{word}'."));
    let rights: Result<Vec<Right>> =
        words.iter().map(|word| Right::from_word(word).ok_or_else(|| unknown(word))).collect();
    Ok(Rights::of(&rights?))
}

fn listed(tx: &mut Tx) -> Result<Vec<Value>> {
    let one = |listed: staff::Listed| {
        json!({
            "email": listed.staff.email, "name": listed.staff.name, "role": listed.staff.role.word(),
            "shops": listed.staff.shops.codes(), "codes": listed.staff.has_codes,
            "disabled_at": listed.disabled_at, "seen_at": listed.seen_at,
        })
    };
    Ok(staff::all(tx)?.into_iter().map(one).collect())
}

fn told(tx: &mut Tx, now: Time) -> Result<Vec<Value>> {
    let one = |key: keys::Key| {
        json!({
            "id": key.id, "name": key.name, "rights": key.rights.iter().map(Right::word).collect::<Vec<_>>(),
            "shops": key.shops.codes(), "expires_at": key.expires_at, "used_at": key.used_at,
            "works": key.is_open(now),
        })
    };
    Ok(keys::all(tx)?.into_iter().map(one).collect())
}

/// The hash of a password that somebody typed for an address.
pub fn hashed(password: &str, email: &str) -> Result<String> {
    passwords::judge(password, email)?;
    passwords::hash(password)
}
