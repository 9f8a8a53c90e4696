//! The search over everything: whatever somebody may see, a few of each kind, and the places of the console.

use base::{Error, Money, Result, text::folded};
use catalog::{
    details,
    products::Kind,
    search::{Audience, Reading, index::Search},
    shops::Shop,
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
    find_page::{ALSO, FindPage, Group, Item, PLACES, Place},
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
        let (products, is_guessed) = products(&viewer, &page.say, &text).await?;
        let (say, who, words) = (page.say.clone(), (*viewer).clone(), text.clone());
        let found = viewer.app().db.read("console.find", move |tx| rows(tx, &say, &who, &words)).await?;
        let is_named = found.iter().any(|group| group.items.iter().any(|item| is_named(item, &text)));
        let is_hit = is_named || found.iter().any(|group| !group.items.is_empty());
        groups.extend(found);
        // What is only like it says nothing beside what it names.
        if !(is_named || is_hit && is_guessed) {
            groups.push(products);
        }
        // Whoever writes a name means the person before the page that is called like it.
        groups.rotate_left(1);
    }
    groups.retain(|group| !group.items.is_empty());
    html(&FindPage { q: text, groups, page })
}

/// Whether something is called exactly what is looked for.
fn is_named(item: &Item, text: &str) -> bool {
    let wanted = folded(&[text]);
    folded(&[&item.name]) == wanted || folded(&[&item.note]) == wanted
}

/// The places whose words begin like what is looked for; all of them for nothing.
fn places(say: &Say, viewer: &Viewer, text: &str) -> Group {
    let wanted = folded(&[text]);
    let fits = |name: &str| {
        let name = folded(&[name]);
        wanted.split_whitespace().all(|part| name.split_whitespace().any(|word| word.starts_with(part)))
    };
    let mine = PLACES.iter().filter(|(.., right)| right.is_none_or(|right| viewer.may(right)));
    let item = |(key, address, icon, _): &Place| Item {
        icon: Some(*icon),
        name: say.t(key),
        note: String::new(),
        address: (*address).to_owned(),
    };
    // Other words lead to the place itself, not to every act that stands on its page.
    let also = |address: &str| ALSO.iter().any(|(of, words)| *of == address && fits(words));
    let mut named = Vec::new();
    let mut meant: Vec<Item> = Vec::new();
    for place in mine {
        let item = item(place);
        if fits(&item.name) {
            named.push(item);
        } else if also(place.1) && !meant.iter().any(|other| other.address == item.address) {
            meant.push(item);
        }
    }
    named.extend(meant);
    let most = if wanted.is_empty() { PLACES.len() } else { MOST };
    Group { title: say.t("find-places"), items: named.into_iter().take(most).collect(), all: None }
}

fn group(say: &Say, key: &str, list: &str, text: &str, mut items: Vec<Item>) -> Group {
    let all = (items.len() > MOST).then(|| Address::new(list).with("q", text).to_string());
    items.truncate(MOST);
    Group { title: say.t(key), items, all }
}

/// The shops of this name, each of which leads to how it does.
fn named_shops(tx: &mut Tx, say: &Say, viewer: &Viewer, text: &str) -> Result<Group> {
    let wanted = folded(&[text]);
    let fits = |shop: &Shop| {
        let name = folded(&[&shop.name, &shop.city, &shop.code]);
        wanted.split_whitespace().all(|part| name.split_whitespace().any(|word| word.starts_with(part)))
    };
    let mine = catalog::shops::all(tx)?.into_iter().filter(|shop| viewer.shops.has(Some(&shop.code)) && fits(shop));
    let item = |shop: Shop| Item {
        icon: Some("store"),
        name: shop.name,
        note: shop.city,
        address: Address::new("/console").with("shop", shop.code).to_string(),
    };
    Ok(Group { title: say.t("house-shops"), items: mine.map(item).take(MOST).collect(), all: None })
}

/// People, orders and shops.
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
        let by_people = viewer.may(Right::CustomersSee);
        let query = book::Query { search, by_people, shops, ..book::Query::default() };
        let orders = book::page(tx, &query, MOST as i64 + 1)?;
        let items = orders.iter().map(|listed| order(say, listed, by_people));
        groups.push(group(say, "frame-orders", "/console/orders", text, items.collect()));
        groups.push(named_shops(tx, say, viewer, text)?);
    }
    Ok(groups)
}

fn order(say: &Say, listed: &Listed, sees_people: bool) -> Item {
    let Listed { order, .. } = listed;
    let buyer = customer(say, listed, sees_people).map(|buyer| buyer.name);
    let total = say.money(Money::new(order.total, order.currency));
    let note: Vec<String> = buyer.into_iter().chain([total, say.date(order.placed_at)]).collect();
    Item {
        icon: Some("package"),
        name: order.number.clone(),
        note: note.join(" · "),
        address: format!("/console/orders/{}", order.id),
    }
}

/// The products, and whether they are only like what is looked for.
async fn products(viewer: &Member, say: &Say, text: &str) -> Result<(Group, bool)> {
    if !viewer.may(Right::CatalogSee) {
        return Ok((group(say, "frame-products", "", text, Vec::new()), false));
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
    Ok((group(say, "frame-products", "/console/products", text, items.collect()), found.reading != Reading::Exact))
}
