//! What is looked for is found: by staff all of it, by shoppers what may be shown, and never what is hidden.

use scenarios::{
    homes::{Engine, Home},
    people::Person,
    photographs::{file, quarters},
    programs::run,
    shops::Shop,
};
use serde_json::{Value, json};

on_both_engines!(
    a_product_is_found_as_soon_as_it_is_told
    what_is_hidden_is_nowhere_for_shoppers
    a_first_price_shows_a_product
    what_it_costs_narrows_down
    a_sale_begins_on_all_of_them
    what_a_list_changes_is_seen
    the_index_is_made_anew_where_it_is_gone
    another_house_has_its_own_index
    words_of_shoppers_lead_to_those_of_the_shop
    what_nobody_finds_is_counted
);

pub async fn opened(engine: Engine) -> (Shop, Person) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let shelves =
        json!({ "data": [{ "code": "mujer", "name": "Mujer" }, { "code": "mujer/vestidos", "name": "Vestidos" }] });
    owner.tells("/api/v1/categories", "", &shelves).await.expect(200);
    owner.tells("/api/v1/makers", "", &maker("hola@taller.example")).await.expect(200);
    let lists = json!({ "data": [{ "code": "web", "name": "Web", "currency": "EUR" }] });
    owner.tells("/api/v1/price-lists", "", &lists).await.expect(200);
    crate::what_is_seen::sends(&owner, photograph()).await.expect(201);
    let neck = json!({ "data": [{ "code": "escote", "name": "Escote", "values": "choice", "is_facet": true }] });
    owner.tells("/api/v1/attributes", "", &neck).await.expect(200);
    (shop, owner)
}

fn photograph() -> Vec<u8> {
    file(quarters(60, 80), image::ImageFormat::Jpeg)
}

fn maker(email: &str) -> Value {
    json!({ "data": [{ "code": "taller", "name": "Taller do Miño", "address": "Rúa Real 1, Tui", "email": email,
        "in_union": true }] })
}

pub fn garment(code: &str, name: &str, colors: &[&str]) -> Value {
    let variants: Vec<Value> = colors
        .iter()
        .map(|color| json!({ "sku": format!("{code}-{color}"), "options": { "color": color, "size": "M" } }))
        .collect();
    // Its id follows from the picture.
    let picture = catalog::pictures::take(&photograph()).expect("a picture").sheet.id;
    json!({ "code": code, "name": name, "description": "Cosido a mano.",
        "pictures": [{ "picture": picture, "alt": name }],
        "state": "active", "brand": "Telar",
        "categories": ["mujer/vestidos"], "maker": "taller", "attributes": { "escote": ["barco"] },
        "composition": [{ "fiber": "lino", "percent": 100 }], "variants": variants })
}

pub async fn tells(owner: &Person, products: &[Value]) {
    owner.tells("/api/v1/products", "", &json!({ "products": products })).await.expect(200);
    let skus = products.iter().filter_map(|product| product["variants"][0]["sku"].as_str());
    let price = |sku| json!({ "list": "web", "sku": sku, "kind": "regular", "amount": "49.90" });
    let prices: Vec<Value> = skus.map(price).collect();
    if !prices.is_empty() {
        owner.tells("/api/v1/prices", "", &json!({ "prices": prices })).await.expect(200);
    }
}

/// The codes of what is found, in order.
async fn finds(who: &Person, query: &str) -> Vec<String> {
    let found = who.gets(&format!("/api/v1/search?{query}")).await.expect(200).json();
    let rows = found["data"].as_array().expect("rows");
    assert!(found["total"].as_u64() >= Some(rows.len() as u64), "{found}");
    rows.iter().map(|row| row["code"].as_str().expect("a code").to_owned()).collect()
}

