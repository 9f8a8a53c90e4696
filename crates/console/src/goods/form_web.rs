//! Handlers of the page where what is said of a product is changed.

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use catalog::{
    attributes::{self, Values},
    details, keep, languages,
    products::{Kind, ProductId, State, id_of},
};
use store::Tx;
use web::{
    asked::Sent,
    frame::Room,
    lists::Choice,
    locale::{Say, countries},
    problem::Failed,
    rights::{CatalogEdit, Right},
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    goods::{
        beside,
        form_page::{ATTRIBUTE, Change, Changed, Field, FirstPrice, Form, ProductEditPage},
        names::Names,
        price_web,
        product_page::{care_key, refused_key, state_key},
        product_web, products_web,
    },
    notices,
};

const PATH: &str = "/console/products";
const KINDS: [Kind; 5] = [Kind::Goods, Kind::Service, Kind::Voucher, Kind::Fee, Kind::Test];
/// Symbols of care: the message with what they are of, and what their words begin with.
const CARE: [(&str, &[&str]); 5] = [
    ("care-of-wash", &["wash"]),
    ("care-of-bleach", &["bleach"]),
    ("care-of-dry", &["tumble", "dry"]),
    ("care-of-iron", &["iron"]),
    ("care-of-clean", &["clean"]),
];

/// The form of a product, as it is.
pub async fn edit(viewer: May<CatalogEdit>, Path(id): Path<String>) -> Page {
    let id: ProductId = id.parse()?;
    let read = move |tx: &mut Tx| details::read(tx, id)?.ok_or(Error::NotFound { what: "product" });
    let product = viewer.app().db.read("console.product_edit", read).await?;
    let mut form = Form::of(&product);
    form.put("seen", vec![form.seen()]);
    page(&viewer, form, Outcome::default()).await
}

/// The form of a product that is new.
pub async fn new(viewer: May<CatalogEdit>) -> Page {
    let mut form = Form::default();
    form.put("state", vec![State::Draft.word().to_owned()]);
    form.put("kind", vec![Kind::Goods.word().to_owned()]);
    page(&viewer, form, Outcome::default()).await
}

/// What came of a form that was sent.
#[derive(Default)]
struct Outcome {
    refused: Option<String>,
    changed: Vec<Changed>,
    theirs: Form,
    taken: Option<(String, String)>,
}

