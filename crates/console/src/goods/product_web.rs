//! Handlers of one product: its page, the page where it is changed, its prices, and those that lack something.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Currency, Error, Money, Result, Time, UnitPrice};
use catalog::{
    attributes, categories,
    details::{self, Choice, Details},
    keep, languages, missing,
    prices::{self, Asker, NewPrice},
    products::{ProductId, State},
    told::{Fiber, Told},
};
use orders::{orders as book, reviews, sales};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    lists::Pager,
    locale::Say,
    problem::Failed,
    who::{Owner, Viewer},
};

use crate::{
    answers::{Page, html},
    goods::{
        media_page::PictureView,
        product_page::{
            Asked, Course, PriceForm, PriceList, ProductEditPage, ProductForm, ProductPage, ProductPricesPage,
            ProductView, UnreadyPage, UnreadyRow, VariantRow, care_key, refused_key,
        },
        products_web,
        sights::Sight,
        spoken::Spoken,
    },
    identity_web::may,
    knots,
    notices::{self, Notice},
    orders_web,
    reviews_page::Rating,
};

/// Orders that the page of a product lists.
const RECENT: i64 = 10;
/// Reviews that it shows.
const REVIEWS: i64 = 3;
/// Steps of a price that the page shows.
const STEPS: usize = 8;
/// Products of a page of those that lack something.
const ROWS: i64 = 50;
const PATH: &str = "/console/products";

/// What the address of a product may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ProductAsked {
    /// What was done just now.
    pub did: Option<String>,
}

/// The page of a product.
pub async fn show(viewer: Viewer, Path(id): Path<String>, asked::Asked(asked): asked::Asked<ProductAsked>) -> Page {
    let (id, now): (ProductId, Time) = (id.parse()?, viewer.cx.now);
    let page = viewer.page(Room::Products);
    let say = page.say.clone();
    let read = move |tx: &mut Tx| {
        let view = view(tx, &say, id, now)?;
        Ok((view, book::with_product(tx, id, RECENT)?, knots::shops(tx)?, rating(tx, &say, id)?))
    };
    let (view, recent, shops, rating) = viewer.app().db.read("console.product", read).await?;
    let recent = recent.iter().map(|order| orders_web::row(&page.say, order, &shops)).collect();
    let notice = Notice::of(&page.say, asked.did.as_deref());
    html(&ProductPage { product: view, recent, rating, notice, may: may(&viewer), page })
}

/// What people say of a product: the sums, and the newest.
fn rating(tx: &mut Tx, say: &Say, id: ProductId) -> Result<Rating> {
    let query = reviews::Query { state: reviews::State::Shown, product: Some(id), stars: None, after: None };
    let newest = reviews::page(tx, &query, REVIEWS)?;
    Ok(Rating::of(say, reviews::summaries(tx, &[id])?.get(&id), &newest))
}

fn name(product: &Details) -> String {
    product.name.clone().unwrap_or_else(|| product.code.clone())
}

fn label(choice: &Choice) -> String {
    let options: Vec<&str> = choice.options.values().map(String::as_str).collect();
    if options.is_empty() { choice.name.clone().unwrap_or_else(|| choice.sku.clone()) } else { options.join(", ") }
}

fn view(tx: &mut Tx, say: &Say, id: ProductId, now: Time) -> Result<ProductView> {
    let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
    let sums: Vec<(Currency, sales::Sums)> = sales::of_product(tx, id)?;
    let (written_off, _) = sales::written_off(tx, id)?;
    let first = sums.iter().filter_map(|(_, sum)| sum.first_sold).min();
    let last = sums.iter().filter_map(|(_, sum)| sum.last_sold).max();
    let mut other_names = sales::names(tx, id, 6)?;
    other_names.retain(|other| {
        Some(other) != product.name.as_ref() && !product.variants.iter().any(|one| one.name.as_ref() == Some(other))
    });
    let is_priced = !prices::priced(tx, std::slice::from_ref(&product), now)?.is_empty();
    let missing = missing::gaps(&product, is_priced, &missing::Shop::read(tx)?);
    let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
    let quoted = prices::quote(tx, &ids, &Asker::default(), now)?;
    let row = |choice: &Choice| VariantRow {
        label: label(choice),
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
        name: name(&product),
        other_names,
        kind: products_web::kind(product.kind),
        state: product.state,
        missing,
        variants: product.variants.iter().map(row).collect(),
        facts: facts(say, &product),
        description: product.description.iter().flat_map(|text| text.split("\n\n")).map(str::to_owned).collect(),
        sold: sums.iter().map(|(_, sum)| sum.sold).sum(),
        orders: sums.iter().map(|(_, sum)| sum.orders).sum(),
        revenue: sums.iter().map(|(currency, sum)| Money::new(sum.revenue, *currency)).collect(),
        returned: sums.iter().map(|(_, sum)| sum.returned).sum(),
        written_off,
        sold_between: first.zip(last),
    })
}

