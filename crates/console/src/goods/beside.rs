//! What goes with a product and what a bundle is made of, as its form has them: one a line, each with its name behind
//! the code, which is only there to be read: `TL-ABI · Abrigo Irati`, `2 × TL-CAM / TL-CAM-38 · Camisa Nube`.

use std::collections::HashMap;

use base::{Error, Result};
use catalog::{details::Details, told::ToldPart};

/// The fields of the form.
pub const FIELDS: [&str; 4] = ["parts", "related", "cross_sell", "up_sell"];
/// The blank before the dot is one that nobody types: a code may hold " · " itself.
const NAME: &str = "\u{a0}· ";
const VARIANT: &str = " / ";

/// What the fields of a product say.
pub fn of(product: &Details) -> [(&'static str, String); 4] {
    let lines = |codes: &Option<Vec<String>>| codes.as_ref().map(|codes| codes.join("\n")).unwrap_or_default();
    let parts: Vec<String> = product.parts.iter().map(written).collect();
    let relations = &product.relations;
    let related = [&relations.related, &relations.cross_sell, &relations.up_sell].map(lines);
    let [related, cross_sell, up_sell] = related;
    [("parts", parts.join("\n")), ("related", related), ("cross_sell", cross_sell), ("up_sell", up_sell)]
}

/// The same without names, blanks and empty lines.
pub fn plain(text: &str) -> String {
    let lines = text.lines().map(|line| line.split(NAME).next().unwrap_or_default().trim());
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join("\n")
}

/// The codes of a field's products.
pub fn codes(text: &str) -> Vec<String> {
    plain(text).lines().filter_map(|line| part(line).ok()).map(|part| part.product).collect()
}

/// The same with the names of the products that have one.
pub fn named(text: &str, names: &HashMap<String, String>) -> String {
    let line = |line: &str| {
        let name = part(line).ok().and_then(|part| names.get(&part.product));
        name.map_or_else(|| line.to_owned(), |name| format!("{line}{NAME}{name}"))
    };
    plain(text).lines().map(line).collect::<Vec<_>>().join("\n")
}

/// A part of a bundle, as it is written: `2 × TL-CAM`, `TL-CAM / TL-CAM-38`.
pub fn part(line: &str) -> Result<ToldPart> {
    let (quantity, rest) = match line.split_once(['×', 'x']).filter(|(_, rest)| rest.starts_with(' ')) {
        Some((count, rest)) if !count.trim().is_empty() && count.trim().bytes().all(|byte| byte.is_ascii_digit()) => {
            let wrong = |_| Error::invalid("parts", "A bundle has 1 to 1,000 of each part.");
            (count.trim().parse().map_err(wrong)?, rest.trim())
        }
        _ => (1, line.trim()),
    };
    let (product, sku) = match rest.split_once(VARIANT) {
        Some((product, sku)) => (product.trim(), Some(sku.trim().to_owned())),
        None => (rest, None),
    };
    Ok(ToldPart { product: product.to_owned(), sku, quantity })
}

fn written(part: &ToldPart) -> String {
    let sku = part.sku.as_ref().map(|sku| format!("{VARIANT}{sku}")).unwrap_or_default();
    format!("{} × {}{sku}", part.quantity, part.product)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_read_as_it_is_written() {
        let one = |product: &str, sku: Option<&str>, quantity| ToldPart {
            product: product.to_owned(),
            sku: sku.map(str::to_owned),
            quantity,
        };
        for (line, expected) in [
            ("2 × TL-CAM", one("TL-CAM", None, 2)),
            ("2x TL-CAM", one("TL-CAM", None, 2)),
            ("TL-CAM", one("TL-CAM", None, 1)),
            ("3 × TL-CAM / TL-CAM-38", one("TL-CAM", Some("TL-CAM-38"), 3)),
            // A code may look like a count.
            ("2x4", one("2x4", None, 1)),
            ("max x 2", one("max x 2", None, 1)),
        ] {
            assert_eq!(part(line).ok().as_ref(), Some(&expected), "{line}");
            assert_eq!(part(&written(&expected)).ok(), Some(expected), "{line}");
        }
        assert!(part("99999999999999999999 × A").is_err());
    }

    #[test]
    fn names_are_only_there_to_be_read() {
        let names = HashMap::from([("A".to_owned(), "Abrigo".to_owned())]);
        assert_eq!(named(" 2 × A\u{a0}· Otro \n\nB", &names), "2 × A\u{a0}· Abrigo\nB");
        assert_eq!(plain("2 × A\u{a0}· Abrigo\nB"), "2 × A\nB");
        assert_eq!(codes("2 × A\u{a0}· Abrigo\nB"), ["A", "B"]);
        // A code may look like one with a name.
        let names = HashMap::from([("A · 1".to_owned(), "Abrigo · rojo".to_owned())]);
        assert_eq!(named("A · 1", &names), "A · 1\u{a0}· Abrigo · rojo");
        assert_eq!(codes(&named("A · 1", &names)), ["A · 1"]);
    }
}
