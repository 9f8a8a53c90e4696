//! What the thread says of consent: who agreed to what, who took it back, which address is left alone.

use base::Result;
use customers::consents::{
    ASKED, GRANTED, WITHDRAWN,
    leads::CAPTURED,
    suppressions::SUPPRESSED,
    words::{Channel, Purpose, SuppressionReason},
};
use store::thread::Event;
use web::locale::Say;

use crate::{
    choices_web::what,
    sentences::{Happening, plain},
    threads::{Knot, KnotKind},
};

/// The body of a statement's event.
#[derive(serde::Deserialize)]
struct Said {
    purpose: Purpose,
    channel: Channel,
}

/// The body of an event about an address that is left alone.
#[derive(serde::Deserialize)]
struct LeftAlone {
    reason: SuppressionReason,
}

/// Tells an event of consent.
pub fn told(say: &Say, event: &Event, happening: Happening) -> Result<Knot> {
    let kind = match event.kind.as_str() {
        GRANTED | WITHDRAWN | ASKED => KnotKind::Message,
        CAPTURED => KnotKind::Visit,
        _ => KnotKind::Promise,
    };
    let (strong, rest) = match event.kind.as_str() {
        CAPTURED => (say.t("knot-captured"), String::new()),
        word @ (GRANTED | WITHDRAWN | ASKED) => {
            let said: Said = event.read_body()?;
            let strong = match word {
                GRANTED => say.t("knot-granted"),
                WITHDRAWN => say.t("knot-withdrawn"),
                _ => say.t("knot-asked"),
            };
            (strong, format!(": {}", what(say, said.purpose, said.channel)))
        }
        word => {
            let left: LeftAlone = event.read_body()?;
            let strong = say.t(if word == SUPPRESSED { "knot-suppressed" } else { "knot-lifted" });
            (strong, format!(" ({})", say.t(&format!("suppressed-{}", left.reason.word()))))
        }
    };
    Ok(Knot { strong, rest, ..plain(happening, kind) })
}
