//! Handlers of one product: its page.

use std::collections::HashMap;

use axum::extract::Path;
use base::{Currency, Error, Money, Result, Time};
use catalog::{
    details::{self, Choice, Details},
    missing::{self, Gap},
    prices::{self, Asker},
    products::{ProductId, id_of},
    told::{Fiber, ToldPart},
};
use orders::{orders as book, reviews, sales};
use store::Tx;
use web::{
    asked,
    frame::Room,
    lists::Pager,
    locale::Say,
    rights::{CatalogSee, Right},
    who::May,
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        media_page::PictureView,
        names::Names,
        price_page::Asked,
        product_page::{ProductPage, ProductSales, ProductView, VariantRow, care_key},
        products_web,
        sights::Sight,
    },
    knots,
    notices::Notice,
    orders_web,
    reviews_page::Rating,
    threads::Link,
};

/// Orders that the page of a product lists.
const RECENT: i64 = 10;
/// Reviews that it shows.
const REVIEWS: i64 = 3;
/// Variants of a page.
pub const VARIANTS: usize = 100;
const PATH: &str = "/console/products";

/// What the address of a product may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ProductAsked {
    /// What was done just now.
    pub did: Option<String>,
    /// Which page of its variants, from 1.
    pub page: Option<usize>,
}

/// Which of so many a page has, with how many on one, and where the next ones are.
pub fn paged(of: usize, on_one: usize, page: Option<usize>, here: &str) -> (std::ops::Range<usize>, Pager) {
    let page = page.unwrap_or(1).clamp(1, of.div_ceil(on_one).max(1));
    let (from, to) = ((page - 1) * on_one, (page * on_one).min(of));
    let next = (to < of).then(|| format!("{here}?page={}", page + 1));
    (from..to, Pager { first: (page > 1).then(|| here.to_owned()), next })
}

/// The page of a product.
pub async fn show(
    viewer: May<CatalogSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<ProductAsked>,
) -> Page {
    let (id, now): (ProductId, Time) = (id.parse()?, viewer.cx.now);
    let page = viewer.page(Room::Products);
    let (say, did) = (page.say.clone(), asked.did.clone());
    let (sees_orders, bound) = (viewer.may(Right::OrdersSee), viewer.shops.clone());
    let shows_sales = viewer.reach().shows_sales();
    let read = move |tx: &mut Tx| {
        let view = view(tx, &say, (id, asked.page), now, shows_sales)?;
        let recent = if sees_orders { book::with_product(tx, id, &bound, RECENT)? } else { Vec::new() };
        Ok((view, recent, knots::shops(tx)?, rating(tx, &say, id)?))
    };
    let (view, recent, shops, rating) = viewer.app().db.read("console.product", read).await?;
    let sees_people = viewer.may(Right::CustomersSee);
    let recent = recent.iter().map(|order| orders_web::row(&page.say, order, &shops, sees_people)).collect();
    let notice = Notice::of(&page.say, did.as_deref());
    html(&ProductPage { product: view, recent, rating, notice, may: viewer.may(Right::CatalogEdit), page })
}

/// What people say of a product: the sums, and the newest.
fn rating(tx: &mut Tx, say: &Say, id: ProductId) -> Result<Rating> {
    let query = reviews::Query { state: reviews::State::Shown, product: Some(id), stars: None, after: None };
    let newest = reviews::page(tx, &query, REVIEWS)?;
    Ok(Rating::of(say, reviews::summaries(tx, &[id])?.get(&id), &newest))
}

/// The name of a product, in the language of whoever looks as far as it is told; its code where it has none.
pub fn name(names: &Names, product: &Details) -> String {
    let name = names.text(&product.translations, "name", product.name.as_deref());
    name.map_or_else(|| product.code.clone(), str::to_owned)
}

/// What tells a variant from the others: its options, else its name, else its SKU.
pub fn label(names: &Names, choice: &Choice) -> String {
    let options: Vec<&str> = choice.options.iter().map(|(axis, value)| names.option(axis, value)).collect();
    if options.is_empty() { choice.name.clone().unwrap_or_else(|| choice.sku.clone()) } else { options.join(", ") }
}

