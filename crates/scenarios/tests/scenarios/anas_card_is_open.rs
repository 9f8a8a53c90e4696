//! Ana's card is open while something happens.

use std::sync::{Mutex, mpsc};

use base::{Currency, Time, UnitPrice};
use catalog::variants::Sku;
use customers::people::{Kind, Known};
use orders::ledger::{NewLine, NewPaper, Whose};
use scenarios::{answers::PATIENCE, homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};

on_both_engines!(
    what_happens_shows_on_the_open_card
    what_is_told_late_shows_too
    a_clock_that_goes_back_hides_nothing
    an_act_that_takes_long_is_not_missed
    a_night_away_is_told_in_pieces
    a_card_from_before_a_restore_begins_anew
    whoever_signs_out_hears_no_more
    nobody_hears_of_what_they_do_not_watch
    a_line_that_broke_catches_up
);

fn order(number: &str, email: &str) -> Value {
    json!({
        "number": number,
        "channel": "web",
        "customer": { "kind": "email", "value": email },
        "currency": "EUR",
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "6.95" }],
    })
}

/// A shop that works by itself, its owner, and Ana, who has bought once.
async fn opened(engine: Engine) -> (Shop, Person, Value) {
    let mut shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    let owner = shop.owner().await;
    owner.records_order(&order("T-1", "ana@example.es")).await;
    owner.records_order(&order("T-2", "eva@example.es")).await;
    shop.settle().await;
    shop.works_by_itself();
    shop.clock.pass_seconds(60);
    let ana = owner.finds_customer("ana").await;
    (shop, owner, ana)
}

fn id(customer: &Value) -> &str {
    customer["id"].as_str().expect("an id")
}

/// The address under which an open card asks for what it has not seen, from what the page or its last news says.
fn news(page: &str, customer: &Value) -> String {
    let marker = "name=\"after\" value=\"";
    let at = page.find(marker).unwrap_or_else(|| panic!("the card does not say since when: {page}")) + marker.len();
    let (after, _) = page[at..].split_once('"').expect("the attribute ends");
    format!("/console/customers/{}/live?after={after}", id(customer))
}

async fn what_happens_shows_on_the_open_card(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let card = owner.opens_card(&ana).await;
    let first = news(&card.text, &ana);
    assert!(card.text.contains(&format!("hx-get=\"/console/customers/{}/live\"", id(&ana))), "{}", card.text);
    shop.clock.pass_seconds(60);
    assert_eq!(owner.gets(&first).await.status, 204, "nothing is new yet");
    let topic = format!("customer:{}", id(&ana));
    assert!(card.text.contains(&format!("data-live-topic=\"{topic}\"")), "the card listens to {topic}");
    let mut stream = owner.listens(&topic).await;
    let bought = 695 * (1 + until_heard(&owner, &mut stream, "ana@example.es", &topic).await);
    shop.settle().await;
    let fresh = owner.gets(&first).await.expect(200);
    assert!(fresh.text.contains("W-0") && !fresh.text.contains("T-1"), "{}", fresh.text);
    let bought = format!("{},{:02}\u{a0}€", bought / 100, bought % 100);
    assert!(fresh.text.contains(&bought) && !fresh.text.contains("<html"), "{bought}: {}", fresh.text);
    let other_kind = owner.gets(&format!("{first}&kind=message")).await.expect(200);
    assert!(!other_kind.text.contains("W-0"), "the filters of the page hold: {}", other_kind.text);
    assert_eq!(owner.gets(&news(&fresh.text, &ana)).await.status, 204, "nothing is new any more");
    for after in ["x", "1.2", "-", "99.0.1"] {
        owner.gets(&format!("/console/customers/{}/live?after={after}", id(&ana))).await.expect(400);
    }
    shop.closes().await;
}

/// Records orders until one is heard of: the notices begin a moment after the stream. Says how many it took.
async fn until_heard(owner: &Person, stream: &mut scenarios::people::Stream, email: &str, topic: &str) -> i64 {
    for number in 0..100 {
        owner.records_order(&order(&format!("W-{number}"), email)).await;
        let moment = std::time::Duration::from_secs(2);
        if let Ok(heard) = tokio::time::timeout(moment, stream.next()).await {
            assert_eq!(heard.as_deref(), Some(topic));
            return number + 1;
        }
    }
    panic!("nothing was heard of {topic}");
}

async fn what_is_told_late_shows_too(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let card = owner.opens_card(&ana).await;
    let mut late = order("L-1", "ana@example.es");
    late["at"] = json!("2026-11-01T10:00:00Z");
    owner.records_order(&late).await;
    shop.settle().await;
    let fresh = owner.gets(&news(&card.text, &ana)).await.expect(200);
    assert!(fresh.text.contains("L-1"), "{}", fresh.text);
    shop.closes().await;
}

async fn a_clock_that_goes_back_hides_nothing(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let card = owner.opens_card(&ana).await;
    // Somebody sets the machine's clock right, by ten minutes.
    shop.clock.pass_seconds(-600);
    owner.records_order(&order("B-1", "ana@example.es")).await;
    shop.settle().await;
    let fresh = owner.gets(&news(&card.text, &ana)).await.expect(200);
    assert!(fresh.text.contains("B-1") && fresh.text.contains("13,90\u{a0}€"), "{}", fresh.text);
    shop.closes().await;
}

