//! Pages that cross rooms. Of staff: the door, customers, their card and what they allow, orders, products, the gallery
//! of components. Of whoever has an address: the newsletter, the link that confirms, and their preferences.

pub mod address;
pub mod answers;
pub mod audit_page;
mod audit_web;
mod bulk_web;
pub mod card_behavior;
pub mod card_page;
pub mod card_web;
pub mod choices_page;
mod choices_web;
pub mod connecting;
mod consent_knots;
pub mod consents_page;
mod consents_web;
pub mod customers_page;
mod customers_web;
mod door_web;
pub mod duplicates_page;
mod duplicates_web;
pub mod error_page;
pub mod gallery_page;
pub mod garments;
pub mod goods;
pub mod home;
pub mod identifiers;
pub mod identity_page;
mod identity_web;
pub mod imports_page;
mod imports_web;
pub mod knots;
pub mod labels_page;
mod labels_web;
pub mod live;
pub mod merge_page;
mod merge_web;
mod newsletter_web;
mod notes_web;
pub mod notices;
pub mod operations_page;
mod operations_web;
pub mod order_page;
pub mod orders_page;
mod orders_web;
pub mod privacy_page;
mod privacy_web;
pub mod reviews_page;
mod reviews_web;
pub mod routes;
pub mod rules_page;
mod rules_web;
pub mod sentences;
pub mod signin_page;
pub mod sources_page;
mod sources_web;
pub mod suppressions_page;
mod suppressions_web;
pub mod team;
pub mod threads;
pub mod ties;
pub mod tracked_knots;

use web::locale::Texts;

/// The words of this room.
pub const TEXTS: Texts = Texts { es: include_str!("../locales/es.ftl"), en: include_str!("../locales/en.ftl") };
