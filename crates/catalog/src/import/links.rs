//! What goes with what, and what bundles are made of: told when all products are there, since a file may name a product
//! before it tells of it. What is named and not here is left out, and told when it is.

use std::collections::{BTreeMap, HashMap};

use base::{Cx, Error, Result};
use store::{Tx, many, sql};

use super::{
    known::{self, Before, Print},
    pieces::{Piece, Tally},
    rejects::Reject,
    whys::Why,
    words,
};
use crate::{
    keep,
    products::{self, ProductId},
    told::{Told, ToldPart, ToldRelations},
    variants::VariantId,
};

/// The word for links in `imported`.
const KIND: &str = "links";

/// What goes with a product. Others are named by their code, or by a SKU.
#[derive(Clone, Debug, PartialEq)]
pub struct Links {
    /// The product's code.
    pub code: String,
    /// What goes with it.
    pub relations: ToldRelations,
    /// What it is made of.
    pub parts: Option<Vec<ToldPart>>,
}

impl Links {
    /// Those of a product; nothing where there are none.
    pub fn of(code: &str, relations: Option<ToldRelations>, parts: Option<Vec<ToldPart>>) -> Option<Links> {
        let links = Links { code: code.to_owned(), relations: relations.unwrap_or_default(), parts };
        (links.relations != ToldRelations::default() || links.parts.is_some()).then_some(links)
    }

    fn lists(&self) -> impl Iterator<Item = &Vec<String>> {
        [&self.relations.related, &self.relations.cross_sell, &self.relations.up_sell].into_iter().flatten()
    }

    fn named(&self) -> impl Iterator<Item = &str> {
        let parts = self.parts.iter().flatten().map(|part| part.product.as_str());
        self.lists().flatten().map(String::as_str).chain(parts).chain([self.code.as_str()])
    }
}

impl Piece for Links {
    fn weight(&self) -> usize {
        1 + self.named().count()
    }

    fn refused(&self, reason: Why) -> Reject {
        Reject { number: 0, reason, text: self.code.clone() }
    }
}

/// Products that one goes with in one way, as far as they are read.
const MOST: usize = 1_000;

/// The links of each product once, from all files.
pub fn joined(all: Vec<Links>) -> Vec<Links> {
    let mut by_code: BTreeMap<String, Links> = BTreeMap::new();
    let join = |kept: &mut Option<Vec<String>>, more: Option<Vec<String>>| {
        for code in more.into_iter().flatten() {
            let list = kept.get_or_insert_default();
            if list.len() < MOST && !list.contains(&code) {
                list.push(code);
            }
        }
    };
    for links in all {
        let nothing = Links { code: links.code.clone(), relations: ToldRelations::default(), parts: None };
        let kept = by_code.entry(links.code).or_insert(nothing);
        join(&mut kept.relations.related, links.relations.related);
        join(&mut kept.relations.cross_sell, links.relations.cross_sell);
        join(&mut kept.relations.up_sell, links.relations.up_sell);
        kept.parts = links.parts.or(kept.parts.take());
    }
    by_code.into_values().collect()
}

/// Says what would become of these. What is named may come with the same files, so nothing is missing yet.
pub fn look(_: &Cx, tx: &mut Tx, source: &str, all: &[Links]) -> Result<Tally> {
    let mut tally = judged(tx, source, all)?.tally;
    tally.missing = 0;
    Ok(tally)
}

/// Keeps these.
pub fn record(cx: &Cx, tx: &mut Tx, source: &str, all: &[Links]) -> Result<Tally> {
    let Judged { tally, told, prints } = judged(tx, source, all)?;
    if !told.is_empty() {
        keep::keep(cx, tx, &told, None)?;
    }
    known::remember(cx, tx, source, KIND, &prints.iter().collect::<Vec<_>>())?;
    Ok(tally)
}

struct Judged {
    tally: Tally,
    /// What is told otherwise than before, with what is here of it.
    told: Vec<Told>,
    /// The prints of that.
    prints: Vec<Print>,
}

