//! Moving in from another shop, with files as Shopify, WooCommerce and Magento export them.

use std::{
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::AtomicBool,
};

use base::Error;
use catalog::{
    details,
    prices::{self, Asker},
    products,
    variants::Sku,
};
use orders::{
    import::shops::{self, Asked, Report, Shop as From, Watch},
    orders as papers, returns, totals,
};
use scenarios::{homes::Engine, retail::file, shops::Shop};
use serde_json::{Value, json};

on_both_engines!(
    a_shop_of_shopify_moves_in_and_twice_is_once
    a_changed_row_changes_its_product_and_no_other
    prices_are_kept_and_a_reduction_ends_when_the_file_says_so
    a_refund_that_grows_is_counted_once
    a_shop_of_woocommerce_moves_in
    a_table_is_understood_shown_and_saved
    what_is_wrong_stands_alone
    lumas_catalog_moves_in
);

const PRODUCTS: &str = "\
Handle,Title,Body (HTML),Vendor,Product Category,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,\
Variant Price,Variant Compare At Price,Variant Barcode,Image Src,Image Position,Image Alt Text,Status
jersey,Jersey Alba,\"<p>Lana.</p>\n<p>Suave.</p>\",Telar,Apparel & Accessories > Clothing,Punto,\"lana, nuevo\",true,\
Talla,S,J-S,39.90,59.90,4006381333931,https://cdn.example/j.jpg,1,De frente,active
jersey,,,,,,,,,M,J-M,59.90,,,,,,
gorro,Gorro,<p>C\u{e1}lido</p>,Telar,,Punto,,true,Title,Default Title,G-1,15.00,,,,,,active
";

const CUSTOMERS: &str = "\
Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address City,Default Address Country Code,\
Phone,Total Spent,Total Orders
101,Ana,N\u{fa}\u{f1}ez,ana@example.es,yes,Tui,ES,'+34612345678,55.50,1
102,Luis,,luis@example.es,no,,ES,612345678,0.00,0
,,,,no,,,,,
";

const ORDERS: &str = "\
Name,Email,Financial Status,Paid at,Currency,Subtotal,Shipping,Taxes,Total,Discount Amount,Created at,\
Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing Country,Cancelled at,Refunded Amount,\
Source
#1001,ana@example.es,paid,2026-02-21 10:31:00 +0100,EUR,54.90,5.00,9.53,54.90,5.00,2026-02-21 10:30:00 +0100,1,\
Jersey Alba - S,39.90,J-S,Ana N\u{fa}\u{f1}ez,ES,,0.00,web
#1001,ana@example.es,,,,,,,,,2026-02-21 10:30:00 +0100,1,Gorro,15.00,G-1,,,,,
#1002,,refunded,2026-02-22 09:00:00 +0100,EUR,15.00,0.00,0.00,15.00,0.00,2026-02-22 09:00:00 +0100,1,Gorro,15.00,G-1,\
,,2026-02-23 09:00:00 +0100,15.00,pos
#1003,eva@example.es,partially_refunded,,EUR,60.00,0.00,0.00,60.00,0.00,2026-02-24 09:00:00 +0100,3,Bufanda de antes,\
20.00,,Eva,ES,,10.00,web
#1004,luis@example.es,voided,,EUR,15.00,0.00,0.00,15.00,0.00,2026-02-25 09:00:00 +0100,1,Gorro,15.00,G-1,,,\
2026-02-25 10:00:00 +0100,0.00,web
";

pub async fn moves(shop: &Shop, from: From, paths: &[PathBuf], dry_run: bool) -> Result<Report, Error> {
    asks(shop, Asked { dry_run, ..Asked::of(from, paths.to_vec()) }).await
}

/// What is asked for a SKU, and what stands beside it.
pub async fn asked_for(shop: &Shop, sku: &'static str) -> Option<(String, Option<String>)> {
    let now = shop.clock.now();
    let id = Sku::parse(sku).expect("a SKU").id();
    let quoted = shop.db_reads(move |tx| prices::quote(tx, &[id], &Asker::default(), now)).await;
    quoted.get(&id).map(|price| (price.amount.to_string(), price.before.map(|before| before.to_string())))
}

