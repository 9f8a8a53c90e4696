//! What Hilo does, as a shopkeeper would say it, over HTTP and on both engines.

/// Makes two tests of each story: `on_both_engines!(an_order_comes_in)` gives `an_order_comes_in::sqlite` and
/// `an_order_comes_in::postgres`.
macro_rules! on_both_engines {
    ($($story:ident)*) => { $(
        mod $story {
            use scenarios::homes::Engine;

            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn sqlite() {
                super::$story(Engine::Sqlite).await;
            }
            #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn postgres() {
                super::$story(Engine::Postgres).await;
            }
        }
    )* };
}

mod a_year_arrives;
mod an_order_comes_in;
mod anas_card_is_open;
mod asked_too_often;
mod bad_files;
mod before_it_changes;
mod bodies_bent;
mod by_right_and_by_shop;
mod consent;
mod consent_any_story;
mod consent_doors;
mod consent_for_whom;
mod consent_pages;
mod every_route_as_everyone;
mod figures_are_not_for_all;
mod finished_in_the_console;
mod forgotten;
mod found_anywhere;
mod found_in_the_catalog;
mod gone_for_good;
mod how_it_goes;
mod how_it_stands;
mod identity_model;
mod killed_in_the_middle;
mod killed_under_load;
mod known_twice;
mod labels_people_wear;
mod moving_house;
mod moving_in;
mod moving_in_again;
mod moving_in_by_command;
mod moving_in_by_page;
mod moving_pictures;
mod nobody_goes_beyond;
mod nothing_personal_leaks;
mod rehearsed;
mod restores;
mod same_question;
mod sdks_as_they_are;
mod search_and_sort;
mod source_pages;
mod sums_by_day;
mod the_api_by_example;
mod the_api_is_described;
mod the_catalog_in_pages;
mod the_door;
mod the_first_hour;
mod there_is_something_to_tell;
mod told_from_outside;
mod verify_tells;
mod what_a_browser_gets;
mod what_a_browser_may;
mod what_a_name_is_worth;
mod what_is_said_of_it;
mod what_is_seen;
mod what_is_seen_from_a_bucket;
mod what_is_sold;
mod what_it_costs;
mod what_they_looked_at;
mod while_the_shop_is_open;
mod who_is_who;
mod who_looked;
mod who_works_here;
