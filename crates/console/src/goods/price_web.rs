//! Handlers of what one product costs: the history on each list, setting a price, ending a reduction and taking that
//! back.

use std::collections::BTreeSet;

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Currency, Cx, Error, Result, Time};
use catalog::{
    details::{self, Choice, Details},
    prices::{self, Asker, List, NewPrice},
    products::ProductId,
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    locale::{Lang, Say},
    problem::Failed,
    rights::{CatalogSee, PricesEdit, Right},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        amounts,
        form_page::FirstPrice,
        names::Names,
        price_page::{Asked, CHOICES, Course, PriceForm, PriceList, ProductPricesPage, refused_key},
        product_web::{self, label},
    },
    notices::{self, Notice, Undo},
};

const PATH: &str = "/console/products";
/// Rows of a list that the page shows.
const ROWS: usize = 40;
/// Variants that a row names.
const NAMED: usize = 12;

/// What the address of the prices may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct PricesAsked {
    did: Option<String>,
    n: Option<i64>,
    list: Option<String>,
    at: Option<i64>,
}

impl PricesAsked {
    /// What was done just now, in how many prices, and the way back.
    fn notice(&self, say: &Say, id: ProductId) -> Option<Notice> {
        let n = self.n.unwrap_or(0);
        let plain = |words| Notice { words, link: None, undo: None };
        match self.did.as_deref()? {
            "price" => Some(plain(say.tn("did-prices", n))),
            "price-same" => Some(plain(say.t("did-price-same"))),
            "sale-again" => Some(plain(say.tn("did-sale-again", n))),
            "sale-ended" => {
                let back = format!("{PATH}/{id}/prices");
                let list = self.list.clone().unwrap_or_default();
                let at = self.at.unwrap_or_default().to_string();
                let address = Address::new(format!("{back}/resume")).with("list", list).with("at", at).to_string();
                let undo = Undo { address, back, words: say.t("sale-again") };
                Some(Notice { words: say.tn("did-sale-ended", n), link: None, undo: Some(undo) })
            }
            _ => None,
        }
    }
}

/// What a product costs.
pub async fn prices(
    viewer: May<CatalogSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<PricesAsked>,
) -> Page {
    let id: ProductId = id.parse()?;
    let notice = asked.notice(&viewer.page(Room::Products).say, id);
    prices_page(&viewer, id, notice, PriceForm::default(), None).await
}

/// The list that everybody is asked by.
fn usual(lists: &[List]) -> Option<List> {
    Asker::default().lists(lists).into_iter().next()
}

/// The lists, the one that everybody is asked by in front.
fn usual_first(mut lists: Vec<List>) -> Vec<List> {
    let usual = usual(&lists).map(|list| list.code);
    lists.sort_by_key(|list| Some(&list.code) != usual.as_ref());
    lists
}

/// What the form of a product that is new asks of its price.
pub(super) fn asked_first(tx: &mut Tx, say: &Say) -> Result<FirstPrice> {
    let list = usual(&prices::lists(tx)?);
    let on = |list: List| FirstPrice::On { how: amounts::how(say, list.currency), list: list.name };
    Ok(list.map_or(FirstPrice::NoList, on))
}

/// Sets what everybody is asked for a product that is new, as its form says it.
pub(super) fn set_first(cx: &Cx, tx: &mut Tx, id: ProductId, lang: Lang, amount: &str) -> Result<()> {
    let no_list = || Error::invalid("unknown", "There is no price list that everybody is asked by.");
    let list = usual(&prices::lists(tx)?).ok_or_else(no_list)?;
    let amount = Some(amounts::read(lang, amount, list.currency)?);
    let (list, kind) = (list.code, prices::Kind::Regular);
    let new = |sku| NewPrice { list: list.clone(), sku, kind, amount, from: None, to: None };
    let new: Vec<NewPrice> = skus(tx, id)?.into_iter().map(new).collect();
    prices::set(cx, tx, &new).map(drop)
}

