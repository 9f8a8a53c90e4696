//! Handlers of many prices changed at once: what would change, doing it, and taking it back.

use std::collections::HashMap;

use axum::{
    extract::Path,
    http::StatusCode,
    response::{IntoResponse, Response},
};
use base::{Currency, Error, Result, Time, UnitPrice};
use catalog::{
    categories,
    prices::{
        self, List,
        changes::{self, ChangeId, How, Of, Planned, Rule, Told},
    },
    products,
};
use store::Tx;
use web::{
    asked::{self, Sent},
    frame::Room,
    locale::{Lang, Say},
    problem::Failed,
    rights::{CatalogSee, PricesEdit, Right},
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    consents_web::{by, staff_names},
    goods::{
        amounts,
        changes_page::{ChangeForm, ChangeRow, ChangesPage, Picked, Plan, PlanRow},
        many_web::{Chosen, chosen, field},
        product_page::refused_key,
    },
    notices::{self, Notice},
};

const PATH: &str = "/console/products/price-changes";
/// Prices of which the page says what would change.
const SHOWN: usize = 100;
/// Changes that the page lists.
const CHANGES: i64 = 30;

type Fields = Vec<(String, String)>;

fn form(fields: &Fields) -> ChangeForm {
    let given =
        |name: &str, usual: &str| Some(field(fields, name)).filter(|text| !text.is_empty()).unwrap_or(usual.to_owned());
    let has_chosen = fields.iter().any(|(name, _)| name == "ids" || name == "whom");
    ChangeForm {
        list: field(fields, "list"),
        of: given("of", if has_chosen { "chosen" } else { "all" }),
        kind: given("price_kind", "sale"),
        how: given("how", "down-percent"),
        amount: field(fields, "amount"),
        ending: field(fields, "ending"),
        from: field(fields, "from_day"),
        to: field(fields, "to_day"),
    }
}

impl ChangeForm {
    /// What it asks for. A day begins and ends in the shop's time; an amount is in the currency of the list.
    fn rule(&self, tx: &mut Tx, say: &Say, codes: &[String]) -> Result<Rule> {
        let is_sale = self.kind == "sale";
        let day = |day: &str, code: &'static str, moment: fn(&Say, &str) -> Option<Time>| match day {
            "" => Ok(None),
            day => moment(say, day).map(Some).ok_or_else(|| Error::invalid(code, "Choose a day.")),
        };
        // The last day is a whole one.
        let to = day(&self.to, "to", Say::day_ends)?;
        Ok(Rule {
            list: self.list.clone(),
            of: self.of(codes)?,
            kind: if is_sale { prices::Kind::Sale } else { prices::Kind::Regular },
            how: self.how(say.lang, prices::list(tx, &self.list)?.currency)?,
            ending: Some(self.ending.as_str()).filter(|text| !text.is_empty()).and_then(UnitPrice::parse),
            from: day(&self.from, "from", Say::day_begins)?,
            to: to.filter(|_| is_sale),
            leave_impossible: true,
        })
    }

    fn of(&self, codes: &[String]) -> Result<Of> {
        let wrong = || Error::invalid("nothing", "Choose products.");
        match self.of.split_once(':') {
            Some(("category", code)) => Ok(Of::Category(code.to_owned())),
            Some(("brand", brand)) => Ok(Of::Brand(brand.to_owned())),
            Some(("collection", code)) => Ok(Of::Collection(code.to_owned())),
            None if self.of == "chosen" => Ok(Of::Products(codes.to_vec())),
            None if self.of == "all" => Ok(Of::Everything),
            _ => Err(wrong()),
        }
    }

    fn how(&self, lang: Lang, currency: Currency) -> Result<How> {
        let wrong = || Error::invalid("how", "Write how much, such as 20 or 5.50.");
        let percent = || {
            let whole = self.amount.trim().trim_end_matches(['%', ' ', '\u{a0}']).parse::<i64>();
            whole.ok().filter(|whole| *whole > 0).ok_or_else(wrong)
        };
        let amount = || {
            let read = amounts::read(lang, &self.amount, currency);
            read.ok().filter(|amount| amount.0 > 0).ok_or_else(wrong)
        };
        match self.how.as_str() {
            "down-percent" => Ok(How::Percent(-percent()?)),
            "up-percent" => Ok(How::Percent(percent()?)),
            "down-by" => Ok(How::By(UnitPrice(-amount()?.0))),
            "up-by" => Ok(How::By(amount()?)),
            "to" => Ok(How::To(amount()?)),
            _ => Err(wrong()),
        }
    }
}

