//! What else is said of products, each by a code: the material of a bag, the neckline of a dress. Who makes them, and
//! how their sizes measure.

use std::collections::{BTreeMap, BTreeSet};

use base::{Cx, Error, Id, Noun, Result, Time, text};
use store::{Tx, asked::Rows, params, sql, value::Row};

use crate::{search::follow, told::code};

/// An attribute.
pub struct Trait;
impl Noun for Trait {
    const PREFIX: &'static str = "att";
    const NAME: &'static str = "attribute";
}
/// The id of an attribute.
pub type AttributeId = Id<Trait>;

/// A maker.
pub struct Workshop;
impl Noun for Workshop {
    const PREFIX: &'static str = "mak";
    const NAME: &'static str = "maker";
}
/// The id of a maker.
pub type MakerId = Id<Workshop>;

/// A size grid.
pub struct Grid;
impl Noun for Grid {
    const PREFIX: &'static str = "grd";
    const NAME: &'static str = "size grid";
}
/// The id of a size grid.
pub type SizeGridId = Id<Grid>;

/// The longest that anything measures, in millimeters.
const LONGEST: i64 = 100_000;

/// The id that a code gives.
pub fn id<N: Noun>(code: &str) -> Id<N> {
    Id::derived(Time::default(), &[code])
}

/// What the values of an attribute are.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Values {
    /// Free text.
    Text,
    /// A number, perhaps in a unit.
    Number,
    /// Yes or no.
    Flag,
    /// One or more of those that are in use.
    Choice,
}

impl Values {
    const ALL: [(Values, &'static str); 4] =
        [(Values::Text, "text"), (Values::Number, "number"), (Values::Flag, "flag"), (Values::Choice, "choice")];

    fn word(self) -> &'static str {
        Values::ALL.into_iter().find(|(one, _)| *one == self).map_or("text", |(_, word)| word)
    }

    /// A value as it is kept, and as a number in 1/10,000 where it is one.
    pub(crate) fn read(self, code: &str, told: &str) -> Result<(String, Option<i64>)> {
        match self {
            Values::Text | Values::Choice => Ok((told.to_owned(), None)),
            Values::Number => match base::UnitPrice::parse(told) {
                Some(number) => Ok((told.to_owned(), Some(number.0))),
                None => Err(Error::invalid("attributes", format!("'{told}' in {code} is no number such as 1.5."))),
            },
            Values::Flag if ["yes", "no"].contains(&told) => Ok((told.to_owned(), Some(i64::from(told == "yes")))),
            Values::Flag => Err(Error::invalid("attributes", format!("{code} is yes or no, not '{told}'."))),
        }
    }
}

/// An attribute.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Attribute {
    /// Its code.
    pub code: String,
    /// Its name in the shop's first language.
    pub name: String,
    /// What its values are.
    pub values: Values,
    /// The unit of a number.
    #[serde(default)]
    pub unit: Option<String>,
    /// Whether a search narrows down by it.
    #[serde(default)]
    pub is_facet: bool,
    /// Whether its words are searched.
    #[serde(default)]
    pub is_searched: bool,
    /// Its place among the others.
    #[serde(default)]
    pub place: i64,
}

/// Makes sure that these attributes exist. One that is known keeps what its values are.
pub fn ensure(cx: &Cx, tx: &mut Tx, attributes: &[Attribute]) -> Result<()> {
    let text = sql!(
        "insert into attributes (id, code, name, kind, unit, is_facet, is_searched, place, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do nothing"
    );
    let again = sql!(
        "update attributes set name = $2, unit = $3, is_facet = $4, is_searched = $5, place = $6
         where id = $1 and (name <> $2 or coalesce(unit, '') <> coalesce($3, '') or is_facet <> $4
             or is_searched <> $5 or place <> $6)"
    );
    let mut changed = 0;
    for told in attributes {
        let Attribute { values, unit, is_facet, is_searched, place, .. } = told;
        let (code, name) = (code("The code of an attribute", &told.code)?, text::told("Its name", &told.name, 200)?);
        let unit = said("The unit of an attribute", unit.as_deref(), 20)?;
        let unit = unit.as_deref();
        let id = id::<Trait>(&code);
        let new = params![id, code, &name, values.word(), unit, *is_facet, *is_searched, *place, cx.now];
        if tx.exec(text, new)? == 0 {
            changed += tx.exec(again, params![id, &name, unit, *is_facet, *is_searched, *place])?;
        }
    }
    noted(tx, changed)
}

