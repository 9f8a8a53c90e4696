//! What is said in other languages than the shop's first: what products lack of it, and what the names of its lists
//! are: categories, seasons and collections, attributes, axes of options, and the values of both.

use std::collections::HashMap;

use base::{Cx, Error, Id, Noun, Result, Time, text};
use store::{Tx, many, params, sql, value::Row};

use crate::{
    attributes::{self, Trait},
    categories::{self, category_id, collection_id},
    languages::Language,
    products::ProductId,
    search::follow,
    told::check_language,
};

/// A name that stands in a list.
pub struct Name;
impl Noun for Name {
    const PREFIX: &'static str = "nam";
    const NAME: &'static str = "name";
}
/// What a translation is of.
type NameId = Id<Name>;

/// What the field of a value begins with.
const VALUE: &str = "value:";
/// Names of values of one list that are translated, at most.
const VALUES: i64 = 5_000;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A category.
    Category,
    /// A season or collection.
    Collection,
    /// An attribute.
    Attribute,
    /// A value of an attribute.
    AttributeValue,
    /// An axis of options, such as `color`.
    Axis,
    /// A value of an axis.
    OptionValue,
}

impl Kind {
    /// All of them, in the order in which one translates them.
    pub const ALL: [Kind; 6] =
        [Kind::Category, Kind::Collection, Kind::Attribute, Kind::AttributeValue, Kind::Axis, Kind::OptionValue];

    /// The word in addresses.
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Category => "category",
            Kind::Collection => "collection",
            Kind::Attribute => "attribute",
            Kind::AttributeValue => "attribute_value",
            Kind::Axis => "axis",
            Kind::OptionValue => "option_value",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// What a translation is of: a kind, the code, and, of a value, the value.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Term {
    /// What it is.
    pub kind: Kind,
    /// The code of the category, collection, attribute or axis.
    pub code: String,
    /// The value; empty where it is none.
    pub value: String,
}

impl Term {
    /// The row that tells of it, and in which field: a value stands with its attribute or axis.
    fn place(&self) -> (NameId, String) {
        let Term { kind, code, value } = self;
        let field = if value.is_empty() { "name".to_owned() } else { format!("{VALUE}{value}") };
        (head(*kind, code), field)
    }

    /// The facet that it is a value of, with the value, where it is one.
    pub fn facet(&self) -> Option<(String, &str)> {
        match self.kind {
            Kind::Category => Some(("category".to_owned(), &self.code)),
            Kind::AttributeValue => Some((format!("attribute.{}", self.code), &self.value)),
            Kind::OptionValue => Some((format!("option.{}", self.code), &self.value)),
            _ => None,
        }
    }
}

/// A name with what it is in a language.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, schemars::JsonSchema)]
pub struct Named {
    /// What it is.
    pub kind: Kind,
    /// The code.
    pub code: String,
    /// The value, where it is one.
    pub value: String,
    /// Its name in the shop's first language.
    pub name: String,
    /// Its name in the other.
    pub text: Option<String>,
}

/// A name as somebody tells it in another language.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ToldName {
    /// What it is of.
    pub kind: Kind,
    /// The code.
    pub code: String,
    /// The value, where it is of one.
    #[serde(default)]
    pub value: String,
    /// The language: `en`.
    pub language: String,
    /// The name; an empty one takes it away.
    pub text: String,
}

