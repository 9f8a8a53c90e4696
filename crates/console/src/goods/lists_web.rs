//! Handlers of the price lists.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Currency, Error, Result};
use catalog::prices::{self, Asker, List};
use store::Tx;
use web::{
    asked::{self, Sent},
    channels::Channel,
    frame::Room,
    lists::Choice,
    locale::Say,
    problem::Failed,
    rights::{CatalogSee, PricesEdit, Right},
    who::{May, Viewer},
};

use crate::{
    address::Address,
    answers::{Page, html},
    goods::{
        lists_page::{ListForm, ListRow, ListsPage, refused_key},
        shelves_web::slug,
    },
    notices::{self, Notice},
};

const PATH: &str = "/console/products/price-lists";
/// Currencies that shops here use, the likeliest first.
const CURRENCIES: [&str; 12] = ["EUR", "USD", "GBP", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "MXN", "MAD", "JPY"];

/// What the address may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct ListsAsked {
    did: Option<String>,
    code: Option<String>,
}

/// The lists, and one of them in the form.
pub async fn show(viewer: May<CatalogSee>, asked::Asked(asked): asked::Asked<ListsAsked>) -> Page {
    page(&viewer, asked.did.as_deref(), Opened::Code(asked.code), None).await
}

enum Opened {
    Code(Option<String>),
    Form(ListForm),
}

async fn page(viewer: &Viewer, did: Option<&str>, opened: Opened, refused: Option<String>) -> Page {
    let lists = viewer.app().db.read("console.price_lists", prices::lists).await?;
    let page = viewer.page(Room::Products);
    let form = match opened {
        Opened::Form(form) => form,
        Opened::Code(Some(code)) => {
            let list = lists.iter().find(|list| list.code == code).ok_or(Error::NotFound { what: "price list" })?;
            form_of(list)
        }
        // The first list of a shop is the one that everybody is asked by.
        Opened::Code(None) => ListForm {
            name: if lists.is_empty() { page.say.t("list-usual-name") } else { String::new() },
            currency: Currency::EUR.code().to_owned(),
            taxed: "yes".to_owned(),
            ..ListForm::default()
        },
    };
    let usual = Asker::default().lists(&lists).first().map(|list| list.code.clone());
    html(&ListsPage {
        notice: Notice::of(&page.say, did),
        may: viewer.may(Right::PricesEdit),
        rows: lists.iter().map(|list| row(&page.say, list, usual.as_deref())).collect(),
        currencies: currencies(&form.currency),
        channels: channels(&page.say, &form.channel),
        form,
        refused,
        page,
    })
}

fn row(say: &Say, list: &List, usual: Option<&str>) -> ListRow {
    let is_none = list.channel.is_none() && list.zone.is_none() && list.customer_group.is_none();
    let channel = list.channel.as_deref().map(|word| match Channel::from_slug(word) {
        Some(channel) => say.t(channel.key()),
        None => word.to_owned(),
    });
    let zone = list.zone.as_deref().map(|zone| match zone.split_once('-') {
        Some((country, part)) => format!("{} ({part})", say.country(country)),
        None => say.country(zone),
    });
    let group = list.customer_group.as_ref().map(|group| say.t1("list-for-group", "group", group));
    let everybody = is_none.then(|| say.t("list-everybody"));
    let tax = say.t(if list.is_taxed { "list-with-tax" } else { "list-without-tax" });
    let parts = [everybody, channel, zone, group, Some(list.currency.code().to_owned()), Some(tax)];
    ListRow {
        code: list.code.clone(),
        name: list.name.clone(),
        whom: parts.into_iter().flatten().collect(),
        is_usual: usual == Some(&list.code),
        address: Address::new(PATH).with("code", &list.code).to_string(),
    }
}

fn form_of(list: &List) -> ListForm {
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    ListForm {
        known: list.code.clone(),
        code: list.code.clone(),
        name: list.name.clone(),
        currency: list.currency.code().to_owned(),
        channel: text(&list.channel),
        zone: text(&list.zone),
        group: text(&list.customer_group),
        rank: if list.rank == 0 { String::new() } else { list.rank.to_string() },
        taxed: if list.is_taxed { "yes".to_owned() } else { String::new() },
    }
}

fn currencies(chosen: &str) -> Vec<Choice> {
    let other = Some(chosen).filter(|code| !code.is_empty() && !CURRENCIES.contains(code));
    let codes = CURRENCIES.into_iter().chain(other);
    codes.map(|code| Choice { value: code.to_owned(), name: code.to_owned(), is_on: code == chosen }).collect()
}

fn channels(say: &Say, chosen: &str) -> Vec<Choice> {
    let choice = |value: &str, name: String| Choice { value: value.to_owned(), name, is_on: value == chosen };
    let mut all: Vec<Choice> = Channel::ALL.iter().map(|one| choice(one.slug(), say.t(one.key()))).collect();
    if !chosen.is_empty() && all.iter().all(|one| !one.is_on) {
        all.push(choice(chosen, chosen.to_owned()));
    }
    all
}

impl ListForm {
    fn told(&self) -> Result<List> {
        let given = |text: &String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        let name = given(&self.name).ok_or_else(|| Error::invalid("name", "Write a name."))?;
        let code = given(&self.known).or(given(&self.code)).unwrap_or_else(|| slug(&name));
        if code.is_empty() {
            return Err(Error::invalid("name", "Write a name with letters."));
        }
        let rank = given(&self.rank).map_or(Ok(0), |rank| rank.parse::<i16>().map(i64::from));
        Ok(List {
            code,
            name,
            currency: Currency::in_use(&self.currency)?,
            channel: given(&self.channel),
            zone: given(&self.zone),
            customer_group: given(&self.group),
            rank: rank.map_err(|_| Error::invalid("rank", "The rank is a whole number."))?,
            is_taxed: !self.taxed.is_empty(),
        })
    }
}

/// Makes a list, or changes one.
pub async fn keep(viewer: May<PricesEdit>, Sent(form): Sent<ListForm>) -> Result<Response, Failed> {
    let (cx, sent) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let told = sent.told()?;
        let is_known = prices::lists(tx)?.iter().any(|list| list.code == told.code.to_lowercase());
        match (is_known, sent.known.is_empty()) {
            (true, true) => Err(Error::invalid("known", "There is a list with this code.")),
            (false, false) => Err(Error::NotFound { what: "price list" }),
            _ => prices::ensure_lists(&cx, tx, &[told]),
        }
    };
    let error = match viewer.app().db.write("price-lists.keep", act).await {
        Ok(()) => return Ok(notices::back(PATH, "price-list", &[]).into_response()),
        Err(error) => error,
    };
    let say = viewer.page(Room::Products).say;
    let refused = refused_key(error.code()).map(|key| say.t(&key)).ok_or(error)?;
    Ok((StatusCode::BAD_REQUEST, page(&viewer, None, Opened::Form(form), Some(refused)).await?).into_response())
}
