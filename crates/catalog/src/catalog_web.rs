//! The catalog in the JSON API: what is told of products, and the lists that they name.

use axum::Json;
use base::{Cx, Error, Result};
use store::Tx;
use web::{
    asked::{self, Body},
    paging::{Many, Page, limit},
    problem::Failed,
    rights::{CatalogEdit, CatalogSee, Right},
    routes::{For, Routes},
    who::{May, Viewer},
};

use crate::{
    attributes::{self, Attribute, Maker, SizeGrid},
    categories::{self, Category, Collection, NewCategory, moves},
    details::{self, Details},
    keep,
    languages::{self, Language},
    missing,
    told::{Told, check_language},
    translations::{self, Named, ToldName},
};

/// Products that one request may tell.
const PRODUCTS: usize = 200;
/// Entries of any other list.
const ENTRIES: usize = 1_000;

/// The addresses.
pub fn routes() -> Routes {
    Routes::default()
        .acts(For::May(Right::CatalogEdit), "/api/v1/products", "Tell products", tell)
        .reads(For::May(Right::CatalogSee), "/api/v1/products/unready", "Products that lack something", unready)
        .reads(For::May(Right::CatalogSee), "/api/v1/categories", "The tree of categories", all_categories)
        .acts(For::May(Right::CatalogEdit), "/api/v1/categories", "Keep categories as they are told", keep_categories)
        .acts(For::May(Right::CatalogEdit), "/api/v1/categories/move", "Move a category into another", move_category)
        .acts(For::May(Right::CatalogEdit), "/api/v1/categories/remove", "Take a category away", remove_category)
        .reads(For::May(Right::CatalogSee), "/api/v1/collections", "Seasons and collections", all_collections)
        .acts(
            For::May(Right::CatalogEdit),
            "/api/v1/collections",
            "Keep seasons and collections as they are told",
            keep_collections,
        )
        .reads(For::May(Right::CatalogSee), "/api/v1/attributes", "All attributes", all_attributes)
        .acts(For::May(Right::CatalogEdit), "/api/v1/attributes", "Keep attributes as they are told", keep_attributes)
        .reads(
            For::May(Right::CatalogSee),
            "/api/v1/makers",
            "Makers and those who answer for what they make",
            all_makers,
        )
        .acts(For::May(Right::CatalogEdit), "/api/v1/makers", "Keep makers as they are told", keep_makers)
        .reads(For::May(Right::CatalogSee), "/api/v1/size-grids", "Size grids", all_grids)
        .acts(For::May(Right::CatalogEdit), "/api/v1/size-grids", "Keep size grids as they are told", keep_grids)
        .reads(For::May(Right::CatalogSee), "/api/v1/languages", "Languages that products are told in", all_languages)
        .acts(
            For::May(Right::CatalogEdit),
            "/api/v1/languages",
            "Choose the languages that products are told in",
            keep_languages,
        )
        .reads(For::May(Right::CatalogSee), "/api/v1/translations", "Names of lists in a language", all_translations)
        .acts(
            For::May(Right::CatalogEdit),
            "/api/v1/translations",
            "Keep names of lists in other languages",
            keep_translations,
        )
}

/// Products as they are told; one alone may say which revision of it was looked at.
#[derive(Clone, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct Telling {
    products: Vec<Told>,
    revision: Option<i64>,
}

async fn tell(viewer: May<CatalogEdit>, sent: Body<Telling>) -> Result<Json<Many<Details>>, Failed> {
    let Telling { products, revision } = sent.0;
    if !(1..=PRODUCTS).contains(&products.len()) {
        return Err(Error::invalid("products", format!("Tell 1 to {PRODUCTS} products at once.")).into());
    }
    if revision.is_some() && products.len() > 1 {
        return Err(Error::invalid("revision", "A revision is of one product.").into());
    }
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| {
        let ids = keep::keep(&cx, tx, &products, revision)?;
        details::some(tx, &ids)
    };
    Ok(Json(Many { data: viewer.app().db.write("products.keep", act).await? }))
}

#[derive(Clone, Debug, Default, serde::Deserialize, schemars::JsonSchema)]
#[schemars(inline)]
#[serde(default, deny_unknown_fields)]
struct UnreadyAsked {
    after: Option<String>,
    limit: Option<i64>,
}

async fn unready(
    viewer: May<CatalogSee>,
    asked::Asked(asked): asked::Asked<UnreadyAsked>,
) -> Result<Json<Page<missing::Unready>>, Failed> {
    let limit = limit(asked.limit)?;
    let after = asked.after.as_deref().map(str::parse).transpose()?;
    let now = viewer.cx.now;
    let read = move |tx: &mut Tx| missing::page(tx, after, limit, now);
    let (data, next) = viewer.app().db.read("products.unready", read).await?;
    Ok(Json(Page { data, next: next.map(|id| id.to_string()) }))
}

/// Everything that there is of a list.
pub(crate) async fn listed<T: Send + 'static>(
    viewer: &Viewer,
    act: &'static str,
    all: fn(&mut Tx) -> Result<Vec<T>>,
) -> Result<Json<Many<T>>, Failed> {
    Ok(Json(Many { data: viewer.app().db.read(act, all).await? }))
}

