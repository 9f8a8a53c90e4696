//! Handlers of the page of keys.

use std::collections::HashMap;

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result, Time};
use store::Tx;
use web::{
    asked,
    frame::Room,
    keys::{self, Key, KeyId, NEVER, NewKey},
    lists::Choice,
    locale::Say,
    problem::Failed,
    rights::{KeysEdit, Right, Rights},
    who::{May, Viewer},
};

use super::keys_page::{KeyRow, KeysPage};
use crate::{
    address::Address,
    answers::{Page, html},
    consents_web::by,
    fields::{self, Wrong},
    knots,
    notices::{self, Notice},
    team::{Fields, right_key, scope, scope_words, shop_choices, wrong},
};

const PATH: &str = "/console/keys";

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Asked {
    did: Option<String>,
}

/// What a form was sent with, and what came of it.
#[derive(Default)]
struct Beside {
    did: Option<String>,
    wrong: Option<Wrong>,
    fresh: Option<String>,
    name: String,
    until: String,
    rights: Vec<String>,
    shops: Vec<String>,
}

/// The keys.
pub async fn list(viewer: May<KeysEdit>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    page(&viewer, Beside { did: asked.did, ..Beside::default() }).await
}

async fn page(viewer: &Viewer, beside: Beside) -> Page {
    let page = viewer.page(Room::Staff);
    let (say, chosen) = (page.say.clone(), beside.shops.clone());
    let read = move |tx: &mut Tx| {
        let names = customers::audits::actors(tx)?.into_iter().collect();
        let shops = knots::shops(tx)?;
        let row = |key: Key| row((&say, &shops), by(&say, &names, &key.created_by), key);
        let rows: Vec<KeyRow> = keys::all(tx)?.into_iter().map(row).collect();
        Ok((rows, shop_choices(tx, &chosen)?))
    };
    let (rows, shops) = viewer.app().db.read("console.keys", read).await?;
    let offered = viewer.rights.iter().filter(|right| !NEVER.has(*right));
    let choice = |right: Right| Choice {
        value: right.word().to_owned(),
        name: page.say.t(&right_key(&right)),
        is_on: beside.rights.iter().any(|word| word == right.word()),
    };
    html(&KeysPage {
        notice: Notice::of(&page.say, beside.did.as_deref()),
        wrong: beside.wrong,
        fresh: beside.fresh,
        rows,
        name: beside.name,
        until: beside.until,
        rights: offered.map(choice).collect(),
        shops,
        page,
    })
}

fn row((say, names): (&Say, &HashMap<String, String>), by: String, key: Key) -> KeyRow {
    KeyRow {
        is_open: key.is_open(say.now),
        is_revoked: key.revoked_at.is_some(),
        id: key.id.to_string(),
        rights: key.rights.iter().map(|right| say.t(&right_key(&right))).collect::<Vec<_>>().join(", "),
        shops: scope_words(say, &key.shops, names),
        by,
        name: key.name,
        made: key.created_at,
        // It works until this instant, which may be the first of the day after.
        until: key.expires_at.map(|ends| ends.plus_seconds(-1)),
        used: key.used_at,
    }
}

/// Makes a key: it is shown once.
pub async fn make(
    viewer: May<KeysEdit>,
    asked::Sent(fields): asked::Sent<Vec<(String, String)>>,
) -> Result<Response, Failed> {
    let (fields, say) = (Fields(fields), viewer.page(Room::Staff).say);
    let sent = Beside {
        name: fields.one("name").to_owned(),
        until: fields.one("until").to_owned(),
        rights: fields.many("rights"),
        shops: fields.many("shops"),
        ..Beside::default()
    };
    let (made, cx) = (keys::draw(viewer.cx.now)?, viewer.cx.clone());
    let (most, within, key) = (viewer.rights, viewer.shops.clone(), made.clone());
    let rights: Vec<Right> = sent.rights.iter().filter_map(|word| Right::from_word(word)).collect();
    let (name, codes, expires_at) = (sent.name.clone(), sent.shops.clone(), last_day(&say, &sent.until));
    let act = move |tx: &mut Tx| {
        let (name, shops) = (name.clone(), scope(tx, &codes)?);
        let new = NewKey { name, rights: Rights::of(&rights), shops, expires_at: expires_at.clone()? };
        keys::make(&cx, tx, &key, &new, (most, &within))
    };
    let (status, beside) = match viewer.app().db.write("keys.make", act).await {
        Ok(()) => (StatusCode::OK, Beside { fresh: Some(made.text), ..Beside::default() }),
        Err(error) => {
            let named = fields::first(&say, &[("name", &sent.name, 100)], &[]).filter(|_| error.code() == "text");
            let found = named.map_or_else(|| wrong(&say, error), Ok)?;
            (StatusCode::UNPROCESSABLE_ENTITY, Beside { wrong: Some(found), ..sent })
        }
    };
    Ok((status, page(&viewer, beside).await?).into_response())
}

/// The end of a day, as the shop has it.
fn last_day(say: &Say, day: &str) -> Result<Option<Time>> {
    if day.is_empty() {
        return Ok(None);
    }
    say.day_ends(day).map(Some).ok_or_else(|| Error::invalid("key-expiry", "This is not a day."))
}

/// Takes a key back.
pub async fn revoke(viewer: May<KeysEdit>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx): (KeyId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("keys.revoke", move |tx| keys::revoke(&cx, tx, id)).await?;
    Ok(notices::at(&Address::new(PATH), "key-revoked"))
}
