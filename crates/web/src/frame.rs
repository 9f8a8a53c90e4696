//! What stands around every page: its language, its assets, its theme, who is signed in and in which room.

use std::{fmt, sync::Arc};

use askama::{FastWritable, Values, filters::HtmlSafe};

use crate::{
    locale::Say,
    rights::{Right, Rights},
};

/// The frame of one page for one person. Templates call it `page`.
#[derive(Clone)]
pub struct Frame {
    /// The words and formats of this person.
    pub say: Say,
    /// The built assets.
    pub assets: Arc<Assets>,
    /// Light or dark, where the person chose; else the system's.
    pub theme: Option<Theme>,
    /// Who is signed in.
    pub me: Option<Me>,
    /// The room that the menu marks.
    pub room: Room,
    /// The path and query of this page; of what a form answers, of the page that the form stands on.
    pub path: String,
    /// Whether it is what a form answers: it is there once, and to see it in another language would lose it.
    pub is_answer: bool,
}

/// Who is signed in, as the frame shows them.
#[derive(Clone, Debug)]
pub struct Me {
    /// The name, or the address where there is none.
    pub name: String,
    /// What stands under it: the role, or the retailer.
    pub line: String,
    /// What they may.
    pub rights: Rights,
}

/// The rooms of the menu.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// How the shop does, and what needs a person.
    Home,
    /// The customers and their cards.
    Customers,
    /// The orders.
    Orders,
    /// The products.
    Products,
    /// The people who may be one.
    Duplicates,
    /// Who tells what happens outside.
    Sources,
    /// The retailer itself: its name, companies and shops.
    House,
    /// Who works here, and keys of programs.
    Staff,
    /// How everything runs.
    Operations,
    /// None of them: errors, and the gallery of components, which is reached by its address.
    Nowhere,
}

impl Room {
    /// The word in addresses.
    pub const fn slug(self) -> &'static str {
        match self {
            Room::Home => "home",
            Room::Customers => "customers",
            Room::Orders => "orders",
            Room::Products => "products",
            Room::Duplicates => "duplicates",
            Room::Sources => "sources",
            Room::House => "house",
            Room::Staff => "staff",
            Room::Operations => "operations",
            Room::Nowhere => "",
        }
    }
}

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark text on light.
    Light,
    /// Light text on dark.
    Dark,
}

impl Theme {
    /// The cookie that the browser keeps it in.
    pub const COOKIE: &'static str = "hilo_theme";

    /// Reads the cookie's value.
    pub fn from_cookie(value: &str) -> Option<Theme> {
        match value {
            "light" => Some(Theme::Light),
            "dark" => Some(Theme::Dark),
            _ => None,
        }
    }

    /// The word in `data-theme`.
    pub const fn slug(self) -> &'static str {
        match self {
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }
}

/// The addresses of the built files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// The script.
    pub script: String,
    /// The style sheet.
    pub style: String,
    /// The sprite of icons.
    pub icons: String,
    /// The icon of the tab.
    pub favicon: String,
    /// The font to fetch first.
    pub font: String,
}

impl Assets {
    /// Reads Vite's manifest; says what is missing in it.
    pub fn from_manifest(json: &str) -> Result<Assets, String> {
        let manifest: serde_json::Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let file = |key: &str| {
            manifest[key]["file"]
                .as_str()
                .map(|name| format!("/assets/{name}"))
                .ok_or(format!("the manifest lacks {key}"))
        };
        Ok(Assets {
            script: file("src/app.ts")?,
            style: file("style.css")?,
            icons: file("icons.svg")?,
            favicon: file("favicon.svg")?,
            font: file("node_modules/@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2")?,
        })
    }
}

impl Frame {
    /// Whether the menu marks this room.
    pub fn is_in(&self, room: &str) -> bool {
        self.room.slug() == room
    }

    /// Whether whoever is signed in has a right: menus and buttons show what one may do.
    pub fn may(&self, right: Right) -> bool {
        self.me.as_ref().is_some_and(|me| me.rights.has(right))
    }

    /// A Lucide icon, 16 pixels. It is silent: a word always stands beside it, or an accessible name on its button.
    pub fn icon(&self, name: &'static str) -> Drawing<'_> {
        Drawing { sprite: &self.assets.icons, class: "icon", view: "", prefix: "i", name }
    }

    /// The mark of a kind on the thread.
    pub fn knot(&self, name: &'static str) -> Drawing<'_> {
        Drawing { sprite: &self.assets.icons, class: "knot-mark", view: "", prefix: "k", name }
    }

    /// A garment, dyed by the class of what holds it.
    pub fn garment(&self, name: &'static str) -> Drawing<'_> {
        Drawing { sprite: &self.assets.icons, class: "garment", view: "0 0 64 80", prefix: "g", name }
    }

    /// The class of a name that came in capitals, which would shout among the others; no class for any other.
    pub fn caps(&self, text: impl AsRef<str>) -> &'static str {
        let mut letters = text.as_ref().chars().filter(|letter| letter.is_alphabetic());
        let is_long = letters.clone().count() > 4;
        if is_long && letters.all(char::is_uppercase) { "caps" } else { "" }
    }

    /// Two letters for a person without a picture.
    pub fn initials(&self, name: &str) -> String {
        initials(name)
    }
}

fn initials(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().filter(|word| word.starts_with(char::is_alphabetic)).collect();
    let first = |word: &&str| word.chars().next().into_iter().flat_map(char::to_uppercase).collect::<String>();
    match words.as_slice() {
        [] => "#".to_owned(),
        [one] => first(one),
        [start, .., end] => first(start) + &first(end),
    }
}

/// One drawing of the sprite, ready to stand in a template.
#[derive(Clone, Copy, Debug)]
pub struct Drawing<'a> {
    sprite: &'a str,
    class: &'static str,
    view: &'static str,
    prefix: &'static str,
    name: &'static str,
}

impl fmt::Display for Drawing<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, r#"<svg class="{}""#, self.class)?;
        if !self.view.is_empty() {
            write!(f, r#" viewBox="{}""#, self.view)?;
        }
        write!(f, r##" aria-hidden="true"><use href="{}#{}-{}"/></svg>"##, self.sprite, self.prefix, self.name)
    }
}

impl FastWritable for Drawing<'_> {
    fn write_into(&self, dest: &mut dyn fmt::Write, _: &dyn Values) -> askama::Result<()> {
        Ok(write!(dest, "{self}")?)
    }
}

/// Its parts are our own literals and a built file's name: nothing of it comes from data.
impl HtmlSafe for Drawing<'_> {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_and_last_name() {
        let cases = [
            ("Ana Morales", "AM"),
            ("ana maría de la o", "AO"),
            ("Ikea", "I"),
            ("", "#"),
            ("13085", "#"),
            ("  É. B ", "ÉB"),
        ];
        for (name, expected) in cases {
            assert_eq!(initials(name), expected, "{name}");
        }
    }

    #[test]
    fn a_manifest_without_a_file_says_which() {
        let error = Assets::from_manifest(r#"{"src/app.ts": {"file": "app-1.js"}}"#).expect_err("no style");
        assert!(error.contains("style.css"), "{error}");
    }
}
