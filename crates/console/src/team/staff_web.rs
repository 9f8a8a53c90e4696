//! Handlers of the pages of staff: who works here, invitations, roles.

use std::collections::HashMap;

use axum::{
    extract::Path,
    http::{HeaderMap, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use store::Tx;
use web::{
    asked, codes,
    frame::Room,
    invitations::{self, InvitationId, NewInvitation, State},
    lists::{Choice, Finding, Pager, Select},
    locale::Say,
    passwords,
    problem::Failed,
    rights::{Role, StaffEdit},
    sessions::{self, Token, Which},
    signin::{self, Entered, From},
    staff::{self, Listed, Staff, StaffId},
    who::{Anyone, May, Member, Viewer, session_token},
};

use super::staff_page::{AwaitedRow, Invited, InvitedPage, MemberPage, MemberRow, RolesPage, StaffPage, role_choices};
use crate::{
    address::Address,
    answers::{Page, html},
    consents_web::by,
    fields::Wrong,
    knots,
    notices::{self, Notice},
    team::{Fields, refusal, role_key, scope, scope_words, session_rows, shop_choices, wrong},
};

const PATH: &str = "/console/staff";
const ROWS: usize = 50;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct Asked {
    did: Option<String>,
    q: String,
    role: String,
    after: String,
}

impl Asked {
    fn address(&self) -> Address {
        Address::new(PATH).with("q", self.q.trim()).with("role", &*self.role)
    }

    fn is_for(&self, staff: &Staff) -> bool {
        let words = self.q.trim().to_lowercase();
        let says = |text: &str| text.to_lowercase().contains(&words);
        (says(&staff.name) || says(&staff.email)) && (self.role.is_empty() || self.role == staff.role.word())
    }
}

/// What a form was sent with, and what came of it.
#[derive(Default)]
struct Beside {
    asked: Asked,
    wrong: Option<Wrong>,
    link: Option<(String, String)>,
    email: String,
    role: Option<Role>,
    shops: Vec<String>,
}

/// Who works here, and who is awaited.
pub async fn list(viewer: May<StaffEdit>, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    page(&viewer, Beside { asked, ..Beside::default() }).await
}

async fn page(viewer: &Viewer, beside: Beside) -> Page {
    let page = viewer.page(Room::Staff);
    let (say, me, chosen) = (page.say.clone(), viewer.cx.actor.as_text(), beside.shops.clone());
    let asked = beside.asked.clone();
    let after = (!asked.after.is_empty()).then(|| asked.after.parse::<StaffId>()).transpose()?;
    let read = move |tx: &mut Tx| {
        let shops = knots::shops(tx)?;
        let mut all = staff::all(tx)?;
        let begins = after.and_then(|id| all.iter().position(|listed| listed.staff.id == id)).map_or(0, |at| at + 1);
        all.drain(..begins);
        all.retain(|listed| asked.is_for(&listed.staff));
        let more = all.len() > ROWS;
        all.truncate(ROWS);
        let rows: Vec<MemberRow> = all.into_iter().map(|listed| row((&say, &shops), listed, &me)).collect();
        let without = sessions::without_codes(tx, say.now)?;
        let names = customers::audits::actors(tx)?.into_iter().collect();
        let waiting = invitations::waiting(tx)?.into_iter().map(|one| AwaitedRow {
            id: one.id.to_string(),
            role: one.role,
            shops: scope_words(&say, &one.shops, &shops),
            until: one.expires_at,
            is_over: one.state(say.now) != State::Open,
            by: by(&say, &names, &one.invited_by),
            email: one.email,
        });
        let waiting = waiting.collect();
        Ok(((rows, more), waiting, shop_choices(tx, &chosen)?, codes::are_required(tx)?, without))
    };
    let ((rows, more), waiting, shops, codes_required, without_codes) =
        viewer.app().db.read("console.staff", read).await?;
    let here = beside.asked.address();
    let next = rows.last().filter(|_| more).map(|last| here.with("after", last.id.clone()).to_string());
    html(&StaffPage {
        finding: finding(&page.say, &beside.asked, &here),
        pager: Pager { first: (!beside.asked.after.is_empty()).then(|| here.to_string()), next },
        notice: Notice::of(&page.say, beside.asked.did.as_deref()),
        wrong: beside.wrong,
        link: beside.link,
        rows,
        waiting,
        email: beside.email,
        roles: role_choices(&page.say, beside.role.unwrap_or(Role::Associate)),
        shops,
        codes_required,
        without_codes,
        page,
    })
}

fn finding(say: &Say, asked: &Asked, here: &Address) -> Finding {
    let any = Choice { value: String::new(), name: say.t("staff-any-role"), is_on: asked.role.is_empty() };
    let one = |role: &Role| Choice {
        value: role.word().to_owned(),
        name: say.t(&role_key(role)),
        is_on: role.word() == asked.role,
    };
    let choices = std::iter::once(any).chain(Role::ALL.iter().map(one)).collect();
    Finding {
        action: PATH.to_owned(),
        q: asked.q.clone(),
        label: say.t("staff-search"),
        selects: vec![Select { name: "role".to_owned(), label: say.t("team-role"), choices }],
        clear: (!here.pairs().is_empty()).then(|| PATH.to_owned()),
        ..Finding::default()
    }
}

fn row((say, names): (&Say, &HashMap<String, String>), listed: Listed, me: &str) -> MemberRow {
    let Listed { staff, disabled_at, seen_at, .. } = listed;
    MemberRow {
        is_me: me == format!("staff:{}", staff.id),
        id: staff.id.to_string(),
        shops: scope_words(say, &staff.shops, names),
        name: staff.name,
        email: staff.email,
        role: staff.role,
        has_codes: staff.has_codes,
        is_off: disabled_at.is_some(),
        seen: seen_at,
    }
}

fn role_of(fields: &Fields) -> Result<Role> {
    let unknown = || Error::invalid("role", format!("A role is one of {}.", Role::words()));
    Role::from_word(fields.one("role")).ok_or_else(unknown)
}

/// The page again, with what came of a form: a refusal keeps what was typed.
async fn answer(viewer: &Viewer, beside: Beside) -> Result<Response, Failed> {
    let status = if beside.wrong.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    Ok((status, page(viewer, beside).await?).into_response())
}

/// Invites somebody: the link is shown once.
pub async fn invite(
    viewer: May<StaffEdit>,
    headers: HeaderMap,
    asked::Sent(fields): asked::Sent<Vec<(String, String)>>,
) -> Result<Response, Failed> {
    let (fields, token) = (Fields(fields), Token::new()?);
    let (email, shops) = (fields.one("email").to_owned(), fields.many("shops"));
    let role = role_of(&fields);
    let sent = Beside { email: email.clone(), role: role.clone().ok(), shops: shops.clone(), ..Beside::default() };
    let done = match role {
        Err(error) => Err(error),
        Ok(role) => {
            let (cx, text, email) = (viewer.cx.clone(), token.as_str().to_owned(), email.clone());
            let act = move |tx: &mut Tx| {
                let new = NewInvitation { email: email.clone(), role, shops: scope(tx, &shops)? };
                invitations::invite(&cx, tx, &new, &text)
            };
            viewer.app().db.write("invitations.invite", act).await
        }
    };
    match done {
        Ok(_) => {
            let link = link_to(&viewer, &headers, "invited", &token);
            answer(&viewer, Beside { link: Some((email, link)), ..Beside::default() }).await
        }
        Err(error) => {
            let wrong = wrong(&viewer.page(Room::Staff).say, error)?;
            answer(&viewer, Beside { wrong: Some(wrong), ..sent }).await
        }
    }
}

/// The address to hand over: where whoever asks reads this page.
/// A link to hand over, as whoever asks for it came here.
pub fn link_to(viewer: &Viewer, headers: &HeaderMap, room: &str, token: &Token) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let scheme = if viewer.app().secure_cookies { "https" } else { "http" };
    format!("{scheme}://{host}/{room}/{}", token.as_str())
}

/// Another link for the same invitation.
pub async fn renew(viewer: May<StaffEdit>, headers: HeaderMap, Path(id): Path<String>) -> Result<Response, Failed> {
    let (id, token, cx): (InvitationId, _, _) = (id.parse()?, Token::new()?, viewer.cx.clone());
    let text = token.as_str().to_owned();
    let done = viewer.app().db.write("invitations.renew", move |tx| invitations::renew(&cx, tx, id, &text)).await;
    let beside = match done {
        Ok(found) => {
            Beside { link: Some((found.email, link_to(&viewer, &headers, "invited", &token))), ..Beside::default() }
        }
        Err(error @ Error::NotFound { .. }) => return Err(error.into()),
        Err(error) => Beside { wrong: Some(wrong(&viewer.page(Room::Staff).say, error)?), ..Beside::default() },
    };
    answer(&viewer, beside).await
}

/// Takes an invitation back.
pub async fn withdraw(viewer: May<StaffEdit>, Path(id): Path<String>) -> Result<Redirect, Failed> {
    let (id, cx): (InvitationId, _) = (id.parse()?, viewer.cx.clone());
    viewer.app().db.write("invitations.withdraw", move |tx| invitations::withdraw(&cx, tx, id)).await?;
    Ok(notices::at(&Address::new(PATH), "invitation-gone"))
}

/// What the switch of codes and of accounts sends.
#[derive(serde::Deserialize)]
pub struct Turn {
    is_on: bool,
}

/// Asks everybody for codes, or leaves it to each.
pub async fn require_codes(viewer: May<StaffEdit>, asked::Sent(turn): asked::Sent<Turn>) -> Result<Response, Failed> {
    let (cx, is_on) = (viewer.cx.clone(), turn.is_on);
    match viewer.app().db.write("codes.require", move |tx| codes::require(&cx, tx, is_on)).await {
        Ok(()) => {
            let did = if is_on { "codes-required" } else { "codes-free" };
            Ok(notices::at(&Address::new(PATH), did).into_response())
        }
        Err(error) => {
            let wrong = wrong(&viewer.page(Room::Staff).say, error)?;
            answer(&viewer, Beside { wrong: Some(wrong), ..Beside::default() }).await
        }
    }
}

/// One member of staff.
pub async fn show(
    viewer: May<StaffEdit>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked::Asked(asked): asked::Asked<Asked>,
) -> Page {
    member(&viewer, &headers, id.parse()?, Told { did: asked.did, ..Told::default() }).await
}

/// What came of a form on somebody's page.
#[derive(Default)]
pub struct Told {
    did: Option<String>,
    wrong: Option<Wrong>,
    link: Option<String>,
}

impl Told {
    /// Why something was refused.
    pub fn wrong(wrong: Wrong) -> Told {
        Told { wrong: Some(wrong), ..Told::default() }
    }

    /// A link to hand over.
    pub fn link(link: String) -> Told {
        Told { link: Some(link), ..Told::default() }
    }
}

/// The page of one member.
pub async fn member(viewer: &Viewer, headers: &HeaderMap, id: StaffId, told: Told) -> Page {
    let page = viewer.page(Room::Staff);
    let (say, me) = (page.say.clone(), viewer.cx.actor.as_text());
    let this = session_token(headers).map(sessions::handle_of).unwrap_or_default();
    let read = move |tx: &mut Tx| {
        let listed = staff::get(tx, id)?;
        let shops = shop_choices(tx, listed.staff.shops.codes())?;
        let names = knots::shops(tx)?;
        Ok((row((&say, &names), listed, &me), shops, session_rows(tx, &say, id, &this)?))
    };
    let (row, shops, sessions) = viewer.app().db.read("console.member", read).await?;
    let (notice, roles) = (Notice::of(&page.say, told.did.as_deref()), role_choices(&page.say, row.role));
    let Told { wrong, link, .. } = told;
    html(&MemberPage { notice, wrong, link, roles, shops, sessions, row, page })
}

/// Does something with a member of staff, and comes back to their page.
async fn done_to<T: Send + 'static>(
    viewer: &Viewer,
    headers: &HeaderMap,
    (id, did): (StaffId, &'static str),
    name: &'static str,
    act: impl Fn(&mut Tx) -> Result<T> + Send + 'static,
) -> Result<Response, Failed> {
    match viewer.app().db.write(name, act).await {
        Ok(_) => Ok(notices::at(&Address::new(format!("{PATH}/{id}")), did).into_response()),
        Err(error @ Error::NotFound { .. }) => Err(error.into()),
        Err(error) => {
            let wrong = wrong(&viewer.page(Room::Staff).say, error)?;
            let page = member(viewer, headers, id, Told::wrong(wrong)).await?;
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

/// Gives somebody a role and shops.
pub async fn set_role(
    viewer: May<StaffEdit>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked::Sent(fields): asked::Sent<Vec<(String, String)>>,
) -> Result<Response, Failed> {
    let (id, cx, fields): (StaffId, _, _) = (id.parse()?, viewer.cx.clone(), Fields(fields));
    let (role, shops) = (role_of(&fields)?, fields.many("shops"));
    let act = move |tx: &mut Tx| {
        let shops = scope(tx, &shops)?;
        staff::set_role(&cx, tx, id, role, &shops)
    };
    done_to(&viewer, &headers, (id, "role-set"), "staff.set_role", act).await
}

/// Disables an account, or enables it again.
pub async fn turn(
    viewer: May<StaffEdit>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked::Sent(turn): asked::Sent<Turn>,
) -> Result<Response, Failed> {
    let (id, cx): (StaffId, _) = (id.parse()?, viewer.cx.clone());
    match turn.is_on {
        true => {
            let act = move |tx: &mut Tx| staff::enable(&cx, tx, id);
            done_to(&viewer, &headers, (id, "staff-on"), "staff.enable", act).await
        }
        false => {
            let act = move |tx: &mut Tx| staff::disable(&cx, tx, id);
            done_to(&viewer, &headers, (id, "staff-off"), "staff.disable", act).await
        }
    }
}

/// Takes somebody's codes away.
pub async fn take_codes(
    viewer: May<StaffEdit>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Failed> {
    let (id, cx): (StaffId, _) = (id.parse()?, viewer.cx.clone());
    let act = move |tx: &mut Tx| codes::take_away(&cx, tx, id);
    done_to(&viewer, &headers, (id, "codes-taken"), "codes.take_away", act).await
}

/// Which sessions a form wants to end.
#[derive(serde::Deserialize)]
pub struct Ending {
    which: String,
}

impl Ending {
    /// All of them, or one.
    pub fn which(self) -> Which {
        if self.which == "all" { Which::All } else { Which::One(self.which) }
    }
}

/// Ends sessions of somebody.
pub async fn end_sessions(
    viewer: May<StaffEdit>,
    Path(id): Path<String>,
    headers: HeaderMap,
    asked::Sent(ending): asked::Sent<Ending>,
) -> Result<Response, Failed> {
    let (id, cx, which): (StaffId, _, _) = (id.parse()?, viewer.cx.clone(), ending.which());
    let act = move |tx: &mut Tx| sessions::end(&cx, tx, id, &which);
    done_to(&viewer, &headers, (id, "sessions-ended"), "sessions.end", act).await
}

/// What each role may.
pub async fn roles(member: Member) -> Page {
    html(&RolesPage { page: member.page(Room::Staff), mine: member.staff.role })
}

/// Whoever comes by an invitation.
pub async fn invited(anyone: Anyone, Path(token): Path<String>) -> Result<Response, Failed> {
    invited_page(&anyone, token, String::new(), None).await
}

async fn invited_page(
    anyone: &Anyone,
    token: String,
    name: String,
    refused: Option<String>,
) -> Result<Response, Failed> {
    let page = anyone.page(Room::Nowhere);
    let (text, now) = (token.clone(), page.say.now);
    let found = anyone.app.db.read("invitations.of_link", move |tx| invitations::of_link(tx, &text, now)).await;
    let (status, open, refused) = match found {
        Ok(found) => {
            let status = if refused.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
            (status, Some(Invited { token, email: found.email, role: found.role, name }), refused)
        }
        Err(error) => {
            let status = if matches!(error, Error::NotFound { .. }) { StatusCode::NOT_FOUND } else { StatusCode::GONE };
            (status, None, Some(refusal(&page.say, error)?))
        }
    };
    let retailer = anyone.retailer.clone();
    // Whoever is at the door has no part in the frame, even where somebody is signed in.
    let page = web::frame::Frame { me: None, ..page };
    Ok((status, html(&InvitedPage { page, retailer, open, refused })?).into_response())
}

/// What whoever was invited sends.
#[derive(serde::Deserialize)]
pub struct Joining {
    name: String,
    password: String,
}

/// Somebody takes an invitation and is inside.
pub async fn join(
    anyone: Anyone,
    from: From,
    Path(token): Path<String>,
    asked::Sent(sent): asked::Sent<Joining>,
) -> Result<Response, Failed> {
    match joined(&anyone, &from, &token, &sent).await {
        Ok(Entered::In(cookies)) => {
            let home = Address::new("/console").with("did", "came");
            Ok((cookies, Redirect::to(&home.to_string())).into_response())
        }
        Ok(Entered::Half(cookie)) => Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/signin/code")).into_response()),
        Err(error) => {
            let words = refusal(&anyone.page(Room::Nowhere).say, error)?;
            invited_page(&anyone, token, sent.name, Some(words)).await
        }
    }
}

async fn joined(anyone: &Anyone, from: &From, token: &str, sent: &Joining) -> Result<Entered> {
    let (text, now) = (token.to_owned(), anyone.app.clock.now());
    let found = anyone.app.db.read("invitations.of_link", move |tx| invitations::of_link(tx, &text, now)).await?;
    passwords::judge(&sent.password, &found.email)?;
    base::text::told("The name", &sent.name, 200)?;
    let hash = hashed(anyone, &sent.password).await?;
    let (token, name) = (token.to_owned(), sent.name.clone());
    signin::first(&anyone.app, from, move |cx, tx| invitations::take(cx, tx, &token, &name, &hash)).await
}

/// The hash of a password, made aside: it takes a core for a while.
pub async fn hashed(anyone: &Anyone, password: &str) -> Result<String> {
    let turn = anyone.app.sign_ins.acquire().await.map_err(Error::internal)?;
    let password = password.to_owned();
    let hash = tokio::task::spawn_blocking(move || passwords::hash(&password)).await.map_err(Error::internal)?;
    drop(turn);
    hash
}
