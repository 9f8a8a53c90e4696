//! Handlers of labels: their list, the form of one, and a person's own.

use std::collections::HashMap;

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Currency, Error, Money, Result, Time, UnitPrice};
use customers::{
    labels::{
        self, Kind, Label, LabelId, NewLabel, Worn,
        rules::{Age, Amount, Condition, Count, Events, Is, Number, Rule},
    },
    notes,
    people::CustomerId,
};
use store::Tx;
use web::{
    asked::{Asked, Sent},
    channels::Channel,
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::{CustomersEdit, CustomersSee, Right},
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    knots,
    labels_page::{Beside, LabelPage, LabelRow, LabelsPage, NoteRow, RuleRow, Tag},
    notices::{Notice, back},
    ties::staff_names,
};

const PATH: &str = "/console/labels";
/// Conditions that the form has room for.
const ROWS: usize = 5;
/// Notes that the card lists.
const NOTES: i64 = 20;

/// What the address of the list may say.
#[derive(serde::Deserialize)]
pub struct ListAsked {
    did: Option<String>,
}

/// The list of labels.
pub async fn list(viewer: May<CustomersSee>, Asked(asked): Asked<ListAsked>) -> Page {
    let read = |tx: &mut Tx| {
        let all = labels::all(tx)?;
        let staff = staff_names(tx, all.iter().map(|label| Some(label.by.as_str())))?;
        let counts = labels::counts(tx)?;
        let counted = |label: Label| (counts.get(&label.id).copied().unwrap_or(0), label);
        Ok((all.into_iter().map(counted).collect::<Vec<_>>(), staff, knots::shops(tx)?))
    };
    let (all, staff, shops) = viewer.app().db.read("console.labels", read).await?;
    let page = viewer.page(Room::Customers);
    let say = page.say.clone();
    let row = |(count, label): (i64, Label)| LabelRow {
        tag: Tag {
            id: label.id.to_string(),
            name: label.name,
            color: label.color,
            from: String::new(),
            is_rule: label.rule.is_some(),
        },
        is_list: label.kind == Kind::List,
        rule: label.rule.iter().flat_map(|rule| &rule.all).map(|one| condition(&say, one, &shops)).collect(),
        count,
        renewing: label.renewing,
        by: staff.get(&label.by).cloned(),
        at: label.created_at,
    };
    html(&LabelsPage {
        notice: notice(&say, asked.did.as_deref()),
        may: viewer.may(Right::CustomersEdit),
        rows: all.into_iter().map(row).collect(),
        page,
    })
}

fn notice(say: &Say, did: Option<&str>) -> Option<Notice> {
    let words = match did? {
        "saved" => say.t("did-label-saved"),
        "deleted" => say.t("did-label-deleted"),
        _ => return None,
    };
    Some(Notice { words, link: None, undo: None })
}

/// A condition in words.
fn condition(say: &Say, condition: &Condition, shops: &HashMap<String, String>) -> String {
    let money = |amount: &Amount| say.money(Money::new(amount.minor, amount.currency));
    let (what, is, value) = match condition {
        Condition::Orders(bound) => (say.t("rule-orders"), bound.is, say.number(bound.number)),
        Condition::Spent(amount) => (say.t("rule-spent"), amount.is, money(amount)),
        Condition::Returns(bound) => (say.t("rule-returns"), bound.is, say.number(bound.number)),
        Condition::AverageTicket(amount) => (say.t("rule-average-ticket"), amount.is, money(amount)),
        Condition::Facts(bound) => (say.t("rule-facts"), bound.is, say.number(bound.number)),
        Condition::FirstSeen(age) => (say.t("rule-first-seen"), age.is, say.number(age.days)),
        Condition::LastSeen(age) => (say.t("rule-last-seen"), age.is, say.number(age.days)),
        Condition::Tally(count) => {
            let key = match (count.facet.as_str(), Channel::from_slug(&count.key)) {
                ("channel", Some(channel)) => say.t(channel.key()),
                ("place", _) => shops.get(&count.key).unwrap_or(&count.key).clone(),
                _ => count.key.clone(),
            };
            (say.t1("rule-times-in", "key", key), count.is, say.number(count.number))
        }
        Condition::Event(events) => {
            (say.t1("rule-times-in", "key", &events.kind), events.is, say.number(events.number))
        }
    };
    match is {
        Is::AtLeast => say.tv("rule-at-least", &[("what", what), ("value", value)]),
        Is::AtMost => say.tv("rule-at-most", &[("what", what), ("value", value)]),
    }
}

/// An empty form.
pub async fn fresh(viewer: May<CustomersEdit>) -> Page {
    let form = Form { color: labels::COLORS[3].to_owned(), ..Form::default() };
    show(&viewer, None, form, None).await
}

