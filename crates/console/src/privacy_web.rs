//! Handlers of a person's rights.

use std::collections::HashMap;

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Currency, Money, Result, Time};
use customers::{
    audits,
    people::{CustomerId, Kind},
    privacy::{
        erasures::{self, Preview, Seen},
        exports::{self, Told},
    },
};
use serde_json::Value;
use store::Tx;
use web::{
    asked::Sent,
    channels::Channel,
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::CustomersPrivacy,
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    consents_web::by,
    identifiers,
    privacy_page::{Cell, ErasePage, ExportPage, SECTIONS, Section, amounts, field_key},
};

/// Entries of each section on the page.
const ENTRIES: i64 = 200;

/// What erasing somebody would do.
pub async fn preview(viewer: May<CustomersPrivacy>, Path(id): Path<String>) -> Page {
    let id: CustomerId = id.parse()?;
    let preview = viewer.app().db.read("console.erase_preview", move |tx| erasures::preview(tx, id)).await?;
    html(&erase_page(&viewer, &preview, None))
}

fn erase_page(viewer: &Viewer, preview: &Preview, typed: Option<String>) -> ErasePage {
    let (goes, stays) = amounts(preview);
    let word = word(preview);
    ErasePage {
        page: viewer.page(Room::Customers),
        card: format!("/console/customers/{}", preview.id),
        title: word.clone(),
        word,
        goes,
        stays,
        id: preview.id.to_string(),
        identifiers: preview.rows("identifiers"),
        is_wrong: typed.is_some(),
        typed: typed.unwrap_or_default(),
    }
}

/// What they are called, and what whoever erases them types.
fn word(preview: &Preview) -> String {
    let called = preview.name.clone().or_else(|| preview.known_as.clone());
    called.unwrap_or_else(|| preview.id.to_string())
}

/// What the form sends.
#[derive(serde::Deserialize)]
pub struct EraseSent {
    #[serde(default)]
    typed: String,
    /// Whom the page showed.
    #[serde(default)]
    id: String,
    #[serde(default)]
    identifiers: String,
}

/// Erases somebody whose name was typed.
pub async fn erase(
    viewer: May<CustomersPrivacy>,
    Path(id): Path<String>,
    Sent(sent): Sent<EraseSent>,
) -> Result<Response, Failed> {
    let id: CustomerId = id.parse()?;
    let db = &viewer.app().db;
    let preview = db.read("console.erase_preview", move |tx| erasures::preview(tx, id)).await?;
    let typed = sent.typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let wanted = word(&preview).split_whitespace().collect::<Vec<_>>().join(" ");
    if typed.to_lowercase() != wanted.to_lowercase() {
        let page = html(&erase_page(&viewer, &preview, Some(sent.typed)))?;
        return Ok((StatusCode::BAD_REQUEST, page).into_response());
    }
    let seen = Seen { id: sent.id.parse().ok(), identifiers: sent.identifiers.parse().ok() };
    erasures::erase(&viewer.cx, db, id, seen).await?;
    Ok(Redirect::to("/console/audit?act=erased&did=erased").into_response())
}

/// All that is known of somebody, to read and to print.
pub async fn export(viewer: May<CustomersPrivacy>, Path(id): Path<String>) -> Page {
    let (id, cx, db) = (id.parse::<CustomerId>()?, viewer.cx.clone(), &viewer.app().db);
    let id = db.write("privacy.export", move |tx| exports::begin(&cx, tx, id)).await?;
    let read = move |tx: &mut Tx| {
        let (_, told) = exports::pages(tx, id, ENTRIES)?;
        Ok((told, audits::actors(tx)?))
    };
    let (told, staff) = db.read("console.export", read).await?;
    let staff: HashMap<String, String> = staff.into_iter().collect();
    let page = viewer.page(Room::Customers);
    let title = title(&told).unwrap_or_else(|| id.to_string());
    let sections = told.iter().filter_map(|told| section(&page.say, &staff, told)).collect();
    html(&ExportPage {
        card: format!("/console/customers/{id}"),
        file: format!("/api/v1/customers/{id}/export"),
        title,
        retailer: viewer.retailer(),
        sections,
        page,
    })
}

/// What they are called: by name, else by what they are first known by.
fn title(told: &[Told]) -> Option<String> {
    let first = |section: &str, field: &str| {
        let told = told.iter().find(|told| told.name == section)?;
        told.entries.iter().find_map(|entry| entry[field].as_str().map(str::to_owned))
    };
    first("profile", "name").or_else(|| first("identifiers", "value"))
}

fn section(say: &Say, staff: &HashMap<String, String>, told: &Told) -> Option<Section> {
    let (_, fields) = SECTIONS.iter().find(|(name, _)| *name == told.name)?;
    let row = |entry: &Value| fields.iter().map(|field| cell(say, staff, told.name, field, entry)).collect();
    Some(Section {
        key: format!("told-{}", told.name),
        heads: fields.iter().map(|field| field_key(field)).collect(),
        rows: told.entries.iter().map(row).collect(),
        more: told.more,
    })
}

fn cell(say: &Say, staff: &HashMap<String, String>, section: &str, field: &str, entry: &Value) -> Cell {
    let value = &entry[field];
    if let Value::Array(lines) = value {
        return Cell::Words(lines.iter().map(line).collect::<Vec<_>>().join(", "));
    }
    if let ("spent" | "returned" | "total", Some(minor)) = (field, value.as_i64()) {
        let currency: Option<Currency> = serde_json::from_value(entry["currency"].clone()).ok();
        return currency.map_or(Cell::Empty, |currency| Cell::Amount(Money::new(minor, currency)));
    }
    let Some(text) = value.as_str() else {
        return if value.is_null() { Cell::Empty } else { Cell::Words(value.to_string()) };
    };
    let known = |prefix: &str| Cell::Words(say.t(&format!("{prefix}-{text}")));
    match (section, field) {
        (_, "known_since" | "since" | "said_at" | "happened" | "from" | "at") => {
            Time::parse_rfc3339(text).map_or(Cell::Empty, Cell::Moment)
        }
        ("identifiers", "kind") => {
            Kind::from_word(text).map_or(Cell::Empty, |kind| Cell::Words(say.t(identifiers::key(kind))))
        }
        ("orders" | "returns" | "events", "channel") => match Channel::from_slug(text) {
            Some(channel) => Cell::Words(say.t(channel.key())),
            None => Cell::Words(text.to_owned()),
        },
        (_, "channel") => known("by"),
        (_, "purpose") => known("purpose"),
        (_, "decision") => known("decision"),
        (_, "basis") => known("basis"),
        ("left_alone", "reason") => known("suppressed"),
        ("audit", "act") => known("audit"),
        ("traits", "field") => Cell::Words(say.t(&field_key(text))),
        (_, "by") => Cell::Words(by(say, staff, text)),
        (_, "country") => Cell::Words(say.country(text)),
        _ => Cell::Words(text.to_owned()),
    }
}

/// `2 × Glass ball`
fn line(line: &Value) -> String {
    let name = line["name"].as_str().or_else(|| line["sku"].as_str()).unwrap_or_default();
    format!("{} × {name}", line["quantity"])
}
