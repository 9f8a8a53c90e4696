//! Handlers of the audit: the page, and the same lines as a file.

use std::collections::HashMap;

use axum::{
    http::header,
    response::{IntoResponse, Response},
};
use base::{Error, Result, Time};
use customers::{
    audits::{self, AuditId, Line, Query},
    labels,
    people::CustomerId,
    privacy::exports,
};
use serde_json::Value;
use store::Tx;
use web::{
    asked,
    frame::Room,
    lists::{Choice, Pager},
    locale::Say,
    paging,
    problem::Failed,
    rights::{AuditSee, Right, Role},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    audit_page::{AuditPage, AuditRow},
    consents_web::by,
    team::{right_key, role_key},
    threads::Link,
};

const PATH: &str = "/console/audit";
const ROWS: i64 = 50;
/// Lines of a file.
const FILE_ROWS: i64 = 50_000;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    person: String,
    staff: String,
    act: String,
    day: String,
    after: String,
    did: String,
}

/// What was found, and what the filters need.
struct Found {
    lines: Vec<Line>,
    staff: Vec<(String, String)>,
    labels: Vec<(String, String)>,
    is_nobody: bool,
}

/// The page.
pub async fn page(viewer: May<AuditSee>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let page = viewer.page(Room::Staff);
    let mut found = find(&viewer, &page.say, &asked, ROWS + 1).await?;
    let more = found.lines.len() as i64 > ROWS;
    found.lines.truncate(ROWS as usize);
    let here = asked.address(PATH);
    let next = found.lines.last().filter(|_| more);
    let next = next.map(|last| here.with("after", paging::place(last.at.micros(), last.id.bytes())).to_string());
    let names: HashMap<String, String> = found.staff.iter().chain(&found.labels).cloned().collect();
    html(&AuditPage {
        did: (asked.did == "erased").then(|| page.say.t("did-erased")),
        person: asked.person.clone(),
        is_nobody: found.is_nobody,
        staff: staff(&page.say, &asked, &found.staff),
        acts: acts(&page.say, &asked),
        day: asked.day.clone(),
        clear: (!here.pairs().is_empty()).then(|| PATH.to_owned()),
        csv: asked.address("/console/audit/csv").to_string(),
        rows: found.lines.iter().map(|line| row(&page.say, &names, line)).collect(),
        pager: Pager { first: (!asked.after.is_empty()).then(|| here.to_string()), next },
        page,
    })
}