/// Every name of the lists, in their order, with what it is in the shop's first language.
fn terms(tx: &mut Tx) -> Result<Vec<(Term, String)>> {
    let term = |kind, code: String, value: String| Term { kind, code, value };
    let (shelves, ranges, traits) = (categories::ask(tx), categories::ask_collections(tx), attributes::ask(tx));
    let read = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    let text = sql!(
        "select distinct a.code, s.value from product_attributes s join attributes a on a.id = s.attribute_id
         where a.kind = 'choice' order by a.code, s.value limit $1"
    );
    let values = tx.ask(text, params![VALUES], read);
    let text = sql!("select axis, value from option_values order by axis, place, value limit $1");
    let options = tx.ask(text, params![VALUES], read);
    let mut all: Vec<(Term, String)> = Vec::new();
    let shelves = shelves.rows(tx)?.into_iter();
    all.extend(shelves.map(|one| (term(Kind::Category, one.code, String::new()), one.name)));
    let ranges = ranges.rows(tx)?.into_iter();
    all.extend(ranges.map(|one| (term(Kind::Collection, one.code, String::new()), one.name)));
    let traits = traits.rows(tx)?.into_iter();
    all.extend(traits.map(|one| (term(Kind::Attribute, one.code, String::new()), one.name)));
    let values = values.rows(tx)?.into_iter();
    all.extend(values.map(|(code, value)| (term(Kind::AttributeValue, code, value.clone()), value)));
    let options = options.rows(tx)?;
    let mut axes: Vec<&String> = options.iter().map(|(axis, _)| axis).collect();
    axes.dedup();
    all.extend(axes.into_iter().map(|axis| (term(Kind::Axis, axis.clone(), String::new()), axis.clone())));
    all.extend(options.into_iter().map(|(axis, value)| (term(Kind::OptionValue, axis, value.clone()), value)));
    Ok(all)
}

/// The id of what names stand with: a category, a collection, an attribute or an axis.
fn head(kind: Kind, code: &str) -> NameId {
    NameId::from_bytes(match kind {
        Kind::Category => *category_id(code).bytes(),
        Kind::Collection => *collection_id(code).bytes(),
        Kind::Attribute | Kind::AttributeValue => *attributes::id::<Trait>(code).bytes(),
        Kind::Axis | Kind::OptionValue => *NameId::derived(Time::default(), &["axis", code]).bytes(),
    })
}

/// What is told of the names of the lists in a language.
pub fn said(tx: &mut Tx, language: &str) -> Result<Vec<(Term, String)>> {
    let (shelves, ranges, traits) = (categories::ask(tx), categories::ask_collections(tx), attributes::ask(tx));
    let axes = tx.ask(sql!("select distinct axis from option_values"), params![], |row| row.get::<String>(0));
    let mut heads: Vec<(Kind, String)> = Vec::new();
    heads.extend(shelves.rows(tx)?.into_iter().map(|one| (Kind::Category, one.code)));
    heads.extend(ranges.rows(tx)?.into_iter().map(|one| (Kind::Collection, one.code)));
    heads.extend(traits.rows(tx)?.into_iter().map(|one| (Kind::Attribute, one.code)));
    heads.extend(axes.rows(tx)?.into_iter().map(|axis| (Kind::Axis, axis)));
    let heads: HashMap<NameId, (Kind, String)> =
        heads.into_iter().map(|(kind, code)| (head(kind, &code), (kind, code))).collect();
    let ids: Vec<NameId> = heads.keys().copied().collect();
    let text = sql!(concat!(
        "select subject, field, value from translations where subject in ",
        many!(),
        " and language = $33"
    ));
    let read = |row: &Row| Ok((row.get::<NameId>(0)?, row.get::<String>(1)?, row.get::<String>(2)?));
    let mut all = Vec::new();
    for (id, field, text) in tx.query_among(text, &ids, params![language], read)? {
        let Some((kind, code)) = heads.get(&id).cloned() else { continue };
        let term = match (field.strip_prefix(VALUE), kind) {
            (Some(value), Kind::Attribute) => Term { kind: Kind::AttributeValue, code, value: value.to_owned() },
            (Some(value), Kind::Axis) => Term { kind: Kind::OptionValue, code, value: value.to_owned() },
            _ => Term { kind, code, value: String::new() },
        };
        all.push((term, text));
    }
    Ok(all)
}

