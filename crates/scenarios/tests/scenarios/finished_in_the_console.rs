//! A shop that has nothing yet finishes a product on its pages alone.

use scenarios::{
    homes::Engine,
    people::Person,
    photographs::{file, quarters},
    shops::Shop,
};
use serde_json::{Value, json};

on_both_engines!(
    an_empty_shop_publishes_a_dress
    a_new_product_has_its_price_at_once
    a_list_and_a_maker_are_made_and_changed
    sizes_come_by_color_and_are_not_deleted
    a_price_is_what_was_written
    a_reduction_ends_and_comes_back
    two_people_change_a_dress
    categories_move_and_go
    many_variants_are_a_small_page
    a_dress_goes_with_others_and_a_set_has_parts
);

async fn details(owner: &Person, code: &str) -> Value {
    let id = catalog::products::id_of(code);
    owner.gets(&format!("/api/v1/products/{id}")).await.expect(200).json()
}

fn page(code: &str) -> String {
    format!("/console/products/{}", catalog::products::id_of(code))
}

const LISTS: &str = "/console/products/price-lists";
const MAKERS: &str = "/console/products/makers";
const SAVE: &str = "/console/products/save";

fn list() -> [(&'static str, &'static str); 3] {
    [("name", "Precio de venta"), ("currency", "EUR"), ("taxed", "yes")]
}

async fn makes(owner: &Person, code: &str) {
    let fields = [("code", code), ("revision", "0"), ("name", "Vestido Alba"), ("state", "draft"), ("kind", "goods")];
    owner.fills_in(SAVE, &fields).await.expect(303);
}

async fn adds(owner: &Person, code: &str, color: &str, sizes: &[&str]) {
    let mut fields = vec![("act", "add"), ("color", color)];
    fields.extend(sizes.iter().map(|size| ("size", *size)));
    owner.fills_in(&format!("{}/variants", page(code)), &fields).await.expect(303);
}

async fn an_empty_shop_publishes_a_dress(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let new = owner.gets("/console/products/new").await.expect(200).text;
    assert!(new.contains(MAKERS) && new.contains("/console/products/categories"), "what is not there is one step away");
    makes(&owner, "ALB").await;
    let lacking = owner.gets(&page("ALB")).await.expect(200).text;
    for way in ["edit#state", "edit#description", "edit#category", "prices", "edit#maker", "pictures"] {
        assert!(lacking.contains(&format!("href=\"{}/{way}\"", page("ALB"))), "{way}: {lacking}");
    }
    let prices = owner.gets(&format!("{}/prices", page("ALB"))).await.expect(200).text;
    assert!(prices.contains(&format!("class=\"button button-act\" href=\"{LISTS}\"")), "{prices}");
    let suggested = owner.gets(LISTS).await.expect(200).text;
    assert!(suggested.contains("value=\"Precio de venta\"") && suggested.contains("value=\"EUR\" selected"));
    owner.fills_in(LISTS, &list()).await.expect(303);
    let maker = [
        ("name", "Taller do Miño"),
        ("address", "Rúa Real 1, Tui"),
        ("email", "hola@taller.example"),
        ("union", "yes"),
    ];
    owner.fills_in(MAKERS, &maker).await.expect(303);
    owner.fills_in("/console/products/categories", &[("name", "Mujer")]).await.expect(303);
    adds(&owner, "ALB", "Teja", &["S", "M"]).await;
    crate::what_is_seen::sends(&owner, file(quarters(60, 80), image::ImageFormat::Jpeg)).await.expect(201);
    let picture = catalog::pictures::take(&file(quarters(60, 80), image::ImageFormat::Jpeg)).expect("one").sheet.id;
    let shown = json!({ "code": "ALB", "pictures": [{ "picture": picture, "alt": "De frente" }] });
    owner.tells("/api/v1/products", "", &json!({ "products": [shown] })).await.expect(200);
    let revision = details(&owner, "ALB").await["revision"].to_string();
    let told = [
        ("code", "ALB"),
        ("revision", revision.as_str()),
        ("name", "Vestido Alba"),
        ("description", "De lino."),
        ("state", "active"),
        ("kind", "goods"),
        ("category", "mujer"),
        ("composition", "100 lino"),
        ("care", "wash_30"),
        ("care", "iron_no"),
        ("origin", "PT"),
        ("maker", "taller-do-mino"),
    ];
    owner.fills_in(SAVE, &told).await.expect(303);
    let price = [("list", "precio-de-venta"), ("kind", "regular"), ("amount", "1.250")];
    owner.fills_in(&format!("{}/prices", page("ALB")), &price).await.expect(303);
    let now = details(&owner, "ALB").await;
    assert_eq!((&now["is_publishable"], &now["origin"]), (&json!(true), &json!("PT")), "{now}");
    assert_eq!(now["care"], json!(["wash_30", "iron_no"]));
    let shown = owner.gets(&page("ALB")).await.expect(200).text;
    assert!(shown.contains("Taller do Miño") && shown.contains("Portugal") && shown.contains("1.250,00"), "{shown}");
    let viewer = shop.viewer().await;
    for (path, fields) in [(LISTS, &list()[..]), (MAKERS, &maker[..]), (SAVE, &told[..])] {
        viewer.fills_in(path, fields).await.expect(403);
    }
}

