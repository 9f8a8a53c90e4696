//! Whoever runs Hilo sees how it stands, what was set aside and why, and does something about it.

use axum::http::Method;
use bytes::Bytes;
use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{Tx, backups, jobs::JobId, params, sql};

on_both_engines!(
    a_job_that_kept_failing_is_tried_again_or_given_up
    an_event_that_was_set_aside_counts_at_last
    a_backup_is_made_from_the_console
    settings_say_where_they_come_from
    who_waits_behind_a_full_line_is_told_when_to_come_back
);

async fn state(owner: &Person) -> Value {
    owner.gets("/api/v1/operations").await.expect(200).json()
}

/// Parks a job of this kind, as ten failures would.
fn park(shop: &Shop, kind: &'static str, key: &'static str) -> impl Future<Output = JobId> {
    let (now, id) = (shop.clock.now(), JobId::new(shop.clock.now()));
    shop.db_writes(move |tx: &mut Tx| {
        let text = sql!(
            "insert into jobs (id, kind, key, body, state, run_at, created_at, attempts, last_error)
             values ($1, $2, $3, '{}', 'parked', $4, $4, 10, 'it <b>broke</b>')"
        );
        tx.exec(text, params![id, kind, key, now])?;
        Ok(id)
    })
}

fn order() -> Value {
    json!({
        "number": "1001", "at": "2026-11-19T10:00:00Z", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es" },
        "lines": [{ "sku": "A-1", "quantity": 1, "unit_price": "20.00" }],
    })
}

async fn posts(owner: &Person, path: &str, body: &Value) -> scenarios::answers::Answer {
    let request = owner.request(Method::POST, path).header("content-type", "application/json");
    owner.asks(request, Bytes::from(body.to_string())).await
}

async fn a_job_that_kept_failing_is_tried_again_or_given_up(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (one, _two, three) = (
        park(&shop, "orders.match_returns", "cus_1").await,
        park(&shop, "orders.match_returns", "cus_2").await,
        park(&shop, "of.tomorrow", "x").await,
    );
    let seen = state(&owner).await;
    let told = seen["parked_jobs"].as_array().expect("a list").len();
    assert_eq!(told, 3, "{seen}");
    assert!(seen["health"].to_string().contains("jobs_parked"), "{seen}");
    let page = owner.gets("/console/operations").await.expect(200);
    assert!(page.text.contains("it &#60;b&#62;broke") && !page.text.contains("<b>broke"), "{}", page.text);

    owner.fills_in(&format!("/console/operations/jobs/{one}/retry"), &[]).await.expect(303);
    posts(&owner, &format!("/api/v1/operations/jobs/{one}/retry"), &json!({})).await.expect(404);
    let done = posts(&owner, "/api/v1/operations/jobs/retry", &json!({ "kind": "orders.match_returns" })).await;
    assert_eq!(done.expect(200).json()["jobs"], 1);
    posts(&owner, &format!("/api/v1/operations/jobs/{three}/give-up"), &json!({})).await.expect(204);
    posts(&owner, &format!("/api/v1/operations/jobs/{three}/give-up"), &json!({})).await.expect(404);
    let seen = state(&owner).await;
    assert_eq!(seen["parked_jobs"], json!([]), "{seen}");
    let waiting = seen["jobs"].as_array().expect("a list").iter().find(|kind| kind["kind"] == "orders.match_returns");
    assert_eq!(waiting.expect("its kind")["waiting"], 2, "{seen}");
    let noted = owner.gets("/api/v1/audit").await.expect(200).text;
    assert!(noted.contains("jobs_retried") && noted.contains("job_given_up"), "{noted}");
}

async fn an_event_that_was_set_aside_counts_at_last(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    shop.stocks(&[("A-1", "Scarf")]).await;
    owner.records_order(&order()).await;
    shop.settle().await;
    let now = shop.clock.now();
    // As if the fold had passed over it, without having counted it.
    let (follower, version, event) = shop
        .db_writes(move |tx: &mut Tx| {
            let version = store::followers::active_version(tx, "product_sales")?;
            let text = sql!("select id from events where kind = 'Order Completed' limit 1");
            let event = tx.query_one(text, params![], |row| row.get::<store::thread::EventId>(0))?;
            let event = event.expect("an order was recorded");
            tx.exec(sql!("delete from product_sales"), params![])?;
            let text = sql!(
                "insert into parked_events (follower, version, event_id, reason, parked_at)
                 values ('product_sales', $1, $2, 'it was too early', $3)"
            );
            tx.exec(text, params![version, event, now])?;
            Ok(("product_sales", version, event))
        })
        .await;
    let sold = |tx: &mut Tx| tx.query_one(sql!("select count(*) from product_sales"), params![], |row| row.get(0));
    assert_eq!(shop.db_reads(sold).await, Some(0_i64));
    let seen = state(&owner).await;
    assert_eq!(seen["parked_events"][0]["reason"], "it was too early", "{seen}");
    assert!(seen["health"].to_string().contains("events_parked"), "{seen}");
    let body = json!({ "follower": follower, "version": version, "event": event.to_string() });
    let done = posts(&owner, "/api/v1/operations/events/retry", &body).await.expect(200).json();
    assert_eq!(done["is_counted"], true);
    assert!(shop.db_reads(sold).await > Some(0), "it counts");
    posts(&owner, "/api/v1/operations/events/retry", &body).await.expect(404);
    assert_eq!(state(&owner).await["parked_events"], json!([]));
}

