//! Visits of browsers: what they come to, in whatever order they are told, and what stays of them.

use base::{Result, Time};
use customers::{identity::merges, people::CustomerId};
use hilo::rooms;
use scenarios::{homes::Engine, people::Person, shops::Shop};
use serde_json::{Value, json};
use store::{
    Tx,
    followers::{self, Fold, Follower},
    params, sql,
};

on_both_engines!(
    late_news_makes_two_visits_one
    a_robot_is_nobodys_visit
    what_we_look_at_ourselves_is_nobodys_visit
    what_ages_leaves_the_thread_and_stays_counted
    visits_of_two_browsers_add_up_and_part_again
    two_browsers_are_one_person_by_their_account
    visitors_stand_apart_from_customers
);

fn sweep(tx: &mut Tx, now: Time) -> Result<bool> {
    let names: Vec<&str> = rooms::folds().iter().map(|fold| fold.name).collect();
    tracking::aging::sweep(tx, now, 90, &names)
}

/// A shop with a source.
struct Site {
    shop: Shop,
    owner: Person,
    key: String,
}

impl Site {
    async fn open(engine: Engine, kind: &str) -> Site {
        let shop = Shop::open(engine).await;
        let owner = shop.owner().await;
        let made = owner.tells("/api/v1/sources", "", &json!({ "name": "Tienda web", "kind": kind })).await;
        let key = made.expect(200).json()["key"].as_str().expect("a key").to_owned();
        Site { shop, owner, key }
    }

    /// Tells of a message that happened so many minutes ago, and settles.
    async fn hears(&self, minutes: i64, mut message: Value) {
        message["timestamp"] = json!(self.shop.clock.now().plus_seconds(-60 * minutes).to_rfc3339());
        message["writeKey"] = json!(self.key);
        self.shop
            .somebody()
            .tells("/v1/batch", "", &json!({ "writeKey": self.key, "batch": [message] }))
            .await
            .expect(200);
        self.shop.settle().await;
    }

    async fn views(&self, minutes: i64, browser: &str) {
        let properties = json!({ "sku": "85048", "category": "Shirts", "variant": "M", "size": "40" });
        let context = json!({ "campaign": { "name": "autumn", "source": "news" },
            "page": { "path": format!("/{minutes}"), "referrer": "https://search.example/?q=ana" } });
        self.hears(
            minutes,
            json!({ "type": "track", "event": "Product Viewed", "anonymousId": browser,
            "properties": properties, "context": context }),
        )
        .await;
    }

    async fn person(&self, browser: &str) -> CustomerId {
        let browser = browser.to_owned();
        let text = sql!("select customer_id from identifiers where value = $1");
        let found = self.shop.db_reads(move |tx| tx.query_one(text, params![&browser], |row| row.get(0))).await;
        found.expect("somebody")
    }

    async fn behavior(&self, browser: &str) -> Value {
        let id = self.person(browser).await;
        self.owner.gets(&format!("/api/v1/customers/{id}/behavior")).await.expect(200).json()
    }

    async fn card(&self, browser: &str) -> Value {
        let id = self.person(browser).await;
        self.owner.gets(&format!("/api/v1/customers/{id}")).await.expect(200).json()
    }

    async fn is_sound(&self) {
        assert_eq!(self.shop.verify().await, Vec::<String>::new());
    }
}

async fn late_news_makes_two_visits_one(engine: Engine) {
    let site = Site::open(engine, "browser").await;
    site.views(70, "b-1").await;
    site.views(20, "b-1").await;
    assert_eq!(site.behavior("b-1").await["visits"], 2);
    site.is_sound().await;
    site.views(45, "b-1").await;
    site.views(90, "b-1").await;
    let told = site.behavior("b-1").await;
    assert_eq!((&told["visits"], &told["views"]), (&json!(1), &json!(4)), "{told}");
    let visit = &told["latest"][0];
    assert_eq!((&visit["campaign"], &visit["referrer"]), (&json!("autumn"), &json!("search.example")));
    assert_eq!(visit["landing"], "/90", "it began with what was told last");
    assert_eq!(told["categories"], json!([{ "key": "Shirts", "count": 4, "quantity": 0 }]));
    assert_eq!((&told["variants"][0]["key"], &told["sizes"][0]["key"]), (&json!("M"), &json!("40")));
    let card = site.card("b-1").await;
    assert_eq!((&card["figures"], &card["favorites"]), (&json!([]), &json!([])), "nobody bought anything");
    let page = site.owner.gets(&format!("/console/customers/{}", site.person("b-1").await)).await.expect(200);
    assert!(page.text.contains("autumn"), "the panel is there");
    site.is_sound().await;
}

