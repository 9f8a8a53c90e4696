//! What whoever has an address may do without signing in: confirm it, and change what they allow. A GET changes
//! nothing, since mail programs open links by themselves.

use std::collections::HashMap;

use axum::{
    Form,
    body::{Body, Bytes},
    extract::{FromRequest, Path, Request},
    http::{HeaderName, HeaderValue, Method, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
};
use base::{Cx, Error, Result, Time};
use customers::{
    consents::{
        self, NewStatement, TextRead,
        asks::{self, Link, Token},
        history,
        permits::{self, Answer},
        rules::{Question, Reason},
        texts::{self, Text},
        words::{Channel, Decision, How, Purpose, SuppressionReason},
    },
    people::Kind,
};
use store::{Tx, params, sql, thread::IdentifierId};
use web::{asked, frame::Room, locale::Say, problem::Failed, who::Anyone};

use crate::{
    answers::html,
    choices_page::{Asked, Choice, ConfirmPage, Confirming, PreferencesPage, Shown},
};

/// The text of the preferences.
const PREFERENCES: &str = "preferences-1";
const FORM: &str = "application/x-www-form-urlencoded";
/// Search engines and their like keep out.
pub(crate) const UNSEEN: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));

/// A form's fields, whatever they are.
pub(crate) type Fields = HashMap<String, String>;

/// The frame without whoever may be signed in.
pub(crate) fn nobody(anyone: &Anyone) -> web::frame::Frame {
    web::frame::Frame { me: None, ..anyone.page(Room::Nowhere) }
}

/// A text in this language, or in any that it has.
pub(crate) fn text_of(tx: &mut Tx, version: &str, language: &str) -> Result<Text> {
    let all = texts::all(tx)?;
    let mut fitting = all.into_iter().filter(|text| text.version == version);
    let first = fitting.next().ok_or_else(|| Error::internal(format!("there is no text {version}")))?;
    if first.language == language {
        return Ok(first);
    }
    Ok(fitting.find(|text| text.language == language).unwrap_or(first))
}

/// Where a link that confirms leads. Changes nothing.
pub async fn confirming(anyone: Anyone, Path(token): Path<String>) -> Result<Response, Failed> {
    let (token, now) = (Token(token), anyone.app.clock.now());
    let address = format!("/c/{}", token.0);
    let found = anyone.app.db.read("consents.look", move |tx| {
        let link = asks::look(tx, &token, now)?;
        let mut read = Vec::new();
        if let Link::Waiting(waiting) = &link {
            for asked in waiting {
                read.push(asked.text.as_ref().map(|text| texts::get(tx, text)).transpose()?.flatten());
            }
        }
        Ok((link, read))
    });
    let (link, read) = found.await?;
    let page = nobody(&anyone);
    let (status, state) = match link {
        Link::Unknown => (StatusCode::NOT_FOUND, Confirming::Unknown),
        Link::Confirmed(at) => (StatusCode::OK, Confirming::Confirmed(at)),
        Link::Waiting(waiting) => {
            let asked = waiting.iter().zip(read).map(|(asked, text)| {
                let what = what(&page.say, asked.purpose, asked.channel);
                Asked { what, text }
            });
            (StatusCode::OK, Confirming::Waiting(asked.collect()))
        }
    };
    let page = ConfirmPage { page, retailer: anyone.retailer.clone(), address, state };
    Ok((status, [UNSEEN], html(&page)?).into_response())
}

/// Whoever has the address confirms.
pub async fn confirm(anyone: Anyone, Path(token): Path<String>) -> Result<Response, Failed> {
    let address = format!("/c/{token}");
    let (cx, token) = (Cx::system("confirm", anyone.app.clock.now()), Token(token));
    anyone.app.db.write("consents.confirm", move |tx| asks::confirm(&cx, tx, &token).map(|_| ())).await?;
    Ok(Redirect::to(&address).into_response())
}

/// What for and by which way, as people say it.
pub fn what(say: &Say, purpose: Purpose, channel: Channel) -> String {
    let purpose = say.t(&format!("purpose-{}", purpose.word()));
    match channel {
        Channel::Any => purpose,
        channel => format!("{purpose} {}", say.t(&format!("way-{}", channel.word()))),
    }
}

#[derive(serde::Deserialize)]
pub struct PreferencesAsked {
    #[serde(default)]
    saved: String,
}

/// What an address allows. Changes nothing.
pub async fn preferences(
    anyone: Anyone,
    Path(token): Path<String>,
    asked::Asked(asked): asked::Asked<PreferencesAsked>,
) -> Result<Response, Failed> {
    let address = format!("/preferences/{token}");
    let (now, say) = (anyone.app.clock.now(), nobody(&anyone).say);
    let look = move |tx: &mut Tx| match owner(tx, &Token(token.clone()))? {
        Some(owner) => shown(tx, &say, &owner, now).map(Some),
        None => Ok(None),
    };
    let shown = anyone.app.db.read("consents.preferences", look).await?;
    let status = if shown.is_some() { StatusCode::OK } else { StatusCode::NOT_FOUND };
    let is_saved = !asked.saved.is_empty();
    let page = PreferencesPage { page: nobody(&anyone), retailer: anyone.retailer.clone(), address, shown, is_saved };
    Ok((status, [UNSEEN], html(&page)?).into_response())
}

