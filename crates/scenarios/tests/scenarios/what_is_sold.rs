//! What is sold: products in their sizes and colors, where they stand, and what still keeps them from the web shop.

use scenarios::{
    homes::Engine,
    people::Person,
    photographs::{file, quarters},
    shops::Shop,
};
use serde_json::{Value, json};

on_both_engines!(
    a_dress_is_told_and_told_again
    what_cannot_be_is_refused_and_changes_nothing
    a_size_is_bought_and_counts_for_its_product
    a_shelf_is_moved_and_taken_away
    what_is_missing_is_listed
    a_product_is_changed_and_priced_on_its_pages
);

/// A shelf, a maker and an attribute, so that the dress can name them.
async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let shelves =
        json!({ "data": [{ "code": "mujer/vestidos", "name": "Vestidos" }, { "code": "mujer", "name": "Mujer" }] });
    owner.tells("/api/v1/categories", "", &shelves).await.expect(200);
    let makers = json!({ "data": [{ "code": "taller", "name": "Taller do Miño", "address": "Rúa Real 1, Tui",
        "email": "hola@taller.example", "in_union": true }] });
    owner.tells("/api/v1/makers", "", &makers).await.expect(200);
    let attributes = json!({ "data": [{ "code": "neckline", "name": "Escote", "values": "choice", "is_facet": true },
        { "code": "weight", "name": "Peso", "values": "number", "unit": "g" }] });
    owner.tells("/api/v1/attributes", "", &attributes).await.expect(200);
    let lists = json!({ "data": [{ "code": "web", "name": "Web", "currency": "EUR" }] });
    owner.tells("/api/v1/price-lists", "", &lists).await.expect(200);
    let season = json!({ "data": [{ "code": "oi26", "name": "Otoño-invierno 2026", "is_season": true }] });
    owner.tells("/api/v1/collections", "", &season).await.expect(200);
    crate::what_is_seen::sends(&owner, photograph()).await.expect(201);
    (shop, owner)
}

fn photograph() -> Vec<u8> {
    file(quarters(60, 80), image::ImageFormat::Jpeg)
}

fn dress() -> Value {
    // Its id follows from the picture.
    let picture = catalog::pictures::take(&photograph()).expect("a picture").sheet.id;
    json!({
        "code": "TL-ALB", "name": "Vestido Alba", "description": "De lino lavado.\n\nCon bolsillos.", "state": "active",
        "brand": "Telar", "categories": ["mujer/vestidos", "mujer"], "collections": ["oi26"], "maker": "taller",
        "composition": [{ "fiber": "lino", "percent": 100 }], "care": ["wash_30_mild", "bleach_no"], "origin": "pt",
        "attributes": { "neckline": ["barco"], "weight": ["310"] },
        "translations": { "en": { "name": "Alba dress", "description": "In washed linen." } },
        "pictures": [{ "picture": picture, "alt": "Vestido largo de lino, de frente" }],
        "variants": [
            { "sku": "TL-ALB-TEJ-S", "gtin": "4006381333931", "options": { "size": "S", "color": "teja" } },
            { "sku": "TL-ALB-TEJ-M", "options": { "size": "M", "color": "teja" } },
        ],
    })
}

async fn tells(owner: &Person, product: &Value) -> Value {
    let told = owner.tells("/api/v1/products", "", &json!({ "products": [product] })).await.expect(200).json();
    told["data"][0].clone()
}