pub async fn asks(shop: &Shop, asked: Asked) -> Result<Report, Error> {
    shop.clock.pass_seconds(60);
    let (db, clock, rejects) = (shop.app.db.clone(), shop.clock.clone(), shop.home.data().join("rejected.csv"));
    let work = move || {
        let stop = AtomicBool::new(false);
        shops::run(&db, &clock, &asked, &rejects, Watch { tell: &mut |_| {}, stop: &stop })
    };
    let report = tokio::task::spawn_blocking(work).await.expect("no panic")?;
    shop.settle().await;
    Ok(report)
}

fn exports(shop: &Shop) -> Vec<PathBuf> {
    let folder = shop.home.folder();
    vec![
        file(folder, "orders.csv", ORDERS.as_bytes()),
        file(folder, "customers.csv", CUSTOMERS.as_bytes()),
        file(folder, "products.csv", PRODUCTS.as_bytes()),
    ]
}

/// All that is kept of every product, revisions too.
async fn catalog(shop: &Shop) -> Value {
    let kept = shop.db_reads(|tx| {
        let ids = details::behind(tx, None, 10_000)?;
        Ok(json!(details::some(tx, &ids)?))
    });
    kept.await
}

pub async fn product(shop: &Shop, code: &'static str) -> Value {
    let all = catalog(shop).await;
    all.as_array().expect("products").iter().find(|one| one["code"] == code).cloned().unwrap_or(Value::Null)
}

/// What the order and the return of a number came to.
pub async fn sums(shop: &Shop, source: &'static str, number: &'static str) -> (Option<i64>, Option<i64>) {
    let read = shop.db_reads(move |tx| {
        let order = papers::by_number(tx, source, number)?.map(|order| order.total);
        Ok((order, returns::by_number(tx, source, number)?.map(|back| back.total)))
    });
    read.await
}

async fn a_shop_of_shopify_moves_in_and_twice_is_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let paths = exports(&shop);
    let foreseen = moves(&shop, From::Shopify, &paths, true).await.expect("it can be foreseen");
    assert_eq!((foreseen.products.new, foreseen.orders.new, foreseen.rejects_file), (2, 3, None));
    assert_eq!(foreseen.first_rejects.len(), 1, "{:?}", foreseen.first_rejects);
    assert_eq!(catalog(&shop).await, json!([]), "a dry run writes nothing");
    assert_eq!(shop.db_reads(totals::read).await.customers, 0);

    let first = moves(&shop, From::Shopify, &paths, false).await.expect("it is taken");
    assert_eq!((first.products.new, first.customers.new, first.orders.new), (2, 2, 3));
    assert_eq!((first.void_orders, first.accepting_marketing, first.rejected), (1, 1, 1));
    assert_eq!((first.prices, first.prices_set, first.pictures), (3, 4, 1));
    let list = std::fs::read_to_string(first.rejects_file.expect("a list")).expect("it can be read");
    assert!(list.contains(",4,") && list.contains("names nobody"), "{list}");
    let jersey = product(&shop, "jersey").await;
    assert_eq!(jersey["description"], "Lana.\n\nSuave.");
    assert_eq!(jersey["categories"], json!(["apparel-accessories/clothing", "punto"]));
    assert_eq!(jersey["attributes"], json!({ "tags": ["lana", "nuevo"] }));
    assert_eq!(jersey["variants"][0]["options"], json!({ "size": "S" }));
    assert_eq!(jersey["variants"][0]["gtin"], "4006381333931");
    // The total is what the file says, though its lines come to less.
    assert_eq!(sums(&shop, "shopify", "1001").await, (Some(5_490), None));
    assert_eq!(sums(&shop, "shopify", "1002").await, (Some(1_500), Some(1_500)));
    assert_eq!(sums(&shop, "shopify", "1003").await, (Some(6_000), Some(1_000)));
    assert_eq!(sums(&shop, "shopify", "1004").await, (None, None));
    assert_eq!(
        product(&shop, "bufanda-de-antes").await["state"],
        "archived",
        "what only a paper names is sold no more"
    );
    let people = shop.db_reads(totals::read).await;
    assert_eq!(people.customers, 3, "Ana once, though customers and orders name her; Luis; Eva");
    assert_eq!(shop.verify().await, Vec::<String>::new());

    let (before, people) = (catalog(&shop).await, people);
    let again = moves(&shop, From::Shopify, &paths, false).await.expect("it is taken");
    assert_eq!((again.products.same, again.products.new, again.products.changed), (2, 0, 0));
    assert_eq!((again.customers.new, again.orders.new, again.prices_set), (0, 0, 0));
    assert_eq!(catalog(&shop).await, before, "not even a revision");
    assert_eq!(shop.db_reads(totals::read).await, people);
    assert_eq!(sums(&shop, "shopify", "1003").await, (Some(6_000), Some(1_000)));
    shop.closes().await;
}

