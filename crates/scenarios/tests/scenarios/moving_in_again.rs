//! Exports that overlap: what changed between two of them, what another store has, what was killed in between.

use orders::{
    import::shops::{Asked, Shop as From},
    orders as papers,
};
use scenarios::{homes::Engine, retail::file, shops::Shop};
use serde_json::json;
use store::{params, sql};

use super::moving_in::{asks, moves, product, sums};

on_both_engines!(
    what_is_no_sale_any_more_is_taken_back
    a_line_that_lost_its_sku_is_not_bought_twice
    two_stores_have_an_order_of_the_same_number
    what_is_asked_otherwise_is_read_otherwise
    a_sku_follows_its_source
    numbers_that_were_mixed_up_are_put_right
    a_mapping_that_fits_one_table_takes_none
    reasons_hold_nothing_of_what_a_file_says
);

const HEAD: &str = "Name,Email,Financial Status,Currency,Shipping,Taxes,Total,Discount Amount,Created at,\
    Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Cancelled at,Refunded Amount\n";

fn order(number: &str, email: &str, status: &str, rest: &str) -> String {
    format!("{HEAD}{number},{email},{status},EUR,0,0,20,0,2026-02-{rest}\n")
}

/// Takes a text as a file of a shop, and gives codes of what was refused.
async fn takes(shop: &Shop, asked: Asked, text: &str) -> (orders::import::shops::Report, Vec<String>) {
    let paths = vec![file(shop.home.folder(), "in.csv", text.as_bytes())];
    let report = asks(shop, Asked { paths, ..asked }).await.expect("it is taken");
    let codes = report.first_rejects.iter().map(|one| one.code.clone()).collect();
    (report, codes)
}

fn of(from: From) -> Asked {
    Asked::of(from, Vec::new())
}

async fn what_is_no_sale_any_more_is_taken_back(engine: Engine) {
    let shop = Shop::open(engine).await;
    let line = "21 10:30:00 +0100,2,Thing,10,A,,";
    takes(&shop, of(From::Shopify), &order("#1", "a@b.es", "pending", line)).await;
    assert_eq!(sums(&shop, "shopify", "1").await, (Some(2_000), None));
    let voided = order("#1", "a@b.es", "voided", "21 10:30:00 +0100,2,Thing,10,A,2026-02-23 10:30:00 +0100,");
    for changed in [1, 0] {
        let (report, _) = takes(&shop, of(From::Shopify), &voided).await;
        assert_eq!((report.orders.changed, report.void_orders), (changed, 0));
        assert_eq!(sums(&shop, "shopify", "1").await, (Some(2_000), Some(2_000)));
    }
    let woocommerce = |status: &str| {
        format!(
            "Order Number,Order Status,Order Date,Email (Billing),SKU,Item Name,Quantity (- Refund),Item Cost,\
             Order Total Amount\n501,{status},2026-03-05 11:09,a@b.es,B,Belt,1,5.00,5.00\n"
        )
    };
    takes(&shop, of(From::WooCommerce), &woocommerce("Completed")).await;
    takes(&shop, of(From::WooCommerce), &woocommerce("Pending payment")).await;
    assert_eq!(sums(&shop, "woocommerce", "501").await, (Some(500), None), "nobody took it back");
    takes(&shop, of(From::WooCommerce), &woocommerce("Cancelled")).await;
    takes(&shop, of(From::WooCommerce), &woocommerce("Refunded")).await;
    assert_eq!(sums(&shop, "woocommerce", "501").await, (Some(500), Some(500)));
    assert_eq!(shop.verify().await, Vec::<String>::new());
    shop.closes().await;
}

async fn a_line_that_lost_its_sku_is_not_bought_twice(engine: Engine) {
    let shop = Shop::open(engine).await;
    takes(&shop, of(From::Shopify), &order("#2", "a@b.es", "paid", "21 10:30:00 +0100,2,Thing,10,A,,")).await;
    takes(&shop, of(From::Shopify), &order("#2", "a@b.es", "paid", "21 10:30:00 +0100,2,Thing,10,,,")).await;
    assert_eq!(sums(&shop, "shopify", "2").await, (Some(2_000), None));
    assert_eq!(product(&shop, "thing").await, json!(null), "nothing was made for it");
    // What is really more is more.
    let more = order("#2", "a@b.es", "paid", "21 10:30:00 +0100,2,Thing,10,A,,") + "#2,,,,,,,,,1,Cap,5,CAP,,\n";
    takes(&shop, of(From::Shopify), &more.replace(",0,0,20,", ",0,0,25,")).await;
    assert_eq!(sums(&shop, "shopify", "2").await, (Some(2_500), None));
    shop.closes().await;
}