/// Whose preferences these are.
struct Owner {
    address: IdentifierId,
    kind: Kind,
    value: String,
}

fn owner(tx: &mut Tx, token: &Token) -> Result<Option<Owner>> {
    let Some(address) = asks::address_of_token(tx, token)? else { return Ok(None) };
    let text = sql!("select kind, value from identifiers where id = $1");
    tx.query_one(text, params![address], |row| {
        let kind =
            Kind::from_word(&row.get::<String>(0)?).ok_or_else(|| Error::internal("an identifier of no kind"))?;
        Ok(Owner { address, kind, value: row.get(1)? })
    })
}

/// What can be chosen for an address of this kind.
fn choosable(kind: Kind) -> Vec<(Purpose, Channel)> {
    let ways: &[(Purpose, Channel)] = match kind {
        Kind::Email => &[(Purpose::Marketing, Channel::Email), (Purpose::Surveys, Channel::Email)],
        Kind::Phone => &[
            (Purpose::Marketing, Channel::Sms),
            (Purpose::Marketing, Channel::Whatsapp),
            (Purpose::Marketing, Channel::Phone),
            (Purpose::Surveys, Channel::Sms),
        ],
        _ => &[],
    };
    let ads = [(Purpose::Marketing, Channel::Ads), (Purpose::Profiling, Channel::Any)];
    ways.iter().copied().chain(ads).filter(|(_, channel)| channel.fits(kind)).collect()
}

fn shown(tx: &mut Tx, say: &Say, owner: &Owner, now: Time) -> Result<Shown> {
    let (mut choices, mut is_left_alone) = (Vec::new(), false);
    for (purpose, channel) in choosable(owner.kind) {
        let answer = permits::may(tx, purpose, channel, owner.address, now)?;
        // Who asked to stop may choose anew; the others are helped by the shop alone.
        let stopped = |reason| matches!(reason, Reason::Suppressed(why, _) if why != SuppressionReason::Unsubscribed);
        is_left_alone |= matches!(answer, Answer::No(reason) if stopped(reason));
        let name = format!("{}.{}", purpose.word(), channel.word());
        choices.push(Choice { name, what: what(say, purpose, channel), is_on: answer == Answer::Yes });
    }
    let text = text_of(tx, PREFERENCES, say.lang.code())?;
    Ok(Shown { masked: masked(&owner.value), is_left_alone, choices, text })
}

/// An address of which only its owner knows the rest: `a…@ejemplo.es`, `…678`.
fn masked(value: &str) -> String {
    match value.split_once('@') {
        Some((name, host)) => format!("{}…@{host}", name.chars().next().unwrap_or('…')),
        None => format!("…{}", value.chars().skip(value.chars().count().saturating_sub(3)).collect::<String>()),
    }
}

/// What whoever has a link to preferences sends.
enum Sent {
    /// Their mail program's unsubscribe button (RFC 8058).
    OneClick,
    /// The page's form.
    Choices(Fields),
}

/// Whoever has the address chooses; or their mail program's unsubscribe button says stop.
pub async fn choose(anyone: Anyone, Path(token): Path<String>, body: Bytes) -> Result<Response, Failed> {
    let address = format!("/preferences/{token}?saved=yes");
    let sent = sent(body).await?;
    let is_one_click = matches!(sent, Sent::OneClick);
    let cx = Cx::system(if is_one_click { "one_click" } else { "preference_page" }, anyone.app.clock.now());
    let language = anyone.lang.code();
    let act = move |tx: &mut Tx| {
        let owner = owner(tx, &Token(token.clone()))?.ok_or(Error::NotFound { what: "page" })?;
        let said = match &sent {
            Sent::OneClick => unsubscribed(&cx, tx, &owner)?,
            Sent::Choices(fields) if fields.contains_key("stop") => stopped(&cx, &owner),
            Sent::Choices(fields) => chosen(&cx, tx, &owner, (fields, language))?,
        };
        consents::record(&cx, tx, &said).map(|_| ())
    };
    anyone.app.db.write("consents.choose_preferences", act).await?;
    match is_one_click {
        true => Ok((StatusCode::OK, [UNSEEN], "OK\n").into_response()),
        false => Ok(Redirect::to(&address).into_response()),
    }
}

