//! The handlers of the home page: the page, its file, and what is new.

use std::{collections::HashMap, sync::Arc};

use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use base::{Currency, Error, Result};
use customers::fold;
use store::{Tx, followers, thread};
use web::{
    app::App,
    asked,
    frame::Room,
    problem::Failed,
    rights::{OrdersSee, Right},
    spans::{self, Days, Grain},
    who::{May, Member, Viewer},
};

use super::{
    home_page::{HomeLive, HomePage, Live},
    home_read::{self, Asked},
    home_thread::{self, News},
    needs, needs_read,
    view::View,
};
use crate::{
    answers::{Page, html},
    audit_web::quoted,
    house::first_steps,
    knots,
    notices::Notice,
    together::Together,
};

/// The page.
pub async fn show(viewer: Member, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    let page = viewer.page(Room::Home);
    let say = page.say.clone();
    let (reach, cx) = (viewer.reach(), viewer.cx.clone());
    let (days, query) = (look(&viewer, &asked)?, asked.clone());
    let (zone, today) = (say.zone.clone(), say.day_key(say.now));
    let (at, seen, needing) = ((zone.clone(), cx.now), reach.clone(), cx.clone());
    let needs = move |tx: &mut Tx| needs_read::read(&needing, tx, seen.rights, &today);
    let seen = reach.clone();
    let read = move |tx: &mut Tx| {
        let sums = home_read::read(tx, (&zone, cx.now), &days, &query, &seen)?;
        let after = followers::active_cursor(tx, fold::NAME)?.map_or_else(|| thread::start(tx), Ok)?;
        let newest = if seen.shows_any() { Some(home_thread::newest(&cx, tx, &seen)?) } else { None };
        let steps = if sums.last.is_none() { Some(first_steps::done(tx)?) } else { None };
        Ok((sums, newest, after.to_string(), knots::shops(tx)?, steps))
    };
    // What is counted for one place of the page does not wait for what is read for another.
    let (newcomers, counted, (sums, newest, after, shops, steps)) = tokio::try_join!(
        home_read::newcomers(viewer.app(), (&at.0, at.1), &days, &asked, &reach),
        viewer.app().db.read("console.home_needs", needs),
        viewer.app().db.read("console.home", read),
    )?;
    let sums = home_read::Sums { newcomers, ..sums };
    let view = View::new(&say, &asked, days, sums, shops);
    let instead = view.instead(&viewer);
    let steps = steps.filter(|_| viewer.may(Right::HouseEdit) && instead.is_some());
    let sees_sales = viewer.may(Right::OrdersSee) && instead.is_none();
    html(&HomePage {
        span: view.span(&viewer),
        figures: if instead.is_none() { view.figures(&viewer) } else { Vec::new() },
        also: if sees_sales { view.also() } else { Vec::new() },
        needs: needs::lines(&say, &counted, viewer.rights),
        sales: if sees_sales { Some(view.sales()) } else { None },
        thread: newest.map(|newest| newest.days(&say)).transpose()?,
        live: Live { address: view.live().to_string(), after },
        notice: Notice::of(&say, Some(&asked.did)),
        steps: steps.map(|done| first_steps::list(&viewer, done)).unwrap_or_default(),
        instead,
        page,
    })
}

fn look(viewer: &Viewer, asked: &Asked) -> Result<Days> {
    asked.check()?;
    asked.days(&viewer.app().zone, viewer.cx.now)
}

/// What open pages are told that ask for the same.
#[derive(Clone, Default)]
pub struct HomeNews(Arc<Together<(News, home_read::Sums, HashMap<String, String>)>>);

impl HomeNews {
    fn of(app: &App) -> Result<HomeNews> {
        app.rooms.get::<HomeNews>().cloned().ok_or_else(|| Error::internal("nothing was made to read news in"))
    }
}

