//! The list of products: by what they brought in the shop's main currency, or, once something is looked for or narrowed
//! down, and for whoever does not see what they brought, as the search finds them. All of it is kept in its address.

use std::collections::{BTreeMap, HashMap};

use base::{Currency, Cx, Error, Money, Result, UnitPrice};
use catalog::{
    bulk::Bulk,
    details::{self, Details},
    languages::FIRST,
    prices::{self, Asker, Price},
    products::{self, Kind, ProductId},
    search::{Answer, Audience, Query, Reading, Sort, index::Search, labels::Labels, query::DEPTH},
    variants::VariantId,
};
use orders::sales::{self, By, Sums};
use store::Tx;
use web::{
    asked,
    frame::Room,
    lists::{Choice, Finding, Head, Order, Pager, Select},
    locale::Say,
    paging,
    reach::Reach,
    rights::{CatalogSee, Right},
    views::{self, List, View},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        many_web,
        names::text_in,
        product_page::state_key,
        products_page::{PriceSpan, ProductHeads, ProductKind, ProductRow, ProductsPage},
        sights::Sight,
    },
    views_web,
};

const ROWS: usize = 50;
const PATH: &str = "/console/products";

/// What the address may ask for. Whatever names a facet narrows down by it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// What is looked for.
    pub q: String,
    /// The order.
    pub sort: String,
    from: String,
    bulk: String,
    did: String,
    /// The value that is chosen of a facet.
    pub filters: BTreeMap<String, String>,
    /// Whether whoever asks sees what products brought; never from the address.
    shows_sales: bool,
}

impl Asked {
    /// What pairs of names and values ask for; those that mean nothing here are passed over.
    pub fn of_fields(fields: &[(String, String)], reach: &Reach) -> Asked {
        let mut asked = Asked { shows_sales: reach.shows_sales(), ..Asked::default() };
        for (name, value) in fields {
            match name.as_str() {
                "q" => asked.q = value.trim().to_owned(),
                "sort" => asked.sort.clone_from(value),
                "from" => asked.from.clone_from(value),
                "bulk" => asked.bulk.clone_from(value),
                "did" => asked.did.clone_from(value),
                facet if is_facet(facet) => asked.narrow(name, value),
                _ => {}
            }
        }
        asked
    }

    fn narrow(&mut self, facet: &str, value: &str) {
        if !value.is_empty() {
            self.filters.insert(facet.to_owned(), value.to_owned());
        }
    }

    /// Whether a field says which products are listed.
    pub fn is_filter(&self, name: &str) -> bool {
        name == "q" || name == "sort" || is_facet(name)
    }

    /// Whether the list is by what products brought: nothing is looked for, and the index has no say.
    fn is_by_sales(&self) -> bool {
        self.shows_sales
            && self.q.is_empty()
            && self.sort.is_empty()
            && self.filters.keys().all(|facet| facet == "kind")
    }

    fn is_plain(&self) -> bool {
        self.q.is_empty() && self.filters.is_empty()
    }

    /// How the search orders what it finds.
    fn order(&self) -> Sort {
        match self.sort.as_str() {
            "name" => Sort::Name,
            "newest" => Sort::Newest,
            "cheapest" => Sort::Cheapest,
            "dearest" => Sort::Dearest,
            _ if self.q.is_empty() => Sort::Name,
            _ => Sort::Relevance,
        }
    }

    /// So many are passed over of what the search finds.
    fn offset(&self) -> Result<usize> {
        match self.from.as_str() {
            _ if self.is_by_sales() => Ok(0),
            "" => Ok(0),
            from => from.parse::<u32>().map(|from| from as usize).map_err(|_| paging::unknown()),
        }
    }

    /// The address of the list or another page that shows it, where this page begins.
    pub fn place(&self, path: &str) -> Address {
        self.address_of(path).with("from", &self.from)
    }

    /// The ways to its other pages.
    pub fn pager(&self, path: &str, next: Option<String>) -> Pager {
        let here = self.address_of(path);
        Pager {
            first: (!self.from.is_empty()).then(|| here.to_string()),
            next: next.map(|next| here.with("from", next).to_string()),
        }
    }