async fn a_new_product_has_its_price_at_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let new = |code: &'static str, price: &'static str| {
        let fields = [("code", code), ("revision", "0"), ("name", "Bolso"), ("state", "draft"), ("kind", "goods")];
        [&fields[..], &[("price", price)]].concat()
    };
    let form = owner.gets("/console/products/new").await.expect(200).text;
    assert!(form.contains(LISTS) && !form.contains("name=\"price\""), "there is no list yet");
    owner.fills_in(SAVE, &new("BOL", "12")).await.expect(400);
    owner.fills_in(LISTS, &list()).await.expect(303);
    let form = owner.gets("/console/products/new").await.expect(200).text;
    assert!(form.contains("name=\"price\"") && form.contains("Precio de venta"), "{form}");
    // What is no price leaves nothing, and what was written stays.
    let refused = owner.fills_in(SAVE, &new("BOL", "doce <b>")).await.expect(400).text;
    assert!(refused.contains("value=\"doce &#60;b&#62;\"") && refused.contains("role=\"alert\""), "{refused}");
    owner.gets(&page("BOL")).await.expect(404);
    for _ in 0..2 {
        // Who presses twice makes one product, which costs that.
        owner.fills_in(SAVE, &new("BOL", "1.250,50")).await.expect(303);
    }
    let quoted = owner.gets("/api/v1/prices?skus=BOL").await.expect(200).json();
    assert_eq!(quoted["data"][0]["amount"], "1250.50", "{quoted}");
    owner.fills_in(SAVE, &new("CIN", " ")).await.expect(303);
    let quoted = owner.gets("/api/v1/prices?skus=CIN").await.expect(200).json();
    assert_eq!(quoted["data"], json!([]), "{quoted}");
    let edit = owner.gets(&format!("{}/edit", page("BOL"))).await.expect(200).text;
    assert!(!edit.contains("name=\"price\""), "a price that is there has its own page");
}

async fn a_list_and_a_maker_are_made_and_changed(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    owner.fills_in(LISTS, &list()).await.expect(303);
    let again = owner.fills_in(LISTS, &list()).await.expect(400).text;
    assert!(again.contains("Ya hay una lista") && again.contains("value=\"Precio de venta\""), "{again}");
    for (currency, field, wrong) in [("EUR", "zone", "Canarias"), ("ABC", "zone", ""), ("EUR", "rank", "mucho")] {
        owner.fills_in(LISTS, &[("name", "Canarias"), ("currency", currency), (field, wrong)]).await.expect(400);
    }
    let islands = [("name", "Canarias"), ("currency", "EUR"), ("zone", "es-cn"), ("rank", "10"), ("channel", "web")];
    owner.fills_in(LISTS, &islands).await.expect(303);
    let change = [("known", "canarias"), ("name", "Islas <b>"), ("currency", "EUR"), ("zone", "ES-CN")];
    owner.fills_in(LISTS, &change).await.expect(303);
    let told = owner.gets("/api/v1/price-lists").await.expect(200).json();
    let islands = told["data"].as_array().expect("lists").iter().find(|one| one["code"] == "canarias").expect("it");
    assert_eq!((&islands["name"], &islands["is_taxed"]), (&json!("Islas <b>"), &json!(false)));
    let shown = owner.gets(LISTS).await.expect(200).text;
    assert!(shown.contains("Islas &#60;b&#62;") && shown.contains("España (CN)") && shown.contains("La de siempre"));
    owner.fills_in(LISTS, &[("known", "no-hay"), ("name", "x"), ("currency", "EUR")]).await.expect(404);

    owner.fills_in(MAKERS, &[("name", "Hilos"), ("union", "no")]).await.expect(303);
    assert!(owner.gets(MAKERS).await.expect(200).text.contains("Falta dirección o correo"));
    let wrong = [("known", "hilos"), ("name", "Hilos"), ("email", "hilos"), ("union", "no")];
    owner.fills_in(MAKERS, &wrong).await.expect(400);
    let opened = owner.gets(&format!("{MAKERS}?code=hilos")).await.expect(200).text;
    assert!(opened.contains("value=\"hilos\"") && opened.contains("value=\"no\" selected"), "{opened}");
    owner.fills_in(MAKERS, &[("name", " ")]).await.expect(400);
    owner.fills_in(MAKERS, &[("name", "HILOS")]).await.expect(400);
}

