//! The card's handlers: the page, what was before, and what is new.

use axum::{
    extract::Path,
    http::{HeaderValue, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Money, Result, Time};
use catalog::products::{self, Product, ProductId};
use customers::{
    card::{self, Card as Known, Tally},
    fold,
    identity::{links::LinkId, living},
    people::{CustomerId, Kind},
};
use orders::returns::{self, Return, Source};
use store::{
    Tx, followers,
    thread::{self, Cursor, Event, EventId, IdentifierId, Wanted},
};
use tracking::behavior::{self, Behavior};
use web::{
    asked,
    channels::Channel,
    frame::Room,
    locale::Say,
    paging,
    problem::Failed,
    reach::Reach,
    rights::{CustomersSee, Right},
    shops::Scope,
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    card_behavior::Outside,
    card_page::{Card, CardEarlier, CardLive, CardPage, CardReturn, FavoriteProduct, Figures, Live},
    garments::Garment,
    identifiers::{Identifier, shown},
    identity_web::take_back,
    knots::{self, Told, order_link},
    labels_page::Beside,
    labels_web::{self, Said},
    notices::Notice,
    threads::{ChannelChip, Earlier, KindChip, KnotKind, Thread, by_day},
    ties::{self, Newest, Ties},
};

/// Knots of one page.
const PAGE: i64 = 24;
/// Returns that the card lists.
const RETURNS: i64 = 5;
/// Favorite products that the card lists.
const FAVORITES: usize = 6;
/// Reasons that the card lists for why it is one person.
const TIES: i64 = 4;
/// Knots that one look for news may bring.
const NEWS: usize = 50;
/// Events that are counted one by one for whoever is bound to shops.
const SEEN: i64 = 2_000;

/// What the address of a card may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Asked {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    channel: String,
    before: Option<String>,
    after: Option<String>,
    #[serde(default)]
    shown: i64,
    /// How far whoever asks sees; never from the address.
    #[serde(skip)]
    reach: Reach,
    did: Option<String>,
    link: Option<LinkId>,
}

