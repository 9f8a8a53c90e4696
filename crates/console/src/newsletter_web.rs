//! The form where anybody leaves their address. What they are told never says whether we knew it.

use axum::response::{IntoResponse, Redirect, Response};
use base::{Cx, Error, Result};
use customers::{
    consents::{
        TextRead,
        leads::{self, NewLead},
        settings,
        texts::Text,
    },
    people::{Kind, Known},
};
use store::Tx;
use web::{
    asked,
    problem::{self, Failed},
    signin::From,
    tries::{self, Tries},
    who::Anyone,
};

use crate::{
    answers::html,
    choices_page::{Given, NewsletterPage},
    choices_web::{Fields, UNSEEN, nobody, text_of},
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
        retailer: anyone.retailer.clone(),
        given: Given { email: field("email"), name: field("name") },
        interests: INTERESTS.map(|(code, key)| (code, key, fields.contains_key(code))).to_vec(),
        text,
        refused,
        is_done: false,
    })
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
                Error::Invalid { code: "text-changed", .. } => say.t("newsletter-text-changed"),
                Error::Invalid { code: "text", .. } => say.t("newsletter-name-wrong"),
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
    let known = Known::parse(Kind::Email, field("email").unwrap_or_default())?;
    // What the proof will name is what the form showed, whoever's address it is.
    let language = anyone.lang.code();
    let text = anyone.app.db.read("newsletter.text", move |tx| newsletter_text(tx, language)).await?;
    let text = TextRead { version: text.version, language: text.language };
    if field("version") != Some(&text.version) || field("language") != Some(&text.language) {
        return Err(Error::invalid("text-changed", "The text has changed. Read it again."));
    }
    let new = NewLead {
        known,
        name: field("name").map(str::to_owned),
        language: Some(anyone.lang.code().to_owned()),
        interests: INTERESTS.iter().filter(|(code, _)| field(code).is_some()).map(|(code, _)| (*code).into()).collect(),
        form: "newsletter".to_owned(),
        source: "newsletter".to_owned(),
        text: Some(text),
        place: None,
    };
    let tries = vec![Tries { subject: format!("newsletter from {}", from.machine()), most: MOST }];
    let cx = Cx::system("newsletter", anyone.app.clock.now());
    let (counting, counted) = (cx.clone(), tries.clone());
    let count = move |tx: &mut Tx| {
        tries::may(tx, &counted, counting.now)?;
        tries::failed(&counting, tx, &counted)
    };
    anyone.app.db.write("newsletter.count", count).await?;
    anyone.app.db.write("newsletter.join", move |tx| leads::capture(&cx, tx, &new).map(|_| ())).await
}

/// The chosen text in this language, or in any that it has.
fn newsletter_text(tx: &mut Tx, language: &str) -> Result<Text> {
    let version = settings::read(tx)?.newsletter_text;
    text_of(tx, &version, language)
}
