//! Views of lists that staff keep: shown above the list, kept with a name, removed and put back.

use axum::{
    extract::{Path, Query},
    http::Uri,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use jiff::tz::TimeZone;
use store::Tx;
use web::{
    asked::Sent,
    lists::{Chip, Views},
    problem::Failed,
    reach::Reach,
    rights::Right,
    views::{self, List, NewView, View, ViewId},
    who::{Member, Viewer},
};

use crate::{
    address::Address,
    customers_web,
    goods::products_web,
    notices::{Notice, Undo},
    orders_web,
};

/// What the form says.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Told {
    list: String,
    query: String,
    name: String,
    shared: Option<String>,
}

/// What a page shows of the views of its list.
pub fn shown(viewer: &Viewer, list: List, known: &[View], here: &Address) -> Views {
    let query = query_of(here);
    // What is looked for is often a person: it is kept of no list of people or of what they bought.
    let kept = if list == List::Products { query.clone() } else { query_of(&here.without("q")) };
    let me = viewer.cx.actor.as_text();
    // Of two of the same filters, one's own.
    let zone = &viewer.app().zone;
    let is_this = |view: &&View| written_anew(list, &view.query, zone).is_ok_and(|known| known == query);
    let on = known.iter().filter(is_this).max_by_key(|view| view.owner == me);
    let chip = |view: &View| Chip {
        name: view.name.clone(),
        address: address(view),
        is_on: on.is_some_and(|on| on.id == view.id),
        count: None,
    };
    Views {
        list: list.word(),
        all: known.iter().map(chip).collect(),
        may_keep: on.is_none() && !kept.is_empty() && !known.iter().any(|view| view.query == kept && view.owner == me),
        query: kept,
        remove: on
            .filter(|view| view.owner == me || (view.is_shared && viewer.may(Right::StaffEdit)))
            .map(|view| format!("/console/views/{}/remove", view.id)),
    }
}

fn address(view: &View) -> String {
    format!("/console/{}?{}", view.list, view.query)
}

/// What the page says that a view's address led to, with the way to take a removal back.
pub fn notice(viewer: &Viewer, list: List, did: &str) -> Option<Notice> {
    let say = viewer.page(web::frame::Room::Nowhere).say;
    let (did, id) = did.split_once(':').unwrap_or((did, ""));
    let undo = |id: ViewId| Undo {
        address: format!("/console/views/{id}/back"),
        back: format!("/console/{}", list.word()),
        words: say.t("undo"),
    };
    match did {
        "view-kept" => Some(Notice { words: say.t("did-view-kept"), link: None, undo: None }),
        "view-removed" => {
            Some(Notice { words: say.t("did-view-removed"), link: None, undo: id.parse().ok().map(undo) })
        }
        _ => None,
    }
}

fn query_of(address: &Address) -> String {
    address.to_string().split_once('?').map_or(String::new(), |(_, query)| query.to_owned())
}

/// A query as its list writes it, whatever its pairs were called and in which order they stood; what the list does not
/// know is left out, and what it would refuse is refused.
fn written_anew(list: List, query: &str, zone: &TimeZone) -> Result<String> {
    let address = format!("/?{query}").parse::<Uri>().map_err(|_| views::not_filters())?;
    let Query(fields) = Query::<Vec<(String, String)>>::try_from_uri(&address).map_err(|_| views::not_filters())?;
    Ok(query_of(&match list {
        List::Customers => customers_web::Asked::of_fields(&fields).address(),
        List::Orders => {
            let asked = orders_web::Asked::of_fields(&fields);
            asked.query(zone)?;
            asked.address()
        }
        List::Products => products_web::Asked::of_fields(&fields, &Reach::ALL).address(),
    }))
}

/// Keeps the view that a list shows.
pub async fn keep(viewer: Member, Sent(told): Sent<Told>) -> Result<Redirect, Failed> {
    let list = List::from_word(&told.list)?;
    if !viewer.may(list.right()) {
        return Err(Error::Forbidden.into());
    }
    let is_plain = told.query.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    if !is_plain {
        return Err(views::not_filters().into());
    }
    let query = written_anew(list, &told.query, &viewer.app().zone)?;
    // What is looked for is often a person.
    if list != List::Products && query.split('&').any(|pair| pair.starts_with("q=")) {
        return Err(views::not_filters().into());
    }
    let new = NewView { list, name: told.name, query, is_shared: told.shared.is_some() };
    let (cx, query) = (viewer.cx.clone(), new.query.clone());
    viewer.app().db.write("views.keep", move |tx: &mut Tx| views::keep(&cx, tx, &new)).await?;
    Ok(Redirect::to(&format!("/console/{}?{query}&did=view-kept", list.word())))
}

/// Removes a view.
pub async fn remove(viewer: Member, Path(id): Path<String>) -> Result<Response, Failed> {
    let view = set(&viewer, &id, true).await?;
    let to = Address::new(format!("/console/{}", view.list)).with("did", format!("view-removed:{}", view.id));
    Ok(Redirect::to(&to.to_string()).into_response())
}

/// Puts a view back that was removed.
pub async fn put_back(viewer: Member, Path(id): Path<String>) -> Result<Response, Failed> {
    let view = set(&viewer, &id, false).await?;
    Ok(Redirect::to(&address(&view)).into_response())
}

async fn set(viewer: &Member, id: &str, is_removed: bool) -> Result<View> {
    let (id, cx, may_all): (ViewId, _, _) = (id.parse()?, viewer.cx.clone(), viewer.may(Right::StaffEdit));
    let act = move |tx: &mut Tx| views::set_removed(&cx, tx, id, is_removed, may_all);
    viewer.app().db.write("views.remove", act).await
}