/// The form of one label.
pub async fn label(viewer: May<CustomersSee>, Path(id): Path<String>) -> Page {
    let id: LabelId = id.parse()?;
    let label = viewer.app().db.read("console.label", move |tx| labels::one(tx, id)).await?;
    let form = Form {
        name: label.name.clone(),
        is_list: label.kind == Kind::List,
        color: label.color.clone(),
        rows: label.rule.iter().flat_map(|rule| &rule.all).map(row_of).collect(),
    };
    show(&viewer, Some(label), form, None).await
}

/// What the form of a label sends.
#[derive(Clone, Debug, Default)]
struct Form {
    name: String,
    is_list: bool,
    color: String,
    rows: Vec<RuleRow>,
}

async fn show(viewer: &Viewer, label: Option<Label>, form: Form, refused: Option<String>) -> Page {
    let id = label.as_ref().map(|label| label.id);
    let read = move |tx: &mut Tx| {
        let count = id.map(|id| labels::count(tx, id)).transpose()?.unwrap_or(0);
        Ok((count, knots::shops(tx)?))
    };
    let (count, shops) = viewer.app().db.read("console.label_form", read).await?;
    let page = viewer.page(Room::Customers);
    let say = page.say.clone();
    let mut rows = form.rows;
    let room = ROWS.max(rows.len() + 1);
    rows.resize(room, RuleRow::default());
    html(&LabelPage {
        id: id.map(|id| id.to_string()),
        title: label.map_or_else(|| say.t("label-new"), |label| label.name),
        count,
        may: viewer.may(Right::CustomersEdit),
        refused,
        name: form.name,
        is_list: form.is_list,
        color: form.color,
        rows,
        figures: figures(&say),
        keys: keys(&say, &shops),
        page,
    })
}

fn figures(say: &Say) -> Vec<(&'static str, String, bool)> {
    vec![
        ("orders", say.t("rule-orders"), false),
        ("spent", say.t("rule-spent"), true),
        ("returns", say.t("rule-returns"), false),
        ("average_ticket", say.t("rule-average-ticket"), true),
        ("facts", say.t("rule-facts"), false),
        ("first_seen", say.t("rule-first-seen"), false),
        ("last_seen", say.t("rule-last-seen"), false),
        ("channel", say.t("rule-channel"), true),
        ("place", say.t("rule-place"), true),
        ("product", say.t("rule-product"), true),
        ("event", say.t("rule-event"), true),
    ]
}

fn keys(say: &Say, shops: &HashMap<String, String>) -> Vec<(String, String)> {
    let mut keys: Vec<(String, String)> = shops.iter().map(|(code, name)| (code.clone(), name.clone())).collect();
    keys.sort();
    keys.extend(Channel::ALL.map(|channel| (channel.slug().to_owned(), say.t(channel.key()))));
    keys.extend(["EUR", "GBP", "USD"].map(|code| (code.to_owned(), code.to_owned())));
    keys
}

/// A condition as the form has it.
fn row_of(condition: &Condition) -> RuleRow {
    let row = |on: &str, is: Is, value: String, key: &str| RuleRow {
        on: on.to_owned(),
        is: is.word().to_owned(),
        value,
        key: key.to_owned(),
    };
    let major = |amount: &Amount| {
        let decimals = amount.currency.decimals() as usize;
        let digits = format!("{:0width$}", amount.minor, width = decimals + 1);
        let (whole, rest) = digits.split_at(digits.len() - decimals);
        if rest.bytes().all(|digit| digit == b'0') { whole.to_owned() } else { format!("{whole},{rest}") }
    };
    match condition {
        Condition::Orders(bound) => row("orders", bound.is, bound.number.to_string(), ""),
        Condition::Spent(amount) => row("spent", amount.is, major(amount), amount.currency.code()),
        Condition::Returns(bound) => row("returns", bound.is, bound.number.to_string(), ""),
        Condition::AverageTicket(amount) => row("average_ticket", amount.is, major(amount), amount.currency.code()),
        Condition::Facts(bound) => row("facts", bound.is, bound.number.to_string(), ""),
        Condition::FirstSeen(age) => row("first_seen", age.is, age.days.to_string(), ""),
        Condition::LastSeen(age) => row("last_seen", age.is, age.days.to_string(), ""),
        Condition::Tally(count) => row(&count.facet, count.is, count.number.to_string(), &count.key),
        Condition::Event(events) => row("event", events.is, events.number.to_string(), &events.kind),
    }
}

