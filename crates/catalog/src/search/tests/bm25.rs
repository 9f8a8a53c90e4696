//! The order by BM25, against the formula as the textbook has it (Robertson and Zaragoza 2009, with k1 = 1.2, b = 0.75
//! and the idf that never falls below zero), over a small corpus.

use std::collections::HashMap;

use super::*;
use crate::search::{
    query::{PROSE, SAID, SHELF, TITLE, TRAITS},
    words::{Word, words},
};

/// Names and descriptions of unlike lengths, in which words come once, often or not at all.
const CORPUS: [(&str, &str); 12] = [
    ("Vestido largo de lino", "Un vestido fresco para el verano"),
    ("Vestido corto", "Vestido de algodón con bolsillos, vestido de diario"),
    ("Falda larga de lana", "Abriga en invierno"),
    ("Camisa de lino blanca con cuello mao y manga larga", "Lino lavado"),
    ("Camisa blanca", "Camisa de vestir, blanca como la nieve blanca"),
    ("Pantalón de lino", "Pantalón ancho con cintura elástica y bolsillos"),
    ("Pantalón corto de algodón", "Para el verano"),
    ("Abrigo de lana larga", "Lana de oveja, larga y suave"),
    ("Chaqueta de punto", "De lana merina"),
    ("Jersey de lana", "Jersey de punto grueso, de lana y alpaca, lana doble"),
    ("Bufanda blanca de lana", "Bufanda larga"),
    ("Gorro", "Un gorro"),
];

struct Field {
    boost: f64,
    /// Whether its length matters: b is 0.75, else 0.
    is_long: bool,
    documents: Vec<Vec<String>>,
}

impl Field {
    fn average(&self) -> f64 {
        self.documents.iter().map(Vec::len).sum::<usize>() as f64 / self.documents.len() as f64
    }

    fn having(&self, term: &str) -> usize {
        self.documents.iter().filter(|words| words.iter().any(|word| word == term)).count()
    }

    fn score(&self, document: usize, term: &str, idf: f64) -> f64 {
        const K1: f64 = 1.2;
        let b = if self.is_long { 0.75 } else { 0.0 };
        let words = &self.documents[document];
        let times = words.iter().filter(|word| *word == term).count() as f64;
        let length = words.len() as f64 / self.average();
        self.boost * idf * times * (K1 + 1.0) / (times + K1 * (1.0 - b + b * length))
    }
}

/// Scores of all documents that have each word, by the formula: a word's idf follows from the field in which most
/// documents have it.
fn by_hand(stems: &[Field], said: &Field, query: &str) -> HashMap<usize, f64> {
    let count = said.documents.len();
    let asked: Vec<Word> = words(query).into_iter().filter(|word| !word.is_empty()).collect();
    let mut scores = HashMap::new();
    for document in 0..count {
        let mut sum = 0.0;
        let mut has_all = true;
        for word in &asked {
            let most = stems.iter().map(|field| field.having(&word.stem)).chain([said.having(&word.said)]).max();
            let most = most.unwrap_or_default() as f64;
            let idf = (1.0 + (count as f64 - most + 0.5) / (most + 0.5)).ln();
            let score: f64 = stems.iter().map(|field| field.score(document, &word.stem, idf)).sum::<f64>()
                + said.score(document, &word.said, idf);
            has_all &= score > 0.0;
            sum += score;
        }
        if has_all {
            scores.insert(document, sum);
        }
    }
    scores
}

