//! The door: who is there.

use askama::Template;
use web::frame::Frame;

/// The form to sign in: POST `/signin` with `email`, `password` and `next`.
#[derive(Template)]
#[template(path = "signin.html")]
pub struct SigninPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// The address as it was typed; kept after a refusal.
    pub email: String,
    /// Why it was refused, as a sentence with its remedy.
    pub refused: Option<String>,
    /// What was done just before.
    pub done: Option<String>,
    /// Where to go once inside.
    pub next: String,
    /// Whether nobody works here yet, so that there is nobody to be.
    pub is_new: bool,
}
