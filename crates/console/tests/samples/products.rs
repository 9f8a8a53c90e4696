//! Products as their pages show them.

use std::collections::BTreeMap;

use base::{Currency, UnitPrice};
use catalog::{missing::Gap, products::State};
use console::{
    garments::Garment,
    goods::{
        media_page::PictureView,
        price_page::{Asked, Course, PriceList},
        product_page::{ProductSales, ProductView, VariantRow},
        products_page::{PriceSpan, ProductHeads, ProductKind, ProductRow},
        sights::Sight,
        unready_page::UnreadyRow,
    },
    threads::Link,
};
use web::{
    lists::{Head, Pager},
    locale::Say,
};

use super::{at, eur, gbp, head};

pub fn product_heads(say: &Say) -> ProductHeads {
    ProductHeads {
        name: head(say.t("head-product"), "name"),
        state: Head::plain(say.t("head-state")),
        price: Head::plain(say.t("head-price")),
        sold: head(say.t("head-sold"), "sold"),
        returned: head(say.t("head-product-returned"), "returned"),
        revenue: head(say.t("head-revenue"), "revenue"),
        last: head(say.t("head-last-sold"), "seen"),
    }
}

pub fn product_rows(count: usize) -> Vec<ProductRow> {
    let names = [
        "WHITE HANGING HEART T-LIGHT HOLDER",
        "POSTAGE",
        "Vestido Alba",
        "  PAPER CHAIN KIT 50'S CHRISTMAS & \"VINTAGE\" ",
    ];
    (0..count)
        .map(|place| ProductRow {
            sight: sight(place),
            id: format!("prd_{place}"),
            address: format!("/console/products/prd_{place}"),
            name: names[place % 4].trim().to_owned(),
            sku: format!("85{place:03}A"),
            kind: ProductKind::ALL[place % 5],
            state: State::ALL[place % 3],
            price: (place % 4 != 1).then(|| PriceSpan {
                amount: UnitPrice(499_000),
                before: (place % 4 == 2).then_some(UnitPrice(599_000)),
                currency: Currency::EUR,
                is_from: place % 2 == 0,
            }),
            sold: [37_891, 1, 0, 80_995][place % 4],
            returned: [120, 0, 0, 80_995][place % 4],
            revenue: if place % 4 == 2 { vec![] } else { vec![gbp(10_056_712)] },
            last: (place % 4 != 2).then(|| at("2026-11-15T08:00:00Z")),
        })
        .collect()
}

pub fn sight(place: usize) -> Sight {
    match place % 4 {
        0 => Sight::Photo { address: format!("/pictures/pic_{place}-160.webp") },
        1 => Sight::Ground { average: "#a08060".to_owned() },
        2 => Sight::Garment(Garment { drawing: "dress", dye: "dye-teja" }),
        _ => Sight::Icon("tag"),
    }
}

pub fn picture(place: usize) -> PictureView {
    PictureView {
        picture: format!("pic_{place}"),
        address: (place == 0).then(|| "/pictures/pic_0-320.webp".to_owned()),
        shape: (800, 1_000),
        average: "#a08060".to_owned(),
        alt: if place == 0 { "Vestido <b> de lino".to_owned() } else { String::new() },
        others: BTreeMap::new(),
        color: if place == 0 { "teja".to_owned() } else { String::new() },
    }
}

pub fn product_view() -> ProductView {
    ProductView {
        sight: sight(0),
        pictures: vec![picture(0), picture(1)],
        id: "prd_01k9f4m2h0000000000000000d".to_owned(),
        code: "85123A".to_owned(),
        name: "WHITE HANGING HEART T-LIGHT HOLDER".to_owned(),
        state: State::Active,
        missing: gaps(&[Gap::Maker, Gap::Composition, Gap::NameTranslation]),
        variant_count: 250,
        colors: vec![("teja <b>".to_owned(), 125, 120)],
        pager: Pager { first: None, next: Some("/console/products/prd_1?page=2".to_owned()) },
        variants: ["S", "M", "L <b>"].into_iter().enumerate().map(variant_row).collect(),
        facts: vec![("Marca".to_owned(), "Telar".to_owned()), ("Composición".to_owned(), "70 % lana".to_owned())],
        beside: vec![(
            "Parecidos".to_owned(),
            vec![Link { address: "/console/products/prd_2".to_owned(), name: "Abrigo <b>".to_owned() }],
        )],
        description: vec!["Cuelga.".to_owned(), "Con <b>vela</b>.".to_owned()],
        other_names: vec!["CREAM HANGING HEART T-LIGHT HOLDER".to_owned(), "wrongly marked carton 22804".to_owned()],
        kind: ProductKind::Goods,
        sales: Some(ProductSales {
            sold: 37_891,
            orders: 5_112,
            revenue: vec![gbp(10_056_712), eur(12_000)],
            returned: 120,
            between: Some((at("2009-12-01T08:00:00Z"), at("2026-11-15T08:00:00Z"))),
        }),
        written_off: 57,
    }
}

fn gaps(gaps: &[Gap]) -> Vec<(Gap, String)> {
    gaps.iter().map(|gap| (*gap, "/console/products/prd_1/edit#maker".to_owned())).collect()
}

fn asked(amount: i64, before: Option<i64>) -> Asked {
    Asked { amount: UnitPrice(amount), before: before.map(UnitPrice), currency: Currency::EUR }
}

fn variant_row((place, size): (usize, &str)) -> VariantRow {
    VariantRow {
        label: format!("teja, {size}"),
        sku: format!("85123A-{place}"),
        gtin: (place == 0).then(|| "4006381333931".to_owned()),
        price: (place < 2).then(|| asked(450_000, (place == 0).then_some(500_000))),
        is_sold: place < 2,
    }
}

pub fn price_lists() -> Vec<PriceList> {
    let steps = vec![
        (at("2026-12-20T00:00:00Z"), Some(UnitPrice(500_000)), true),
        (at("2026-11-10T00:00:00Z"), Some(UnitPrice(450_000)), false),
        (at("2026-01-10T00:00:00Z"), None, false),
    ];
    let course = Course { label: "teja, S".to_owned(), now: Some(asked(450_000, Some(500_000))), steps, is_sale: true };
    let list = |code: &str, name: &str, courses: Vec<Course>| PriceList {
        code: code.to_owned(),
        name: name.to_owned(),
        currency: Currency::EUR,
        more: courses.len(),
        sales: courses.len(),
        courses,
    };
    vec![list("web", "Web", vec![course]), list("canarias", "Canarias <b>", vec![])]
}

pub fn unready_rows() -> Vec<UnreadyRow> {
    let row = |place: usize| UnreadyRow {
        address: format!("/console/products/prd_{place}"),
        name: "VESTIDO <b>".to_owned(),
        code: format!("TL-{place}"),
        is_publishable: place == 1,
        sight: Some(sight(place)),
        missing: gaps(&[Gap::Description, Gap::Maker, Gap::NameTranslation]),
    };
    (0..3).map(row).collect()
}