/// The condition of a row of the form; `None` for an empty one.
fn condition_of(row: &RuleRow) -> Result<Option<Condition>> {
    let is = if row.is == Is::AtMost.word() { Is::AtMost } else { Is::AtLeast };
    let key = row.key.trim();
    let wrong = || Error::invalid("rule", "Write a number in each condition.");
    let number = || row.value.trim().parse::<i64>().map_err(|_| wrong());
    let amount = || {
        let currency = if key.is_empty() { Currency::EUR } else { Currency::in_use(&key.to_uppercase())? };
        let said = row.value.trim().replace(',', ".");
        // Whether 1.000 is one or a thousand nobody can tell.
        if currency.decimals() < 3 && said.split_once('.').is_some_and(|(_, rest)| rest.len() == 3) {
            return Err(wrong());
        }
        let price = UnitPrice::parse(&said).ok_or_else(wrong)?;
        Ok(Amount { is, minor: price.times(1, currency).ok_or_else(wrong)?, currency })
    };
    Ok(Some(match row.on.as_str() {
        "" => return Ok(None),
        "orders" => Condition::Orders(Number { is, number: number()? }),
        "spent" => Condition::Spent(amount()?),
        "returns" => Condition::Returns(Number { is, number: number()? }),
        "average_ticket" => Condition::AverageTicket(amount()?),
        "facts" => Condition::Facts(Number { is, number: number()? }),
        "first_seen" => Condition::FirstSeen(Age { is, days: number()? }),
        "last_seen" => Condition::LastSeen(Age { is, days: number()? }),
        "event" => Condition::Event(Events { kind: key.to_owned(), is, number: number()? }),
        facet => Condition::Tally(Count { facet: facet.to_owned(), key: key.to_owned(), is, number: number()? }),
    }))
}

/// The fields of a form, by name.
type Fields = Vec<(String, String)>;

fn form_of(fields: &Fields) -> Form {
    let field =
        |name: &str| fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.clone()).unwrap_or_default();
    let row = |at: usize| RuleRow {
        on: field(&format!("on_{at}")),
        is: field(&format!("is_{at}")),
        value: field(&format!("value_{at}")),
        key: field(&format!("key_{at}")),
    };
    let rows = (0..20).map(row).filter(|row| !row.on.is_empty()).collect();
    Form { name: field("name"), is_list: field("kind") == Kind::List.word(), color: field("color"), rows }
}

impl Form {
    fn label(&self) -> Result<NewLabel> {
        let all = self.rows.iter().filter_map(|row| condition_of(row).transpose()).collect::<Result<Vec<_>>>()?;
        Ok(NewLabel {
            kind: if self.is_list { Kind::List } else { Kind::Tag },
            name: self.name.clone(),
            color: Some(self.color.clone()).filter(|color| !color.is_empty()),
            rule: (!all.is_empty()).then_some(Rule { all }),
        })
    }
}

/// Makes a label.
pub async fn create(viewer: May<CustomersEdit>, Sent(fields): Sent<Fields>) -> Result<Response, Failed> {
    save(viewer, None, fields).await
}

/// Changes a label.
pub async fn change(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(fields): Sent<Fields>,
) -> Result<Response, Failed> {
    save(viewer, Some(id.parse()?), fields).await
}