/// The same lines as a file.
pub async fn csv(viewer: May<AuditSee>, asked::Asked(asked): asked::Asked<Asked>) -> Result<Response, Failed> {
    let say = viewer.page(Room::Staff).say;
    let found = find(&viewer, &say, &asked, FILE_ROWS + 1).await?;
    if found.lines.len() as i64 > FILE_ROWS {
        let says = "There are more than 50,000 lines. Choose a day, a person or what was done, and download again.";
        return Err(Error::invalid("too-many", says).into());
    }
    let mut text = "at,by,name,act,customer,identifier,details\n".to_owned();
    for line in &found.lines {
        let customer = line.customer.map(|id| id.to_string()).unwrap_or_default();
        let identifier = line.identifier.map(|id| id.to_string()).unwrap_or_default();
        let name = line.name.clone().unwrap_or_default();
        let details = line.details.to_string();
        let cells =
            [&line.at.to_rfc3339(), &line.actor, &name, &line.act, &customer, &identifier, &details].map(|c| quoted(c));
        text.push_str(&cells.join(","));
        text.push('\n');
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"audit.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// A cell that no program takes for more cells, or for a formula.
pub fn quoted(cell: &str) -> String {
    let calm = if cell.starts_with(['=', '+', '-', '@']) { format!("'{cell}") } else { cell.to_owned() };
    if calm.contains([',', '"', '\n', '\r']) { format!("\"{}\"", calm.replace('"', "\"\"")) } else { calm }
}

async fn find(viewer: &Viewer, say: &Say, asked: &Asked, limit: i64) -> Result<Found, Failed> {
    let query = asked.query(say)?;
    let person = asked.person.trim().to_owned();
    let read = move |tx: &mut Tx| {
        let (staff, customer) = (audits::actors(tx)?, whom(tx, &person)?);
        let labels = labels::all(tx)?.into_iter().map(|label| (format!("label:{}", label.id), label.name)).collect();
        let is_nobody = !person.is_empty() && customer.is_none();
        let query = Query { customer, ..query.clone() };
        let lines = if is_nobody { Vec::new() } else { audits::page(tx, &query, limit)? };
        Ok(Found { lines, staff, labels, is_nobody })
    };
    Ok(viewer.app().db.read("console.audit", read).await?)
}

/// Whom a search means: an id, also of somebody who is not there any more, or how they are known.
fn whom(tx: &mut Tx, said: &str) -> Result<Option<CustomerId>> {
    if said.is_empty() {
        return Ok(None);
    }
    if let Ok(id) = said.parse::<CustomerId>() {
        return Ok(Some(id));
    }
    let kinds = match (said.contains(':'), said.contains('@'), said.starts_with('+')) {
        (true, ..) => vec![said.to_owned()],
        (_, true, _) => vec![format!("email:{said}")],
        (_, _, true) => vec![format!("phone:{said}")],
        _ => ["retailer_number", "loyalty", "account"].map(|kind| format!("{kind}:{said}")).into(),
    };
    for said in kinds {
        match exports::person(tx, &said) {
            Ok(id) => return Ok(Some(id)),
            Err(Error::NotFound { .. } | Error::Invalid { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(None)
}

impl Asked {
    fn query(&self, say: &Say) -> Result<Query> {
        let day = match self.day.as_str() {
            "" => None,
            day => {
                Some(say.day_begins(day).zip(say.day_ends(day)).ok_or_else(|| Error::invalid("day", "Choose a day."))?)
            }
        };
        let unknown = || Error::invalid("act", "There is no such act in the audit.");
        let act = Some(&*self.act).filter(|act| !act.is_empty());
        let after = (!self.after.is_empty()).then(|| paging::read_place(&self.after)).transpose()?;
        Ok(Query {
            customer: None,
            actor: (!self.staff.is_empty()).then(|| self.staff.clone()),
            act: act.map(|word| audits::known_word(word).ok_or_else(unknown)).transpose()?,
            from: day.map(|(from, _)| from),
            until: day.map(|(_, until)| until),
            after: after.map(|(micros, id)| (Time::from_micros(micros), AuditId::from_bytes(id))),
        })
    }

    fn address(&self, path: &str) -> Address {
        Address::new(path)
            .with("person", self.person.trim())
            .with("staff", &*self.staff)
            .with("act", &*self.act)
            .with("day", &*self.day)
    }
}

fn staff(say: &Say, asked: &Asked, known: &[(String, String)]) -> Vec<Choice> {
    let any = Choice { value: String::new(), name: say.t("audit-anybody"), is_on: asked.staff.is_empty() };
    let operator = ("operator".to_owned(), say.t("by-operator"));
    let all = known.iter().cloned().chain([operator]);
    let choice = |(value, name): (String, String)| Choice { is_on: asked.staff == value, value, name };
    std::iter::once(any).chain(all.map(choice)).collect()
}

fn acts(say: &Say, asked: &Asked) -> Vec<Choice> {
    let any = Choice { value: String::new(), name: say.t("audit-anything"), is_on: asked.act.is_empty() };
    let choice = |word: &'static str| {
        let value = word.to_owned();
        Choice { name: name(say, &value), is_on: asked.act == value, value }
    };
    std::iter::once(any).chain(audits::words().map(choice)).collect()
}

fn name(say: &Say, act: &str) -> String {
    say.t(&format!("audit-{act}"))
}

fn row(say: &Say, names: &HashMap<String, String>, line: &Line) -> AuditRow {
    let whom = line.customer.filter(|_| line.is_there).map(|id| Link {
        address: format!("/console/customers/{id}"),
        name: line.customer_name.clone().unwrap_or_else(|| say.t("audit-nameless")),
    });
    AuditRow {
        at: line.at,
        who: by(say, names, &line.actor),
        act: name(say, &line.act),
        is_gone: line.customer.is_some() && whom.is_none(),
        whom,
        details: details(say, names, &line.details),
    }
}

/// What else an act says, in words: names for ids, and nothing where there is only an id.
pub fn details(say: &Say, names: &HashMap<String, String>, details: &Value) -> String {
    let Some(fields) = details.as_object() else { return String::new() };
    let told = FIELDS.into_iter().filter_map(|field| told(say, names, field, fields.get(field)?));
    told.collect::<Vec<_>>().join(", ")
}

fn told(say: &Say, names: &HashMap<String, String>, field: &str, value: &Value) -> Option<String> {
    let key = format!("audit-of-{field}");
    let text = match value {
        Value::Number(count) if COUNTS.contains(&field) => return Some(say.tn(&key, count.as_i64()?)),
        Value::Number(number) => say.number(number.as_i64()?),
        Value::Object(counts) => return Some(say.tn(&key, counts.values().filter_map(Value::as_i64).sum::<i64>())),
        Value::Bool(is_on) => return Some(say.t(if *is_on { "audit-is-on" } else { "audit-is-off" })),
        Value::Array(all) => all.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        Value::String(text) => text.clone(),
        Value::Null => return None,
    };
    let said = match field {
        "act" | "is" => return IS.contains(&text.as_str()).then(|| say.t(&format!("audit-is-{text}"))),
        "staff" | "key" | "label" => names.get(&format!("{field}:{text}"))?.clone(),
        "role" | "from" | "to" => say.t(&role_key(&Role::from_word(&text)?)),
        "rights" => {
            let rights = text.split(' ').filter_map(Right::from_word).map(|right| say.t(&right_key(&right)));
            rights.collect::<Vec<_>>().join("; ")
        }
        _ => text,
    };
    Some(said).filter(|said| !said.is_empty()).map(|said| say.t1(&key, "value", said))
}

const IS: [&str; 7] = ["add", "remove", "new", "set", "revoked", "on", "off"];
/// What is said of an act, as one would say it; anything else is an id that leads nowhere.
const FIELDS: [&str; 26] = [
    "staff",
    "key",
    "shop",
    "company",
    "source",
    "label",
    "act",
    "is",
    "is_on",
    "kind",
    "fold",
    "sharing",
    "text",
    "language",
    "role",
    "from",
    "to",
    "rights",
    "shops",
    "limit",
    "customers",
    "jobs",
    "sessions",
    "taken",
    "rejected",
    "rows",
];
/// Fields that count.
const COUNTS: [&str; 6] = ["customers", "jobs", "sessions", "taken", "rejected", "rows"];

/// The messages whose keys are put together here, for the test that looks for each.
pub fn keys() -> Vec<String> {
    let of = FIELDS.into_iter().filter(|field| !["act", "is", "is_on"].contains(field));
    IS.map(|word| format!("audit-is-{word}")).into_iter().chain(of.map(|field| format!("audit-of-{field}"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_one_cell_and_no_formula() {
        let cases = [("a", "a"), ("a,b", "\"a,b\""), ("say \"a\"", "\"say \"\"a\"\"\""), ("=1+1", "'=1+1"), ("", "")];
        for (cell, expected) in cases {
            assert_eq!(quoted(cell), expected);
        }
    }
}