async fn prices_page(
    viewer: &Viewer,
    id: ProductId,
    notice: Option<Notice>,
    mut form: PriceForm,
    refused: Option<String>,
) -> Page {
    let now = viewer.cx.now;
    let page = viewer.page(Room::Products);
    let say = page.say.clone();
    let read = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
        Ok((prices::lists(tx)?, prices::of_variants(tx, &ids)?, product, Names::read(tx, &say)?))
    };
    let (lists, histories, product, names) = viewer.app().db.read("console.product_prices", read).await?;
    let lists = usual_first(lists);
    let list = |list: &List| {
        let of = |choice: &Choice| {
            let history = histories.get(&(prices::list_id(&list.code), choice.id))?;
            Some((label(&names, choice), course(history, list.currency, now)))
        };
        let all: Vec<(String, Course)> = product.variants.iter().filter_map(of).collect();
        let sales = all.iter().filter(|(_, course)| course.is_sale).count();
        let mut courses = gathered(all.into_iter(), product.variants.len(), &page.say);
        let more = courses.len().saturating_sub(ROWS);
        courses.truncate(ROWS);
        let (code, name) = (list.code.clone(), list.name.clone());
        PriceList { code, name, currency: list.currency, courses, more, sales }
    };
    let chosen = lists.iter().find(|list| list.code == form.list).or(lists.first());
    let currency = chosen.map_or(Currency::EUR, |list| list.currency);
    form.list = chosen.map(|list| list.code.clone()).unwrap_or_default();
    let sold: Vec<&Choice> = product.variants.iter().filter(|choice| choice.is_sold).collect();
    html(&ProductPricesPage {
        notice,
        may: viewer.may(Right::PricesEdit),
        id: id.to_string(),
        name: product_web::name(&names, &product),
        lists: lists.iter().map(list).collect(),
        sold: sold.len(),
        variants: if sold.len() > CHOICES {
            Vec::new()
        } else {
            sold.iter().map(|choice| (choice.sku.clone(), label(&names, choice))).collect()
        },
        colors: colors(&names, &sold),
        example: amounts::how(&page.say, currency),
        today: page.say.day_key(now),
        form,
        refused,
        page,
    })
}

/// The colors of what is sold, where there are several.
fn colors(names: &Names, sold: &[&Choice]) -> Vec<(String, String)> {
    let mut seen = BTreeSet::new();
    let colors = sold.iter().filter_map(|choice| choice.options.get("color"));
    let found: Vec<_> = colors
        .filter(|color| seen.insert((*color).clone()))
        .map(|color| (color.clone(), names.option("color", color).to_owned()))
        .collect();
    if found.len() > 1 { found } else { Vec::new() }
}

fn course(history: &[prices::Set], currency: Currency, now: Time) -> Course {
    let before = prices::before(history, now);
    let steps = prices::steps(history);
    Course {
        label: String::new(),
        now: prices::at(history, now).map(|amount| Asked { amount, before, currency }),
        steps: steps.iter().rev().map(|step| (step.from, step.amount, step.from > now)).collect(),
        is_sale: !prices::sales::ahead(history, now).is_empty(),
    }
}

/// Variants that always cost the same stand in one row.
fn gathered(courses: impl Iterator<Item = (String, Course)>, of: usize, say: &Say) -> Vec<Course> {
    let mut rows: Vec<(Vec<String>, Course)> = Vec::new();
    for (label, course) in courses {
        match rows.iter_mut().find(|(_, known)| *known == course) {
            Some((labels, _)) => labels.push(label),
            None => rows.push((vec![label], course)),
        }
    }
    let named = |(mut labels, course): (Vec<String>, Course)| {
        if labels.len() == of && of > 1 {
            return Course { label: say.t("price-every"), ..course };
        }
        let more = labels.len().saturating_sub(NAMED) as i64;
        labels.truncate(NAMED);
        let label = labels.join(" · ");
        Course { label: if more > 0 { say.tn1("price-and-more", more, "labels", label) } else { label }, ..course }
    };
    rows.into_iter().map(named).collect()
}

impl PriceForm {
    /// The SKUs that are meant, all of which are sold.
    fn skus(&self, product: &Details) -> Result<Vec<String>> {
        let sku = self.sku.trim();
        let is_meant = |choice: &&Choice| {
            let color = choice.options.get("color");
            (sku.is_empty() || choice.sku == sku) && (self.color.is_empty() || color == Some(&self.color))
        };
        let found: Vec<String> = product
            .variants
            .iter()
            .filter(|choice| choice.is_sold)
            .filter(is_meant)
            .map(|choice| choice.sku.clone())
            .collect();
        if !found.is_empty() {
            return Ok(found);
        }
        let code = if sku.is_empty() && self.color.is_empty() { "nothing" } else { "sku" };
        Err(Error::invalid(code, "Nothing that is sold is meant."))
    }

