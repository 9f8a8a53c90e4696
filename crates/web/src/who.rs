//! Who asks. Permission is the type of a handler's argument: `May<CatalogEdit>` for whoever has that right, `Member` for
//! whoever is signed in, or `Anyone`, so a handler that asks for nobody looks naked.

use std::{
    marker::PhantomData,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, header, request::Parts},
};
use base::{Actor, Cx, Error};

use crate::{
    app::App,
    frame::{Frame, Me, Room, Theme},
    locale::Lang,
    problem::Failed,
    rights::{Needed, Right, Rights},
    staff::{self, Staff},
};

/// The cookie that holds the session.
pub const COOKIE: &str = "hilo_session";

/// Anybody, signed in or not.
#[derive(Clone)]
pub struct Anyone {
    /// The program.
    pub app: App,
    /// Who is signed in, if anybody is.
    pub staff: Option<Staff>,
    /// The language they are answered in.
    pub lang: Lang,
    theme: Option<Theme>,
    path: String,
}

/// Whoever was let in, and what they may.
#[derive(Clone)]
pub struct Viewer {
    /// The context of what they do.
    pub cx: Cx,
    /// What they may.
    pub rights: Rights,
    anyone: Anyone,
}

/// Put into a request by a layer that wants to know who asked, once a handler has found out.
#[derive(Clone, Default)]
pub struct WhoAsked(Arc<OnceLock<Cx>>);

impl WhoAsked {
    /// Who asked, where they were let in.
    pub fn cx(&self) -> Option<&Cx> {
        self.0.get()
    }
}

/// Whoever has the right `R`.
pub struct May<R> {
    viewer: Viewer,
    right: PhantomData<fn() -> R>,
}

impl<R> Deref for May<R> {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

/// A member of staff who is signed in, whatever they may.
#[derive(Clone)]
pub struct Member {
    /// Who it is.
    pub staff: Staff,
    viewer: Viewer,
}

impl Deref for Member {
    type Target = Viewer;

    fn deref(&self) -> &Viewer {
        &self.viewer
    }
}

impl Anyone {
    /// The frame of a page for them.
    pub fn page(&self, room: Room) -> Frame {
        let me = self.staff.as_ref().map(|staff| Me {
            name: staff.name.clone(),
            line: self.app.retailer.clone(),
            rights: staff.role.rights(),
        });
        Frame {
            say: self.app.say(self.lang),
            assets: self.app.assets.clone(),
            theme: self.theme,
            me,
            room,
            path: self.path.clone(),
        }
    }

    /// The path and query that they asked for.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl Viewer {
    /// The program.
    pub fn app(&self) -> &App {
        &self.anyone.app
    }

    /// The frame of a page for them.
    pub fn page(&self, room: Room) -> Frame {
        self.anyone.page(room)
    }

    /// Whether they have a right.
    pub fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Anyone, Failed> {
        let staff = match session_token(&parts.headers) {
            Some(token) => signed_in(app, token.to_owned()).await?,
            None => None,
        };
        let language = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
        Ok(Anyone {
            app: app.clone(),
            staff,
            lang: Lang::of_request(cookie(&parts.headers, Lang::COOKIE), language),
            theme: cookie(&parts.headers, Theme::COOKIE).and_then(Theme::from_cookie),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
        })
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Member, Failed> {
        let anyone = Anyone::from_request_parts(parts, app).await?;
        let staff = anyone.staff.clone().ok_or(Error::SignInNeeded)?;
        let cx = Cx { actor: Actor::Staff(staff.id.to_string()), now: app.clock.now() };
        if let Some(WhoAsked(asked)) = parts.extensions.get() {
            // Asked twice, it is the same one.
            drop(asked.set(cx.clone()));
        }
        Ok(Member { viewer: Viewer { cx, rights: staff.role.rights(), anyone }, staff })
    }
}

impl<R: Needed> FromRequestParts<App> for May<R> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<May<R>, Failed> {
        let Member { viewer, .. } = Member::from_request_parts(parts, app).await?;
        if !viewer.may(R::RIGHT) {
            return Err(Error::Forbidden.into());
        }
        Ok(May { viewer, right: PhantomData })
    }
}

async fn signed_in(app: &App, token: String) -> Result<Option<Staff>, Failed> {
    let now = app.clock.now();
    let look = token.clone();
    let found = app.db.read("staff.session", move |tx| staff::of_session(tx, &look, now)).await?;
    let Some((staff, stale)) = found else { return Ok(None) };
    if stale {
        app.db.write("staff.see_session", move |tx| staff::see_session(tx, &token, now)).await?;
    }
    Ok(Some(staff))
}

/// The session's token in a request.
pub fn session_token(headers: &HeaderMap) -> Option<&str> {
    cookie(headers, COOKIE).filter(|token| token.len() == 64)
}

/// The value of a cookie.
pub fn cookie<'h>(headers: &'h HeaderMap, name: &str) -> Option<&'h str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs.flat_map(|value| value.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