async fn a_changed_row_changes_its_product_and_no_other(engine: Engine) {
    let shop = Shop::open(engine).await;
    moves(&shop, From::Shopify, &exports(&shop), false).await.expect("it is taken");
    // Somebody here gives the hat a name of its own; then another export comes, with what was there and more.
    let owner = shop.owner().await;
    let told = json!({ "products": [{ "code": "gorro", "name": "Gorro de casa" }] });
    owner.tells("/api/v1/products", "", &told).await.expect(200);
    let more = "bufanda,Bufanda,,Telar,,,,true,Title,Default Title,B-1,20.00,,,,,,draft\n";
    let newer = PRODUCTS.replace("<p>C", "<p>Muy c").replace("Jersey Alba", "Jersey Aurora") + more;
    let newer = newer.replace("Muy c\u{e1}lido", "C\u{e1}lido");
    let paths = [file(shop.home.folder(), "newer.csv", newer.as_bytes())];
    let report = moves(&shop, From::Shopify, &paths, false).await.expect("it is taken");
    assert_eq!((report.products.new, report.products.changed, report.products.same), (1, 1, 1));
    assert_eq!(product(&shop, "jersey").await["name"], "Jersey Aurora");
    let hat = product(&shop, "gorro").await;
    assert_eq!((&hat["name"], &hat["revision"]), (&json!("Gorro de casa"), &json!(2)), "what came before stays ours");
    assert_eq!(product(&shop, "bufanda").await["state"], "draft");
    shop.closes().await;
}

async fn prices_are_kept_and_a_reduction_ends_when_the_file_says_so(engine: Engine) {
    let shop = Shop::open(engine).await;
    let table = |sale: &str, until: &str, name: &str| {
        format!(
            "ID,Type,SKU,Name,Published,Sale price,Regular price,Date sale price starts,Date sale price ends\n\
             1,simple,BELT,{name},1,{sale},20,2026-01-01,{until}\n2,simple,CAP,Cap,1,,7.50,,\n"
        )
    };
    let take = async |name: &str, text: String, currency: Option<&str>| {
        let paths = vec![file(shop.home.folder(), name, text.as_bytes())];
        let currency = currency.map(|code| code.parse().expect("a currency"));
        asks(&shop, Asked { currency, ..Asked::of(From::WooCommerce, paths) }).await
    };
    let price = |amount: &str| Some((amount.to_owned(), None));
    let first = take("a.csv", table("15", "2099-01-01", "Belt"), Some("EUR")).await.expect("it is taken");
    assert_eq!((first.prices, first.prices_set), (2, 3));
    assert_eq!((asked_for(&shop, "BELT").await, asked_for(&shop, "CAP").await), (price("15.00"), price("7.50")));
    let list = shop.db_reads(|tx| prices::list(tx, "woocommerce")).await;
    assert_eq!((list.name.as_str(), list.currency.code()), ("WooCommerce", "EUR"));
    let again = take("a.csv", table("15", "2099-01-01", "Belt"), None).await.expect("it is taken");
    assert_eq!((again.products.same, again.prices_set), (2, 0));
    let renamed = take("b.csv", table("15", "2099-01-01", "Long belt"), None).await.expect("it is taken");
    assert_eq!((renamed.products.changed, renamed.prices_set), (1, 0), "the reduction that runs is not begun anew");
    // The file says that the reduction is over, or tells no more of it.
    let over = take("c.csv", table("15", "2026-01-31", "Long belt"), None).await.expect("it is taken");
    assert_eq!((over.prices_set, asked_for(&shop, "BELT").await), (1, price("20.00")));
    let refused = take("d.csv", table("", "", "Belt"), Some("USD")).await.expect_err("dollars on a list of euros");
    assert!(refused.to_string().contains("are in EUR"), "{refused}");
    assert_eq!(product(&shop, "BELT").await["name"], "Long belt", "nothing was read");
    shop.closes().await;
}

