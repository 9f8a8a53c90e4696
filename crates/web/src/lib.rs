//! What every page and every request shares: words and formats of a language, the frame of a page, its assets, who is
//! asking, and how a refusal becomes an answer.

pub mod app;
pub mod asked;
pub mod assets;
pub mod channels;
pub mod codes;
pub mod deeds;
pub mod first;
pub mod frame;
pub mod guard;
pub mod house;
pub mod invitations;
pub mod keyed;
pub mod keys;
pub mod lists;
pub mod live;
pub mod locale;
mod named;
pub mod openapi;
pub mod paging;
pub mod password_links;
pub mod passwords;
mod privacy;
pub mod probes;
pub mod problem;
pub mod rates;
pub mod reach;
pub mod rights;
pub mod routes;
pub mod sessions;
pub mod shops;
pub mod signin;
pub mod spans;
pub mod staff;
pub mod tries;
pub mod views;
pub mod who;
