//! The search over everything: whatever somebody may see, a few of each kind, and the places of the console.

use base::{Error, Money, Result, text::folded};
use catalog::{
    details,
    products::Kind,
    search::{Audience, index::Search},
};
use customers::list;
use orders::orders::{self as book, Listed};
use store::Tx;
use web::{
    asked,
    frame::Room,
    locale::Say,
    rights::Right,
    who::{Member, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    card_page::title,
    find_page::{FindPage, Group, Item, PLACES},
    goods::names::text_in,
    orders_web::customer,
};

/// How many of a kind.
const MOST: usize = 5;
/// Characters that may be looked for.
const LONGEST: usize = 100;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    q: String,
}

/// What is found, and where one can go while nothing is looked for.
pub async fn find(viewer: Member, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let text = asked.q.trim().to_owned();
    if text.chars().count() > LONGEST {
        return Err(Error::invalid("search", "Search for at most 100 characters.").into());
    }
    let page = viewer.page(Room::Nowhere);
    let mut groups = vec![places(&page.say, &viewer, &text)];
    if !text.is_empty() {
        let products = products(&viewer, &page.say, &text).await?;
        let (say, who, words) = (page.say.clone(), (*viewer).clone(), text.clone());
        let found = viewer.app().db.read("console.find", move |tx| rows(tx, &say, &who, &words)).await?;
        groups.extend(found);
        groups.push(products);
        // Whoever writes a name means the person before the page that is called like it.
        groups.rotate_left(1);
    }
    groups.retain(|group| !group.items.is_empty());
    html(&FindPage { q: text, groups, page })
}

/// The places whose words begin like what is looked for; all of them for nothing.
fn places(say: &Say, viewer: &Viewer, text: &str) -> Group {
    let wanted = folded(&[text]);
    let fits = |name: &str| {
        let name = folded(&[name]);
        wanted.split_whitespace().all(|part| name.split_whitespace().any(|word| word.starts_with(part)))
    };
    let mine = PLACES.iter().filter(|(.., right)| right.is_none_or(|right| viewer.may(right)));
    let items = mine.map(|(key, address, icon, _)| Item {
        icon: Some(icon),
        name: say.t(key),
        note: String::new(),
        address: (*address).to_owned(),
    });
    let most = if wanted.is_empty() { PLACES.len() } else { MOST };
    Group { title: say.t("find-places"), items: items.filter(|item| fits(&item.name)).take(most).collect(), all: None }
}

fn group(say: &Say, key: &str, list: &str, text: &str, mut items: Vec<Item>) -> Group {
    let all = (items.len() > MOST).then(|| Address::new(list).with("q", text).to_string());
    items.truncate(MOST);
    Group { title: say.t(key), items, all }
}

/// People and orders.
fn rows(tx: &mut Tx, say: &Say, viewer: &Viewer, text: &str) -> Result<Vec<Group>> {
    let mut groups = Vec::new();
    if viewer.may(Right::CustomersSee) {
        let query = list::Query { search: Some(text.to_owned()), ..list::Query::default() };
        let people = list::page(tx, &query, MOST as i64 + 1)?;
        let items = people.iter().map(|person| Item {
            icon: None,
            name: title(say, person.name.as_deref(), person.known_as.as_deref()),
            note: [person.known_as.as_deref(), person.city.as_deref()]
                .into_iter()
                .flatten()
                .filter(|known| person.name.as_deref().is_some_and(|name| name != *known))
                .collect::<Vec<_>>()
                .join(" · "),
            address: format!("/console/customers/{}", person.id),
        });
        groups.push(group(say, "frame-customers", "/console/customers", text, items.collect()));
    }
    if viewer.may(Right::OrdersSee) {
        let (search, shops) = (Some(text.to_owned()), viewer.shops.clone());
        let orders = book::page(tx, &book::Query { search, shops, ..book::Query::default() }, MOST as i64 + 1)?;
        let items = orders.iter().map(|listed| order(say, listed, viewer.may(Right::CustomersSee)));
        groups.push(group(say, "frame-orders", "/console/orders", text, items.collect()));
    }
    Ok(groups)
}

fn order(say: &Say, listed: &Listed, with_buyer: bool) -> Item {
    let Listed { order, .. } = listed;
    let buyer = customer(say, listed).filter(|_| with_buyer).map(|buyer| buyer.name);
    let total = say.money(Money::new(order.total, order.currency));
    let note: Vec<String> = buyer.into_iter().chain([total, say.date(order.placed_at)]).collect();
    Item {
        icon: Some("package"),
        name: order.number.clone(),
        note: note.join(" · "),
        address: format!("/console/orders/{}", order.id),
    }
}

async fn products(viewer: &Member, say: &Say, text: &str) -> Result<Group> {
    if !viewer.may(Right::CatalogSee) {
        return Ok(group(say, "frame-products", "", text, Vec::new()));
    }
    let (search, looked) = (Search::of(viewer.app())?, text.to_owned());
    let look = move || search.suggest(&looked, Audience::Staff);
    let found = tokio::task::spawn_blocking(look).await.map_err(Error::internal)??;
    let ids: Vec<_> = found.products.iter().map(|hit| hit.id).collect();
    let read = move |tx: &mut Tx| details::some(tx, &ids);
    let known = viewer.app().db.read("console.find_products", read).await?;
    let items = known.iter().map(|product| Item {
        icon: Some(if product.kind == Kind::Service { "calendar" } else { "shirt" }),
        name: text_in(Some(say.lang.code()), &product.translations, "name", product.name.as_deref())
            .unwrap_or(&product.code)
            .to_owned(),
        note: product.code.clone(),
        address: format!("/console/products/{}", product.id),
    });
    Ok(group(say, "frame-products", "/console/products", text, items.collect()))
}
