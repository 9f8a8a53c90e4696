//! A retailer that has just begun names itself, its companies and its shops, and sees what comes next.

use scenarios::{
    homes::Engine,
    people::Person,
    shops::{Shop, VIEWER},
};
use serde_json::{Value, json};
use web::rights::Role;

on_both_engines!(
    a_new_retailer_finds_its_feet
    shops_and_companies_are_told_by_the_api
);

const HOUSE: &str = "/console/house";
const SHOPS: &str = "/console/house/shops";
const COMPANIES: &str = "/console/house/companies";

async fn steps(owner: &Person) -> usize {
    owner.gets(HOUSE).await.expect(200).text.matches("class=\"is-done\"").count()
}

async fn a_new_retailer_finds_its_feet(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    assert_eq!(steps(&owner).await, 2, "the settings name it, and somebody else works here already: {VIEWER}");
    let page = owner.gets(HOUSE).await.expect(200).text;
    assert!(page.contains("2 de 5") && page.contains("href=\"/console/imports\""), "{page}");
    owner.fills_in(HOUSE, &[("name", "Telar <b>")]).await.expect(303);
    assert!(owner.gets("/console/account").await.expect(200).text.contains("<small>Telar &#60;b&#62;</small>"));
    let newsletter = shop.somebody().gets("/newsletter").await.expect(200).text;
    assert!(newsletter.contains("Telar &#60;b&#62;"), "shoppers see it too: {newsletter}");
    let refused = owner.fills_in(HOUSE, &[("name", " ")]).await.expect(400).text;
    assert!(refused.contains("role=\"alert\""), "{refused}");

    let company = [("name", "Telar Moda, S.L."), ("tax_number", "B12345674"), ("country", "ES")];
    owner.fills_in(COMPANIES, &company).await.expect(303);
    // Another of its name is another company, of a code of its own.
    owner.fills_in(COMPANIES, &company).await.expect(303);
    assert!(owner.gets(HOUSE).await.text.contains("/console/house?company=telar-moda-s-l-2#company-form"));
    for wrong in [
        [("name", " "), ("country", "ES")],
        [("name", "Otra"), ("country", "E")],
        [("name", "Otra"), ("country", "XX")],
    ] {
        let refused = owner.fills_in(COMPANIES, &wrong).await.expect(400).text;
        assert!(refused.contains("role=\"alert\""), "{wrong:?}: {refused}");
    }
    let goya = [("name", "Goya"), ("city", "Madrid"), ("company", "telar-moda-s-l")];
    owner.fills_in(SHOPS, &goya).await.expect(303);
    owner.fills_in(SHOPS, &[("name", "Ñuñoa"), ("city", "Vigo"), ("code", "v-1")]).await.expect(303);
    let page = owner.gets(HOUSE).await.expect(200).text;
    assert!(page.contains("<b>Goya</b><span class=\"soft dots\"><span>goya</span><span>Madrid</span>"), "{page}");
    assert_eq!(steps(&owner).await, 3);
    for wrong in [
        [("name", "Otra"), ("city", "Madrid"), ("code", "Go ya")],
        [("name", "Otra"), ("city", "Madrid"), ("code", "goya")],
        [("name", "Otra"), ("city", ""), ("code", "otra")],
        [("name", "Otra"), ("city", "Madrid"), ("company", "nadie")],
    ] {
        let answer = owner.fills_in(SHOPS, &wrong).await.expect(400).text;
        assert!(answer.contains("role=\"alert\"") && answer.contains("value=\"Otra\""), "{wrong:?}");
    }
    owner.fills_in(SHOPS, &[("known", "nadie"), ("name", "Otra"), ("city", "Madrid")]).await.expect(404);
    // Changed, it is the same shop under the same code.
    let form = owner.gets("/console/house?shop=goya").await.expect(200).text;
    assert!(
        form.contains("name=\"known\" value=\"goya\"") && form.contains("value=\"telar-moda-s-l\" selected"),
        "{form}"
    );
    owner.gets("/console/house?shop=nadie").await.expect(404);
    let changed = [("known", "goya"), ("name", "Goya 20"), ("city", "Madrid"), ("address", "Goya 20")];
    owner.fills_in(SHOPS, &changed).await.expect(303);
    let told = owner.gets("/api/v1/shops").await.expect(200).json();
    assert_eq!(told["data"][0], json!({ "code": "goya", "name": "Goya 20", "city": "Madrid", "address": "Goya 20" }));

    shop.stocks(&[("85048", "Bola")]).await;
    assert_eq!(steps(&owner).await, 4);
    let operations = shop.member(Role::Operations).await;
    let page = operations.gets(HOUSE).await.expect(200).text;
    assert!(!page.contains("href=\"/console/staff\""), "nobody is led where they may not go: {page}");
    for (path, fields) in [(HOUSE, &company[..1]), (SHOPS, &goya[..]), (COMPANIES, &company[..])] {
        shop.viewer().await.fills_in(path, fields).await.expect(403);
    }
}

async fn shops_and_companies_are_told_by_the_api(engine: Engine) {
    let shop = Shop::open(engine).await;
    let owner = shop.owner().await;
    let one = |code: &str, company: Value| {
        let shop = json!({ "code": code, "name": "Goya", "city": "Madrid", "company": company });
        json!({ "data": [shop] })
    };
    owner.tells("/api/v1/shops", "", &one("goya", json!("telar"))).await.expect(400);
    let company = json!({ "data": [{ "code": "telar", "name": "Telar Moda, S.L.", "country": "ES" }] });
    let kept = owner.tells("/api/v1/companies", "", &company).await.expect(200).json();
    assert_eq!(kept, company);
    owner.tells("/api/v1/shops", "", &one("goya", json!("telar"))).await.expect(200);
    for wrong in [one("", Value::Null), one("go,ya", Value::Null), one("go ya", Value::Null)] {
        owner.tells("/api/v1/shops", "", &wrong).await.expect(400);
    }
    let wrong = json!({ "data": [{ "code": "x", "name": "X", "country": "spain" }] });
    owner.tells("/api/v1/companies", "", &wrong).await.expect(400);
    let sales = shop.member(Role::Sales).await;
    assert_eq!(sales.gets("/api/v1/shops").await.expect(200).json()["data"][0]["company"], "telar");
    sales.gets("/api/v1/companies").await.expect(403);
    sales.tells("/api/v1/shops", "", &one("goya", Value::Null)).await.expect(403);
}
