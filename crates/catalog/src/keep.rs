//! Keeping what is told of products: many at once, each as a whole or not at all.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::{Cx, Error, Id, Noun, Result, text::folded};
use serde_json::json;
use store::{
    Tx, many, params, sql,
    thread::{self, EventId, NewEvent, SubjectId},
    tx::Sql,
    value::Row,
};

use crate::{
    attributes::{self, AttributeId, Grid, MakerId, SizeGridId, Trait, Workshop},
    categories::{category_id, collection_id},
    events,
    pictures::shown,
    products::{Kind, ProductId, State, id_of},
    told::{Told, ToldPart, ToldVariant},
    variants::{Sku, VariantId},
};

/// A product's own row.
#[derive(Clone, Debug, PartialEq)]
struct Sheet {
    code: String,
    name: Option<String>,
    description: Option<String>,
    brand: Option<String>,
    kind: Kind,
    state: State,
    composition: Option<String>,
    care: Option<String>,
    warnings: Option<String>,
    origin: Option<String>,
    maker: Option<MakerId>,
    responsible: Option<MakerId>,
    size_grid: Option<SizeGridId>,
    dye: Option<String>,
    revision: i64,
}

/// Keeps products as they are told; gives their ids. A product must be told once in a call. With a revision, one that
/// somebody has changed since is refused.
pub fn keep(cx: &Cx, tx: &mut Tx, products: &[Told], revision: Option<i64>) -> Result<Vec<ProductId>> {
    let told: Vec<(ProductId, Told)> = products
        .iter()
        .map(|told| told.clone().checked().map(|told| (id_of(&told.code), told)))
        .collect::<Result<_>>()?;
    let ids: Vec<ProductId> = told.iter().map(|(id, _)| *id).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(Error::invalid("code", "A product is told once."));
    }
    check_names(tx, &told)?;
    check_parts(tx, &told)?;
    shown::check(tx, &told)?;
    let before = sheets(tx, &ids)?;
    let mut sheets = Vec::with_capacity(told.len());
    for (id, told) in &told {
        let old = before.get(id);
        if revision.is_some_and(|revision| old.map_or(0, |old| old.revision) != revision) {
            return Err(Error::conflict("changed", "Somebody has changed this product since. Look at it again."));
        }
        sheets.push((*id, merged(old, told)?));
    }
    write_sheets(cx, tx, &sheets)?;
    write_variants(cx, tx, &told, &before)?;
    write_lists(tx, &told, &before)?;
    shown::write(tx, &told)?;
    write_translations(tx, &told)?;
    let events: Vec<NewEvent> =
        sheets.iter().map(|(id, sheet)| changed(cx, *id, &sheet.code, sheet.revision)).collect();
    thread::append(tx, cx.now, &events)?;
    Ok(ids)
}

/// The event that a product is otherwise than before.
pub(crate) fn changed(cx: &Cx, id: ProductId, code: &str, revision: i64) -> NewEvent {
    NewEvent {
        id: EventId::derived(cx.now, &["product", &id.to_string(), &revision.to_string()]),
        happened: cx.now,
        kind: events::PRODUCT_CHANGED,
        channel: "hilo".to_owned(),
        place: None,
        actor: None,
        subject: Some(SubjectId::from_bytes(*id.bytes())),
        body: json!({ "code": code, "revision": revision, "by": cx.actor.as_text() }),
        private: None,
    }
}

/// Tells that products cost something else from now on, or have a price for the first time.
pub(crate) fn priced(cx: &Cx, tx: &mut Tx, ids: &[ProductId]) -> Result<()> {
    let text = sql!(concat!("select id, code, revision from products where id in ", many!()));
    let found = tx.query_among(text, ids, [], |row: &Row| {
        Ok((row.get::<ProductId>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?))
    })?;
    let event = |(id, code, revision): (ProductId, String, i64)| NewEvent {
        id: EventId::new(cx.now),
        ..changed(cx, id, &code, revision)
    };
    let events: Vec<NewEvent> = found.into_iter().map(event).collect();
    thread::append(tx, cx.now, &events).map(|_| ())
}

