//! Somebody pulls the plug while the tills are busy.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
    },
};

use scenarios::{
    homes::{Engine, Home},
    people::Person,
    programs::{self, Serving, hire_owner},
    retail::many,
    shops::{OWNER, PASSWORD},
};
use serde_json::{Value, json};
use tokio::sync::watch;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_answered_is_lost_on_sqlite() {
    killed_over_and_over(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_answered_is_lost_on_postgres() {
    killed_over_and_over(Engine::DurablePostgres).await;
}

const ROUNDS: u64 = 10;
const TILLS: u64 = 6;

/// What the tills know: each order that was answered, with its id, and each that was sent and never answered.
#[derive(Clone, Default)]
struct Book {
    next: Arc<AtomicU64>,
    answered: Arc<Mutex<BTreeMap<u64, Value>>>,
    unanswered: Arc<Mutex<BTreeSet<u64>>>,
}

impl Book {
    fn answered(&self) -> BTreeMap<u64, Value> {
        self.answered.lock().expect("no panic").clone()
    }

    fn unanswered(&self) -> BTreeSet<u64> {
        self.unanswered.lock().expect("no panic").clone()
    }
}

fn order(number: u64) -> String {
    let customer = json!({ "kind": "loyalty", "value": format!("card-{}", number % 7) });
    let lines = json!([
        { "sku": "30001", "quantity": 2, "unit_price": "1.5" },
        { "sku": "30002", "quantity": 1, "unit_price": "0.5" },
    ]);
    let number = format!("T-{number}");
    json!({ "number": number, "channel": "shop", "customer": customer, "currency": "EUR", "lines": lines }).to_string()
}

/// Sells until the line is dead.
async fn sells(till: Person, book: Book, count: watch::Sender<u64>) {
    loop {
        let number = book.next.fetch_add(1, Ordering::SeqCst);
        match till.tries_to_tell("/api/v1/orders", &format!("key-{number}"), order(number)).await {
            Ok(answer) if answer.status == 201 => {
                book.answered.lock().expect("no panic").insert(number, answer.json());
                count.send_modify(|count| *count += 1);
            }
            Ok(answer) if answer.status == 503 => {
                book.unanswered.lock().expect("no panic").insert(number);
            }
            Ok(answer) => panic!("T-{number}: {answer:?}"),
            Err(_) => {
                book.unanswered.lock().expect("no panic").insert(number);
                return;
            }
        }
    }
}

async fn killed_over_and_over(engine: Engine) {
    let home = Home::new(engine);
    hire_owner(&home);
    let goods = many(home.folder(), "goods.csv", 1);
    programs::run(&home, &["import", "online-retail-ii", goods.to_str().expect("UTF-8")]).well();
    let (book, mut session) = (Book::default(), None);
    for round in 0..ROUNDS {
        let serving = Serving::start(&home);
        let owner = enters(&serving, &mut session).await;
        let (count, mut counted) = watch::channel(0);
        let tills: Vec<_> =
            (0..TILLS).map(|_| tokio::spawn(sells(owner.clone(), book.clone(), count.clone()))).collect();
        // Now only the tills count, so that nobody waits for tills that have given up.
        drop(count);
        let wanted = 3 + round * 17 % 60;
        counted.wait_for(|count| *count >= wanted).await.expect("the tills sell");
        serving.kill();
        for till in tills {
            till.await.expect("no panic");
        }
    }
    assert!(book.answered().len() as u64 > ROUNDS && !book.unanswered().is_empty(), "the plug was pulled under load");

    let serving = Serving::start(&home);
    let owner = enters(&serving, &mut session).await;
    let before = numbers(&owner).await;
    let mut all = book.answered();
    let lost: Vec<_> = all.keys().filter(|number| !before.contains_key(&format!("T-{number}"))).collect();
    assert!(lost.is_empty(), "{lost:?} were answered and are lost");
    // Whoever never had an answer asks again, twice; whoever had one gets the same.
    for number in book.unanswered() {
        let answer = owner.tries_to_tell("/api/v1/orders", &format!("key-{number}"), order(number)).await;
        all.insert(number, answer.expect("an answer").expect(201).json());
    }
    for (number, told) in &all {
        let again = owner.tries_to_tell("/api/v1/orders", &format!("key-{number}"), order(*number)).await;
        assert_eq!(again.expect("an answer").expect(201).json(), *told, "T-{number}");
        assert_eq!(told["total"]["minor"].as_i64().or(told["total"].as_i64()), Some(350), "{told}");
    }
    let after = numbers(&owner).await;
    let expected: BTreeMap<_, _> =
        all.iter().map(|(number, told)| (format!("T-{number}"), told["id"].clone())).collect();
    assert_eq!(after, expected, "each is there once, under the id that was told");
    let (status, _) = serving.stop();
    assert!(status.success());
    assert_eq!(programs::run(&home, &["verify", "--json"]).well().json()["clean"], true);
}

/// The owner, in a session that outlives the process.
async fn enters(serving: &Serving, session: &mut Option<String>) -> Person {
    match session {
        Some(session) => serving.somebody().with_session(session),
        None => {
            let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
            session.clone_from(&owner.session);
            owner
        }
    }
}

/// Every order of the tills with its id; ends the story where a number is there twice.
async fn numbers(owner: &Person) -> BTreeMap<String, Value> {
    let (mut found, mut after) = (BTreeMap::new(), String::new());
    loop {
        let page = owner.gets(&format!("/api/v1/orders?channel=shop&limit=500{after}")).await.expect(200).json();
        for order in page["data"].as_array().expect("a list") {
            let number = order["number"].as_str().expect("a number").to_owned();
            assert_eq!((&order["total"], &order["lines"]), (&json!(350), &json!(2)), "{order}");
            let twice = found.insert(number, order["id"].clone());
            assert_eq!(twice, None, "{order} is there twice");
        }
        match page["next"].as_str() {
            Some(next) => after = format!("&after={next}"),
            None => return found,
        }
    }
}