/// Every name of the lists with what it is in a language.
pub fn names(tx: &mut Tx, language: &str) -> Result<Vec<Named>> {
    let mut said: HashMap<Term, String> = said(tx, language)?.into_iter().collect();
    let named = |(term, name): (Term, String)| {
        let text = said.remove(&term);
        let Term { kind, code, value } = term;
        Named { kind, code, value, name, text }
    };
    Ok(terms(tx)?.into_iter().map(named).collect())
}

/// What the values of facets are called in other languages, by facet and value.
pub fn of_facets(tx: &mut Tx, languages: &[Language]) -> Result<HashMap<(String, String), Vec<String>>> {
    let mut all: HashMap<(String, String), Vec<String>> = HashMap::new();
    for language in languages {
        for (term, text) in said(tx, language.code)? {
            if let Some((facet, value)) = term.facet() {
                all.entry((facet, value.to_owned())).or_default().push(text);
            }
        }
    }
    Ok(all)
}

/// Keeps names in other languages. A name of what is in no list is refused.
pub fn keep(_: &Cx, tx: &mut Tx, told: &[ToldName]) -> Result<()> {
    let known: HashMap<Term, String> = terms(tx)?.into_iter().collect();
    for ToldName { kind, code, value, language, text } in told {
        check_language(language)?;
        let term = Term { kind: *kind, code: code.clone(), value: value.clone() };
        if !known.contains_key(&term) {
            let says = format!("There is no {} with the code '{code}' and this value.", kind.word().replace('_', " "));
            return Err(Error::invalid("unknown", says));
        }
        let (subject, field) = term.place();
        let gone = sql!("delete from translations where subject = $1 and language = $2 and field = $3");
        tx.exec(gone, params![subject, language, &field])?;
        if !text.trim().is_empty() {
            let text = text::told("A name", text, 200)?;
            let new = sql!("insert into translations (subject, language, field, value) values ($1, $2, $3, $4)");
            tx.exec(new, params![subject, language, field, text])?;
        }
    }
    if told.is_empty() { Ok(()) } else { follow::lists_changed(tx) }
}

/// A product that lacks something in a language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Untold {
    /// The product.
    pub id: ProductId,
    /// Its code.
    pub code: String,
    /// Its name in the shop's first language.
    pub name: String,
    /// What is said of it there.
    pub description: Option<String>,
    /// Its name in the other.
    pub other_name: Option<String>,
    /// What is said of it there.
    pub other_description: Option<String>,
}

macro_rules! untold {
    ($what:literal, $rest:literal) => {
        sql!(concat!(
            "select ",
            $what,
            " from products p
             left join translations n on n.subject = p.id and n.language = $1 and n.field = 'name'
             left join translations d on d.subject = p.id and d.language = $1 and d.field = 'description'
             where p.state <> 'archived' and p.kind not in ('fee', 'test') and p.name is not null
                 and (n.value is null or (p.description is not null and d.value is null))",
            $rest
        ))
    };
}

/// Products that lack their name or description in a language, behind one, in the order of their ids.
pub fn untold(tx: &mut Tx, language: &str, after: Option<ProductId>, limit: i64) -> Result<Vec<Untold>> {
    let text =
        untold!("p.id, p.code, p.name, p.description, n.value, d.value", " and p.id > $2 order by p.id limit $3");
    let after = after.unwrap_or(ProductId::from_bytes([0; 16]));
    tx.query(text, params![language, after, limit], |row: &Row| {
        Ok(Untold {
            id: row.get(0)?,
            code: row.get(1)?,
            name: row.get(2)?,
            description: row.get(3)?,
            other_name: row.get(4)?,
            other_description: row.get(5)?,
        })
    })
}

/// How many there are, at most so many: nobody waits for the last of very many to be counted.
pub fn count_untold(tx: &mut Tx, language: &str, most: i64) -> Result<i64> {
    let text = untold!("count(*) from (select 1", " limit $2) c");
    Ok(tx.query_one(text, params![language, most], |row| row.get(0))?.unwrap_or(0))
}