async fn page(viewer: &Viewer, mut form: Form, outcome: Outcome) -> Page {
    let page = viewer.page(Room::Products);
    let say = page.say.clone();
    let beside: Vec<ProductId> =
        beside::FIELDS.iter().flat_map(|field| beside::codes(form.text(field))).map(|code| id_of(&code)).collect();
    let prices = sets_first(viewer, &form);
    let read = move |tx: &mut Tx| {
        let price = if prices { price_web::asked_first(tx, &say)? } else { FirstPrice::None };
        let others = details::some(tx, &beside)?;
        Ok((Names::read(tx, &say)?, attributes::choices(tx)?, languages::others(tx)?, others, price))
    };
    let (names, choices, languages, others, price) = viewer.app().db.read("console.product_form", read).await?;
    let others = others.iter().map(|one| (one.code.clone(), product_web::name(&names, one))).collect();
    for field in beside::FIELDS {
        form.put(field, vec![beside::named(form.text(field), &others)]);
    }
    let say = &page.say;
    let choice = |name: &str, value: &str, words: String| Choice {
        value: value.to_owned(),
        name: words,
        is_on: form.has(name, value),
    };
    let shelves = |name: &str| -> Vec<Choice> {
        let mut all: Vec<Choice> =
            names.categories.iter().map(|one| choice(name, &one.code, names.category_way(&one.code))).collect();
        all.sort_by_key(|one| one.name.to_lowercase());
        all
    };
    let makers = |name: &str| names.makers.iter().map(|one| choice(name, &one.code, one.name.clone())).collect();
    let mut origins: Vec<Choice> =
        countries::all(say.lang).into_iter().map(|(code, name)| choice("origin", code, name.to_owned())).collect();
    if !form.text("origin").is_empty() && !origins.iter().any(|one| one.is_on) {
        origins.push(choice("origin", form.text("origin"), form.text("origin").to_owned()));
    }
    let care = |prefixes: &[&str]| -> Vec<Choice> {
        let is_of = |symbol: &&&str| prefixes.iter().any(|prefix| symbol.starts_with(prefix));
        catalog::care::SYMBOLS.iter().filter(is_of).map(|one| choice("care", one, say.t(&care_key(one)))).collect()
    };
    let field = |one: &attributes::Attribute| field(say, &names, one, choices.get(&one.code), &form);
    let name = if form.text("name").trim().is_empty() { form.text("code") } else { form.text("name") };
    html(&ProductEditPage {
        id: if form.revision() > 0 { id_of(form.text("code")).to_string() } else { String::new() },
        name: if form.revision() > 0 { name.to_owned() } else { say.t("product-new") },
        price,
        states: State::ALL.iter().map(|one| choice("state", one.word(), say.t(&state_key(one)))).collect(),
        kinds: KINDS
            .into_iter()
            .map(|kind| choice("kind", kind.word(), say.t(products_web::kind(kind).key())))
            .collect(),
        category: shelves("category"),
        also: shelves("also"),
        collections: names
            .collections
            .iter()
            .map(|one| choice("collection", &one.code, names.collection(&one.code).to_owned()))
            .collect(),
        care: CARE.into_iter().map(|(key, prefixes)| (key, care(prefixes))).collect(),
        origins,
        makers: makers("maker"),
        responsibles: makers("responsible"),
        grids: names.grids.iter().map(|one| choice("size_grid", &one.code, one.name.clone())).collect(),
        attributes: names.attributes.iter().map(field).collect(),
        changes: changes(say, &names, &outcome),
        taken: outcome.taken,
        refused: outcome.refused,
        languages,
        form,
        page,
    })
}

fn field(say: &Say, names: &Names, one: &attributes::Attribute, values: Option<&Vec<String>>, form: &Form) -> Field {
    let name = format!("{ATTRIBUTE}{}", one.code);
    let label = names.attribute(&one.code);
    let mut values = match one.values {
        Values::Flag => vec!["yes".to_owned(), "no".to_owned()],
        _ => values.cloned().unwrap_or_default(),
    };
    // What was written for the first time stays where the form comes back.
    let new = form.lines(&name);
    let new: Vec<String> = new.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned).collect();
    if one.values == Values::Choice {
        values.extend(new.into_iter().filter(|new| !values.contains(new)).collect::<Vec<_>>());
    }
    let choice = |value: &String| Choice {
        value: value.clone(),
        name: names.value(say, &one.code, value),
        is_on: form.has(&name, value),
    };
    Field {
        choices: values.iter().map(choice).collect(),
        label: one.unit.as_ref().map_or_else(|| label.to_owned(), |unit| format!("{label} ({unit})")),
        values: one.values,
        name,
    }
}

/// What somebody changed meanwhile, in words.
fn changes(say: &Say, names: &Names, outcome: &Outcome) -> Vec<Change> {
    let now = outcome.theirs.said();
    let of = |(name, mine): &Changed| Change {
        label: label(say, names, name),
        theirs: shown(say, names, name, now.get(name).map_or(&[][..], Vec::as_slice)),
        mine: mine.as_ref().map(|mine| shown(say, names, name, mine)),
    };
    outcome.changed.iter().map(of).collect()
}

/// What a field is called.
fn label(say: &Say, names: &Names, field: &str) -> String {
    if let Some(code) = field.strip_prefix(ATTRIBUTE) {
        return names.attribute(code).to_owned();
    }
    if let Some((field, language)) = field.split_once(':') {
        let language = languages::Language::of(language).map_or(language, |one| one.name);
        let key = if field == "name" { "product-name-in" } else { "product-description-in" };
        return say.t1(key, "language", language);
    }
    say.t(match field {
        "name" => "product-name",
        "description" => "product-description",
        "brand" => "product-brand",
        "warnings" => "product-warnings",
        "origin" => "product-origin",
        "maker" => "product-maker",
        "responsible" => "product-responsible",
        "size_grid" => "product-size-grid",
        "kind" => "product-kind",
        "category" => "product-category",
        "also" => "product-also",
        "collection" => "product-collections",
        "composition" => "product-composition",
        "care" => "product-care",
        "parts" => "product-parts",
        "related" => "product-related",
        "cross_sell" => "product-cross-sell",
        "up_sell" => "product-up-sell",
        _ => "product-state",
    })
}