/// A text that may be missing; an empty one is.
pub(crate) fn said(what: &str, told: Option<&str>, most: usize) -> Result<Option<String>> {
    told.filter(|told| !told.trim().is_empty()).map(|told| text::told(what, told, most)).transpose()
}

/// What of a list is otherwise than before, products are found and shown by.
fn noted(tx: &mut Tx, changed: u64) -> Result<()> {
    if changed == 0 { Ok(()) } else { follow::lists_changed(tx) }
}

/// Every attribute, in their order.
pub fn all(tx: &mut Tx) -> Result<Vec<Attribute>> {
    ask(tx).rows(tx)
}

/// Asks for every attribute, in their order.
pub fn ask(tx: &mut Tx) -> Rows<Attribute> {
    let text = sql!("select code, name, kind, unit, is_facet, is_searched, place from attributes order by place, code");
    let read: fn(&Row) -> _ = |row| {
        let word = row.get::<String>(2)?;
        let values = Values::ALL.into_iter().find(|(_, known)| *known == word).map_or(Values::Text, |(one, _)| one);
        let (is_facet, is_searched) = (row.get(4)?, row.get(5)?);
        Ok(Attribute {
            code: row.get(0)?,
            name: row.get(1)?,
            values,
            unit: row.get(3)?,
            is_facet,
            is_searched,
            place: row.get(6)?,
        })
    };
    tx.ask(text, params![], read)
}

/// The values in use of those attributes that one chooses from, by their codes.
pub fn choices(tx: &mut Tx) -> Result<BTreeMap<String, Vec<String>>> {
    let text = sql!(
        "select distinct a.code, s.value from product_attributes s join attributes a on a.id = s.attribute_id
         where a.kind = 'choice' order by a.code, s.value limit 2000"
    );
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let read = |row: &Row| Ok((row.get::<String>(0)?, row.get::<String>(1)?));
    for (code, value) in tx.query(text, params![], read)? {
        found.entry(code).or_default().push(value);
    }
    Ok(found)
}

/// Who makes things, or answers for them in the Union.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Maker {
    /// Its code.
    pub code: String,
    /// Its name or trade mark.
    pub name: String,
    /// Its postal address.
    #[serde(default)]
    pub address: Option<String>,
    /// Where it is written to electronically.
    #[serde(default)]
    pub email: Option<String>,
    /// Whether it is established in the European Union.
    #[serde(default)]
    pub in_union: bool,
}

/// Makes sure that these makers exist as they are told.
pub fn ensure_makers(cx: &Cx, tx: &mut Tx, makers: &[Maker]) -> Result<()> {
    let text = sql!(
        "insert into makers (id, code, name, address, email, in_union, created_at)
         values ($1, $2, $3, $4, $5, $6, $7) on conflict (id) do nothing"
    );
    let again = sql!(
        "update makers set name = $2, address = $3, email = $4, in_union = $5
         where id = $1 and (name <> $2 or coalesce(address, '') <> coalesce($3, '')
             or coalesce(email, '') <> coalesce($4, '') or in_union <> $5)"
    );
    let mut changed = 0;
    for told in makers {
        let (code, name) = (code("The code of a maker", &told.code)?, text::told("The maker's name", &told.name, 200)?);
        let address = said("The maker's address", told.address.as_deref(), 300)?;
        let email = said("The maker's e-mail address", told.email.as_deref(), 254)?;
        if email.as_ref().is_some_and(|email| !email.contains('@')) {
            return Err(Error::invalid("email", "This is not an e-mail address such as hola@taller.example."));
        }
        let (address, email) = (address.as_deref(), email.as_deref());
        let id = id::<Workshop>(&code);
        if tx.exec(text, params![id, code, &name, address, email, told.in_union, cx.now])? == 0 {
            changed += tx.exec(again, params![id, &name, address, email, told.in_union])?;
        }
    }
    noted(tx, changed)
}