/// How a product sells.
fn sold(sums: &[(Currency, sales::Sums)]) -> ProductSales {
    let first = sums.iter().filter_map(|(_, sum)| sum.first_sold).min();
    let last = sums.iter().filter_map(|(_, sum)| sum.last_sold).max();
    ProductSales {
        sold: sums.iter().map(|(_, sum)| sum.sold).sum(),
        orders: sums.iter().map(|(_, sum)| sum.orders).sum(),
        revenue: sums.iter().map(|(currency, sum)| Money::new(sum.revenue, *currency)).collect(),
        returned: sums.iter().map(|(_, sum)| sum.returned).sum(),
        between: first.zip(last),
    }
}

fn view(
    tx: &mut Tx,
    say: &Say,
    (id, page): (ProductId, Option<usize>),
    now: Time,
    shows_sales: bool,
) -> Result<ProductView> {
    let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
    let sales = if shows_sales { Some(sold(&sales::of_product(tx, id)?)) } else { None };
    let (written_off, _) = sales::written_off(tx, id)?;
    let mut other_names = sales::names(tx, id, 6)?;
    other_names.retain(|other| {
        Some(other) != product.name.as_ref() && !product.variants.iter().any(|one| one.name.as_ref() == Some(other))
    });
    let is_priced = !prices::priced(tx, std::slice::from_ref(&product), now)?.is_empty();
    let missing = missing::gaps(&product, is_priced, &missing::Shop::read(tx)?);
    let names = Names::read(tx, say)?;
    let here = format!("{PATH}/{id}");
    let (shown, pager) = paged(product.variants.len(), VARIANTS, page, &here);
    let shown = &product.variants[shown];
    let ids: Vec<_> = shown.iter().map(|variant| variant.id).collect();
    let quoted = prices::quote(tx, &ids, &Asker::default(), now)?;
    let row = |choice: &Choice| VariantRow {
        label: label(&names, choice),
        sku: choice.sku.clone(),
        gtin: choice.gtin.clone(),
        price: quoted.get(&choice.id).map(|price| Asked {
            amount: price.amount,
            before: price.before,
            currency: price.currency,
        }),
        is_sold: choice.is_sold,
    };
    Ok(ProductView {
        sight: Sight::of(&product, products_web::kind(product.kind)),
        pictures: product.pictures.iter().map(PictureView::of).collect(),
        id: product.id.to_string(),
        code: product.code.clone(),
        name: name(&names, &product),
        other_names,
        kind: products_web::kind(product.kind),
        state: product.state,
        missing: missing.into_iter().map(|gap| (gap, gap_address(&here, product.maker.as_deref(), gap))).collect(),
        variants: shown.iter().map(row).collect(),
        variant_count: product.variants.len(),
        colors: colors(&names, &product),
        pager,
        facts: facts(say, &names, &product),
        beside: beside(tx, say, &names, &product)?,
        description: names
            .text(&product.translations, "description", product.description.as_deref())
            .iter()
            .flat_map(|text| text.split("\n\n"))
            .map(str::to_owned)
            .collect(),
        sales,
        written_off,
    })
}

/// Where one says what is missing of a product.
pub fn gap_address(product: &str, maker: Option<&str>, gap: Gap) -> String {
    let field = |field: &str| format!("{product}/edit#{field}");
    match gap {
        Gap::State => field("state"),
        Gap::Name => field("name"),
        Gap::Description => field("description"),
        Gap::Category => field("category"),
        Gap::Maker => field("maker"),
        Gap::Responsible => field("responsible"),
        Gap::Composition => field("composition"),
        Gap::NameTranslation | Gap::DescriptionTranslation => field("name"),
        Gap::Variant => format!("{product}/variants"),
        Gap::Price => format!("{product}/prices"),
        Gap::Picture | Gap::PictureAlt => format!("{product}/pictures"),
        Gap::MakerAddress => {
            Address::new("/console/products/makers").with("code", maker.unwrap_or_default()).to_string()
        }
    }
}

/// The colors of a product with many variants: what each is called, how many there are of it and how many are sold.
fn colors(names: &Names, product: &Details) -> Vec<(String, i64, i64)> {
    if product.variants.len() <= VARIANTS {
        return Vec::new();
    }
    let mut found: Vec<(String, i64, i64)> = Vec::new();
    for choice in &product.variants {
        let Some(color) = choice.options.get("color") else { continue };
        let name = names.option("color", color);
        match found.iter_mut().find(|(known, ..)| known == name) {
            Some((_, count, sold)) => (*count, *sold) = (*count + 1, *sold + i64::from(choice.is_sold)),
            None => found.push((name.to_owned(), 1, i64::from(choice.is_sold))),
        }
    }
    found.truncate(VARIANTS);
    found
}