/// The page, with what would change once the form says how much.
pub async fn show(viewer: May<CatalogSee>, asked::Asked(fields): asked::Asked<Fields>) -> Page {
    page(&viewer, &fields, None).await
}

/// What the page needs of the database.
struct Read {
    lists: Vec<List>,
    categories: Vec<categories::Category>,
    collections: Vec<categories::Collection>,
    brands: Vec<String>,
    changes: Vec<Told>,
    staff: HashMap<String, String>,
    codes: Vec<String>,
    plan: Option<Result<(changes::Plan, String, Rule)>>,
}

async fn page(viewer: &Viewer, fields: &Fields, refused: Option<Error>) -> Page {
    let (mut form, now) = (form(fields), viewer.cx.now);
    let page = viewer.page(Room::Products);
    let did = fields.iter().find(|(name, _)| name == "did").map(|(_, did)| did.as_str());
    let picked = if viewer.may(Right::PricesEdit) { some(viewer, fields).await? } else { None };
    let (ids, say) = (picked.as_ref().map(|chosen| chosen.ids.clone()).unwrap_or_default(), page.say.clone());
    if form.list.is_empty() {
        let lists = viewer.app().db.read("price-lists.list", prices::lists).await?;
        // The one that most people pay by.
        let usual = lists.iter().find(|list| list.zone.is_none() && list.customer_group.is_none());
        form.list = usual.or(lists.first()).map(|list| list.code.clone()).unwrap_or_default();
    }
    let asked = form.clone();
    let is_moved = refused.as_ref().is_some_and(|error| error.code() == "plan");
    let wants_plan = viewer.may(Right::PricesEdit) && !form.amount.is_empty() && (refused.is_none() || is_moved);
    let read = move |tx: &mut Tx| {
        let codes = products::codes(tx, &ids)?;
        let plan = wants_plan.then(|| {
            let rule = asked.rule(tx, &say, &codes)?;
            let (planned, settled) = (changes::plan(tx, &rule, now)?, changes::preview(tx, &rule, now)?);
            Ok((planned, changes::digest(&settled), rule))
        });
        let made = changes::latest(tx, None, CHANGES)?;
        Ok(Read {
            lists: prices::lists(tx)?,
            categories: categories::all(tx)?,
            collections: categories::all_collections(tx)?,
            brands: products::brands(tx)?,
            staff: staff_names(tx, made.iter().map(|one| one.set_by.as_str()))?,
            changes: made,
            codes,
            plan,
        })
    };
    let read = viewer.app().db.read("console.price_changes", read).await?;
    let say = &page.say;
    let (plan, wrong) = match read.plan.as_ref() {
        Some(Ok(planned)) => (Some(Plan::of(planned, &read.lists, now)), None),
        Some(Err(error)) if matches!(error, Error::Internal { .. }) => return Err(error.clone().into()),
        Some(Err(error)) => (None, Some(error)),
        None => (None, None),
    };
    html(&ChangesPage {
        notice: Notice::of(say, did),
        may: viewer.may(Right::PricesEdit),
        refused: refused.as_ref().or(wrong).map(|error| refused_words(say, error)),
        lists: read.lists.iter().map(|list| (list.code.clone(), list.name.clone())).collect(),
        of: offers(&read),
        chosen: picked.map(|chosen| Picked { count: read.codes.len() as i64, cut: chosen.cut, fields: chosen.fields }),
        changes: read.changes.iter().map(|told| row(say, told, &read, viewer.may(Right::PricesEdit))).collect(),
        form,
        plan,
        page,
    })
}