/// Every maker, by name.
pub fn all_makers(tx: &mut Tx) -> Result<Vec<Maker>> {
    ask_makers(tx).rows(tx)
}

/// Asks for every maker, by name.
pub fn ask_makers(tx: &mut Tx) -> Rows<Maker> {
    let text = sql!("select code, name, address, email, in_union from makers order by name, code");
    let read: fn(&Row) -> _ = |row| {
        let (address, email, in_union) = (row.get(2)?, row.get(3)?, row.get(4)?);
        Ok(Maker { code: row.get(0)?, name: row.get(1)?, address, email, in_union })
    };
    tx.ask(text, params![], read)
}

/// A size grid: the sizes of a kind of garment in their order, with what they measure.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SizeGrid {
    /// Its code.
    pub code: String,
    /// Its name in the shop's first language.
    pub name: String,
    /// Its sizes, the smallest first.
    pub sizes: Vec<Size>,
}

/// A size.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
#[schemars(rename = "GridSize")]
#[serde(deny_unknown_fields)]
pub struct Size {
    /// As the label says it.
    pub size: String,
    /// What it measures, in millimeters: `chest`, from, to.
    #[serde(default)]
    #[schemars(with = "std::collections::BTreeMap<String, [i64; 2]>")]
    pub measures: BTreeMap<String, (i64, i64)>,
}

/// Makes sure that these size grids exist as they are told.
pub fn ensure_grids(cx: &Cx, tx: &mut Tx, grids: &[SizeGrid]) -> Result<()> {
    for told in grids {
        let (code, name) = (code("The code of a size grid", &told.code)?, text::told("Its name", &told.name, 200)?);
        let grid = id::<Grid>(&code);
        let text = sql!(
            "insert into size_grids (id, code, name, created_at) values ($1, $2, $3, $4)
             on conflict (id) do update set name = excluded.name"
        );
        tx.exec(text, params![grid, code, name, cx.now])?;
        tx.exec(sql!("delete from size_grid_sizes where grid_id = $1"), params![grid])?;
        let text = sql!("insert into size_grid_sizes (grid_id, size, place, measures) values ($1, $2, $3, $4)");
        let (mut rows, mut seen) = (Vec::with_capacity(told.sizes.len()), BTreeSet::new());
        for (place, size) in (0_i64..).zip(&told.sizes) {
            for (what, (from, to)) in &size.measures {
                text::told("What a size measures", what, 60)?;
                if !(0..=*to).contains(from) || *to > LONGEST {
                    let says = format!("{what} goes from one length to a longer one, in millimeters.");
                    return Err(Error::invalid("measures", says));
                }
            }
            let measures = serde_json::to_string(&size.measures).map_err(Error::internal)?;
            let size = text::told("A size", &size.size, 100)?;
            if !seen.insert(size.clone()) {
                return Err(Error::invalid("sizes", format!("The size '{size}' stands twice in {}.", told.code)));
            }
            rows.push(params![grid, size, place, measures]);
        }
        tx.exec_many(text, rows)?;
    }
    Ok(())
}

/// Every size grid, by name.
pub fn all_grids(tx: &mut Tx) -> Result<Vec<SizeGrid>> {
    let text = sql!(
        "select g.code, g.name, s.size, s.measures from size_grids g left join size_grid_sizes s on s.grid_id = g.id
         order by g.name, g.code, s.place"
    );
    let rows = tx.query(text, params![], |row: &Row| {
        let measures: Option<String> = row.get(3)?;
        let measures = measures.map(|text| serde_json::from_str(&text).map_err(Error::internal)).transpose()?;
        let size: Option<String> = row.get(2)?;
        let size = size.zip(measures).map(|(size, measures)| Size { size, measures });
        Ok((row.get::<String>(0)?, row.get::<String>(1)?, size))
    })?;
    let mut grids: Vec<SizeGrid> = Vec::new();
    for (code, name, size) in rows {
        match grids.last_mut().filter(|grid| grid.code == code) {
            Some(grid) => grid.sizes.extend(size),
            None => grids.push(SizeGrid { code, name, sizes: size.into_iter().collect() }),
        }
    }
    Ok(grids)
}