async fn two_stores_have_an_order_of_the_same_number(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (ana, bob) = ("21 10:30:00 +0100,2,Thing,10,A,,", "26 10:30:00 +0100,1,Other,20,B,,");
    takes(&shop, of(From::Shopify), &order("#1001", "ana@b.es", "paid", ana)).await;
    let (report, codes) = takes(&shop, of(From::Shopify), &order("#1001", "ana@b.es", "paid", bob)).await;
    assert_eq!((report.orders.refused, codes), (1, vec!["order-other".to_owned()]), "another date");
    let (_, codes) = takes(&shop, of(From::Shopify), &order("#1001", "bob@b.fr", "paid", ana)).await;
    assert_eq!(codes, ["order-other"], "another buyer");
    let north = Asked { store: Some("North".to_owned()), ..of(From::Shopify) };
    let (report, codes) = takes(&shop, north.clone(), &order("#1001", "bob@b.fr", "paid", bob)).await;
    assert_eq!((report.orders.new, codes), (1, vec![]));
    let kept = |source: &'static str| shop.db_reads(move |tx| papers::by_number(tx, source, "1001"));
    assert_ne!(kept("shopify").await.expect("one").id, kept("shopify-north").await.expect("one").id);
    let customers = "Customer ID,First Name,Last Name,Email\n12,Ana,Gil,ana@b.es\n";
    takes(&shop, of(From::Shopify), customers).await;
    takes(&shop, north, &customers.replace("Ana,Gil,ana@b.es", "Bob,Roy,bob@b.fr")).await;
    let people = shop.db_reads(orders::totals::read).await.customers;
    assert_eq!(people, 2, "customer 12 of one is not customer 12 of the other");
    let wrong = Asked { store: Some("\u{2014}".to_owned()), ..of(From::Shopify) };
    let paths = vec![file(shop.home.folder(), "in.csv", customers.as_bytes())];
    assert_eq!(asks(&shop, Asked { paths, ..wrong }).await.expect_err("no name").code(), "store");
    shop.closes().await;
}

async fn what_is_asked_otherwise_is_read_otherwise(engine: Engine) {
    let shop = Shop::open(engine).await;
    let table = "sku,name,other\nA,One,Uno\nB,Two,Dos\n";
    let mapping = |name: &str, other: &str| {
        let text = json!({ "columns": { "sku": "sku", "name": name, "other": other } }).to_string();
        Some(file(shop.home.folder(), &format!("{name}.json"), text.as_bytes()))
    };
    let by = |mapping| Asked { mapping, ..of(From::Csv) };
    // As if it had been killed behind the second.
    let killed = sql!("update import_files set done = 2");
    takes(&shop, by(mapping("name", "ignore")), table).await;
    shop.db_writes(move |tx| tx.exec(killed, params![])).await;
    let (report, _) = takes(&shop, by(mapping("ignore", "name")), table).await;
    assert_eq!((report.products.changed, product(&shop, "A").await["name"].clone()), (2, json!("Uno")));
    shop.db_writes(move |tx| tx.exec(killed, params![])).await;
    takes(&shop, by(mapping("ignore", "name")), &table.replace("Uno", "Eins")).await;
    let (report, _) = takes(&shop, by(mapping("ignore", "name")), table).await;
    assert_eq!(report.products.changed, 1, "another file ran since, so what was done counts no more");
    assert_eq!(product(&shop, "A").await["name"], "Uno");
    shop.closes().await;
}

