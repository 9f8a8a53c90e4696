//! Whoever is not looking is told: of long work of theirs that ended, and of trouble that they may mend.

use hyper::Method;
use scenarios::{
    homes::Engine,
    people::Person,
    shops::{PASSWORD, Shop},
};
use store::{Tx, jobs::JobId, params, sql};
use web::rights::Role;

on_both_engines!(
    work_that_ended_rings_for_whoever_began_it
    what_is_seen_is_new_no_more_and_what_came_since_stays_new
    trouble_is_told_to_whoever_may_mend_it_until_it_is_mended
    a_key_that_ends_soon_is_told_and_who_came_in
    an_open_page_hears_the_bell
);

/// What stands beside the bell.
async fn bell(person: &Person) -> String {
    person.gets("/console/notifications/bell").await.expect(200).text
}

async fn page(person: &Person) -> String {
    person.gets("/console/notifications").await.expect(200).text
}

/// The moment of the latest that a page tells, as it is sent back once it is seen.
fn until(page: &str) -> String {
    let rest = page.split_once("name=\"until\" value=\"").unwrap_or_else(|| panic!("nothing new in {page}")).1;
    rest.split_once('"').expect("an end").0.to_owned()
}

async fn sees(person: &Person, until: &str) -> String {
    person.fills_in("/console/notifications/seen", &[("until", until)]).await.expect(200).text
}

async fn backs_up(shop: &Shop, owner: &Person) {
    owner.fills_in("/console/operations/backups", &[]).await.expect(303);
    shop.clock.pass_seconds(60);
    shop.settle().await;
    // It takes a moment.
    shop.clock.pass_seconds(60);
}

async fn work_that_ended_rings_for_whoever_began_it(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, other) = (shop.owner().await, shop.member(Role::Operations).await);
    assert!(page(&owner).await.contains("Nada que contarte"), "an empty page says what will stand there");
    assert_eq!(bell(&owner).await.trim(), "");
    shop.clock.pass_seconds(60);
    backs_up(&shop, &owner).await;
    let rung = bell(&owner).await;
    assert!(rung.contains(">1</b>") && rung.contains("1 sin ver"), "{rung}");
    let told = page(&owner).await;
    assert!(told.contains("La copia de seguridad está hecha") && told.contains("Nuevo"), "{told}");
    assert!(owner.in_english().gets("/console/notifications").await.expect(200).text.contains("The backup is made"));
    assert_eq!(bell(&other).await.trim(), "", "the work of others rings for nobody else");

    // A table whose columns nobody knows waits for whoever sent it; one that they stopped themselves does not.
    let table = "--x\r\nContent-Disposition: form-data; name=\"shop\"\r\n\r\ncsv\r\n--x\r\nContent-Disposition: \
                 form-data; name=\"files\"; filename=\"t.csv\"\r\n\r\nCosa;Precio\nA-1;59,90\n\r\n--x--\r\n";
    let request = owner.request(Method::POST, "/api/v1/imports");
    let request = request.header("content-type", "multipart/form-data; boundary=x");
    let sent = owner.asks(request, table.to_owned().into()).await.expect(201).json();
    assert!(!page(&owner).await.contains("/console/imports/"), "it is still being read");
    shop.clock.pass_seconds(60);
    shop.settle().await;
    let id = sent["id"].as_str().expect("an id");
    let told = page(&owner).await;
    assert!(told.contains(&format!("/console/imports/{id}")) && told.contains("los archivos están leídos"), "{told}");
    assert!(bell(&owner).await.contains(">2</b>"));
    shop.closes().await;
}

async fn what_is_seen_is_new_no_more_and_what_came_since_stays_new(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    shop.clock.pass_seconds(60);
    backs_up(&shop, &owner).await;
    let seen = until(&page(&owner).await);
    // Another ends between the page and the word that it was seen.
    backs_up(&shop, &owner).await;
    assert!(sees(&owner, &seen).await.contains(">1</b>"), "what came since stays new");
    let told = page(&owner).await;
    assert_eq!(told.matches("class=\"is-new\"").count(), 1, "{told}");
    assert_eq!(told.matches("<b>La copia de seguridad está hecha</b>").count(), 2, "{told}");
    assert_eq!(sees(&owner, &until(&told)).await.trim(), "");
    assert!(sees(&owner, &seen).await.trim().is_empty(), "an older word takes nothing back");
    assert!(sees(&owner, "9223372036854775807").await.trim().is_empty());
    backs_up(&shop, &owner).await;
    assert!(bell(&owner).await.contains(">1</b>"), "nobody sees what has not happened yet");
    for wrong in ["", "x", "1.5"] {
        owner.fills_in("/console/notifications/seen", &[("until", wrong)]).await.expect(400);
    }
    shop.clock.pass_seconds(40 * 86_400);
    let owner = shop.owner().await;
    assert!(page(&owner).await.contains("Nada que contarte"), "after a month it is forgotten");
    shop.closes().await;
}