/// Keeps what was sent and answers with all that there is.
pub(crate) async fn kept<N: Send + Sync + 'static, T: Send + 'static>(
    viewer: &Viewer,
    sent: Body<Many<N>>,
    (act, ensure, all): (&'static str, fn(&Cx, &mut Tx, &[N]) -> Result<()>, fn(&mut Tx) -> Result<Vec<T>>),
) -> Result<Json<Many<T>>, Failed> {
    let new = sent.0.data;
    if new.len() > ENTRIES {
        return Err(Error::invalid("data", format!("Send at most {ENTRIES} at once.")).into());
    }
    let cx = viewer.cx.clone();
    let keep = move |tx: &mut Tx| {
        ensure(&cx, tx, &new)?;
        all(tx)
    };
    Ok(Json(Many { data: viewer.app().db.write(act, keep).await? }))
}

async fn all_categories(viewer: May<CatalogSee>) -> Result<Json<Many<Category>>, Failed> {
    listed(&viewer, "categories.list", categories::all).await
}

async fn keep_categories(
    viewer: May<CatalogEdit>,
    sent: Body<Many<NewCategory>>,
) -> Result<Json<Many<Category>>, Failed> {
    kept(&viewer, sent, ("categories.keep", categories::ensure, categories::all)).await
}

/// Where a category stands from now on.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct CategoryMove {
    /// The category.
    code: String,
    /// What it stands in from now on; nothing for the top.
    into: Option<String>,
}

/// What a category is called from now on.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
struct CategoryMoved {
    /// Its code.
    code: String,
}

async fn move_category(viewer: May<CatalogEdit>, sent: Body<CategoryMove>) -> Result<Json<CategoryMoved>, Failed> {
    let (CategoryMove { code, into }, cx) = (sent.0, viewer.cx.clone());
    let act = move |tx: &mut Tx| moves::move_into(&cx, tx, &code, into.as_deref());
    Ok(Json(CategoryMoved { code: viewer.app().db.write("categories.move", act).await? }))
}

/// A category that is no more.
#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct CategoryToRemove {
    /// The category.
    code: String,
}

/// What became of what stood in it.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
struct CategoryRemoved {
    /// Products that stand in the one above from now on.
    products: i64,
}

async fn remove_category(
    viewer: May<CatalogEdit>,
    sent: Body<CategoryToRemove>,
) -> Result<Json<CategoryRemoved>, Failed> {
    let CategoryToRemove { code } = sent.0;
    let act = move |tx: &mut Tx| moves::remove(tx, &code);
    Ok(Json(CategoryRemoved { products: viewer.app().db.write("categories.remove", act).await? }))
}

async fn all_collections(viewer: May<CatalogSee>) -> Result<Json<Many<Collection>>, Failed> {
    listed(&viewer, "collections.list", categories::all_collections).await
}

async fn keep_collections(
    viewer: May<CatalogEdit>,
    sent: Body<Many<Collection>>,
) -> Result<Json<Many<Collection>>, Failed> {
    kept(&viewer, sent, ("collections.keep", categories::ensure_collections, categories::all_collections)).await
}

async fn all_attributes(viewer: May<CatalogSee>) -> Result<Json<Many<Attribute>>, Failed> {
    listed(&viewer, "attributes.list", attributes::all).await
}

async fn keep_attributes(
    viewer: May<CatalogEdit>,
    sent: Body<Many<Attribute>>,
) -> Result<Json<Many<Attribute>>, Failed> {
    kept(&viewer, sent, ("attributes.keep", attributes::ensure, attributes::all)).await
}

async fn all_makers(viewer: May<CatalogSee>) -> Result<Json<Many<Maker>>, Failed> {
    listed(&viewer, "makers.list", attributes::all_makers).await
}

async fn keep_makers(viewer: May<CatalogEdit>, sent: Body<Many<Maker>>) -> Result<Json<Many<Maker>>, Failed> {
    kept(&viewer, sent, ("makers.keep", attributes::ensure_makers, attributes::all_makers)).await
}

#[derive(Clone, Debug, serde::Deserialize, schemars::JsonSchema)]
#[serde(deny_unknown_fields)]
struct TranslationsAsked {
    language: String,
}

async fn all_translations(
    viewer: May<CatalogSee>,
    asked::Asked(TranslationsAsked { language }): asked::Asked<TranslationsAsked>,
) -> Result<Json<Many<Named>>, Failed> {
    check_language(&language)?;
    let read = move |tx: &mut Tx| translations::names(tx, &language);
    Ok(Json(Many { data: viewer.app().db.read("translations.list", read).await? }))
}

#[derive(serde::Serialize, schemars::JsonSchema)]
struct Kept {
    kept: usize,
}

async fn keep_translations(viewer: May<CatalogEdit>, sent: Body<Many<ToldName>>) -> Result<Json<Kept>, Failed> {
    let told = sent.0.data;
    if told.len() > ENTRIES {
        return Err(Error::invalid("data", format!("Send at most {ENTRIES} at once.")).into());
    }
    let (cx, kept) = (viewer.cx.clone(), told.len());
    viewer.app().db.write("translations.keep", move |tx: &mut Tx| translations::keep(&cx, tx, &told)).await?;
    Ok(Json(Kept { kept }))
}

async fn all_languages(viewer: May<CatalogSee>) -> Result<Json<Many<Language>>, Failed> {
    listed(&viewer, "languages.list", languages::others).await
}

async fn keep_languages(viewer: May<CatalogEdit>, sent: Body<Many<String>>) -> Result<Json<Many<Language>>, Failed> {
    kept(&viewer, sent, ("languages.keep", languages::keep, languages::others)).await
}

async fn all_grids(viewer: May<CatalogSee>) -> Result<Json<Many<SizeGrid>>, Failed> {
    listed(&viewer, "size-grids.list", attributes::all_grids).await
}

async fn keep_grids(viewer: May<CatalogEdit>, sent: Body<Many<SizeGrid>>) -> Result<Json<Many<SizeGrid>>, Failed> {
    kept(&viewer, sent, ("size-grids.keep", attributes::ensure_grids, attributes::all_grids)).await
}