    /// The prices to set. A day begins and ends in the shop's time; today is from now on.
    fn read(&self, say: &Say, currency: Currency, skus: Vec<String>) -> Result<Vec<NewPrice>> {
        let amount = amounts::read(say.lang, &self.amount, currency)?;
        let kind = if self.kind == "sale" { prices::Kind::Sale } else { prices::Kind::Regular };
        let day = |day: &str, moment: fn(&Say, &str) -> Option<Time>| match day.trim() {
            "" => Ok(None),
            day => moment(say, day).map(Some).ok_or_else(|| Error::invalid("day", "Choose a day.")),
        };
        // The last day is a whole one.
        let (from, to) = (day(&self.from, Say::day_begins)?, day(&self.to, Say::day_ends)?);
        let today = say.day_begins(&say.day_key(say.now)).unwrap_or(say.now);
        if from.is_some_and(|from| from < today) {
            return Err(Error::invalid("past", "A price holds from today on: what was asked before stays true."));
        }
        let from = from.filter(|from| *from > say.now);
        let new = |sku: String| NewPrice { list: self.list.clone(), sku, kind, amount: Some(amount), from, to };
        Ok(skus.into_iter().map(new).collect())
    }
}

/// Sets a price, or shows the form again with what is wrong.
pub async fn set_price(
    viewer: May<PricesEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<PriceForm>,
) -> Result<Response, Failed> {
    let id: ProductId = id.parse()?;
    let say = viewer.page(Room::Products).say;
    let (cx, kept, spoken) = (viewer.cx.clone(), form.clone(), say.clone());
    let act = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        let list = prices::list(tx, &kept.list)?;
        let new = kept.read(&spoken, list.currency, kept.skus(&product)?)?;
        let ids: Vec<_> = product.variants.iter().map(|choice| choice.id).collect();
        let histories = prices::of_variants(tx, &ids)?;
        for price in &new {
            let variant = product.variants.iter().find(|choice| choice.sku == price.sku).map(|choice| choice.id);
            let history = variant.and_then(|variant| histories.get(&(prices::list_id(&list.code), variant)));
            prices::sales::check(history.map_or(&[][..], Vec::as_slice), price, cx.now)?;
        }
        prices::set(&cx, tx, &new)
    };
    let error = match viewer.app().db.write("prices.set", act).await {
        Ok(0) => return Ok(back(id, "price-same", &[])),
        Ok(count) => return Ok(back(id, "price", &[("n", count.to_string())])),
        Err(error) => error,
    };
    let refused = if error.code() == amounts::CODE {
        let list = form.list.clone();
        let read = move |tx: &mut Tx| prices::list(tx, &list);
        let currency = viewer.app().db.read("console.price_list", read).await?.currency;
        amounts::how(&say, currency)
    } else {
        refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?
    };
    let page = prices_page(&viewer, id, None, form, Some(refused)).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

fn back(id: ProductId, did: &'static str, more: &[(&'static str, String)]) -> Response {
    notices::back(&format!("{PATH}/{id}/prices"), did, more).into_response()
}

/// Which reductions.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct SaleForm {
    list: String,
    at: i64,
}

fn skus(tx: &mut Tx, id: ProductId) -> Result<Vec<String>> {
    let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
    Ok(product.variants.into_iter().map(|choice| choice.sku).collect())
}

/// Ends the reductions of a product on a list.
pub async fn end_sale(
    viewer: May<PricesEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<SaleForm>,
) -> Result<Response, Failed> {
    let (id, cx, list): (ProductId, _, _) = (id.parse()?, viewer.cx.clone(), form.list.clone());
    let at = cx.now.micros().to_string();
    let act = move |tx: &mut Tx| {
        let skus = skus(tx, id)?;
        prices::sales::end(&cx, tx, &list, &skus)
    };
    let count = viewer.app().db.write("prices.end-sale", act).await?;
    Ok(back(id, "sale-ended", &[("n", count.to_string()), ("list", form.list), ("at", at)]))
}

/// Begins again those that were ended at a moment.
pub async fn resume_sale(
    viewer: May<PricesEdit>,
    Path(id): Path<String>,
    asked::Asked(form): asked::Asked<SaleForm>,
) -> Result<Response, Failed> {
    let (id, cx): (ProductId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| {
        let skus = skus(tx, id)?;
        prices::sales::resume(&cx, tx, &form.list, &skus, Time::from_micros(form.at))
    };
    let count = viewer.app().db.write("prices.resume-sale", act).await?;
    Ok(back(id, "sale-again", &[("n", count.to_string())]))
}