/// The products that were chosen on their list, where some were.
async fn some(viewer: &Viewer, fields: &Fields) -> Result<Option<Chosen>> {
    let has_chosen = fields.iter().any(|(name, _)| name == "ids" || name == "whom");
    if has_chosen { chosen(viewer, fields).await.map(Some) } else { Ok(None) }
}

fn offers(read: &Read) -> Vec<(&'static str, Vec<(String, String)>)> {
    let shelves = read.categories.iter().map(|one| {
        let indent = "\u{2003}".repeat(one.code.matches('/').count());
        (format!("category:{}", one.code), indent + &one.name)
    });
    let ranges = read.collections.iter().map(|one| (format!("collection:{}", one.code), one.name.clone()));
    let brands = read.brands.iter().map(|brand| (format!("brand:{brand}"), brand.clone()));
    let groups = [
        ("change-of-categories", shelves.collect::<Vec<_>>()),
        ("change-of-seasons", ranges.collect()),
        ("change-of-brands", brands.collect()),
    ];
    groups.into_iter().filter(|(_, values)| !values.is_empty()).collect()
}

impl Plan {
    fn of((plan, digest, rule): &(changes::Plan, String, Rule), lists: &[List], now: Time) -> Plan {
        let problems = plan.prices.iter().filter(|one| one.problem.is_some()).count() as i64;
        let mut sorted: Vec<&Planned> = plan.prices.iter().collect();
        sorted.sort_by_key(|one| one.problem.is_none());
        let row = |one: &Planned| PlanRow {
            sku: one.price.sku.clone(),
            name: one.price.name.clone().unwrap_or_else(|| one.price.sku.clone()),
            old: one.price.old,
            new: one.price.new,
            before: one.price.before,
            problem: one.problem,
        };
        let list = lists.iter().find(|list| list.code == rule.list);
        Plan {
            id: ChangeId::new(now),
            digest: digest.clone(),
            list: list.map_or(&rule.list, |list| &list.name).clone(),
            from: rule.from.filter(|from| *from > now),
            to: rule.to,
            currency: plan.currency,
            count: plan.prices.len() as i64 - problems,
            problems,
            same: plan.left,
            rows: sorted.into_iter().take(SHOWN).map(row).collect(),
        }
    }
}

fn refused_words(say: &Say, error: &Error) -> String {
    let key = match error.code() {
        "too-many" => "change-refused-too-many",
        "nothing" => "change-refused-nothing",
        "how" => "change-refused-how",
        "undone" => "change-refused-undone",
        "plan" => "change-refused-plan",
        code => return refused_key(code).map_or_else(|| error.to_string(), |key| say.t(&key)),
    };
    say.t(key)
}

fn row(say: &Say, told: &Told, read: &Read, may: bool) -> ChangeRow {
    let Told { rule, set_at, undone_at, .. } = told;
    let list = read.lists.iter().find(|list| list.code == rule.list);
    let money =
        |amount: UnitPrice| list.map_or_else(|| amount.to_string(), |list| say.unit_price(amount, list.currency));
    let (key, much) = match rule.how {
        How::Percent(percent) if percent < 0 => ("change-was-down", format!("{}\u{a0}%", -percent)),
        How::Percent(percent) => ("change-was-up", format!("{percent}\u{a0}%")),
        How::By(amount) if amount.0 < 0 => ("change-was-down", money(UnitPrice(-amount.0))),
        How::By(amount) => ("change-was-up", money(amount)),
        How::To(amount) => ("change-was-to", money(amount)),
    };
    let kind = say.t(if rule.kind == prices::Kind::Sale { "price-sale" } else { "price-regular" });
    let of = match &rule.of {
        Of::Everything => say.t("change-of-all"),
        Of::Category(code) => {
            read.categories.iter().find(|one| one.code == *code).map_or(code, |one| &one.name).clone()
        }
        Of::Brand(brand) => brand.clone(),
        Of::Collection(code) => {
            read.collections.iter().find(|one| one.code == *code).map_or(code, |one| &one.name).clone()
        }
        Of::Product(code) => code.clone(),
        Of::Products(codes) => say.tn("count-products", codes.len() as i64),
    };
    let now = say.now;
    let state = match undone_at {
        Some(_) => ("change-undone", "badge"),
        None if rule.to.is_some_and(|to| to <= now) => ("change-over", "badge"),
        None if rule.from.is_some_and(|from| from > now) => ("change-ahead", "badge badge-info"),
        None => ("change-holds", "badge badge-good"),
    };
    let can_undo = may && undone_at.is_none() && state.0 != "change-over";
    ChangeRow {
        what: format!("{kind}: {}", say.t1(key, "much", much)),
        of: format!("{of} · {}", list.map_or(rule.list.as_str(), |list| &list.name)),
        from: rule.from.filter(|from| from > set_at),
        to: rule.to,
        count: told.count,
        at: *set_at,
        by: by(say, &read.staff, &told.set_by),
        state,
        undo: can_undo.then(|| format!("{PATH}/{}/undo", told.id)),
    }
}