/// What a product is after it was told. What is empty is taken away. Pure.
fn merged(old: Option<&Sheet>, told: &Told) -> Result<Sheet> {
    let text = |new: &Option<String>, old: Option<&Option<String>>| match new {
        Some(new) => Some(new.clone()).filter(|new| !new.is_empty()),
        None => old.cloned().flatten(),
    };
    let list = |new: Option<String>, old: Option<&Option<String>>| match new {
        Some(new) => Some(new).filter(|new| new != "[]"),
        None => old.cloned().flatten(),
    };
    let maker = |new: &Option<String>, old: Option<Option<MakerId>>| match new {
        Some(new) => Some(new).filter(|new| !new.is_empty()).map(|code| attributes::id::<Workshop>(code)),
        None => old.flatten(),
    };
    let grid = match &told.size_grid {
        Some(new) => Some(new).filter(|new| !new.is_empty()).map(|code| attributes::id::<Grid>(code)),
        None => old.and_then(|old| old.size_grid),
    };
    let dye = told.variants.iter().flatten().find_map(|variant| variant.dye.clone());
    Ok(Sheet {
        code: told.code.clone(),
        name: text(&told.name, old.map(|old| &old.name)),
        description: text(&told.description, old.map(|old| &old.description)),
        brand: text(&told.brand, old.map(|old| &old.brand)),
        kind: told.kind.or(old.map(|old| old.kind)).unwrap_or(Kind::Goods),
        state: told.state.or(old.map(|old| old.state)).unwrap_or(State::Draft),
        composition: list(json_of(&told.composition)?, old.map(|old| &old.composition)),
        care: list(json_of(&told.care)?, old.map(|old| &old.care)),
        warnings: text(&told.warnings, old.map(|old| &old.warnings)),
        origin: text(&told.origin, old.map(|old| &old.origin)),
        maker: maker(&told.maker, old.map(|old| old.maker)),
        responsible: maker(&told.responsible, old.map(|old| old.responsible)),
        size_grid: grid,
        dye: dye.or_else(|| old.and_then(|old| old.dye.clone())),
        revision: old.map_or(0, |old| old.revision) + 1,
    })
}

/// A list as JSON.
fn json_of<T: serde::Serialize>(list: &Option<Vec<T>>) -> Result<Option<String>> {
    list.as_ref().map(|list| serde_json::to_string(list).map_err(Error::internal)).transpose()
}

fn sheets(tx: &mut Tx, ids: &[ProductId]) -> Result<HashMap<ProductId, Sheet>> {
    let text = sql!(concat!(
        "select id, code, name, description, brand, kind, state, composition, care, warnings, origin, maker_id,
             responsible_id, size_grid_id, dye, revision from products where id in ",
        many!()
    ));
    let found = tx.query_among(text, ids, [], |row: &Row| {
        let sheet = Sheet {
            code: row.get(1)?,
            name: row.get(2)?,
            description: row.get(3)?,
            brand: row.get(4)?,
            kind: crate::products::read_kind(&row.get::<String>(5)?)?,
            state: State::parse(&row.get::<String>(6)?)?,
            composition: row.get(7)?,
            care: row.get(8)?,
            warnings: row.get(9)?,
            origin: row.get(10)?,
            maker: row.get(11)?,
            responsible: row.get(12)?,
            size_grid: row.get(13)?,
            dye: row.get(14)?,
            revision: row.get(15)?,
        };
        Ok((row.get(0)?, sheet))
    })?;
    Ok(found.into_iter().collect())
}

fn write_sheets(cx: &Cx, tx: &mut Tx, sheets: &[(ProductId, Sheet)]) -> Result<()> {
    let text = sql!(
        "insert into products (id, code, name, description, brand, kind, state, composition, care, warnings, origin,
             maker_id, responsible_id, size_grid_id, dye, revision, search, created_at, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $18)
         on conflict (id) do update set name = excluded.name, description = excluded.description,
             brand = excluded.brand, kind = excluded.kind, state = excluded.state,
             composition = excluded.composition, care = excluded.care, warnings = excluded.warnings,
             origin = excluded.origin, maker_id = excluded.maker_id, responsible_id = excluded.responsible_id,
             size_grid_id = excluded.size_grid_id, dye = excluded.dye, revision = excluded.revision,
             search = excluded.search, changed_at = excluded.changed_at"
    );
    let rows = sheets.iter().map(|(id, sheet)| {
        let search = folded(&[&sheet.code, sheet.name.as_deref().unwrap_or_default()]);
        params![
            *id,
            &sheet.code,
            sheet.name.as_deref(),
            sheet.description.as_deref(),
            sheet.brand.as_deref(),
            sheet.kind.word(),
            sheet.state.word(),
            sheet.composition.as_deref(),
            sheet.care.as_deref(),
            sheet.warnings.as_deref(),
            sheet.origin.as_deref(),
            sheet.maker,
            sheet.responsible,
            sheet.size_grid,
            sheet.dye.as_deref(),
            sheet.revision,
            search,
            cx.now
        ]
    });
    tx.exec_many(text, rows).map(|_| ())
}

