//! What whoever has an address may do without signing in: leave it, confirm it, and change what they allow. A GET
//! changes nothing, since mail programs open links by themselves.

use std::collections::HashMap;

use axum::{
    body::Bytes,
    extract::{Path, Query},
    http::{HeaderName, HeaderValue, StatusCode, Uri},
    response::{IntoResponse, Redirect, Response},
};
use base::{Cx, Error, Result, Time};
use customers::{
    consents::{
        self, NewStatement, TextRead,
        asks::{self, Link, Token},
        history,
        leads::{self, NewLead},
        permits::{self, Answer},
        rules::{Question, Reason},
        settings,
        texts::{self, Text},
        words::{Channel, Decision, How, Purpose, SuppressionReason},
    },
    people::{Kind, Known},
};
use store::{Tx, params, sql, thread::IdentifierId};
use web::{
    asked,
    frame::Room,
    locale::Say,
    problem::{self, Failed},
    signin::From,
    staff::{self, Tries},
    who::Anyone,
};

use crate::{
    answers::html,
    choices_page::{Asked, Choice, ConfirmPage, Confirming, Given, NewsletterPage, PreferencesPage, Shown},
};

/// What can be liked: the code that is kept and the message with its name.
const INTERESTS: [(&str, &str); 4] = [
    ("news", "interest-news"),
    ("offers", "interest-offers"),
    ("events", "interest-events"),
    ("care", "interest-care"),
];
/// Addresses that one machine may leave in a quarter of an hour.
const MOST: i64 = 20;
/// The text of the preferences.
const PREFERENCES: &str = "preferences-1";
/// Search engines and their like keep out.
const UNSEEN: (HeaderName, HeaderValue) =
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));

/// A form's fields, whatever they are.
type Fields = HashMap<String, String>;

#[derive(serde::Deserialize)]
pub struct NewsletterAsked {
    #[serde(default)]
    done: String,
}

/// The form of the newsletter.
pub async fn newsletter(
    anyone: Anyone,
    asked::Asked(asked): asked::Asked<NewsletterAsked>,
) -> Result<Response, Failed> {
    let page = form(&anyone, &Fields::new(), None).await?;
    Ok(([UNSEEN], html(&NewsletterPage { is_done: !asked.done.is_empty(), ..page })?).into_response())
}

async fn form(anyone: &Anyone, fields: &Fields, refused: Option<String>) -> Result<NewsletterPage, Failed> {
    let language = anyone.lang.code();
    let text = anyone.app.db.read("newsletter.text", move |tx| newsletter_text(tx, language)).await?;
    let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
    Ok(NewsletterPage {
        page: nobody(anyone),
        retailer: anyone.app.retailer.clone(),
        given: Given { email: field("email"), name: field("name") },
        interests: INTERESTS.map(|(code, key)| (code, key, fields.contains_key(code))).to_vec(),
        text,
        refused,
        is_done: false,
    })
}

/// The frame without whoever may be signed in.
fn nobody(anyone: &Anyone) -> web::frame::Frame {
    web::frame::Frame { me: None, ..anyone.page(Room::Nowhere) }
}

/// The chosen text in this language, or in any that it has.
fn newsletter_text(tx: &mut Tx, language: &str) -> Result<Text> {
    let version = settings::read(tx)?.newsletter_text;
    text_of(tx, &version, language)
}

fn text_of(tx: &mut Tx, version: &str, language: &str) -> Result<Text> {
    let all = texts::all(tx)?;
    let mut fitting = all.into_iter().filter(|text| text.version == version);
    let first = fitting.next().ok_or_else(|| Error::internal(format!("there is no text {version}")))?;
    if first.language == language {
        return Ok(first);
    }
    Ok(fitting.find(|text| text.language == language).unwrap_or(first))
}

/// Somebody leaves their address. What they are told does not say whether we knew it.
pub async fn join(anyone: Anyone, from: From, asked::Sent(fields): asked::Sent<Fields>) -> Result<Response, Failed> {
    let done = || Redirect::to("/newsletter?done=yes").into_response();
    // Only a program fills in what nobody sees.
    if fields.get("website").is_some_and(|text| !text.is_empty()) {
        return Ok(done());
    }
    match take(&anyone, &from, &fields).await {
        Ok(()) => Ok(done()),
        Err(error @ (Error::Invalid { .. } | Error::TooMany { .. })) => {
            let say = nobody(&anyone).say;
            let refused = match &error {
                Error::TooMany { .. } => say.t("signin-too-many"),
                Error::Invalid { code: "agrees", .. } => say.t("newsletter-agree"),
                _ => say.t("newsletter-wrong"),
            };
            let page = html(&form(&anyone, &fields, Some(refused)).await?)?;
            let mut answer = (problem::status(&error), [UNSEEN], page).into_response();
            problem::retry_after(&error, &mut answer);
            Ok(answer)
        }
        Err(error) => Err(error.into()),
    }
}

