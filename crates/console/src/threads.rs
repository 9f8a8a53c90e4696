//! The thread: knots on a line, grouped by day. A customer's card and an order's story are the same component.

use base::{Money, Time};
use web::{channels::Channel, locale::Say};

use crate::{garments::Garment, notices::Undo};

/// One thing that happened, as a page tells it.
#[derive(Clone, Debug)]
pub struct Knot {
    /// The event's id: a knot that arrives twice is shown once.
    pub id: String,
    /// When it happened.
    pub when: Time,
    /// What it was: the shape.
    pub kind: KnotKind,
    /// Where it happened: the dye.
    pub channel: Channel,
    /// The shop or device, where it is known; else the channel's own name is shown.
    pub place: Option<String>,
    /// The start of the sentence, which carries its weight.
    pub strong: String,
    /// The rest of it, with its own leading blank or comma.
    pub rest: String,
    /// What it was worth; negative where money went back.
    pub amount: Option<Money>,
    /// A state worth a word.
    pub badge: Option<Badge>,
    /// Small facts, parted by dots.
    pub facts: Vec<Fact>,
    /// The first lines of what was bought or returned.
    pub slip: Vec<SlipLine>,
    /// What stands under the slip: how many lines more, or where the rest is.
    pub foot: Option<Fact>,
    /// The dye of the strand that joins here.
    pub strand: Option<Channel>,
    /// Whether it hangs on the strand that joined above.
    pub is_apart: bool,
    /// How to take it back.
    pub undo: Option<Undo>,
}

impl Knot {
    /// The shop or device, where the sentence has not named it already.
    pub fn place_beside(&self) -> Option<&String> {
        self.place.as_ref().filter(|place| !self.strong.contains(place.as_str()))
    }
}

/// What a knot was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KnotKind {
    /// Somebody looked or came in.
    Visit,
    /// Somebody wrote or spoke.
    Message,
    /// Money moved.
    Money,
    /// Goods moved.
    Parcel,
    /// Something was promised.
    Promise,
    /// A promise was kept.
    Kept,
    /// A promise was broken.
    Broken,
    /// Two people turned out to be one.
    Join,
}

impl KnotKind {
    /// The kinds one can filter by; kept and broken promises are promises.
    pub const FILTERS: [KnotKind; 6] =
        [KnotKind::Visit, KnotKind::Message, KnotKind::Money, KnotKind::Parcel, KnotKind::Promise, KnotKind::Join];

    /// The word in addresses and in `data-kind`.
    pub const fn slug(self) -> &'static str {
        match self {
            KnotKind::Visit => "visit",
            KnotKind::Message => "message",
            KnotKind::Money => "money",
            KnotKind::Parcel => "parcel",
            KnotKind::Promise | KnotKind::Kept | KnotKind::Broken => "promise",
            KnotKind::Join => "join",
        }
    }

    /// The kind of a word in an address; `None` for a word that is not one.
    pub fn from_slug(slug: &str) -> Option<KnotKind> {
        KnotKind::FILTERS.into_iter().find(|kind| kind.slug() == slug)
    }

    /// Its drawing.
    pub const fn mark(self) -> &'static str {
        match self {
            KnotKind::Kept => "kept",
            KnotKind::Broken => "broken",
            other => other.slug(),
        }
    }

    /// The message with its name, in the plural, as a filter says it.
    pub const fn key(self) -> &'static str {
        match self {
            KnotKind::Visit => "knots-visit",
            KnotKind::Message => "knots-message",
            KnotKind::Money => "knots-money",
            KnotKind::Parcel => "knots-parcel",
            KnotKind::Promise | KnotKind::Kept | KnotKind::Broken => "knots-promise",
            KnotKind::Join => "knots-join",
        }
    }
}

/// A state with its word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The word.
    pub text: String,
    /// How it is meant.
    pub tone: Tone,
}

/// How a state is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Neither good nor bad.
    Plain,
    /// Well done.
    Good,
    /// Look at it.
    Warn,
    /// Something failed.
    Bad,
    /// On its way.
    Info,
}

