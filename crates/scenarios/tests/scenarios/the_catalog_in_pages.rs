//! What staff do with the whole catalog on its pages.

use hyper::{Method, header};
use image::ImageFormat;
use scenarios::{
    answers::Answer,
    homes::Engine,
    people::Person,
    photographs::{file, quarters},
    shops::Shop,
};
use serde_json::{Value, json};

use crate::found_in_the_catalog::{garment, opened, tells};

on_both_engines!(
    the_list_finds_as_the_search_does
    many_are_changed_at_once_and_taken_back
    all_that_match_are_changed_in_pieces
    cells_are_changed_where_they_stand
    pictures_are_sent_put_in_order_and_told_of
    prices_are_looked_at_changed_and_taken_back
    what_nobody_finds_becomes_a_synonym
    categories_are_made_named_and_put_in_order
    what_is_not_translated_is_written_beside_it
);

/// The value of a hidden field.
fn hidden<'p>(page: &'p str, name: &str) -> &'p str {
    let at = format!("name=\"{name}\" value=\"");
    page.split(&at).nth(1).and_then(|rest| rest.split('"').next()).expect("the field")
}

/// The names on the rows of a list, in order.
fn names(page: &str) -> Vec<&str> {
    let rows = page.split("data-row").skip(1);
    rows.filter_map(|row| row.split_once("title=\"")?.1.split('"').next()).collect()
}

async fn the_list_finds_as_the_search_does(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut draft = garment("ABR", "Abrigo Breva", &["tinta"]);
    draft["state"] = "draft".into();
    draft["pictures"] = json!([]);
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja", "crudo"]), garment("NUD", "Cinturón Nudo", &["tinta"])])
        .await;
    shop.clock.pass_seconds(60);
    tells(&owner, &[draft]).await;
    shop.settle().await;
    let list = owner.gets("/console/products").await.expect(200).text;
    assert_eq!(names(&list).len(), 3);
    assert!(list.contains("3 productos") && list.contains("49,90"), "how many, and what they cost: {list}");
    assert!(list.contains("src=\"/pictures/pic_"), "the first picture stands beside the name");
    assert!(list.contains("En preparación (1)"), "how many of each state there are");

    let found = owner.gets("/console/products?q=CINTURON").await.expect(200).text;
    assert_eq!(names(&found), ["Cinturón Nudo"]);
    assert!(!found.contains("class=\"reading\""), "accents and capitals are no mistakes");
    let found = owner.gets("/console/products?q=cintuorn").await.expect(200).text;
    assert_eq!(names(&found), ["Cinturón Nudo"]);
    assert!(found.contains("esto es lo que más se parece"), "{found}");
    let none = owner.gets("/console/products?q=zapatilla").await.expect(200).text;
    assert!(names(&none).is_empty() && none.contains("Nada encaja"), "{none}");

    let narrowed = owner.gets("/console/products?option.color=tinta&sort=newest").await.expect(200).text;
    assert_eq!(names(&narrowed), ["Abrigo Breva", "Cinturón Nudo"]);
    assert!(narrowed.contains("2 productos"), "{narrowed}");
    let narrowed = owner.gets("/console/products?option.color=tinta&state=active").await.expect(200).text;
    assert_eq!(names(&narrowed), ["Cinturón Nudo"]);
    owner.gets("/console/products?from=x").await.expect(400);
    // What shoppers are told has no say in what is a draft.
    owner.gets("/api/v1/search?audience=shoppers&state=draft").await.expect(400);
    let told = owner.gets("/api/v1/search?audience=shoppers").await.expect(200).text;
    assert!(!told.contains("\"state\",\"label\""), "{told}");
}

async fn details(owner: &Person, code: &str) -> Value {
    let id = catalog::products::id_of(code);
    owner.gets(&format!("/api/v1/products/{id}")).await.expect(200).json()
}