async fn a_refund_that_grows_is_counted_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    moves(&shop, From::Shopify, &exports(&shop), false).await.expect("it is taken");
    let later = ORDERS.replace("ES,,10.00,web", "ES,,25.00,web");
    let paths = [file(shop.home.folder(), "later.csv", later.as_bytes())];
    for _ in 0..2 {
        moves(&shop, From::Shopify, &paths, false).await.expect("it is taken");
        assert_eq!(sums(&shop, "shopify", "1003").await, (Some(6_000), Some(2_500)));
        assert_eq!(sums(&shop, "shopify", "1002").await, (Some(1_500), Some(1_500)));
    }
    assert_eq!(shop.verify().await, Vec::<String>::new());
    shop.closes().await;
}

const WOO_PRODUCTS: &str = "\
ID,Type,SKU,\"GTIN, UPC, EAN, or ISBN\",Name,Published,Visibility in catalog,Description,Sale price,Regular price,\
Categories,Images,Parent,Upsells,Attribute 1 name,Attribute 1 value(s)
7,variable,SHIRT,,Shirt,1,visible,<p>Soft</p>,,,\"Men > Shirts, New\",https://x.example/a.jpg,,BELT,Size,\"S, M\"
8,variation,SHIRT-S,,Shirt - S,1,visible,,9,10,,,SHIRT,,Size,S
9,simple,BELT,,Belt,1,visible,,,5,Men,,,,,
10,variation,SHIRT-M,,Shirt - M,1,visible,,,10,,,id:7,,Size,M
";

const WOO_ORDERS: &str = "\
\"Order Number\",\"Order Status\",\"Order Date\",\"First Name (Billing)\",\"Last Name (Billing)\",\"Email (Billing)\",\
\"Phone (Billing)\",\"Country Code (Billing)\",\"Item #\",SKU,\"Item Name\",\"Quantity (- Refund)\",\"Item Cost\",\
\"Cart Discount Amount\",\"Order Shipping Amount\",\"Order Refund Amount\",\
\"Order Total Amount\",\"Order Total Tax Amount\"
501,Completed,\"2026-03-05 11:09\",Ana,Gil,ana@example.es,,ES,1,SHIRT-S,Shirt - S,2,10.00,0,4.00,0,28.20,4.20
501,Completed,\"2026-03-05 11:09\",Ana,Gil,ana@example.es,,ES,2,BELT,Belt,1,0,0,4.00,0,28.20,4.20
502,Cancelled,\"2026-03-06 11:09\",Eva,Gil,eva@example.es,,ES,1,BELT,Belt,1,5.00,0,0,0,5.00,0
";

const WOO_PACKED: &str = "\
order_id,order_number,order_date,status,customer_email,billing_first_name,order_currency,order_total,shipping_total,\
line_item_1,line_item_2
601,601,2026-04-01 10:00:00,refunded,ana@example.es,Ana,EUR,25.00,5.00,\
name:Shirt|product_id:8|sku:SHIRT-S|quantity:2|total:20.00|sub_total:20.00,
";

