//! What is found and counted, against counting by hand over products that dice make.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use crate::search::{Facet, Sort, Value, priced::Range, words::words};

/// Dice that fall alike each time.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn of<'a>(&mut self, values: &[&'a str]) -> &'a str {
        values[self.roll(values.len())]
    }
}

const NAMES: [&str; 6] = ["camisa", "vestido", "falda", "abrigo", "gorra", "botas"];
const COLORS: [&str; 5] = ["rojo", "azul", "verde", "blanco", "negro"];
const SIZES: [&str; 4] = ["S", "M", "L", "XL"];
const SHELVES: [&str; 5] = ["mujer", "mujer/vestidos", "mujer/vestidos/largos", "hombre", "hombre/camisas"];

fn any_product(dice: &mut Dice, code: &str) -> Details {
    let mut product = product(code, &format!("{} {}", dice.of(&NAMES), dice.of(&["lisa", "de rayas", "bordada"])));
    product.brand = [None, Some("Telar"), Some("Hilo & Co")][dice.roll(3)].map(str::to_owned);
    product.categories = (0..1 + dice.roll(2)).map(|_| dice.of(&SHELVES).to_owned()).collect();
    product.categories.dedup();
    if dice.roll(2) == 0 {
        product.attributes.insert("neck".into(), vec![dice.of(&["barco", "pico"]).to_owned()]);
    }
    product.state = [State::Active, State::Active, State::Active, State::Draft][dice.roll(4)];
    let mut seen = BTreeSet::new();
    product.variants = (0..1 + dice.roll(6))
        .map(|_| (dice.of(&COLORS), dice.of(&SIZES)))
        .filter(|options| seen.insert(*options))
        .map(|(color, size)| choice(&format!("{code}-{color}-{size}"), &[("color", color), ("size", size)]))
        .collect();
    for choice in &mut product.variants {
        choice.is_sold = dice.roll(5) > 0;
    }
    if dice.roll(10) == 0 {
        product.variants = vec![choice(&format!("{code}-x"), &[("size", "única")])];
    }
    product
}

fn any_filters(dice: &mut Dice) -> BTreeMap<String, BTreeSet<String>> {
    let mut filters = BTreeMap::new();
    let all: [(&str, &[&str]); 6] = [
        ("available", &["yes", "no"]),
        ("option.color", &COLORS),
        ("option.size", &SIZES),
        ("category", &SHELVES),
        ("brand", &["Telar", "Hilo & Co", "nobody's"]),
        ("attribute.neck", &["barco", "pico"]),
    ];
    for (name, values) in all {
        if dice.roll(3) == 0 {
            let chosen = (0..1 + dice.roll(2)).map(|_| dice.of(values).to_owned()).collect();
            filters.insert(name.to_owned(), chosen);
        }
    }
    filters
}

/// The pairs of facet and value that a product has, leaving options out.
fn of_product(product: &Details) -> BTreeSet<(String, String)> {
    let mut all = BTreeSet::new();
    for code in &product.categories {
        let parts: Vec<&str> = code.split('/').collect();
        all.extend((1..=parts.len()).map(|end| ("category".to_owned(), parts[..end].join("/"))));
    }
    let is_available = product.state == State::Active && product.variants.iter().any(|choice| choice.is_sold);
    all.insert(("available".to_owned(), if is_available { "yes" } else { "no" }.to_owned()));
    all.extend(product.brand.iter().map(|brand| ("brand".to_owned(), brand.clone())));
    all.insert(("kind".to_owned(), product.kind.word().to_owned()));
    all.insert(("state".to_owned(), product.state.word().to_owned()));
    for (code, values) in &product.attributes {
        all.extend(values.iter().map(|value| (format!("attribute.{code}"), value.clone())));
    }
    all
}

/// What a product costs somebody who asks.
fn price(product: &Details, query: &Query) -> Option<UnitPrice> {
    let costs = costs(product);
    costs.iter().filter_map(|offer| query.lists.iter().find_map(|list| offer.get(list).copied())).min()
}