async fn take(anyone: &Anyone, from: &From, fields: &Fields) -> Result<()> {
    let field = |name: &str| fields.get(name).map(|text| text.trim()).filter(|text| !text.is_empty());
    if field("agrees").is_none() {
        return Err(Error::invalid("agrees", "Agree to the text first."));
    }
    let told = |name: &str| field(name).unwrap_or_default().to_owned();
    let new = NewLead {
        known: Known::parse(Kind::Email, field("email").unwrap_or_default())?,
        name: field("name").map(str::to_owned),
        language: Some(anyone.lang.code().to_owned()),
        interests: INTERESTS.iter().filter(|(code, _)| field(code).is_some()).map(|(code, _)| (*code).into()).collect(),
        form: "newsletter".to_owned(),
        source: "newsletter".to_owned(),
        text: Some(TextRead { version: told("version"), language: told("language") }),
        place: None,
    };
    let tries = vec![Tries { subject: format!("newsletter from {}", from.machine()), most: MOST }];
    let cx = Cx::system("newsletter", anyone.app.clock.now());
    let (counting, counted) = (cx.clone(), tries.clone());
    let count = move |tx: &mut Tx| {
        staff::may_try(tx, &counted, counting.now)?;
        staff::note_failure(&counting, tx, &counted)
    };
    anyone.app.db.write("newsletter.count", count).await?;
    anyone.app.db.write("newsletter.join", move |tx| leads::capture(&cx, tx, &new).map(|_| ())).await
}

/// Where a link that confirms leads. Changes nothing.
pub async fn confirming(anyone: Anyone, Path(token): Path<String>) -> Result<Response, Failed> {
    let (token, now) = (Token(token), anyone.app.clock.now());
    let address = format!("/c/{}", token.0);
    let language = anyone.lang.code();
    let found = anyone.app.db.read("consents.look", move |tx| {
        let link = asks::look(tx, &token, now)?;
        let mut read = Vec::new();
        if let Link::Waiting(waiting) = &link {
            for asked in waiting {
                let text = asked.text.as_ref().map(|text| text_of(tx, &text.version, language)).transpose()?;
                read.push(text.map(|text| text.text));
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
    let page = ConfirmPage { page, retailer: anyone.app.retailer.clone(), address, state };
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
    let page =
        PreferencesPage { page: nobody(&anyone), retailer: anyone.app.retailer.clone(), address, shown, is_saved };
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

/// Whoever has the address chooses; or their mail program's unsubscribe button says stop (RFC 8058).
pub async fn choose(anyone: Anyone, Path(token): Path<String>, body: Bytes) -> Result<Response, Failed> {
    let address = format!("/preferences/{token}?saved=yes");
    let is_one_click = is_one_click(&body);
    let fields = fields(&body);
    let cx = Cx::system(if is_one_click { "one_click" } else { "preference_page" }, anyone.app.clock.now());
    let language = anyone.lang.code();
    let act = move |tx: &mut Tx| {
        let owner = owner(tx, &Token(token.clone()))?.ok_or(Error::NotFound { what: "page" })?;
        let said = match is_one_click {
            true => unsubscribed(&cx, tx, &owner)?,
            false => chosen(&cx, tx, &owner, (&fields, language))?,
        };
        consents::record(&cx, tx, &said).map(|_| ())
    };
    anyone.app.db.write("consents.choose_preferences", act).await?;
    match is_one_click {
        true => Ok((StatusCode::OK, [UNSEEN], "OK\n").into_response()),
        false => Ok(Redirect::to(&address).into_response()),
    }
}

/// A form's fields; none where it is not one.
fn fields(body: &[u8]) -> Fields {
    let address = std::str::from_utf8(body).ok().and_then(|body| format!("/?{body}").parse::<Uri>().ok());
    address.and_then(|uri| Query::<Fields>::try_from_uri(&uri).ok()).map(|Query(fields)| fields).unwrap_or_default()
}

/// Mail programs send it as a form of either encoding.
fn is_one_click(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    text.split('&').any(|pair| pair == "List-Unsubscribe=One-Click")
        || text.contains("name=\"List-Unsubscribe\"") && text.contains("One-Click")
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
    let stops = fields.contains_key("stop");
    for (purpose, channel) in choosable(owner.kind) {
        let name = format!("{}.{}", purpose.word(), channel.word());
        let (is_on, was_on) = (fields.contains_key(&name) && !stops, fields.contains_key(&format!("was.{name}")));
        let question = Question { purpose, channel, address: owner.address };
        let decision = match (is_on, was_on) {
            (true, false) => Decision::Granted,
            (false, true) => Decision::Withdrawn,
            _ if stops => Decision::Withdrawn,
            _ => continue,
        };
        said.push(NewStatement::said(question, decision, How::PreferencePage, cx.now));
    }
    let text = text_of(tx, PREFERENCES, language)?;
    for granted in said.iter_mut().filter(|said| said.decision == Decision::Granted) {
        granted.text = Some(TextRead { version: text.version.clone(), language: text.language.clone() });
    }
    Ok(said)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_button_of_a_mail_program_is_known() {
        let multipart = "--x\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--x--";
        let cases = [
            ("List-Unsubscribe=One-Click", true),
            ("a=b&List-Unsubscribe=One-Click", true),
            (multipart, true),
            ("marketing.email=yes", false),
            ("", false),
        ];
        for (body, expected) in cases {
            assert_eq!(is_one_click(body.as_bytes()), expected, "{body}");
        }
    }

    #[test]
    fn an_address_is_told_to_its_owner_alone() {
        assert_eq!(masked("ana.morales@ejemplo.es"), "a…@ejemplo.es");
        assert_eq!(masked("+34612345678"), "…678");
    }
}
