//! Why a product may not be shown on line yet: what the law or a shopper needs and nobody has said.

use std::collections::BTreeMap;

use base::{Result, Time};
use store::Tx;

use crate::{
    attributes::{self, Maker},
    details::{self, Details},
    languages::{self, Language},
    prices,
    products::{Kind, ProductId, State},
};

/// Something that is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, schemars::JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Gap {
    /// It is not active.
    State,
    /// A name.
    Name,
    /// A description.
    Description,
    /// A category.
    Category,
    /// A variant that is sold.
    Variant,
    /// A price.
    Price,
    /// Who made it (Regulation 2023/988, article 19 a).
    Maker,
    /// The maker's postal address or electronic one.
    MakerAddress,
    /// Who answers for it in the Union, where its maker is not established there (article 19 b).
    Responsible,
    /// What its cloth is made of (Regulation 1007/2011, article 16).
    Composition,
    /// A picture.
    Picture,
    /// What a picture shows, in words (Directive 2019/882).
    PictureAlt,
    /// The name in another language.
    NameTranslation,
    /// The description in another language.
    DescriptionTranslation,
}

impl Gap {
    /// All of them, in the order in which one mends them.
    pub const ALL: [Gap; 14] = [
        Gap::State,
        Gap::Name,
        Gap::Description,
        Gap::Category,
        Gap::Variant,
        Gap::Price,
        Gap::Maker,
        Gap::MakerAddress,
        Gap::Responsible,
        Gap::Composition,
        Gap::Picture,
        Gap::PictureAlt,
        Gap::NameTranslation,
        Gap::DescriptionTranslation,
    ];

    /// Whether it keeps a product from being shown; a translation does not.
    pub fn is_closing(self) -> bool {
        !matches!(self, Gap::NameTranslation | Gap::DescriptionTranslation)
    }
}

/// What one must know of the shop to say what a product lacks.
#[derive(Clone, Debug, Default)]
pub struct Shop {
    /// Makers, by their codes.
    pub makers: BTreeMap<String, Maker>,
    /// The languages that it tells its products in beside its first.
    pub languages: Vec<Language>,
}

impl Shop {
    /// As it is now.
    pub fn read(tx: &mut Tx) -> Result<Shop> {
        let makers = attributes::ask_makers(tx);
        let languages = languages::others(tx)?;
        let makers = makers.rows(tx)?.into_iter().map(|maker| (maker.code.clone(), maker)).collect();
        Ok(Shop { makers, languages })
    }
}

/// What a product lacks, in the order in which one mends it; the caller knows whether something of it has a price now.
/// Pure.
pub fn gaps(product: &Details, is_priced: bool, shop: &Shop) -> Vec<Gap> {
    let is_blank = |text: &Option<String>| text.as_deref().is_none_or(str::is_empty);
    let translated = |field: &str| {
        let mut languages = shop.languages.iter();
        languages.all(|one| product.translations.get(one.code).is_some_and(|fields| fields.contains_key(field)))
    };
    let maker = product.maker.as_ref().and_then(|code| shop.makers.get(code));
    let responsible = product.responsible.as_ref().and_then(|code| shop.makers.get(code));
    let is_goods = product.kind == Kind::Goods;
    let reached = |maker: &Maker| !is_blank(&maker.address) && !is_blank(&maker.email);
    let outside = maker.is_some_and(|maker| !maker.in_union);
    let wanted = [
        (Gap::State, product.state != State::Active),
        (Gap::Name, is_blank(&product.name)),
        (Gap::Description, is_blank(&product.description)),
        (Gap::Category, product.categories.is_empty()),
        (Gap::Variant, !product.variants.iter().any(|variant| variant.is_sold)),
        (Gap::Price, !is_priced),
        (Gap::Maker, is_goods && maker.is_none()),
        (Gap::MakerAddress, is_goods && maker.is_some_and(|maker| !reached(maker))),
        (Gap::Responsible, is_goods && outside && !responsible.is_some_and(|one| one.in_union && reached(one))),
        (Gap::Composition, is_goods && product.composition.is_empty()),
        (Gap::Picture, is_goods && product.pictures.is_empty()),
        (Gap::PictureAlt, product.pictures.iter().any(|picture| is_blank(&picture.alt))),
        (Gap::NameTranslation, !is_blank(&product.name) && !translated("name")),
        (Gap::DescriptionTranslation, !is_blank(&product.description) && !translated("description")),
    ];
    wanted.into_iter().filter_map(|(gap, is_missing)| is_missing.then_some(gap)).collect()
}

/// Whether shoppers may see a product: nothing that closes it is missing, and it is something that is sold. Pure.
pub fn is_shown(product: &Details, is_priced: bool, shop: &Shop) -> bool {
    !matches!(product.kind, Kind::Fee | Kind::Test)
        && !gaps(product, is_priced, shop).iter().any(|gap| gap.is_closing())
}

/// A product, and what it lacks.
#[derive(Clone, Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Unready {
    /// The product.
    pub id: ProductId,
    /// Its code.
    pub code: String,
    /// Its name.
    pub name: Option<String>,
    /// Whether it may be shown on line.
    pub is_publishable: bool,
    /// What it lacks.
    pub missing: Vec<Gap>,
}

/// Goods and services that lack something, and behind which product the next page begins. A page looks at some
/// fifteen times as many products as it may show, in pieces that grow: where little is missing, few of many lack
/// anything, and where much is, the first piece says that there is more.
pub fn page(tx: &mut Tx, after: Option<ProductId>, limit: i64, now: Time) -> Result<(Vec<Unready>, Option<ProductId>)> {
    let shop = Shop::read(tx)?;
    let (mut found, mut last) = (Vec::new(), after);
    for round in 0..4 {
        let piece = (limit + 1) << round;
        let ids = details::behind(tx, last, piece)?;
        let products = details::some(tx, &ids)?;
        let priced = prices::priced(tx, &products, now)?;
        for product in products {
            if found.len() as i64 == limit {
                return Ok((found, last));
            }
            last = Some(product.id);
            let missing = gaps(&product, priced.contains(&product.id), &shop);
            if !missing.is_empty() && product.state != State::Archived && product.kind != Kind::Test {
                let is_publishable = !missing.iter().any(|gap| gap.is_closing());
                let Details { id, code, name, .. } = product;
                found.push(Unready { id, code, name, is_publishable, missing });
            }
        }
        if (ids.len() as i64) < piece {
            return Ok((found, None));
        }
    }
    Ok((found, last))
}
