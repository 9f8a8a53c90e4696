//! Staff pages that cross rooms: the door, customers and their card, orders, products, the gallery of components.

pub mod card_page;
pub mod customers_page;
pub mod error_page;
pub mod gallery_page;
pub mod order_page;
pub mod orders_page;
pub mod product_page;
pub mod products_page;
pub mod sentences;
pub mod signin_page;
pub mod threads;

use web::locale::Texts;

/// The words of this room.
pub const TEXTS: Texts = Texts { es: include_str!("../locales/es.ftl"), en: include_str!("../locales/en.ftl") };
