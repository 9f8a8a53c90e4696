//! Handlers of one's own account, and of the page that asks for a code.

use axum::{
    http::{HeaderMap, StatusCode, header},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use base::{Error, Result};
use store::Tx;
use web::{
    asked,
    codes::{self, SettingUp},
    frame::Room,
    passwords,
    problem::{self, Failed},
    sessions::{self, Which},
    signin::{self, From, HalfIn, inside},
    staff,
    tries::{self, Tries},
    who::{Anyone, Member, session_token},
};

use super::{
    account_page::{AccountPage, CodePage, CodesView, Drawn, RecoveryPage},
    staff_web::{Ending, hashed},
};
use crate::{
    address::Address,
    answers::{Page, html},
    knots,
    notices::{self, Notice},
    team::{refusal, role_key, scope_words, session_rows},
};

const PATH: &str = "/console/account";
/// Which form was refused, and why.
type Refused = Option<(&'static str, String)>;

/// What the address may ask for.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct Asked {
    did: Option<String>,
}

/// One's own account.
pub async fn show(member: Member, headers: HeaderMap, asked::Asked(asked): asked::Asked<Asked>) -> Page {
    page(&member, &headers, asked.did.as_deref(), None, Vec::new()).await
}

async fn page(
    member: &Member,
    headers: &HeaderMap,
    did: Option<&str>,
    refused: Refused,
    recovery: Vec<String>,
) -> Page {
    let (page, id, retailer) = (member.page(Room::Nowhere), member.staff.id, member.retailer());
    let (say, this) = (page.say.clone(), session_token(headers).map(sessions::handle_of).unwrap_or_default());
    let read = move |tx: &mut Tx| {
        let staff = staff::get(tx, id)?.staff;
        let codes = match (staff.has_codes, codes::setting_up(tx, &staff, &retailer)?) {
            (true, _) => CodesView::On(codes::recovery_left(tx, id)?),
            (false, Some(begun)) => CodesView::SettingUp(drawn(begun)?),
            (false, None) => CodesView::Off,
        };
        let shops = scope_words(&say, &staff.shops, &knots::shops(tx)?);
        Ok((staff, shops, codes, codes::are_required(tx)?, session_rows(tx, &say, id, &this)?))
    };
    let (staff, shops, codes, codes_required, sessions) = member.app().db.read("console.account", read).await?;
    html(&AccountPage {
        notice: Notice::of(&page.say, did),
        refused,
        role: page.say.t(&role_key(&staff.role)),
        shops,
        name: staff.name,
        email: staff.email,
        codes,
        codes_required,
        recovery,
        sessions,
        page,
    })
}

fn drawn(begun: SettingUp) -> Result<Drawn> {
    let (width, path) = begun.drawing()?;
    Ok(Drawn { secret: begun.secret, width, path })
}

async fn refused(member: &Member, headers: &HeaderMap, form: &'static str, error: Error) -> Result<Response, Failed> {
    let status = match error {
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let words = refusal(&member.page(Room::Nowhere).say, error)?;
    Ok((status, page(member, headers, None, Some((form, words)), Vec::new()).await?).into_response())
}

fn did(word: &'static str) -> Response {
    notices::at(&Address::new(PATH), word).into_response()
}

/// What the form of the name sends.
#[derive(serde::Deserialize)]
pub struct Naming {
    name: String,
}

/// Another name.
pub async fn rename(
    member: Member,
    headers: HeaderMap,
    asked::Sent(sent): asked::Sent<Naming>,
) -> Result<Response, Failed> {
    let (id, cx) = (member.staff.id, member.cx.clone());
    match member.app().db.write("staff.rename", move |tx| staff::rename(&cx, tx, id, &sent.name)).await {
        Ok(()) => Ok(did("renamed")),
        Err(error) => refused(&member, &headers, "name", error).await,
    }
}

/// What the form of the password sends.
#[derive(serde::Deserialize)]
pub struct NewPassword {
    old: String,
    new: String,
}

/// Another password: asks for the old one, and ends the other sessions.
pub async fn set_password(
    member: Member,
    anyone: Anyone,
    from: From,
    headers: HeaderMap,
    asked::Sent(sent): asked::Sent<NewPassword>,
) -> Result<Response, Failed> {
    match another_password(&member, &anyone, &from, (&headers, &sent)).await {
        Ok(()) => Ok(did("password-set")),
        Err(error) => refused(&member, &headers, "password", error).await,
    }
}

async fn another_password(
    member: &Member,
    anyone: &Anyone,
    from: &From,
    (headers, sent): (&HeaderMap, &NewPassword),
) -> Result<()> {
    let email = member.staff.email.clone();
    let look = {
        let email = email.clone();
        move |tx: &mut Tx| staff::by_email(tx, &email)
    };
    let right = signin::check_password(member.app(), from, &email, &sent.old, look).await?;
    if right.is_none() {
        return Err(Error::invalid("password-wrong", "The old password is not this one."));
    }
    passwords::judge(&sent.new, &email)?;
    let hash = hashed(anyone, &sent.new).await?;
    let kept = Which::AllBut(session_token(headers).map(sessions::handle_of).unwrap_or_default());
    let (id, cx) = (member.staff.id, member.cx.clone());
    let act = move |tx: &mut Tx| staff::set_password(&cx, tx, id, &hash, &kept);
    member.app().db.write("staff.set_password", act).await
}

/// Ends one's own sessions; after all of them, one is at the door.
pub async fn end_sessions(member: Member, asked::Sent(ending): asked::Sent<Ending>) -> Result<Response, Failed> {
    let (id, cx, which) = (member.staff.id, member.cx.clone(), ending.which());
    let all = matches!(which, Which::All);
    member.app().db.write("sessions.end", move |tx| sessions::end(&cx, tx, id, &which)).await?;
    Ok(if all { Redirect::to("/signin").into_response() } else { did("session-ended") })
}

/// Begins to set codes up.
pub async fn begin_codes(member: Member) -> Result<Response, Failed> {
    let (staff, retailer) = (member.staff.clone(), member.retailer());
    if !staff.has_codes {
        let begin = move |tx: &mut Tx| {
            codes::forget_begun(tx, staff.id)?;
            codes::set_up(tx, &staff, &retailer).map(|_| ())
        };
        member.app().db.write("codes.set_up", begin).await?;
    }
    Ok(Redirect::to(PATH).into_response())
}

/// What a form with a code sends.
#[derive(serde::Deserialize)]
pub struct Code {
    code: String,
    #[serde(default)]
    act: String,
    #[serde(default)]
    next: String,
}

/// Turns codes on with the first one.
pub async fn confirm_codes(
    member: Member,
    headers: HeaderMap,
    asked::Sent(sent): asked::Sent<Code>,
) -> Result<Response, Failed> {
    let act = move |cx: &base::Cx, tx: &mut Tx, id| codes::confirm(cx, tx, id, &sent.code);
    with_code(&member, &headers, "codes.confirm", act).await
}

/// New recovery codes, or no codes any more.
pub async fn change_codes(
    member: Member,
    headers: HeaderMap,
    asked::Sent(sent): asked::Sent<Code>,
) -> Result<Response, Failed> {
    let act = move |cx: &base::Cx, tx: &mut Tx, id| match sent.act.as_str() {
        "off" => codes::turn_off(cx, tx, id, &sent.code).map(|()| Vec::new()),
        _ => codes::recovery_anew(cx, tx, id, &sent.code),
    };
    with_code(&member, &headers, "codes.change", act).await
}

/// An act that a code allows, with tries counted as at the door.
async fn with_code(
    member: &Member,
    headers: &HeaderMap,
    name: &'static str,
    act: impl Fn(&base::Cx, &mut Tx, staff::StaffId) -> Result<Vec<String>> + Send + 'static,
) -> Result<Response, Failed> {
    let (id, cx) = (member.staff.id, member.cx.clone());
    let tries = vec![Tries { subject: format!("code {id}"), most: 10 }];
    // Counted where it is judged: of tries that come all at once, no more are judged than may fail.
    let done = member.app().db.write(name, move |tx| {
        tries::may(tx, &tries, cx.now)?;
        match act(&cx, tx, id) {
            Err(error @ Error::Invalid { .. }) => tries::failed(&cx, tx, &tries).map(|_| Err(error)),
            done => done.map(Ok),
        }
    });
    match done.await.and_then(|judged| judged) {
        Ok(recovery) if recovery.is_empty() => Ok(did("codes-off")),
        Ok(recovery) => Ok(page(member, headers, Some("codes-on"), None, recovery).await?.into_response()),
        Err(error) => refused(member, headers, "codes", error).await,
    }
}

/// What the address of the page that asks for a code may say.
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct CodeAsked {
    #[serde(default)]
    next: String,
}

/// The page that asks for a code; whoever is not half in starts at the door.
pub async fn code_form(
    anyone: Anyone,
    headers: HeaderMap,
    asked::Asked(asked): asked::Asked<CodeAsked>,
) -> Result<Response, Failed> {
    let Some(half) = signin::half_in(&anyone.app, &headers).await? else {
        return Ok(Redirect::to("/signin").into_response());
    };
    Ok(code_page(&anyone, &half, None, asked.next).await?.into_response())
}

async fn code_page(anyone: &Anyone, half: &HalfIn, refused: Option<String>, next: String) -> Page {
    let (staff, retailer) = (half.staff.clone(), anyone.retailer.clone());
    let setting_up = match staff.has_codes {
        true => None,
        false => {
            let begun = anyone.app.db.write("codes.set_up", move |tx| codes::set_up(tx, &staff, &retailer));
            Some(drawn(begun.await?)?)
        }
    };
    let page = web::frame::Frame { me: None, ..anyone.page(Room::Nowhere) };
    html(&CodePage { page, refused, setting_up, next })
}

/// Somebody gives a code.
pub async fn give_code(
    anyone: Anyone,
    from: From,
    headers: HeaderMap,
    asked::Sent(sent): asked::Sent<Code>,
) -> Result<Response, Failed> {
    let Some(half) = signin::half_in(&anyone.app, &headers).await? else {
        return Ok(Redirect::to("/signin").into_response());
    };
    match signin::give_code(&anyone.app, &from, &half, &sent.code).await {
        Ok(through) => {
            let next = inside(&sent.next);
            let answer = match through.recovery.is_empty() {
                true => Redirect::to(&next).into_response(),
                false => {
                    let page = web::frame::Frame { me: None, ..anyone.page(Room::Nowhere) };
                    html(&RecoveryPage { page, recovery: through.recovery, next })?.into_response()
                }
            };
            let forgotten = AppendHeaders([(header::SET_COOKIE, through.forgotten)]);
            Ok((through.cookies, forgotten, answer).into_response())
        }
        Err(Error::SignInNeeded) => Ok(Redirect::to("/signin").into_response()),
        Err(error) => {
            let status = match error {
                Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
                _ => StatusCode::UNAUTHORIZED,
            };
            let words = refusal(&anyone.page(Room::Nowhere).say, error.clone())?;
            let mut answer = (status, code_page(&anyone, &half, Some(words), sent.next).await?).into_response();
            problem::retry_after(&error, &mut answer);
            Ok(answer)
        }
    }
}
