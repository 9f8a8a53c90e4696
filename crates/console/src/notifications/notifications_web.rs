//! Handlers of notifications: the page, the number beside the bell, and that they were seen.

use axum::response::{IntoResponse, Response};
use base::Time;
use store::Tx;
use web::{asked::Sent, frame::Room, problem::Failed, staff, who::Member};

use super::{
    notifications_page::{Bell, NotificationsPage},
    told_read,
};
use crate::answers::{Page, html};

/// What there is to tell whoever asks.
pub async fn show(viewer: Member) -> Page {
    let (cx, me, rights) = (viewer.cx.clone(), viewer.staff.id, viewer.rights);
    let read = move |tx: &mut Tx| told_read::read(&cx, tx, me, rights);
    let (told, seen_until) = viewer.app().db.read("console.notifications", read).await?;
    let page = viewer.page(Room::Nowhere);
    html(&NotificationsPage {
        lines: told.iter().map(|told| told.line(&page.say, seen_until)).collect(),
        unseen: told_read::unseen(&told, seen_until),
        until: told.first().map(|latest| latest.at),
        page,
    })
}

/// How many of it they have not seen.
pub async fn bell(viewer: Member) -> Result<Response, Failed> {
    let (cx, me, rights) = (viewer.cx.clone(), viewer.staff.id, viewer.rights);
    let read = move |tx: &mut Tx| told_read::read(&cx, tx, me, rights);
    let (told, seen_until) = viewer.app().db.read("console.bell", read).await?;
    let unseen = told_read::unseen(&told, seen_until);
    Ok(html(&Bell { unseen, page: viewer.page(Room::Nowhere) })?.into_response())
}

/// Until when it was seen: what came since the page was read stays new.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Seen {
    until: i64,
}

/// Notes that they have seen it; answers the number beside the bell.
pub async fn seen(viewer: Member, Sent(seen): Sent<Seen>) -> Result<Response, Failed> {
    let (me, until) = (viewer.staff.id, Time::from_micros(seen.until).min(viewer.cx.now));
    viewer.app().db.write("staff.see_notified", move |tx: &mut Tx| staff::see_notified(tx, me, until)).await?;
    bell(viewer).await
}
