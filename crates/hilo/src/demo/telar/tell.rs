//! What the catalog is told of Telar's styles: the texts, with SKUs, GTINs and prices.

use std::collections::BTreeMap;

use base::{Currency, Cx, Error, Result, Time, UnitPrice};
use catalog::{
    details,
    prices::{self, Kind as PriceKind, List, NewPrice},
    products::{self, Kind, State},
    told::{Fiber, Told, ToldRelations, ToldVariant},
};
use store::Tx;

use super::{PV26, Text, english, shelves, texts};
use crate::demo::{
    calendar::{Calendar, DAYS},
    goods::{DELIVERY, GIFT_CARD, Goods, HEM, Ware},
    styles::{DYES, STYLES, Style},
};

/// The list that everybody is asked from, and the one of the Canary Islands, which are outside of the Union's VAT.
const LIST: &str = "telar";
const CANARIES: &str = "canarias";
/// The tax in a price, in percent on top of it.
const TAX: i64 = 21;
/// What is left of the spring is cheaper for a while: percent off, since and for so many days.
const SALE: (i64, i64, i64) = (30, 12, 30);
/// How many of the same shelf are shown beside a style.
const RELATED: usize = 3;

/// What is no garment: SKU, category, name in English, what is said in Spanish and in English.
const EXTRAS: [[&str; 5]; 3] = [
    [
        DELIVERY,
        shelves::SERVICES,
        "Home delivery",
        "Envío a domicilio en la Península en dos o tres días laborables. Gratis desde 39 euros.",
        "Delivery to any address in mainland Spain in two or three working days. Free from 39 euros.",
    ],
    [
        HEM,
        shelves::SERVICES,
        "Hemming",
        "Cogemos el bajo de un pantalón o de una falda en la tienda. Tarda dos días.",
        "We take up the hem of trousers or a skirt at the shop. It takes two days.",
    ],
    [
        GIFT_CARD,
        shelves::PRESENTS,
        "Gift card",
        "Tarjeta de 50 euros para gastar en cualquier tienda o en la web. No caduca.",
        "A card of 50 euros to spend at any of our shops or on line. It does not expire.",
    ],
];

/// All products as they are told.
pub fn products(goods: &Goods) -> Result<Vec<Told>> {
    let styles = STYLES.iter().enumerate().map(|(place, style)| told(goods, place, style));
    styles.chain(EXTRAS.iter().map(|extra| Ok(told_extra(extra)))).collect()
}

/// Keeps what is told of those products of which nothing was told.
pub fn keep(cx: &Cx, tx: &mut Tx, all: &[Told]) -> Result<()> {
    let ids: Vec<_> = all.iter().map(|told| products::id_of(&told.code)).collect();
    let known = details::some(tx, &ids)?;
    let is_new = |told: &&Told| !known.iter().any(|known| known.code == told.code && known.revision > 0);
    let new: Vec<Told> = all.iter().filter(is_new).cloned().collect();
    if new.is_empty() {
        return Ok(());
    }
    shelves::ensure(cx, tx)?;
    catalog::keep::keep(cx, tx, &new, None)?;
    english::ensure(cx, tx)
}

/// What everything costs, since before the first order.
pub fn prices(calendar: &Calendar, goods: &Goods) -> Vec<NewPrice> {
    let from = calendar.at(calendar.day(DAYS + 1), 0);
    let sold = goods.wares.iter().filter(|ware| ware.cents > 0);
    sold.flat_map(|ware| on_lists(ware, ware.cents, PriceKind::Regular, from, None)).collect()
}