/// What goes with a product, and what it is made of.
fn beside(tx: &mut Tx, say: &Say, names: &Names, product: &Details) -> Result<Vec<(String, Vec<Link>)>> {
    let relations = &product.relations;
    let codes = |codes: &Option<Vec<String>>| -> Vec<(String, String)> {
        codes.iter().flatten().map(|code| (code.clone(), String::new())).collect()
    };
    let part = |part: &ToldPart| {
        let sku = part.sku.as_ref().map(|sku| format!("{sku}, ")).unwrap_or_default();
        (part.product.clone(), format!("{} × {sku}", say.number(part.quantity)))
    };
    let parts = product.parts.iter().map(part);
    let all = [
        ("product-parts", parts.collect()),
        ("product-related", codes(&relations.related)),
        ("product-cross-sell", codes(&relations.cross_sell)),
        ("product-up-sell", codes(&relations.up_sell)),
    ];
    let ids: Vec<ProductId> = all.iter().flat_map(|(_, codes)| codes).map(|(code, _)| id_of(code)).collect();
    let known: HashMap<ProductId, String> =
        details::some(tx, &ids)?.iter().map(|one| (one.id, name(names, one))).collect();
    let link = |(code, count): &(String, String)| {
        let id = id_of(code);
        Link { address: format!("{PATH}/{id}"), name: format!("{count}{}", known.get(&id).unwrap_or(code)) }
    };
    let told = all.iter().filter(|(_, codes)| !codes.is_empty());
    Ok(told.map(|(key, codes)| (say.t(key), codes.iter().map(link).collect())).collect())
}

/// What is said of a product, but for its name and description.
fn facts(say: &Say, names: &Names, product: &Details) -> Vec<(String, String)> {
    let fiber = |one: &Fiber| match &one.part {
        Some(part) => format!("{} % {} ({part})", one.percent, one.fiber),
        None => format!("{} % {}", one.percent, one.fiber),
    };
    let join = |words: Vec<String>| Some(words.join(", ")).filter(|words| !words.is_empty());
    let categories = product.categories.iter().map(|code| names.category_way(code));
    let collections = product.collections.iter().map(|code| names.collection(code).to_owned());
    let maker = |code: &Option<String>| code.as_deref().map(|code| names.maker(code).to_owned());
    let warnings = names.text(&product.translations, "warnings", product.warnings.as_deref());
    let facts = [
        ("product-brand", product.brand.clone()),
        ("product-categories", join(categories.collect())),
        ("product-collections", join(collections.collect())),
        ("product-composition", join(product.composition.iter().map(fiber).collect())),
        ("product-care", join(product.care.iter().map(|symbol| say.t(&care_key(symbol))).collect())),
        ("product-warnings", warnings.map(str::to_owned)),
        ("product-origin", product.origin.as_deref().map(|code| say.country(code))),
        ("product-maker", maker(&product.maker)),
        ("product-responsible", maker(&product.responsible)),
        ("product-size-grid", product.size_grid.as_deref().map(|code| names.grid(code).to_owned())),
    ];
    let facts = facts.into_iter().filter_map(|(key, words)| Some((say.t(key), words?)));
    let attribute = |(code, values): (&String, &Vec<String>)| {
        let values: Vec<String> = values.iter().map(|value| names.value(say, code, value)).collect();
        (names.attribute(code).to_owned(), values.join(", "))
    };
    facts.chain(product.attributes.iter().map(attribute)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_are_shown_a_page_at_a_time() {
        let (range, pager) = paged(250, 100, None, "/p");
        assert_eq!((range, pager.first.as_deref(), pager.next.as_deref()), (0..100, None, Some("/p?page=2")));
        let (range, pager) = paged(250, 100, Some(3), "/p");
        assert_eq!((range, pager.first.as_deref(), pager.next), (200..250, Some("/p"), None));
        assert_eq!(paged(250, 100, Some(99), "/p").0, 200..250);
        assert_eq!(paged(0, 100, None, "/p").0, 0..0);
    }
}