/// What a field says, in words.
fn shown(say: &Say, names: &Names, field: &str, values: &[String]) -> String {
    let one = |value: &String| match field {
        "origin" => say.country(value),
        "maker" | "responsible" => names.maker(value).to_owned(),
        "size_grid" => names.grid(value).to_owned(),
        "category" | "also" => names.category_way(value),
        "collection" => names.collection(value).to_owned(),
        "care" => say.t(&care_key(value)),
        "state" => State::parse(value).map_or_else(|_| value.clone(), |state| say.t(&state_key(&state))),
        "kind" => Kind::from_word(value).map_or_else(|| value.clone(), |kind| say.t(products_web::kind(kind).key())),
        _ => field.strip_prefix(ATTRIBUTE).map_or_else(|| value.clone(), |code| names.value(say, code, value)),
    };
    values.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Keeps what the form says, or shows it again with what is wrong.
pub async fn save(viewer: May<CatalogEdit>, Sent(fields): Sent<Vec<(String, String)>>) -> Result<Response, Failed> {
    let form = Form::sent(fields);
    let error = match keep(&viewer, &form).await {
        Ok(id) => return Ok(done(id)),
        Err(error) => error,
    };
    let say = viewer.page(Room::Products).say;
    let mut form = form;
    let mut outcome = Outcome::default();
    if error.code() == "changed" {
        let id = id_of(form.text("code").trim());
        let read = move |tx: &mut Tx| details::read(tx, id)?.ok_or(Error::NotFound { what: "product" });
        let product = viewer.app().db.read("console.product_edit", read).await?;
        outcome.theirs = Form::of(&product);
        if form.revision() == 0 {
            // Who presses twice makes one product.
            if outcome.theirs.said() == form.said() {
                return Ok(Redirect::to(&format!("{PATH}/{id}?did=product")).into_response());
            }
            let name = product.name.clone().unwrap_or_else(|| product.code.clone());
            outcome.taken = Some((format!("{PATH}/{id}"), name));
            outcome.refused = Some(say.t1("product-refused-taken", "code", &product.code));
        } else {
            let (merged, changed) = form.merged(&outcome.theirs);
            form = merged;
            // What was changed is nothing that the form has, such as its pictures.
            if changed.is_empty()
                && let Ok(id) = keep(&viewer, &form).await
            {
                return Ok(done(id));
            }
            outcome.changed = changed;
            outcome.refused = Some(say.t("product-refused-changed"));
        }
    } else {
        outcome.refused = Some(refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?);
    }
    Ok((StatusCode::BAD_REQUEST, page(&viewer, form, outcome).await?).into_response())
}

/// Whether the form is of a product that is new, and whoever fills it in may price it.
fn sets_first(viewer: &Viewer, form: &Form) -> bool {
    form.revision() == 0 && viewer.may(Right::PricesEdit)
}

async fn keep(viewer: &Viewer, form: &Form) -> Result<ProductId> {
    let (cx, told, revision) = (viewer.cx.clone(), form.told()?, form.revision());
    let lang = viewer.page(Room::Products).say.lang;
    let price = Some(form.text("price").to_owned()).filter(|text| sets_first(viewer, form) && !text.trim().is_empty());
    let act = move |tx: &mut Tx| {
        let kept = keep::keep(&cx, tx, std::slice::from_ref(&told), Some(revision))?;
        let id = *kept.first().ok_or_else(|| Error::internal("nothing was kept"))?;
        price.as_ref().map_or(Ok(()), |text| price_web::set_first(&cx, tx, id, lang, text))?;
        Ok(id)
    };
    viewer.app().db.write("products.keep", act).await
}

fn done(id: ProductId) -> Response {
    notices::back(&format!("{PATH}/{id}"), "product", &[]).into_response()
}