async fn a_product_is_found_as_soon_as_it_is_told(engine: Engine) {
    let (mut shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja", "crudo"]), garment("NUD", "Cinturón Nudo", &["tinta"])])
        .await;
    shop.settle().await;
    assert_eq!(finds(&owner, "q=vestidos%20alba").await, ["ALB"]);
    assert_eq!(finds(&owner, "q=CINTURON").await, ["NUD"]);
    assert_eq!(finds(&owner, "q=cintuorn").await, ["NUD"], "two letters swapped");
    assert_eq!(finds(&owner, "q=nud-tinta").await, ["NUD"], "by its SKU");
    let found = owner.gets("/api/v1/search?option.color=teja&option.color=tinta&sort=name").await.expect(200).json();
    assert_eq!((&found["total"], &found["data"][0]["code"], &found["next"]), (&json!(2), &json!("NUD"), &Value::Null));
    let colors = found["facets"].as_array().expect("facets").iter().find(|facet| facet["name"] == "option.color");
    let colors = &colors.expect("colors")["values"];
    assert_eq!(colors[0], json!({ "value": "crudo", "label": "crudo", "count": 1, "is_chosen": false }));
    assert_eq!(colors.as_array().map(Vec::len), Some(3), "its own filter is left out");
    let texts = owner.gets("/api/v1/search/suggest?q=cint").await.expect(200).json();
    assert_eq!((&texts["texts"], &texts["products"][0]["code"]), (&json!(["cinturón"]), &json!("NUD")));

    // It goes by itself in a shop that is open, too.
    shop.works_by_itself();
    tells(&owner, &[json!({ "code": "ALB", "name": "Falda Alba" })]).await;
    while finds(&owner, "q=falda").await != ["ALB"] {
        shop.settle().await;
    }
    assert_eq!(finds(&owner, "q=vestido%20&sort=name").await, ["NUD", "ALB"], "both still stand among the dresses");
}

async fn what_is_hidden_is_nowhere_for_shoppers(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut secret = garment("SEC", "Abrigo Secreto", &["violeta"]);
    secret["state"] = json!("draft");
    secret["brand"] = json!("Incognita");
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"]), secret.clone()]).await;
    shop.settle().await;
    for query in ["q=abrigo", "q=secreto", "q=SEC", "q=sec-violeta", "q=incognita", "q=abrigp", "option.color=violeta"]
    {
        assert_eq!(finds(&owner, query).await, ["SEC"], "{query}");
        assert_eq!(finds(&owner, &format!("{query}&audience=shoppers")).await, Vec::<String>::new(), "{query}");
    }
    for path in ["/api/v1/search?audience=shoppers", "/api/v1/search?audience=shoppers&q=a"] {
        let told = owner.gets(path).await.expect(200).text;
        assert!(!["SEC", "ecret", "violeta", "Incognita"].iter().any(|word| told.contains(word)), "{told}");
    }
    for begun in ["abr", "se", "inc", "vio", "a"] {
        let told = owner.gets(&format!("/api/v1/search/suggest?audience=shoppers&q={begun}")).await.expect(200).text;
        assert!(!["abrigo", "SEC", "secreto", "incognita", "violeta"].iter().any(|word| told.contains(word)), "{told}");
    }
    // Shown, and hidden again: not even before the index has heard of it.
    secret["state"] = json!("active");
    tells(&owner, std::slice::from_ref(&secret)).await;
    shop.settle().await;
    assert_eq!(finds(&owner, "q=abrigo&audience=shoppers").await, ["SEC"]);
    tells(&owner, &[json!({ "code": "SEC", "state": "archived" })]).await;
    assert_eq!(finds(&owner, "q=abrigo&audience=shoppers").await, Vec::<String>::new());
    shop.settle().await;
    assert_eq!(finds(&owner, "q=abrigo&audience=shoppers").await, Vec::<String>::new());
}

async fn a_first_price_shows_a_product(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let unpriced = json!({ "products": [garment("ALB", "Vestido Alba", &["teja"])] });
    owner.tells("/api/v1/products", "", &unpriced).await.expect(200);
    shop.settle().await;
    assert_eq!(finds(&owner, "audience=shoppers").await, Vec::<String>::new());
    let price = json!({ "list": "web", "sku": "ALB-teja", "kind": "regular", "amount": "49.90" });
    owner.tells("/api/v1/prices", "", &json!({ "prices": [price] })).await.expect(200);
    shop.settle().await;
    assert_eq!(finds(&owner, "audience=shoppers").await, ["ALB"]);
}

async fn what_it_costs_narrows_down(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"]), garment("NUD", "Cinturón Nudo", &["tinta"])]).await;
    let sets = async |price: Value| {
        owner.tells("/api/v1/prices", "", &json!({ "prices": [price] })).await.expect(200);
    };
    shop.settle().await;
    shop.clock.pass_seconds(60);
    sets(json!({ "list": "web", "sku": "NUD-tinta", "kind": "regular", "amount": "19.90" })).await;
    shop.settle().await;
    assert_eq!(finds(&owner, "price_max=30").await, ["NUD"], "a price that changes at once is followed");
    assert_eq!(finds(&owner, "price_min=49.90&price_max=49.90").await, ["ALB"]);
    assert_eq!(finds(&owner, "sort=dearest").await, ["ALB", "NUD"]);
    assert_eq!(finds(&owner, "sort=cheapest&available=yes").await, ["NUD", "ALB"]);
    assert!(finds(&owner, "price_min=0&currency=USD").await.is_empty(), "nothing costs dollars");
    let found = owner.gets("/api/v1/search?price_max=30").await.expect(200).json();
    assert_eq!(found["prices"], json!({ "least": "19.90", "most": "49.90" }), "as if nothing had been said of it");
    assert_eq!(found["data"][0]["price"]["amount"], "19.90");

    let now = shop.clock.now();
    let (from, to) = (now.plus_seconds(3_600), now.plus_seconds(7_200));
    sets(json!({ "list": "web", "sku": "ALB-teja", "kind": "sale", "amount": "15", "from": from, "to": to })).await;
    shop.settle().await;
    assert_eq!(finds(&owner, "sort=cheapest").await, ["NUD", "ALB"], "the sale has not begun");
    shop.clock.pass_seconds(3_600);
    shop.settle().await;
    assert_eq!(finds(&owner, "sort=cheapest").await, ["ALB", "NUD"], "it begins by itself");
    let shown = owner.gets("/api/v1/search?q=alba").await.expect(200).json();
    assert_eq!(shown["data"][0]["price"]["before"], "49.90");
    shop.clock.pass_seconds(3_600);
    shop.settle().await;
    assert_eq!(finds(&owner, "price_max=16").await, Vec::<String>::new(), "and it ends by itself");
    let offered = owner.gets("/api/v1/search/suggest?q=vest").await.expect(200).json();
    let dresses = json!({ "facet": "category", "value": "mujer/vestidos", "name": "Vestidos" });
    assert_eq!(offered["shelves"], json!([dresses]));
    owner.gets("/api/v1/search?price_max=treinta").await.expect(400);
}

async fn a_sale_begins_on_all_of_them(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    // More than the index reads at once.
    let codes: Vec<String> = (0..260).map(|number| format!("P{number}")).collect();
    let from = shop.clock.now().plus_seconds(3_600);
    for piece in codes.chunks(130) {
        let products: Vec<Value> = piece.iter().map(|code| json!({ "code": code, "name": "Falda" })).collect();
        owner.tells("/api/v1/products", "", &json!({ "products": products })).await.expect(200);
        let regular = |code| json!({ "list": "web", "sku": code, "kind": "regular", "amount": "40" });
        let sale = |code| json!({ "list": "web", "sku": code, "kind": "sale", "amount": "20", "from": from });
        let prices: Vec<Value> = piece.iter().map(regular).chain(piece.iter().map(sale)).collect();
        owner.tells("/api/v1/prices", "", &json!({ "prices": prices })).await.expect(200);
    }
    shop.settle().await;
    let total = async || owner.gets("/api/v1/search?price_max=30").await.expect(200).json()["total"].clone();
    assert_eq!(total().await, 0);
    shop.clock.pass_seconds(3_600);
    shop.settle().await;
    assert_eq!(total().await, 260);
}

async fn what_a_list_changes_is_seen(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"])]).await;
    shop.settle().await;
    assert_eq!(finds(&owner, "audience=shoppers").await, ["ALB"]);
    // Nobody may be shown a product whose maker cannot be reached.
    owner.tells("/api/v1/makers", "", &maker("")).await.expect(200);
    assert_eq!(finds(&owner, "audience=shoppers").await, Vec::<String>::new());
    shop.settle().await;
    let found = owner.gets("/api/v1/search?audience=shoppers").await.expect(200).json();
    assert_eq!((&found["total"], &found["facets"]), (&json!(0), &json!([])));
    owner.tells("/api/v1/makers", "", &maker("hola@taller.example")).await.expect(200);
    let shelf = json!({ "data": [{ "code": "mujer/vestidos", "name": "Trajes" }] });
    owner.tells("/api/v1/categories", "", &shelf).await.expect(200);
    shop.settle().await;
    assert_eq!(finds(&owner, "q=trajes&audience=shoppers").await, ["ALB"]);
}

async fn the_index_is_made_anew_where_it_is_gone(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"])]).await;
    shop.settle().await;
    let home = shop.closes().await;
    let index = home.data().join("search");
    assert!(index.is_dir());
    // It is kept, and followed from where it was.
    let shop = Shop::open_at(home).await;
    let owner = shop.owner().await;
    assert_eq!(finds(&owner, "q=alba").await, ["ALB"], "before anything was read again");
    tells(&owner, &[garment("NUD", "Cinturón Nudo", &["tinta"])]).await;
    shop.settle().await;
    assert_eq!(finds(&owner, "sort=name").await, ["NUD", "ALB"]);
    let home = shop.closes().await;
    std::fs::remove_dir_all(&index).expect("a folder");
    let shop = Shop::open_at(home).await;
    let owner = shop.owner().await;
    assert_eq!(finds(&owner, "").await, Vec::<String>::new());
    shop.settle().await;
    assert_eq!(finds(&owner, "sort=name").await, ["NUD", "ALB"]);
    let home = shop.closes().await;
    std::fs::write(index.join("meta.json"), "spoilt").expect("a file");
    let shop = Shop::open_at(home).await;
    let owner = shop.owner().await;
    shop.settle().await;
    assert_eq!(finds(&owner, "sort=name").await, ["NUD", "ALB"]);
}

async fn another_house_has_its_own_index(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"])]).await;
    shop.settle().await;
    let home = shop.closes().await;
    let copy = home.folder().join("house.gz");
    let copy = copy.to_str().expect("UTF-8").to_owned();
    run(&home, &["backup", &copy]).well();
    // What is told after the backup is not in the restored house, though its index lies in the folder.
    let shop = Shop::open_at(home).await;
    let owner = shop.owner().await;
    tells(&owner, &[garment("NUD", "Cinturón Nudo", &["tinta"])]).await;
    shop.settle().await;
    assert_eq!(finds(&owner, "sort=name").await, ["NUD", "ALB"]);
    let old = shop.closes().await;
    let new = Home::new(engine);
    run(&new, &["restore", &copy, "--without-tombstones"]).well();
    std::fs::create_dir_all(new.data()).expect("a folder");
    std::fs::rename(old.data().join("search"), new.data().join("search")).expect("the old index");
    let shop = Shop::open_at(new).await;
    let owner = shop.owner().await;
    assert_eq!(finds(&owner, "sort=name").await, ["ALB"], "rows are read, and there is no belt");
    shop.settle().await;
    let found = owner.gets("/api/v1/search").await.expect(200).json();
    assert_eq!(found["total"], 1);
}

async fn words_of_shoppers_lead_to_those_of_the_shop(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("CAM", "Camiseta lisa", &["teja"]), garment("ZAP", "Zapatillas de correr", &["tinta"])])
        .await;
    let told = json!({ "data": [{ "word": "Polera", "finds": ["camiseta"], "is_two_way": true },
        { "word": "tenis", "finds": ["zapatillas de correr"] }] });
    let kept = owner.tells("/api/v1/synonyms", "", &told).await.expect(200).json();
    assert_eq!(kept["data"][0], json!({ "word": "polera", "finds": ["camiseta"], "is_two_way": true }));
    shop.settle().await;
    assert_eq!(finds(&owner, "q=poleras").await, ["CAM"]);
    assert_eq!(finds(&owner, "q=tenis").await, ["ZAP"]);
    let taken = json!({ "data": [{ "word": "tenis", "finds": [] }] });
    assert_eq!(
        owner.tells("/api/v1/synonyms", "", &taken).await.expect(200).json()["data"].as_array().map(Vec::len),
        Some(1)
    );
    shop.settle().await;
    assert_eq!(finds(&owner, "q=tenis%20").await, Vec::<String>::new());
    let wrong = json!({ "data": [{ "word": "...", "finds": ["x"] }] });
    owner.tells("/api/v1/synonyms", "", &wrong).await.expect(400);
}