/// What was begun before the card was read, and is confirmed long after, is news all the same.
async fn an_act_that_takes_long_is_not_missed(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let (begun, has_begun) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let (cx, paper, may_go_on) = (shop.cx(), slow_paper(shop.clock.now()), Mutex::new(may_go_on));
    let db = shop.app.db.clone();
    let act = tokio::spawn(async move {
        db.write("story.slow", move |tx| {
            orders::orders::record(&cx, tx, std::slice::from_ref(&paper))?;
            // Run again after a conflict, it waits no more: whoever listened has gone.
            if begun.send(()).is_ok() {
                may_go_on.lock().expect("nobody panicked").recv().expect_err("the other side lets go");
            }
            Ok(())
        })
        .await
    });
    tokio::task::spawn_blocking(move || has_begun.recv_timeout(PATIENCE)).await.expect("no panic").expect("it began");
    shop.clock.pass_seconds(60);
    let card = owner.opens_card(&ana).await;
    assert!(!card.text.contains("SLOW-1"), "it is not confirmed");
    shop.clock.pass_seconds(60);
    drop(go_on);
    act.await.expect("no panic").expect("it is confirmed");
    shop.settle().await;
    let fresh = owner.gets(&news(&card.text, &ana)).await.expect(200);
    assert!(fresh.text.contains("SLOW-1"), "{}", fresh.text);
    shop.closes().await;
}

fn slow_paper(at: Time) -> NewPaper {
    let variant = Sku::parse("85048").expect("a SKU").id();
    NewPaper {
        source: "api".into(),
        number: "SLOW-1".into(),
        at,
        channel: "web".into(),
        place: None,
        actor: Whose::Named(Known { kind: Kind::Email, value: "ana@example.es".into() }),
        country: None,
        currency: Currency::EUR,
        lines: vec![NewLine { key: 1, variant, name: None, quantity: 1, price: UnitPrice(69_500), at }],
    }
}

async fn a_night_away_is_told_in_pieces(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let card = owner.opens_card(&ana).await;
    for number in 0..60 {
        owner.records_order(&order(&format!("N-{number}-"), "ana@example.es")).await;
    }
    shop.settle().await;
    let first = owner.gets(&news(&card.text, &ana)).await.expect(200);
    assert_eq!(first.header("hx-trigger"), "hilo:live", "the page asks again at once");
    let second = owner.gets(&news(&first.text, &ana)).await.expect(200);
    assert_eq!(second.header("hx-trigger"), "");
    for number in 0..60 {
        let number = format!("N-{number}-");
        assert!(first.text.contains(&number) != second.text.contains(&number), "{number} is told once");
    }
    assert_eq!(owner.gets(&news(&second.text, &ana)).await.status, 204);
    shop.closes().await;
}

async fn a_card_from_before_a_restore_begins_anew(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let answer = owner.gets(&format!("/console/customers/{}/live?after=0.0.1", id(&ana))).await.expect(204);
    assert_eq!(answer.header("hx-refresh"), "true");
    shop.closes().await;
}

async fn whoever_signs_out_hears_no_more(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let viewer = shop.viewer().await;
    let topic = format!("customer:{}", id(&ana));
    let (mut stays, mut leaves) = (owner.listens(&topic).await, viewer.listens(&topic).await);
    until_heard(&owner, &mut stays, "ana@example.es", &topic).await;
    assert_eq!(leaves.next().await.as_deref(), Some(topic.as_str()));
    viewer.fills_in("/signout", &[]).await.expect(303);
    owner.records_order(&order("A-1", "ana@example.es")).await;
    // Notices that were on their way may still come; then the stream ends by itself.
    assert_eq!(stays.next().await.as_deref(), Some(topic.as_str()));
    while leaves.next().await.is_some() {}
    // The other goes on, until the shop closes.
    owner.records_order(&order("A-2", "ana@example.es")).await;
    assert_eq!(stays.next().await.as_deref(), Some(topic.as_str()));
    shop.closes().await;
    while stays.next().await.is_some() {}
}

async fn nobody_hears_of_what_they_do_not_watch(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let eva = owner.finds_customer("eva").await;
    let (of_ana, of_eva) = (format!("customer:{}", id(&ana)), format!("customer:{}", id(&eva)));
    let (mut anas, mut evas) = (owner.listens(&of_ana).await, owner.listens(&of_eva).await);
    until_heard(&owner, &mut evas, "eva@example.es", &of_eva).await;
    owner.records_order(&order("A-1", "ana@example.es")).await;
    assert_eq!(anas.next().await.as_deref(), Some(of_ana.as_str()), "the first that is heard is of Ana herself");
    let many: Vec<String> = (0..65).map(|number| format!("customer:{number}")).collect();
    for topics in ["", &many.join(",")] {
        owner.gets(&format!("/live?topics={topics}")).await.expect(400);
    }
    shop.closes().await;
}

async fn a_line_that_broke_catches_up(engine: Engine) {
    let (shop, owner, ana) = opened(engine).await;
    let topic = format!("customer:{}", id(&ana));
    let request = owner.request(hyper::Method::GET, &format!("/live?topics={topic},shop"));
    let mut stream = owner.hears(request.header("last-event-id", "1.0.1")).await;
    let mut told = [stream.next().await.expect("a notice"), stream.next().await.expect("a notice")];
    told.sort();
    assert_eq!(told, [topic, "shop".to_owned()], "each topic is looked at once");
    shop.closes().await;
}