/// What the garments of the spring cost for a while.
pub fn sale(calendar: &Calendar, goods: &Goods) -> Vec<NewPrice> {
    let (off, since, until) = SALE;
    let (from, to) = (calendar.at(calendar.day(since), 0), calendar.at(calendar.day(-until), 0));
    let spring: Vec<&str> = texts().filter(|text| text.season == PV26).map(|text| text.code).collect();
    let style = |ware: &Ware| ware.style.map(|style| &STYLES[style]);
    let is_meant = |style: &Style| spring.contains(&style.code) && !["belt", "scarf"].contains(&style.drawing);
    // The prices of a sale end in 90 cents.
    let cents = |ware: &Ware| ware.cents * (100 - off) / 10_000 * 100 - 10;
    let meant = goods.wares.iter().filter(|ware| style(ware).is_some_and(is_meant));
    meant.flat_map(|ware| on_lists(ware, cents(ware), PriceKind::Sale, from, Some(to))).collect()
}

/// Sets these prices, which begin together, as if it were that moment.
pub fn set(cx: &Cx, tx: &mut Tx, prices: &[NewPrice]) -> Result<()> {
    let then = prices.first().and_then(|price| price.from).unwrap_or(cx.now);
    let cx = Cx { now: then, ..cx.clone() };
    let list = |code: &str, name: &str, zone: Option<&str>, rank: i64| List {
        code: code.to_owned(),
        name: name.to_owned(),
        currency: Currency::EUR,
        channel: None,
        zone: zone.map(str::to_owned),
        customer_group: None,
        rank,
        is_taxed: zone.is_none(),
    };
    let lists = [list(LIST, "Telar", None, 0), list(CANARIES, "Canarias, sin IVA", Some("ES-CN"), 10)];
    prices::ensure_lists(&cx, tx, &lists)?;
    prices::set(&cx, tx, prices).map(|_| ())
}

/// A price on both lists. A voucher bears no tax, so that it costs the same everywhere.
fn on_lists(ware: &Ware, cents: i64, kind: PriceKind, from: Time, to: Option<Time>) -> Vec<NewPrice> {
    let untaxed = (cents * 100 + (100 + TAX) / 2) / (100 + TAX);
    let lists = [(LIST, cents), (CANARIES, untaxed)];
    let lists = lists.into_iter().filter(|(list, _)| *list == LIST || ware.kind != Kind::Voucher);
    let price = |(list, cents): (&str, i64)| NewPrice {
        list: list.to_owned(),
        sku: ware.sku.as_str().to_owned(),
        kind,
        amount: Some(UnitPrice(cents * 100)),
        from: Some(from),
        to,
    };
    lists.map(price).collect()
}

fn told(goods: &Goods, place: usize, style: &Style) -> Result<Told> {
    let unsaid = || Error::internal(format!("nothing is said of Telar's style {}", style.code));
    let text = texts().find(|text| text.code == style.code).ok_or_else(unsaid)?;
    let variants = goods.wares.iter().filter(|ware| ware.style == Some(place)).map(variant).collect();
    let traits = text.traits.iter().map(|(code, value)| ((*code).to_owned(), vec![(*value).to_owned()]));
    Ok(Told {
        code: code(style.code),
        name: Some(style.name.to_owned()),
        description: Some(text.es.to_owned()),
        kind: Some(Kind::Goods),
        state: Some(State::Active),
        brand: Some("Telar".to_owned()),
        composition: Some(composition(text)),
        care: Some(text.care.iter().map(|word| (*word).to_owned()).collect()),
        origin: shelves::country_of(text.maker),
        maker: Some(text.maker.to_owned()),
        size_grid: shelves::grid_of(style.cut),
        categories: Some(shelves::of(style)),
        collections: Some(vec![text.season.to_owned()]),
        attributes: Some(traits.collect()),
        translations: Some(english(text.name, text.en)),
        variants: Some(variants),
        relations: Some(relations(place, text)),
        ..Told::default()
    })
}

fn told_extra([sku, category, name, es, en]: &[&str; 5]) -> Told {
    Told {
        code: (*sku).to_owned(),
        description: Some((*es).to_owned()),
        state: Some(State::Active),
        brand: Some("Telar".to_owned()),
        categories: Some(vec![(*category).to_owned()]),
        translations: Some(english(name, en)),
        ..Told::default()
    }
}

