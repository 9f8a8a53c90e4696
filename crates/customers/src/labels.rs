//! Labels on people. A tag and a list are one thing. One by hand hangs on the identifier that gave a person their id,
//! so a merge adds what two people wear and its undoing gives each their own; one by rule follows from the card.

use std::collections::HashMap;

use base::{Cx, Error, Id, Noun, Result, Time, text};
use serde_json::json;
use store::{Tx, jobs, many, params, sql, thread::IdentifierId, value::Row};

pub mod bulk;
pub mod renewal;
pub mod rules;

use crate::{
    audits::{self, Act, Note},
    identity,
    people::{CustomerId, Person},
};
use rules::Rule;

pub use renewal::renew;

/// A tag or a list.
pub struct Tag;
impl Noun for Tag {
    const PREFIX: &'static str = "lbl";
    const NAME: &'static str = "label";
}
/// The id of a label.
pub type LabelId = Id<Tag>;

/// What a label is used as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "LabelKind")]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// It says something of a person.
    #[default]
    Tag,
    /// It gathers people for something.
    List,
}

impl Kind {
    /// The word in rows, in the API and in the names of messages.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Tag => "tag",
            Kind::List => "list",
        }
    }
}

/// The colors that a label can have.
pub const COLORS: [&str; 8] = ["plain", "red", "ochre", "green", "teal", "blue", "violet", "pink"];

/// A label as it stands.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Label {
    /// Its id.
    pub id: LabelId,
    /// What it is used as.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// One of [`COLORS`].
    pub color: String,
    /// Whom it is on by itself; `None` where staff put it on.
    pub rule: Option<Rule>,
    /// Whether everybody is being looked at since its rule was saved.
    pub renewing: bool,
    /// Who made it.
    pub by: String,
    /// When.
    pub created_at: Time,
}

/// What a label is to be.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NewLabel {
    /// What it is used as.
    #[serde(default)]
    pub kind: Kind,
    /// Its name; no other label has it, whatever the capitals and accents.
    pub name: String,
    /// One of [`COLORS`].
    pub color: Option<String>,
    /// Whom it is on by itself.
    pub rule: Option<Rule>,
}

struct Checked {
    name: String,
    folded: String,
    color: String,
    rule: Option<String>,
}

impl NewLabel {
    fn checked(&self) -> Result<Checked> {
        let name = text::told("The label's name", &self.name, 60)?;
        let color = self.color.clone().unwrap_or_else(|| COLORS[0].to_owned());
        if !COLORS.contains(&color.as_str()) {
            return Err(Error::invalid("color", format!("Choose one of these colors: {}.", COLORS.join(", "))));
        }
        let rule = match &self.rule {
            Some(rule) => Some(rule.checked()?.to_json()),
            None => None,
        };
        Ok(Checked { folded: text::folded(&[&name]), name, color, rule })
    }
}

macro_rules! columns {
    () => {
        "l.id, l.kind, l.name, l.color, l.rule, case when l.rule_cursor is null then 0 else 1 end, l.by, l.created_at"
    };
}

fn read(row: &Row) -> Result<Label> {
    let rule: Option<String> = row.get(4)?;
    Ok(Label {
        id: row.get(0)?,
        kind: if row.get::<String>(1)? == Kind::List.word() { Kind::List } else { Kind::Tag },
        name: row.get(2)?,
        color: row.get(3)?,
        rule: rule.as_deref().map(Rule::from_json).transpose()?,
        renewing: row.get(5)?,
        by: row.get(6)?,
        created_at: row.get(7)?,
    })
}

/// Every label, by its name.
pub fn all(tx: &mut Tx) -> Result<Vec<Label>> {
    tx.query(sql!(concat!("select ", columns!(), " from labels l order by l.folded")), params![], read)
}

/// One label.
pub fn one(tx: &mut Tx, id: LabelId) -> Result<Label> {
    let text = sql!(concat!("select ", columns!(), " from labels l where l.id = $1"));
    tx.query_one(text, params![id], read)?.ok_or(Error::NotFound { what: "label" })
}