async fn sizes_come_by_color_and_are_not_deleted(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    makes(&owner, "ALB").await;
    adds(&owner, "ALB", "Teja", &["S", "M"]).await;
    let variants = |told: &Value| -> Vec<(String, bool)> {
        let all = told["variants"].as_array().expect("variants").iter();
        all.map(|one| (one["sku"].as_str().expect("a SKU").to_owned(), one["is_sold"] == true)).collect()
    };
    let sold = |sku: &str| (sku.to_owned(), true);
    let told = details(&owner, "ALB").await;
    assert_eq!(variants(&told)[1..], [sold("ALB-TEJA-S"), sold("ALB-TEJA-M")]);
    assert!(!variants(&told)[0].1, "what stood for the whole product is sold by its sizes now");
    let path = format!("{}/variants", page("ALB"));
    let again = owner.fills_in(&path, &[("act", "add"), ("color", "Teja"), ("size", "S")]).await.expect(400).text;
    assert!(again.contains("Ya están todas esas") && again.contains("value=\"Teja\""), "{again}");
    owner.fills_in(&path, &[("act", "add")]).await.expect(400);
    let form = owner.gets(&path).await.expect(200).text;
    assert!(form.contains("aria-label=\"Teja, S\" checked"), "{form}");

    let here = [("act", "save"), ("here", "ALB-TEJA-S"), ("here", "ALB-TEJA-M"), ("sold", "ALB-TEJA-S")];
    let gtin = |number: &'static str| [&here[..], &[("gtin:ALB-TEJA-S", number)]].concat();
    let wrong = owner.fills_in(&path, &gtin("8412345678904")).await.expect(400).text;
    assert!(wrong.contains("tendría que ser 5") && wrong.contains("value=\"8412345678904\""), "{wrong}");
    let wrong = owner.fills_in(&path, &gtin("12")).await.expect(400).text;
    assert!(wrong.contains("8, 12, 13 o 14 dígitos"), "{wrong}");
    owner.fills_in(&path, &gtin("8412345678905")).await.expect(303);
    let told = details(&owner, "ALB").await;
    assert_eq!(variants(&told)[2], ("ALB-TEJA-M".to_owned(), false), "it is there and not sold");
    assert_eq!(told["variants"][1]["gtin"], "8412345678905");
    owner.fills_in(&path, &[("act", "save"), ("make", "L\u{1f}Teja")]).await.expect(303);
    assert_eq!(variants(&details(&owner, "ALB").await)[3], sold("ALB-TEJA-L"));
    let stale = [("act", "save"), ("revision", "1"), ("gtin:ALB-TEJA-S", "")];
    owner.fills_in(&path, &stale).await.expect(400);
    shop.viewer().await.fills_in(&path, &here).await.expect(403);
    shop.viewer().await.gets(&path).await.expect(200);
}

