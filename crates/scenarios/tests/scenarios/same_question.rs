//! The same question means the same on both engines.

use scenarios::{homes::Engine, shops::Shop};
use store::tx::{STATEMENTS, prepare_all};

on_both_engines!(every_question_is_understood);

async fn every_question_is_understood(engine: Engine) {
    let shop = Shop::open(engine).await;
    // The shop is the whole program, so the questions of every room are in the list.
    for room in ["store", "web", "customers", "catalog", "orders", "hilo"] {
        let of_room = |place: &str| place.contains(&format!("crates/{room}/src/"));
        assert!(STATEMENTS.iter().any(|sql| of_room(sql.place)), "no statement of {room} is registered");
    }
    let db = shop.app.db.clone();
    let complaints = tokio::task::spawn_blocking(move || prepare_all(&db)).await.expect("no panic");
    assert_eq!(complaints, Ok(Vec::<String>::new()));
}