/// What is named and must be there: makers, grids, shelves, attributes, products beside it.
fn check_names(tx: &mut Tx, told: &[(ProductId, Told)]) -> Result<()> {
    let all = || told.iter().map(|(_, told)| told);
    let named = |some: Vec<&String>| some.into_iter().filter(|code| !code.is_empty()).cloned().collect::<BTreeSet<_>>();
    let makers = named(all().flat_map(|told| told.maker.iter().chain(&told.responsible)).collect());
    exist::<Workshop>(tx, sql!(concat!("select id from makers where id in ", many!())), "maker", &makers, |code| {
        attributes::id(code)
    })?;
    let grids = named(all().flat_map(|told| &told.size_grid).collect());
    exist::<Grid>(tx, sql!(concat!("select id from size_grids where id in ", many!())), "size grid", &grids, |code| {
        attributes::id(code)
    })?;
    let shelves = named(all().flat_map(|told| told.categories.iter().flatten()).collect());
    let text = sql!(concat!("select id from categories where id in ", many!()));
    exist(tx, text, "category", &shelves, category_id)?;
    let ranges = named(all().flat_map(|told| told.collections.iter().flatten()).collect());
    let text = sql!(concat!("select id from collections where id in ", many!()));
    exist(tx, text, "collection", &ranges, collection_id)?;
    let relations = |told: &Told| {
        let relations = told.relations.clone().unwrap_or_default();
        let others = [relations.related, relations.cross_sell, relations.up_sell].into_iter().flatten().flatten();
        others.chain(told.parts.iter().flatten().map(|part| part.product.clone())).collect::<Vec<_>>()
    };
    let here: BTreeSet<&String> = all().map(|told| &told.code).collect();
    let others: BTreeSet<String> = all().flat_map(relations).filter(|code| !here.contains(code)).collect();
    let text = sql!(concat!("select id from products where id in ", many!()));
    exist(tx, text, "product", &others, id_of)
}

/// Parts of bundles are products that are no bundles, each with a variant of its own where one is named; nothing goes
/// with itself.
fn check_parts(tx: &mut Tx, told: &[(ProductId, Told)]) -> Result<()> {
    let wrong = |says: String| Error::invalid("parts", says);
    for (id, told) in told {
        let others = told.relations.iter().flat_map(|one| [&one.related, &one.cross_sell, &one.up_sell]).flatten();
        let parts = told.parts.iter().flatten().map(|part| &part.product);
        if let Some(code) = others.flatten().chain(parts).find(|code| id_of(code) == *id) {
            return Err(wrong(format!("{code} cannot be a part of itself, nor go with itself.")));
        }
    }
    let parts: Vec<&ToldPart> = told.iter().flat_map(|(_, told)| told.parts.iter().flatten()).collect();
    let is_bundle = |told: &Told| told.parts.as_ref().is_some_and(|all| !all.is_empty());
    let here: HashMap<ProductId, bool> = told.iter().map(|(id, told)| (*id, is_bundle(told))).collect();
    let ids: Vec<ProductId> = parts.iter().map(|part| id_of(&part.product)).collect();
    let text = sql!(concat!("select distinct product_id from bundle_parts where product_id in ", many!()));
    let known: BTreeSet<ProductId> = tx.query_among(text, &ids, [], |row| row.get(0))?.into_iter().collect();
    let bundle = |part: &&&ToldPart| {
        let id = id_of(&part.product);
        here.get(&id).copied().unwrap_or(false) || known.contains(&id)
    };
    if let Some(part) = parts.iter().find(bundle) {
        return Err(wrong(format!("{} is a bundle itself: tell what it is made of.", part.product)));
    }
    let named = parts.iter().filter_map(|part| Some((part, part.sku.as_deref()?)));
    let named = named.map(|(part, sku)| Ok((*part, Sku::parse(sku)?.id()))).collect::<Result<Vec<_>>>()?;
    let variants: Vec<VariantId> = named.iter().map(|(_, id)| *id).collect();
    let text = sql!(concat!("select id, product_id from variants where id in ", many!()));
    let mut owners: HashMap<VariantId, ProductId> =
        tx.query_among(text, &variants, [], |row| Ok((row.get(0)?, row.get(1)?)))?.into_iter().collect();
    for (id, told) in told {
        for variant in told.variants.iter().flatten() {
            owners.insert(variant_id(variant)?, *id);
        }
        // What is new and says nothing of variants is sold as it is.
        owners.entry(Sku::parse(&told.code)?.id()).or_insert(*id);
    }
    match named.into_iter().find(|(part, id)| owners.get(id) != Some(&id_of(&part.product))) {
        Some((part, _)) => {
            let sku = part.sku.as_deref().unwrap_or_default();
            Err(wrong(format!("{} has no variant with the SKU '{sku}'.", part.product)))
        }
        None => Ok(()),
    }
}

