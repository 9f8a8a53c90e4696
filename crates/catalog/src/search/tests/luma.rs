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

/// The styles, each with its sizes and colors: what an import makes of the rows.
fn styles(rows: &[Details]) -> Vec<Details> {
    let mut styles: Vec<Details> = rows.iter().filter(|one| !one.code.contains('-')).cloned().collect();
    for style in &mut styles {
        let of_it = |row: &&Details| row.code.split_once('-').is_some_and(|(style_code, _)| style_code == style.code);
        let variants: Vec<_> = rows.iter().filter(of_it).flat_map(|row| row.variants.clone()).collect();
        if !variants.is_empty() {
            style.variants = variants;
        }
    }
    styles
}

/// The ways in which the first letter of a word can be another, and in which one can stand before it.
fn other_beginnings(word: &str) -> Vec<String> {
    let rest: String = word.chars().skip(1).collect();
    let all = ('a'..='z').flat_map(|letter| [format!("{letter}{rest}"), format!("{letter}{word}")]);
    all.filter(|wrong| wrong != word).collect()
}

#[test]
fn a_wrong_first_letter_in_the_name_of_a_style_still_finds_it_among_the_first_ten() {
    let Some(folder) = folder() else {
        let line = "Luma is not here, so no first letters of its names were tried: HILO_TEST_LUMA names its folder.";
        return writeln!(std::io::stderr(), "{line}").expect("somebody listens");
    };
    let styles = styles(&products(&folder));
    let search = index(&styles, &lists(), 2);
    let (mut tried, mut missed) = (0, Vec::new());
    for style in &styles {
        let name = name(style);
        for (place, word) in name.iter().enumerate().filter(|(_, word)| word.chars().count() >= 5) {
            for wrong in other_beginnings(word) {
                let mut written = name.clone();
                written[place] = wrong;
                tried += 1;
                missed.extend(is_missed(&search, style, &written.join(" ")));
            }
        }
    }
    assert!(tried > 10_000, "{tried}");
    assert_eq!(missed, Vec::<String>::new());
}

/// The words of a product's name.
fn name(product: &Details) -> Vec<String> {
    let name = product.name.as_deref().unwrap_or_default().to_lowercase();
    let parts = name.split(|letter: char| !letter.is_alphanumeric()).filter(|part| !part.is_empty());
    parts.map(str::to_owned).collect()
}

/// The text, where it does not find the product among the first ten.
fn is_missed(search: &Search, product: &Details, text: &str) -> Option<String> {
    let answer = search.find(&Query { limit: 10, ..asks(text) }).expect("found");
    let is_found = answer.hits.iter().any(|hit| hit.id == product.id);
    (!is_found).then(|| text.to_owned())
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
    let names: Vec<Vec<String>> = products.iter().map(name).collect();
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
                tried += 1;
                missed.extend(is_missed(&search, product, &written.join(" ")));
            }
        }
    }
    assert!(tried > 10_000);
    assert_eq!(missed, Vec::<String>::new());
}