/// What is said of a product, but for its name and description.
fn facts(say: &Say, product: &Details) -> Vec<(&'static str, String)> {
    let fiber = |one: &Fiber| match &one.part {
        Some(part) => format!("{} % {} ({part})", one.percent, one.fiber),
        None => format!("{} % {}", one.percent, one.fiber),
    };
    let join = |words: Vec<String>| Some(words.join(", ")).filter(|words| !words.is_empty());
    let attributes = product.attributes.iter().map(|(code, values)| format!("{code}: {}", values.join(", ")));
    let facts = [
        ("product-brand", product.brand.clone()),
        ("product-categories", join(product.categories.clone())),
        ("product-collections", join(product.collections.clone())),
        ("product-composition", join(product.composition.iter().map(fiber).collect())),
        ("product-care", join(product.care.iter().map(|symbol| say.t(&care_key(symbol))).collect())),
        ("product-warnings", product.warnings.clone()),
        ("product-origin", product.origin.as_deref().map(|code| say.country(code))),
        ("product-maker", product.maker.clone()),
        ("product-responsible", product.responsible.clone()),
        ("product-size-grid", product.size_grid.clone()),
        ("product-attributes", join(attributes.collect())),
    ];
    facts.into_iter().filter_map(|(key, words)| Some((key, words?))).collect()
}

/// The form of a product, as it is.
pub async fn edit(Owner(viewer): Owner, Path(id): Path<String>) -> Page {
    let id: ProductId = id.parse()?;
    let read = move |tx: &mut Tx| details::read(tx, id)?.ok_or(Error::NotFound { what: "product" });
    let product = viewer.app().db.read("console.product_edit", read).await?;
    form_page(&viewer, product.id.to_string(), name(&product), form_of(&product), None).await
}

/// The form of a product that is new.
pub async fn new(Owner(viewer): Owner) -> Page {
    let name = viewer.page(Room::Products).say.t("product-new");
    let form = ProductForm { state: State::Draft.word().to_owned(), ..ProductForm::default() };
    form_page(&viewer, String::new(), name, form, None).await
}

async fn form_page(viewer: &Viewer, id: String, name: String, form: ProductForm, refused: Option<String>) -> Page {
    let read = |tx: &mut Tx| Ok((attributes::all_makers(tx)?, categories::all(tx)?, languages::others(tx)?));
    let (makers, categories, languages) = viewer.app().db.read("console.product_form", read).await?;
    html(&ProductEditPage {
        page: viewer.page(Room::Products),
        id,
        name,
        form,
        makers: makers.into_iter().map(|maker| (maker.code, maker.name)).collect(),
        categories: categories.into_iter().map(|category| category.code).collect(),
        languages,
        refused,
    })
}

fn form_of(product: &Details) -> ProductForm {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    let fiber = |one: &Fiber| match &one.part {
        Some(part) => format!("{} {} ({part})", one.percent, one.fiber),
        None => format!("{} {}", one.percent, one.fiber),
    };
    ProductForm {
        code: product.code.clone(),
        revision: product.revision,
        name: text(&product.name),
        description: text(&product.description),
        state: product.state.word().to_owned(),
        brand: text(&product.brand),
        categories: product.categories.join("\n"),
        composition: product.composition.iter().map(fiber).collect::<Vec<_>>().join("\n"),
        care: product.care.join(" "),
        warnings: text(&product.warnings),
        origin: text(&product.origin),
        maker: text(&product.maker),
        responsible: text(&product.responsible),
        others: Spoken::of(&product.translations),
    }
}