fn exist<N: Noun>(
    tx: &mut Tx,
    text: &'static Sql,
    what: &str,
    codes: &BTreeSet<String>,
    id: impl Fn(&str) -> Id<N>,
) -> Result<()> {
    let ids: Vec<Id<N>> = codes.iter().map(|code| id(code)).collect();
    let found: BTreeSet<Id<N>> = tx.query_among(text, &ids, [], |row| row.get(0))?.into_iter().collect();
    match codes.iter().find(|code| !found.contains(&id(code))) {
        Some(code) => Err(Error::invalid("unknown", format!("There is no {what} with the code '{code}'."))),
        None => Ok(()),
    }
}

fn variant_id(variant: &ToldVariant) -> Result<VariantId> {
    Ok(Sku::parse(&variant.sku)?.id())
}

fn write_variants(cx: &Cx, tx: &mut Tx, told: &[(ProductId, Told)], before: &HashMap<ProductId, Sheet>) -> Result<()> {
    let mut rows = Vec::new();
    let mut options = Vec::new();
    let mut axes: BTreeMap<(String, String), i64> = BTreeMap::new();
    for (id, told) in told {
        // A product that is new and says nothing of variants is sold as it is.
        let single = ToldVariant { sku: told.code.clone(), is_sold: true, ..ToldVariant::default() };
        let variants = match &told.variants {
            Some(variants) => variants.clone(),
            None if before.contains_key(id) => continue,
            None => vec![single],
        };
        if before.contains_key(id) {
            tx.exec(sql!("update variants set is_sold = 0 where product_id = $1"), params![*id])?;
        }
        for (place, variant) in (0_i64..).zip(variants) {
            let new = variant_id(&variant)?;
            for (axis, value) in &variant.options {
                axes.entry((axis.clone(), value.clone())).or_insert(place);
                options.push((new, axis.clone(), value.clone()));
            }
            rows.push((new, *id, place, variant));
        }
    }
    check_gtins(tx, &rows)?;
    check_skus(tx, &rows, told)?;
    let ids: Vec<VariantId> = rows.iter().map(|(id, ..)| *id).collect();
    if ids.iter().collect::<BTreeSet<_>>().len() < ids.len() {
        return Err(Error::invalid("sku", "A SKU is one variant of one product."));
    }
    let text = sql!(
        "insert into variants (id, product_id, sku, gtin, name, dye, place, is_sold, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (id) do update set
             product_id = excluded.product_id, gtin = coalesce(excluded.gtin, variants.gtin),
             name = coalesce(excluded.name, variants.name), dye = coalesce(excluded.dye, variants.dye),
             place = excluded.place, is_sold = excluded.is_sold"
    );
    let written = rows.iter().map(|(id, product, place, variant)| {
        let gtin = variant.gtin.as_deref().filter(|gtin| !gtin.is_empty());
        let (name, dye) = (variant.name.as_deref().filter(|name| !name.is_empty()), variant.dye.as_deref());
        params![*id, *product, &variant.sku, gtin, name, dye, *place, variant.is_sold, cx.now]
    });
    tx.exec_many(text, written)?;
    let text = sql!("delete from variant_options where variant_id = $1");
    tx.exec_many(text, ids.iter().map(|id| params![*id]))?;
    let text = sql!("insert into variant_options (variant_id, axis, value) values ($1, $2, $3)");
    tx.exec_many(text, options.iter().map(|(id, axis, value)| params![*id, axis, value]))?;
    let text = sql!("insert into option_values (axis, value, place) values ($1, $2, $3) on conflict do nothing");
    tx.exec_many(text, axes.iter().map(|((axis, value), place)| params![axis, value, *place])).map(|_| ())
}