fn any_price(dice: &mut Dice) -> Range {
    let mut end = || (dice.roll(3) == 0).then(|| UnitPrice(dice.roll(100) as i64 * 10_000));
    Range { least: end(), most: end() }
}

/// The values that a product counts for, when one facet's own filter is left out; nothing where it does not fit.
fn fits(product: &Details, query: &Query, without: Option<&str>) -> Option<BTreeSet<(String, String)>> {
    if without != Some("price") && !query.price.has(price(product, query).map(|price| price.0)) {
        return None;
    }
    let filters = || query.filters.iter().filter(|(name, _)| Some(name.as_str()) != without);
    let own = of_product(product);
    let has = |all: &BTreeSet<(String, String)>, name: &String, values: &BTreeSet<String>| {
        all.iter().any(|(facet, value)| facet == name && values.contains(value))
    };
    if filters().any(|(name, values)| !name.starts_with("option.") && !has(&own, name, values)) {
        return None;
    }
    let choices: Vec<BTreeSet<(String, String)>> = product
        .variants
        .iter()
        .filter(|choice| choice.is_sold)
        .map(|choice| choice.options.iter().map(|(axis, value)| (format!("option.{axis}"), value.clone())).collect())
        .filter(|all| filters().all(|(name, values)| !name.starts_with("option.") || has(all, name, values)))
        .collect();
    if filters().any(|(name, _)| name.starts_with("option.")) && choices.is_empty() {
        return None;
    }
    Some(own.into_iter().chain(choices.into_iter().flatten()).collect())
}

fn has_sold(product: &Details) -> bool {
    product.variants.iter().any(|choice| choice.is_sold)
}

/// What a search should find, by hand: the codes, and the facets.
fn by_hand(products: &[Details], query: &Query) -> (BTreeSet<String>, Vec<Facet>, Option<(UnitPrice, UnitPrice)>) {
    let lists = lists();
    let wanted: Vec<String> = words(&query.text).into_iter().map(|word| word.stem).collect();
    let seen = |product: &&Details| {
        let has = words(product.name.as_deref().unwrap_or_default());
        let is_shown = crate::missing::is_shown(product, has_sold(product), &lists.shop);
        (query.audience == Audience::Staff || is_shown)
            && wanted.iter().all(|stem| has.iter().any(|word| word.stem == *stem))
    };
    let seen: Vec<&Details> = products.iter().filter(seen).collect();
    let found =
        seen.iter().filter(|product| fits(product, query, None).is_some()).map(|one| one.code.clone()).collect();
    let mut names: BTreeSet<String> =
        seen.iter().filter_map(|one| fits(one, &Query::default(), None)).flatten().map(|(name, _)| name).collect();
    names.extend(query.filters.keys().cloned());
    names.retain(|name| query.audience == Audience::Staff || !["kind", "state"].contains(&name.as_str()));
    let mut facets = Vec::new();
    for name in names {
        let mut counts: BTreeMap<String, u64> = BTreeMap::new();
        for product in &seen {
            for (facet, value) in fits(product, query, Some(&name)).into_iter().flatten() {
                if facet == name {
                    *counts.entry(value).or_default() += 1;
                }
            }
        }
        let mut values: Vec<Value> = counts.into_iter().map(|(value, count)| Value { value, count }).collect();
        values.sort_by(|one, other| other.count.cmp(&one.count).then_with(|| one.value.cmp(&other.value)));
        if !values.is_empty() {
            facets.push(Facet { name, values });
        }
    }
    let fitting = seen.iter().filter(|one| fits(one, query, Some("price")).is_some());
    let prices: BTreeSet<UnitPrice> = fitting.filter_map(|one| price(one, query)).collect();
    (found, facets, prices.first().copied().zip(prices.last().copied()))
}

/// What has no price stands last, whichever way the others are.
fn is_in_order(products: &[Details], query: &Query, found: &[String]) {
    let of = |code: &String| price(products.iter().find(|one| one.code == *code).expect("a product"), query);
    let prices: Vec<Option<UnitPrice>> = found.iter().map(of).collect();
    assert!(query.sort == Sort::Relevance || prices.iter().skip_while(|one| one.is_some()).all(Option::is_none));
    let mut prices: Vec<UnitPrice> = prices.into_iter().flatten().collect();
    if query.sort == Sort::Dearest {
        prices.reverse();
    }
    assert!(query.sort == Sort::Relevance || prices.is_sorted(), "{query:?}");
}