/// Does it; the list of changes says so.
pub async fn change(viewer: May<PricesEdit>, Sent(fields): Sent<Fields>) -> Result<Response, Failed> {
    let (form, cx, say) = (form(&fields), viewer.cx.clone(), viewer.page(Room::Products).say);
    let ids = some(&viewer, &fields).await?.map(|chosen| chosen.ids).unwrap_or_default();
    let (id, looked_at): (ChangeId, _) = (field(&fields, "change").parse()?, field(&fields, "plan"));
    let act = move |tx: &mut Tx| {
        let codes = products::codes(tx, &ids)?;
        let rule = form.rule(tx, &say, &codes)?;
        changes::change(&cx, tx, id, &rule, Some(&looked_at))
    };
    match viewer.app().db.write("prices.change", act).await {
        Ok(_) => Ok(notices::back(PATH, "price-change", &[]).into_response()),
        Err(error @ Error::Invalid { .. }) => {
            Ok((StatusCode::BAD_REQUEST, page(&viewer, &fields, Some(error)).await?).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a change back.
pub async fn undo(viewer: May<PricesEdit>, Path(id): Path<String>) -> Result<Response, Failed> {
    let (id, cx): (ChangeId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("prices.undo", move |tx: &mut Tx| changes::undo(&cx, tx, id)).await?;
    Ok(notices::back(PATH, "price-undone", &[]).into_response())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(pairs: &[(&str, &str)]) -> ChangeForm {
        form(&pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect())
    }

    #[test]
    fn what_is_written_becomes_a_rule() {
        let price = |text: &str| UnitPrice::parse(text).expect("a price");
        let cases = [
            ("down-percent", "20", How::Percent(-20)),
            ("up-percent", "5 %", How::Percent(5)),
            ("down-by", "5,50 €", How::By(price("-5.50"))),
            ("up-by", "5.5", How::By(price("5.50"))),
            ("to", "19,99", How::To(price("19.99"))),
            ("to", "1.250", How::To(price("1250.00"))),
        ];
        for (how, amount, expected) in cases {
            assert_eq!(
                asked(&[("how", how), ("amount", amount)]).how(Lang::Es, Currency::EUR).ok(),
                Some(expected),
                "{how} {amount}"
            );
        }
        for (how, amount) in
            [("down-percent", "2.5"), ("to", "0"), ("to", "mucho"), ("to", "12,345"), ("half", "5"), ("up-by", "-5")]
        {
            assert!(asked(&[("how", how), ("amount", amount)]).how(Lang::Es, Currency::EUR).is_err(), "{how} {amount}");
        }
    }

    #[test]
    fn products_are_chosen_in_one_choice() {
        let codes = ["A".to_owned()];
        assert_eq!(asked(&[]).of(&codes).ok(), Some(Of::Everything));
        assert_eq!(asked(&[("of", "brand:A:B")]).of(&codes).ok(), Some(Of::Brand("A:B".to_owned())));
        assert_eq!(asked(&[("whom", "all")]).of(&codes).ok(), Some(Of::Products(codes.to_vec())));
        assert!(asked(&[("of", "nothing")]).of(&codes).is_err());
    }
}
