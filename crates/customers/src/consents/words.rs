//! The words of consent: what for, by which way, what was decided, on what ground. Closed lists, kept as these words in
//! rows, in events and in the API.

use base::{Error, Result};

use crate::people::Kind;

macro_rules! words {
    ($(#[$doc:meta])* $name:ident $code:literal: $($(#[$of:meta])* $case:ident $word:literal),+ $(,)?) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[derive(serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $name {
            $($(#[$of])* #[serde(rename = $word)] $case),+
        }

        impl $name {
            /// Every one of them.
            pub const ALL: &'static [$name] = &[$($name::$case),+];

            /// The word in rows, in events and in the API.
            pub const fn word(self) -> &'static str {
                match self {
                    $($name::$case => $word),+
                }
            }

            /// Reads a word, or says which there are.
            pub fn parse(word: &str) -> Result<$name> {
                $name::ALL.iter().copied().find(|known| known.word() == word).ok_or_else(|| {
                    let words: Vec<&str> = $name::ALL.iter().map(|known| known.word()).collect();
                    Error::invalid($code, format!("'{word}' is not one of {}.", words.join(", ")))
                })
            }
        }
    };
}

words! {
    /// What for.
    Purpose "purpose":
    /// News and offers.
    Marketing "marketing",
    /// Conclusions about one person from what they do.
    Profiling "profiling",
    /// Questions about how it was.
    Surveys "surveys",
    /// What somebody must be told about their own order, return or account.
    Service "service",
}

impl Purpose {
    /// Whether somebody must have agreed first.
    pub const fn needs_consent(self) -> bool {
        !matches!(self, Purpose::Service)
    }
}

words! {
    /// By which way somebody is reached.
    Channel "channel":
    /// E-mail.
    Email "email",
    /// A text message.
    Sms "sms",
    /// WhatsApp.
    Whatsapp "whatsapp",
    /// A call.
    Phone "phone",
    /// A letter.
    Post "post",
    /// A notice on a telephone or in a browser.
    Push "push",
    /// The audience of an advertisement.
    Ads "ads",
    /// All of them; also what has no way, such as profiling.
    Any "any",
}

impl Channel {
    /// Whether an identifier of this kind can be reached this way. Letters and notices go to a person: their statements
    /// hang on whichever identifier the person goes back to.
    pub const fn fits(self, kind: Kind) -> bool {
        match self {
            Channel::Email => matches!(kind, Kind::Email),
            Channel::Sms | Channel::Whatsapp | Channel::Phone => matches!(kind, Kind::Phone),
            Channel::Ads => matches!(kind, Kind::Email | Kind::Phone),
            Channel::Post | Channel::Push | Channel::Any => true,
        }
    }
}

words! {
    /// What was said.
    Decision "decision":
    /// Yes.
    Granted "granted",
    /// No, or no longer.
    Withdrawn "withdrawn",
    /// Somebody typed an address; whoever has it must still confirm.
    Asked "asked",
}

words! {
    /// On what ground.
    Basis "basis":
    /// They agreed.
    Consent "consent",
    /// They are a customer and did not mind similar products (LSSI 21.2).
    SoftOptIn "soft_opt_in",
    /// An order or a contract asks for it.
    Contract "contract",
    /// A weighed interest of the shop.
    LegitimateInterest "legitimate_interest",
}

words! {
    /// How it came to us.
    How "how":
    /// A form.
    Form "form",
    /// At the till.
    Till "till",
    /// A telephone call.
    PhoneCall "phone_call",
    /// On paper, signed.
    Paper "paper",
    /// A chat or a message.
    Message "message",
    /// Another system.
    Import "import",
    /// The link in an e-mail that was sent to confirm.
    DoubleOptIn "double_opt_in",
    /// The page where somebody sees and changes what they allow.
    PreferencePage "preference_page",
    /// The unsubscribe button of an e-mail program (RFC 8058).
    OneClick "one_click",
    /// A father, mother or guardian, for somebody too young.
    Parent "parent",
}

words! {
    /// Why an address is left alone.
    SuppressionReason "reason":
    /// They asked a sender to stop.
    Unsubscribed "unsubscribed",
    /// Nobody has this address any more.
    Bounced "bounced",
    /// They called it spam.
    Complained "complained",
    /// Staff said so.
    ByHand "by_hand",
    /// The person was erased.
    Erased "erased",
    /// They are on a public list of those who want no advertising.
    Robinson "robinson",
}

impl SuppressionReason {
    /// Whether nothing at all may be sent. The others still get what they must be told about their own order: who asked
    /// to stop the offers, and who is on a Robinson list, which does not bind where they agreed.
    pub const fn stops_everything(self) -> bool {
        !matches!(self, SuppressionReason::Unsubscribed | SuppressionReason::Robinson)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_is_read_back_and_another_is_told_the_list() {
        for purpose in Purpose::ALL {
            assert_eq!(Purpose::parse(purpose.word()), Ok(*purpose));
            assert_eq!(serde_json::to_value(purpose).ok(), Some(purpose.word().into()));
        }
        let refusal = Purpose::parse("spam").map_err(|error| error.to_string());
        assert_eq!(refusal, Err("'spam' is not one of marketing, profiling, surveys, service.".to_owned()));
    }

    #[test]
    fn an_address_is_reached_in_its_own_ways() {
        let ways = |kind| -> Vec<&str> {
            Channel::ALL.iter().filter(|channel| channel.fits(kind)).map(|channel| channel.word()).collect()
        };
        assert_eq!(ways(Kind::Email), ["email", "post", "push", "ads", "any"]);
        assert_eq!(ways(Kind::Phone), ["sms", "whatsapp", "phone", "post", "push", "ads", "any"]);
        assert_eq!(ways(Kind::Loyalty), ["post", "push", "any"]);
    }
}