async fn a_price_is_what_was_written(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    owner.fills_in(LISTS, &list()).await.expect(303);
    makes(&owner, "ALB").await;
    let path = format!("{}/prices", page("ALB"));
    let price = |kind: &'static str, amount: &'static str, more: &[(&'static str, &'static str)]| {
        [&[("list", "precio-de-venta"), ("kind", kind), ("amount", amount)][..], more].concat()
    };
    for amount in ["1,250", "0.500", "59,905", "-5", "mucho", ""] {
        let refused = owner.fills_in(&path, &price("regular", amount, &[])).await.expect(400).text;
        assert!(refused.contains("así: 1.250,50"), "{amount}: {refused}");
    }
    let alone = owner.fills_in(&path, &price("sale", "40", &[])).await.expect(400).text;
    assert!(alone.contains("Pon primero el precio normal"), "{alone}");
    let done = owner.fills_in(&path, &price("regular", "1.250", &[])).await.expect(303);
    assert!(owner.gets(done.header("location")).await.expect(200).text.contains("Puesto un precio."));
    let quoted = owner.gets("/api/v1/prices?skus=ALB").await.expect(200).json();
    assert_eq!(quoted["data"][0]["amount"], "1250.00");
    let same = owner.fills_in(&path, &price("regular", "1250", &[])).await.expect(303);
    assert!(owner.gets(same.header("location")).await.expect(200).text.contains("no cambió nada"));
    for (kind, amount, more, says) in [
        ("sale", "1.250", &[][..], "menos que el precio normal"),
        ("regular", "60", &[("from", "2020-01-01")], "Ese día ya pasó"),
        ("regular", "60", &[("sku", "NO-HAY")], "Nada con esa referencia"),
        ("regular", "60", &[("to", "2035-01-01")], "un precio normal no acaba"),
        ("regular", "60", &[("from", "mañana")], "Elige un día"),
    ] {
        let refused = owner.fills_in(&path, &price(kind, amount, more)).await.expect(400).text;
        assert!(refused.contains(says), "{says}: {refused}");
    }
    shop.clock.pass_seconds(60);
    let english = owner.in_english();
    let wrong = english.fills_in(&path, &price("regular", "1.250", &[])).await.expect(400).text;
    assert!(wrong.contains("1,250.50"), "{wrong}");
    english.fills_in(&path, &price("regular", "1,300.50", &[])).await.expect(303);
    let quoted = owner.gets("/api/v1/prices?skus=ALB").await.expect(200).json();
    assert_eq!(quoted["data"][0]["amount"], "1300.50");
}

async fn a_reduction_ends_and_comes_back(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    owner.fills_in(LISTS, &list()).await.expect(303);
    makes(&owner, "ALB").await;
    let path = format!("{}/prices", page("ALB"));
    for amount in (50..62).map(|amount| amount.to_string()) {
        let fields = [("list", "precio-de-venta"), ("kind", "regular"), ("amount", amount.as_str())];
        owner.fills_in(&path, &fields).await.expect(303);
        shop.clock.pass_seconds(60);
    }
    let earlier = owner.gets(&path).await.expect(200).text;
    assert!(earlier.contains("4 cambios anteriores") && earlier.matches("<li>").count() >= 12, "{earlier}");
    let fields = [("list", "precio-de-venta"), ("kind", "sale"), ("amount", "40")];
    owner.fills_in(&path, &fields).await.expect(303);
    let asked = async || {
        let quoted = owner.gets("/api/v1/prices?skus=ALB").await.expect(200).json();
        quoted["data"][0]["amount"].as_str().expect("a price").to_owned()
    };
    assert_eq!(asked().await, "40.00");
    shop.clock.pass_seconds(60);
    let ended = owner.fills_in(&format!("{path}/end"), &[("list", "precio-de-venta")]).await.expect(303);
    assert_eq!(asked().await, "61.00");
    let shown = owner.gets(ended.header("location")).await.expect(200).text;
    assert!(shown.contains("Rebaja acabada."), "{shown}");
    let back = shown.split("action=\"").find(|at| at.contains("/prices/resume")).expect("the way back");
    let back = back.split('"').next().expect("an address").replace("&#38;", "&").replace("&amp;", "&");
    shop.clock.pass_seconds(60);
    owner.fills_in(&back, &[]).await.expect(303);
    assert_eq!(asked().await, "40.00");
    shop.viewer().await.fills_in(&format!("{path}/end"), &[("list", "precio-de-venta")]).await.expect(403);
}

async fn two_people_change_a_dress(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    makes(&owner, "ALB").await;
    // Who presses twice makes one product.
    let twice = [("code", "ALB"), ("revision", "0"), ("name", "Vestido Alba"), ("state", "draft"), ("kind", "goods")];
    let again = owner.fills_in(SAVE, &twice).await.expect(303);
    assert!(again.header("location").starts_with(&page("ALB")));
    let other = [("code", "ALB"), ("revision", "0"), ("name", "Otro"), ("state", "draft"), ("kind", "goods")];
    let taken = owner.fills_in(SAVE, &other).await.expect(400).text;
    assert!(taken.contains("Ya hay un producto con la referencia ALB"), "{taken}");
    assert!(taken.contains(&format!("href=\"{}\">Vestido Alba</a>", page("ALB"))), "{taken}");

    let seen = r#"{"kind":["goods"],"name":["Vestido Alba"],"state":["draft"]}"#;
    let form = |name: &'static str, brand: &'static str, revision: &'static str| {
        [
            ("code", "ALB"),
            ("revision", revision),
            ("seen", seen),
            ("name", name),
            ("brand", brand),
            ("state", "draft"),
            ("kind", "goods"),
        ]
    };
    owner.fills_in(SAVE, &form("Vestido Alba largo", "Telar", "1")).await.expect(303);
    let both = owner.fills_in(SAVE, &form("Vestido Alba corto", "", "1")).await.expect(400).text;
    assert!(both.contains("Vestido Alba largo") && both.contains("value=\"Vestido Alba corto\""), "{both}");
    assert!(both.contains("name=\"revision\" value=\"2\"") && both.contains("value=\"Telar\""), "{both}");
    owner.fills_in(SAVE, &form("Vestido Alba corto", "Telar", "2")).await.expect(303);
    let now = details(&owner, "ALB").await;
    assert_eq!((&now["name"], &now["brand"]), (&json!("Vestido Alba corto"), &json!("Telar")));
}