    /// A page of what it looks for.
    fn page(&self, limit: usize) -> Result<Query> {
        self.query(self.offset()?, limit)
    }

    /// What it looks for, from a place on.
    pub fn query(&self, offset: usize, limit: usize) -> Result<Query> {
        if self.q.chars().count() > 200 {
            return Err(Error::invalid("search", "Search for at most 200 characters."));
        }
        let filters = self.filters.iter().map(|(facet, value)| (facet.clone(), [value.clone()].into())).collect();
        let (text, sort) = (self.q.clone(), self.order());
        Ok(Query { text, audience: Audience::Staff, filters, sort, offset, limit, ..Query::default() })
    }

    /// The list with its filters and order, from its start.
    pub fn address(&self) -> Address {
        self.address_of(PATH)
    }

    /// The same of another page that shows the list.
    pub fn address_of(&self, path: &str) -> Address {
        let plain = Address::new(path).with("q", &self.q);
        let narrowed = self.filters.iter().fold(plain, |address, (facet, value)| address.with(facet.clone(), value));
        narrowed.with("sort", &self.sort)
    }
}

fn is_facet(name: &str) -> bool {
    ["category", "brand", "kind", "state"].contains(&name)
        || name.starts_with("option.")
        || name.starts_with("attribute.")
}

/// What the search finds, and what the text could go on to.
async fn look(viewer: &Viewer, mut query: Query) -> Result<(Answer, Vec<String>)> {
    let search = Search::of(viewer.app())?;
    let lists = viewer.app().db.read("search.lists", prices::lists).await?;
    query.lists = Asker::default().settled(&lists).lists(&lists).into_iter().map(|list| list.code).collect();
    let work = move || -> Result<(Answer, Vec<String>)> {
        let suggested = search.suggest(&query.text, Audience::Staff)?.texts;
        Ok((search.find(&query)?, suggested))
    };
    tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
}

/// What the list shows, read in one transaction.
struct Read {
    products: Vec<Details>,
    /// Where the next page begins.
    next: Option<String>,
    sums: HashMap<ProductId, Vec<(Currency, Sums)>>,
    prices: HashMap<VariantId, Price>,
    labels: Labels,
    /// All products that there are.
    total: i64,
    bulk: Option<Bulk>,
    views: Vec<View>,
}

/// The ids of a page of the list, and where the next begins.
fn ids(tx: &mut Tx, asked: &Asked, answer: &Answer, rows: usize) -> Result<(Vec<ProductId>, Option<String>)> {
    if !asked.is_by_sales() {
        let end = asked.offset()? + answer.hits.len();
        let next = ((end as u64) < answer.total && end < DEPTH).then(|| end.to_string());
        return Ok((answer.hits.iter().map(|hit| hit.id).collect(), next));
    }
    let after = Some(asked.from.as_str()).filter(|from| !from.is_empty()).map(paging::read_sorted).transpose()?;
    let currency = match after {
        Some((order, _)) => order.parse()?,
        None => sales::main_currency(tx)?.unwrap_or(Currency::EUR),
    };
    let query = sales::Query {
        search: None,
        kind: asked.filters.get("kind").cloned(),
        by: By::Revenue(currency),
        after: after.map(|(_, (brought, id))| (brought, ProductId::from_bytes(id))),
    };
    let page = paging::cut(sales::page(tx, &query, rows as i64 + 1)?, rows as i64, |(last, brought)| {
        paging::sorted_place(currency.code(), *brought, last.id.bytes())
    });
    Ok((page.data.into_iter().map(|(product, _)| product.id).collect(), page.next))
}

/// The ids of a page of the list, for another page that shows it, and where the next begins.
pub async fn listed(viewer: &Viewer, asked: &Asked, rows: usize) -> Result<(Vec<ProductId>, Option<String>)> {
    let (answer, _) = look(viewer, asked.page(rows)?).await?;
    let asked = asked.clone();
    viewer.app().db.read("console.listed", move |tx| ids(tx, &asked, &answer, rows)).await
}