/// A SKU is of one product. Of one that only old papers name it may be taken, and of one that is told beside this.
fn check_skus(
    tx: &mut Tx,
    rows: &[(VariantId, ProductId, i64, ToldVariant)],
    told: &[(ProductId, Told)],
) -> Result<()> {
    let ids: Vec<VariantId> = rows.iter().map(|(id, ..)| *id).collect();
    let text = sql!(concat!(
        "select v.id, v.sku, p.id, p.code from variants v join products p on p.id = v.product_id
         where p.revision > 0 and v.id in ",
        many!()
    ));
    let read = |row: &Row| Ok((row.get::<VariantId>(0)?, row.get::<String>(1)?, row.get(2)?, row.get::<String>(3)?));
    let mine: HashMap<VariantId, ProductId> = rows.iter().map(|(id, product, ..)| (*id, *product)).collect();
    let found: Vec<(VariantId, String, ProductId, String)> = tx.query_among(text, &ids, [], read)?;
    let taken = found
        .into_iter()
        .find(|(id, _, owner, _)| mine.get(id) != Some(owner) && !told.iter().any(|(product, _)| product == owner));
    match taken {
        Some((_, sku, _, code)) => {
            let says = format!("The SKU '{sku}' is of {code}. Tell both at once to move it.");
            Err(Error::conflict("sku-taken", says))
        }
        None => Ok(()),
    }
}

/// A GTIN is one variant's. One that is told empty is free before others are looked at.
fn check_gtins(tx: &mut Tx, rows: &[(VariantId, ProductId, i64, ToldVariant)]) -> Result<()> {
    let told = rows.iter().filter_map(|(id, .., variant)| Some((variant.gtin.as_deref()?, *id)));
    let (taken_away, told): (Vec<_>, Vec<_>) = told.partition(|(gtin, _)| gtin.is_empty());
    let text = sql!("update variants set gtin = null where id = $1 and gtin is not null");
    tx.exec_many(text, taken_away.into_iter().map(|(_, id)| params![id]))?;
    let mut owners: HashMap<&str, VariantId> = HashMap::new();
    if let Some((gtin, _)) = told.iter().find(|(gtin, id)| owners.insert(*gtin, *id).is_some()) {
        return Err(Error::invalid("gtin", format!("another variant has the GTIN {gtin} already.")));
    }
    let gtins: Vec<&str> = owners.keys().copied().collect();
    let text = sql!(concat!("select gtin, id, sku from variants where gtin in ", many!()));
    let read = |row: &Row| Ok((row.get::<String>(0)?, row.get::<VariantId>(1)?, row.get::<String>(2)?));
    let found = tx.query_among(text, &gtins, [], read)?;
    match found.into_iter().find(|(gtin, id, _)| owners.get(gtin.as_str()).is_some_and(|owner| owner != id)) {
        Some((gtin, _, sku)) => Err(Error::invalid("gtin", format!("{sku} has the GTIN {gtin} already."))),
        None => Ok(()),
    }
}

/// What takes the place of lists before. Of a product that is new nothing has to go.
fn write_lists(tx: &mut Tx, told: &[(ProductId, Told)], before: &HashMap<ProductId, Sheet>) -> Result<()> {
    clear_lists(tx, told.iter().filter(|(id, _)| before.contains_key(id)))?;
    let (mut shelves, mut ranges, mut parts, mut relations) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for (id, told) in told {
        if let Some(codes) = &told.categories {
            let mut seen = BTreeSet::new();
            let codes = (0_i64..).zip(codes).filter(|(_, code)| seen.insert(*code));
            shelves.extend(codes.map(|(place, code)| params![*id, category_id(code), place]));
        }
        if let Some(codes) = &told.collections {
            let codes: BTreeSet<&String> = codes.iter().collect();
            ranges.extend(codes.into_iter().map(|code| params![*id, collection_id(code)]));
        }
        if let Some(told) = &told.parts {
            for (place, part) in (0_i64..).zip(told) {
                let product = id_of(&part.product);
                let variant = part.sku.as_deref().map(|sku| Sku::parse(sku).map(|sku| sku.id())).transpose()?;
                parts.push(params![*id, place, product, variant, part.quantity]);
            }
        }
        let Some(told) = &told.relations else { continue };
        let kinds = [("related", &told.related), ("cross_sell", &told.cross_sell), ("up_sell", &told.up_sell)];
        for (kind, codes) in kinds {
            let Some(codes) = codes else { continue };
            let mut seen = BTreeSet::new();
            let others = (0_i64..).zip(codes).filter(|(_, code)| seen.insert(*code));
            relations.extend(others.map(|(place, code)| params![*id, kind, id_of(code), place]));
        }
    }
    let text = sql!("insert into product_categories (product_id, category_id, place) values ($1, $2, $3)");
    tx.exec_many(text, shelves)?;
    tx.exec_many(sql!("insert into product_collections (product_id, collection_id) values ($1, $2)"), ranges)?;
    let text =
        sql!("insert into bundle_parts (product_id, place, part_id, variant_id, quantity) values ($1, $2, $3, $4, $5)");
    tx.exec_many(text, parts)?;
    let text = sql!("insert into product_relations (product_id, kind, other_id, place) values ($1, $2, $3, $4)");
    tx.exec_many(text, relations)?;
    write_attributes(tx, told)
}