async fn a_robot_is_nobodys_visit(engine: Engine) {
    let site = Site::open(engine, "browser").await;
    let context = json!({ "userAgent": "Mozilla/5.0 (compatible; Examplebot/2.1)" });
    site.hears(5, json!({ "type": "page", "anonymousId": "b-1", "context": context })).await;
    let text = sql!("select count(*) from events where actor is null");
    assert_eq!(site.shop.db_reads(|tx| tx.query_one(text, params![], |row| row.get::<i64>(0))).await, Some(1));
    let text = sql!("select count(*) from identifiers");
    let known = site.shop.db_reads(|tx| tx.query_one(text, params![], |row| row.get::<i64>(0))).await;
    assert_eq!(known, Some(0), "a robot makes no customer");
    site.is_sound().await;
}

/// Staff look at the shop's pages all day, from nets that the shop has named.
async fn what_we_look_at_ourselves_is_nobodys_visit(engine: Engine) {
    let site = Site::open(engine, "browser").await;
    let sources = site.owner.gets("/api/v1/sources").await.expect(200).json();
    let id = sources["data"][0]["id"].as_str().expect("an id").to_owned();
    let set = format!("/api/v1/sources/{id}/set");
    site.views(9, "b-1").await;
    site.owner.tells(&set, "", &json!({ "networks": ["203.0.113.0/24", "127.0.0.0/8"] })).await.expect(200);
    site.views(5, "b-1").await;
    site.views(4, "b-2").await;
    // What could not be used came from there as well, and still does when it is told again.
    site.hears(3, json!({ "type": "track", "anonymousId": "b-3" })).await;
    let text = sql!("update rejects set body = replace(body, 'anonymousId', 'event\":\"Cart Viewed\",\"anonymousId')");
    site.shop.db_writes(move |tx| tx.exec(text, params![])).await;
    let again = site.owner.tells(&format!("/api/v1/sources/{id}/rejects/replay"), "", &json!({})).await;
    assert_eq!(again.expect(200).json()["taken"], 1);
    site.shop.settle().await;
    assert_eq!(site.behavior("b-1").await["visits"], 1);
    assert_eq!(site.card("b-1").await["facts"], 1);
    let text = sql!("select count(*) from events where actor is null and body like '%\"own\":true%'");
    assert_eq!(site.shop.db_reads(|tx| tx.query_one(text, params![], |row| row.get::<i64>(0))).await, Some(3));
    let text = sql!("select count(*) from identifiers");
    assert_eq!(site.shop.db_reads(|tx| tx.query_one(text, params![], |row| row.get::<i64>(0))).await, Some(1));
    let recent = site.owner.gets(&format!("/console/sources/{id}")).await.expect(200).text;
    assert!(recent.contains("Red propia"), "it is marked where one looks: {recent}");
    site.owner.tells(&set, "", &json!({ "networks": ["shop"] })).await.expect(400);
    site.is_sound().await;
}

async fn what_ages_leaves_the_thread_and_stays_counted(engine: Engine) {
    let mut site = Site::open(engine, "browser").await;
    site.shop.stocks(&[("85048", "A shirt")]).await;
    let order = json!({ "number": "W-1", "channel": "web", "currency": "EUR",
        "customer": { "kind": "browser", "value": "b-1", "how": "claimed" },
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "10" }] });
    site.owner.tells("/api/v1/orders", "w-1", &order).await.expect(201);
    site.views(10, "b-1").await;
    site.views(10, "b-2").await;
    let before = (site.behavior("b-1").await, site.card("b-1").await);
    for days in [89, 2] {
        site.shop.clock.pass_seconds(days * 86_400);
        let now = site.shop.clock.now();
        while site.shop.db_writes(move |tx| sweep(tx, now)).await {}
        site.is_sound().await;
        let views = sql!("select count(*) from events where kind = 'Product Viewed'");
        let left = site.shop.db_reads(|tx| tx.query_one(views, params![], |row| row.get::<i64>(0))).await;
        assert_eq!(left, Some(if days == 89 { 2 } else { 0 }));
    }
    // The session is over by now.
    site.owner = site.shop.owner().await;
    let others = sql!("select count(*) from events where kind = 'Order Completed'");
    assert_eq!(site.shop.db_reads(|tx| tx.query_one(others, params![], |row| row.get::<i64>(0))).await, Some(1));
    let after = (site.behavior("b-1").await, site.card("b-1").await);
    for field in ["latest", "categories", "variants", "channels"] {
        assert_eq!(after.0[field], before.0[field], "{field}");
    }
    for field in ["facts", "first_seen", "last_seen", "channels", "figures"] {
        assert_eq!(after.1[field], before.1[field], "{field}");
    }
    site.views(5, "b-1").await;
    assert_eq!(site.behavior("b-1").await["visits"], 1, "of the last month");
    // A new version would not know what has left.
    for fold in rooms::folds().into_iter().filter(|fold| ["card", "visits"].contains(&fold.name)) {
        let (name, new) = (fold.name, Fold { version: fold.version + 1, ..fold.clone() });
        let mut follower = Follower::new(site.shop.app.db.clone(), site.shop.clock.clone(), new, "new".into());
        let refused = follower.catch_up().await.expect_err("it would lose what has aged");
        assert_eq!(refused.code(), "cannot-rebuild");
        let active = site.shop.db_reads(move |tx| followers::active_version(tx, name)).await;
        assert_eq!(active, fold.version, "{name}");
    }
    site.is_sound().await;
}

