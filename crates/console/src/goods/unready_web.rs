//! Handler of the products that lack something.

use catalog::{
    details::{self, Details},
    missing,
    products::ProductId,
};
use store::Tx;
use web::{asked, frame::Room, lists::Pager, rights::CatalogSee, who::May};

use crate::{
    answers::{Page, html},
    goods::{
        names::text_in,
        product_web::gap_address,
        products_web,
        sights::Sight,
        unready_page::{UnreadyPage, UnreadyRow},
    },
};

/// Products of a page.
const ROWS: i64 = 50;
const PATH: &str = "/console/products";

/// What the address may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct UnreadyAsked {
    after: Option<String>,
}

/// Products that lack something.
pub async fn unready(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<UnreadyAsked>) -> Page {
    let after: Option<ProductId> = asked.after.as_deref().map(str::parse).transpose()?;
    let now = viewer.cx.now;
    let read = move |tx: &mut Tx| {
        let (rows, next) = missing::page(tx, after, ROWS, now)?;
        let ids: Vec<ProductId> = rows.iter().map(|one| one.id).collect();
        Ok((rows, details::some(tx, &ids)?, next))
    };
    let (rows, products, next) = viewer.app().db.read("console.unready", read).await?;
    let here = format!("{PATH}/unready");
    let page = viewer.page(Room::Products);
    let language = Some(page.say.lang.code());
    let row = |one: missing::Unready| {
        let product: Option<&Details> = products.iter().find(|product| product.id == one.id);
        let maker = product.and_then(|product| product.maker.as_deref());
        let address = format!("{PATH}/{}", one.id);
        UnreadyRow {
            sight: product.map(|product| Sight::of(product, products_web::kind(product.kind))),
            missing: one.missing.into_iter().map(|gap| (gap, gap_address(&address, maker, gap))).collect(),
            name: product
                .and_then(|one| text_in(language, &one.translations, "name", one.name.as_deref()).map(str::to_owned))
                .or(one.name)
                .unwrap_or_else(|| one.code.clone()),
            code: one.code,
            is_publishable: one.is_publishable,
            address,
        }
    };
    html(&UnreadyPage {
        page,
        rows: rows.into_iter().map(row).collect(),
        pager: Pager { first: after.map(|_| here.clone()), next: next.map(|id| format!("{here}?after={id}")) },
    })
}