async fn trouble_is_told_to_whoever_may_mend_it_until_it_is_mended(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, seller) = (shop.owner().await, shop.member(Role::Sales).await);
    shop.clock.pass_seconds(60);
    let (now, id) = (shop.clock.now(), JobId::new(shop.clock.now()));
    let park = move |tx: &mut Tx| {
        let text = sql!(
            "insert into jobs (id, kind, key, body, state, run_at, created_at, attempts, last_error)
             values ($1, 'of.tomorrow', 'x', '{}', 'parked', $2, $2, 10, 'it broke')"
        );
        tx.exec(text, params![id, now]).map(|_| ())
    };
    shop.db_writes(park).await;
    let full = store::weight::Weight { database: 1, free: Some(10 * 1024 * 1024), ..Default::default() };
    shop.db_writes(move |tx: &mut Tx| store::weight::note(tx, now, &full)).await;
    let told = page(&owner).await;
    assert!(told.contains("Quedan 10 MB en el disco") && told.contains("1 tarea"), "{told}");
    assert!(bell(&owner).await.contains(">2</b>"), "{told}");
    assert_eq!(bell(&seller).await.trim(), "", "who cannot mend it is not told");
    owner.fills_in(&format!("/console/operations/jobs/{id}/give-up"), &[]).await.expect(303);
    let wide = store::weight::Weight { database: 1, free: Some(1 << 40), ..Default::default() };
    shop.db_writes(move |tx: &mut Tx| store::weight::note(tx, now, &wide)).await;
    assert!(page(&owner).await.contains("Nada que contarte"), "what is mended is told no more");
    shop.closes().await;
}

async fn a_key_that_ends_soon_is_told_and_who_came_in(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    shop.clock.pass_seconds(60);
    let made = [("name", "Tienda en línea"), ("rights", "orders.see"), ("until", "2026-12-20")];
    owner.fills_in("/console/keys", &made).await.expect(200);
    let invited = owner.fills_in("/console/staff", &[("email", "nuria@telar.example"), ("role", "sales")]).await;
    let link = invited.expect(200).text;
    let link = link.split_once("/invited/").expect("a link").1.split_once('<').expect("an end").0.to_owned();
    assert_eq!(bell(&owner).await.trim(), "", "an invitation that nobody took is no news");
    shop.clock.pass_seconds(3_600);
    let joins = [("name", "Nuria"), ("password", PASSWORD)];
    shop.somebody().fills_in(&format!("/invited/{link}"), &joins).await.expect(303);
    assert!(page(&owner).await.contains("Nuria ha entrado en el equipo"));
    assert!(!page(&owner).await.contains("Tienda en línea"), "a month is no reason to worry");
    shop.clock.pass_seconds(24 * 86_400);
    let owner = shop.owner().await;
    assert!(page(&owner).await.contains("La clave Tienda en línea termina pronto"));
    shop.clock.pass_seconds(7 * 86_400);
    let owner = shop.owner().await;
    assert!(page(&owner).await.contains("La clave Tienda en línea ya no vale"));
    shop.closes().await;
}

async fn an_open_page_hears_the_bell(engine: Engine) {
    let mut shop = Shop::open(engine).await;
    shop.works_by_itself();
    let owner = shop.owner().await;
    assert!(page(&owner).await.contains("data-live-topic=\"notifications\""));
    let mut stream = owner.listens("notifications").await;
    // What was there when the line opened is no news: something new is seen until it is heard of.
    loop {
        shop.clock.pass_seconds(60);
        let now = shop.clock.now().micros().to_string();
        sees(&owner, &now).await;
        tokio::select! {
            heard = stream.next() => {
                assert_eq!(heard.as_deref(), Some("notifications"));
                break;
            }
            _ = owner.gets("/console/notifications/bell") => {}
        }
    }
    shop.closes().await;
    while stream.next().await.is_some() {}
}
