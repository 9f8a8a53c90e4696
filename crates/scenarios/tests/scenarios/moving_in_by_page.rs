//! Another shop's files are sent over HTTP, looked at, and taken when somebody says so.

use base::Cx;
use hyper::{Method, header};
use orders::imports;
use scenarios::{answers::Answer, homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{
    files::Kept,
    jobs::{self, Leased, Slow},
    params, sql,
};

use super::moving_in::product;

on_both_engines!(
    files_are_looked_at_before_they_are_taken
    a_table_is_put_right_on_the_way
    what_cannot_be_read_is_said
    a_page_says_the_same
    files_that_nobody_took_are_gone_after_a_week
    what_is_stopped_can_be_tried_again_or_discarded
    an_import_whose_worker_dies_says_so
    imports_go_before_pictures_of_the_web
    nothing_of_work_is_left_behind_a_crash
);

const SHOPIFY: &str = "\
Handle,Title,Variant SKU,Variant Price,Status
jersey,Jersey,J-1,39.90,active
gorro,Gorro,G-1,free,active
";

/// A form as a browser sends it: words, then files.
pub async fn sends(person: &Person, path: &str, words: &[(&str, &str)], files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, word) in words {
        body.extend(format!("--x\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{word}\r\n").into_bytes());
    }
    for (name, bytes) in files {
        let head = format!("--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\r\n");
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(b"--x--\r\n");
    let request = person.request(Method::POST, path).header(header::CONTENT_TYPE, "multipart/form-data; boundary=x");
    let request = request.header("sec-fetch-site", "same-origin");
    person.asks(request, body.into()).await
}

async fn sent(owner: &Person, shop: &str, files: &[(&str, &[u8])]) -> String {
    let answer = sends(owner, "/api/v1/imports", &[("shop", shop)], files).await.expect(201).json();
    assert_eq!((&answer["state"], &answer["shop"]), (&json!("looking"), &json!(shop)));
    format!("/api/v1/imports/{}", answer["id"].as_str().expect("an id"))
}

/// How many parts of files are kept.
fn parts(shop: &Shop) -> usize {
    let mut count = 0;
    let files = shop.app.db.files().expect("files");
    let mut look = |kept: Kept| {
        count += usize::from(kept.name.contains("/upl_"));
        Ok(())
    };
    files.walk(&mut look).expect("walked");
    count
}

async fn files_are_looked_at_before_they_are_taken(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let import = sent(&owner, "shopify", &[("products.csv", SHOPIFY.as_bytes())]).await;
    let early = owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(409);
    assert_eq!(early.problem(), "import-state");
    shop.settle().await;
    let looked = owner.gets(&import).await.expect(200).json();
    assert_eq!(looked["state"], "looked", "{looked}");
    assert_eq!((&looked["foreseen"]["products"]["new"], &looked["foreseen"]["rejected"]), (&json!(1), &json!(1)));
    assert_eq!(looked["foreseen"]["files"][0]["file"], "products.csv", "no way on our machine");
    assert!(looked["foreseen"]["first_rejects"][0]["code"] == "price");
    assert_eq!((product(&shop, "jersey").await, parts(&shop)), (Value::Null, 1), "nothing is taken yet");
    let beside = shop.db_reads(imports::beside).await;
    let id = looked["id"].as_str().expect("an id");
    assert_eq!(beside, [format!("what was sent for the import {id}")], "whoever erases somebody is told");
    for _ in 0..2 {
        owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(200);
    }
    shop.settle().await;
    let done = owner.gets(&import).await.expect(200).json();
    assert_eq!((&done["state"], &done["report"]["products"]["new"]), (&json!("done"), &json!(1)), "{done}");
    assert_eq!((&done["report"]["prices_set"], &done["files"]), (&json!(1), &json!([])));
    assert_eq!(product(&shop, "jersey").await["name"], "Jersey");
    assert_eq!(parts(&shop), 1, "the files are gone, the list is kept");
    let list = owner.gets(&format!("{import}/rejects")).await.expect(200);
    assert!(
        list.text.starts_with("file,line,reason,text\n") && list.text.contains("Variant Price: this is not a price"),
        "{list:?}"
    );
    let all = owner.gets("/api/v1/imports").await.expect(200).json();
    assert_eq!(all["data"].as_array().map(Vec::len), Some(1));
    shop.closes().await;
}

async fn a_table_is_put_right_on_the_way(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    // No column is known to be the SKU.
    let table = "Cosa;Nombre;Precio\nA-1;Chaqueta;59,90\n".as_bytes();
    let import = sent(&owner, "csv", &[("tabla.csv", table)]).await;
    shop.settle().await;
    let looked = owner.gets(&import).await.expect(200).json();
    assert_eq!((&looked["state"], &looked["foreseen"]), (&json!("looked"), &Value::Null), "{looked}");
    assert!(looked["why"]["code"] == "mapping-sku" && looked["why"]["file"] == "tabla.csv", "{looked}");
    assert_eq!((&looked["mapping"]["columns"]["Nombre"], &looked["examples"]["Cosa"]), (&json!("name"), &json!("A-1")));
    owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(409);
    let mut mapping = looked["mapping"].clone();
    mapping["columns"]["Cosa"] = json!("sku");
    owner.tells(&format!("{import}/mapping"), "", &mapping).await.expect(200);
    shop.settle().await;
    owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(200);
    shop.settle().await;
    assert_eq!(product(&shop, "A-1").await["name"], "Chaqueta");
    // What was said of these columns is known the next time.
    let again = sent(&owner, "csv", &[("otra.csv", table)]).await;
    shop.settle().await;
    let looked = owner.gets(&again).await.expect(200).json();
    assert_eq!(looked["foreseen"]["products"]["same"], 1, "{looked}");
    shop.closes().await;
}

async fn what_cannot_be_read_is_said(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let files: [(&str, &[u8]); 1] = [("a.csv", b"x")];
    for (words, files, code) in [
        (vec![("shop", "ebay")], &files[..], "shop"),
        (vec![], &files[..], "shop"),
        (vec![("shop", "csv"), ("currency", "pesetas")], &files[..], "currency"),
        (vec![("shop", "csv")], &[], "files"),
    ] {
        let refused = sends(&owner, "/api/v1/imports", &words, files).await.expect(400);
        assert_eq!(refused.problem(), code, "{words:?}");
    }
    let viewer = shop.viewer().await;
    assert_eq!(sends(&viewer, "/api/v1/imports", &[("shop", "csv")], &files).await.status, 403);
    let broken: [(&str, &[u8]); 2] = [("../good.csv", b"SKU,Name\nA,B\n"), ("bad.csv", b"SKU,Name\nA,\"B\n")];
    let import = sent(&owner, "csv", &broken).await;
    shop.settle().await;
    let failed = owner.gets(&import).await.expect(200).json();
    assert_eq!(failed["state"], "failed", "{failed}");
    let says = "bad.csv: a quote is opened on line 2 and never closed. Close it, or double it.";
    assert_eq!(failed["why"], json!({ "code": "csv-quotes", "file": "bad.csv", "line": 2, "says": says }));
    assert_eq!(product(&shop, "A").await, Value::Null, "a broken file changes nothing");
    shop.closes().await;
}

async fn a_page_says_the_same(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let empty = owner.gets("/console/imports").await.expect(200);
    assert!(empty.text.contains("class=\"empty\"") && empty.text.contains("multipart/form-data"), "{empty:?}");
    let refused = sends(&owner, "/console/imports", &[("shop", "csv")], &[]).await.expect(400);
    assert!(refused.text.contains("notice-bad"), "{refused:?}");
    let files: [(&str, &[u8]); 1] = [("products.csv", SHOPIFY.as_bytes())];
    let sent = sends(&owner, "/console/imports", &[("shop", "shopify")], &files).await.expect(303);
    let page = sent.header("location").to_owned();
    let busy = owner.gets(&page).await.expect(200);
    assert!(busy.text.contains(&format!("hx-get=\"{page}/now\"")), "it looks again by itself: {busy:?}");
    shop.settle().await;
    let looked = owner.gets(&format!("{page}/now")).await.expect(200);
    assert!(!looked.text.contains("hx-get") && looked.text.contains(&format!("{page}/start")), "{looked:?}");
    owner.fills_in(&format!("{page}/start"), &[]).await.expect(303);
    shop.settle().await;
    let done = owner.gets(&page).await.expect(200);
    assert!(done.text.contains(&format!("href=\"{page}/rejects\"")), "{done:?}");
    assert!(owner.gets(&format!("{page}/rejects")).await.expect(200).text.contains("products.csv,3,"));
    shop.closes().await;
}

async fn files_that_nobody_took_are_gone_after_a_week(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let import = sent(&owner, "shopify", &[("products.csv", SHOPIFY.as_bytes())]).await;
    shop.settle().await;
    let tidies = async || {
        let (db, cx) = (shop.app.db.clone(), shop.cx());
        tokio::task::spawn_blocking(move || imports::uploads::tidy(&cx, &db).expect("tidied")).await.expect("no panic")
    };
    shop.clock.pass_seconds(6 * 86_400);
    assert_eq!((tidies().await, parts(&shop)), (0, 1));
    shop.clock.pass_seconds(2 * 86_400);
    tidies().await;
    // The owner's session ended with the days.
    let text = sql!("select state, why from imports");
    let read = shop.db_reads(move |tx| {
        tx.query_one(text, params![], |row| Ok((row.get::<String>(0)?, row.get::<Option<String>>(1)?)))
    });
    let (state, why) = read.await.expect("an import");
    assert_eq!((state.as_str(), why.is_some_and(|why| why.contains("a week"))), ("failed", true), "{import}");
    // Its parts are young by the clock of the disk; once they are not, they go.
    let long_ago = std::time::SystemTime::now() - std::time::Duration::from_secs(90_000);
    for drawer in std::fs::read_dir(shop.home.data().join("pictures")).expect("drawers").flatten() {
        for file in std::fs::read_dir(drawer.path()).expect("files").flatten() {
            let file = std::fs::File::options().write(true).open(file.path());
            file.and_then(|file| file.set_modified(long_ago)).expect("an old file");
        }
    }
    assert_eq!((tidies().await, parts(&shop)), (1, 0));
    shop.closes().await;
}

async fn what_is_stopped_can_be_tried_again_or_discarded(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let files: [(&str, &[u8]); 1] = [("products.csv", SHOPIFY.as_bytes())];
    let import = sent(&owner, "shopify", &files).await;
    let stopped = owner.tells(&format!("{import}/cancel"), "", &json!({})).await.expect(200).json();
    assert_eq!((&stopped["state"], &stopped["why"]["code"]), (&json!("failed"), &json!("import-cancelled")));
    shop.settle().await;
    assert_eq!(owner.gets(&import).await.expect(200).json()["state"], "failed", "no job goes on with it");
    owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(200);
    shop.settle().await;
    assert_eq!(owner.gets(&import).await.expect(200).json()["state"], "looked", "it is looked at again");
    owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(200);
    let page = import.replace("/api/v1", "/console");
    assert!(owner.gets(&page).await.expect(200).text.contains(&format!("{page}/cancel")));
    owner.fills_in(&format!("{page}/cancel"), &[]).await.expect(303);
    owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(200);
    shop.settle().await;
    let done = owner.gets(&import).await.expect(200).json();
    assert_eq!((&done["state"], &done["examples"]), (&json!("done"), &json!({})), "{done}");
    // What is discarded is gone with its files: one that waits, one that is taken with its list.
    let other = sent(&owner, "shopify", &files).await;
    assert_eq!(parts(&shop), 2);
    owner.tells(&format!("{other}/discard"), "", &json!({})).await.expect(204);
    owner.fills_in(&format!("{page}/discard"), &[]).await.expect(303);
    assert_eq!(parts(&shop), 0);
    shop.settle().await;
    owner.gets(&other).await.expect(404);
    // A form that is sent twice is one import, and the files of the second are gone.
    let form = [("shop", "shopify"), ("form", "mov_0123456789abcdef"), ("store", "Norte")];
    let first = sends(&owner, "/console/imports", &form, &files).await.expect(303);
    let second = sends(&owner, "/console/imports", &form, &files).await.expect(303);
    assert_eq!((first.header("location"), parts(&shop)), (second.header("location"), 1));
    let refused = sends(&owner, "/console/imports", &[("shop", "magento"), ("currency", "X1")], &files).await;
    let text = refused.expect(400).text;
    assert!(text.contains("value=\"magento\" selected") && text.contains("value=\"X1\""), "{text}");
    assert_eq!(parts(&shop), 1, "what was refused is not kept");
    shop.closes().await;
}

async fn an_import_whose_worker_dies_says_so(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let import = sent(&owner, "shopify", &[("products.csv", SHOPIFY.as_bytes())]).await;
    // As if whoever worked on it had died each time.
    let died = sql!("update jobs set attempts = 10 where kind = 'imports.work'");
    shop.db_writes(move |tx| tx.exec(died, params![])).await;
    shop.settle().await;
    let cx = shop.cx();
    shop.db_writes(move |tx| imports::give_up(&cx, tx)).await;
    let failed = owner.gets(&import).await.expect(200).json();
    assert_eq!((&failed["state"], &failed["why"]["code"]), (&json!("failed"), &json!("import-given-up")), "{failed}");
    owner.tells(&format!("{import}/start"), "", &json!({})).await.expect(200);
    shop.settle().await;
    assert_eq!(owner.gets(&import).await.expect(200).json()["state"], "looked");
    shop.closes().await;
}

/// What was done, in its order.
static DONE: std::sync::Mutex<Vec<String>> = std::sync::Mutex::new(Vec::new());

fn note(_: &base::Cx, _: &store::Db, job: &Leased) -> base::Result<()> {
    DONE.lock().expect("whole").push(job.kind.clone());
    Ok(())
}

async fn imports_go_before_pictures_of_the_web(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (fetches, work) = (format!("fetch-{engine:?}"), format!("work-{engine:?}"));
    let (fetches, work): (&'static str, &'static str) = (fetches.leak(), work.leak());
    let cx = shop.cx();
    let enqueue = move |tx: &mut store::Tx| {
        jobs::enqueue_last(&cx, tx, fetches, ["1", "2", "3", "4"])?;
        jobs::enqueue_slow(&Cx { now: cx.now.plus_seconds(1), ..cx.clone() }, tx, work, ["5"])
    };
    shop.db_writes(enqueue).await;
    shop.clock.pass_seconds(5);
    let all = [fetches, work].map(|kind| Slow { kind, run: note });
    jobs::settle_slow(&shop.app.db, &shop.clock, &all).await.expect("done");
    let done = DONE
        .lock()
        .expect("whole")
        .iter()
        .filter(|kind| [fetches, work].contains(&kind.as_str()))
        .position(|kind| kind == work);
    assert!(done.is_some_and(|place| place < 2), "two hands began, and it was among them: {done:?}");
    shop.closes().await;
}

async fn nothing_of_work_is_left_behind_a_crash(engine: Engine) {
    let shop = Shop::open(engine).await;
    let work = shop.app.db.work().expect("a folder").to_owned();
    assert!(work.starts_with(shop.home.data()), "below the data: {}", work.display());
    let home = shop.closes().await;
    // A process that was killed left what it had unpacked.
    std::fs::create_dir_all(work.join(".tmp1")).expect("made");
    std::fs::write(work.join(".tmp1/customers.csv"), "ana@example.es").expect("written");
    let shop = Shop::open_at(home).await;
    assert_eq!(std::fs::read_dir(&work).expect("it is there").count(), 0);
    shop.closes().await;
}
