//! What somebody may do: rights by word, and roles as sets of them.
//!
//! A right exists because some route asks for it; `imports.people` alone is asked for beside another, by what a file
//! brings. A handler names it in the type of its argument, `May<CatalogEdit>`,
//! and the table of routes names it beside the address; a test holds the two together.

/// A right as a type, so that a handler's argument can ask for it.
pub trait Needed: Send + Sync + 'static {
    /// The right.
    const RIGHT: Right;
}

macro_rules! rights {
    ($(#[doc = $doc:literal] $name:ident $word:literal,)*) => {
        /// Something that one may or may not do.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Right {
            $(#[doc = $doc] $name,)*
        }

        impl Right {
            /// Every right, as pages list them.
            pub const ALL: &[Right] = &[$(Right::$name,)*];

            /// The word in rows, in the API and in the texts of pages.
            pub const fn word(self) -> &'static str {
                match self {
                    $(Right::$name => $word,)*
                }
            }
        }

        $(
            #[doc = $doc]
            #[derive(Clone, Copy, Debug)]
            pub struct $name;

            impl Needed for $name {
                const RIGHT: Right = Right::$name;
            }
        )*
    };
}

rights! {
    /// Sees customers, their cards and what happened to them.
    CustomersSee "customers.see",
    /// Tells who is who: labels, notes, joins and parts people.
    CustomersEdit "customers.edit",
    /// Takes all that is known of somebody along, and erases them.
    CustomersPrivacy "customers.privacy",
    /// Sets the rules of who is one person.
    IdentityRules "identity.rules",
    /// Writes down what people allow, and whom to leave alone.
    ConsentsEdit "consents.edit",
    /// Sees products, their prices and what is said of them.
    CatalogSee "catalog.see",
    /// Changes products, categories and words of search.
    CatalogEdit "catalog.edit",
    /// Sets prices and price lists.
    PricesEdit "prices.edit",
    /// Shows, refuses and answers reviews.
    ReviewsEdit "reviews.edit",
    /// Sees orders and returns.
    OrdersSee "orders.see",
    /// Records orders and returns.
    OrdersEdit "orders.edit",
    /// Brings products of another shop.
    Imports "imports",
    /// Brings its customers, orders and reviews too.
    ImportsPeople "imports.people",
    /// Sees who tells what happens outside, and what they tell.
    SourcesSee "sources.see",
    /// Sets up sources, their keys, and reads what could not be used.
    SourcesEdit "sources.edit",
    /// Sees how everything runs: jobs, folds, storage, backups.
    OperationsSee "operations.see",
    /// Tries again what was set aside or gives it up, and makes backups.
    OperationsEdit "operations.edit",
    /// Names the retailer, its companies and shops.
    HouseEdit "house.edit",
    /// Invites staff, gives roles, ends sessions, sets rules of signing in.
    StaffEdit "staff.edit",
    /// Makes keys for programs.
    KeysEdit "keys.edit",
    /// Reads who saw or changed what.
    AuditSee "audit.see",
}

impl Right {
    /// The right of a word.
    pub fn from_word(word: &str) -> Option<Right> {
        Right::ALL.iter().copied().find(|right| right.word() == word)
    }
}

/// A set of rights.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Rights(u32);

impl Rights {
    /// Every right.
    pub const ALL: Rights = Rights::of(Right::ALL);

    /// These rights.
    pub const fn of(rights: &[Right]) -> Rights {
        let (mut set, mut index) = (0, 0);
        while index < rights.len() {
            set |= 1 << rights[index] as u32;
            index += 1;
        }
        Rights(set)
    }

    /// Whether a right is among them.
    pub const fn has(self, right: Right) -> bool {
        self.0 & (1 << right as u32) != 0
    }

    /// Whether all of these are among them.
    pub const fn covers(self, other: Rights) -> bool {
        self.0 & other.0 == other.0
    }

    /// One by one.
    pub fn iter(self) -> impl Iterator<Item = Right> {
        Right::ALL.iter().copied().filter(move |right| self.has(*right))
    }
}

/// What somebody is, and so what they may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// May do everything.
    Owner,
    /// Makes the catalog: products, prices, reviews.
    Product,
    /// Writes to people and listens to them.
    Marketing,
    /// Sells, and knows whom to.
    Sales,
    /// Helps whoever asks, and does what the law gives them.
    Service,
    /// Keeps the system and what it is told in order.
    Operations,
    /// Reads the books.
    Accountant,
    /// Stands in a shop: sees customers, orders and products, changes nothing.
    Associate,
}