async fn a_shop_of_woocommerce_moves_in(engine: Engine) {
    let shop = Shop::open(engine).await;
    let folder = shop.home.folder();
    let paths = [
        file(folder, "a.csv", WOO_ORDERS.as_bytes()),
        file(folder, "b.csv", WOO_PRODUCTS.as_bytes()),
        file(folder, "c.csv", WOO_PACKED.as_bytes()),
    ];
    let wrong = moves(&shop, From::WooCommerce, &paths[1..2], false).await.expect("it is taken");
    assert_eq!((wrong.products.new, wrong.products.refused), (2, 0));
    let report = moves(&shop, From::WooCommerce, &paths, false).await.expect("it is taken");
    assert_eq!((report.products.same, report.orders.new, report.void_orders, report.rejected), (2, 2, 1, 0));
    let shirt = product(&shop, "SHIRT").await;
    assert_eq!(shirt["variants"].as_array().map(Vec::len), Some(2));
    assert_eq!(shirt["relations"], json!({ "up_sell": ["BELT"] }));
    assert_eq!(shirt["categories"], json!(["men/shirts", "new"]));
    assert_eq!(sums(&shop, "woocommerce", "501").await, (Some(2_820), None), "with shipping and taxes");
    assert_eq!(sums(&shop, "woocommerce", "601").await, (Some(2_500), Some(2_500)));
    assert_eq!(shop.verify().await, Vec::<String>::new());
    shop.closes().await;
}

