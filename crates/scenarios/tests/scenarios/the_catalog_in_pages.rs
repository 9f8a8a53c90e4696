//! What staff do with the whole catalog on its pages.

use scenarios::homes::Engine;
use serde_json::json;

use crate::found_in_the_catalog::{garment, opened, tells};

on_both_engines!(the_list_finds_as_the_search_does);

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
