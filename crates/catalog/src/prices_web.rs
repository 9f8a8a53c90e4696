//! Prices in the JSON API.

use std::collections::BTreeMap;

use axum::Json;
use base::{Error, Result, Time, UnitPrice};
use store::Tx;
use web::{
    asked::{self, At, Body},
    keyed::{Created, Repeatable},
    paging::{self, Many, Page},
    problem::Failed,
    rights::{CatalogSee, PricesEdit, Right},
    routes::{For, Routes},
    who::May,
};

use crate::{
    details,
    prices::{
        self, Asker, List, NewPrice, Price, Set, Step,
        changes::{self, ChangeId, Changed, Rule, Told},
    },
    products::ProductId,
    variants::{self, Sku},
};

/// Prices that one request may set, or ask for.
const PRICES: usize = 1_000;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .reads(For::May(Right::CatalogSee), "/api/v1/price-lists", "The price lists", lists)
        .acts(For::May(Right::PricesEdit), "/api/v1/price-lists", "Keep price lists as they are told", keep_lists)
        .reads(For::May(Right::CatalogSee), "/api/v1/prices", "What things cost somebody, now or at a moment", quote)
        .acts(For::May(Right::PricesEdit), "/api/v1/prices", "Set prices", set)
        .reads(
            For::May(Right::CatalogSee),
            "/api/v1/products/{id}/prices",
            "All prices that a product ever had",
            of_product,
        )
        .reads(For::May(Right::CatalogSee), "/api/v1/price-changes", "Changes of many prices, the newest first", latest)
        .acts(For::May(Right::PricesEdit), "/api/v1/price-changes", "Change many prices", change)
        .acts(
            For::May(Right::PricesEdit),
            "/api/v1/price-changes/preview",
            "What a change of many prices would do",
            preview,
        )
        .acts(For::May(Right::PricesEdit), "/api/v1/price-changes/{id}/undo", "Take a change of many prices back", undo)
}

async fn lists(viewer: May<CatalogSee>) -> Result<Json<Many<List>>, Failed> {
    Ok(Json(Many { data: viewer.app().db.read("price-lists.list", prices::lists).await? }))
}

async fn keep_lists(viewer: May<PricesEdit>, sent: Body<Many<List>>) -> Result<Json<Many<List>>, Failed> {
    let (cx, new) = (viewer.cx.clone(), sent.0.data);
    let act = move |tx: &mut Tx| {
        prices::ensure_lists(&cx, tx, &new)?;
        prices::lists(tx)
    };
    Ok(Json(Many { data: viewer.app().db.write("price-lists.keep", act).await? }))
}

/// Which prices, by whom and where.
#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct QuoteAsked {
    /// SKUs, with a comma between them.
    skus: String,
    channel: Option<String>,
    currency: Option<String>,
    zone: Option<String>,
    /// Groups of customers, with a comma between them.
    groups: String,
    /// A moment; now where it is not said.
    at: Option<Time>,
}