/// Everything about a card, read in one transaction.
struct Read {
    card: Known,
    /// How far on the thread the card's figures are.
    at: Cursor,
    favorites: Vec<(Product, Tally)>,
    returns: Vec<(Return, Vec<Source>)>,
    ties: Ties,
    /// What they do outside; not read for news.
    behavior: Behavior,
    /// What staff say of them; not read for news.
    said: Option<Said>,
    told: Told,
    more: bool,
    /// What whoever is bound to shops may see of the thread: mark and channel of each event.
    seen: Option<Vec<(&'static str, String)>>,
    /// How many events they do not see.
    elsewhere: i64,
}

/// Reads all that the card shows; says how many knots that is. For whoever measures it.
pub fn look(tx: &mut Tx, id: CustomerId) -> Result<usize> {
    let asked = Asked { reach: Reach::ALL, ..Asked::default() };
    read(tx, id, &asked, Time::default()).map(|read| read.told.events.len())
}

/// The card; that of whoever was joined with another leads to the other's.
pub async fn card(
    viewer: May<CustomersSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Response, Failed> {
    let id: CustomerId = id.parse()?;
    let query = Asked { reach: viewer.reach(), ..asked.clone() };
    let today = viewer.cx.now;
    let look = move |tx: &mut Tx| {
        let now = living(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
        if now == id { Ok((now, Some(read(tx, id, &query, today)?))) } else { Ok((now, None)) }
    };
    let (now, read) = viewer.app().db.read("console.card", look).await?;
    let Some(mut read) = read else {
        return Ok(Redirect::to(&format!("/console/customers/{now}")).into_response());
    };
    read.told.back = back(&viewer, id);
    let page = viewer.page(Room::Customers);
    let say = page.say.clone();
    let live = Live {
        topic: format!("customer:{id}"),
        address: asked.filtered(&format!("/console/customers/{id}/live")).to_string(),
        after: read.at.to_string(),
    };
    scope_card(&mut read);
    let mut thread = Thread { elsewhere: read.elsewhere, ..filters(id, &asked, &read.card) };
    let earlier = earlier(id, &asked, &read);
    thread.days = by_day(&say, read.told.knots(&say)?);
    thread.start = if earlier.is_none() { read.card.first_seen } else { None };
    thread.earlier = earlier;
    thread.newest = asked.before.as_ref().map(|_| asked.filtered(&format!("/console/customers/{id}")).to_string());
    let beside =
        read.said.as_ref().map(|said| said.beside(&say, id, viewer.may(Right::CustomersEdit))).unwrap_or_default();
    let card = Card { notice: notice(&say, id, &asked, &read), beside, ..view(&say, &read) };
    Ok(html(&CardPage { page, card, thread, live })?.into_response())
}

/// Whoever is bound to shops counts what they see: the rest is a number, and what was bought elsewhere is no favorite.
fn scope_card(read: &mut Read) {
    let Some(seen) = read.seen.take() else { return };
    read.elsewhere = (read.card.facts - seen.len() as i64).max(0);
    if read.elsewhere == 0 {
        return;
    }
    let count = |tallies: &mut Vec<Tally>, is: &dyn Fn(&(&'static str, String), &str) -> bool| {
        for tally in tallies.iter_mut() {
            tally.count = seen.iter().filter(|one| is(one, &tally.key)).count() as i64;
        }
        tallies.retain(|tally| tally.count > 0);
    };
    count(&mut read.card.marks, &|(mark, _), key| *mark == key);
    count(&mut read.card.channels, &|(_, channel), key| channel == key);
    read.card.facts = seen.len() as i64;
    read.favorites.clear();
}

/// The marks and channels of everything that whoever is bound to shops may see; nothing for who is bound to none.
fn seen(tx: &mut Tx, actors: &[IdentifierId], shops: &Scope) -> Result<Option<Vec<(&'static str, String)>>> {
    if shops.is_all() {
        return Ok(None);
    }
    let wanted = Wanted { channel: None, kinds: &[], places: shops.as_parameter() };
    let all = || customers::fold::KINDS.iter().chain(&customers::consents::KINDS).chain(&orders::events::KINDS);
    let mark = |event: &Event| all().find(|known| known.name == event.kind).map_or("", |known| known.mark);
    let events = thread::timeline(tx, actors, wanted, None, SEEN)?;
    Ok(Some(events.iter().map(|event| (mark(event), event.channel.clone())).collect()))
}

/// The page that an act on the thread comes back to, for whoever may act.
fn back(viewer: &Viewer, id: CustomerId) -> Option<String> {
    viewer.may(Right::CustomersEdit).then(|| format!("/console/customers/{id}"))
}

/// What was done just now, with the way to take it back.
fn notice(say: &Say, id: CustomerId, asked: &Asked, read: &Read) -> Option<Notice> {
    let mut notice = Notice::of(say, asked.did.as_deref())?;
    let here = format!("/console/customers/{id}");
    notice.undo = asked.link.and_then(|link| take_back(say, link, &here, &read.ties));
    Some(notice)
}

/// What was before a knot, for htmx.
pub async fn earlier_knots(
    viewer: May<CustomersSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Page {
    let id: CustomerId = id.parse()?;
    let query = Asked { reach: viewer.reach(), ..asked.clone() };
    let today = viewer.cx.now;
    let mut read = viewer.app().db.read("console.card_earlier", move |tx| read(tx, id, &query, today)).await?;
    read.told.back = back(&viewer, id);
    let page = viewer.page(Room::Customers);
    let earlier = earlier(id, &asked, &read);
    let days = by_day(&page.say.clone(), read.told.knots(&page.say)?);
    let start = if earlier.is_none() { read.card.first_seen } else { None };
    html(&CardEarlier { page, days, earlier, start })
}

/// What has reached the thread since the figures of the page, for htmx; 204 when nothing has. Knots that the page has
/// already may be among them: it knows them by their id. Where there is more than one answer holds, the page is told to
/// ask again at once; after a restore, to begin anew.
pub async fn news(
    viewer: May<CustomersSee>,
    Path(id): Path<String>,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Result<Response, Failed> {
    let id: CustomerId = id.parse()?;
    let after = asked.after.as_deref().map(str::parse::<Cursor>).transpose()?;
    let reach = viewer.reach();
    let scope = reach.shops.clone();
    let found =
        viewer.app().db.read("console.card_live", move |tx| look_for_news(tx, id, after.as_ref(), &scope)).await?;
    let mut read = match found {
        News::Nothing => return Ok(StatusCode::NO_CONTENT.into_response()),
        News::Restored | News::Moved => return Ok((StatusCode::NO_CONTENT, [("hx-refresh", "true")]).into_response()),
        News::These(read) => read,
    };
    let kinds = asked.kinds();
    let wanted = asked.wanted(&kinds);
    read.told.events.retain(|event| {
        let kind = wanted.kinds.is_empty() || wanted.kinds.contains(&event.kind.as_str());
        let place = event.place.as_deref();
        kind && wanted.channel.is_none_or(|channel| channel == event.channel) && reach.shows(&event.kind, place)
    });
    read.told.back = back(&viewer, id);
    scope_card(&mut read);
    let page = viewer.page(Room::Customers);
    let fresh = by_day(&page.say.clone(), read.told.knots(&page.say)?);
    let (thread, after) = (filters(id, &asked, &read.card), read.at.to_string());
    let mut answer =
        html(&CardLive { card: view(&page.say.clone(), &read), page, thread, fresh, after })?.into_response();
    if read.more {
        answer.headers_mut().insert("hx-trigger", HeaderValue::from_static("hilo:live"));
    }
    Ok(answer)
}

/// What an open card is told.
enum News {
    Nothing,
    /// Its cursor is from before a restore.
    Restored,
    /// They were joined with another: their address leads there.
    Moved,
    These(Box<Read>),
}

fn look_for_news(tx: &mut Tx, id: CustomerId, after: Option<&Cursor>, shops: &Scope) -> Result<News> {
    let start = thread::start(tx)?;
    let after = after.unwrap_or(&start);
    if after.is_before(&start) {
        return Ok(News::Restored);
    }
    if start.is_before(after) {
        return Err(Error::invalid("cursor", "The cursor is not one that Hilo gave out."));
    }
    if living(tx, id)?.is_some_and(|now| now != id) {
        return Ok(News::Moved);
    }
    let actors = card::actors(tx, id)?;
    let (mut events, next) = thread::after_about(tx, &actors, after, NEWS)?;
    if events.is_empty() {
        return Ok(News::Nothing);
    }
    events.sort_by_key(|event| std::cmp::Reverse((event.happened, event.id)));
    let now = figures_at(tx)?;
    // What the fold has yet to take is told again when it has, so nobody has to ask for it before.
    let (at, more) = match next {
        Some(next) if next < now => (next, true),
        _ => (now, false),
    };
    let card = card::read(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
    let told = knots::read(tx, events, shops)?;
    let (favorites, returns, behavior) = (Vec::new(), Vec::new(), Behavior::default());
    let (seen, elsewhere) = (seen(tx, &actors, shops)?, 0);
    let read =
        Read { seen, elsewhere, card, at, favorites, returns, ties: Ties::default(), behavior, said: None, told, more };
    Ok(News::These(Box::new(read)))
}

/// Where the card's fold is: a page that has read its figures asks for news from there. Not from the end of the thread,
/// or what the fold has yet to take would be no news when its figures come.
fn figures_at(tx: &mut Tx) -> Result<Cursor> {
    followers::active_cursor(tx, fold::NAME)?.map_or_else(|| thread::start(tx), Ok)
}

fn read(tx: &mut Tx, id: CustomerId, asked: &Asked, now: Time) -> Result<Read> {
    let card = card::read(tx, id)?.ok_or(Error::NotFound { what: "customer" })?;
    let at = figures_at(tx)?;
    let actors: Vec<_> = card.identifiers.iter().map(|identity| identity.id).collect();
    let kinds = asked.kinds();
    let before = asked.before.as_deref().map(place).transpose()?;
    let mut events = thread::timeline(tx, &actors, asked.wanted(&kinds), before, PAGE + 1)?;
    let more = events.len() as i64 > PAGE;
    events.truncate(PAGE as usize);
    let wanted: Vec<ProductId> = card.favorites.iter().filter_map(|tally| tally.key.parse().ok()).collect();
    let mut found = products::some(tx, &wanted)?;
    let known = wanted.iter().zip(&card.favorites).filter_map(|(id, tally)| Some((found.remove(id)?, tally.clone())));
    // Carriage and discounts are on every order; nobody likes them.
    let liked =
        |(product, _): &(Product, Tally)| [products::Kind::Goods, products::Kind::Voucher].contains(&product.kind);
    let mut favorites: Vec<(Product, Tally)> = known.filter(liked).collect();
    favorites.truncate(FAVORITES);
    let shops = &asked.reach.shops;
    let back = if asked.reach.rights.has(Right::OrdersSee) {
        returns::of_actors(tx, &actors, shops, RETURNS)?
    } else {
        Vec::new()
    };
    let mut sources = returns::sources(tx, &back.iter().map(|back| back.id).collect::<Vec<_>>(), shops)?;
    let with_sources = |back: Return| {
        let from = sources.remove(&back.id).unwrap_or_default();
        (back, from)
    };
    let returned = back.into_iter().map(with_sources).collect();
    let ties = ties::of_person(tx, id, &[Newest { state: "active", after: None, limit: TIES }], asked.link)?;
    let said = Some(labels_web::read_beside(tx, id)?);
    let behavior = behavior::read(tx, id, now)?;
    let told = knots::read(tx, events, shops)?;
    let seen = seen(tx, &actors, shops)?;
    Ok(Read { seen, elsewhere: 0, favorites, returns: returned, ties, behavior, said, told, more, at, card })
}

fn place(text: &str) -> Result<thread::Before> {
    let (micros, id) = paging::read_place(text)?;
    Ok((Time::from_micros(micros), EventId::from_bytes(id)))
}

impl Asked {
    fn kind(&self) -> Option<KnotKind> {
        KnotKind::from_slug(&self.kind)
    }

    fn channel(&self) -> Option<Channel> {
        Channel::from_slug(&self.channel)
    }

    /// The kinds of events that the chosen kind of knot stands for.
    fn kinds(&self) -> Vec<&'static str> {
        let Some(kind) = self.kind() else { return Vec::new() };
        let all = customers::fold::KINDS.iter().chain(&customers::consents::KINDS).chain(&orders::events::KINDS);
        let kinds: Vec<_> = all.filter(|known| known.mark == kind.slug()).map(|known| known.name).collect();
        // A kind of knot that no event stands for keeps nothing.
        if kinds.is_empty() { vec!["-"] } else { kinds }
    }

    fn wanted<'a>(&'a self, kinds: &'a [&'static str]) -> Wanted<'a> {
        Wanted { channel: self.channel().map(Channel::slug), kinds, places: self.reach.places() }
    }

    /// An address with the filters of this one.
    fn filtered(&self, path: &str) -> Address {
        let kind = self.kind().map_or("", KnotKind::slug);
        let channel = self.channel().map_or("", Channel::slug);
        Address::new(path).with("kind", kind).with("channel", channel)
    }
}

fn earlier(id: CustomerId, asked: &Asked, read: &Read) -> Option<Earlier> {
    let last = read.told.events.last().filter(|_| read.more)?;
    let shown = asked.shown + read.told.events.len() as i64;
    let before = paging::place(last.happened.micros(), last.id.bytes());
    let onward =
        |path: String| asked.filtered(&path).with("before", &before).with("shown", shown.to_string()).to_string();
    Some(Earlier {
        address: onward(format!("/console/customers/{id}")),
        fragment: onward(format!("/console/customers/{id}/earlier")),
        left: (kept(asked, &read.card) - shown).max(1),
    })
}

/// How many knots pass the filters, as far as the sums tell: both at once are not counted.
fn kept(asked: &Asked, card: &Known) -> i64 {
    let of =
        |tallies: &[Tally], key: &str| tallies.iter().find(|tally| tally.key == key).map_or(0, |tally| tally.count);
    match (asked.kind(), asked.channel()) {
        (None, None) => card.facts,
        (Some(kind), None) => of(&card.marks, kind.slug()),
        (None, Some(channel)) => of(&card.channels, channel.slug()),
        (Some(kind), Some(channel)) => of(&card.marks, kind.slug()).min(of(&card.channels, channel.slug())),
    }
}

fn filters(id: CustomerId, asked: &Asked, card: &Known) -> Thread {
    let here = asked.filtered(&format!("/console/customers/{id}"));
    let mut kinds = vec![KindChip {
        kind: None,
        address: here.without("kind").to_string(),
        is_on: asked.kind().is_none(),
        count: card.facts,
    }];
    for kind in KnotKind::FILTERS {
        let Some(tally) = card.marks.iter().find(|tally| tally.key == kind.slug()) else { continue };
        let address = here.with("kind", kind.slug()).to_string();
        kinds.push(KindChip { kind: Some(kind), address, is_on: asked.kind() == Some(kind), count: tally.count });
    }
    let mut places = vec![ChannelChip {
        channel: None,
        address: here.without("channel").to_string(),
        is_on: asked.channel().is_none(),
        count: card.facts,
    }];
    for tally in &card.channels {
        let Some(channel) = Channel::from_slug(&tally.key) else { continue };
        let address = here.with("channel", channel.slug()).to_string();
        let is_on = asked.channel() == Some(channel);
        places.push(ChannelChip { channel: Some(channel), address, is_on, count: tally.count });
    }
    let channels = places.len() as i64 - 1;
    Thread { total: card.facts, channels, kinds, places, ..Thread::default() }
}

fn view(say: &Say, read: &Read) -> Card {
    let Read { card, .. } = read;
    let number =
        card.identifiers.iter().find(|identity| [Kind::RetailerNumber, Kind::Loyalty].contains(&identity.kind));
    // Who has no name is called as in the lists, by what they are first known by.
    let known = if card.name.is_some() { number } else { card.identifiers.first() };
    let orders: i64 = card.figures.iter().map(|figures| figures.orders).sum();
    let all_returns: i64 = card.figures.iter().map(|figures| figures.returns).sum();
    // Where they buy: by orders, not by everything that happened there.
    let most = |tallies: &[Tally]| {
        tallies.iter().filter(|tally| tally.quantity > 0).max_by_key(|tally| tally.quantity).cloned()
    };
    Card {
        id: card.id.to_string(),
        name: card.name.clone(),
        number: known.map(|identity| shown(identity.kind, &identity.value)),
        country: card.country.clone(),
        city: card.city.clone(),
        figures: card.figures.iter().map(figures).collect(),
        first_seen: card.first_seen,
        last_seen: card.last_seen,
        favorite_channel: most(&card.channels)
            .and_then(|tally| Some((Channel::from_slug(&tally.key)?, tally.quantity, orders)))
            .filter(|(channel, ..)| *channel != Channel::Import),
        favorite_shop: most(&card.places).map(|tally| (read.shop(&tally.key), tally.quantity, orders)),
        products: read.favorites.iter().map(|(product, tally)| favorite(product, tally)).collect(),
        identifiers: card.identifiers.iter().map(Identifier::of).collect(),
        ties: read
            .ties
            .links
            .iter()
            .filter(|link| link.state == "active")
            .map(|link| read.ties.sentence(say, link))
            .collect(),
        behavior: Outside::of(&read.behavior, say.now),
        beside: Beside::default(),
        notice: None,
        returns: read.returns.iter().map(|(back, sources)| card_return(back, sources)).collect(),
        more_returns: all_returns - read.returns.len() as i64,
    }
}

impl Read {
    fn shop(&self, code: &str) -> String {
        self.told.shops.get(code).cloned().unwrap_or_else(|| code.to_owned())
    }
}

/// Sums in one currency, as pages show them.
pub fn figures(sums: &card::Figures) -> Figures {
    Figures {
        orders: sums.orders,
        spent: Money::new(sums.spent, sums.currency),
        average: sums.average_ticket(),
        returns: sums.returns,
        returned: Money::new(sums.returned, sums.currency),
    }
}

fn favorite(product: &Product, tally: &Tally) -> FavoriteProduct {
    FavoriteProduct {
        garment: Garment::of(product.drawing.as_ref(), product.dye.as_ref()),
        address: format!("/console/products/{}", product.id),
        name: product.name.clone().unwrap_or_else(|| product.code.clone()),
        sku: product.code.clone(),
        times: tally.count,
        quantity: tally.quantity,
    }
}

fn card_return(back: &Return, sources: &[Source]) -> CardReturn {
    CardReturn {
        number: back.number.clone(),
        when: back.accepted_at,
        value: Money::new(back.total, back.currency),
        orders: sources.iter().take(3).map(|source| order_link(source.order, &source.number)).collect(),
    }
}