fn read(tx: &mut Tx, asked: &Asked, answer: &Answer, language: Option<&str>, cx: &Cx) -> Result<Read> {
    let (ids, next) = ids(tx, asked, answer, ROWS)?;
    let products = details::some(tx, &ids)?;
    let variants: Vec<VariantId> =
        products.iter().flat_map(|one| &one.variants).filter(|one| one.is_sold).map(|one| one.id).collect();
    Ok(Read {
        next,
        sums: if asked.shows_sales { sales::of_products(tx, &ids)? } else { HashMap::new() },
        prices: prices::quote(tx, &variants, &Asker::default(), cx.now)?,
        labels: Labels::read(tx, language)?,
        total: products::count(tx)?,
        bulk: many_web::told(tx, &asked.bulk)?,
        views: views::seen_by(tx, &cx.actor.as_text(), List::Products)?,
        products,
    })
}

/// The list.
pub async fn list(viewer: May<CatalogSee>, asked::Asked(fields): asked::Asked<Vec<(String, String)>>) -> Page {
    let (asked, cx) = (Asked::of_fields(&fields, &viewer.reach()), viewer.cx.clone());
    let (answer, suggested) = look(&viewer, asked.page(ROWS)?).await?;
    let page = viewer.page(Room::Products);
    // The shop's first language has no translations.
    let language = Some(page.say.lang.code()).filter(|code| *code != FIRST);
    let (looked, found) = (asked.clone(), answer.clone());
    let read = viewer.app().db.read("console.products", move |tx| read(tx, &looked, &found, language, &cx)).await?;
    let here = asked.address();
    html(&ProductsPage {
        notice: match &read.bulk {
            Some(bulk) => Some(many_web::notice(&page.say, bulk, &here)),
            None => views_web::notice(&viewer, List::Products, &asked.did),
        },
        keep: here.pairs(),
        table: asked.address_of("/console/products/table").to_string(),
        finding: Finding {
            suggested: Some(suggested),
            views: Some(views_web::shown(&viewer, List::Products, &read.views, &here)),
            ..finding(&page.say, &asked, &answer, &read.labels)
        },
        heads: heads(&page.say, &asked, &here),
        rows: read.products.iter().map(|product| row(product, &read, language)).collect(),
        total: asked.is_plain().then_some(read.total),
        found: (!asked.is_by_sales()).then_some(answer.total as i64),
        reading: Some(answer.reading).filter(|reading| !asked.q.is_empty() && *reading != Reading::Exact),
        pager: asked.pager(PATH, read.next.clone()),
        shows_sales: asked.shows_sales,
        may: viewer.may(Right::CatalogEdit),
        page,
    })
}

fn finding(say: &Say, asked: &Asked, answer: &Answer, labels: &Labels) -> Finding {
    let sort = |value: &str, key: &str| Choice { value: value.into(), name: say.t(key), is_on: asked.sort == value };
    let first = match (asked.q.is_empty(), asked.is_plain()) {
        (false, _) => vec![sort("", "sort-relevance"), sort("name", "sort-name")],
        (_, true) if asked.shows_sales => vec![sort("", "sort-revenue"), sort("name", "sort-name")],
        (_, _) => vec![sort("", "sort-name")],
    };
    let others = [("newest", "sort-newest"), ("cheapest", "sort-cheapest"), ("dearest", "sort-dearest")];
    let sorts = first.into_iter().chain(others.map(|(value, key)| sort(value, key))).collect();
    Finding {
        action: PATH.to_owned(),
        label: say.t("search-products"),
        q: asked.q.clone(),
        selects: selects(say, asked, answer, labels),
        chips: Vec::new(),
        sorts,
        keep: Vec::new(),
        clear: (!asked.is_plain()).then(|| PATH.to_owned()),
        ..Finding::default()
    }
}