fn parted(text: &str) -> Vec<String> {
    text.split(',').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Quoted {
    sku: String,
    #[serde(flatten)]
    price: Price,
}

async fn quote(
    viewer: May<CatalogSee>,
    asked::Asked(asked): asked::Asked<QuoteAsked>,
) -> Result<Json<Many<Quoted>>, Failed> {
    let QuoteAsked { skus, channel, currency, zone, groups, at } = asked;
    let skus = parted(&skus).into_iter().map(|sku| Sku::parse(&sku)).collect::<Result<Vec<Sku>>>()?;
    if !(1..=PRICES).contains(&skus.len()) {
        return Err(Error::invalid("skus", format!("Ask for 1 to {PRICES} SKUs at once.")).into());
    }
    let asker = Asker { channel, currency, zone, groups: parted(&groups) };
    let moment = at.unwrap_or(viewer.cx.now);
    let read = move |tx: &mut Tx| {
        let ids: Vec<_> = skus.iter().map(Sku::id).collect();
        let found = prices::quote(tx, &ids, &asker, moment)?;
        let quoted = |sku: &Sku| {
            let price = found.get(&sku.id())?.clone();
            Some(Quoted { sku: sku.as_str().to_owned(), price })
        };
        Ok(skus.iter().filter_map(quoted).collect())
    };
    Ok(Json(Many { data: viewer.app().db.read("prices.quote", read).await? }))
}

#[derive(Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Setting {
    prices: Vec<NewPrice>,
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Counted {
    set: u64,
}

async fn set(viewer: May<PricesEdit>, sent: Body<Setting>) -> Result<Json<Counted>, Failed> {
    let Setting { prices: new } = sent.0;
    if !(1..=PRICES).contains(&new.len()) {
        return Err(Error::invalid("prices", format!("Set 1 to {PRICES} prices at once.")).into());
    }
    let cx = viewer.cx.clone();
    let set = viewer.app().db.write("prices.set", move |tx| prices::set(&cx, tx, &new)).await?;
    Ok(Json(Counted { set }))
}

/// What was asked for a variant on a list, and what is.
#[derive(serde::Serialize, schemars::JsonSchema)]
struct Course {
    sku: String,
    list: String,
    now: Option<UnitPrice>,
    before: Option<UnitPrice>,
    steps: Vec<Step>,
    set: Vec<Set>,
}

async fn of_product(viewer: May<CatalogSee>, At(id): At<ProductId>) -> Result<Json<Many<Course>>, Failed> {
    let now = viewer.cx.now;
    let read = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        let lists: BTreeMap<_, String> =
            prices::lists(tx)?.into_iter().map(|list| (prices::list_id(&list.code), list.code)).collect();
        let ids: Vec<variants::VariantId> = product.variants.iter().map(|variant| variant.id).collect();
        let mut histories = prices::of_variants(tx, &ids)?;
        let mut data = Vec::new();
        for variant in &product.variants {
            for (list, code) in &lists {
                let Some(set) = histories.remove(&(*list, variant.id)) else { continue };
                data.push(Course {
                    sku: variant.sku.clone(),
                    list: code.clone(),
                    now: prices::at(&set, now),
                    before: prices::before(&set, now),
                    steps: prices::steps(&set),
                    set,
                });
            }
        }
        Ok(data)
    };
    Ok(Json(Many { data: viewer.app().db.read("prices.of-product", read).await? }))
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct ChangesAsked {
    after: Option<String>,
    limit: Option<i64>,
}

async fn latest(
    viewer: May<CatalogSee>,
    asked::Asked(asked): asked::Asked<ChangesAsked>,
) -> Result<Json<Page<Told>>, Failed> {
    let limit = paging::limit(asked.limit)?;
    let after = asked.after.as_deref().map(paging::read_place).transpose()?;
    let after = after.map(|(at, id)| (Time::from_micros(at), ChangeId::from_bytes(id)));
    let read = move |tx: &mut Tx| changes::latest(tx, after, limit + 1);
    let found = viewer.app().db.read("price-changes.list", read).await?;
    Ok(Json(paging::cut(found, limit, |last| paging::place(last.set_at.micros(), last.id.bytes()))))
}

/// What a change would do.
#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "PricePreview")]
struct Preview {
    count: usize,
    /// The first of them.
    data: Vec<Changed>,
}

async fn preview(viewer: May<PricesEdit>, sent: Body<Rule>) -> Result<Json<Preview>, Failed> {
    let (rule, now) = (sent.0, viewer.cx.now);
    let read = move |tx: &mut Tx| changes::preview(tx, &rule, now);
    let mut data = viewer.app().db.read("price-changes.preview", read).await?;
    let count = data.len();
    data.truncate(PRICES);
    Ok(Json(Preview { count, data }))
}

#[derive(serde::Serialize, schemars::JsonSchema)]
#[schemars(rename = "PricesSet")]
struct Done {
    id: ChangeId,
    set: u64,
}

async fn change(sent: Repeatable<PricesEdit, Rule>) -> Result<Created<Done>, Failed> {
    let Repeatable { viewer, keyed, told: rule } = sent;
    let act = move |tx: &mut Tx| {
        keyed.once(tx, |tx| {
            let id = ChangeId::new(keyed.cx.now);
            Ok(Done { id, set: changes::change(&keyed.cx, tx, id, &rule, None)? })
        })
    };
    Ok(viewer.app().db.write("prices.change", act).await?)
}

async fn undo(viewer: May<PricesEdit>, At(id): At<ChangeId>) -> Result<Json<Counted>, Failed> {
    let cx = viewer.cx.clone();
    let set = viewer.app().db.write("prices.undo", move |tx| changes::undo(&cx, tx, id)).await?;
    Ok(Json(Counted { set }))
}