#[test]
fn the_order_is_that_of_the_formula() {
    let mut products: Vec<Details> = Vec::new();
    for (number, (name, description)) in CORPUS.into_iter().enumerate() {
        let mut one = product(&format!("d{number}"), name);
        one.description = Some(description.into());
        one.brand = Some(["Casa Lino", "Lana y Cía", "Otra"][number % 3].into());
        one.attributes.insert("neck".into(), vec![["blanco roto", "lino", "nada"][number % 3].into()]);
        products.push(one);
    }
    let search = index(&products, &lists(), 1);
    let of = |(boost, is_long): (f32, bool), text: &dyn Fn(&Details) -> String, part: fn(Word) -> String| Field {
        boost: f64::from(boost),
        is_long,
        documents: products
            .iter()
            .map(|one| {
                words(&text(one)).into_iter().filter(|word| boost != PROSE || !word.is_empty()).map(part).collect()
            })
            .collect(),
    };
    let name = |one: &Details| one.name.clone().unwrap_or_default();
    let stem = |word: Word| word.stem;
    let fields = [
        of((TITLE, true), &name, stem),
        of((SHELF, false), &|one| one.brand.clone().unwrap_or_default(), stem),
        of((TRAITS, false), &|one| format!("{} {}", one.attributes["neck"][0], one.composition[0].fiber), stem),
        of((PROSE, true), &|one| one.description.clone().unwrap_or_default(), stem),
    ];
    let said = of((SAID, true), &name, |word| word.said);
    for query in
        ["vestido", "lino", "lana", "lana larga", "blanca", "camisa blanca lino", "bolsillos", "largas", "punto"]
    {
        let expected = by_hand(&fields, &said, query);
        let answer = search.find(&asks(&format!("{query} "))).expect("found");
        // Below ten products mistakes are read, too; those score less than what has the word and stand behind.
        let scores: Vec<(usize, f64)> = answer
            .hits
            .iter()
            .map(|hit| (products.iter().position(|one| one.id == hit.id).expect("a product"), f64::from(hit.score)))
            .filter(|(document, _)| expected.contains_key(document))
            .collect();
        assert_eq!(scores.len(), expected.len(), "{query}");
        for (document, score) in &scores {
            let right = expected[document];
            assert!((score - right).abs() < 1e-4 * right.max(1.0), "{query}: {score} is not {right} for {document}");
        }
        assert!(
            scores.windows(2).all(|pair| expected[&pair[0].0] >= expected[&pair[1].0] - 1e-4),
            "{query}: {scores:?}"
        );
    }
}

/// The formula itself against another's: what `bm25s` 0.3.16 (Lù 2024, method "lucene", k1 = 1.2, b = 0.75) says of
/// these texts. It leaves out the factor k1 + 1, which changes no order.
#[test]
fn the_formula_is_that_of_an_independent_implementation() {
    let corpus = [
        "lino vestido largo lino",
        "vestido corto",
        "falda lana larga",
        "camisa lino blanca cuello mao manga larga",
        "camisa blanca blanca",
        "pantalon lino",
        "abrigo lana larga lana lana",
        "gorro",
    ];
    let documents = corpus.map(|text| text.split(' ').map(str::to_owned).collect()).to_vec();
    let field = Field { boost: 1.0, is_long: true, documents };
    let cases = [
        ("lino", [0.5611, 0.0, 0.0, 0.2983, 0.0, 0.5152, 0.0, 0.0]),
        ("lana larga", [0.0, 0.0, 1.0597, 0.2983, 0.0, 0.0, 1.188, 0.0]),
        ("camisa blanca", [0.0, 0.0, 0.0, 0.809, 1.4364, 0.0, 0.0, 0.0]),
        ("vestido lino", [1.1023, 0.6987, 0.0, 0.2983, 0.0, 0.5152, 0.0, 0.0]),
    ];
    for (query, theirs) in cases {
        for (document, theirs) in theirs.into_iter().enumerate() {
            let of = |term: &str| {
                let having = field.having(term) as f64;
                let idf = (1.0 + (corpus.len() as f64 - having + 0.5) / (having + 0.5)).ln();
                field.score(document, term, idf)
            };
            let ours: f64 = query.split(' ').map(of).sum::<f64>() / 2.2;
            assert!((ours - theirs).abs() < 1e-4, "{query}, {document}: {ours} is not {theirs}");
        }
    }
}