async fn categories_move_and_go(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let path = "/console/products/categories";
    let change = format!("{path}/change");
    let lacks = owner.fills_in(path, &[("name", "Faldas"), ("parent", "mujer")]).await.expect(400).text;
    assert!(lacks.contains("ya no existe") && lacks.contains("value=\"Faldas\""), "{lacks}");
    for (name, parent) in [("Mujer", ""), ("Rebajas", ""), ("Faldas", "mujer"), ("Largas", "mujer/faldas")] {
        owner.fills_in(path, &[("name", name), ("parent", parent), ("name:en", "In English")]).await.expect(303);
    }
    let product = json!({ "code": "ALB", "name": "Alba", "categories": ["mujer/faldas/largas", "mujer/faldas"] });
    owner.tells("/api/v1/products", "", &json!({ "products": [product] })).await.expect(200);
    let fields = |code: &'static str, parent: &'static str, act: &'static str| {
        [("code", code), ("name", "Faldas"), ("name:en", "Skirts"), ("parent", parent), ("act", act)]
    };
    let into_itself = owner.fills_in(&change, &fields("mujer/faldas", "mujer/faldas/largas", "save")).await;
    assert!(into_itself.expect(400).text.contains("dentro de sí misma"));
    let done = owner.fills_in(&change, &fields("mujer/faldas", "rebajas", "save")).await.expect(303);
    let opened = owner.gets(done.header("location")).await.expect(200).text;
    assert!(opened.contains("value=\"Skirts\"") && opened.contains(">rebajas/faldas</code>"), "{opened}");
    let told = details(&owner, "ALB").await;
    assert_eq!(told["categories"], json!(["rebajas/faldas/largas", "rebajas/faldas"]));
    shop.settle().await;
    let found = owner.gets("/api/v1/search?category=rebajas").await.expect(200).json();
    assert_eq!(found["total"], 1, "the search is told");
    assert_eq!(owner.gets("/api/v1/search?category=mujer").await.expect(200).json()["total"], 0);

    let half = owner.fills_in(&change, &[("code", "rebajas"), ("name", "Reba"), ("act", "up")]).await.expect(303);
    assert!(owner.gets(half.header("location")).await.expect(200).text.contains("value=\"Reba\""), "half a name stays");
    let refused =
        owner.fills_in(&change, &[("code", "rebajas"), ("name", " "), ("act", "save")]).await.expect(400).text;
    let place = refused.find("role=\"alert\"").expect("a refusal");
    assert!(refused.find("open-name").is_some_and(|field| place < field), "it stands where it was written");

    let open = owner.gets(&format!("{path}?open=rebajas/faldas/largas")).await.expect(200).text;
    assert!(open.contains("Su producto pasa a la de encima"), "{open}");
    let away = |code: &'static str| [("code", code), ("act", "remove")];
    owner.fills_in(&change, &away("rebajas")).await.expect(400);
    owner.fills_in(&change, &away("rebajas/faldas/largas")).await.expect(303);
    assert_eq!(details(&owner, "ALB").await["categories"], json!(["rebajas/faldas"]));
    owner.fills_in(&change, &away("mujer")).await.expect(303);
    let left = owner.gets("/api/v1/categories").await.expect(200).json();
    assert_eq!(left["data"].as_array().expect("categories").len(), 2);
    shop.viewer().await.fills_in(&change, &away("rebajas/faldas")).await.expect(403);
}

