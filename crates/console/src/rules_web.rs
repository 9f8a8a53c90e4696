//! Handlers of the rules of who is one person.

use axum::{
    http::StatusCode,
    response::{IntoResponse, Redirect, Response},
};
use base::{Error, Result, text};
use customers::{
    identity::{
        blocks,
        rules::{self, Limit},
    },
    people::Kind,
};
use store::Tx;
use web::{
    asked::{Asked, Sent},
    frame::Room,
    problem::Failed,
    rights::IdentityRules,
    who::{May, Viewer},
};

use crate::{
    answers::{Page, html},
    notices::{Notice, back},
    rules_page::{BlockForm, BlockedRow, LimitRow, RulesPage},
    ties,
};

/// The page's address.
const PATH: &str = "/console/identity";

/// What was done just now.
#[derive(Clone, Debug, Default, serde::Deserialize)]
#[serde(default)]
pub struct RulesAsked {
    did: Option<String>,
}

/// The page.
pub async fn page(viewer: May<IdentityRules>, Asked(asked): Asked<RulesAsked>) -> Page {
    show(&viewer, asked.did, BlockForm::default()).await
}

async fn show(viewer: &Viewer, did: Option<String>, form: BlockForm) -> Page {
    let read = |tx: &mut Tx| {
        let (limits, blocked) = (rules::limits(tx)?, rules::blocked(tx)?);
        let staff = ties::staff_names(tx, blocked.iter().map(|blocked| Some(blocked.by.as_str())))?;
        Ok((limits, blocked, staff))
    };
    let (limits, blocked, staff) = viewer.app().db.read("console.rules", read).await?;
    let page = viewer.page(Room::Customers);
    let by = |by: &str| staff.get(by).cloned().unwrap_or_else(|| page.say.t("somebody"));
    html(&RulesPage {
        notice: Notice::of(&page.say, did.as_deref()),
        limits: Kind::ALL
            .into_iter()
            .map(|kind| LimitRow {
                kind,
                limit: limits.of(kind),
                usual: Limit::usual(kind),
                is_own: limits.is_own(kind) && limits.of(kind) != Limit::usual(kind),
            })
            .collect(),
        blocked: blocked
            .into_iter()
            .map(|blocked| BlockedRow {
                kind: blocked.kind,
                by: by(&blocked.by),
                pattern: blocked.pattern,
                reason: blocked.reason,
                at: blocked.created_at,
            })
            .collect(),
        form,
        page,
    })
}

/// What the form of a limit sends; an empty field is no limit.
#[derive(serde::Deserialize)]
pub struct LimitSent {
    kind: Kind,
    #[serde(default)]
    per_person: String,
    #[serde(default)]
    window_days: String,
    #[serde(default)]
    people: String,
    #[serde(default)]
    usual: String,
}

impl LimitSent {
    fn limit(&self) -> Result<Option<Limit>> {
        if !self.usual.is_empty() {
            return Ok(None);
        }
        let [per_person, window_days, people] =
            [&self.per_person, &self.window_days, &self.people].map(|text| number(text));
        Ok(Some(Limit { per_person: per_person?, window_days: window_days?, people: people? }))
    }
}

fn number(text: &str) -> Result<Option<i64>> {
    let wrong = |_| Error::invalid("limit", "A limit is a number from 1 to 100,000, or nothing.");
    Some(text.trim()).filter(|text| !text.is_empty()).map(|text| text.parse().map_err(wrong)).transpose()
}

/// Sets the limits of a kind, or goes back to the usual ones.
pub async fn set_limit(viewer: May<IdentityRules>, Sent(form): Sent<LimitSent>) -> Result<Redirect, Failed> {
    let (cx, limit) = (viewer.cx.clone(), form.limit()?);
    viewer.app().db.write("customers.set_limit", move |tx| rules::set_limit(&cx, tx, form.kind, limit)).await?;
    Ok(back(PATH, if limit.is_some() { "limit" } else { "usual" }, &[]))
}

/// What the forms of blocked values send.
#[derive(Clone, serde::Deserialize)]
pub struct BlockSent {
    kind: Kind,
    #[serde(default)]
    pattern: String,
    #[serde(default)]
    reason: String,
}

/// Blocks a value; what is wrong with it is said beside it.
pub async fn block(viewer: May<IdentityRules>, Sent(form): Sent<BlockSent>) -> Result<Response, Failed> {
    let (cx, kept) = (viewer.cx.clone(), form.clone());
    let act = move |tx: &mut Tx| {
        let pattern = text::told("The value", &form.pattern, 200)?;
        let reason = Some(form.reason.trim()).filter(|reason| !reason.is_empty());
        let reason = reason.map(|reason| text::told("The reason", reason, 200)).transpose()?;
        blocks::block(&cx, tx, form.kind, &pattern, reason.as_deref())
    };
    match viewer.app().db.write("customers.block", act).await {
        Ok(()) => Ok(back(PATH, "block", &[]).into_response()),
        Err(Error::Invalid { .. }) => {
            let refused = Some(viewer.page(Room::Customers).say.t("block-refused"));
            let form = BlockForm { kind: Some(kept.kind), pattern: kept.pattern, reason: kept.reason, refused };
            let page = show(&viewer, None, form).await?;
            Ok((StatusCode::BAD_REQUEST, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// Takes a blocked value back.
pub async fn unblock(viewer: May<IdentityRules>, Sent(form): Sent<BlockSent>) -> Result<Redirect, Failed> {
    let cx = viewer.cx.clone();
    let act = move |tx: &mut Tx| blocks::unblock(&cx, tx, form.kind, &form.pattern);
    viewer.app().db.write("customers.unblock", act).await?;
    Ok(back(PATH, "unblock", &[]))
}
