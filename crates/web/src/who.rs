//! Who asks. Permission is the type of a handler's argument: `May<CatalogEdit>` for whoever has that right, `Member`
//! for whoever is signed in, or `Anyone`, so a handler that asks for nobody looks naked.

use std::{
    marker::PhantomData,
    ops::Deref,
    sync::{Arc, OnceLock},
};

use axum::{
    extract::{FromRequestParts, OriginalUri},
    http::{HeaderMap, Method, Uri, header, request::Parts},
};
use base::{Actor, Cx, Error};

use crate::{
    app::App,
    frame::{Frame, Me, Room, Theme},
    keys::{self, Key},
    locale::Lang,
    problem::Failed,
    reach::Reach,
    rights::{Needed, Right, Rights},
    sessions,
    shops::Scope,
    staff::Staff,
};

/// The cookie that holds the session.
pub const COOKIE: &str = "hilo_session";
/// The cookie of whoever gave the right password and owes a code.
pub const HALF_COOKIE: &str = "hilo_half";
/// The cookie of a browser that accounts were opened from.
pub const KNOWN_COOKIE: &str = "hilo_known";
/// Where keys are taken: nowhere else.
const API: &str = "/api/v1/";

/// Anybody, signed in or not.
#[derive(Clone)]
pub struct Anyone {
    /// The program.
    pub app: App,
    /// Who is signed in, if anybody is.
    pub staff: Option<Staff>,
    /// The language they are answered in.
    pub lang: Lang,
    /// What the retailer is called.
    pub retailer: String,
    theme: Option<Theme>,
    path: String,
    is_page: bool,
}

/// Whoever was let in, and what they may.
#[derive(Clone)]
pub struct Viewer {
    /// The context of what they do.
    pub cx: Cx,
    /// What they may.
    pub rights: Rights,
    /// The shops that they are bound to.
    pub shops: Scope,
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
    fn of(parts: &Parts, app: &App, staff: Option<Staff>, name: Option<String>) -> Anyone {
        let language = parts.headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
        let uri = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0);
        let is_page = [Method::GET, Method::HEAD].contains(&parts.method);
        Anyone {
            app: app.clone(),
            staff,
            retailer: name.unwrap_or_else(|| app.retailer.clone()),
            lang: Lang::of_request(cookie(&parts.headers, Lang::COOKIE), language),
            theme: cookie(&parts.headers, Theme::COOKIE).and_then(Theme::from_cookie),
            path: match is_page {
                true => uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
                false => came_from(&parts.headers).unwrap_or_else(|| "/console".to_owned()),
            },
            is_page,
        }
    }

    /// The frame of a page for them.
    pub fn page(&self, room: Room) -> Frame {
        let me = self.staff.as_ref().map(|staff| Me {
            name: staff.name.clone(),
            line: self.retailer.clone(),
            rights: staff.role.rights(),
        });
        Frame {
            say: self.app.say(self.lang),
            assets: self.app.assets.clone(),
            theme: self.theme,
            me,
            room,
            path: self.path.clone(),
            is_answer: !self.is_page,
        }
    }

    /// The path and query that they asked for; of a form, the page that it stands on.
    pub fn path(&self) -> &str {
        &self.path
    }
}

impl Viewer {
    /// The program.
    pub fn app(&self) -> &App {
        &self.anyone.app
    }

    /// What the retailer is called.
    pub fn retailer(&self) -> String {
        self.anyone.retailer.clone()
    }

    /// The frame of a page for them.
    pub fn page(&self, room: Room) -> Frame {
        self.anyone.page(room)
    }

    /// How far they see.
    pub fn reach(&self) -> Reach {
        Reach { rights: self.rights, shops: self.shops.clone() }
    }

    /// Whether they have a right.
    pub fn may(&self, right: Right) -> bool {
        self.rights.has(right)
    }
}

impl FromRequestParts<App> for Anyone {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Anyone, Failed> {
        let token = session_token(&parts.headers).map(str::to_owned);
        let is_anonymous = token.is_none();
        let (staff, name) = match signed_in(app, token).await {
            // A page for nobody in particular, such as one about an error, needs no database.
            Err(_) if is_anonymous => (None, None),
            found => found?,
        };
        Ok(Anyone::of(parts, app, staff, name))
    }
}