/// `70 lana`, `70 % lana`, `100 seda (forro)`.
fn read_fiber(line: &str) -> Result<Fiber> {
    let wrong = || Error::invalid("composition", "Write each fiber as 70 wool, one a line.");
    let digits = line.find(|letter: char| !letter.is_ascii_digit()).ok_or_else(wrong)?;
    let percent = line[..digits].parse().map_err(|_| wrong())?;
    let rest = line[digits..].trim_start().trim_start_matches('%').trim();
    let (fiber, part) = match rest.strip_suffix(')').and_then(|rest| rest.rsplit_once('(')) {
        Some((fiber, part)) => (fiber.trim(), Some(part.trim().to_owned())),
        None => (rest, None),
    };
    Ok(Fiber { fiber: fiber.to_owned(), percent, part })
}

impl ProductForm {
    fn told(&self) -> Result<Told> {
        let lines = |text: &str| -> Vec<String> {
            text.lines().map(str::trim).filter(|line| !line.is_empty()).map(str::to_owned).collect()
        };
        let given = |text: &String| Some(text.trim().to_owned());
        Ok(Told {
            code: self.code.clone(),
            name: given(&self.name),
            description: given(&self.description),
            state: Some(State::parse(&self.state)?),
            brand: given(&self.brand),
            categories: Some(lines(&self.categories)),
            composition: Some(lines(&self.composition).iter().map(|line| read_fiber(line)).collect::<Result<_>>()?),
            care: Some(self.care.split_whitespace().map(str::to_owned).collect()),
            warnings: given(&self.warnings),
            origin: given(&self.origin),
            maker: given(&self.maker),
            responsible: given(&self.responsible),
            translations: Some(self.others.said()),
            ..Told::default()
        })
    }
}

/// Keeps what the form says, or shows it again with what is wrong.
pub async fn save(Owner(viewer): Owner, Sent(form): Sent<ProductForm>) -> Result<Response, Failed> {
    let (cx, kept) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| keep::keep(&cx, tx, &[kept.told()?], Some(kept.revision));
    let error = match viewer.app().db.write("products.keep", act).await {
        Ok(ids) => {
            let id = ids.first().ok_or_else(|| Error::internal("nothing was kept"))?;
            return Ok(notices::back(&format!("{PATH}/{id}"), "product", &[]).into_response());
        }
        Err(error) => error,
    };
    let say = viewer.page(Room::Products).say;
    let refused = refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?;
    let id = if form.revision > 0 { catalog::products::id_of(&form.code).to_string() } else { String::new() };
    let name = if form.name.trim().is_empty() { form.code.clone() } else { form.name.clone() };
    Ok((StatusCode::BAD_REQUEST, form_page(&viewer, id, name, form, Some(refused)).await?).into_response())
}

/// What a product costs.
pub async fn prices(viewer: Viewer, Path(id): Path<String>, asked::Asked(asked): asked::Asked<ProductAsked>) -> Page {
    prices_page(&viewer, id.parse()?, asked.did, PriceForm::default(), None).await
}

async fn prices_page(
    viewer: &Viewer,
    id: ProductId,
    did: Option<String>,
    form: PriceForm,
    refused: Option<String>,
) -> Page {
    let now = viewer.cx.now;
    let read = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        let ids: Vec<_> = product.variants.iter().map(|variant| variant.id).collect();
        Ok((prices::lists(tx)?, prices::of_variants(tx, &ids)?, product))
    };
    let (lists, histories, product) = viewer.app().db.read("console.product_prices", read).await?;
    let page = viewer.page(Room::Products);
    let courses = |list: &prices::List| {
        let of = |choice: &Choice| {
            let history = histories.get(&(prices::list_id(&list.code), choice.id))?;
            Some((label(choice), course(history, list.currency, now)))
        };
        gathered(product.variants.iter().filter_map(of), product.variants.len(), &page.say)
    };
    html(&ProductPricesPage {
        notice: Notice::of(&page.say, did.as_deref()),
        may: may(viewer),
        id: id.to_string(),
        name: name(&product),
        lists: lists
            .iter()
            .map(|list| PriceList {
                code: list.code.clone(),
                name: list.name.clone(),
                currency: list.currency,
                courses: courses(list),
            })
            .collect(),
        variants: product
            .variants
            .iter()
            .filter(|choice| choice.is_sold)
            .map(|choice| (choice.sku.clone(), label(choice)))
            .collect(),
        form,
        refused,
        page,
    })
}

