//! Handlers of many products changed at once: what would change, doing it, and taking it back.

use axum::{
    extract::Path,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use catalog::{
    bulk::{self, Bulk, BulkId, Change, MOST},
    categories,
    products::{ProductId, State},
    search::index::Search,
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::CatalogEdit,
    signin,
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        many_page::{ManyForm, ManyPage, Offers, Outcome, refused_words},
        products_web::Asked,
    },
    notices::{Notice, Undo},
};

/// The fields of the bar and of the form, by name; `ids` as often as something was chosen.
type Fields = Vec<(String, String)>;

/// The value of a field; nothing where it is not there.
pub fn field(fields: &Fields, wanted: &str) -> String {
    fields.iter().find(|(name, _)| name == wanted).map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
}

/// Which products.
pub struct Chosen {
    /// Their ids.
    pub ids: Vec<ProductId>,
    /// How many match, where they are more than can be changed at once.
    pub cut: Option<i64>,
    /// The fields that say which.
    pub fields: Fields,
    /// The list that they were chosen from.
    pub back: Address,
}

/// Those that were chosen, or all that the list shows.
pub async fn chosen(viewer: &Viewer, fields: &Fields) -> Result<Chosen> {
    let asked = Asked::of_fields(fields, &viewer.reach());
    let is_all = field(fields, "whom") == "all";
    let is_which = |name: &str| name == "ids" || name == "whom" || asked.is_filter(name);
    let kept: Fields = fields.iter().filter(|(name, _)| is_which(name)).cloned().collect();
    let back = asked.address();
    if !is_all {
        let ids = fields.iter().filter(|(name, _)| name == "ids").map(|(_, id)| id.parse::<ProductId>());
        let ids = ids.collect::<std::result::Result<_, _>>()?;
        return Ok(Chosen { ids, cut: None, fields: kept, back });
    }
    let (search, query) = (Search::of(viewer.app())?, asked.query(0, MOST)?);
    let answer = tokio::task::spawn_blocking(move || search.find(&query)).await.map_err(Error::internal)??;
    let ids: Vec<ProductId> = answer.hits.iter().map(|hit| hit.id).collect();
    let cut = Some(answer.total as i64).filter(|total| *total > ids.len() as i64);
    Ok(Chosen { ids, cut, fields: kept, back })
}

fn form(fields: &Fields) -> ManyForm {
    let field = |name: &str| field(fields, name);
    ManyForm {
        state: field("to_state"),
        brand: field("to_brand"),
        no_brand: !field("no_brand").is_empty(),
        season: field("to_season"),
        add_category: field("add_category"),
        remove_category: field("remove_category"),
        add_collection: field("add_collection"),
        remove_collection: field("remove_collection"),
    }
}

impl ManyForm {
    fn change(&self) -> Result<Change> {
        let given = |text: &String| (!text.is_empty()).then(|| text.clone());
        let change = Change {
            state: given(&self.state).map(|word| State::parse(&word)).transpose()?,
            brand: if self.no_brand { Some(String::new()) } else { given(&self.brand) },
            season: given(&self.season).map(|code| if code == "-" { String::new() } else { code }),
            add_category: given(&self.add_category),
            remove_category: given(&self.remove_category),
            add_collection: given(&self.add_collection),
            remove_collection: given(&self.remove_collection),
        };
        change.checked()
    }
}

fn offers(tx: &mut Tx) -> Result<Offers> {
    let shelf = |one: categories::Category| {
        let name = "\u{2003}".repeat(one.code.matches('/').count()) + &one.name;
        (one.code, name)
    };
    let (seasons, collections): (Vec<_>, Vec<_>) =
        categories::all_collections(tx)?.into_iter().partition(|one| one.is_season);
    let named = |all: Vec<categories::Collection>| all.into_iter().map(|one| (one.code, one.name)).collect();
    Ok(Offers {
        categories: categories::all(tx)?.into_iter().map(shelf).collect(),
        seasons: named(seasons),
        collections: named(collections),
        brands: catalog::products::brands(tx)?,
    })
}