impl FromRequestParts<App> for Member {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Member, Failed> {
        let anyone = Anyone::from_request_parts(parts, app).await?;
        let staff = anyone.staff.clone().ok_or(Error::SignInNeeded)?;
        let cx = Cx { actor: Actor::Staff(staff.id.to_string()), now: app.clock.now() };
        tell_who_asked(parts, &cx);
        let viewer = Viewer { cx, rights: staff.role.rights(), shops: staff.shops.clone(), anyone };
        Ok(Member { viewer, staff })
    }
}

fn tell_who_asked(parts: &Parts, cx: &Cx) {
    if let Some(WhoAsked(asked)) = parts.extensions.get() {
        // Asked twice, it is the same one.
        drop(asked.set(cx.clone()));
    }
}

/// Whoever has a key: on the API alone, whatever cookies come with it.
async fn by_key(parts: &mut Parts, app: &App, text: String) -> Result<Viewer, Failed> {
    let now = app.clock.now();
    let look = move |tx: &mut store::Tx| keys::of_text(tx, &text, now);
    let Some(Key { id, rights, shops, .. }) = seen_key(app, app.db.read("keys.look", look).await?).await? else {
        return Err(Error::SignInNeeded.into());
    };
    parts.headers.remove(header::COOKIE);
    // The API has no pages: what the retailer is called is not read for it.
    let anyone = Anyone::of(parts, app, None, None);
    let cx = Cx { actor: Actor::Key(id.to_string()), now };
    tell_who_asked(parts, &cx);
    Ok(Viewer { cx, rights, shops, anyone })
}

async fn seen_key(app: &App, key: Option<Key>) -> Result<Option<Key>, Failed> {
    let now = app.clock.now();
    if let Some(key) = key.as_ref().filter(|key| key.is_stale(now)) {
        let id = key.id;
        app.db.write("keys.see", move |tx| keys::see(tx, id, now)).await?;
    }
    Ok(key)
}

/// The key that a request for the API carries, be it one or not; a browser adds none by itself.
pub fn key_text<'h>(headers: &'h HeaderMap, path: &str) -> Option<&'h str> {
    let given = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, text) = given.split_once(' ')?;
    (scheme.eq_ignore_ascii_case("bearer") && path.starts_with(API)).then(|| text.trim())
}

impl<R: Needed> FromRequestParts<App> for May<R> {
    type Rejection = Failed;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<May<R>, Failed> {
        let path = parts.extensions.get::<OriginalUri>().map_or(&parts.uri, |uri| &uri.0).path().to_owned();
        let viewer = match key_text(&parts.headers, &path).map(str::to_owned) {
            Some(text) => by_key(parts, app, text).await?,
            None => Member::from_request_parts(parts, app).await?.viewer,
        };
        if !viewer.may(R::RIGHT) {
            return Err(Error::Forbidden.into());
        }
        Ok(May { viewer, right: PhantomData })
    }
}

/// Who has this session, and what the retailer is called: both from one reading.
async fn signed_in(app: &App, token: Option<String>) -> base::Result<(Option<Staff>, Option<String>)> {
    let (now, look) = (app.clock.now(), token.clone());
    let read = move |tx: &mut store::Tx| sessions::with_name(tx, look.as_deref(), now);
    let (found, name) = app.db.read("staff.session", read).await?;
    let Some((staff, stale)) = found else { return Ok((None, name)) };
    if let Some(token) = token.filter(|_| stale) {
        app.db.write("staff.see_session", move |tx| sessions::see(tx, &token, now)).await?;
    }
    Ok((Some(staff), name))
}

/// The path and query of the page of ours that a form was sent from.
fn came_from(headers: &HeaderMap) -> Option<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let page: Uri = text(header::REFERER)?.parse().ok()?;
    (page.authority()?.as_str() == text(header::HOST)?).then(|| page.path_and_query().map(ToString::to_string))?
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
