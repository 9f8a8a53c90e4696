//! Channels as pages show them: a dye, an icon and a name.

/// Where something happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Channel {
    /// The web shop.
    Web,
    /// The app.
    App,
    /// A shop.
    Shop,
    /// A kiosk in a shop.
    Kiosk,
    /// WhatsApp.
    Whatsapp,
    /// Instagram.
    Instagram,
    /// E-mail.
    Email,
    /// The telephone.
    Phone,
    /// The chat of the web shop.
    Chat,
    /// A marketplace.
    Market,
    /// Told by another system, which did not say where it happened.
    Import,
    /// Hilo itself.
    Hilo,
}

impl Channel {
    /// Every channel, in the order of filters.
    pub const ALL: [Channel; 12] = [
        Channel::Web,
        Channel::App,
        Channel::Shop,
        Channel::Kiosk,
        Channel::Whatsapp,
        Channel::Instagram,
        Channel::Email,
        Channel::Phone,
        Channel::Chat,
        Channel::Market,
        Channel::Import,
        Channel::Hilo,
    ];

    /// The word in addresses, in `data-channel` and in the thread.
    pub const fn slug(self) -> &'static str {
        match self {
            Channel::Web => "web",
            Channel::App => "app",
            Channel::Shop => "shop",
            Channel::Kiosk => "kiosk",
            Channel::Whatsapp => "whatsapp",
            Channel::Instagram => "instagram",
            Channel::Email => "email",
            Channel::Phone => "phone",
            Channel::Chat => "chat",
            Channel::Market => "market",
            Channel::Import => "import",
            Channel::Hilo => "hilo",
        }
    }

    /// The channel of a word; `None` for a word that is not one.
    pub fn from_slug(slug: &str) -> Option<Channel> {
        Channel::ALL.into_iter().find(|channel| channel.slug() == slug)
    }

    /// The icon that always stands beside its name.
    pub const fn icon(self) -> &'static str {
        match self {
            Channel::Web => "globe",
            Channel::App => "smartphone",
            Channel::Shop => "store",
            Channel::Kiosk => "monitor-smartphone",
            Channel::Whatsapp => "message-circle",
            Channel::Instagram => "at-sign",
            Channel::Email => "mail",
            Channel::Phone => "phone",
            Channel::Chat => "messages-square",
            Channel::Market => "shopping-bag",
            Channel::Import => "archive",
            Channel::Hilo => "spool",
        }
    }

    /// The message with its name.
    pub const fn key(self) -> &'static str {
        match self {
            Channel::Web => "channel-web",
            Channel::App => "channel-app",
            Channel::Shop => "channel-shop",
            Channel::Kiosk => "channel-kiosk",
            Channel::Whatsapp => "channel-whatsapp",
            Channel::Instagram => "channel-instagram",
            Channel::Email => "channel-email",
            Channel::Phone => "channel-phone",
            Channel::Chat => "channel-chat",
            Channel::Market => "channel-market",
            Channel::Import => "channel-import",
            Channel::Hilo => "channel-hilo",
        }
    }
}