/// A choice for each facet that tells products apart, the shop's own after those that every shop has.
fn selects(say: &Say, asked: &Asked, answer: &Answer, labels: &Labels) -> Vec<Select> {
    let rank = |name: &str| match name {
        "category" => 0,
        "brand" => 1,
        "state" => 2,
        "kind" => 3,
        option if option.starts_with("option.") => 4,
        _ => 5,
    };
    let mut facets: Vec<_> = answer
        .facets
        .iter()
        // Whether it is for sale is said by its state.
        .filter(|facet| facet.name != "available")
        .filter(|facet| facet.values.len() > 1 || asked.filters.contains_key(&facet.name))
        .collect();
    facets.sort_by_key(|facet| (rank(&facet.name), facet.name.clone()));
    let select = |facet: &&catalog::search::Facet| {
        let label = facet_label(say, labels, &facet.name);
        let chosen = asked.filters.get(&facet.name).map_or("", String::as_str);
        let choice = |value: &str, count: u64| Choice {
            value: value.to_owned(),
            name: format!("{} ({})", value_label(say, labels, &facet.name, value), say.number(count as i64)),
            is_on: value == chosen,
        };
        let mut values = facet.values.clone();
        match facet.name.as_str() {
            "category" => values.sort_by(|one, other| one.value.cmp(&other.value)),
            name => values.sort_by_key(|one| labels.place(name, &one.value).unwrap_or_default()),
        }
        let is_missing = !chosen.is_empty() && values.iter().all(|one| one.value != chosen);
        let any = Choice { value: String::new(), name: label.clone(), is_on: chosen.is_empty() };
        let missing = is_missing.then(|| choice(chosen, 0));
        let choices =
            std::iter::once(any).chain(missing).chain(values.iter().map(|one| choice(&one.value, one.count))).collect();
        Select { name: facet.name.clone(), label, choices }
    };
    facets.iter().map(select).collect()
}

/// What a facet is called.
fn facet_label(say: &Say, labels: &Labels, facet: &str) -> String {
    match facet {
        "category" => say.t("filter-category"),
        "brand" => say.t("filter-brand"),
        "state" => say.t("filter-state"),
        "kind" => say.t("filter-kind"),
        "option.color" if labels.facet(facet) == "color" => say.t("filter-color"),
        "option.size" if labels.facet(facet) == "size" => say.t("filter-size"),
        other => upper_first(labels.facet(other)),
    }
}

/// What one of its values is called; a category stands under those that it is in.
fn value_label(say: &Say, labels: &Labels, facet: &str, value: &str) -> String {
    match facet {
        "state" => products::State::parse(value).map_or_else(|_| value.to_owned(), |state| say.t(&state_key(&state))),
        "kind" => ProductKind::from_slug(value).map_or_else(|| value.to_owned(), |kind| say.t(kind.key())),
        "category" => "\u{2003}".repeat(value.matches('/').count()) + labels.value(facet, value),
        _ => labels.value(facet, value).to_owned(),
    }
}

fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn heads(say: &Say, asked: &Asked, here: &Address) -> ProductHeads {
    let order = asked.order();
    let by_name = !asked.is_by_sales() && order == Sort::Name;
    let name = Head {
        name: say.t("head-product"),
        address: Some(here.with("sort", "name").to_string()),
        order: by_name.then_some(Order::Ascending),
    };
    let revenue = Head {
        name: say.t("head-revenue"),
        address: asked.is_plain().then(|| here.without("sort").to_string()),
        order: asked.is_by_sales().then_some(Order::Descending),
    };
    let by_price = [Sort::Cheapest, Sort::Dearest].into_iter().position(|one| one == order);
    let price = Head {
        name: say.t("head-price"),
        address: Some(here.with("sort", if by_price == Some(1) { "cheapest" } else { "dearest" }).to_string()),
        order: by_price.map(|place| [Order::Ascending, Order::Descending][place]),
    };
    ProductHeads {
        name,
        state: Head::plain(say.t("head-state")),
        price,
        sold: Head::plain(say.t("head-sold")),
        returned: Head::plain(say.t("head-product-returned")),
        revenue,
        last: Head::plain(say.t("head-last-sold")),
    }
}