fn code(style: &str) -> String {
    format!("TL-{style}")
}

fn english(name: &str, description: &str) -> BTreeMap<String, BTreeMap<String, String>> {
    let fields = [("name", name), ("description", description)];
    let fields = fields.into_iter().map(|(field, text)| (field.to_owned(), text.to_owned())).collect();
    BTreeMap::from([("en".to_owned(), fields)])
}

fn composition(text: &Text) -> Vec<Fiber> {
    let parts = [(None, text.cloth), (Some("lining"), text.lining)];
    let fibers = parts.into_iter().flat_map(|(part, fibers)| fibers.iter().map(move |fiber| (part, fiber)));
    fibers
        .map(|(part, (percent, fiber))| Fiber {
            fiber: (*fiber).to_owned(),
            percent: *percent,
            part: part.map(str::to_owned),
        })
        .collect()
}

fn variant(ware: &Ware) -> ToldVariant {
    let size = ware.size();
    let options = [("size", size.to_owned()), ("color", DYES[ware.dye].2.to_owned())];
    ToldVariant {
        sku: ware.sku.as_str().to_owned(),
        gtin: gtin(ware),
        name: Some(ware.name.clone()),
        options: options.into_iter().map(|(axis, value)| (axis.to_owned(), value)).collect(),
        dye: Some(DYES[ware.dye].1.to_owned()),
        is_sold: true,
    }
}

/// A GTIN from the numbers that GS1 leaves to shops (prefixes 20 to 29), so that it is no article of anybody else's.
fn gtin(ware: &Ware) -> Option<String> {
    let style = ware.style?;
    let size = STYLES[style].cut.sizes().iter().position(|size| *size == ware.size())?;
    let digits = format!("291912{:03}{}{:02}", style + 1, ware.dye + 1, size + 1);
    let weighed = digits.bytes().enumerate().map(|(place, digit)| u32::from(digit - b'0') * [1, 3][place % 2]);
    let check = (10 - weighed.sum::<u32>() % 10) % 10;
    Some(format!("{digits}{check}"))
}

/// What goes with a style as its text says, and the next ones of its shelf.
fn relations(place: usize, text: &Text) -> ToldRelations {
    let shelf = shelves::of(&STYLES[place]);
    let others = STYLES.iter().cycle().skip(place + 1).take(STYLES.len() - 1);
    let related = others.filter(|other| shelves::of(other) == shelf).take(RELATED);
    ToldRelations {
        related: Some(related.map(|other| code(other.code)).collect()),
        cross_sell: Some(text.with.iter().map(|other| code(other)).collect()),
        up_sell: None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn everything_is_said_of_every_style() {
        let goods = Goods::new().expect("goods");
        let told = products(&goods).expect("all is told");
        let codes: HashSet<&str> = told.iter().map(|told| told.code.as_str()).collect();
        assert_eq!((codes.len(), texts().count()), (told.len(), STYLES.len()));
        let mut gtins = HashSet::new();
        for told in &told {
            let told = told.clone().checked().unwrap_or_else(|error| panic!("{}: {error}", told.code));
            let relations = told.relations.unwrap_or_default();
            for other in relations.cross_sell.iter().chain(&relations.related).flatten() {
                assert!(codes.contains(other.as_str()) && *other != told.code, "{} beside {}", other, told.code);
            }
            for variant in told.variants.iter().flatten() {
                let gtin = variant.gtin.as_deref().expect("a garment has a GTIN");
                assert!(gtin.starts_with("29") && gtins.insert(gtin.to_owned()), "{gtin}");
            }
        }
    }

    #[test]
    fn a_text_is_one_to_three_sentences_in_each_language() {
        for text in texts() {
            for said in [text.es, text.en] {
                assert!((1..=3).contains(&said.matches(['.', ';']).count()) && said.ends_with('.'), "{said}");
                assert!(!said.contains("  ") && said.chars().count() <= 240, "{said}");
            }
        }
    }
}
