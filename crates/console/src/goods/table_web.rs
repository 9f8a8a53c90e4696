//! Handlers of the table: a page of the list in a form, of which only what differs is kept.

use std::collections::HashMap;

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Error, Result};
use catalog::{
    details::{self, Details},
    keep,
    products::{self, ProductId, State},
    told::Told,
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    locale::Say,
    problem::Failed,
    rights::CatalogEdit,
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    goods::{
        product_page::refused_key,
        products_web::{self, Asked},
        sights::Sight,
        table_page::{Cells, TablePage, TableRow},
    },
    notices::{self, Notice},
};

/// Products of a page.
const ROWS: usize = 40;
const PATH: &str = "/console/products/table";

/// The pairs of names and values of an address or a form.
type Fields = Vec<(String, String)>;

/// The rows of a form: each begins with its id.
fn rows(fields: &Fields) -> Result<Vec<Cells>> {
    let mut rows: Vec<Cells> = Vec::new();
    for (name, value) in fields {
        let wrong = || Error::invalid("form", "The table cannot be read: open it again.");
        match (name.as_str(), rows.last_mut()) {
            ("id", _) => rows.push(Cells { id: value.clone(), ..Cells::default() }),
            ("was", Some(row)) => value.clone_into(&mut row.was),
            ("name", Some(row)) => row.name = value.trim().to_owned(),
            ("state", Some(row)) => value.clone_into(&mut row.state),
            ("brand", Some(row)) => row.brand = value.trim().to_owned(),
            _ => return Err(wrong()),
        }
    }
    if rows.len() > ROWS {
        return Err(Error::invalid("form", "The table has too many rows."));
    }
    Ok(rows)
}

impl Cells {
    fn of(product: &Details) -> Cells {
        let cells = Cells {
            id: product.id.to_string(),
            was: String::new(),
            name: product.name.clone().unwrap_or_default(),
            state: product.state.word().to_owned(),
            brand: product.brand.clone().unwrap_or_default(),
        };
        Cells { was: cells.line(), ..cells }
    }
}

/// What a row comes to: each cell that was changed where it was shown, and nothing else, so that what somebody else
/// changed beside it stays. `Err` has the row as it is to be shown again. Pure.
fn decide(product: &Details, row: &Cells) -> std::result::Result<Option<Told>, Box<(Cells, Error)>> {
    let now = Cells::of(product);
    let again = |cells: Cells, error| Box::new((Cells { id: row.id.clone(), was: now.was.clone(), ..cells }, error));
    let mut was = row.was.split('\u{1f}');
    let mut cell = |now: &str, written: &str| {
        let was = was.next().unwrap_or_default();
        match (written == was || written == now, now == was) {
            (true, _) => Ok(None),
            (false, true) => Ok(Some(written.to_owned())),
            (false, false) => Err(written.to_owned()),
        }
    };
    let cells = [cell(&now.name, &row.name), cell(&now.state, &row.state), cell(&now.brand, &row.brand)];
    if cells.iter().any(Result::is_err) {
        // What was written stands, for whoever wants it to; the other cells say what they hold by now.
        let [name, state, brand] = cells.map(|cell| match cell {
            Ok(written) => written,
            Err(written) => Some(written),
        });
        let (name, state) = (name.unwrap_or_else(|| now.name.clone()), state.unwrap_or_else(|| now.state.clone()));
        let cells = Cells { name, state, brand: brand.unwrap_or_else(|| now.brand.clone()), ..Cells::default() };
        return Err(again(cells, Error::conflict("cell-changed", "Somebody has changed this meanwhile.")));
    }
    let [name, state, brand] = cells.map(|cell| cell.ok().flatten());
    if name.is_none() && state.is_none() && brand.is_none() {
        return Ok(None);
    }
    let told = || {
        let state = state.as_deref().map(State::parse).transpose()?;
        Told { code: product.code.clone(), name, state, brand, ..Told::default() }.checked()
    };
    told().map(Some).map_err(|error| again(row.clone(), error))
}

/// What keeping a table came to: how many products changed, and the rows that could not be kept, with why.
type Kept = (usize, HashMap<ProductId, (Cells, Error)>);