fn course(history: &[prices::Set], currency: Currency, now: Time) -> Course {
    let before = prices::before(history, now);
    let steps = prices::steps(history);
    Course {
        label: String::new(),
        now: prices::at(history, now).map(|amount| Asked { amount, before, currency }),
        steps: steps.iter().rev().take(STEPS).map(|step| (step.from, step.amount, step.from > now)).collect(),
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
    let named = |(labels, course): (Vec<String>, Course)| {
        let label = if labels.len() == of && of > 1 { say.t("price-every") } else { labels.join(" · ") };
        Course { label, ..course }
    };
    rows.into_iter().map(named).collect()
}

impl PriceForm {
    /// The prices to set, of one SKU or of all that are sold. A day begins and ends in the shop's time.
    fn read(&self, say: &Say, skus: Vec<String>) -> Result<Vec<NewPrice>> {
        let amount = UnitPrice::parse(&self.amount.trim().replace(',', "."));
        let amount = amount.ok_or_else(|| Error::invalid("amount", "Write a price such as 59.90."))?;
        let kind = if self.kind == "sale" { prices::Kind::Sale } else { prices::Kind::Regular };
        let day = |day: &str, code: &'static str| match day.trim() {
            "" => Ok(None),
            day => say.day_begins(day).map(Some).ok_or_else(|| Error::invalid(code, "Choose a day.")),
        };
        // The last day is a whole one.
        let to = day(&self.to, "to")?.map(|to| say.day_begins(&say.day_key(to.plus_seconds(26 * 3_600))).unwrap_or(to));
        let from = day(&self.from, "from")?;
        let new = |sku: String| NewPrice { list: self.list.clone(), sku, kind, amount: Some(amount), from, to };
        Ok(skus.into_iter().map(new).collect())
    }
}

/// Sets a price, or shows the form again with what is wrong.
pub async fn set_price(
    Owner(viewer): Owner,
    Path(id): Path<String>,
    Sent(form): Sent<PriceForm>,
) -> Result<Response, Failed> {
    let id: ProductId = id.parse()?;
    let say = viewer.page(Room::Products).say;
    let (cx, kept, spoken) = (viewer.cx.clone(), form.clone(), say.clone());
    let act = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        let chosen = |choice: &&Choice| choice.is_sold && (kept.sku.is_empty() || choice.sku == kept.sku);
        let skus: Vec<String> = product.variants.iter().filter(chosen).map(|choice| choice.sku.clone()).collect();
        let mut new = kept.read(&spoken, skus)?;
        // Today is from now on.
        new.iter_mut().for_each(|price| price.from = price.from.filter(|from| *from > cx.now));
        prices::set(&cx, tx, &new)
    };
    let error = match viewer.app().db.write("prices.set", act).await {
        Ok(_) => return Ok(notices::back(&format!("{PATH}/{id}/prices"), "price", &[]).into_response()),
        Err(error) => error,
    };
    let refused = refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?;
    let page = prices_page(&viewer, id, None, form, Some(refused)).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

/// What the address of those that lack something may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct UnreadyAsked {
    after: Option<String>,
}

/// Products that lack something.
pub async fn unready(viewer: Viewer, asked::Asked(asked): asked::Asked<UnreadyAsked>) -> Page {
    let after: Option<ProductId> = asked.after.as_deref().map(str::parse).transpose()?;
    let now = viewer.cx.now;
    let read = move |tx: &mut Tx| missing::page(tx, after, ROWS, now);
    let (rows, next) = viewer.app().db.read("console.unready", read).await?;
    let here = format!("{PATH}/unready");
    let row = |one: missing::Unready| UnreadyRow {
        address: format!("{PATH}/{}", one.id),
        name: one.name.unwrap_or_else(|| one.code.clone()),
        code: one.code,
        is_publishable: one.is_publishable,
        missing: one.missing,
    };
    html(&UnreadyPage {
        page: viewer.page(Room::Products),
        rows: rows.into_iter().map(row).collect(),
        pager: Pager { first: after.map(|_| here.clone()), next: next.map(|id| format!("{here}?after={id}")) },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fiber_is_read_as_people_write_it() {
        let fiber = |fiber: &str, percent, part: Option<&str>| Fiber {
            fiber: fiber.to_owned(),
            percent,
            part: part.map(str::to_owned),
        };
        assert_eq!(read_fiber("70 lana").ok(), Some(fiber("lana", 70, None)));
        assert_eq!(read_fiber("70% lana merina").ok(), Some(fiber("lana merina", 70, None)));
        assert_eq!(read_fiber("100 % seda (forro)").ok(), Some(fiber("seda", 100, Some("forro"))));
        for wrong in ["lana", "", "70", "300 lana"] {
            assert!(read_fiber(wrong).is_err(), "{wrong}");
        }
    }
}