fn row(product: &Details, read: &Read, language: Option<&str>) -> ProductRow {
    let kind = kind(product.kind);
    let sums = read.sums.get(&product.id).map_or(&[][..], Vec::as_slice);
    ProductRow {
        sight: Sight::of(product, kind),
        id: product.id.to_string(),
        address: format!("{PATH}/{}", product.id),
        name: text_in(language, &product.translations, "name", product.name.as_deref())
            .unwrap_or(&product.code)
            .to_owned(),
        sku: product.code.clone(),
        kind,
        state: product.state,
        price: span(product, &read.prices),
        sold: sums.iter().map(|(_, sum)| sum.sold).sum(),
        returned: sums.iter().map(|(_, sum)| sum.returned).sum(),
        revenue: sums.iter().map(|(currency, sum)| Money::new(sum.revenue, *currency)).collect(),
        last: sums.iter().filter_map(|(_, sum)| sum.last_sold).max(),
    }
}

/// What its variants cost, from the lowest on, in the currency of the first that has a price.
fn span(product: &Details, prices: &HashMap<VariantId, Price>) -> Option<PriceSpan> {
    let priced: Vec<&Price> = product.variants.iter().filter_map(|variant| prices.get(&variant.id)).collect();
    let currency = priced.first()?.currency;
    let here = || priced.iter().filter(move |price| price.currency == currency);
    let lowest = here().min_by_key(|price| price.amount)?;
    let highest: UnitPrice = here().map(|price| price.amount).max()?;
    Some(PriceSpan { amount: lowest.amount, before: lowest.before, currency, is_from: highest > lowest.amount })
}

/// The kind, as the pages name it.
pub const fn kind(kind: Kind) -> ProductKind {
    match kind {
        Kind::Goods => ProductKind::Goods,
        Kind::Service => ProductKind::Service,
        Kind::Voucher => ProductKind::Voucher,
        Kind::Fee => ProductKind::Fee,
        Kind::Test => ProductKind::Test,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect()
    }

    fn asked(pairs: &[(&str, &str)]) -> Asked {
        Asked::of_fields(&fields(pairs), &Reach::ALL)
    }

    #[test]
    fn the_index_has_a_say_once_something_is_looked_for() {
        let by_sales: [&[(&str, &str)]; 3] = [&[], &[("kind", "goods")], &[("q", "  "), ("brand", ""), ("from", "50")]];
        for pairs in by_sales {
            assert!(asked(pairs).is_by_sales(), "{pairs:?}");
            let other = Asked::of_fields(&fields(pairs), &Reach::default());
            assert_eq!((other.is_by_sales(), other.order()), (false, Sort::Name), "an order tells what it goes by");
        }
        let looked: [(&[(&str, &str)], Sort); 6] = [
            (&[("sort", "dearest")], Sort::Dearest),
            (&[("q", "vestido")], Sort::Relevance),
            (&[("q", "vestido"), ("sort", "newest")], Sort::Newest),
            (&[("brand", "Telar")], Sort::Name),
            (&[("sort", "name")], Sort::Name),
            (&[("option.color", "teja"), ("sort", "newest")], Sort::Newest),
        ];
        for (pairs, order) in looked {
            let asked = asked(pairs);
            assert_eq!((asked.is_by_sales(), asked.order()), (false, order), "{pairs:?}");
        }
    }

    #[test]
    fn an_address_keeps_what_is_asked() {
        let pairs = [("q", "falda"), ("attribute.escote", "barco"), ("option.color", "teja"), ("sort", "name")];
        let told = asked(&pairs).address().to_string();
        assert_eq!(told, "/console/products?q=falda&attribute.escote=barco&option.color=teja&sort=name");
        let query = asked(&pairs).query(50, 10).expect("it can be read");
        assert_eq!((query.offset, query.limit, query.filters.len()), (50, 10, 2));
        assert!(asked(&[("q", &"a".repeat(201))]).query(0, 1).is_err());
        assert!(asked(&[("from", "x"), ("q", "falda")]).offset().is_err());
    }
}