impl Tone {
    /// The class of a badge in this tone.
    pub const fn class(self) -> &'static str {
        match self {
            Tone::Plain => "badge",
            Tone::Good => "badge badge-good",
            Tone::Warn => "badge badge-warn",
            Tone::Bad => "badge badge-bad",
            Tone::Info => "badge badge-info",
        }
    }
}

/// A small fact: words, and perhaps what they lead to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fact {
    /// The words before the link, or all of them.
    pub text: String,
    /// The link.
    pub link: Option<Link>,
}

impl Fact {
    /// Words alone.
    pub fn text(text: impl Into<String>) -> Fact {
        Fact { text: text.into(), link: None }
    }

    /// Words, then a link.
    pub fn link(text: impl Into<String>, address: impl Into<String>, name: impl Into<String>) -> Fact {
        Fact { text: text.into(), link: Some(Link { address: address.into(), name: name.into() }) }
    }
}

/// An address and what it is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it leads.
    pub address: String,
    /// What it is called.
    pub name: String,
}

/// A line of a slip.
#[derive(Clone, Debug)]
pub struct SlipLine {
    /// The garment that stands for it.
    pub garment: Option<Garment>,
    /// How many.
    pub quantity: Option<i64>,
    /// What.
    pub name: String,
    /// Where the name leads, such as the product's page.
    pub address: Option<String>,
    /// Its SKU, size or reason.
    pub note: String,
    /// What it came to.
    pub amount: Option<Money>,
    /// A state worth a word.
    pub badge: Option<Badge>,
}

/// The knots of one day.
#[derive(Clone, Debug)]
pub struct Day {
    /// Any moment of it.
    pub day: Time,
    /// Its knots, in the order of the thread.
    pub knots: Vec<Knot>,
}

/// Groups knots by the day they have in the shop's zone. Their order, which the reader chose, is kept.
pub fn by_day(say: &Say, knots: Vec<Knot>) -> Vec<Day> {
    let mut days: Vec<Day> = Vec::new();
    for knot in knots {
        match days.last_mut() {
            Some(last) if say.day_key(last.day) == say.day_key(knot.when) => last.knots.push(knot),
            _ => days.push(Day { day: knot.when, knots: vec![knot] }),
        }
    }
    days
}

/// A thread with its filters, as a card shows it.
#[derive(Clone, Debug, Default)]
pub struct Thread {
    /// How many knots there are in all.
    pub total: i64,
    /// How many knots more there are in shops that whoever looks does not see.
    pub elsewhere: i64,
    /// In how many channels.
    pub channels: i64,
    /// By what happened; the first is "all" and has no kind.
    pub kinds: Vec<KindChip>,
    /// By where it happened; the first is "all" and has no channel.
    pub places: Vec<ChannelChip>,
    /// What is promised and has not happened yet, the farthest first.
    pub ahead: Vec<Knot>,
    /// What happened, newest first.
    pub days: Vec<Day>,
    /// How to see what was before.
    pub earlier: Option<Earlier>,
    /// When the thread starts; shown where nothing earlier is left.
    pub start: Option<Time>,
    /// To the newest knots, where this page starts further back.
    pub newest: Option<String>,
}

/// A filter by kind.
#[derive(Clone, Debug)]
pub struct KindChip {
    /// The kind; `None` is all of them.
    pub kind: Option<KnotKind>,
    /// The address of the thread with this filter.
    pub address: String,
    /// Whether it is on.
    pub is_on: bool,
    /// How many knots it keeps.
    pub count: i64,
}

/// A filter by channel.
#[derive(Clone, Debug)]
pub struct ChannelChip {
    /// The channel; `None` is all of them.
    pub channel: Option<Channel>,
    /// The address of the thread with this filter.
    pub address: String,
    /// Whether it is on.
    pub is_on: bool,
    /// How many knots it keeps.
    pub count: i64,
}

/// How to see what was before.
#[derive(Clone, Debug)]
pub struct Earlier {
    /// The page that starts there.
    pub address: String,
    /// The fragment with the days alone (`card_earlier.html`).
    pub fragment: String,
    /// How many knots are left.
    pub left: i64,
}