async fn a_table_is_understood_shown_and_saved(engine: Engine) {
    let shop = Shop::open(engine).await;
    let table = b"Referencia;Nombre;Talla;PVP;Etiqueta interna;Modelo\n\
        CH-S;Chaqueta de pa\xf1o;S;59,90;oferta;CH\nCH-M;;M;59,90;;CH\n";
    let paths = vec![file(shop.home.folder(), "tabla.csv", table)];
    let mapping = shop.home.folder().join("mapping.json");
    let ask = |mapping: &Path, dry_run| Asked {
        mapping: Some(mapping.to_owned()),
        dry_run,
        ..Asked::of(From::Csv, paths.clone())
    };
    let foreseen = asks(&shop, ask(&mapping, true)).await.expect("it can be foreseen");
    let shown = json!(foreseen.mapping.expect("it is shown"));
    assert_eq!(shown["columns"]["Talla"], "option:size");
    assert_eq!((&shown["columns"]["PVP"], &shown["columns"]["Etiqueta interna"]), (&json!("price"), &json!("ignore")));
    assert_eq!((foreseen.products.new, foreseen.files[0].encoding.as_str()), (1, "windows-1252"));
    assert_eq!(catalog(&shop).await, json!([]));
    let saved = std::fs::read_to_string(&mapping).expect("it is saved");
    std::fs::write(&mapping, saved.replace("\"ignore\"", "\"attribute:label\"")).expect("somebody changes it");
    let report = asks(&shop, ask(&mapping, false)).await.expect("it is taken");
    assert_eq!((report.products.new, report.mapping_file), (1, None));
    let jacket = product(&shop, "CH").await;
    assert_eq!((&jacket["name"], &jacket["state"]), (&json!("Chaqueta de pa\u{f1}o"), &json!("active")));
    assert_eq!(jacket["attributes"], json!({ "label": ["oferta"] }));
    let other = file(shop.home.folder(), "other.json", br#"{"columns":{"Ref":"sku"}}"#);
    let refused = asks(&shop, ask(&other, false)).await.expect_err("it does not fit");
    assert!(refused.to_string().contains("has no column Ref"), "{refused}");
    shop.closes().await;
}

async fn what_is_wrong_stands_alone(engine: Engine) {
    let shop = Shop::open(engine).await;
    let mut table = "SKU,Name,EAN,Price\n".to_owned();
    for number in 0..200 {
        // Two of them have the number of one before them, which only the database can tell of those far away.
        let gtin = if [3, 90, 150].contains(&number) { "4006381333931" } else { "" };
        table += &format!("P-{number},Product {number},{gtin},{}\n", if number == 120 { "free" } else { "1.50" });
    }
    let paths = [file(shop.home.folder(), "table.csv", table.as_bytes())];
    let report = moves(&shop, From::Csv, &paths, false).await.expect("it is taken");
    assert_eq!((report.products.new, report.products.refused, report.rejected), (197, 3, 3));
    let list = std::fs::read_to_string(report.rejects_file.expect("a list")).expect("it can be read");
    for (line, reason) in [(92, "has the GTIN"), (122, "Price: this is not a price"), (152, "has the GTIN")] {
        assert!(list.lines().any(|row| row.contains(&format!(",{line},")) && row.contains(reason)), "{line}: {list}");
    }
    assert_eq!(shop.db_reads(products::count).await, 197);
    let broken = table.clone() + "P-X,\"never closed,,1\n";
    let paths = [file(shop.home.folder(), "broken.csv", broken.replace("Product", "Thing").as_bytes())];
    let refused = moves(&shop, From::Csv, &paths, false).await.expect_err("a broken file changes nothing");
    assert_eq!(refused.code(), "csv-quotes");
    assert_eq!(product(&shop, "P-1").await["name"], "Product 1");
    let foreign = [file(shop.home.folder(), "foreign.csv", b"one,two\n1,2\n")];
    let refused = moves(&shop, From::Shopify, &foreign, false).await.expect_err("it is no export of Shopify");
    assert!(refused.to_string().contains("one, two"), "{refused}");
    shop.closes().await;
}

/// The real files, where they are.
async fn lumas_catalog_moves_in(engine: Engine) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/luma-catalog");
    if !folder.exists() {
        writeln!(std::io::stderr(), "Luma's catalog is not here, so it is not taken: {}.", folder.display())
            .expect("told");
        return;
    }
    let shop = Shop::open(engine).await;
    // The pictures of one of them are enough for a story.
    let pictures = shop.home.folder().join("images");
    std::fs::create_dir(&pictures).expect("made");
    let named = ["black_main", "gray_main", "gray_alt1", "gray_back", "orange_main"];
    let names = named.map(|end| format!("mh01-{end}.jpg"));
    for name in names.iter().filter(|name| folder.join("images").join(name).exists()) {
        std::fs::copy(folder.join("images").join(name), pictures.join(name)).expect("copied");
    }
    let there = std::fs::read_dir(&pictures).expect("it can be read").count();
    let asked = Asked { pictures: Some(pictures), ..Asked::of(From::Magento, vec![folder.clone()]) };
    let report = asks(&shop, asked.clone()).await.expect("it is taken");
    assert_eq!((report.products.new, report.products.refused), (199, 0), "147 configurables and 52 of other kinds");
    assert_eq!(report.pictures_read, there as u64);
    assert_eq!((report.reviews.new, report.reviews.refused), (348, 152), "its files lack what 152 are about");
    let before = catalog(&shop).await;
    let all = before.as_array().expect("products");
    let variants: usize = all.iter().map(|one| one["variants"].as_array().map_or(0, Vec::len)).sum();
    assert_eq!(variants, 1_847 + 52);
    assert_eq!(asked_for(&shop, "MH01-XS-Black").await, Some(("52.00".to_owned(), None)));
    let hoodie = product(&shop, "MH01").await;
    let colors: Vec<_> = hoodie["pictures"].as_array().expect("pictures").iter().map(|one| &one["color"]).collect();
    assert_eq!(colors.len(), there, "{hoodie}");
    assert!(["Black", "Gray"].iter().all(|color| colors.contains(&&json!(color))), "{colors:?}");
    assert_eq!(hoodie["categories"], json!(["men/tops/hoodies-sweatshirts", "collections/eco-friendly"]));
    assert_eq!(hoodie["relations"]["related"], json!(["MP06", "MP11", "MS06", "MS12"]));
    assert_eq!(product(&shop, "24-WG080").await["parts"].as_array().map(Vec::len), Some(4), "a bundle");
    let again = asks(&shop, asked).await.expect("it is taken");
    assert_eq!((again.pictures_read, again.prices_set, again.reviews.new), (0, 0, 0));
    assert_eq!((again.products.same, again.links.changed, again.links.new), (199, 0, 0));
    assert_eq!(catalog(&shop).await, before);
    shop.closes().await;
}
