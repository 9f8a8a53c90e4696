//! Pictures that the files of another shop name: from a folder beside them, and from the web.

use std::path::{Path, PathBuf};

use base::Error;
use catalog::{
    import::{
        fetching,
        pictures::{self, NamedId},
    },
    pictures as kept,
    products::id_of,
};
use image::ImageFormat::{Jpeg, Png};
use orders::import::shops::{Asked, Report, Shop as From};
use scenarios::{
    homes::Engine,
    photographs::{file as photograph, quarters},
    retail::file,
    shops::Shop,
};
use serde_json::{Value, json};
use store::{
    outside::{Cause, Unfetched},
    params, sql,
};

use super::moving_in::{asks, product};

on_both_engines!(
    pictures_of_a_folder_are_brought_once
    what_a_row_names_no_more_is_shown_no_more
    a_picture_of_the_web_comes_by_itself_or_says_why_not
);

async fn takes(shop: &Shop, table: &str, pictures: Option<&Path>) -> Report {
    let paths = vec![file(shop.home.folder(), "tabla.csv", table.as_bytes())];
    let pictures = pictures.map(Path::to_owned);
    let asked = Asked { pictures, ..Asked::of(From::Csv, paths) };
    asks(shop, asked).await.expect("it is taken")
}

/// A folder with two pictures, one of them deeper, and what is none.
fn folder(shop: &Shop) -> PathBuf {
    let folder = shop.home.folder().join("fotos");
    std::fs::create_dir_all(folder.join("deep")).expect("made");
    file(&folder, "a.jpg", &photograph(quarters(40, 60), Jpeg));
    file(&folder, "deep/b.png", &photograph(quarters(60, 40), Png));
    file(&folder, "broken.jpg", b"\xff\xd8\xff\xe0 no picture");
    folder
}

/// The pictures that a product shows: width, color.
async fn shown(shop: &Shop, code: &'static str) -> Vec<(u64, Option<String>)> {
    let product = product(shop, code).await;
    let told = |one: &Value| (one["width"].as_u64().expect("a width"), one["color"].as_str().map(str::to_owned));
    product["pictures"].as_array().expect("pictures").iter().map(told).collect()
}

const TABLE: &str = "\
Modelo;Referencia;Nombre;Color;Foto
CH;CH-R;Chaqueta;Rojo;a.jpg, /x/y/b.png
CH;CH-A;;Azul;deep/b.png, a.jpg
GO;GO-1;Gorro;;/m/a.jpg
BU;BU-1;Bufanda;;falta.jpg, a.jpg
PA;PA-1;Pareo;;broken.jpg
";

async fn pictures_of_a_folder_are_brought_once(engine: Engine) {
    let shop = Shop::open(engine).await;
    let without = takes(&shop, TABLE, None).await;
    assert_eq!((without.products.new, without.pictures_read, without.pictures_left), (4, 0, 6));
    assert_eq!(shown(&shop, "CH").await, []);
    let folder = folder(&shop);
    let first = takes(&shop, TABLE, Some(&folder)).await;
    assert_eq!((first.products.same, first.pictures_read, first.rejected), (4, 3, 3), "{:?}", first.first_rejects);
    let list = std::fs::read_to_string(first.rejects_file.expect("a list")).expect("it can be read");
    for (line, why) in [(2, "not in the folder,/x/y/b.png"), (5, "not in the folder,falta.jpg"), (6, "broken.jpg")] {
        let says = |row: &str| row.starts_with("tabla.csv,") && row.contains(&format!(",{line},")) && row.contains(why);
        assert!(list.lines().any(says), "{line}: {list}");
    }
    // What both colors name shows neither of them alone.
    assert_eq!(shown(&shop, "CH").await, [(40, None), (60, Some("Azul".to_owned()))]);
    assert_eq!((shown(&shop, "GO").await, shown(&shop, "BU").await), (vec![(40, None)], vec![(40, None)]));
    assert_eq!(shown(&shop, "PA").await, []);
    let before = product(&shop, "CH").await;
    let again = takes(&shop, TABLE, Some(&folder)).await;
    assert_eq!((again.pictures_read, again.rejected), (0, 3), "only what is not here is looked for");
    assert_eq!(product(&shop, "CH").await, before, "not even a revision");
    file(&folder, "falta.jpg", &photograph(quarters(50, 50), Jpeg));
    assert_eq!(takes(&shop, TABLE, Some(&folder)).await.pictures_read, 1);
    assert_eq!(shown(&shop, "BU").await, [(50, None), (40, None)], "in the order of the file");
    assert_eq!(shop.verify().await, Vec::<String>::new());
    shop.closes().await;
}

