//! Handlers of what one can buy of a product.

use std::collections::{BTreeMap, BTreeSet};

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result, text::folded};
use catalog::{
    details::{self, Choice, Details},
    keep,
    products::ProductId,
    told::{Told, ToldVariant},
    variants::Gtin,
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    lists::Pager,
    locale::Say,
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    goods::{
        names::Names,
        product_web::{self, ProductAsked, label},
        variants_page::{AddForm, Cell, GridRow, VariantLine, VariantsPage, refused_key},
    },
    notices::{self, Notice},
};

const PATH: &str = "/console/products";
/// Variants of a page.
const ROWS: usize = 80;
/// What stands between the size and the color of what would be made.
const BETWEEN: char = '\u{1f}';

/// What was sent: fields by name, some of them several times.
#[derive(Clone, Debug, Default)]
struct Fields(Vec<(String, String)>);

impl Fields {
    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(one, _)| one == name).map(|(_, value)| value.trim())
    }

    fn one<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    fn has(&self, name: &str, value: &str) -> bool {
        self.all(name).any(|one| one == value)
    }

    fn gtin(&self, sku: &str) -> Option<&str> {
        self.0.iter().find(|(name, _)| name.strip_prefix("gtin:") == Some(sku)).map(|(_, value)| value.trim())
    }
}

/// The variants of a product.
pub async fn show(
    viewer: May<CatalogSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<ProductAsked>,
) -> Page {
    let notice = Notice::of(&viewer.page(Room::Products).say, asked.did.as_deref());
    page(&viewer, id.parse()?, asked.page, notice, Fields::default(), None).await
}

async fn page(
    viewer: &Viewer,
    id: ProductId,
    at: Option<usize>,
    notice: Option<Notice>,
    fields: Fields,
    refused: Option<String>,
) -> Page {
    let page = viewer.page(Room::Products);
    let say = page.say.clone();
    let read = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        Ok((product, Names::read(tx, &say)?, catalog::variants::options(tx, "color")?))
    };
    let (product, names, colors) = viewer.app().db.read("console.variants", read).await?;
    let (sizes, of) = axes(&product);
    let here = format!("{PATH}/{id}/variants");
    let (shown, pager) = shown(&product, &sizes, &of, at, &here);
    let grid = if sizes.is_empty() { Vec::new() } else { grid(&names, &product, &sizes, &shown, &fields) };
    let offered = offered(&names, &product, &sizes);
    let chosen = |size: &String| fields.0.is_empty() || fields.has("size", size);
    html(&VariantsPage {
        notice,
        may: viewer.may(Right::CatalogEdit),
        id: id.to_string(),
        name: product_web::name(&names, &product),
        revision: product.revision,
        count: product.variants.len(),
        rows: shown.iter().map(|choice| line(&page.say, &names, choice, &fields)).collect(),
        sizes: sizes.iter().map(|size| names.option("size", size).to_owned()).collect(),
        grid,
        number: at.unwrap_or(1),
        pager,
        colors,
        offered: offered.into_iter().map(|size| (size.clone(), chosen(&size))).collect(),
        form: AddForm {
            color: fields.one("color").unwrap_or_default().to_owned(),
            others: fields.one("others").unwrap_or_default().to_owned(),
        },
        refused,
        page,
    })
}

fn line(say: &Say, names: &Names, choice: &Choice, fields: &Fields) -> VariantLine {
    let kept = choice.gtin.as_deref().unwrap_or_default();
    let gtin = fields.gtin(&choice.sku).unwrap_or(kept).to_owned();
    let is_here = fields.has("here", &choice.sku);
    VariantLine {
        sku: choice.sku.clone(),
        label: label(names, choice),
        wrong: if gtin.is_empty() { None } else { wrong(say, &gtin) },
        gtin,
        is_sold: if is_here { fields.has("sold", &choice.sku) } else { choice.is_sold },
    }
}

/// What is wrong with a number as it was written.
fn wrong(say: &Say, gtin: &str) -> Option<String> {
    Gtin::parse(gtin).err()?;
    let digits: String = gtin.chars().filter(char::is_ascii_digit).collect();
    let right = digits.get(..digits.len().saturating_sub(1)).and_then(|start| {
        let all = (0..10).map(|digit| format!("{start}{digit}"));
        all.filter(|one| Gtin::parse(one).is_ok()).find(|one| one.len() == gtin.trim().len())
    });
    Some(match right.as_deref().and_then(|right| right.chars().last()) {
        Some(digit) => say.t1("gtin-check", "digit", digit),
        None => say.t("gtin-length"),
    })
}

