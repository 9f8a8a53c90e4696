//! What the home page is made of.

use askama::Template;
use web::{channels::Channel, frame::Frame, locale::Say};

use super::{
    chart::{Chart, Step},
    figures::{Tile, Trend},
    needs::Need,
};
use crate::{house::house_page::FirstStep, notices::Notice, threads::Day};

/// The page.
#[derive(Template)]
#[template(path = "home/home.html")]
pub struct HomePage {
    /// The frame.
    pub page: Frame,
    /// The stretch of time that is chosen, with the ways to others.
    pub span: Span,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// What a new retailer does first, as long as nothing was sold.
    pub steps: Vec<FirstStep>,
    /// What there is instead of figures, where there are none to show.
    pub instead: Option<Instead>,
    /// The figures; none for whoever may see none.
    pub figures: Vec<Tile>,
    /// What of all that was read is left out, such as another currency.
    pub also: Vec<Choice>,
    /// What needs a person; `None` for whoever may mend nothing.
    pub needs: Vec<Need>,
    /// Net sales over time.
    pub sales: Option<Sales>,
    /// The thread of the whole shop; `None` for whoever sees nothing of it.
    pub thread: Option<Vec<Day>>,
    /// How the page hears of what is new.
    pub live: Live,
}

/// What is new on an open page, for htmx.
#[derive(Template)]
#[template(path = "home/home_live.html")]
pub struct HomeLive {
    /// The frame.
    pub page: Frame,
    /// What there is instead of figures, where there still are none to show.
    pub instead: Option<Instead>,
    /// The figures as they are now.
    pub figures: Vec<Tile>,
    /// Net sales as they are now.
    pub sales: Option<Sales>,
    /// The new knots.
    pub fresh: Vec<Day>,
    /// The cursor behind them.
    pub after: String,
}

/// How the page hears of what is new.
#[derive(Clone, Debug, Default)]
pub struct Live {
    /// The address of `HomeLive`, with the filters and the currency of the page.
    pub address: String,
    /// The cursor up to which the page knows.
    pub after: String,
}

/// Something to choose: a link.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its words.
    pub name: String,
    /// Where it leads.
    pub address: String,
    /// Whether it is chosen.
    pub is_on: bool,
}

/// The stretch of time that is chosen.
#[derive(Clone, Debug, Default)]
pub struct Span {
    /// Its name, as the title of the page.
    pub title: String,
    /// When it is, and against what.
    pub says: String,
    /// The usual stretches.
    pub usual: Vec<Choice>,
    /// The first day that is chosen, for the form.
    pub from: String,
    /// The last.
    pub to: String,
    /// Whether none of the usual ones is chosen.
    pub is_own: bool,
    /// Shops to choose among; none where there is one or none.
    pub shops: Vec<Choice>,
    /// What the button of shops says.
    pub shop: String,
    /// The filters that are on, each leading to the page without it.
    pub filters: Vec<Choice>,
    /// What the form of days keeps of the address.
    pub keep: Vec<(String, String)>,
}

impl Span {
    /// What the button of days says.
    pub fn days(&self, say: &Say) -> String {
        if self.is_own { say.t("home-days") } else { self.title.clone() }
    }
}

/// What stands in place of figures.
#[derive(Clone, Debug)]
pub struct Instead {
    /// What is.
    pub title: String,
    /// Why, and what to do.
    pub words: String,
    /// The acts, the first of which is the next step.
    pub acts: Vec<(&'static str, Choice)>,
}

/// Net sales over time, and where they were made.
#[derive(Clone, Debug)]
pub struct Sales {
    /// The title.
    pub title: String,
    /// Whether they are of one day, hour by hour.
    pub is_of_one_day: bool,
    /// The same as a file.
    pub csv: String,
    /// What the line of now is called.
    pub now: String,
    /// What the line before is called.
    pub before: String,
    /// The drawing in a sentence.
    pub says: String,
    /// The drawing.
    pub chart: Chart,
    /// What stands beside the end of the line.
    pub tip: String,
    /// The steps with their amounts in words, for the table.
    pub steps: Vec<(Step, String, String)>,
    /// By channel.
    pub channels: Vec<Row>,
    /// By shop.
    pub shops: Vec<Row>,
}

/// A channel or a shop.
#[derive(Clone, Debug)]
pub struct Row {
    /// The channel, where it is one.
    pub channel: Option<Channel>,
    /// The name.
    pub name: String,
    /// Orders, returns, visits.
    pub note: Vec<String>,
    /// Net sales.
    pub net: String,
    /// Of a channel, net sales as a part of those of the largest, in hundredths.
    pub share: Option<i64>,
    /// Against before.
    pub trend: Option<Trend>,
    /// The page with this filter, or without it where it is on.
    pub address: String,
    /// Whether it is on.
    pub is_on: bool,
}