/// What is new since the page was read: its figures, chart and tables, and knots.
pub async fn news(viewer: Member, asked::Asked(asked): asked::Asked<Asked>) -> Result<Response, Failed> {
    let page = viewer.page(Room::Home);
    let say = page.say.clone();
    let (reach, cx) = (viewer.reach(), viewer.cx.clone());
    let (days, query, zone) = (look(&viewer, &asked)?, asked.clone(), say.zone.clone());
    let after: thread::Cursor = asked.after.parse()?;
    let (same, seen) = (format!("{reach:?} {days:?} {asked:?}"), reach.clone());
    let new = move |tx: &mut Tx| {
        let news = home_thread::news(&cx, tx, &after, &seen)?;
        let sums = home_read::read(tx, (&zone, cx.now), &days, &query, &seen)?;
        Ok((news, sums, knots::shops(tx)?))
    };
    let read = async {
        let (news, sums, shops) = viewer.app().db.read("console.home_live", new).await?;
        let newcomers = match news {
            News::These(..) => {
                home_read::newcomers(viewer.app(), (&say.zone, viewer.cx.now), &days, &asked, &reach).await?
            }
            News::Nothing | News::Restored => None,
        };
        Ok((news, home_read::Sums { newcomers, ..sums }, shops))
    };
    let read = HomeNews::of(viewer.app())?.0.read(same, read).await?;
    let (newest, after) = match &read.0 {
        News::Nothing => return Ok(StatusCode::NO_CONTENT.into_response()),
        News::Restored => return Ok((StatusCode::NO_CONTENT, [("hx-refresh", "true")]).into_response()),
        News::These(newest, after) => (newest, after.clone()),
    };
    let (sums, shops) = (read.1.clone(), read.2.clone());
    let view = View::new(&say, &asked, days, sums, shops);
    let instead = view.instead(&viewer);
    let figures = if instead.is_none() { view.figures(&viewer) } else { Vec::new() };
    let sales = (viewer.may(Right::OrdersSee) && instead.is_none()).then(|| view.sales());
    Ok(html(&HomeLive { instead, figures, sales, fresh: newest.days(&say)?, after, page })?.into_response())
}

/// Everything behind the chart and the tables as a file.
pub async fn csv(viewer: May<OrdersSee>, asked::Asked(asked): asked::Asked<Asked>) -> Result<Response, Failed> {
    let (days, query, zone) = (look(&viewer, &asked)?, asked.clone(), viewer.app().zone.clone());
    let (scope, now) = (viewer.shops.clone(), viewer.cx.now);
    let read = move |tx: &mut Tx| home_read::stretches(tx, (&zone, now), &days, &query, &scope);
    let stretches = viewer.app().db.read("console.home_csv", read).await?;
    let mut text =
        "stretch,day,hour,channel,shop,currency,orders,units,sold,returns,returned_units,returned,net\n".to_owned();
    let grain = home_read::grain(&days);
    for (stretch, parts) in stretches {
        for part in parts {
            let is_asked = (asked.channel.is_empty() || asked.channel == part.channel)
                && (asked.currency.is_empty() || asked.currency == part.currency.code())
                && (asked.shop.is_empty() || Some(&asked.shop) == part.place.as_ref());
            if !is_asked {
                continue;
            }
            let (day, hour) = spans::place_of(grain, part.slot);
            let hour = if grain == Grain::Hour { hour.to_string() } else { String::new() };
            let place = quoted(part.place.as_deref().unwrap_or_default());
            let (taken, currency) = (part.taken, part.currency);
            let money = |minor: i64| plain(minor, currency);
            text.push_str(&format!(
                "{stretch},{day},{hour},{},{place},{currency},{},{},{},{},{},{},{}\n",
                quoted(&part.channel),
                taken.orders,
                taken.units,
                money(taken.sold),
                taken.returns,
                taken.returned_units,
                money(taken.returned),
                money(taken.net())
            ));
        }
    }
    let headers = [
        (header::CONTENT_TYPE, "text/csv; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"takings.csv\""),
    ];
    Ok((headers, text).into_response())
}

/// An amount as a program reads it: `-12.50`.
fn plain(minor: i64, currency: Currency) -> String {
    let digits = currency.decimals() as usize;
    let unit = 10_u64.pow(currency.decimals());
    let size = minor.unsigned_abs();
    let sign = if minor < 0 { "-" } else { "" };
    if digits == 0 { format!("{sign}{size}") } else { format!("{sign}{}.{:0digits$}", size / unit, size % unit) }
}