async fn visits_of_two_browsers_add_up_and_part_again(engine: Engine) {
    let site = Site::open(engine, "browser").await;
    site.views(120, "b-1").await;
    site.views(10, "b-1").await;
    site.views(8, "b-2").await;
    let (one, other) = (site.person("b-1").await, site.person("b-2").await);
    let cx = site.shop.cx();
    let link = site.shop.db_writes(move |tx| merges::merge(&cx, tx, one, other)).await;
    site.shop.settle().await;
    assert_eq!(site.person("b-2").await, one);
    let told = site.behavior("b-1").await;
    assert_eq!((&told["visits"], &told["views"]), (&json!(3), &json!(3)), "{told}");
    site.is_sound().await;
    let cx = site.shop.cx();
    site.shop.db_writes(move |tx| merges::undo(&cx, tx, link)).await;
    site.views(6, "b-2").await;
    assert_eq!(site.behavior("b-1").await["visits"], 2);
    let told = site.behavior("b-2").await;
    assert_eq!((&told["visits"], &told["views"]), (&json!(1), &json!(2)), "{told}");
    site.is_sound().await;
}

async fn two_browsers_are_one_person_by_their_account(engine: Engine) {
    let site = Site::open(engine, "server").await;
    site.views(100, "b-1").await;
    site.views(50, "b-2").await;
    for browser in ["b-1", "b-2"] {
        let traits = json!({ "name": "Ana" });
        let message = json!({ "type": "identify", "userId": "ana", "anonymousId": browser, "traits": traits });
        site.hears(9, message).await;
    }
    assert_eq!(site.person("b-1").await, site.person("b-2").await);
    let told = site.behavior("b-2").await;
    // Each identify call is something they did just now, under their account.
    assert_eq!((&told["visits"], &told["views"]), (&json!(3), &json!(2)), "{told}");
    assert_eq!(site.card("b-1").await["name"], "Ana");
    site.is_sound().await;
}

/// Ten times as many people look as buy, and nobody wants to read past them.
async fn visitors_stand_apart_from_customers(engine: Engine) {
    let site = Site::open(engine, "server").await;
    let many = async |which: &str| {
        let mut ways = Vec::new();
        for sort in ["last_seen", "spent&ascending=true"] {
            let list = site.owner.gets(&format!("/api/v1/customers?visitors={which}&sort={sort}")).await;
            ways.push(list.expect(200).json()["data"].as_array().map(Vec::len));
        }
        assert_eq!(ways[0], ways[1], "{which}");
        ways[0].unwrap_or_default()
    };
    for browser in ["b-1", "b-2", "b-3"] {
        site.views(30, browser).await;
    }
    assert_eq!((many("without").await, many("with").await, many("only").await), (0, 3, 3));
    site.hears(9, json!({ "type": "identify", "userId": "ana", "anonymousId": "b-1" })).await;
    assert_eq!((many("without").await, many("with").await, many("only").await), (1, 3, 2));
    site.shop.stocks(&[("85048", "A shirt")]).await;
    let order = json!({ "number": "W-1", "channel": "web", "currency": "EUR",
        "customer": { "kind": "browser", "value": "b-2", "how": "claimed" },
        "lines": [{ "sku": "85048", "quantity": 1, "unit_price": "10" }] });
    site.owner.tells("/api/v1/orders", "w-1", &order).await.expect(201);
    site.shop.settle().await;
    assert_eq!((many("without").await, many("only").await), (2, 1), "whoever buys is a customer");
    // Without anything on the thread that would say so.
    let claims = json!([{ "kind": "browser", "value": "b-3", "how": "claimed" },
        { "kind": "email", "value": "eva@example.es", "how": "typed" }]);
    site.owner.tells("/api/v1/customers", "", &json!({ "claims": claims })).await.expect(200);
    site.is_sound().await;
    assert_eq!((many("without").await, many("only").await), (3, 0));
    let list = site.owner.gets("/api/v1/customers").await.expect(200).json();
    assert_eq!(list["data"].as_array().map(Vec::len), Some(3), "they are left out unless one asks");
    site.views(2, "b-4").await;
    let matching = json!({ "act": "add", "preview": true, "matching": { "visitors": "only" } });
    let label = site.owner.tells("/api/v1/labels", "", &json!({ "name": "Curiosos" })).await.expect(200).json();
    let id = label["id"].as_str().expect("an id");
    let counted = site.owner.tells(&format!("/api/v1/labels/{id}/bulk"), "", &matching).await.expect(200).json();
    assert_eq!(counted["customers"], 1, "{counted}");
    let page = site.owner.in_english().gets("/console/customers").await.expect(200).text;
    assert!(page.contains("3 customers") && page.matches("data-row").count() == 3, "{page}");
    let page = site.owner.gets("/console/customers?visitors=only").await.expect(200).text;
    assert_eq!(page.matches("data-row").count(), 1);
    site.is_sound().await;
}