/// Takes away the lists that are told anew.
fn clear_lists<'t>(tx: &mut Tx, told: impl Iterator<Item = &'t (ProductId, Told)>) -> Result<()> {
    for (id, told) in told {
        let lists = [
            (told.categories.is_some(), sql!("delete from product_categories where product_id = $1")),
            (told.collections.is_some(), sql!("delete from product_collections where product_id = $1")),
            (told.parts.is_some(), sql!("delete from bundle_parts where product_id = $1")),
            (told.attributes.is_some(), sql!("delete from product_attributes where product_id = $1")),
        ];
        for (_, text) in lists.into_iter().filter(|(is_told, _)| *is_told) {
            tx.exec(text, params![*id])?;
        }
        let Some(relations) = &told.relations else { continue };
        let kinds =
            [("related", &relations.related), ("cross_sell", &relations.cross_sell), ("up_sell", &relations.up_sell)];
        for (kind, _) in kinds.into_iter().filter(|(_, codes)| codes.is_some()) {
            let text = sql!("delete from product_relations where product_id = $1 and kind = $2");
            tx.exec(text, params![*id, kind])?;
        }
    }
    Ok(())
}

fn write_attributes(tx: &mut Tx, told: &[(ProductId, Told)]) -> Result<()> {
    if told.iter().all(|(_, told)| told.attributes.is_none()) {
        return Ok(());
    }
    let known: HashMap<String, attributes::Values> =
        attributes::all(tx)?.into_iter().map(|one| (one.code, one.values)).collect();
    let mut rows = Vec::new();
    for (id, told) in told {
        let Some(attributes) = &told.attributes else { continue };
        for (code, values) in attributes {
            let unknown = || Error::invalid("unknown", format!("There is no attribute with the code '{code}'."));
            let kind = known.get(code).ok_or_else(unknown)?;
            let attribute: AttributeId = attributes::id::<Trait>(code);
            for (place, value) in (0_i64..).zip(values) {
                let (value, number) = kind.read(code, value)?;
                rows.push(params![*id, attribute, place, value, number]);
            }
        }
    }
    let text = sql!(
        "insert into product_attributes (product_id, attribute_id, place, value, number) values ($1, $2, $3, $4, $5)"
    );
    tx.exec_many(text, rows).map(|_| ())
}

fn write_translations(tx: &mut Tx, told: &[(ProductId, Told)]) -> Result<()> {
    let words = told.iter().flat_map(|(id, told)| {
        told.translations
            .iter()
            .flatten()
            .flat_map(move |(language, fields)| fields.iter().map(move |(field, value)| (*id, language, field, value)))
    });
    let (said, taken): (Vec<_>, Vec<_>) = words.partition(|(.., value)| !value.is_empty());
    let text = sql!("delete from translations where subject = $1 and language = $2 and field = $3");
    tx.exec_many(text, taken.into_iter().map(|(id, language, field, _)| params![id, language, field]))?;
    let text = sql!(
        "insert into translations (subject, language, field, value) values ($1, $2, $3, $4)
         on conflict (subject, language, field) do update set value = excluded.value"
    );
    tx.exec_many(text, said.into_iter().map(|(id, language, field, value)| params![id, language, field, value]))
        .map(|_| ())
}
