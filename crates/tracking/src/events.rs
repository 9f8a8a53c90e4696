//! The kinds of events that sources tell of, and how they stand on the thread.

use std::{collections::HashSet, sync::LazyLock};

/// What people do that has a name in the e-commerce specification of Segment, or that shops tell of: the thread has
/// them under the same name.
pub const BEHAVIOR: [&str; 37] = [
    "Products Searched",
    "Product List Viewed",
    "Product List Filtered",
    "Promotion Viewed",
    "Promotion Clicked",
    "Product Clicked",
    "Product Viewed",
    "Product Added",
    "Product Removed",
    "Cart Viewed",
    "Checkout Started",
    "Checkout Step Viewed",
    "Checkout Step Completed",
    "Payment Info Entered",
    "Coupon Entered",
    "Coupon Applied",
    "Coupon Denied",
    "Coupon Removed",
    "Product Added to Wishlist",
    "Product Removed from Wishlist",
    "Wishlist Product Added to Cart",
    "Product Shared",
    "Cart Shared",
    "Product Reviewed",
    "Application Installed",
    "Application Opened",
    "Application Updated",
    "Application Backgrounded",
    "Push Notification Received",
    "Push Notification Tapped",
    "Email Opened",
    "Email Link Clicked",
    "Shop Visited",
    "Product Tried On",
    "Product Asked For",
    "Product Scanned",
    "Fitting Room Entered",
];

/// What a source says of money, consent or people. Hilo's own rows are the truth of those, so what is told stands under
/// a name of its own and adds nothing.
const REPORTED: [(&str, &str); 12] = [
    ("Order Completed", "Order Completed Reported"),
    ("Order Updated", "Order Updated Reported"),
    ("Order Cancelled", "Order Cancelled Reported"),
    ("Order Refunded", "Order Refunded Reported"),
    ("Return Accepted", "Return Accepted Reported"),
    ("Return Updated", "Return Updated Reported"),
    ("Consent Granted", "Consent Granted Reported"),
    ("Consent Withdrawn", "Consent Withdrawn Reported"),
    ("Consent Asked", "Consent Asked Reported"),
    ("Address Suppressed", "Address Suppressed Reported"),
    ("Unsubscribed", "Unsubscribed Reported"),
    ("Customer Joined", "Customer Joined Reported"),
];

/// A page was looked at.
pub const PAGE: &str = "Page Viewed";
/// A screen of an app was looked at.
pub const SCREEN: &str = "Screen Viewed";
/// Somebody said who they are.
pub const IDENTIFIED: &str = "Customer Identified";
/// Somebody was said to belong to a group.
pub const GROUPED: &str = "Group Joined";
/// Two names were said to be of one person.
pub const ALIASED: &str = "Alias Said";
/// Something that has no name here.
pub const CUSTOM: &str = "Custom Event";

/// The kind under which a tracked event stands on the thread.
pub fn kind_of(event: &str) -> &'static str {
    let reported = || REPORTED.iter().find(|(name, _)| *name == event).map(|(_, kind)| *kind);
    BEHAVIOR.iter().find(|name| **name == event).copied().or_else(reported).unwrap_or(CUSTOM)
}

/// Every kind that may stand on the thread.
pub fn kinds() -> impl Iterator<Item = &'static str> {
    let others = [PAGE, SCREEN, IDENTIFIED, GROUPED, ALIASED, CUSTOM];
    BEHAVIOR.into_iter().chain(REPORTED.into_iter().map(|(_, kind)| kind)).chain(others)
}

/// Whether events of this kind are told by sources.
pub fn is_tracked(kind: &str) -> bool {
    static KINDS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| kinds().collect());
    KINDS.contains(kind)
}