async fn save(viewer: May<CustomersEdit>, id: Option<LabelId>, fields: Fields) -> Result<Response, Failed> {
    let form = form_of(&fields);
    let (cx, new) = (viewer.cx.clone(), form.label());
    let act = move |tx: &mut Tx| match (id, &new) {
        (_, Err(error)) => Err(error.clone()),
        (Some(id), Ok(new)) => labels::change(&cx, tx, id, new),
        (None, Ok(new)) => labels::create(&cx, tx, new).map(|_| ()),
    };
    match viewer.app().db.write("labels.save", act).await {
        Ok(()) => Ok(back(PATH, "saved", &[]).into_response()),
        Err(error @ (Error::Invalid { .. } | Error::Conflict { .. })) => {
            let say = viewer.page(Room::Customers).say;
            let refused = match error.code() {
                "label-taken" => say.t("label-taken"),
                "text" => say.t("label-name-wrong"),
                _ => say.t("label-rule-wrong"),
            };
            let label = match id {
                Some(id) => Some(viewer.app().db.read("console.label", move |tx| labels::one(tx, id)).await?),
                None => None,
            };
            let page = show(&viewer, label, form, Some(refused)).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes a label.
pub async fn delete(viewer: May<CustomersEdit>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx): (LabelId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("labels.remove", move |tx| labels::remove(&cx, tx, id)).await?;
    Ok(back(PATH, "deleted", &[]))
}

/// What the card's form of labels sends.
#[derive(Clone, serde::Deserialize)]
pub struct WearSent {
    name: String,
    act: labels::bulk::Act,
}

/// Puts a label on a person or takes it off; one that is not there yet is made.
pub async fn wear(
    viewer: May<CustomersEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<WearSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (CustomerId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        let label = match (labels::named(tx, &form.name)?, form.act) {
            (Some(label), _) => label.id,
            (None, labels::bulk::Act::Add) => {
                let new = NewLabel { kind: Kind::Tag, name: form.name.clone(), color: None, rule: None };
                labels::create(&cx, tx, &new)?
            }
            (None, labels::bulk::Act::Remove) => return Err(Error::NotFound { what: "label" }),
        };
        match form.act {
            labels::bulk::Act::Add => labels::put(&cx, tx, label, id),
            labels::bulk::Act::Remove => labels::take(&cx, tx, label, id),
        }
    };
    viewer.app().db.write("labels.wear", act).await?;
    Ok(Redirect::to(&format!("/console/customers/{id}")))
}

/// What staff say of a person.
pub struct Said {
    worn: Vec<Worn>,
    names: Vec<String>,
    notes: Vec<notes::Note>,
    staff: HashMap<String, String>,
}

/// Reads what the card shows of labels and notes.
pub fn read_beside(tx: &mut Tx, id: CustomerId) -> Result<Said> {
    let worn = labels::of_person(tx, id)?;
    let names = labels::all(tx)?.into_iter().filter(|label| label.rule.is_none()).map(|label| label.name).collect();
    let notes = notes::of_person(tx, id, None, NOTES)?;
    let actors = worn.iter().map(|worn| worn.by.as_str()).chain(notes.iter().map(|note| note.by.as_str()));
    let staff = staff_names(tx, actors.map(Some))?;
    Ok(Said { worn, names, notes, staff })
}

impl Said {
    /// As the card shows it to somebody.
    pub fn beside(&self, say: &Say, id: CustomerId, may: bool) -> Beside {
        let who = |by: &str| self.staff.get(by).cloned().unwrap_or_else(|| say.t("by-program"));
        let tags = self.worn.iter().map(|worn| tag(say, worn, &who(&worn.by), worn.at)).collect();
        let is_worn = |name: &String| self.worn.iter().any(|worn| worn.name == *name);
        Beside {
            id: id.to_string(),
            may,
            tags,
            names: self.names.iter().filter(|name| !is_worn(name)).cloned().collect(),
            notes: self
                .notes
                .iter()
                .map(|note| NoteRow {
                    id: note.id.to_string(),
                    text: note.text.clone().unwrap_or_default(),
                    by: who(&note.by),
                    at: note.at,
                })
                .collect(),
        }
    }
}

fn tag(say: &Say, worn: &Worn, who: &str, at: Time) -> Tag {
    let is_rule = worn.how == "rule";
    let from = match is_rule {
        true => say.t1("label-from-rule", "date", say.date(at)),
        false => say.tv("label-from", &[("who", who.to_owned()), ("date", say.date(at))]),
    };
    Tag { id: worn.id.to_string(), name: worn.name.clone(), color: worn.color.clone(), from, is_rule }
}

/// The labels of the people of a list, in its order.
pub fn tags_of(tx: &mut Tx, people: &[CustomerId]) -> Result<Vec<Vec<Tag>>> {
    let mut worn = labels::of_people(tx, people)?;
    Ok(people.iter().map(|id| tags(worn.remove(id).unwrap_or_default())).collect())
}

/// Labels where nobody asks who put them on.
pub fn tags(worn: Vec<Worn>) -> Vec<Tag> {
    let tag = |worn: Worn| Tag {
        id: worn.id.to_string(),
        is_rule: worn.how == "rule",
        from: worn.name.clone(),
        name: worn.name,
        color: worn.color,
    };
    worn.into_iter().map(tag).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_amount_is_one_or_the_other() {
        let cases = [
            ("1000", "EUR", Some(100_000)),
            ("12,5", "EUR", Some(1_250)),
            ("12.50", "EUR", Some(1_250)),
            ("1.000", "EUR", None),
            ("1,000", "GBP", None),
            ("1.000,50", "EUR", None),
            ("1,500", "KWD", Some(1_500)),
        ];
        for (value, key, minor) in cases {
            let row = RuleRow { on: "spent".into(), is: "at_least".into(), value: value.into(), key: key.into() };
            let read = condition_of(&row).ok().flatten();
            let expected = minor.map(|minor| {
                let currency = key.parse().expect("a currency");
                Condition::Spent(Amount { is: Is::AtLeast, minor, currency })
            });
            assert_eq!(read, expected, "{value} {key}");
        }
    }
}