async fn a_backup_is_made_from_the_console(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    assert!(state(&owner).await["health"].to_string().contains("no_backup"));
    owner.fills_in("/console/operations/backups", &[]).await.expect(303);
    let again = posts(&owner, "/api/v1/operations/backups", &json!({})).await.expect(202).json();
    let asked = state(&owner).await;
    assert_eq!(asked["backups"].as_array().map(Vec::len), Some(1), "one at a time: {asked}");
    assert_eq!(again["state"], "waiting");
    shop.settle().await;
    let seen = state(&owner).await;
    let made = &seen["backups"][0];
    assert_eq!((&made["state"], &made["is_here"]), (&json!("made"), &json!(true)), "{seen}");
    assert!(made["rows"].as_i64() > Some(0) && made["bytes"].as_i64() > Some(0), "{made}");
    assert!(seen["storage"]["backups"].as_i64() > Some(0), "{seen}");
    let page = owner.gets("/console/operations").await.expect(200).text;
    assert!(page.contains(made["file"].as_str().expect("a file")), "{page}");
    // What is not there any more is said.
    std::fs::remove_file(made["file"].as_str().expect("a file")).expect("it is there");
    assert_eq!(state(&owner).await["backups"][0]["is_here"], false);
    let known = shop.db_reads(|tx| backups::all(tx, 10)).await;
    assert!(known[0].made_by.starts_with("staff:"), "{known:?}");
}

async fn settings_say_where_they_come_from(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let told = owner.gets("/api/v1/operations/settings").await.expect(200).json();
    let all = told["data"].as_array().expect("a list");
    let listen = all.iter().find(|setting| setting["name"] == "listen").expect("where it listens");
    assert_eq!((&listen["value"], &listen["origin"]["kind"]), (&json!("127.0.0.1:7420"), &json!("built")));
    let page = owner.gets("/console/operations").await.expect(200).text;
    assert!(page.contains("trusted_proxies") && page.contains("pictures_secret"), "{page}");
}

async fn who_waits_behind_a_full_line_is_told_when_to_come_back(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let (free, held) = std::sync::mpsc::channel::<()>();
    let held = std::sync::Mutex::new(held);
    // Whoever has every worker waits for us; what comes meanwhile fills the line.
    let workers = if engine == Engine::Sqlite { 1 } else { 4 };
    let gate = std::sync::Arc::new((held, std::sync::atomic::AtomicUsize::new(0)));
    let mut waiting = Vec::new();
    for _ in 0..workers {
        let (db, gate) = (shop.app.db.clone(), std::sync::Arc::clone(&gate));
        waiting.push(tokio::spawn(async move {
            let hold = move |_: &mut Tx| {
                gate.1.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
                // Ends when the story lets go of the other half.
                drop(gate.0.lock().map(|held| held.recv()));
                Ok(())
            };
            drop(db.write("story.hold", hold).await);
        }));
    }
    // One that is free yet would make room in the line again.
    while gate.1.load(std::sync::atomic::Ordering::SeqCst) < workers {
        tokio::task::yield_now().await;
    }
    let mut full = false;
    for _ in 0..2_000 {
        let db = shop.app.db.clone();
        let mut act = Box::pin(async move { db.write("story.wait", |_| Ok(())).await });
        // Polled once, it stands in the line or was refused.
        match futures_util::poll!(act.as_mut()) {
            std::task::Poll::Ready(Err(_)) => {
                full = true;
                break;
            }
            std::task::Poll::Ready(Ok(())) => {}
            std::task::Poll::Pending => waiting.push(tokio::spawn(async move { drop(act.await) })),
        }
    }
    assert!(full, "the line has an end");
    if engine == Engine::Sqlite {
        // Reads have a line of their own, so the door still opens and the act is what is refused.
        let answer = posts(&owner, "/api/v1/operations/backups", &json!({})).await.expect(503);
        assert_eq!((answer.header("retry-after"), answer.problem().as_str()), ("1", "busy"));
        let page = owner.fills_in("/console/operations/backups", &[]).await.expect(503);
        assert_eq!(page.header("retry-after"), "1");
        assert!(page.text.contains("</html>") && page.text.contains("class=\"button button-act\" href=\"/console\""));
        let seen = state(&owner).await;
        assert!(seen["lines"][0]["refused"].as_i64() >= Some(2), "{seen}");
        assert!(seen["health"].to_string().contains("line_full"), "{seen}");
    } else {
        let answer = owner.tells("/api/v1/orders", "order-1", &order()).await.expect(503);
        assert_eq!(answer.header("retry-after"), "1");
    }
    drop(free);
    for one in waiting {
        one.await.expect("no panic");
    }
    posts(&owner, "/api/v1/operations/backups", &json!({})).await.expect(202);
}