fn judged(tx: &mut Tx, source: &str, all: &[Links]) -> Result<Judged> {
    let homes = homes(tx, all.iter().flat_map(Links::named))?;
    let missing = all.iter().flat_map(Links::named).filter(|code| !homes.contains_key(*code)).count();
    let told: Vec<Told> = all
        .iter()
        .filter(|links| homes.get(&links.code) == Some(&links.code))
        .map(|links| found(links, &homes))
        .collect();
    let print = |told: &Told| {
        let all = serde_json::to_string(told).map_err(Error::internal)?;
        Ok(Print { key: told.code.clone(), hash: words::hash(&[&all]) })
    };
    let prints: Vec<Print> = told.iter().map(print).collect::<Result<_>>()?;
    let before = known::before(tx, source, KIND, &prints)?;
    let mut tally = Tally { missing: missing as u64, ..Tally::default() };
    before.iter().for_each(|before| tally.count(*before));
    let fresh = told.into_iter().zip(prints).zip(before).filter(|(_, before)| *before != Before::Same);
    let (told, prints) = fresh.map(|(told, _)| told).unzip();
    Ok(Judged { tally, told, prints })
}

/// What a product goes with, as far as that is here.
fn found(links: &Links, homes: &HashMap<String, String>) -> Told {
    let list = |codes: &Option<Vec<String>>| {
        codes.as_ref().map(|codes| {
            let mut all: Vec<String> = codes.iter().filter_map(|code| homes.get(code)).cloned().collect();
            all.retain(|code| *code != links.code);
            all
        })
    };
    let part = |part: &ToldPart| {
        let product = homes.get(&part.product)?.clone();
        let sku = (product != part.product).then(|| part.product.clone());
        Some(ToldPart { product, sku, quantity: part.quantity })
    };
    let ToldRelations { related, cross_sell, up_sell } = &links.relations;
    let relations = ToldRelations { related: list(related), cross_sell: list(cross_sell), up_sell: list(up_sell) };
    Told {
        code: links.code.clone(),
        relations: Some(relations),
        parts: links.parts.as_ref().map(|parts| parts.iter().filter_map(part).collect()),
        ..Told::default()
    }
}

/// The code of the product of each of these names, which are codes or SKUs.
fn homes<'n>(tx: &mut Tx, names: impl Iterator<Item = &'n str>) -> Result<HashMap<String, String>> {
    let names: HashMap<ProductId, &str> = names.map(|name| (products::id_of(name), name)).collect();
    let ids: Vec<ProductId> = names.keys().copied().collect();
    // A SKU's id is that of a product with this code.
    let variants: Vec<VariantId> = ids.iter().map(|id| VariantId::from_bytes(*id.bytes())).collect();
    let text = sql!(concat!(
        "select v.id, p.code from variants v join products p on p.id = v.product_id where v.id in ",
        many!()
    ));
    let of_skus = tx.query_among(text, &variants, [], |row| {
        Ok((ProductId::from_bytes(*row.get::<VariantId>(0)?.bytes()), row.get::<String>(1)?))
    })?;
    let text = sql!(concat!("select id, code from products where id in ", many!()));
    let of_codes = tx.query_among(text, &ids, [], |row| Ok((row.get::<ProductId>(0)?, row.get::<String>(1)?)))?;
    let found = of_skus.into_iter().chain(of_codes);
    Ok(found.filter_map(|(id, code)| Some(((*names.get(&id)?).to_owned(), code))).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_of_several_files_are_one_list() {
        let related = |codes: &[&str]| ToldRelations {
            related: Some(codes.iter().map(|code| (*code).to_owned()).collect()),
            ..ToldRelations::default()
        };
        let all = [Links::of("A", Some(related(&["B", "C"])), None), Links::of("A", Some(related(&["C", "D"])), None)];
        let joined = joined(all.into_iter().flatten().collect());
        assert_eq!(joined.len(), 1);
        assert_eq!(joined[0].relations, related(&["B", "C", "D"]));
        assert_eq!(Links::of("A", None, None), None);
    }
}