#[test]
fn facets_are_what_one_counts_by_hand() {
    let mut dice = Dice(7);
    for round in 0..12 {
        let mut products: Vec<Details> = (0..120).map(|number| any_product(&mut dice, &format!("p{number}"))).collect();
        let search = index(&products, &lists(), 1 + round % 4);
        // Some change, so that pieces hold what is not there any more.
        for at in 0..20 {
            let code = products[at * 3].code.clone();
            products[at * 3] = any_product(&mut dice, &code);
        }
        let changed: Vec<Details> = products.iter().take(60).step_by(3).cloned().collect();
        put(&search, &changed, &lists());
        for _ in 0..40 {
            let text = ["", "", "camisa ", "vestido ", "lisa "][dice.roll(5)];
            let audience = [Audience::Staff, Audience::Shoppers][dice.roll(2)];
            let lists = [&["web"][..], &["canarias", "web"], &[]][dice.roll(3)];
            let lists = lists.iter().map(|list| (*list).to_owned()).collect();
            let sort = [Sort::Relevance, Sort::Cheapest, Sort::Dearest][dice.roll(3)];
            let (filters, price) = (any_filters(&mut dice), any_price(&mut dice));
            let query = Query { audience, filters, price, lists, sort, limit: 1_000, ..asks(text) };
            let answer = search.find(&query).expect("it can be looked for");
            let (codes_by_hand, facets, prices) = by_hand(&products, &query);
            let found = codes(&search, &products, &query);
            assert_eq!(answer.prices, prices, "{query:?}");
            is_in_order(&products, &query, &found);
            assert_eq!(found.len() as u64, answer.total);
            assert_eq!(found.into_iter().collect::<BTreeSet<_>>(), codes_by_hand, "{query:?}");
            assert_eq!(answer.facets, facets, "{query:?}");
        }
    }
}

#[test]
fn shoppers_find_the_same_whether_or_not_something_is_hidden() {
    let mut dice = Dice(11);
    for _ in 0..6 {
        let mut products: Vec<Details> = (0..150).map(|number| any_product(&mut dice, &format!("p{number}"))).collect();
        for (number, product) in products.iter_mut().enumerate() {
            if product.state == State::Draft {
                product.name = Some(format!("secreto {number} camisas"));
                product.brand = Some("Secreta".into());
            }
        }
        let lists = lists();
        let shown: Vec<Details> =
            products.iter().filter(|one| crate::missing::is_shown(one, has_sold(one), &lists.shop)).cloned().collect();
        let (all, alone) = (index(&products, &lists, 3), index(&shown, &lists, 1));
        for text in ["", "camisa", "cam", "secre", "secreto", "vestidp", "secreta", "bordado falda", "p3", "telar"] {
            let query = shoppers(Query { limit: 1_000, ..asks(text) });
            let (one, other) = (all.find(&query).expect("found"), alone.find(&query).expect("found"));
            assert_eq!((one.total, &one.facets, one.reading), (other.total, &other.facets, other.reading), "{text}");
            let ids = |answer: &crate::search::Answer| answer.hits.iter().map(|hit| hit.id).collect::<BTreeSet<_>>();
            assert_eq!(ids(&one), ids(&other), "{text}");
            let texts = |search: &Search| search.suggest(text, Audience::Shoppers).expect("suggested").texts;
            let shelves = |search: &Search| {
                let shelves = search.suggest(text, Audience::Shoppers).expect("suggested").shelves;
                shelves.into_iter().map(|shelf| shelf.name).collect::<BTreeSet<_>>()
            };
            assert_eq!(shelves(&all), shelves(&alone), "{text}");
            assert_eq!(texts(&all).into_iter().collect::<BTreeSet<_>>(), texts(&alone).into_iter().collect(), "{text}");
        }
    }
}