async fn season(owner: &Person) {
    let ranges = json!({ "data": [
        { "code": "oi26", "name": "Otoño 2026", "is_season": true },
        { "code": "pv27", "name": "Primavera 2027", "is_season": true },
        { "code": "boda", "name": "Boda" }] });
    owner.tells("/api/v1/collections", "", &ranges).await.expect(200);
}

async fn many_are_changed_at_once_and_taken_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    season(&owner).await;
    let mut alba = garment("ALB", "Vestido Alba", &["teja"]);
    alba["collections"] = json!(["oi26", "boda"]);
    tells(&owner, &[alba, garment("NUD", "Cinturón Nudo", &["tinta"]), garment("ABR", "Abrigo", &["azul"])]).await;
    owner
        .tells("/api/v1/products", "", &json!({ "products": [{ "code": "NUD", "state": "draft" }] }))
        .await
        .expect(200);
    shop.settle().await;
    let ids = ["ALB", "NUD"].map(|code| catalog::products::id_of(code).to_string());
    let of = format!("ids={}&ids={}", ids[0], ids[1]);
    let form = owner.gets(&format!("/console/products/bulk?{of}")).await.expect(200).text;
    assert!(form.contains("Cambiar 2 productos") && form.contains("Elige qué cambia"), "{form}");
    let preview = format!("/console/products/bulk?{of}&to_state=draft&to_season=pv27");
    let told = owner.gets(&preview).await.expect(200).text;
    assert!(told.contains("Cambiarían 2 productos") && told.contains("<s>Boda, Otoño 2026</s>"), "{told}");
    let told = owner.gets(&format!("/console/products/bulk?{of}&to_state=draft")).await.expect(200).text;
    assert!(told.contains("Cambiaría 1 producto") && told.contains("1 ya es así"), "{told}");

    let fields = [("ids", ids[0].as_str()), ("ids", &ids[1]), ("to_state", "draft"), ("to_season", "pv27")];
    owner.fills_in("/console/products/bulk", &fields[..2]).await.expect(400);
    let unknown = [("ids", ids[0].as_str()), ("add_category", "no-hay")];
    let refused = owner.fills_in("/console/products/bulk", &unknown).await.expect(400).text;
    assert!(refused.contains("role=\"alert\""), "{refused}");
    let done = owner.fills_in("/console/products/bulk", &fields).await.expect(303);
    let list = owner.gets(done.header("location")).await.expect(200).text;
    assert!(list.contains("Cambiaron 2 productos de 2"), "{list}");
    assert_eq!(details(&owner, "ALB").await["collections"], json!(["boda", "pv27"]));
    assert_eq!(details(&owner, "NUD").await["state"], "draft");
    // Somebody says otherwise of one of them; that stays when the change is taken back.
    owner
        .tells("/api/v1/products", "", &json!({ "products": [{ "code": "ALB", "state": "archived" }] }))
        .await
        .expect(200);
    let address = list.split("action=\"/console/products/bulk/").nth(1).expect("a way back").split('"').next();
    let undo = format!("/console/products/bulk/{}", address.expect("an address"));
    owner.fills_in(&undo, &[("back", "/console/products")]).await.expect(303);
    let alba = details(&owner, "ALB").await;
    assert_eq!((&alba["state"], &alba["collections"]), (&json!("archived"), &json!(["boda", "oi26"])));
    assert_eq!(details(&owner, "NUD").await["collections"], json!([]));
    owner.fills_in(&undo, &[("back", "/console/products")]).await.expect(409);
    shop.viewer().await.fills_in("/console/products/bulk", &fields).await.expect(403);
}