async fn a_sku_follows_its_source(engine: Engine) {
    let shop = Shop::open(engine).await;
    let head = "Handle,Title,Option1 Name,Option1 Value,Variant SKU,Variant Price,Status\n";
    let apart = "red,Red shirt,,,R-1,10,active\nblue,Blue shirt,Size,S,B-1,10,active\nblue,,,M,B-2,10,\n";
    takes(&shop, of(From::Shopify), &format!("{head}{apart}")).await;
    let together = "shirt,Shirt,Color,Red,R-1,10,active\nshirt,,Color,Blue,B-1,10,active\n";
    let (report, codes) = takes(&shop, of(From::Shopify), &format!("{head}{together}")).await;
    assert_eq!((report.products.new, codes), (1, vec![]));
    let skus = async |code: &'static str| {
        let variants = product(&shop, code).await["variants"].clone();
        let sold = variants.as_array().into_iter().flatten().filter(|one| one["is_sold"] != json!(false));
        sold.map(|one| one["sku"].as_str().unwrap_or_default().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!((skus("shirt").await, skus("blue").await), (vec!["R-1".into(), "B-1".into()], vec!["B-2".into()]));
    assert_eq!(product(&shop, "red").await["state"], "archived", "nothing of it is left to sell");
    assert_eq!(product(&shop, "blue").await["state"], "active");
    // Another source may not take it.
    let (_, codes) = takes(&shop, of(From::Csv), "code,sku,name\nother,R-1,Other\n").await;
    assert_eq!(codes, ["sku-taken"]);
    shop.closes().await;
}

async fn numbers_that_were_mixed_up_are_put_right(engine: Engine) {
    let shop = Shop::open(engine).await;
    let table = |first: &str, last: &str| {
        let between: String = (0..500).map(|number| format!("P-{number},Product {number},\n")).collect();
        format!("SKU,Name,EAN\nA,First,{first}\n{between}B,Last,{last}\n")
    };
    takes(&shop, of(From::Csv), &table("4006381333931", "8410076472946")).await;
    let (report, codes) = takes(&shop, of(From::Csv), &table("8410076472946", "4006381333931")).await;
    assert_eq!((report.products.changed, codes), (2, vec![]));
    let gtin = async |code: &'static str| product(&shop, code).await["variants"][0]["gtin"].clone();
    assert_eq!((gtin("A").await, gtin("B").await), (json!("8410076472946"), json!("4006381333931")));
    shop.closes().await;
}

async fn a_mapping_that_fits_one_table_takes_none(engine: Engine) {
    let shop = Shop::open(engine).await;
    let folder = shop.home.folder();
    let paths = vec![
        file(folder, "f1.csv", b"Referencia;Nombre\nA1;Uno\n"),
        file(folder, "f2.csv", b"Codigo;Titulo;PVP\nA2;Dos;5\n"),
    ];
    let mapping = Some(file(folder, "m.json", br#"{"columns":{"Nombre":"name","Referencia":"sku"}}"#));
    let refused = asks(&shop, Asked { mapping, ..Asked::of(From::Csv, paths) }).await.expect_err("it fits one");
    assert_eq!(refused.code(), "mapping-column");
    assert_eq!(product(&shop, "A1").await, json!(null), "nothing was taken");
    let twice = Some(file(folder, "m.json", br#"{"columns":{"Nombre":"sku","Referencia":"sku"}}"#));
    let paths = vec![file(folder, "f1.csv", b"Referencia;Nombre\nA1;Uno\n")];
    let refused = asks(&shop, Asked { mapping: twice, ..Asked::of(From::Csv, paths) }).await.expect_err("two SKUs");
    assert_eq!(refused.code(), "mapping-twice");
    shop.closes().await;
}

async fn reasons_hold_nothing_of_what_a_file_says(engine: Engine) {
    let shop = Shop::open(engine).await;
    let text = "Customer ID,First Name,Last Name,Email\n=X(\"a\"),Eva,Secreta,eva.secreta@\n7,Ana,Real,ana@b.es\n";
    let paths = vec![file(shop.home.folder(), "people.csv", text.as_bytes())];
    let report = moves(&shop, From::Shopify, &paths, false).await.expect("it is taken");
    let told = json!(report).to_string();
    assert!(report.rejected == 1 && !told.to_lowercase().contains("secreta"), "{told}");
    let list = std::fs::read_to_string(report.rejects_file.expect("a list")).expect("it can be read");
    assert!(list.contains("\npeople.csv,2,this is not an e-mail address,\"'=X("), "{list}");
    shop.closes().await;
}