/// What is to change, and what it would come to.
pub async fn preview(viewer: May<CatalogEdit>, asked::Asked(fields): asked::Asked<Fields>) -> Page {
    page(&viewer, fields, None).await
}

async fn page(viewer: &Viewer, fields: Fields, refused: Option<Error>) -> Page {
    let (chosen, form) = (chosen(viewer, &fields).await?, form(&fields));
    let page = viewer.page(Room::Products);
    let (ids, change) = (chosen.ids.clone(), form.change()?);
    let (say, is_asked) = (page.say.clone(), !change.is_nothing());
    let read = move |tx: &mut Tx| {
        let offers = offers(tx)?;
        let planned = if is_asked { Some(bulk::preview(tx, &ids, &change)?) } else { None };
        let outcome = planned.map(|planned| Outcome::of(&say, &planned, &offers));
        Ok((offers, outcome))
    };
    let (offers, outcome) = viewer.app().db.read("console.many", read).await?;
    html(&ManyPage {
        count: chosen.ids.len() as i64,
        cut: chosen.cut,
        chosen: chosen.fields,
        back: chosen.back.to_string(),
        refused: refused.map(|error| refused_words(&page.say, &error)),
        form,
        offers,
        outcome,
        page,
    })
}

/// Does it; the list says so, with the way to take it back.
pub async fn begin(viewer: May<CatalogEdit>, Sent(fields): Sent<Fields>) -> Result<Response, Failed> {
    let Chosen { ids, back, .. } = chosen(&viewer, &fields).await?;
    let (cx, change) = (viewer.cx.clone(), form(&fields).change()?);
    let act = move |tx: &mut Tx| bulk::begin(&cx, tx, &change, &ids);
    match viewer.app().db.write("products.bulk", act).await {
        Ok(id) => Ok(Redirect::to(&back.with("bulk", id.to_string()).to_string()).into_response()),
        Err(error @ Error::Invalid { .. }) => {
            let page = page(&viewer, fields, Some(error)).await?;
            Ok((axum::http::StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Where to go once it is taken back.
#[derive(serde::Deserialize)]
pub struct UndoSent {
    #[serde(default)]
    back: String,
}

/// Takes it back.
pub async fn undo(
    viewer: May<CatalogEdit>,
    Path(id): Path<String>,
    Sent(form): Sent<UndoSent>,
) -> Result<Redirect, Failed> {
    let (id, cx): (BulkId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("products.bulk_undo", move |tx: &mut Tx| bulk::undo(&cx, tx, id)).await?;
    Ok(Redirect::to(&signin::inside(&form.back)))
}

/// What the list says of a change of many products; `None` where there is none.
pub fn told(tx: &mut Tx, id: &str) -> Result<Option<Bulk>> {
    let Ok(id) = id.parse::<BulkId>() else { return Ok(None) };
    match bulk::one(tx, id) {
        Err(Error::NotFound { .. }) => Ok(None),
        found => found.map(Some),
    }
}

/// The same in words.
pub fn notice(say: &Say, bulk: &Bulk, here: &Address) -> Notice {
    let (key, count) = match bulk.state.as_str() {
        "undone" => ("did-many-undone", bulk.changed),
        "undoing" => ("did-many-undoing", bulk.changed),
        "running" => ("did-many-running", bulk.looked),
        _ => ("did-many", bulk.changed),
    };
    let is_back = bulk.state.starts_with("undo");
    Notice {
        words: say.tn1(key, count, "total", say.number(bulk.total)),
        link: None,
        undo: (!is_back && bulk.changed > 0).then(|| Undo {
            address: format!("/console/products/bulk/{}/undo", bulk.id),
            back: here.with("bulk", bulk.id.to_string()).to_string(),
            words: say.t("undo"),
        }),
    }
}