impl Role {
    /// Every role, as pages list them.
    pub const ALL: [Role; 8] = [
        Role::Owner,
        Role::Product,
        Role::Marketing,
        Role::Sales,
        Role::Service,
        Role::Operations,
        Role::Accountant,
        Role::Associate,
    ];

    /// The word in rows and in the texts of pages.
    pub const fn word(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Product => "product",
            Role::Marketing => "marketing",
            Role::Sales => "sales",
            Role::Service => "service",
            Role::Operations => "operations",
            Role::Accountant => "accountant",
            Role::Associate => "associate",
        }
    }

    /// The role of a word.
    pub fn from_word(word: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The words of all, for a sentence.
    pub fn words() -> String {
        Role::ALL.map(Role::word).join(", ")
    }

    /// What it may.
    pub const fn rights(self) -> Rights {
        use Right::*;
        match self {
            Role::Owner => Rights::ALL,
            Role::Product => Rights::of(&[CatalogSee, CatalogEdit, PricesEdit, ReviewsEdit, Imports]),
            Role::Marketing => {
                Rights::of(&[CustomersSee, CustomersEdit, ConsentsEdit, CatalogSee, ReviewsEdit, OrdersSee, SourcesSee])
            }
            Role::Sales => Rights::of(&[CustomersSee, CustomersEdit, ConsentsEdit, CatalogSee, OrdersSee, OrdersEdit]),
            Role::Service => Rights::of(&[
                CustomersSee,
                CustomersEdit,
                CustomersPrivacy,
                ConsentsEdit,
                CatalogSee,
                ReviewsEdit,
                OrdersSee,
                OrdersEdit,
            ]),
            Role::Operations => Rights::of(&[
                IdentityRules,
                CatalogSee,
                OrdersSee,
                Imports,
                ImportsPeople,
                SourcesSee,
                SourcesEdit,
                OperationsSee,
                OperationsEdit,
                HouseEdit,
                AuditSee,
            ]),
            Role::Accountant => Rights::of(&[CatalogSee, OrdersSee, AuditSee]),
            Role::Associate => Rights::of(&[CustomersSee, CatalogSee, OrdersSee]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_read_back() {
        assert!(Right::ALL.iter().all(|right| Right::from_word(right.word()) == Some(*right)));
        assert!(Role::ALL.into_iter().all(|role| Role::from_word(role.word()) == Some(role)));
        assert_eq!((Right::from_word("everything"), Role::from_word("viewer")), (None, None));
    }

    #[test]
    fn who_may_change_something_sees_it() {
        for role in Role::ALL {
            let may = |right| role.rights().has(right);
            let pairs = [
                (Right::CustomersEdit, Right::CustomersSee),
                (Right::CustomersPrivacy, Right::CustomersSee),
                (Right::ConsentsEdit, Right::CustomersSee),
                (Right::CatalogEdit, Right::CatalogSee),
                (Right::PricesEdit, Right::CatalogSee),
                (Right::ReviewsEdit, Right::CatalogSee),
                (Right::OrdersEdit, Right::OrdersSee),
                (Right::SourcesEdit, Right::SourcesSee),
                (Right::OperationsEdit, Right::OperationsSee),
                (Right::ImportsPeople, Right::Imports),
            ];
            for (change, see) in pairs {
                assert!(!may(change) || may(see), "{role:?} has {change:?} without {see:?}");
            }
        }
    }

    #[test]
    fn only_owners_decide_on_staff_and_keys() {
        for role in Role::ALL {
            let is_owner = role == Role::Owner;
            assert_eq!(role.rights().has(Right::StaffEdit), is_owner, "{role:?}");
            assert_eq!(role.rights().has(Right::KeysEdit), is_owner, "{role:?}");
            assert_eq!(role.rights() == Rights::ALL, is_owner, "{role:?}");
            assert!(Rights::ALL.covers(role.rights()), "{role:?}");
        }
    }

    #[test]
    fn a_set_has_what_was_put_into_it() {
        let set = Rights::of(&[Right::Imports, Right::AuditSee]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [Right::Imports, Right::AuditSee]);
        assert!(set.covers(Rights::of(&[Right::Imports])) && !set.covers(Rights::ALL));
        assert!(set.covers(Rights::default()) && !Rights::default().has(Right::Imports));
    }
}
