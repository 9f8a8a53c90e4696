//! What there is to tell somebody who is not looking: long work of theirs that ended, and trouble that they may mend.
//!
//! Nothing is written for it. It follows from the rows of that work, so nothing can be told twice, get lost, or be told
//! still when it is mended. Kept is only until when somebody has seen it.

pub mod notifications_page;
pub(crate) mod notifications_web;
pub mod told;
pub(crate) mod told_read;