async fn what_nobody_finds_is_counted(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"])]).await;
    shop.settle().await;
    for query in [
        "q=Bañador",
        "q=ba%C3%B1ador%20",
        "q=alba",
        "q=ana%40example.es",
        "q=600123456",
        "q=alba&brand=Telar",
        "q=alba&after=1",
    ] {
        finds(&owner, query).await;
    }
    owner.gets("/api/v1/search/suggest?q=paraguas").await.expect(200);
    shop.settle().await;
    let report = owner.gets("/api/v1/search/misses").await.expect(200).json();
    let rows: Vec<_> = report["data"]
        .as_array()
        .expect("rows")
        .iter()
        .map(|row| (&row["query"], &row["times"], &row["misses"]))
        .collect();
    assert_eq!(rows, [(&json!("bañador"), &json!(2), &json!(2)), (&json!("alba"), &json!(1), &json!(0))]);
    finds(&owner, "q=ba%C3%B1ador").await;
    shop.settle().await;
    let report = owner.gets("/api/v1/search/misses?days=1&limit=1").await.expect(200).json();
    assert_eq!((&report["data"][0]["times"], report["data"].as_array().map(Vec::len)), (&json!(3), Some(1)));
    owner.gets("/api/v1/search/misses?days=0").await.expect(400);
}