async fn many_variants_are_a_small_page(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    owner.fills_in(LISTS, &list()).await.expect(303);
    let variant = |number: usize| {
        let (color, size) = (format!("Color {:02}", number / 20), format!("{}", 30 + number % 20));
        json!({ "sku": format!("ALB-{number:04}"), "options": { "color": color, "size": size } })
    };
    let variants: Vec<Value> = (0..1_000).map(variant).collect();
    let product = json!({ "code": "ALB", "name": "Vestido Alba", "variants": variants });
    owner.tells("/api/v1/products", "", &json!({ "products": [product] })).await.expect(200);
    let prices: Vec<Value> = (0..1_000)
        .map(|number| {
            let amount = format!("{}.90", 20 + number);
            json!({ "list": "precio-de-venta", "sku": format!("ALB-{number:04}"), "kind": "regular", "amount": amount })
        })
        .collect();
    owner.tells("/api/v1/prices", "", &json!({ "prices": prices })).await.expect(200);
    let shelves: Vec<Value> = (0..60).map(|number| json!({ "code": format!("estante-{number:02}") })).collect();
    owner.tells("/api/v1/categories", "", &json!({ "data": shelves })).await.expect(200);
    let own = page("ALB");
    let others = [format!("{own}?page=10"), format!("{own}/prices"), format!("{own}/variants"), format!("{own}/edit")];
    let open = "/console/products/categories?open=estante-30".to_owned();
    for path in others.into_iter().chain([own.clone(), format!("{own}/variants?page=10"), open]) {
        let text = owner.gets(&path).await.expect(200).text;
        assert!(text.len() < 80_000, "{path}: {}", text.len());
    }
    let first = owner.gets(&own).await.expect(200).text;
    assert!(first.contains("50 colores") && first.contains("?page=2"), "{first}");
}

async fn a_dress_goes_with_others_and_a_set_has_parts(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    for code in ["ALB", "BEL", "SET"] {
        makes(&owner, code).await;
    }
    adds(&owner, "BEL", "Teja", &["U"]).await;
    let sku = details(&owner, "BEL").await["variants"][0]["sku"].as_str().expect("a SKU").to_owned();
    let set = async |related: &str, parts: &str| {
        let revision = details(&owner, "SET").await["revision"].to_string();
        let fields = [
            ("code", "SET"),
            ("revision", revision.as_str()),
            ("name", "Conjunto"),
            ("state", "draft"),
            ("kind", "goods"),
            ("related", related),
            ("cross_sell", ""),
            ("up_sell", ""),
            ("parts", parts),
        ];
        owner.fills_in(SAVE, &fields).await
    };
    // Names behind the codes are there to be read; blanks and empty lines are none.
    set("ALB\u{a0}· Otro nombre\r\n\r\n BEL ", &format!("2 × ALB\r\nBEL / {sku}")).await.expect(303);
    let told = details(&owner, "SET").await;
    assert_eq!(told["relations"]["related"], json!(["ALB", "BEL"]), "{told}");
    let parts = json!([{ "product": "ALB", "quantity": 2 }, { "product": "BEL", "sku": sku, "quantity": 1 }]);
    assert_eq!(told["parts"], parts, "{told}");
    let form = owner.gets(&format!("{}/edit", page("SET"))).await.expect(200).text;
    assert!(
        form.contains("2 × ALB\u{a0}· Vestido Alba") && form.contains(&format!("1 × BEL / {sku}\u{a0}· Vestido Alba")),
        "{form}"
    );
    let shown = owner.gets(&page("SET")).await.expect(200).text;
    assert!(shown.contains(&format!("href=\"{}\">2 × Vestido Alba</a>", page("ALB"))), "{shown}");
    for (related, parts) in
        [("SET", ""), ("NADA", ""), ("", "0 × ALB"), ("", "ALB / NADA"), ("", "9999999999999999999 × ALB")]
    {
        let refused = set(related, parts).await.expect(400).text;
        assert!(
            refused.contains("role=\"alert\"") && refused.contains(if related.is_empty() { parts } else { related })
        );
    }
    // A form that says nothing of it leaves it as it is.
    let revision = details(&owner, "SET").await["revision"].to_string();
    let fields =
        [("code", "SET"), ("revision", &revision), ("name", "Conjunto de lino"), ("state", "draft"), ("kind", "goods")];
    owner.fills_in(SAVE, &fields).await.expect(303);
    assert_eq!(details(&owner, "SET").await["parts"], parts);
    set("", "").await.expect(303);
    let told = details(&owner, "SET").await;
    assert_eq!(told["parts"], json!([]), "{told}");
}
