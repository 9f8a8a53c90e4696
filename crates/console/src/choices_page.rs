//! Pages for whoever has an address: the newsletter's form, the link that confirms, and what they allow.

use askama::Template;
use base::Time;
use customers::consents::texts::Text;
use web::frame::Frame;

/// The form of the newsletter: POST `/newsletter`.
#[derive(Template)]
#[template(path = "newsletter.html")]
pub struct NewsletterPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// The shop's name.
    pub retailer: String,
    /// What was typed; kept after a refusal.
    pub given: Given,
    /// What can be liked: the code, the message with its name, whether it is ticked.
    pub interests: Vec<(&'static str, &'static str, bool)>,
    /// What they agree to.
    pub text: Text,
    /// Why it was refused.
    pub refused: Option<String>,
    /// Whether it was sent, and only the letter box can go on.
    pub is_done: bool,
}

/// What was typed into the form.
#[derive(Clone, Debug, Default)]
pub struct Given {
    /// The address.
    pub email: String,
    /// The name.
    pub name: String,
}

/// Where a link that confirms leads.
#[derive(Template)]
#[template(path = "confirm.html")]
pub struct ConfirmPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// The shop's name.
    pub retailer: String,
    /// The link's own address, to post to.
    pub address: String,
    /// What it leads to.
    pub state: Confirming,
}

/// What a link that confirms leads to.
#[derive(Clone, Debug)]
pub enum Confirming {
    /// Nothing, or nothing any more.
    Unknown,
    /// It was confirmed at this moment.
    Confirmed(Time),
    /// These wait.
    Waiting(Vec<Asked>),
}

/// Something that waits to be confirmed.
#[derive(Clone, Debug)]
pub struct Asked {
    /// What for and by which way.
    pub what: String,
    /// What they read, in the language in which they did.
    pub text: Option<Text>,
}

/// What an address allows.
#[derive(Template)]
#[template(path = "preferences.html")]
pub struct PreferencesPage {
    /// The frame, with nobody in it.
    pub page: Frame,
    /// The shop's name.
    pub retailer: String,
    /// The link's own address, to post to.
    pub address: String,
    /// The choices; none where the link is not one of ours.
    pub shown: Option<Shown>,
    /// Whether they were saved just now.
    pub is_saved: bool,
}

/// The choices of an address.
#[derive(Clone, Debug)]
pub struct Shown {
    /// The address, with most of it left out: the link may have been handed on.
    pub masked: String,
    /// Whether nothing is sent there, whatever is chosen.
    pub is_left_alone: bool,
    /// The choices.
    pub choices: Vec<Choice>,
    /// What they agree to.
    pub text: Text,
}

/// One choice.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The name of its field: `marketing.email`.
    pub name: String,
    /// What for and by which way.
    pub what: String,
    /// Whether it is allowed now.
    pub is_on: bool,
}
