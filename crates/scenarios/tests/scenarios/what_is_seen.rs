//! Pictures are sent, cleaned, and shown; what is no picture, or more than one, is not taken.

use std::{
    io::Write,
    time::{Duration, SystemTime},
};

use base::{Cx, Result};
use catalog::pictures::{self, sweep};
use hyper::{Method, header};
use image::ImageFormat::{Gif, Jpeg, Png, WebP};
use scenarios::{
    answers::{Answer, PATIENCE},
    homes::{Engine, Home},
    people::Person,
    photographs::{QUARTERS, SECRET, bomb, file, from_a_telephone, quarters, see_through, segment},
    programs::{Serving, hire_owner},
    shops::{OWNER, PASSWORD, Shop},
};
use serde_json::{Value, json};
use store::{Tx, params, sql};

on_both_engines!(
    a_photograph_comes_out_clean_and_upright
    the_same_picture_twice_is_one
    what_is_no_picture_is_refused
    a_second_file_behind_a_picture_is_gone
    a_name_leads_nowhere_else
    a_product_is_shown_by_its_pictures
    what_an_upload_left_behind_is_swept
    real_photographs_become_light
);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widths_are_made_after_the_plug_was_pulled_on_sqlite() {
    the_plug_is_pulled(Engine::Sqlite).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn widths_are_made_after_the_plug_was_pulled_on_postgres() {
    the_plug_is_pulled(Engine::DurablePostgres).await;
}

pub async fn sends(owner: &Person, bytes: Vec<u8>) -> Answer {
    let request = owner.request(Method::POST, "/api/v1/pictures").header(header::CONTENT_TYPE, "image/jpeg");
    owner.asks(request, bytes.into()).await
}

/// A file in a form, as a browser sends it.
async fn sends_form(owner: &Person, files: &[&[u8]]) -> Answer {
    let mut body = b"--x\r\nContent-Disposition: form-data; name=\"note\"\r\n\r\nhola\r\n".to_vec();
    for bytes in files {
        let head = "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"../../etc/a.svg\"\r\n\
                    Content-Type: image/svg+xml\r\n\r\n";
        body.extend([head.as_bytes(), bytes, b"\r\n"].concat());
    }
    body.extend(b"--x--\r\n");
    let request = owner.request(Method::POST, "/api/v1/pictures");
    owner.asks(request.header(header::CONTENT_TYPE, "multipart/form-data; boundary=x"), body.into()).await
}

fn address(picture: &Value, at: usize) -> String {
    picture["sizes"][at]["address"].as_str().expect("an address").to_owned()
}

/// The color of a point, near enough.
fn is_about(image: &image::RgbImage, (x, y): (u32, u32), expected: [u8; 3]) -> bool {
    image.get_pixel(x, y).0.iter().zip(expected).all(|(is, wanted)| is.abs_diff(wanted) < 24)
}

/// Everything that is kept of pictures.
fn kept(shop: &Shop) -> Vec<(String, Vec<u8>)> {
    let (files, mut all) = (shop.app.db.files().expect("files"), Vec::new());
    let mut names = Vec::new();
    files
        .walk(&mut |kept| {
            let _: () = names.push(kept.name);
            Ok(())
        })
        .expect("a folder");
    for name in names {
        let bytes = files.get(&name).expect("it can be read").expect("it is there");
        all.push((name, bytes));
    }
    all
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

async fn a_photograph_comes_out_clean_and_upright(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, anybody) = (shop.owner().await, shop.somebody());
    let taken = from_a_telephone(1_000, 700);
    assert!(holds(&taken, SECRET.as_bytes()));
    let picture = sends(&owner, taken).await.expect(201).json();
    assert_eq!((&picture["width"], &picture["height"], &picture["kind"]), (&json!(700), &json!(1000), &json!("jpeg")));
    assert_eq!(picture["is_ready"], false);
    anybody.gets(&address(&picture, 0)).await.expect(404);
    shop.settle().await;
    let id = picture["id"].as_str().expect("an id");
    assert_eq!(owner.gets(&format!("/api/v1/pictures/{id}")).await.expect(200).json()["is_ready"], true);
    let widths: Vec<&Value> = picture["sizes"].as_array().expect("sizes").iter().map(|size| &size["width"]).collect();
    assert_eq!(widths, [160, 320, 640, 700], "never larger than it is");
    for size in picture["sizes"].as_array().expect("sizes") {
        let path = size["address"].as_str().expect("an address");
        let answer = anybody.gets(path).await.expect(200);
        assert_eq!(answer.header("content-type"), "image/webp");
        assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        let seen = image::load_from_memory_with_format(&answer.bytes, WebP).expect("a WebP").into_rgb8();
        let (width, height) = seen.dimensions();
        assert_eq!((json!(width), json!(height)), (size["width"].clone(), size["height"].clone()));
        // Turned to the right: what was kept below left is above left.
        let (right, below) = (width * 3 / 4, height * 3 / 4);
        let expected = [QUARTERS[2], QUARTERS[0], QUARTERS[3], QUARTERS[1]];
        for (point, color) in [(40, 40), (right, 40), (40, below), (right, below)].into_iter().zip(expected) {
            assert!(is_about(&seen, point, color), "{path} at {point:?}: {:?}", seen.get_pixel(point.0, point.1));
        }
        let tag = answer.header("etag").to_owned();
        let again = anybody.request(Method::GET, path).header(header::IF_NONE_MATCH, &tag);
        assert!(anybody.asks(again, Default::default()).await.expect(304).bytes.is_empty());
        let head = anybody.asks(anybody.request(Method::HEAD, path), Default::default()).await.expect(200);
        assert_eq!((head.header("etag"), head.bytes.len()), (tag.as_str(), 0));
    }
    let kept = kept(&shop);
    assert_eq!(kept.len(), 5, "the picture and its widths");
    for (name, bytes) in kept {
        for words in [SECRET.as_bytes(), b"Exif", b"xmpmeta", b"Photoshop", b"ICC_PROFILE"] {
            assert!(!holds(&bytes, words), "{name} holds {}", String::from_utf8_lossy(words));
        }
    }
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn the_same_picture_twice_is_one(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let photograph = file(quarters(300, 200), Jpeg);
    let first = sends(&owner, photograph.clone()).await.expect(201).json();
    let same = sends_form(&owner, &[&photograph]).await.expect(200).json();
    assert_eq!(first["id"], same["id"], "whatever a form says that it is");
    // Told elsewhere, with more around it, it is the same picture.
    let remarked = [&photograph[..2], &segment(0xfe, b"again"), &photograph[2..]].concat();
    assert_eq!(sends(&owner, remarked).await.expect(200).json()["id"], first["id"]);
    shop.settle().await;
    assert_eq!(sends(&owner, photograph).await.expect(200).json()["is_ready"], true);
    for (image, kind) in [(file(see_through(64, 64), Png), "png"), (file(see_through(64, 64), WebP), "png")] {
        let drawn = sends(&owner, image).await.json();
        assert_eq!((&drawn["kind"], &drawn["average"]), (&json!(kind), &json!("#145aa0")), "{drawn}");
    }
    shop.viewer().await.gets("/api/v1/pictures/pic_x").await.expect(404);
    let request = shop.viewer().await.request(Method::POST, "/api/v1/pictures");
    assert_eq!(owner.asks(request, vec![1].into()).await.expect(403).problem(), "forbidden");
}

async fn what_is_no_picture_is_refused(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let photograph = file(quarters(300, 200), Jpeg);
    let drawing = file(quarters(300, 200), Png);
    let svg = br#"<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>"#;
    let mut scans = photograph[..photograph.len() - 2].to_vec();
    for _ in 0..1_000 {
        scans.extend(segment(0xda, &[1, 1, 0, 0, 63, 0]));
    }
    scans.extend([0xff, 0xd9]);
    let cases = [
        ("a bomb", bomb(50_000, 50_000), "picture-too-large"),
        ("a bomb within its sides", bomb(15_000, 15_000), "picture-too-large"),
        ("a picture of no points", bomb(0, 7), "picture"),
        ("a large one that holds almost nothing", bomb(6_000, 6_000), "picture"),
        ("an SVG", svg.to_vec(), "picture"),
        ("a page", b"<!doctype html><script>alert(1)</script>".to_vec(), "picture"),
        ("a page before a picture", [b"<html>".as_slice(), &photograph].concat(), "picture"),
        ("an AVIF", b"\0\0\0\x20ftypavif\0\0\0\0avifmif1".to_vec(), "picture"),
        ("nothing", Vec::new(), "picture"),
        ("a photograph that was cut", photograph[..photograph.len() / 2].to_vec(), "picture"),
        ("a drawing that was cut", drawing[..drawing.len() / 2].to_vec(), "picture"),
        ("a photograph of a thousand passes", scans, "picture"),
        ("a photograph of nothing", vec![0xff, 0xd8, 0xff, 0xd9], "picture"),
        ("what is too large", [photograph.clone(), vec![0; 20 << 20]].concat(), "picture-too-large"),
    ];
    for (what, bytes, code) in cases {
        assert_eq!(sends(&owner, bytes).await.expect(400).problem(), code, "{what}");
    }
    let two = sends_form(&owner, &[&photograph, &photograph]).await.expect(400);
    assert!(two.json()["title"].as_str().is_some_and(|title| title.contains("one picture")), "{two:?}");
    assert_eq!(sends_form(&owner, &[]).await.expect(400).problem(), "picture");
    assert_eq!(sends_form(&owner, &[svg]).await.expect(400).problem(), "picture");
    shop.settle().await;
    assert_eq!(kept(&shop), [], "nothing was kept of any");
    let count = |tx: &mut Tx| tx.query_one(sql!("select count(*) from pictures"), params![], |row| row.get::<i64>(0));
    assert_eq!(shop.db_reads(count).await, Some(0));
}

async fn a_second_file_behind_a_picture_is_gone(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let hidden = b"<script>alert(document.cookie)</script>PK\x03\x04";
    let photograph = file(quarters(300, 200), Jpeg);
    let remarked = [&photograph[..2], &segment(0xfe, hidden), &photograph[2..], hidden].concat();
    for file in [remarked, [&file(quarters(90, 90), Png), hidden.as_slice()].concat()] {
        assert!(holds(&file, hidden));
        sends(&owner, file).await.expect(201);
    }
    let gif = file(see_through(40, 40), Gif);
    sends(&owner, [&gif, hidden.as_slice()].concat()).await.expect(201);
    shop.settle().await;
    let kept = kept(&shop);
    assert!(kept.len() >= 6);
    for (name, bytes) in kept {
        assert!(!holds(&bytes, b"script") && !holds(&bytes, b"PK\x03\x04"), "{name}");
    }
}

async fn a_name_leads_nowhere_else(engine: Engine) {
    let shop = Shop::open(engine).await;
    let (owner, anybody) = (shop.owner().await, shop.somebody());
    let picture = sends(&owner, file(quarters(300, 200), Jpeg)).await.expect(201).json();
    shop.settle().await;
    let (id, good) = (picture["id"].as_str().expect("an id"), address(&picture, 0));
    std::fs::write(shop.home.data().join("pictures/secret.webp"), "hush").expect("a file");
    anybody.gets(&good).await.expect(200);
    let drawer = &id[id.len() - 2..];
    for path in [
        "/pictures/secret.webp".to_owned(),
        "/pictures/../hilo.db".to_owned(),
        "/pictures/%2e%2e%2fhilo.db".to_owned(),
        "/pictures/..%2F..%2F..%2Fetc%2Fpasswd".to_owned(),
        format!("/pictures/{drawer}/{id}-160.webp"),
        format!("/pictures/..%2F{drawer}%2F{id}-160.webp"),
        format!("/pictures/{id}.jpg"),
        format!("/pictures/{id}-160.jpg"),
        format!("/pictures/{id}-161.webp"),
        format!("/pictures/{id}-0160.webp"),
        format!("/pictures/{id}-160.webp%00"),
        format!("/pictures/{}-160.webp", id.to_uppercase()),
        "/pictures/pic_00000000000000000000000000-160.webp".to_owned(),
        "/pictures/".to_owned(),
    ] {
        let answer = anybody.gets(&path).await;
        assert!([400, 404].contains(&answer.status), "{path}: {answer:?}");
        assert!(!answer.header("cache-control").contains("immutable"), "{path}");
    }
}

async fn a_product_is_shown_by_its_pictures(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let mut ids = Vec::new();
    for width in [300, 2_000] {
        ids.push(sends(&owner, file(quarters(width, 200), Jpeg)).await.expect(201).json()["id"].clone());
    }
    shop.settle().await;
    let tells = async |product: Value| {
        let told = owner.tells("/api/v1/products", "", &json!({ "products": [product] })).await;
        if told.status == 200 { told.json()["data"][0].clone() } else { told.json() }
    };
    let kept = tells(json!({ "code": "TL-ALB", "name": "Vestido Alba", "pictures": [
        { "picture": ids[1], "alt": " Vestido de lino, de frente ", "color": "teja",
            "translations": { "en": "Linen dress, front" } },
        { "picture": ids[0] } ] }))
    .await;
    let shown = &kept["pictures"];
    assert_eq!((&shown[0]["picture"], &shown[0]["alt"]), (&ids[1], &json!("Vestido de lino, de frente")));
    assert_eq!((&shown[0]["color"], &shown[0]["translations"]["en"]), (&json!("teja"), &json!("Linen dress, front")));
    assert_eq!(shown[0]["sizes"].as_array().map(Vec::len), Some(6));
    assert_eq!((&shown[0]["width"], &shown[0]["is_ready"]), (&json!(2_000), &json!(true)));
    shop.somebody().gets(shown[0]["sizes"][5]["address"].as_str().expect("an address")).await.expect(200);
    let page = format!("/api/v1/products/{}", kept["id"].as_str().expect("an id"));
    let missing = owner.gets(&page).await.expect(200).json()["missing"].clone();
    assert!(missing.as_array().is_some_and(|gaps| gaps.contains(&json!("picture_alt"))), "{missing}");
    // What is not told stays; what is told takes the place of what was.
    assert_eq!(
        tells(json!({ "code": "TL-ALB", "brand": "Telar" })).await["pictures"].as_array().map(Vec::len),
        Some(2)
    );
    assert_eq!(tells(json!({ "code": "TL-ALB", "pictures": [] })).await["pictures"], json!([]));
    let missing = owner.gets(&page).await.expect(200).json();
    assert!(missing["missing"].as_array().is_some_and(|gaps| gaps.contains(&json!("picture"))), "{missing}");
    assert_eq!(missing["is_publishable"], false);
    let unknown = json!({ "picture": "pic_00000000000000000000000000" });
    let refused = tells(json!({ "code": "TL-ALB", "pictures": [unknown] })).await;
    assert_eq!(refused["type"], "/problems/unknown");
    assert_eq!(shop.verify().await, Vec::<String>::new());
}

async fn what_an_upload_left_behind_is_swept(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let picture = sends(&owner, file(quarters(300, 200), Jpeg)).await.expect(201).json();
    shop.settle().await;
    // Two uploads that were killed before their act: one long ago, one just now.
    let files = |width| -> Result<String> {
        let picture = pictures::take(&file(quarters(width, 50), Jpeg))?;
        pictures::keep(shop.app.db.files()?, &picture)?;
        Ok(picture.sheet.id.to_string())
    };
    let (old, young) = (files(80).expect("kept"), files(90).expect("kept"));
    let long_ago = SystemTime::now() - Duration::from_secs(90_000);
    for (name, _) in kept(&shop).iter().filter(|(name, _)| !name.contains(&young)) {
        let file = std::fs::File::options().write(true).open(shop.home.data().join("pictures").join(name));
        file.and_then(|file| file.set_modified(long_ago)).expect("an old file");
    }
    let (db, cx) = (shop.app.db.clone(), Cx::system("sweep", shop.clock.now()));
    let sweep = move || sweep::sweep(&cx, &db).expect("swept");
    let gone = tokio::task::spawn_blocking(sweep).await.expect("no panic");
    let names: Vec<String> = kept(&shop).into_iter().map(|(name, _)| name).collect();
    assert_eq!(gone, 1, "{names:?}");
    assert!(!names.iter().any(|name| name.contains(&old)) && names.iter().any(|name| name.contains(&young)));
    shop.somebody().gets(&address(&picture, 0)).await.expect(200);
}

/// Photographs of a real shop, where they are.
async fn real_photographs_become_light(engine: Engine) {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/luma-catalog/images");
    let Ok(found) = std::fs::read_dir(&folder) else {
        let says = format!("Luma's photographs are not in {}: this story was told without them.", folder.display());
        writeln!(std::io::stderr(), "{says}").expect("somebody hears it");
        return;
    };
    let shop = Shop::open(engine).await;
    let mut paths: Vec<_> = found.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    let (db, cx) = (shop.app.db.clone(), shop.cx());
    let bring = move || -> Result<usize> {
        let mut bytes = 0;
        for path in paths.iter().step_by(24) {
            let file = std::fs::read(path).expect("a photograph");
            bytes += pictures::bring(&cx, &db, &file)?.bytes;
        }
        Ok(bytes)
    };
    let bytes = tokio::task::spawn_blocking(bring).await.expect("no panic").expect("every one is a picture");
    shop.settle().await;
    let all = kept(&shop);
    let widths: usize = all.iter().filter(|(name, _)| name.ends_with(".webp")).map(|(_, bytes)| bytes.len()).sum();
    assert!(widths < 2 * bytes, "all widths together: {widths} of {bytes}");
    for (name, bytes) in all.iter().filter(|(name, _)| name.ends_with(".webp")) {
        image::load_from_memory_with_format(bytes, WebP).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
}

async fn the_plug_is_pulled(engine: Engine) {
    let home = Home::new(engine);
    hire_owner(&home);
    let serving = Serving::start(&home);
    let owner = serving.somebody().signs_in(OWNER, PASSWORD).await;
    // A large one, so that its widths take longer than it takes to pull the plug.
    let picture = sends(&owner, file(quarters(3_000, 2_400), Jpeg)).await.expect(201).json();
    serving.kill();
    let last = picture["sizes"].as_array().expect("sizes").len() - 1;
    if engine != Engine::Sqlite {
        // Its lease outlives a worker that died; here nobody waits for a quarter of an hour.
        let settings = home.settings();
        let free = move || {
            let db = store::Db::open(&settings).expect("the database opens");
            db.write_now("story.free", store::jobs::free).expect("freed");
            db.close();
        };
        tokio::task::spawn_blocking(free).await.expect("no panic");
    }
    let serving = Serving::start(&home);
    let (anybody, mut looks) = (serving.somebody(), tokio::time::interval(Duration::from_millis(50)));
    let made = async {
        while anybody.gets(&address(&picture, last)).await.status != 200
            || anybody.gets(&address(&picture, 0)).await.status != 200
        {
            looks.tick().await;
        }
    };
    tokio::time::timeout(PATIENCE, made).await.expect("every width is made in the end");
    serving.stop();
}