async fn all_that_match_are_changed_in_pieces(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    for piece in 0..3 {
        let products: Vec<Value> = (0..150)
            .map(|number| json!({ "code": format!("P{piece}{number:03}"), "name": "Calcetín", "state": "active" }))
            .collect();
        owner.tells("/api/v1/products", "", &json!({ "products": products })).await.expect(200);
    }
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"])]).await;
    shop.settle().await;
    let all = [("whom", "all"), ("q", "calcetines"), ("to_brand", "Rizo")];
    let told = owner.gets("/console/products/bulk?whom=all&q=calcetines&to_brand=Rizo").await.expect(200).text;
    assert!(told.contains("Cambiar 450 productos") && told.contains("y 400 más"), "{told}");
    let done = owner.fills_in("/console/products/bulk", &all).await.expect(303);
    shop.settle().await;
    let list = owner.gets(done.header("location")).await.expect(200).text;
    assert!(list.contains("Cambiaron 450 productos de 450"), "{list}");
    let rizo = owner.gets("/api/v1/search?brand=Rizo&limit=1").await.expect(200).json();
    assert_eq!(rizo["total"], 450);
    let address = list.split("action=\"/console/products/bulk/").nth(1).expect("a way back").split('"').next();
    let undo = format!("/console/products/bulk/{}", address.expect("an address"));
    owner.fills_in(&undo, &[("back", "/console/products")]).await.expect(303);
    shop.settle().await;
    let telar = owner.gets("/api/v1/search?brand=Rizo&limit=1").await.expect(200).json();
    assert_eq!(telar["total"], 0);
}

async fn cells_are_changed_where_they_stand(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"]), garment("NUD", "Cinturón Nudo", &["tinta"])]).await;
    shop.settle().await;
    let table = owner.gets("/console/products/table?q=vestido").await.expect(200).text;
    assert_eq!(table.matches("name=\"was\"").count(), 2, "both stand among the dresses");
    let [alba, nudo] = ["ALB", "NUD"].map(|code| catalog::products::id_of(code).to_string());
    let row = |id: &str, was: &str, name: &str| {
        let was = format!("{was}\u{1f}active\u{1f}Telar");
        let cells = [("id", id), ("was", &was), ("name", name), ("state", "active"), ("brand", "Telar")];
        cells.map(|(name, value)| (name, value.to_owned()))
    };
    let send = async |rows: Vec<(&'static str, String)>| {
        let fields: Vec<(&str, &str)> = rows.iter().map(|(name, value)| (*name, value.as_str())).collect();
        owner.fills_in("/console/products/table?q=vestido", &fields).await
    };
    let (first, nudo_first) =
        (row(&alba, "Vestido Alba", "Vestido Alba largo"), row(&nudo, "Cinturón Nudo", "Cinturón Nudo"));
    let done = send([first, nudo_first].concat()).await.expect(303);
    assert_eq!(done.header("location"), "/console/products/table?q=vestido&did=table");
    assert_eq!(details(&owner, "ALB").await["revision"], 2);
    assert_eq!(details(&owner, "NUD").await["revision"], 1, "what does not differ is not kept anew");
    // Of two rows, the one of which somebody has changed the same cell since is shown again with what was written.
    let other = [
        ("id", alba.as_str()),
        ("was", "Vestido Alba largo\u{1f}active\u{1f}Telar"),
        ("name", "Vestido Alba largo"),
        ("state", "active"),
        ("brand", "Rizo"),
    ];
    send(other.map(|(name, value)| (name, value.to_owned())).to_vec()).await.expect(303);
    let mine = row(&alba, "Vestido Alba", "Vestido Alba corto");
    let both = [mine, row(&nudo, "Cinturón Nudo", "Cinturón Nudo doble")].concat();
    let again = send(both).await.expect(400).text;
    assert!(again.contains("1 fila no se ha guardado") && again.contains("value=\"Vestido Alba corto\""), "{again}");
    assert!(
        again.contains("Guarda otra vez") && again.contains("value=\"Rizo\""),
        "what others changed is seen: {again}"
    );
    assert_eq!(details(&owner, "NUD").await["name"], "Cinturón Nudo doble");
    assert_eq!(details(&owner, "ALB").await["name"], "Vestido Alba largo");
    // Saved once more it is kept, and the brand that somebody else wrote stays.
    let now = [
        ("id", alba.as_str()),
        ("was", "Vestido Alba largo\u{1f}active\u{1f}Rizo"),
        ("name", "Vestido Alba corto"),
        ("state", "active"),
        ("brand", "Rizo"),
    ];
    send(now.map(|(name, value)| (name, value.to_owned())).to_vec()).await.expect(303);
    let kept = details(&owner, "ALB").await;
    assert_eq!((&kept["name"], &kept["brand"]), (&json!("Vestido Alba corto"), &json!("Rizo")));
}