/// The label of a name, whatever its capitals and accents.
pub fn named(tx: &mut Tx, name: &str) -> Result<Option<Label>> {
    let text = sql!(concat!("select ", columns!(), " from labels l where l.folded = $1"));
    tx.query_one(text, params![text::folded(&[name.trim()])], read)
}

/// How many people wear each label that anybody wears.
pub fn counts(tx: &mut Tx) -> Result<HashMap<LabelId, i64>> {
    let text = sql!(
        "select label_id, count(*) from (select w.label_id, i.customer_id from labelled w
             join identifiers i on i.id = w.identifier_id
             union select r.label_id, r.customer_id from rule_labels r) worn group by label_id"
    );
    Ok(tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect())
}

/// How many people wear a label.
pub fn count(tx: &mut Tx, id: LabelId) -> Result<i64> {
    let text = sql!(
        "select count(*) from (select i.customer_id from labelled w join identifiers i on i.id = w.identifier_id
             where w.label_id = $1 union select r.customer_id from rule_labels r where r.label_id = $1) worn"
    );
    Ok(tx.query_one(text, params![id], |row| row.get(0))?.unwrap_or(0))
}

/// Makes a label.
pub fn create(cx: &Cx, tx: &mut Tx, new: &NewLabel) -> Result<LabelId> {
    let Checked { name, folded, color, rule } = new.checked()?;
    free(tx, &folded, None)?;
    let id = LabelId::new(cx.now);
    let text = sql!(
        "insert into labels (id, kind, name, folded, color, rule, renewed_at, by, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $7)"
    );
    let is_rule = rule.is_some();
    tx.exec(text, params![id, new.kind.word(), name, folded, color, rule, cx.now, cx.actor.as_text()])?;
    if is_rule {
        renewal::begin(cx, tx, id)?;
    }
    Ok(id)
}

/// Changes a label; where its rule has changed, everybody is looked at anew.
pub fn change(cx: &Cx, tx: &mut Tx, id: LabelId, new: &NewLabel) -> Result<()> {
    let Checked { name, folded, color, rule } = new.checked()?;
    let old = one(tx, id)?;
    free(tx, &folded, Some(id))?;
    let text = sql!("update labels set kind = $2, name = $3, folded = $4, color = $5, rule = $6 where id = $1");
    tx.exec(text, params![id, new.kind.word(), name, folded, color, rule])?;
    match (&old.rule, &new.rule) {
        (old, new) if old == new => Ok(()),
        (_, Some(_)) => renewal::begin(cx, tx, id),
        (_, None) => renewal::end(tx, id),
    }
}

fn free(tx: &mut Tx, folded: &str, except: Option<LabelId>) -> Result<()> {
    match named(tx, folded)? {
        Some(other) if Some(other.id) != except => {
            Err(Error::conflict("label-taken", format!("There is a label {} already.", other.name)))
        }
        _ => Ok(()),
    }
}

/// Removes a label from everybody who wears it, and then itself.
pub fn remove(cx: &Cx, tx: &mut Tx, id: LabelId) -> Result<()> {
    one(tx, id)?;
    audits::note(cx, tx, Note::of_rules(Act::LabelDeleted).with(json!({ "label": id })))?;
    tx.exec(sql!("delete from labelled where label_id = $1"), params![id])?;
    tx.exec(sql!("delete from rule_labels where label_id = $1"), params![id])?;
    let text = sql!("delete from bulk_rows where bulk_id in (select id from bulk_acts where label_id = $1)");
    tx.exec(text, params![id])?;
    tx.exec(sql!("delete from bulk_acts where label_id = $1"), params![id])?;
    tx.exec(sql!("delete from labels where id = $1"), params![id]).map(|_| ())
}

/// Puts a label on a person.
pub fn put(cx: &Cx, tx: &mut Tx, id: LabelId, customer: CustomerId) -> Result<()> {
    by_hand(tx, id)?;
    let root = root(tx, customer)?;
    audits::of_identifier(cx, tx, Act::Labelled, root, json!({ "label": id, "act": "add" }))?;
    // What staff put on is theirs, and no longer of an act on many that can be taken back.
    let text = sql!(
        "insert into labelled (label_id, identifier_id, how, by, at) values ($1, $2, 'hand', $3, $4)
         on conflict (identifier_id, label_id) do update set how = 'hand', bulk_id = null, by = excluded.by,
             at = excluded.at
         where labelled.how <> 'hand'"
    );
    tx.exec(text, params![id, root, cx.actor.as_text(), cx.now]).map(|_| ())
}

