//! How what somebody writes is read.

use super::*;
use crate::search::{
    Reading, Sort,
    synonyms::{Synonym, Synonyms},
};

fn found(products: &[Details], text: &str) -> String {
    let search = index(products, &lists(), 2);
    codes(&search, products, &asks(text)).join(" ")
}

fn named(names: &[(&str, &str)]) -> Vec<Details> {
    names.iter().map(|(code, name)| product(code, name)).collect()
}

#[test]
fn accents_plurals_and_genders_do_not_matter() {
    let products = named(&[("a", "Camisón de algodón rojo"), ("b", "Zapatilla roja"), ("c", "Wool dress")]);
    assert_eq!(found(&products, "CAMISON rojos"), "a");
    assert_eq!(found(&products, "camisones algodon "), "a");
    assert_eq!(found(&products, "zapatillas rojas"), "b");
    assert_eq!(found(&products, "dresses of wool"), "c");
}

#[test]
fn n_finds_what_is_written_with_a_tilde_but_behind() {
    let products = named(&[("tilde", "Cana año"), ("plain", "Caña ano"), ("other", "Mesa")]);
    assert_eq!(found(&products, "ano "), "plain tilde");
    assert_eq!(found(&products, "año "), "tilde plain");
    assert_eq!(found(&products, "CAN\u{303}A "), "plain tilde");
}

#[test]
fn the_last_word_may_go_on() {
    let products = named(&[("a", "Camiseta lisa"), ("b", "Camisa lisa"), ("c", "Pantalón liso")]);
    assert_eq!(found(&products, "lisa camis"), "a b");
    assert_eq!(found(&products, "pant"), "c");
    assert_eq!(found(&products, "camis "), "b", "a blank says that the word is whole");
}

#[test]
fn a_mistake_is_forgiven_by_the_length_of_its_word() {
    let products = named(&[("a", "Vestido lino"), ("b", "Chaqueta acolchada"), ("c", "Gorra azul")]);
    let search = index(&products, &lists(), 1);
    for (text, expected, reading) in [
        ("vestido ", "a", Reading::Exact),
        ("vesitdo ", "a", Reading::Typos),
        ("vstido ", "a", Reading::Typos),
        ("vestidlo ", "a", Reading::Typos),
        ("acolchhda ", "b", Reading::Typos),
        ("acochhada ", "b", Reading::Typos),
        ("bestido ", "a", Reading::Wide),
        ("lina ", "a", Reading::Exact),
        ("lixo ", "a", Reading::Wide),
        ("vestido gris ", "a", Reading::Parts),
        ("vezditos ", "", Reading::Exact),
        ("xyz ", "", Reading::Exact),
    ] {
        let answer = search.find(&asks(text)).expect("it can be looked for");
        assert_eq!(codes(&search, &products, &asks(text)).join(" "), expected, "{text}");
        assert_eq!(answer.reading, reading, "{text}");
    }
}

#[test]
fn what_was_meant_stays_ahead_of_what_it_could_be() {
    let mut products = named(&[("far", "Bolso pardo"), ("near", "Bolso pargo"), ("there", "Bolso parco")]);
    products.extend((0..30).map(|number| product(&format!("o{number}"), "Bolso")));
    let search = index(&products, &lists(), 1);
    assert_eq!(codes(&search, &products, &asks("pargo "))[0], "near");
    // A word that many have is read as it is written alone.
    assert_eq!(search.find(&asks("bolso ")).expect("found").total, 33);
}

#[test]
fn a_code_is_found_exactly() {
    let mut products = named(&[("MH01", "Sudadera"), ("MH02", "Sudadera"), ("8412", "Gorra")]);
    products[0].variants = vec![choice("MH01-XS-Black", &[]), choice("MH01-S-Black", &[])];
    products[0].variants[0].gtin = Some("0036000291452".into());
    products[1].variants[0].is_sold = false;
    let search = index(&products, &lists(), 1);
    let find = |text: &str| codes(&search, &products, &asks(text)).join(" ");
    assert_eq!(find("mh01-xs-black"), "MH01");
    assert_eq!(find("036000291452"), "MH01", "a GTIN of twelve digits is the same with thirteen");
    assert_eq!(find("0036000-291452"), "MH01");
    assert_eq!(find("036000291453"), "", "nothing is near a number");
    assert_eq!(find("MH01"), "MH01");
    assert_eq!(find("sudadera mh02"), "MH02");
    assert_eq!(find("MH02-1"), "MH02", "staff find what is not sold any more");
    assert_eq!(codes(&search, &products, &shoppers(asks("MH02-1"))), Vec::<String>::new());
}

