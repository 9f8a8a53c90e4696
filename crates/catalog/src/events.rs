//! The events of this room, as they stand on the thread and in EVENTS.md.

/// Something that is said of a product, or of what one can buy of it, has changed.
pub const PRODUCT_CHANGED: &str = "Product Changed";