async fn what_a_row_names_no_more_is_shown_no_more(engine: Engine) {
    let shop = Shop::open(engine).await;
    let folder = folder(&shop);
    let table = |pictures: &str| format!("SKU,Name,Image\nGO,Gorro,\"{pictures}\"\n");
    takes(&shop, &table("a.jpg, deep/b.png"), Some(&folder)).await;
    // Somebody adds a picture of their own, and says what one sees on the first.
    let (db, cx) = (shop.app.db.clone(), shop.cx());
    let own = move || kept::bring(&cx, &db, &photograph(quarters(30, 30), Jpeg)).expect("it is a picture").id;
    let own = tokio::task::spawn_blocking(own).await.expect("no panic");
    let before = product(&shop, "GO").await;
    let told = |place: usize| json!({ "picture": before["pictures"][place]["picture"], "alt": "De frente" });
    let told = json!({ "products": [{ "code": "GO", "pictures": [{ "picture": own }, told(0), told(1)] }] });
    shop.owner().await.tells("/api/v1/products", "", &told).await.expect(200);
    assert_eq!(shown(&shop, "GO").await, [(30, None), (40, None), (60, None)]);
    let changed = takes(&shop, &table("deep/b.png"), Some(&folder)).await;
    assert_eq!((changed.products.changed, changed.pictures_read), (1, 0));
    assert_eq!(shown(&shop, "GO").await, [(60, None), (30, None)], "what nobody's file names stays, behind");
    assert_eq!(product(&shop, "GO").await["pictures"][0]["alt"], "De frente");
    // A row that names none says nothing of them.
    takes(&shop, &table(""), Some(&folder)).await;
    assert_eq!(shown(&shop, "GO").await, [(60, None), (30, None)]);
    shop.closes().await;
}

async fn a_picture_of_the_web_comes_by_itself_or_says_why_not(engine: Engine) {
    let shop = Shop::open(engine).await;
    // The address leads to this very machine, which nobody outside may have asked.
    let report = takes(&shop, "SKU,Name,Image\nGO,Gorro,http://127.0.0.1:9/a.jpg\n", None).await;
    assert_eq!((report.pictures_fetching, report.pictures_left, report.rejected), (1, 0, 0));
    let since = base::Time::default();
    let state = || shop.db_reads(move |tx| pictures::state(tx, "csv", since, 10));
    let (waiting, refused) = state().await;
    assert_eq!(waiting, 0);
    let (file, line, why, address) = &refused[0];
    assert_eq!((file.as_str(), *line, address.as_str()), ("tabla.csv", 2, "http://127.0.0.1:9/a.jpg"));
    assert_eq!(why, "picture-address");
    let id: NamedId = shop
        .db_reads(|tx| tx.query_one(sql!("select id from import_pictures"), params![], |row| row.get(0)))
        .await
        .expect("it is kept");
    let fetch = async |is_last: bool, answer: Result<Vec<u8>, Unfetched>| -> Result<(), Error> {
        let (db, cx) = (shop.app.db.clone(), shop.cx());
        let work = move || fetching::fetch(&cx, &db, id, is_last, &|_| answer.clone());
        tokio::task::spawn_blocking(work).await.expect("no panic")
    };
    let late = || Err(Unfetched::ForNow(Cause::Server, "its server does not answer in time".to_owned()));
    assert!(fetch(false, late()).await.is_err(), "the job comes again");
    fetch(true, late()).await.expect("it is given up");
    assert_eq!(state().await.1[0].2, "picture-server");
    fetch(false, Ok(b"<html>".to_vec())).await.expect("it is no picture");
    assert!(state().await.1[0].2.contains("picture"), "{:?}", state().await);
    assert_eq!(shown(&shop, "GO").await, []);
    fetch(false, Ok(photograph(quarters(40, 60), Jpeg))).await.expect("it comes");
    assert_eq!(shown(&shop, "GO").await, [(40, None)]);
    assert_eq!(state().await, (0, Vec::new()));
    let revision = product(&shop, "GO").await["revision"].clone();
    fetch(false, Ok(photograph(quarters(70, 60), Jpeg))).await.expect("it is here already");
    assert_eq!(product(&shop, "GO").await["revision"], revision);
    let events = sql!("select count(*) from events where subject = $1 and kind = 'Product Changed'");
    let id = store::thread::SubjectId::from_bytes(*id_of("GO").bytes());
    let told = shop.db_reads(move |tx| tx.query_one(events, params![id], |row| row.get::<i64>(0))).await;
    assert_eq!(told, Some(2), "as it came, and when its picture did");
    shop.closes().await;
}