fn keep_rows(cx: &base::Cx, tx: &mut Tx, rows: &[Cells]) -> Result<Kept> {
    let ids: Vec<ProductId> = rows.iter().map(|row| row.id.parse()).collect::<std::result::Result<_, _>>()?;
    let found: HashMap<ProductId, Details> = details::some(tx, &ids)?.into_iter().map(|one| (one.id, one)).collect();
    let (mut told, mut refused) = (Vec::new(), HashMap::new());
    for (id, row) in ids.iter().zip(rows) {
        let Some(product) = found.get(id) else { continue };
        match decide(product, row) {
            Ok(new) => told.extend(new),
            Err(again) => drop(refused.insert(*id, *again)),
        }
    }
    keep::keep(cx, tx, &told, None)?;
    Ok((told.len(), refused))
}

/// A page of the list, to be changed.
pub async fn show(viewer: May<CatalogEdit>, asked::Asked(fields): asked::Asked<Fields>) -> Page {
    let did = fields.iter().find(|(name, _)| name == "did").map(|(_, did)| did.clone());
    page(&viewer, &fields, did, Kept::default()).await
}

async fn page(viewer: &Viewer, fields: &Fields, did: Option<String>, (_, mut refused): Kept) -> Page {
    let asked = Asked::of_fields(fields, &viewer.reach());
    let (listed, next) = products_web::listed(viewer, &asked, ROWS).await?;
    let read = move |tx: &mut Tx| Ok((details::some(tx, &listed)?, products::brands(tx)?));
    let (products, brands) = viewer.app().db.read("console.table", read).await?;
    let page = viewer.page(Room::Products);
    let mut row = |product: &Details| {
        let kept = refused.remove(&product.id);
        TableRow {
            sight: Sight::of(product, products_web::kind(product.kind)),
            code: product.code.clone(),
            refused: kept.as_ref().map(|(_, error)| why(&page.say, error)),
            cells: kept.map_or_else(|| Cells::of(product), |(cells, _)| cells),
        }
    };
    let rows: Vec<TableRow> = products.iter().map(&mut row).collect();
    let count = rows.iter().filter(|row| row.refused.is_some()).count() as i64;
    html(&TablePage {
        notice: Notice::of(&page.say, did.as_deref()),
        refused: (count > 0).then(|| page.say.tn("table-refused", count)),
        action: asked.place(PATH).to_string(),
        back: asked.address().to_string(),
        brands,
        rows,
        pager: asked.pager(PATH, next),
        page,
    })
}

fn why(say: &Say, error: &Error) -> String {
    match error.code() {
        "cell-changed" => say.t("table-cell-changed"),
        code => refused_key(code).map_or_else(|| error.to_string(), |key| say.t(&key)),
    }
}

/// Keeps what differs; what cannot be kept is shown again with what was written.
pub async fn save(
    viewer: May<CatalogEdit>,
    asked::Asked(fields): asked::Asked<Fields>,
    Sent(sent): Sent<Fields>,
) -> Result<Response, Failed> {
    let (cx, rows) = (viewer.cx.clone(), rows(&sent)?);
    let act = move |tx: &mut Tx| keep_rows(&cx, tx, &rows);
    let kept = viewer.app().db.write("products.keep", act).await?;
    if kept.1.is_empty() {
        let here = Asked::of_fields(&fields, &viewer.reach()).place(PATH);
        let did = if kept.0 > 0 { "table" } else { "table-same" };
        return Ok(notices::at(&here, did).into_response());
    }
    Ok((StatusCode::BAD_REQUEST, page(&viewer, &fields, None, kept).await?).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Fields {
        pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    }

    #[test]
    fn a_row_begins_with_its_id() {
        let told = fields(&[
            ("id", "a"),
            ("was", "Falda\u{1f}active\u{1f}"),
            ("name", " Falda "),
            ("state", "draft"),
            ("brand", ""),
            ("id", "b"),
            ("was", ""),
        ]);
        let rows = rows(&told).expect("it can be read");
        assert_eq!((rows.len(), rows[0].name.as_str(), rows[1].id.as_str()), (2, "Falda", "b"));
        for wrong in [fields(&[("name", "x")]), fields(&[("id", "a"), ("price", "1")])] {
            assert!(super::rows(&wrong).is_err(), "{wrong:?}");
        }
    }
}