/// The sizes and the colors of a product, in their order, where these and nothing else tell its variants apart.
fn axes(product: &Details) -> (Vec<String>, Vec<String>) {
    let told: Vec<&Choice> = product.variants.iter().filter(|choice| !choice.options.is_empty()).collect();
    let is_plain = |choice: &&Choice| choice.options.len() == 2 && choice.options.contains_key("size");
    if told.is_empty() || !told.iter().all(|one| is_plain(one) && one.options.contains_key("color")) {
        return (Vec::new(), Vec::new());
    }
    let values = |axis: &str| {
        let mut found: Vec<String> = Vec::new();
        for value in told.iter().filter_map(|choice| choice.options.get(axis)) {
            if !found.contains(value) {
                found.push(value.clone());
            }
        }
        found
    };
    (values("size"), values("color"))
}

/// The variants of a page: of some colors, where there is a grid.
fn shown<'p>(
    product: &'p Details,
    sizes: &[String],
    colors: &[String],
    at: Option<usize>,
    here: &str,
) -> (Vec<&'p Choice>, Pager) {
    if sizes.is_empty() {
        let (range, pager) = product_web::paged(product.variants.len(), product_web::VARIANTS, at, here);
        return (product.variants[range].iter().collect(), pager);
    }
    let each = (ROWS / sizes.len()).max(1);
    let page = at.unwrap_or(1).clamp(1, colors.len().div_ceil(each).max(1));
    let some = &colors[(page - 1) * each..(page * each).min(colors.len())];
    let is_shown = |choice: &&Choice| match choice.options.get("color") {
        Some(color) => some.contains(color),
        None => page == 1,
    };
    let next = (page * each < colors.len()).then(|| format!("{here}?page={}", page + 1));
    let first = (page > 1).then(|| here.to_owned());
    (product.variants.iter().filter(is_shown).collect(), Pager { first, next })
}

fn grid(names: &Names, product: &Details, sizes: &[String], shown: &[&Choice], fields: &Fields) -> Vec<GridRow> {
    let mut colors: Vec<&String> = Vec::new();
    for color in shown.iter().filter_map(|choice| choice.options.get("color")) {
        if !colors.contains(&color) {
            colors.push(color);
        }
    }
    let by: BTreeMap<(&str, &str), &Choice> = product
        .variants
        .iter()
        .filter_map(|one| Some(((one.options.get("color")?.as_str(), one.options.get("size")?.as_str()), one)))
        .collect();
    let cell = |color: &str, size: &String| match by.get(&(color, size.as_str())) {
        Some(choice) => {
            let is_here = fields.has("here", &choice.sku);
            let is_on = if is_here { fields.has("sold", &choice.sku) } else { choice.is_sold };
            Cell { size: names.option("size", size).to_owned(), field: "sold", value: choice.sku.clone(), is_on }
        }
        None => {
            let value = format!("{size}{BETWEEN}{color}");
            let is_on = fields.has("make", &value);
            Cell { size: names.option("size", size).to_owned(), field: "make", value, is_on }
        }
    };
    let row = |color: &&String| GridRow {
        name: names.option("color", color).to_owned(),
        cells: sizes.iter().map(|size| cell(color, size)).collect(),
    };
    colors.iter().map(row).collect()
}

/// The sizes that a new color may come in: those of its grid, and those that the product has.
fn offered(names: &Names, product: &Details, sizes: &[String]) -> Vec<String> {
    let grid = names.grids.iter().find(|grid| Some(&grid.code) == product.size_grid.as_ref());
    let mut all: Vec<String> = grid.into_iter().flat_map(|grid| &grid.sizes).map(|size| size.size.clone()).collect();
    let has = product.variants.iter().filter_map(|choice| choice.options.get("size")).chain(sizes);
    for size in has {
        if !all.contains(size) {
            all.push(size.clone());
        }
    }
    all
}

/// A SKU for a variant: the product's code with its color and size, unlike any other here.
fn suggested(code: &str, color: &str, size: &str, taken: &BTreeSet<String>) -> String {
    let part = |text: &str| -> String {
        let plain = folded(&[text]).to_uppercase();
        plain.chars().filter(|letter| letter.is_alphanumeric()).take(12).collect()
    };
    let parts = [code.to_owned(), part(color), part(size)];
    let start = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("-");
    let mut all = std::iter::once(start.clone()).chain((2..).map(|number| format!("{start}-{number}")));
    all.find(|sku| !taken.contains(sku)).unwrap_or(start)
}

fn options(color: &str, size: &str) -> BTreeMap<String, String> {
    let all = [("color", color), ("size", size)];
    all.into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(axis, value)| (axis.to_owned(), value.to_owned()))
        .collect()
}

fn told(choice: &Choice) -> ToldVariant {
    let (sku, options, is_sold) = (choice.sku.clone(), choice.options.clone(), choice.is_sold);
    ToldVariant { sku, options, is_sold, ..ToldVariant::default() }
}