/// What a body says. One that cannot be read may have been a no: it is refused, so that nobody takes it for heard.
async fn sent(body: Bytes) -> Result<Sent> {
    let text = String::from_utf8_lossy(&body).into_owned();
    // Mail programs send it as a form of either encoding.
    if text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click") {
        return Ok(Sent::OneClick);
    }
    let fields = fields(body).await.unwrap_or_default();
    let says_stop = |(name, value): (&String, &String)| {
        name.trim().eq_ignore_ascii_case("List-Unsubscribe") && value.trim().eq_ignore_ascii_case("One-Click")
    };
    if fields.iter().any(says_stop) {
        return Ok(Sent::OneClick);
    }
    if fields.is_empty() || !fields.keys().all(|name| is_of_form(name)) {
        return Err(Error::invalid("form", "This could not be read. Open the link again and choose there."));
    }
    Ok(Sent::Choices(fields))
}

/// A form's fields; none where it is not one.
async fn fields(body: Bytes) -> Option<Fields> {
    let request = Request::builder().method(Method::POST).header(header::CONTENT_TYPE, FORM);
    let form = Form::<Fields>::from_request(request.body(Body::from(body)).ok()?, &()).await;
    form.ok().map(|Form(fields)| fields)
}

/// Whether the page's form has a field of this name.
fn is_of_form(name: &str) -> bool {
    let choice = name.strip_prefix("was.").unwrap_or(name).split_once('.');
    let is_choice = choice.is_some_and(|(purpose, channel)| {
        Purpose::parse(purpose).is_ok_and(Purpose::needs_consent) && Channel::parse(channel).is_ok()
    });
    is_choice || ["stop", "language"].contains(&name)
}

/// What stopping everything takes back: all that needs consent, by every way there is or will be.
fn stopped(cx: &Cx, owner: &Owner) -> Vec<NewStatement> {
    let purposes = Purpose::ALL.iter().copied().filter(|purpose| purpose.needs_consent());
    purposes
        .map(|purpose| {
            let question = Question { purpose, channel: Channel::Any, address: owner.address };
            NewStatement::said(question, Decision::Withdrawn, How::PreferencePage, cx.now)
        })
        .collect()
}

/// What the button takes back: news by the ways that this address has.
fn unsubscribed(cx: &Cx, tx: &mut Tx, owner: &Owner) -> Result<Vec<NewStatement>> {
    let mut said = Vec::new();
    let news = choosable(owner.kind)
        .into_iter()
        .filter(|(purpose, channel)| *purpose == Purpose::Marketing && *channel != Channel::Ads);
    for (purpose, channel) in news {
        let question = Question { purpose, channel, address: owner.address };
        if history::why(tx, question, cx.now)?.reason != Some("withdrew") {
            said.push(NewStatement::said(question, Decision::Withdrawn, How::OneClick, cx.now));
        }
    }
    Ok(said)
}

/// What differs from what the page showed.
fn chosen(cx: &Cx, tx: &mut Tx, owner: &Owner, form: (&Fields, &str)) -> Result<Vec<NewStatement>> {
    let (fields, language) = form;
    let mut said = Vec::new();
    for (purpose, channel) in choosable(owner.kind) {
        let name = format!("{}.{}", purpose.word(), channel.word());
        let (is_on, was_on) = (fields.contains_key(&name), fields.contains_key(&format!("was.{name}")));
        let question = Question { purpose, channel, address: owner.address };
        let decision = match (is_on, was_on) {
            (true, false) => Decision::Granted,
            (false, true) => Decision::Withdrawn,
            _ => continue,
        };
        said.push(NewStatement::said(question, decision, How::PreferencePage, cx.now));
    }
    // The language in which the page was shown, which may be another by now.
    let text = text_of(tx, PREFERENCES, fields.get("language").map_or(language, String::as_str))?;
    for granted in said.iter_mut().filter(|said| said.decision == Decision::Granted) {
        granted.text = Some(TextRead { version: text.version.clone(), language: text.language.clone() });
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn what_is_sent_is_a_button_a_form_or_refused() {
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--";
        let cases = [
            ("List-Unsubscribe=One-Click", "button"),
            ("List-Unsubscribe=One-Click\r\n", "button"),
            ("list-unsubscribe=One-Click%0D%0A", "button"),
            ("a=b&List-Unsubscribe=One-Click", "button"),
            (multipart, "button"),
            ("marketing.email=yes", "form"),
            ("was.marketing.email=yes&language=es", "form"),
            ("stop=yes", "form"),
            ("service.email=yes", "refused"),
            ("List-Unsubscribe", "refused"),
            ("unsubscribe please", "refused"),
            ("", "refused"),
        ];
        for (body, expected) in cases {
            let word = match sent(Bytes::from(body)).await {
                Ok(Sent::OneClick) => "button",
                Ok(Sent::Choices(_)) => "form",
                Err(_) => "refused",
            };
            assert_eq!(word, expected, "{body}");
        }
        assert!(sent(Bytes::from_static(&[0xff, 0xfe])).await.is_err());
    }

    #[test]
    fn an_address_is_told_to_its_owner_alone() {
        assert_eq!(masked("ana.morales@ejemplo.es"), "a…@ejemplo.es");
        assert_eq!(masked("+34612345678"), "…678");
    }
}
