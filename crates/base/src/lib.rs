//! The words every room shares: ids, money, time, who acts, and how an act can fail.
//!
//! Nothing here does input or output, and nothing here knows a room above it.

pub mod cx;
pub mod error;
pub mod id;
pub mod iso;
pub mod money;
pub mod text;
pub mod time;

pub use cx::{Actor, Cx};
pub use error::{Error, Result, Spot};
pub use id::{Id, Noun};
pub use money::{Currency, Money, UnitPrice};
pub use time::{Clock, Time};
