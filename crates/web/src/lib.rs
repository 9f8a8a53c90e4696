//! What every page and every request shares: words and formats of a language, the frame of a page, its assets.

pub mod channels;
pub mod frame;
pub mod lists;
pub mod locale;
