//! Handlers of one label on or off many people: what it would come to, doing it, and taking it back.

use askama::Template;
use axum::{extract::Path, response::Redirect};
use base::{Error, Result};
use customers::{
    labels::{
        self, LabelId,
        bulk::{self, Act, BulkId, NewBulk, Whom},
    },
    people::CustomerId,
};
use store::Tx;
use web::{
    asked::{Asked, Sent},
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::CustomersEdit,
    signin,
    who::May,
};

use crate::{
    address::Address,
    answers::{Page, html},
    customers_web,
    labels_page::{BulkPage, Tag},
    notices::{Notice, Undo},
};

/// The fields of the bar, by name; `ids` as often as somebody was chosen.
type Fields = Vec<(String, String)>;

const COUNT: &str = "/console/bulk/count";

/// What stands above it.
#[derive(Template)]
#[template(source = "{{ words }}", ext = "html")]
struct Heading {
    words: String,
}

/// What the bar asks for.
struct Wanted {
    label: LabelId,
    act: Act,
    is_all: bool,
    whom: Whom,
    list: Address,
}

fn wanted(fields: &Fields, now: base::Time) -> Result<Wanted> {
    let field = |name: &str| {
        fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str()).unwrap_or_default()
    };
    let filters = customers_web::Asked::of_fields(fields);
    let is_all = field("whom") == "all";
    let whom = match is_all {
        true => Whom::Matching(filters.query(now)?),
        false => {
            let ids = fields.iter().filter(|(name, _)| name == "ids").map(|(_, id)| id.parse::<CustomerId>());
            Whom::Chosen(ids.collect::<std::result::Result<_, _>>()?)
        }
    };
    Ok(Wanted {
        label: field("put").parse()?,
        act: if field("act") == Act::Remove.word() { Act::Remove } else { Act::Add },
        is_all,
        whom,
        list: filters.address(),
    })
}

/// What it would come to.
pub async fn preview(viewer: May<CustomersEdit>, Asked(fields): Asked<Fields>) -> Page {
    let Wanted { label, act, is_all, whom, list } = wanted(&fields, viewer.cx.now)?;
    let read = move |tx: &mut Tx| Ok((labels::by_hand(tx, label)?, bulk::preview_soon(tx, &whom)?));
    let (label, count) = viewer.app().db.read("console.bulk", read).await?;
    html(&BulkPage {
        tag: Tag {
            id: label.id.to_string(),
            from: label.name.clone(),
            name: label.name,
            color: label.color,
            is_rule: false,
        },
        is_add: act == Act::Add,
        is_all,
        count,
        counting: fields
            .iter()
            .fold(Address::new(COUNT), |at, (name, value)| at.with(name.clone(), value.clone()))
            .to_string(),
        back: list.to_string(),
        fields,
        page: viewer.page(Room::Customers),
    })
}

/// The heading once they are counted.
pub async fn count(viewer: May<CustomersEdit>, Asked(fields): Asked<Fields>) -> Page {
    let Wanted { label, act, whom, .. } = wanted(&fields, viewer.cx.now)?;
    let read = move |tx: &mut Tx| Ok((labels::by_hand(tx, label)?, bulk::preview(tx, &whom)?));
    let (label, count) = viewer.app().db.read("console.bulk_count", read).await?;
    let key = if act == Act::Add { "bulk-add" } else { "bulk-remove" };
    html(&Heading { words: viewer.page(Room::Customers).say.tn1(key, count, "label", label.name) })
}

/// Does it; the list says so, with the way to take it back.
pub async fn begin(viewer: May<CustomersEdit>, Sent(fields): Sent<Fields>) -> Result<Redirect, Failed> {
    let Wanted { label, act, whom, list, .. } = wanted(&fields, viewer.cx.now)?;
    let cx = viewer.cx.clone();
    let looked = whom.clone();
    let total = viewer.app().db.read("labels.preview", move |tx| bulk::preview(tx, &looked)).await?;
    let new = NewBulk { label, act, whom, total };
    let act = move |tx: &mut Tx| bulk::begin(&cx, tx, &new);
    let id = viewer.app().db.write("labels.bulk", act).await?;
    Ok(Redirect::to(&list.with("bulk", id.to_string()).to_string()))
}

/// Where to go once it is taken back.
#[derive(serde::Deserialize)]
pub struct UndoSent {
    #[serde(default)]
    back: String,
}

/// Takes it back.
pub async fn undo(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<UndoSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (BulkId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("labels.undo", move |tx: &mut Tx| bulk::undo(&cx, tx, id)).await?;
    Ok(Redirect::to(&signin::inside(&form.back)))
}

/// What the list says of an act on many people; `None` where there is none.
pub fn told(tx: &mut Tx, id: &str) -> Result<Option<(bulk::Bulk, String)>> {
    let Ok(id) = id.parse::<BulkId>() else { return Ok(None) };
    match bulk::one(tx, id) {
        Err(Error::NotFound { .. }) => Ok(None),
        found => {
            let found = found?;
            let name = labels::one(tx, found.label)?.name;
            Ok(Some((found, name)))
        }
    }
}

/// The same in words.
pub fn notice(say: &Say, (bulk, label): &(bulk::Bulk, String), here: &Address) -> Notice {
    let (key, count) = match (bulk.state.as_str(), bulk.act) {
        ("undone", _) => ("did-bulk-undone", bulk.changed),
        ("undoing", _) => ("did-bulk-undoing", bulk.changed),
        ("running", _) => ("did-bulk-running", bulk.looked),
        (_, Act::Add) => ("did-bulk-add", bulk.changed),
        (_, Act::Remove) => ("did-bulk-remove", bulk.changed),
    };
    let is_back = bulk.state.starts_with("undo");
    Notice {
        words: say.tn1(key, count, "label", label),
        link: None,
        undo: (!is_back).then(|| Undo {
            address: format!("/console/bulk/{}/undo", bulk.id),
            back: here.with("bulk", bulk.id.to_string()).to_string(),
            words: say.t("undo"),
        }),
    }
}
