//! What the page of notifications is made of.

use askama::Template;
use base::Time;
use web::frame::Frame;

use super::told::Line;

/// The page.
#[derive(Template)]
#[template(path = "notifications/notifications.html")]
pub struct NotificationsPage {
    /// The frame.
    pub page: Frame,
    /// What there is to tell, the latest first.
    pub lines: Vec<Line>,
    /// How many of it they have not seen.
    pub unseen: i64,
    /// When the latest of it was.
    pub until: Option<Time>,
}

/// The number beside the bell, for htmx.
#[derive(Template)]
#[template(path = "notifications/bell.html")]
pub struct Bell {
    /// The frame.
    pub page: Frame,
    /// How many they have not seen.
    pub unseen: i64,
}