/// Takes a label off a person, from whichever of their identifiers it came.
pub fn take(cx: &Cx, tx: &mut Tx, id: LabelId, customer: CustomerId) -> Result<()> {
    let customer = living(tx, customer)?;
    let text = sql!(
        "delete from labelled where label_id = $1
             and identifier_id in (select id from identifiers where customer_id = $2)"
    );
    if tx.exec(text, params![id, customer])? == 0 {
        return by_hand(tx, id).map(|_| ());
    }
    audits::note(cx, tx, Note::of(Act::Labelled, customer).with(json!({ "label": id, "act": "remove" })))
}

/// Refuses what would be undone by a rule at once.
pub fn by_hand(tx: &mut Tx, id: LabelId) -> Result<Label> {
    let label = one(tx, id)?;
    if label.rule.is_some() {
        let says = format!("{} follows from a rule. Change the rule, or take it away first.", label.name);
        return Err(Error::conflict("label-by-rule", says));
    }
    Ok(label)
}

fn living(tx: &mut Tx, customer: CustomerId) -> Result<CustomerId> {
    identity::living(tx, customer)?.ok_or(Error::NotFound { what: "customer" })
}

/// The identifier on which hangs what staff say of a person.
pub(crate) fn root(tx: &mut Tx, customer: CustomerId) -> Result<IdentifierId> {
    let living = living(tx, customer)?;
    identity::root_of(tx, living)?.ok_or(Error::NotFound { what: "customer" })
}

/// A label that a person wears.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Worn {
    /// The label.
    pub id: LabelId,
    /// What it is used as.
    pub kind: Kind,
    /// Its name.
    pub name: String,
    /// One of [`COLORS`].
    pub color: String,
    /// `hand`, `bulk`, `lead` or `rule`.
    pub how: String,
    /// Who put it on; the rule's maker where a rule did.
    pub by: String,
    /// Since when.
    pub at: Time,
}

/// The labels of a person: those of all their identifiers, and those whose rule fits, by name. Each once, the oldest.
pub fn of_person(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Worn>> {
    Ok(of_people(tx, &[customer])?.remove(&customer).unwrap_or_default())
}

/// The labels of each of these people who wears any.
pub fn of_people(tx: &mut Tx, people: &[CustomerId]) -> Result<HashMap<CustomerId, Vec<Worn>>> {
    let text = sql!(concat!(
        "select i.customer_id, l.id, l.kind, l.name, l.color, l.folded, w.how, w.by, w.at
         from identifiers i join labelled w on w.identifier_id = i.id join labels l on l.id = w.label_id
         where i.customer_id in ",
        many!(),
        " union all select r.customer_id, l.id, l.kind, l.name, l.color, l.folded, 'rule', l.by, r.at
         from rule_labels r join labels l on l.id = r.label_id where r.customer_id in ",
        many!(),
        " order by 6, 9"
    ));
    let mut found: HashMap<CustomerId, Vec<Worn>> = HashMap::new();
    for (customer, label) in tx.query_among(text, people, [], read_worn)? {
        let worn = found.entry(customer).or_default();
        if !worn.iter().any(|other| other.id == label.id) {
            worn.push(label);
        }
    }
    Ok(found)
}

fn read_worn(row: &Row) -> Result<(CustomerId, Worn)> {
    let worn = Worn {
        id: row.get(1)?,
        kind: if row.get::<String>(2)? == Kind::List.word() { Kind::List } else { Kind::Tag },
        name: row.get(3)?,
        color: row.get(4)?,
        how: row.get(6)?,
        by: row.get(7)?,
        at: row.get(8)?,
    };
    Ok((row.get(0)?, worn))
}

/// What the background does for labels.
pub const HANDLERS: [jobs::Handler; 2] = [renewal::HANDLER, bulk::HANDLER];

/// The smallest id of a customer, before everybody.
pub(crate) const NOBODY: Id<Person> = Id::from_bytes([0; 16]);