async fn a_dress_is_told_and_told_again(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let kept = tells(&owner, &dress()).await;
    let page = format!("/api/v1/products/{}", kept["id"].as_str().expect("an id"));
    let read = owner.gets(&page).await.expect(200).json();
    assert_eq!((&read["missing"], &read["is_publishable"]), (&json!(["price"]), &json!(false)));
    let price = json!({ "list": "web", "sku": "TL-ALB-TEJ-M", "kind": "regular", "amount": "79.90" });
    owner.tells("/api/v1/prices", "", &json!({ "prices": [price] })).await.expect(200);
    let read = owner.gets(&page).await.expect(200).json();
    assert_eq!((&read["origin"], &read["revision"]), (&json!("PT"), &json!(1)));
    assert_eq!(read["categories"], json!(["mujer/vestidos", "mujer"]), "the first is where its page stands");
    assert_eq!(read["attributes"], json!({ "neckline": ["barco"], "weight": ["310"] }));
    assert_eq!(read["translations"]["en"]["name"], "Alba dress");
    assert_eq!(read["variants"][0]["options"], json!({ "color": "teja", "size": "S" }));
    assert_eq!((&read["missing"], &read["is_publishable"]), (&json!([]), &json!(true)));

    // What is left out stays; what is empty goes; a size that is not told again is not sold any more.
    let later = json!({ "code": "TL-ALB", "brand": "", "variants": [
        { "sku": "TL-ALB-TEJ-M", "options": { "size": "M", "color": "teja" } },
        { "sku": "TL-ALB-TEJ-L", "options": { "size": "L", "color": "teja" } } ] });
    let kept = tells(&owner, &later).await;
    assert_eq!((&kept["name"], &kept["brand"], &kept["revision"]), (&json!("Vestido Alba"), &Value::Null, &json!(2)));
    let sold: Vec<(&Value, &Value)> =
        kept["variants"].as_array().expect("variants").iter().map(|one| (&one["sku"], &one["is_sold"])).collect();
    let expected = [
        (&json!("TL-ALB-TEJ-M"), &json!(true)),
        (&json!("TL-ALB-TEJ-S"), &json!(false)),
        (&json!("TL-ALB-TEJ-L"), &json!(true)),
    ];
    assert_eq!(sold, expected);
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn what_cannot_be_is_refused_and_changes_nothing(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    let kept = tells(&owner, &dress()).await;
    let page = format!("/api/v1/products/{}", kept["id"].as_str().expect("an id"));
    let with = |field: &str, value: Value| {
        let mut product = dress();
        product[field] = value;
        json!({ "products": [product] })
    };
    let cases = [
        (with("categories", json!(["hombre"])), "unknown"),
        (with("maker", json!("nobody")), "unknown"),
        (with("origin", json!("XX")), "origin"),
        (with("translations", json!({ "zz": { "name": "Alba" } })), "language"),
        (with("attributes", json!({ "heel": ["7"] })), "unknown"),
        (with("attributes", json!({ "weight": ["heavy"] })), "attributes"),
        (with("composition", json!([{ "fiber": "lino", "percent": 90 }])), "composition"),
        (with("variants", json!([{ "sku": "TL-1", "gtin": "4006381333932", "options": {} }])), "gtin"),
        (with("relations", json!({ "related": ["TL-NONE"] })), "unknown"),
        (json!({ "products": [dress(), dress()] }), "code"),
        (json!({ "products": [] }), "products"),
        (json!({ "products": [dress()], "revision": 7 }), "changed"),
        (json!({ "products": [{ "code": "TL-2", "variants": [{ "sku": "TL-ALB-TEJ-S" }] }] }), "sku-taken"),
        (
            json!({ "products": [{ "code": "TL-2", "variants": [
            { "sku": "TL-2", "gtin": "4006381333931", "options": {} }] }] }),
            "gtin",
        ),
    ];
    for (body, code) in cases {
        let status = if ["changed", "sku-taken"].contains(&code) { 409 } else { 400 };
        let refused = owner.tells("/api/v1/products", "", &body).await.expect(status).json();
        assert_eq!(refused["type"], format!("/problems/{code}"), "{body}");
    }
    assert_eq!(owner.gets(&page).await.expect(200).json()["revision"], 1);
    let lists = [
        ("makers", json!({ "code": "x", "name": "X", "email": "nobody" }), "email"),
        ("makers", json!({ "code": "x", "name": "X", "address": "a\u{202e}b" }), "text"),
        ("attributes", json!({ "code": "x", "name": "X", "values": "number", "unit": "a".repeat(21) }), "text"),
        ("price-lists", json!({ "code": "x", "name": "X", "currency": "EUR", "zone": "Galicia" }), "zone"),
        ("price-lists", json!({ "code": "x", "name": "X", "currency": "EUR", "zone": "XX-GA" }), "zone"),
        ("price-lists", json!({ "code": "x", "name": "X", "currency": "EUR", "channel": "a\u{0}" }), "text"),
        (
            "size-grids",
            json!({ "code": "x", "name": "X", "sizes": [{ "size": "S", "measures": { "chest": [900, 800] } }] }),
            "measures",
        ),
    ];
    for (list, entry, code) in lists {
        let refused = owner.tells(&format!("/api/v1/{list}"), "", &json!({ "data": [entry] })).await.expect(400).json();
        assert_eq!(refused["type"], format!("/problems/{code}"), "{list} {entry}");
    }
    // A GTIN may move on within a product. Left out it stays, empty it goes.
    let mut moved = dress();
    moved["variants"][0]["gtin"] = json!("");
    moved["variants"][1]["gtin"] = json!("4006381333931");
    assert_eq!(tells(&owner, &moved).await["variants"][1]["gtin"], "4006381333931");
    moved["variants"][0].as_object_mut().expect("a variant").remove("gtin");
    moved["variants"][1].as_object_mut().expect("a variant").remove("gtin");
    assert_eq!(tells(&owner, &moved).await["variants"][1]["gtin"], "4006381333931");
    moved["variants"][1]["gtin"] = json!("");
    assert_eq!(tells(&owner, &moved).await["variants"][1]["gtin"], json!(null));
    // A SKU moves on where both products are told.
    moved["variants"] = json!([{ "sku": "TL-ALB-TEJ-M", "options": { "size": "M", "color": "teja" } }]);
    let other = json!({ "code": "TL-2", "variants": [{ "sku": "TL-ALB-TEJ-S" }] });
    let both = owner.tells("/api/v1/products", "", &json!({ "products": [moved, other] })).await.expect(200).json();
    assert_eq!(both["data"][1]["variants"][0]["sku"], "TL-ALB-TEJ-S");
}

async fn a_size_is_bought_and_counts_for_its_product(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let kept = tells(&owner, &dress()).await;
    let line = |sku: &str| json!({ "sku": sku, "quantity": 1, "unit_price": "79.90" });
    let order = json!({ "number": "T-1", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es" },
        "lines": [line("TL-ALB-TEJ-S"), line("TL-ALB-TEJ-M")] });
    let id = owner.records_order(&order).await;
    // The S goes back: it is the S that was bought, not the M of the same dress.
    let back = json!({ "number": "D-1", "channel": "web", "currency": "EUR",
        "customer": { "kind": "email", "value": "ana@example.es" }, "lines": [line("TL-ALB-TEJ-M")] });
    owner.accepts_return(&back).await;
    shop.settle().await;
    let order = owner.gets(&format!("/api/v1/orders/{id}")).await.expect(200).json();
    let returned: Vec<(&Value, &Value)> =
        order["order_lines"].as_array().expect("lines").iter().map(|line| (&line["sku"], &line["returned"])).collect();
    assert_eq!(returned, [(&json!("TL-ALB-TEJ-S"), &json!(0)), (&json!("TL-ALB-TEJ-M"), &json!(1))]);
    let page = format!("/api/v1/products/{}", kept["id"].as_str().expect("an id"));
    let sales = owner.gets(&page).await.expect(200).json()["sales"][0].clone();
    assert_eq!((&sales["sold"], &sales["returned"], &sales["orders"]), (&json!(2), &json!(1), &json!(1)));
    let found = owner.gets("/api/v1/products?q=TL-ALB-TEJ-S").await.expect(200).json();
    assert_eq!(found["data"][0]["code"], "TL-ALB", "a SKU leads to its product");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn a_shelf_is_moved_and_taken_away(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &dress()).await;
    let shelves = json!({ "data": [{ "code": "lino", "name": "Lino" }] });
    owner.tells("/api/v1/categories", "", &shelves).await.expect(200);
    let move_to = async |body: Value| owner.tells("/api/v1/categories/move", "", &body).await;
    let moved = move_to(json!({ "code": "mujer/vestidos", "into": "lino" })).await.expect(200);
    assert_eq!(moved.json(), json!({ "code": "lino/vestidos" }));
    assert_eq!(product(&owner).await["categories"], json!(["lino/vestidos", "mujer"]));
    let top = move_to(json!({ "code": "lino/vestidos" })).await.expect(200);
    assert_eq!(top.json(), json!({ "code": "vestidos" }));
    for (body, status, problem) in [
        (json!({ "code": "casa" }), 404, "not-found"),
        (json!({ "code": "vestidos", "into": "casa" }), 400, "parent"),
        (json!({ "code": "vestidos", "into": "vestidos" }), 400, "within"),
        (json!({ "codes": ["vestidos"] }), 400, "body"),
    ] {
        assert_eq!(move_to(body.clone()).await.expect(status).problem(), problem, "{body}");
    }
    move_to(json!({ "code": "vestidos", "into": "lino" })).await.expect(200);
    let remove = async |code: &str| owner.tells("/api/v1/categories/remove", "", &json!({ "code": code })).await;
    assert_eq!(remove("lino").await.expect(400).problem(), "has-others");
    assert_eq!(remove("mujer").await.expect(400).problem(), "has-products");
    assert_eq!(remove("lino/vestidos").await.expect(200).json(), json!({ "products": 1 }));
    assert_eq!(product(&owner).await["categories"], json!(["lino", "mujer"]), "it stands in the one above");
    assert_eq!(remove("lino/vestidos").await.expect(404).problem(), "not-found");
    let viewer = shop.viewer().await;
    let refused = viewer.tells("/api/v1/categories/remove", "", &json!({ "code": "mujer" })).await.expect(403);
    assert_eq!(refused.problem(), "forbidden");
    shop.closes().await;
}

/// The dress as it is now.
async fn product(owner: &Person) -> Value {
    let found = owner.gets("/api/v1/products?q=TL-ALB").await.expect(200).json();
    let id = found["data"][0]["id"].as_str().expect("it is there").to_owned();
    owner.gets(&format!("/api/v1/products/{id}")).await.expect(200).json()
}

async fn what_is_missing_is_listed(engine: Engine) {
    let (_shop, owner) = opened(engine).await;
    tells(&owner, &dress()).await;
    let price = json!({ "list": "web", "sku": "TL-ALB-TEJ-S", "kind": "regular", "amount": "79.90" });
    owner.tells("/api/v1/prices", "", &json!({ "prices": [price] })).await.expect(200);
    tells(&owner, &json!({ "code": "TL-BAG", "name": "Bolso", "state": "active" })).await;
    let unready = owner.gets("/api/v1/products/unready").await.expect(200).json();
    let rows = unready["data"].as_array().expect("rows");
    assert_eq!(rows.len(), 1, "the dress is ready");
    assert_eq!(rows[0]["code"], "TL-BAG");
    assert_eq!(
        rows[0]["missing"],
        json!(["description", "category", "price", "maker", "composition", "picture", "name_translation"])
    );
    assert_eq!(rows[0]["is_publishable"], false);
}

async fn a_product_is_changed_and_priced_on_its_pages(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let kept = tells(&owner, &dress()).await;
    let page = format!("/console/products/{}", kept["id"].as_str().expect("an id"));
    let shown = owner.gets(&page).await.expect(200).text;
    assert!(shown.contains("TL-ALB-TEJ-S") && shown.contains("100 % lino"), "sizes and cloth are shown");

    let form = |revision: &'static str, composition: &'static str| {
        vec![
            ("code", "TL-ALB"),
            ("revision", revision),
            ("name", "Vestido Alba largo"),
            ("description", "De lino lavado."),
            ("state", "active"),
            ("brand", "Telar"),
            ("category", "mujer/vestidos"),
            ("composition", composition),
            ("care", "wash_hand"),
            ("maker", "taller"),
            ("name:en", "Long Alba dress"),
            ("description:en", ""),
        ]
    };
    let refused = owner.fills_in("/console/products/save", &form("1", "90 lino")).await.expect(400).text;
    assert!(refused.contains("90 lino") && refused.contains("Vestido Alba largo"), "what was written is not lost");
    owner.fills_in("/console/products/save", &form("1", "55 lino\n45% algodón")).await.expect(303);
    let refused = owner.fills_in("/console/products/save", &form("1", "100 lino")).await.expect(400);
    assert!(refused.text.contains("role=\"alert\""), "somebody has changed it since");
    let read =
        owner.gets(&format!("/api/v1/products/{}", kept["id"].as_str().expect("an id"))).await.expect(200).json();
    assert_eq!(
        (&read["name"], &read["translations"]["en"]["name"]),
        (&json!("Vestido Alba largo"), &json!("Long Alba dress"))
    );
    assert_eq!(read["composition"][1], json!({ "fiber": "algodón", "percent": 45 }));
    assert_eq!(read["variants"].as_array().expect("variants").len(), 2, "the form says nothing of sizes");
    assert_eq!(read["translations"]["en"].get("description"), None, "what is left empty is taken away");

    let price = |amount: &'static str| [("list", "web"), ("kind", "regular"), ("amount", amount)];
    owner.fills_in(&format!("{page}/prices"), &price("-1")).await.expect(400);
    let done = owner.fills_in(&format!("{page}/prices"), &price("79,90")).await.expect(303);
    let prices = owner.gets(done.header("location")).await.expect(200).text;
    assert!(prices.contains("Puestos 2 precios") && prices.contains("Precios de Vestido Alba largo"), "{prices}");
    let quoted = owner.gets("/api/v1/prices?skus=TL-ALB-TEJ-S,TL-ALB-TEJ-M").await.expect(200).json();
    assert_eq!((&quoted["data"][0]["amount"], &quoted["data"][1]["amount"]), (&json!("79.90"), &json!("79.90")));
    let viewer = shop.viewer().await;
    viewer.fills_in(&format!("{page}/prices"), &price("1")).await.expect(403);
    viewer.gets(&format!("{page}/prices")).await.expect(200);
    let unready = owner.gets("/console/products/unready").await.expect(200).text;
    assert_eq!(unready.matches("data-row").count(), 1, "the English description is missing");
}
