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
    lists::Pager,
    locale::Say,
    problem::Failed,
    rights::CatalogEdit,
    who::{May, Viewer},
};

use crate::{
    address::Address,
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
const ROWS: usize = 50;
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
            ("revision", Some(row)) => row.revision = value.parse().map_err(|_| wrong())?,
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
        Cells {
            id: product.id.to_string(),
            revision: product.revision,
            name: product.name.clone().unwrap_or_default(),
            state: product.state.word().to_owned(),
            brand: product.brand.clone().unwrap_or_default(),
        }
    }
}

/// What a row comes to: nothing where it says what the product says, else what is told of it. Pure.
fn decide(product: &Details, row: &Cells) -> Result<Option<Told>> {
    let now = Cells::of(product);
    if (&now.name, &now.state, &now.brand) == (&row.name, &row.state, &row.brand) {
        return Ok(None);
    }
    if row.revision != product.revision {
        return Err(Error::conflict("changed", "Somebody has changed this product since. Look at it again."));
    }
    let told = Told {
        code: product.code.clone(),
        name: (row.name != now.name).then(|| row.name.clone()),
        state: Some(State::parse(&row.state)?).filter(|state| *state != product.state),
        brand: (row.brand != now.brand).then(|| row.brand.clone()),
        ..Told::default()
    };
    told.checked().map(Some)
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
            Err(error) => drop(refused.insert(*id, (Cells { revision: product.revision, ..row.clone() }, error))),
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
    let asked = Asked::of_fields(fields);
    let offset = asked.offset()?;
    let (listed, more) = products_web::listed(viewer, &asked, ROWS).await?;
    let read = move |tx: &mut Tx| Ok((details::some(tx, &listed)?, products::brands(tx)?));
    let (products, brands) = viewer.app().db.read("console.table", read).await?;
    let page = viewer.page(Room::Products);
    let here = asked.address_of(PATH);
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
        action: from(&here, offset).to_string(),
        back: asked.address().to_string(),
        brands,
        rows,
        pager: Pager {
            first: (offset > 0).then(|| here.to_string()),
            next: more.then(|| from(&here, offset + ROWS).to_string()),
        },
        page,
    })
}

fn from(here: &Address, offset: usize) -> Address {
    if offset > 0 { here.with("from", offset.to_string()) } else { here.clone() }
}

fn why(say: &Say, error: &Error) -> String {
    refused_key(error.code()).map_or_else(|| error.to_string(), |key| say.t(&key))
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
        let asked = Asked::of_fields(&fields);
        let here = from(&asked.address_of(PATH), asked.offset()?);
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
            ("revision", "2"),
            ("name", " Falda "),
            ("state", "draft"),
            ("brand", ""),
            ("id", "b"),
            ("revision", "1"),
        ]);
        let rows = rows(&told).expect("it can be read");
        assert_eq!((rows.len(), rows[0].name.as_str(), rows[0].revision, rows[1].id.as_str()), (2, "Falda", 2, "b"));
        for wrong in [
            fields(&[("name", "x")]),
            fields(&[("id", "a"), ("revision", "x")]),
            fields(&[("id", "a"), ("price", "1")]),
        ] {
            assert!(super::rows(&wrong).is_err(), "{wrong:?}");
        }
    }
}
