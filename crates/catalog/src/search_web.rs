//! Search in the JSON API: looking for products, what a text could go on to, synonyms, and what nobody finds.

use aide::{
    generate::GenContext,
    openapi::Operation,
    operation::{OperationInput, add_parameters},
};
use axum::{Json, extract::FromRequestParts, http::request::Parts};
use base::{Cx, Error, Result, Time, UnitPrice};
use schemars::json_schema;
use store::Tx;
use web::{
    app::App,
    asked::{self, Body},
    locale::Lang,
    openapi,
    paging::{self, Many},
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    details::{self, Details},
    missing,
    prices::{self, Asker, Price},
    products::{ProductId, State},
    search::{
        Answer, Audience, Facet, Hit, Query, Reading, Sort,
        index::Search,
        labels::Labels,
        misses::{self, Looked},
        query::DEPTH,
        suggest::Shelf,
        synonyms::{self, Synonym},
    },
};

/// Products of a page where the address does not say, and at most.
const ROWS: usize = 24;
const MOST: usize = 100;
/// What an address may say, for who said something else.
const NAMES: &str = "q, audience, category, brand, available, kind, state, price_min, price_max, channel, currency, \
                     zone, group, language, sort, after, limit, option.*, attribute.*";
/// Characters of what is looked for.
const LONGEST: usize = 200;
/// Synonyms that one request may tell.
const SYNONYMS: usize = 1_000;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CatalogSee), "/api/v1/search", "Products by what they say", find)
        .reads(
            For::May(Right::CatalogSee),
            "/api/v1/search/suggest",
            "What somebody who is still writing could mean",
            suggest,
        )
        .reads(For::May(Right::CatalogSee), "/api/v1/search/misses", "What nobody finds", missed)
        .reads(For::May(Right::CatalogSee), "/api/v1/synonyms", "What words find beside themselves", all_synonyms)
        .acts(For::May(Right::CatalogEdit), "/api/v1/synonyms", "Say what words find beside themselves", keep_synonyms)
}

/// A product as a list shows it.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "ProductFound")]
struct Row {
    id: ProductId,
    code: String,
    name: Option<String>,
    brand: Option<String>,
    state: State,
    is_publishable: bool,
    drawing: Option<String>,
    dye: Option<String>,
    /// The lowest price of what is sold of it.
    price: Option<Price>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "SearchPage")]
