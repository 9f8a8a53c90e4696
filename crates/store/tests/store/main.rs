//! The store on both engines, on real files and a real server, with its faults made to order.

/// Makes two tests of each function: `on_both!(rows_return)` gives `rows_return::sqlite` and `rows_return::postgres`.
macro_rules! on_both {
    ($($test:ident)*) => { $(
        mod $test {
            #[test]
            fn sqlite() {
                super::$test(&crate::home::Home::folder());
            }
            #[test]
            fn postgres() {
                super::$test(&crate::home::Home::server());
            }
        }
    )* };
}

mod acts;
mod cards;
mod chores;
mod crashes;
mod disks;
mod folds;
mod full;
mod home;
mod lost;
mod power;
mod proxies;
mod repeats;
mod schemas;
mod shrinking;
mod statements;
mod threads;
mod tls;
mod vfs;