#[test]
fn names_count_most_and_descriptions_least() {
    let mut products = named(&[("prose", "Uno"), ("trait", "Dos"), ("shelf", "Tres"), ("title", "Cuatro barco")]);
    products[0].description = Some("barco barco barco".into());
    products[1].attributes.insert("neck".into(), vec!["barco".into()]);
    products[2].brand = Some("Barco".into());
    products.extend((0..20).map(|number| product(&format!("o{number}"), "Otro")));
    assert_eq!(found(&products, "barco "), "title shelf trait prose");
}

#[test]
fn synonyms_find_behind_the_word_itself() {
    let products =
        named(&[("a", "Camiseta"), ("b", "Polera"), ("c", "Zapatillas de correr"), ("d", "Zapatillas de casa")]);
    let search = index(&products, &lists(), 1);
    let told =
        |word: &str, other: &str, is_two_way| Synonym { word: word.into(), finds: vec![other.into()], is_two_way };
    search.set_synonyms(Synonyms::new(
        1,
        &[
            told("polera", "camiseta", true),
            told("tenis", "zapatillas de correr", false),
            told("ropa de playa", "polera", false),
        ],
    ));
    let find = |text: &str| codes(&search, &products, &asks(text)).join(" ");
    assert_eq!(find("poleras "), "b a");
    assert_eq!(find("camiseta "), "a b");
    assert_eq!(find("tenis "), "c");
    assert_eq!(find("zapatillas correr "), "c");
    assert_eq!(find("ropa de playa "), "b");
}

#[test]
fn lists_are_in_the_order_that_is_asked_for() {
    let mut products = named(&[("c", "Ñandú"), ("a", "alpargata"), ("b", "Botín"), ("d", "Botín")]);
    for (product, second) in products.iter_mut().zip([3, 1, 2, 4]) {
        product.created_at = Time::from_micros(second * 1_000_000);
    }
    let search = index(&products, &lists(), 3);
    let by = |sort| codes(&search, &products, &Query { sort, ..asks("") }).join(" ");
    assert_eq!(by(Sort::Newest), "d c b a");
    assert_eq!(by(Sort::Name), "a b d c");
    let pages: Vec<String> = (0..4)
        .flat_map(|offset| codes(&search, &products, &Query { sort: Sort::Newest, offset, limit: 1, ..asks("") }))
        .collect();
    assert_eq!(pages.join(" "), "d c b a");
}

#[test]
fn a_text_is_completed() {
    let mut products = named(&[("a", "Camisón largo"), ("b", "Camiseta larga"), ("c", "Año nuevo"), ("d", "Camafeo")]);
    products[3].state = State::Draft;
    let search = index(&products, &lists(), 2);
    let texts = |text: &str, audience| search.suggest(text, audience).expect("suggested").texts.join(", ");
    assert_eq!(texts("cam", Audience::Shoppers), "camiseta, camisón");
    assert_eq!(texts("cam", Audience::Staff), "camafeo, camiseta, camisón");
    assert_eq!(texts("largo camis", Audience::Staff), "largo camiseta, largo camisón");
    assert_eq!(texts("an", Audience::Staff), "año");
    assert_eq!(texts("kamise", Audience::Staff), "");
    assert_eq!(texts("camsie", Audience::Staff), "camiseta");
    assert_eq!(texts("", Audience::Staff), "");
    assert_eq!(search.suggest("camafeo", Audience::Shoppers).expect("suggested").products, []);
}

#[test]
fn whatever_is_written_is_read() {
    let products = named(&[("a", "Camisón"), ("b", "Botín 38")]);
    let search = index(&products, &lists(), 1);
    let long = "z".repeat(10_000);
    let many = "uno dos tres ".repeat(500);
    for text in [
        "",
        " ",
        "*",
        "a*",
        "\"",
        "((",
        "a AND",
        "-",
        "\u{1f}",
        "\0",
        "😀",
        "ñ",
        "38",
        "a\u{303}",
        &long,
        &many,
        "العربية",
        "ﬁ",
    ] {
        search.find(&asks(text)).expect(text);
        search.suggest(text, Audience::Shoppers).expect(text);
    }
}