struct Found {
    data: Vec<Row>,
    total: u64,
    /// Where the next page begins; nothing at the end.
    next: Option<String>,
    reading: Reading,
    facets: Vec<Shown>,
    /// What they cost, as if nothing had been said of it.
    prices: Option<Prices>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Prices {
    least: UnitPrice,
    most: UnitPrice,
}

/// A facet with the words that a page shows.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "Facet")]
struct Shown {
    name: String,
    label: String,
    values: Vec<ShownValue>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct ShownValue {
    value: String,
    label: String,
    count: u64,
    is_chosen: bool,
}

/// The words of an address, in whatever order: what narrows down may be there several times.
struct Sought(Vec<(String, String)>);

impl FromRequestParts<App> for Sought {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Sought, Failed> {
        asked::Asked::from_request_parts(parts, app).await.map(|asked::Asked(pairs)| Sought(pairs))
    }
}

/// What an address may say that has a name of its own.
#[derive(schemars::JsonSchema)]
#[schemars(inline)]
#[allow(dead_code, reason = "it describes what `read_query` reads")]
struct SearchAsked {
    /// What is looked for.
    #[schemars(length(max = 200))]
    q: Option<String>,
    /// Whose products: all of them, or what shoppers may see.
    audience: Option<Audience>,
    /// One of these categories, with what stands within.
    category: Option<Vec<String>>,
    /// One of these brands.
    brand: Option<Vec<String>>,
    /// What is for sale, or what is not.
    available: Option<Vec<Available>>,
    /// One of these kinds; for staff.
    kind: Option<Vec<String>>,
    /// One of these states; for staff.
    state: Option<Vec<String>>,
    /// What the cheapest variant costs at least.
    price_min: Option<UnitPrice>,
    /// What it costs at most.
    price_max: Option<UnitPrice>,
    /// Where it is asked what things cost.
    channel: Option<String>,
    /// In which currency.
    currency: Option<String>,
    /// For which country, or part of one.
    zone: Option<String>,
    /// For whom: groups of customers.
    group: Option<Vec<String>>,
    /// What facets are called in.
    language: Option<String>,
    /// The order.
    sort: Option<Sort>,
    /// Where the page begins, as `next` said.
    after: Option<String>,
    /// How many.
    #[schemars(range(min = 1, max = 100))]
    limit: Option<usize>,
}

/// A word of the facet `available`.
#[derive(schemars::JsonSchema)]
#[schemars(rename_all = "snake_case", inline)]
#[allow(dead_code, reason = "it describes what the index holds")]
enum Available {
    Yes,
    No,
}

impl OperationInput for Sought {
    fn operation_input(cx: &mut GenContext, operation: &mut Operation) {
        asked::Asked::<SearchAsked>::operation_input(cx, operation);
        let one_of = json_schema!({ "type": "string" });
        let schema = json_schema!({
            "type": "object",
            "patternProperties": { "^(option|attribute)\\.[a-z0-9_-]+$": one_of },
            "additionalProperties": false,
        });
        let says =
            "`option.color=teja`, `attribute.neckline=barco`: by any option or attribute, each also several times.";
        add_parameters(cx, operation, [openapi::open_parameters("facets", says, schema)]);
    }
}

async fn find(viewer: May<CatalogSee>, Sought(mut asked): Sought) -> Result<Json<Found>, Failed> {
    let language = asked.extract_if(.., |(name, _)| name == "language").map(|(_, code)| code).next();
    let (mut query, asker) = read_query(asked)?;
    let (search, now) = (Search::of(viewer.app())?, viewer.cx.now);
    let lists = viewer.app().db.read("search.lists", prices::lists).await?;
    let asker = asker.settled(&lists);
    query.lists = asker.lists(&lists).into_iter().map(|list| list.code).collect();
    let (here, looked) = (search.clone(), query.clone());
    let answer = tokio::task::spawn_blocking(move || here.find(&looked)).await.map_err(Error::internal)??;
    if query.offset == 0 && query.filters.is_empty() && query.price.is_any() {
        let found = if answer.reading == Reading::Parts { 0 } else { answer.total };
        let day = viewer.app().say(Lang::En).day_key(now);
        search.count(&day, &query.text, found, now);
    }
    let Answer { total, hits, facets, prices, reading } = answer;
    let next = Some(query.offset + hits.len()).filter(|next| (*next as u64) < total && *next < DEPTH);
    let audience = query.audience;
    let (data, facets) = viewer
        .app()
        .db
        .read("search.read", move |tx| {
            let labels = Labels::read(tx, language.as_deref())?;
            Ok((rows(tx, &hits, (audience, &asker, now))?, shown(&labels, &facets, &query)))
        })
        .await?;
    let prices = prices.map(|(least, most)| Prices { least, most });
    Ok(Json(Found { data, total, next: next.map(|next| next.to_string()), reading, facets, prices }))
}

/// The query of an address, and who asks what things cost: by no channel, zone or group where it says none. What names
/// a facet narrows down by it, and may be there several times.
fn read_query(asked: Vec<(String, String)>) -> Result<(Query, Asker)> {
    let mut asker = Asker::default();
    let mut query = Query { limit: ROWS, ..Query::default() };
    let wrong = |says: String| Error::invalid("query", says);
    let word = |name: &str, value: &str| wrong(format!("'{value}' is no {name}."));
    for (name, value) in asked {
        match name.as_str() {
            "q" if value.chars().count() > LONGEST => {
                return Err(Error::invalid("search", format!("A search has at most {LONGEST} characters.")));
            }
            "q" => query.text = value,
            "audience" => query.audience = audience(&value)?,
            "sort" => {
                query.sort = match value.as_str() {
                    "relevance" => Sort::Relevance,
                    "name" => Sort::Name,
                    "newest" => Sort::Newest,
                    "cheapest" => Sort::Cheapest,
                    "dearest" => Sort::Dearest,
                    _ => return Err(word("sort", &value)),
                }
            }
            "price_min" | "price_max" => {
                let price = UnitPrice::parse(&value).ok_or_else(|| word("price such as 49.90", &value))?;
                *(if name == "price_min" { &mut query.price.least } else { &mut query.price.most }) = Some(price);
            }
            "channel" => asker.channel = Some(value),
            "currency" => asker.currency = Some(value),
            "zone" => asker.zone = Some(value),
            "group" => asker.groups.push(value),
            "after" => {
                let offset = paging::read_offset(Some(&value))? as usize;
                if offset >= DEPTH {
                    return Err(Error::invalid("cursor", format!("A search goes {DEPTH} products deep.")));
                }
                query.offset = offset;
            }
            "limit" => {
                let limit = value.parse().ok().filter(|limit| (1..=MOST).contains(limit));
                query.limit = limit.ok_or_else(|| wrong(format!("A page has 1 to {MOST} products.")))?;
            }
            name if is_facet(name) => {
                query.filters.entry(name.to_owned()).or_default().insert(value);
            }
            name => {
                let says = format!("This address takes no parameter '{name}'. It knows: {NAMES}.");
                return Err(Error::invalid("parameter", says));
            }
        }
    }
    Ok((query, asker))
}

fn is_facet(name: &str) -> bool {
    matches!(name, "category" | "brand" | "available" | "kind" | "state")
        || name.starts_with("option.")
        || name.starts_with("attribute.")
}

fn audience(word: &str) -> Result<Audience> {
    match word {
        "staff" => Ok(Audience::Staff),
        "shoppers" => Ok(Audience::Shoppers),
        _ => Err(Error::invalid("query", format!("'{word}' is no audience: staff or shoppers."))),
    }
}

/// The rows of what was found, as they are now: what is hidden since is left out.
fn rows(tx: &mut Tx, hits: &[Hit], (audience, asker, now): (Audience, &Asker, Time)) -> Result<Vec<Row>> {
    let ids: Vec<ProductId> = hits.iter().map(|hit| hit.id).collect();
    let shop = missing::Shop::read(tx)?;
    let products = details::some(tx, &ids)?;
    let sold =
        |product: &Details| product.variants.iter().filter(|one| one.is_sold).map(|one| one.id).collect::<Vec<_>>();
    let variants: Vec<_> = products.iter().flat_map(sold).collect();
    let quoted = prices::quote(tx, &variants, asker, now)?;
    let is_quoted = |product: &Details| sold(product).iter().any(|id| quoted.contains_key(id));
    // What costs this asker nothing may cost others something.
    let others: Vec<Details> = products.iter().filter(|product| !is_quoted(product)).cloned().collect();
    let priced = prices::priced(tx, &others, now)?;
    let row = |product: Details| {
        let is_publishable = missing::is_shown(&product, is_quoted(&product) || priced.contains(&product.id), &shop);
        let price = sold(&product).iter().filter_map(|id| quoted.get(id)).min_by_key(|price| price.amount).cloned();
        let Details { id, code, name, brand, state, drawing, dye, .. } = product;
        Row { id, code, name, brand, state, is_publishable, drawing, dye, price }
    };
    let all = products.into_iter().map(row);
    Ok(all.filter(|row| audience == Audience::Staff || row.is_publishable).collect())
}

fn shown(labels: &Labels, facets: &[Facet], query: &Query) -> Vec<Shown> {
    let shown = |facet: &Facet| {
        let chosen = query.filters.get(&facet.name);
        let value = |one: &crate::search::Value| ShownValue {
            label: labels.value(&facet.name, &one.value).to_owned(),
            is_chosen: chosen.is_some_and(|chosen| chosen.contains(&one.value)),
            value: one.value.clone(),
            count: one.count,
        };
        let label = labels.facet(&facet.name).to_owned();
        Shown { name: facet.name.clone(), label, values: facet.values.iter().map(value).collect() }
    };
    facets.iter().map(shown).collect()
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct SuggestAsked {
    q: String,
    audience: Audience,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Suggested {
    texts: Vec<String>,
    shelves: Vec<Shelf>,
    products: Vec<Row>,
}

async fn suggest(
    viewer: May<CatalogSee>,
    asked::Asked(SuggestAsked { q, audience }): asked::Asked<SuggestAsked>,
) -> Result<Json<Suggested>, Failed> {
    let search = Search::of(viewer.app())?;
    let look = move || search.suggest(&q, audience);
    let found = tokio::task::spawn_blocking(look).await.map_err(Error::internal)??;
    let now = viewer.cx.now;
    let read = move |tx: &mut Tx| rows(tx, &found.products, (audience, &Asker::default(), now));
    let products = viewer.app().db.read("search.read", read).await?;
    Ok(Json(Suggested { texts: found.texts, shelves: found.shelves, products }))
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct MissesAsked {
    days: Option<i64>,
    limit: Option<i64>,
}

async fn missed(
    viewer: May<CatalogSee>,
    asked::Asked(asked): asked::Asked<MissesAsked>,
) -> Result<Json<Many<Looked>>, Failed> {
    let days = asked.days.unwrap_or(30);
    if !(1..=misses::DAYS).contains(&days) {
        return Err(Error::invalid("days", format!("Ask for 1 to {} days.", misses::DAYS)).into());
    }
    let limit = web::paging::limit(asked.limit)?;
    let day = viewer.app().say(Lang::En).day_key(viewer.cx.now.plus_seconds(-(days - 1) * 86_400));
    let read = move |tx: &mut Tx| misses::since(tx, &day, limit);
    Ok(Json(Many { data: viewer.app().db.read("search.misses", read).await? }))
}

async fn all_synonyms(viewer: May<CatalogSee>) -> Result<Json<Many<Synonym>>, Failed> {
    Ok(Json(Many { data: viewer.app().db.read("synonyms.list", synonyms::all).await? }))
}

async fn keep_synonyms(viewer: May<CatalogEdit>, sent: Body<Many<Synonym>>) -> Result<Json<Many<Synonym>>, Failed> {
    let told = sent.0.data;
    if told.len() > SYNONYMS {
        return Err(Error::invalid("data", format!("Send at most {SYNONYMS} at once.")).into());
    }
    let cx: Cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        synonyms::keep(&cx, tx, &told)?;
        synonyms::all(tx)
    };
    Ok(Json(Many { data: viewer.app().db.write("synonyms.keep", act).await? }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_says_what_is_looked_for() {
        let read = |pairs: &[(&str, &str)]| read_query(pairs.iter().map(|(a, b)| ((*a).into(), (*b).into())).collect());
        let query = [
            ("q", "vestido"),
            ("option.color", "rojo"),
            ("option.color", "azul"),
            ("sort", "newest"),
            ("price_max", "49.90"),
            ("zone", "ES-CN"),
        ];
        let (query, asker) = read(&query).expect("it can be read");
        assert_eq!((query.price.least, query.price.most), (None, Some(UnitPrice(499_000))));
        assert_eq!(asker.zone.as_deref(), Some("ES-CN"));
        assert_eq!((query.text.as_str(), query.sort, query.limit), ("vestido", Sort::Newest, ROWS));
        assert_eq!(query.filters["option.color"].len(), 2);
        for wrong in [
            ("sort", "price"),
            ("price_min", "1,5"),
            ("q", &"a".repeat(201)),
            ("limit", "0"),
            ("limit", "101"),
            ("after", "-1"),
            ("after", "2000"),
            ("color", "rojo"),
        ] {
            assert!(read(&[wrong]).is_err(), "{wrong:?}");
        }
    }
}