/// Files in a form, as a browser sends them.
async fn sends_files(owner: &Person, path: &str, files: &[(&str, &[u8])]) -> Answer {
    let mut body = Vec::new();
    for (name, bytes) in files {
        let head = format!(
            "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"{name}\"\r\n\
             Content-Type: application/octet-stream\r\n\r\n"
        );
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(b"--x--\r\n");
    let request = owner.request(Method::POST, path).header("sec-fetch-site", "same-origin");
    owner.asks(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x"), body.into()).await
}

async fn pictures_are_sent_put_in_order_and_told_of(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let mut alba = garment("ALB", "Vestido Alba", &["teja", "crudo"]);
    alba["pictures"] = json!([]);
    tells(&owner, &[alba]).await;
    let page = format!("/console/products/{}/pictures", catalog::products::id_of("ALB"));
    assert!(owner.gets(&page).await.expect(200).text.contains("Aún no tiene fotos"));
    let [one, other] = [(40, 60), (50, 50)].map(|(width, height)| file(quarters(width, height), ImageFormat::Png));
    let send = format!("{page}/send");
    let files: [(&str, &[u8]); 3] = [("una.png", &one), ("<b>.heic", b"no picture"), ("otra.png", &other)];
    let refused = sends_files(&owner, &send, &files).await.expect(400).text;
    assert!(refused.contains("&#60;b&#62;.heic no es una foto"), "{refused}");
    assert_eq!(refused.matches("name=\"picture\"").count(), 2, "the others are there");
    assert!(refused.contains("Preparando tamaños"), "their sizes are being made");
    sends_files(&owner, &send, &[]).await.expect(400);
    sends_files(&owner, &send, &[("una.png", &one)]).await.expect(303);
    shop.settle().await;
    let shown = owner.gets(&page).await.expect(200).text;
    assert!(shown.contains("src=\"/pictures/pic_") && !shown.contains("Preparando"), "{shown}");
    let ids: Vec<&str> =
        shown.split("name=\"picture\" value=\"").skip(1).filter_map(|at| at.split('"').next()).collect();
    assert_eq!(ids.len(), 2, "the same picture twice is one");
    let revision = shown.split("name=\"revision\" value=\"").nth(1).and_then(|at| at.split('"').next()).expect("one");
    let form = [
        ("revision", revision),
        ("act", "up-1"),
        ("picture", ids[0]),
        ("alt", "Vestido de frente"),
        ("alt:en", "Dress from the front"),
        ("color", "teja"),
        ("picture", ids[1]),
        ("alt", ""),
        ("alt:en", ""),
        ("color", ""),
    ];
    owner.fills_in(&page, &form).await.expect(303);
    let pictures = details(&owner, "ALB").await["pictures"].clone();
    assert_eq!((&pictures[0]["picture"], &pictures[1]["picture"]), (&json!(ids[1]), &json!(ids[0])));
    assert_eq!((&pictures[1]["alt"], &pictures[1]["color"]), (&json!("Vestido de frente"), &json!("teja")));
    assert_eq!(pictures[1]["translations"]["en"], "Dress from the front");
    let late = owner.fills_in(&page, &form).await.expect(400).text;
    assert!(late.contains("Alguien ha cambiado las fotos"), "somebody has changed it since: {late}");
    let product = owner.gets(page.trim_end_matches("/pictures")).await.expect(200).text;
    assert!(product.contains("alt=\"Vestido de frente\""), "{product}");
    let gone = [("revision", "3"), ("act", "remove-0"), ("picture", ids[1]), ("picture", ids[0])];
    owner.fills_in(&page, &gone).await.expect(303);
    assert_eq!(details(&owner, "ALB").await["pictures"].as_array().map(Vec::len), Some(1));
    let viewer = shop.viewer().await;
    assert!(!viewer.gets(&page).await.expect(200).text.contains("type=\"file\""), "who may only look sends nothing");
    sends_files(&viewer, &send, &[("una.png", &one)]).await.expect(403);
}

async fn prices_are_looked_at_changed_and_taken_back(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    season(&owner).await;
    let mut alba = garment("ALB", "Vestido Alba", &["teja"]);
    alba["collections"] = json!(["oi26"]);
    tells(&owner, &[alba, garment("NUD", "Cinturón Nudo", &["tinta"])]).await;
    shop.settle().await;
    let path = "/console/products/price-changes";
    let empty = owner.gets(path).await.expect(200).text;
    assert!(empty.contains("Aún no hay cambios") && empty.contains("value=\"collection:oi26\""), "{empty}");
    shop.clock.pass_seconds(600);
    let plan =
        owner.gets(&format!("{path}?of=collection:oi26&how=down-percent&amount=20&ending=0.95")).await.expect(200);
    assert!(plan.text.contains("Cambiaría 1 precio") && plan.text.contains("39,95"), "{plan:?}");
    assert_eq!(plan.text.matches("49,90").count(), 2, "what is asked now, and what must stand beside it");
    let plan = owner.gets(&format!("{path}?of=all&how=to&amount=60")).await.expect(200).text;
    assert!(plan.contains("2 no pueden ser") && plan.contains("no sería una rebaja"), "{plan}");
    let old = owner.gets(&format!("{path}?amount=20&from_day=2020-01-01")).await.expect(200).text;
    assert!(old.contains("role=\"alert\"") && !old.contains("bulk-do"), "a day that is over: {old}");
    assert!(!plan.contains("Cambiar 0 precios"), "what cannot be has no button");
    let wrong = owner.gets(&format!("{path}?amount=mucho")).await.expect(200).text;
    assert!(wrong.contains("Escribe cuánto") && wrong.contains("value=\"mucho\""), "{wrong}");

    let id = catalog::products::id_of("NUD").to_string();
    let chosen =
        [("ids", id.as_str()), ("list", "web"), ("price_kind", "sale"), ("how", "down-by"), ("amount", "9,90")];
    let looked = owner.gets(&format!("{path}?ids={id}&list=web&price_kind=sale&how=down-by&amount=9,90")).await.text;
    let (change, plan) = (hidden(&looked, "change"), hidden(&looked, "plan"));
    let chosen = [&chosen[..], &[("change", change), ("plan", plan)]].concat();
    let mut other = chosen.clone();
    other[4].1 = "9,80";
    let moved = owner.fills_in(path, &other).await.expect(400).text;
    assert!(moved.contains("han cambiado desde que miraste") && moved.contains("40,10"), "{moved}");
    owner.fills_in(path, &chosen).await.expect(303);
    owner.fills_in(path, &chosen).await.expect(303);
    let made = owner.gets("/api/v1/price-changes").await.expect(200).json();
    assert_eq!(made["data"].as_array().map(Vec::len), Some(1), "pressed twice, it is done once");
    let quoted = owner.gets("/api/v1/prices?skus=NUD-tinta,ALB-teja").await.expect(200).json();
    assert_eq!((&quoted["data"][0]["amount"], &quoted["data"][1]["amount"]), (&json!("40.00"), &json!("49.90")));
    let made = owner.gets(path).await.expect(200).text;
    assert!(made.contains("Rebaja: baja 9,90") && made.contains("1 producto · Web"), "{made}");
    let nobodys = [("list", "web"), ("how", "to"), ("amount", "99"), ("of", "brand:Nadie")];
    let unused = catalog::prices::ChangeId::new(shop.cx().now).to_string();
    owner.fills_in(path, &[&nobodys[..], &[("change", &unused), ("plan", "")]].concat()).await.expect(400);
    shop.clock.pass_seconds(60);
    let undo = made.split("action=\"/console/products/price-changes/").nth(1).and_then(|at| at.split('"').next());
    owner.fills_in(&format!("{path}/{}", undo.expect("a way back")), &[]).await.expect(303);
    let quoted = owner.gets("/api/v1/prices?skus=NUD-tinta").await.expect(200).json();
    assert_eq!(quoted["data"][0]["amount"], "49.90");
    assert!(owner.gets(path).await.expect(200).text.contains("Deshecho"));
    let viewer = shop.viewer().await;
    assert!(!viewer.gets(path).await.expect(200).text.contains("id=\"amount\""), "who may only look changes nothing");
    viewer.fills_in(path, &chosen).await.expect(403);
}

async fn what_nobody_finds_becomes_a_synonym(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    let path = "/console/products/words";
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"])]).await;
    shop.settle().await;
    let empty = owner.gets(path).await.expect(200).text;
    assert!(empty.contains("Aún no hay sinónimos") && empty.contains("se encontró"), "{empty}");
    owner.gets("/api/v1/search?q=solera").await.expect(200);
    owner.gets("/api/v1/search?q=vestido").await.expect(200);
    shop.settle().await;
    let missed = owner.gets(path).await.expect(200).text;
    assert!(missed.contains("?word=solera#finds") && !missed.contains("?word=vestido"), "{missed}");
    assert!(owner.gets(&format!("{path}?word=solera")).await.expect(200).text.contains("value=\"solera\""));
    let refused = owner.fills_in(path, &[("word", "solera"), ("finds", " , ")]).await.expect(400).text;
    assert!(refused.contains("role=\"alert\"") && refused.contains("value=\"solera\""), "{refused}");
    owner.fills_in(path, &[("word", "Solera"), ("finds", "vestido, falda")]).await.expect(303);
    let known = owner.gets(path).await.expect(200).text;
    assert!(known.contains("encuentra también falda, vestido"), "{known}");
    assert!(known.contains("Tiene sinónimo"), "{known}");
    shop.settle().await;
    let found = owner.gets("/console/products?q=solera").await.expect(200).text;
    assert_eq!(names(&found), ["Vestido Alba"]);
    owner.fills_in(&format!("{path}/remove"), &[("word", "solera")]).await.expect(303);
    assert!(owner.gets(path).await.expect(200).text.contains("Aún no hay sinónimos"));
    shop.viewer().await.fills_in(path, &[("word", "a"), ("finds", "b")]).await.expect(403);
}

async fn categories_are_made_named_and_put_in_order(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let path = "/console/products/categories";
    assert!(owner.gets(path).await.expect(200).text.contains("Aún no hay categorías"));
    let add = async |name: &str, parent: &str| owner.fills_in(path, &[("name", name), ("parent", parent)]).await;
    add("Mujer", "").await.expect(303);
    add("Vestidos de fiesta", "mujer").await.expect(303);
    add("Abrigos", "mujer").await.expect(303);
    let again = add("vestidos de Fiesta", "mujer").await.expect(400).text;
    assert!(again.contains("ya hay una categoría") && again.contains("value=\"vestidos de Fiesta\""), "{again}");
    add("¿?", "").await.expect(400);
    let product = json!({ "code": "ALB", "name": "Alba", "categories": ["mujer/vestidos-de-fiesta"] });
    owner.tells("/api/v1/products", "", &json!({ "products": [product] })).await.expect(200);
    shop.settle().await;
    let order = |page: &str| -> Vec<String> {
        page.split("<li class=\"depth-")
            .skip(1)
            .filter_map(|at| at.split_once("id=\""))
            .map(|(_, at)| at)
            .filter_map(|at| at.split('"').next())
            .map(str::to_owned)
            .collect()
    };
    let page = owner.gets(path).await.expect(200).text;
    assert_eq!(order(&page), ["mujer", "mujer/vestidos-de-fiesta", "mujer/abrigos"]);
    assert_eq!(page.matches("1 producto<").count(), 2, "what stands in one stands in those above it");
    let change = format!("{path}/change");
    let one = "mujer/abrigos";
    owner.fills_in(&change, &[("code", one), ("name", "Abrigos"), ("act", "up")]).await.expect(303);
    let named = [("code", one), ("name", "Abrigos y <b>"), ("name:en", "Coats"), ("act", "save")];
    owner.fills_in(&change, &named).await.expect(303);
    let page = owner.gets(&format!("{path}?open={one}")).await.expect(200).text;
    assert_eq!(order(&page), ["mujer", "mujer/abrigos", "mujer/vestidos-de-fiesta"]);
    assert!(page.contains("Abrigos y &#60;b&#62;") && page.contains("value=\"Coats\""), "{page}");
    owner.fills_in(&change, &[("code", one), ("name", " "), ("act", "save")]).await.expect(400);
    owner.fills_in(&change, &[("code", "no-hay"), ("name", "x"), ("act", "save")]).await.expect(404);
    shop.viewer().await.fills_in(&change, &named).await.expect(403);
}

/// A shop of Vigo adds Portuguese, and takes English away.
async fn languages_are_chosen(shop: &Shop, owner: &Person, path: &str, id: &str) {
    let lacks = |told: Value| told["missing"].as_array().expect("a list").contains(&json!("name_translation"));
    let told = format!("/api/v1/products/{id}");
    assert!(!lacks(owner.gets(&told).await.expect(200).json()), "its English is written");
    let chosen = format!("{path}/languages");
    owner.fills_in(&chosen, &[("language", "pt"), ("language", "en")]).await.expect(303);
    assert!(lacks(owner.gets(&told).await.expect(200).json()), "now it lacks its Portuguese");
    let page = owner.gets(&format!("{path}?language=pt")).await.expect(200).text;
    assert!(page.contains("lang=\"pt\"") && page.contains("Português"), "{page}");
    owner.fills_in(&format!("{path}?language=pt"), &[("id", id), ("name", "Vestido Amanhecer")]).await.expect(303);
    assert!(!lacks(owner.gets(&told).await.expect(200).json()));
    shop.settle().await;
    assert!(owner.gets("/api/v1/search?q=amanhecer").await.expect(200).text.contains("ALB"));
    assert!(owner.gets(&format!("/console/products/{id}/edit")).await.expect(200).text.contains("name:pt"));

    let all = |data: &[&str]| json!({ "data": data });
    for (wrong, says) in [(&["es"][..], "first language"), (&["xx"], "no language"), (&["pt", "pt"], "twice")] {
        let refused = owner.tells("/api/v1/languages", "", &all(wrong)).await.expect(400).text;
        assert!(refused.contains(says), "{refused}");
    }
    owner.fills_in(&chosen, &[]).await.expect(303);
    assert_eq!(owner.gets("/api/v1/languages").await.expect(200).json(), all(&[]));
    assert!(owner.gets(path).await.expect(200).text.contains("Solo en español"));
    let kept = owner.tells("/api/v1/languages", "", &all(&["en"])).await.expect(200).json();
    assert_eq!(kept, json!({ "data": [{ "code": "en", "name": "English" }] }));
    shop.viewer().await.fills_in(&chosen, &[("language", "en")]).await.expect(403);
}

async fn what_is_not_translated_is_written_beside_it(engine: Engine) {
    let (shop, owner) = opened(engine).await;
    tells(&owner, &[garment("ALB", "Vestido Alba", &["teja"]), garment("NUD", "Cinturón Nudo", &["tinta"])]).await;
    shop.settle().await;
    let path = "/console/products/translations";
    let page = owner.gets(path).await.expect(200).text;
    assert_eq!(page.matches("name=\"id\"").count(), 2);
    assert!(page.contains("Cosido a mano."), "the text stands beside what is to be written: {page}");
    let id = catalog::products::id_of("ALB").to_string();
    let written = [("id", id.as_str()), ("name", "Alba dress"), ("description", "Sewn by hand.")];
    owner.fills_in(path, &written).await.expect(303);
    let page = owner.gets(path).await.expect(200).text;
    assert_eq!(page.matches("name=\"id\"").count(), 1);
    assert_eq!(details(&owner, "ALB").await["translations"]["en"]["description"], "Sewn by hand.");

    // Two look at the same page: who saves last takes nothing away of what the other wrote, nor of what they did not.
    let belt = catalog::products::id_of("NUD").to_string();
    owner.fills_in(path, &[("id", &belt), ("name", "Knot belt")]).await.expect(303);
    let late = [("id", belt.as_str()), ("was_name", ""), ("name", "Belt with a knot"), ("description", "Sewn.")];
    let again = owner.fills_in(path, &late).await.expect(400).text;
    assert!(again.contains("Alguien ha traducido") && again.contains(">Sewn.<"), "{again}");
    owner.fills_in(path, &[("id", &belt), ("was_name", ""), ("name", "")]).await.expect(303);
    assert_eq!(details(&owner, "NUD").await["translations"]["en"]["name"], "Knot belt");

    let names = format!("{path}?part=names");
    let page = owner.gets(&names).await.expect(200).text;
    assert!(page.contains("value=\"mujer/vestidos\"") && page.contains("value=\"teja\""), "{page}");
    let dresses = [("kind", "category"), ("code", "mujer/vestidos"), ("value", ""), ("name", "Dresses")];
    let terracotta = [("kind", "option_value"), ("code", "color"), ("value", "teja"), ("name", "Terracotta")];
    owner.fills_in(&names, &[dresses, terracotta].concat()).await.expect(303);
    owner.fills_in(&names, &[("kind", "category"), ("code", "no-hay"), ("name", "x")]).await.expect(400);
    shop.settle().await;
    for (text, code) in [("dresses", "NUD"), ("terracotta", "ALB")] {
        let found = owner.gets(&format!("/api/v1/search?q={text}")).await.expect(200).text;
        assert!(found.contains(&format!("\"code\":\"{code}\"")), "{text}: {found}");
    }
    let told = owner.gets("/api/v1/search?language=en").await.expect(200).text;
    assert!(told.contains("\"label\":\"Dresses\"") && told.contains("\"label\":\"Terracotta\""), "{told}");
    assert!(owner.gets("/api/v1/search").await.expect(200).text.contains("\"label\":\"Vestidos\""));
    let list = owner.in_english().gets("/console/products").await.expect(200).text;
    assert!(list.contains("Dresses (2)") && list.contains("Terracotta (1)"), "{list}");
    // Taken away, it is gone; so it is by the API.
    let none = json!({ "data": [{ "kind": "category", "code": "mujer/vestidos", "language": "en", "text": "" }] });
    owner.tells("/api/v1/translations", "", &none).await.expect(200);
    let left = owner.gets("/api/v1/translations?language=en").await.expect(200).json();
    let shelf = left["data"].as_array().and_then(|all| all.iter().find(|one| one["code"] == "mujer/vestidos"));
    assert_eq!(shelf.expect("the category")["text"], Value::Null);
    owner.gets(&format!("{path}?language=fr")).await.expect(404);
    languages_are_chosen(&shop, &owner, path, &id).await;
    let viewer = shop.viewer().await;
    assert!(viewer.gets(path).await.expect(200).text.contains("disabled"), "who may only look writes nothing");
    viewer.fills_in(path, &written).await.expect(403);
}
