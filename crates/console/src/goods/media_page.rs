//! The pictures of a product: in which order, what each shows, and of which color.

use std::collections::BTreeMap;

use askama::Template;
use catalog::{details::Details, languages::Language, pictures::shown::Shown};
use web::frame::Frame;

use crate::notices::Notice;

/// How wide a picture is on a page of its own kind, in points.
const WIDE: u32 = 320;

/// The pictures of a product, to be changed.
#[derive(Template)]
#[template(path = "goods/media.html")]
pub struct MediaPage {
    /// The frame.
    pub page: Frame,
    /// What was done just now.
    pub notice: Option<Notice>,
    /// What is wrong, each on its own.
    pub refused: Vec<String>,
    /// Whether whoever looks may change them.
    pub may: bool,
    /// The product's id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Which change of it was looked at.
    pub revision: i64,
    /// The languages beside the shop's first.
    pub languages: Vec<Language>,
    /// The colors that it is sold in.
    pub colors: Vec<String>,
    /// Its pictures, in their order.
    pub pictures: Vec<PictureView>,
}

/// A picture of a product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureView {
    /// Its id.
    pub picture: String,
    /// Where it is served; nothing while its sizes are being made.
    pub address: Option<String>,
    /// The shape of the picture: width and height.
    pub shape: (u32, u32),
    /// What it looks like from very far.
    pub average: String,
    /// What it shows, in the shop's first language.
    pub alt: String,
    /// What it shows, in other languages, by their codes.
    pub others: BTreeMap<String, String>,
    /// The color that it shows the product in; empty for all.
    pub color: String,
}

impl PictureView {
    /// What it shows, in a language.
    fn in_language(&self, language: &Language) -> &str {
        self.others.get(language.code).map_or("", String::as_str)
    }

    /// A picture as a page shows it.
    pub fn of(shown: &Shown) -> PictureView {
        let size = shown.sizes.iter().find(|size| size.width >= WIDE).or(shown.sizes.last());
        PictureView {
            picture: shown.picture.to_string(),
            address: size.filter(|_| shown.is_ready).map(|size| size.address.clone()),
            shape: (shown.width, shown.height),
            average: shown.average.clone(),
            alt: shown.alt.clone().unwrap_or_default(),
            others: shown.translations.clone(),
            color: shown.color.clone().unwrap_or_default(),
        }
    }
}

/// The colors that a product is sold in, in the order of its variants.
pub fn colors(product: &Details) -> Vec<String> {
    let mut colors: Vec<String> = Vec::new();
    for color in product.variants.iter().filter_map(|variant| variant.options.get("color")) {
        if !colors.contains(color) {
            colors.push(color.clone());
        }
    }
    colors
}
