//! The readers of other shops' files against bytes that nobody would send: parts of real exports, cut, doubled, turned
//! and mixed. `HILO_MUTATIONS` says how many are tried.

use std::path::Path;

use catalog::import::{
    families::{Families, Layout},
    magento, magento_samples,
    mappings::Mapping,
    plain,
    products::Product,
    shopify,
    tables::Table,
    texts, woocommerce, words,
};
use mutants::{Dice, SEED};

const SEEDS: [&str; 6] = [
    "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Price,\
Variant Compare At Price,Variant Barcode,Image Src,Image Position,Status\njersey,Jersey,\"<p>Lana\n<br>&amp; \
\"\"seda\"\"</p>\",Telar,Punto,\"a, b\",true,Talla,S,J-S,39.90,59.90,'4006381333931,https://x.example/1.jpg,1,active\n\
jersey,,,,,,,,M,J-M,\"1.059,90\",,,,,\n",
    "ID,Type,SKU,Name,Published,Description,Sale price,Regular price,Categories,Images,Parent,Upsells,\
Attribute 1 name,Attribute 1 value(s)\n7,variable,,Shirt,1,<b>x</b>,,,\"A > B, C\\, D\",https://x.example/a.jpg,,\
id:8,Size,\"S, M\"\n8,variation,S-1,Shirt,1,,9,10,,,id:7,,Size,S\n9,simple,B,Belt,-1,,,5,,,,,,\n",
    "sku;store_view_code;attribute_set_code;product_type;categories;name;description;product_online;visibility;price;\
additional_attributes;base_image;configurable_variations;bundle_values\nM;;Top;configurable;Default Category/Men;H;\
<ul><li>a<li>b</ul>;1;Catalog;52;a=b|c,d=e;/a.jpg;sku=M-S,size=S|sku=M-M,size=M;\nM-S;;Top;simple;;H;;1;;52.0000;;;;\n\
M;es;Top;configurable;;Sudadera;;;;;;;;\nK;;Gear;bundle;;K;;1;;;;;;name=A,sku=M-S,default=1,default_qty=2.0\n",
    "category,name,sku,price,qty,description,material,attribute_set,bundle_options\n\"Gear\nBags\",Bag,B1,34,1,<p>x</>,\
\"Nylon\nMesh\",Bag,\"Ball|radio:A,B\nRoll|radio:C\"\n",
    "\u{feff}Modelo\tReferencia\tNombre\tTalla\tPVP\tColor\tEstado\nCH1\tCH1-S\tChaqueta\tS\t59,90\t\u{f1}\tactivo\n",
    "Referencia;Nombre;Precio\nA1;Pa\u{f1}o \u{1f469}\u{200d}\u{1f680};1.234\n",
];

/// Reads a table to its end; each row is in one family, and each product is kept or refused.
fn products<L: Layout<Made = Product>>(table: &Table, mut layout: L) -> u64 {
    let Ok(mut families) = Families::of(table, &mut layout) else { return 0 };
    let (mut rows, mut kept) = (0, 0);
    while let Some(came) = families.next().expect("a table that was looked at can be read") {
        rows += came.rows;
        kept += u64::from(came.made.is_ok_and(|made| made.is_some_and(|made| made.told.checked().is_ok())));
    }
    assert_eq!(rows, table.rows, "every row is judged once");
    kept
}

/// A mapping is read or refused, and says what it said when it is written and read again.
fn mapped(path: &Path) {
    let Ok(mapping) = Mapping::load(path) else { return };
    mapping.save(path).expect("written");
    assert_eq!(Mapping::load(path).expect("what was written can be read"), mapping);
}

#[test]
fn whatever_a_mapping_says_is_read_or_refused() {
    let seed =
        br#"{"columns":{"Referencia":"sku","Talla":"option:size","Te\u0301jido":"attribute:material","X":"ignore"}}"#;
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("mapping.json");
    let (mut dice, mut read) = (Dice(SEED), 0);
    for _ in 0..many() {
        let mut bytes = seed.to_vec();
        for _ in 0..dice.below(3) {
            let at = dice.below(bytes.len());
            match dice.below(3) {
                0 => bytes[at] = dice.below(256) as u8,
                1 => bytes.insert(at, b"\"{}:,\\"[dice.below(6)]),
                _ => drop(bytes.remove(at)),
            }
        }
        std::fs::write(&path, &bytes).expect("written");
        read += usize::from(Mapping::load(&path).is_ok());
        mapped(&path);
    }
    assert!(read > many() / 10, "mutants that are still mappings were among them: {read}");
}

fn many() -> usize {
    std::env::var("HILO_MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(4_000)
}

fn read(path: &Path) -> u64 {
    let Ok(table) = Table::look(path) else { return 0 };
    let mapping = Mapping::guess(&table);
    products(&table, shopify::Products)
        + products(&table, woocommerce::Products::default())
        + products(&table, magento::Products::default())
        + products(&table, magento_samples::Products::default())
        + products(&table, plain::Products::new(mapping))
}

#[test]
fn whatever_comes_is_read_or_refused() {
    let many = many();
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("in.csv");
    let (mut dice, mut kept) = (Dice(SEED), 0);
    for turn in 0..many {
        std::fs::write(&path, dice.mutant(turn, &SEEDS, b"\",;\n<&=|")).expect("written");
        kept += read(&path);
    }
    assert!(kept > many as u64 / 10, "mutants that are still products were among them: {kept}");
}

#[test]
fn texts_hold_nothing_that_a_page_would_run() {
    let mut dice = Dice(1_234_567);
    for turn in 0..20_000 {
        let bytes = dice.mutant(turn, &SEEDS, b"\",;\n<&=|");
        let text = String::from_utf8_lossy(&bytes);
        let prose = texts::prose(&text);
        assert!(prose.split('\n').all(|line| base::text::hidden(line).is_none()), "{prose:?}");
        assert!(!prose.contains("\n\n\n") && prose.trim() == prose, "{prose:?}");
        drop(words::price(&text.chars().take(30).collect::<String>(), Some(',')));
        let until = words::until(&text, &jiff::tz::TimeZone::UTC, words::Days::MonthFirst);
        drop((until, words::slug(&text), words::list(&text), magento::pairs(&text)));
    }
}