/// All variants of a product after what was sent. What was there stays, sold or not. Pure.
fn decide(product: &Details, fields: &Fields) -> Result<Vec<ToldVariant>> {
    let mut all: Vec<ToldVariant> = product.variants.iter().map(told).collect();
    let wanted = if fields.one("act") == Some("add") {
        new_ones(fields)
    } else {
        for (variant, choice) in all.iter_mut().zip(&product.variants) {
            if fields.has("here", &variant.sku) {
                variant.is_sold = fields.has("sold", &variant.sku);
            }
            let written = fields.gtin(&variant.sku);
            variant.gtin =
                written.filter(|gtin| *gtin != choice.gtin.as_deref().unwrap_or_default()).map(str::to_owned);
        }
        fields.all("make").filter_map(|pair| pair.split_once(BETWEEN)).map(|(s, c)| (c.into(), s.into())).collect()
    };
    let mut taken: BTreeSet<String> = all.iter().map(|variant| variant.sku.clone()).collect();
    let is_add = fields.one("act") == Some("add");
    if is_add && wanted.is_empty() {
        return Err(Error::invalid("nothing", "Write a color, or choose sizes."));
    }
    let before = all.len();
    for (color, size) in wanted {
        let options = options(&color, &size);
        if let Some(known) = all.iter_mut().find(|variant| variant.options == options) {
            known.is_sold |= !is_add;
            continue;
        }
        let sku = suggested(&product.code, &color, &size, &taken);
        taken.insert(sku.clone());
        all.push(ToldVariant { sku, options, is_sold: true, ..ToldVariant::default() });
    }
    if is_add && all.len() == before {
        return Err(Error::invalid("known", "There are all of these already."));
    }
    // What stood for the whole product is sold by its sizes and colors from now on.
    if all.len() > before {
        all.iter_mut().filter(|variant| variant.options.is_empty()).for_each(|variant| variant.is_sold = false);
    }
    Ok(all)
}

/// Colors and sizes of new variants: each of the sizes in the color.
fn new_ones(fields: &Fields) -> Vec<(String, String)> {
    let color = fields.one("color").unwrap_or_default().to_owned();
    let others = fields.one("others").unwrap_or_default().to_owned();
    let written = others.split([',', ';']).map(|size| size.trim().to_owned());
    let mut sizes: Vec<String> = fields.all("size").map(str::to_owned).chain(written).collect();
    sizes.retain(|size| !size.is_empty());
    if sizes.is_empty() && !color.is_empty() {
        sizes.push(String::new());
    }
    let mut seen = BTreeSet::new();
    sizes.into_iter().filter(|size| seen.insert(size.clone())).map(|size| (color.clone(), size)).collect()
}

/// Keeps what was sent, or shows it again with what is wrong.
pub async fn save(
    viewer: May<CatalogEdit>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<ProductAsked>,
    Sent(fields): Sent<Vec<(String, String)>>,
) -> Result<Response, Failed> {
    let (id, fields): (ProductId, _) = (id.parse()?, Fields(fields));
    let say = viewer.page(Room::Products).say;
    let is_wrong = fields.0.iter().any(|(name, value)| {
        name.starts_with("gtin:") && !value.trim().is_empty() && Gtin::parse(value.trim()).is_err()
    });
    let (cx, sent) = (viewer.cx.clone(), fields.clone());
    let act = move |tx: &mut Tx| {
        let product = details::read(tx, id)?.ok_or(Error::NotFound { what: "product" })?;
        let revision = sent.one("revision").and_then(|text| text.parse().ok());
        let variants = Some(decide(&product, &sent)?);
        keep::keep(&cx, tx, &[Told { code: product.code, variants, ..Told::default() }], revision)
    };
    let error = if is_wrong {
        Error::invalid("gtin", "A GTIN is wrong.")
    } else {
        match viewer.app().db.write("products.keep", act).await {
            Ok(_) => {
                let more: Vec<_> = asked.page.map(|page| ("page", page.to_string())).into_iter().collect();
                return Ok(notices::back(&format!("{PATH}/{id}/variants"), "product", &more).into_response());
            }
            Err(error) => error,
        }
    };
    let refused = refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?;
    let page = page(&viewer, id, asked.page, None, fields, Some(refused)).await?;
    Ok((StatusCode::BAD_REQUEST, page).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sku_follows_from_code_color_and_size() {
        let taken = BTreeSet::from(["ALB-ANIL-M".to_owned()]);
        assert_eq!(suggested("ALB", "Azul añil", "38/40", &taken), "ALB-AZULANIL-3840");
        assert_eq!(suggested("ALB", "Añil", "M", &taken), "ALB-ANIL-M-2");
        assert_eq!(suggested("ALB", "", "M", &taken), "ALB-M");
    }

    #[test]
    fn a_color_comes_in_all_its_sizes() {
        let field = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let fields = Fields(vec![field("color", "Teja"), field("size", "S"), field("others", "M, XL; S")]);
        let sizes: Vec<_> = new_ones(&fields).into_iter().map(|(_, size)| size).collect();
        assert_eq!(sizes, ["S", "M", "XL"]);
        assert_eq!(new_ones(&Fields(vec![field("color", "Teja")])), [("Teja".to_owned(), String::new())]);
        assert_eq!(new_ones(&Fields(vec![field("others", " , ")])), []);
    }
}
