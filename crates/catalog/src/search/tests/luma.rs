//! Mistakes in the names of a real catalog: Luma's 1,994 products, where they are. `HILO_TEST_LUMA` says where, else
//! they are looked for beside the project.

use std::{
    collections::{BTreeMap, BTreeSet},
    io::Write,
    path::{Path, PathBuf},
};

use super::*;

fn folder() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/data/luma-catalog");
    let folder = std::env::var_os("HILO_TEST_LUMA").map_or(beside, PathBuf::from);
    folder.is_dir().then_some(folder)
}

/// Every row as a product of its own, as the file has them.
fn products(folder: &Path) -> Vec<Details> {
    let file = std::fs::File::open(folder.join("configurable__products.csv.gz")).expect("the file of products");
    let mut rows = csv::Reader::from_reader(flate2::read::GzDecoder::new(file));
    let rows: Vec<BTreeMap<String, String>> =
        rows.deserialize().collect::<Result<_, _>>().expect("rows with these columns");
    rows.into_iter()
        .map(|row| {
            let mut one = product(&row["sku"], &row["name"]);
            one.description = Some(row["description"].clone());
            let shelves = row["categories"].split(',').filter_map(|way| way.split_once('/')).map(|(_, way)| way);
            one.categories = shelves.map(str::to_lowercase).collect();
            let of = |name: &str| {
                let pairs = row["additional_attributes"].split(',');
                pairs.filter_map(|pair| pair.split_once('=')).find(|(key, _)| *key == name).map(|(_, value)| value)
            };
            let options: Vec<(&str, &str)> =
                ["size", "color"].into_iter().filter_map(|axis| Some((axis, of(axis)?))).collect();
            one.variants = vec![choice(&row["sku"], &options)];
            one
        })
        .collect()
}

/// The ways in which one letter of a word can be wrong: left out, doubled, swapped, another, one more. Where a letter
/// could be any other, one that follows from its place stands for all.
fn mistakes(word: &str) -> Vec<String> {
    let letters: Vec<char> = word.chars().collect();
    let any = |at: usize| char::from(b'a' + ((at * 7 + letters.len() * 3) % 26) as u8);
    let mut all = BTreeSet::new();
    for at in 0..letters.len() {
        let mut without = letters.clone();
        without.remove(at);
        let mut doubled = letters.clone();
        doubled.insert(at, letters[at]);
        let mut other = letters.clone();
        other[at] = any(at);
        let mut more = letters.clone();
        more.insert(at, any(at + 5));
        let mut swapped = letters.clone();
        if at > 0 {
            swapped.swap(at - 1, at);
        }
        all.extend([without, doubled, other, more, swapped].map(|letters| letters.into_iter().collect::<String>()));
    }
    all.remove(word);
    all.into_iter().collect()
}

#[test]
fn a_wrong_letter_in_a_name_still_finds_it_among_the_first_ten() {
    let Some(folder) = folder() else {
        let line = "Luma is not here, so no mistakes in its names were tried: HILO_TEST_LUMA names its folder.";
        return writeln!(std::io::stderr(), "{line}").expect("somebody listens");
    };
    let products = products(&folder);
    assert_eq!(products.len(), 1_994);
    let search = index(&products, &lists(), 2);
    let names: Vec<Vec<String>> = products
        .iter()
        .map(|one| {
            let name = one.name.as_deref().unwrap_or_default().to_lowercase();
            name.split(|letter: char| !letter.is_alphanumeric())
                .filter(|part| !part.is_empty())
                .map(str::to_owned)
                .collect()
        })
        .collect();
    let (mut tried, mut missed) = (0, Vec::new());
    for (number, (product, name)) in products.iter().zip(&names).enumerate() {
        // Each style with every mistake; of its sizes and colors, which share its words, each with some.
        let is_style = !product.code.contains('-');
        for (place, word) in name.iter().enumerate().filter(|(_, word)| word.chars().count() >= 5) {
            for (turn, wrong) in mistakes(word).into_iter().enumerate() {
                if !is_style && (turn + number) % 17 != 0 {
                    continue;
                }
                let mut written = name.clone();
                written[place] = wrong;
                let text = written.join(" ");
                tried += 1;
                let answer = search.find(&Query { limit: 10, ..asks(&text) }).expect("found");
                if !answer.hits.iter().any(|hit| hit.id == product.id) {
                    missed.push(text);
                }
            }
        }
    }
    assert!(tried > 10_000);
    assert_eq!(missed, Vec::<String>::new());
}
