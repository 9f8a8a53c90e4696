//! Every key that a template or a source file asks for is told in both languages, and every told key is asked for.

use std::{collections::BTreeSet, fs, path::Path};

use console::{
    audit_web, find_page,
    goods::{
        TABS, changes_page, languages_page, lists_page, makers_page, price_page, product_page,
        products_page::ProductKind, shelves_page, variants_page,
    },
    house::house_page,
    identifiers::{self, Strength},
    imports_page, notices, operations_page,
    orders_page::OrderState,
    privacy_page, sources_page, team,
    threads::KnotKind,
    tracked_knots,
};
use customers::{
    audits,
    consents::{
        rules::Reason,
        words::{Basis, Channel as Channels, Decision, How, Purpose, SuppressionReason},
    },
    people::Kind,
};
use web::{
    channels::Channel,
    locale::{Lang, Words, words::keys},
    rights::{Right, Role},
};

const ROOMS: [web::locale::Texts; 2] = [web::locale::TEXTS, console::TEXTS];

#[test]
fn both_languages_have_the_same_keys() {
    for room in ROOMS {
        assert_eq!(keys(room.es), keys(room.en));
    }
}

#[test]
fn no_key_is_missing() {
    let words = Words::new(&ROOMS).expect("the texts can be read");
    let mut asked = BTreeSet::new();
    collect(&Path::new(env!("CARGO_MANIFEST_DIR")).join(".."), &mut asked);
    assert!(asked.len() > 100, "the search for keys finds them: {}", asked.len());
    asked.extend(Channel::ALL.map(|one| one.key().to_owned()));
    asked.extend(KnotKind::FILTERS.map(|one| one.key().to_owned()));
    asked.extend(OrderState::ALL.map(|one| one.key().to_owned()));
    asked.extend(ProductKind::ALL.map(|one| one.key().to_owned()));
    asked.extend(Kind::ALL.map(|one| identifiers::key(one).to_owned()));
    asked.extend(notices::keys().map(str::to_owned));
    asked.extend(privacy_page::keys());
    asked.extend(product_page::keys());
    asked.extend(
        [lists_page::keys(), makers_page::keys(), price_page::keys(), shelves_page::keys(), variants_page::keys()]
            .concat(),
    );
    asked.extend(house_page::keys());
    asked.extend(audit_web::keys());
    asked.extend(find_page::PLACES.map(|(key, ..)| key.to_owned()));
    asked.extend(changes_page::keys().into_iter().map(str::to_owned));
    asked.extend(languages_page::keys().into_iter().map(str::to_owned));
    asked.extend(TABS.map(|(.., key)| key.to_owned()));
    asked.extend(["reading-typos", "reading-parts", "sort-newest", "sort-cheapest", "sort-dearest"].map(str::to_owned));
    asked.extend(audits::words().map(|word| format!("audit-{word}")));
    asked.extend(of_consent());
    asked.extend(tracking::events::kinds().map(tracked_knots::key));
    asked.extend(Role::ALL.map(|role| team::role_key(&role)));
    asked.extend(Right::ALL.iter().map(team::right_key));
    asked.extend(team::REFUSALS.map(|(_, key)| key.to_owned()));
    asked.extend(sources_page::keys());
    asked.extend(imports_page::keys());
    asked.extend(operations_page::keys());
    asked.extend([Strength::Firm, Strength::Weak].map(|one| one.key().to_owned()));
    for lang in Lang::ALL {
        let missing: Vec<_> = asked.iter().filter(|key| !words.has(lang, key)).collect();
        assert!(missing.is_empty(), "{}: {missing:?}", lang.code());
    }
}

/// One word for each thing, in each language: the word that is said, and those that are not. STYLE.md has the list.
const ONE_WORD: [(Lang, &str, &[&str]); 12] = [
    (Lang::Es, "importar", &["mudarte", "traer de otra", "traer archivos"]),
    (Lang::Es, "reseña", &["opinión", "opiniones"]),
    (Lang::Es, "rol", &["tu papel"]),
    (Lang::Es, "archivo", &["fichero"]),
    (Lang::Es, "código de barras", &["gtin", "ean"]),
    (Lang::Es, "hecho", &["momentos"]),
    (Lang::Es, "registro", &["auditoría"]),
    (Lang::En, "import", &["moving in", "move in"]),
    (Lang::En, "review", &["opinion", "opinions"]),
    (Lang::En, "label", &["a tag", "tags by"]),
    (Lang::En, "bar code", &["gtin", "gtins", "barcode", "ean"]),
    (Lang::En, "role", &["job title"]),
];

/// A count is text by then, as it is written in its language; which form it takes goes by the number itself.
#[test]
fn plural_forms_go_by_the_number() {
    for lang in ["es", "en"] {
        let text = std::fs::read_to_string(format!("{}/locales/{lang}.ftl", env!("CARGO_MANIFEST_DIR")));
        assert!(
            !text.expect("the texts").contains("{ $count ->"),
            "{lang}: a form that goes by text is always the last"
        );
    }
}

#[test]
fn each_thing_has_one_word() {
    let mut wrong = Vec::new();
    for room in ROOMS {
        for (lang, said, others) in ONE_WORD {
            let text = if lang == Lang::Es { room.es } else { room.en };
            // What is put in, and notes, are no words that somebody reads.
            for line in text.lines().filter(|line| !line.starts_with('#')) {
                let told = line.split_once('=').map_or(line, |(_, told)| told).to_lowercase();
                let plain: String =
                    told.chars().map(|letter| if letter.is_alphabetic() { letter } else { ' ' }).collect();
                let padded = format!(" {} ", plain.split_whitespace().collect::<Vec<_>>().join(" "));
                let found = others.iter().filter(|other| padded.contains(&format!(" {other} ")));
                wrong.extend(found.map(|other| format!("{}: {line} (say {said}, not {other})", lang.code())));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// Words of consent are keys behind a prefix.
fn of_consent() -> Vec<String> {
    let keys = |prefix: &str, words: Vec<&str>| words.iter().map(|word| format!("{prefix}-{word}")).collect::<Vec<_>>();
    let channels: Vec<&str> = Channels::ALL.iter().map(|one| one.word()).collect();
    let ways = channels.iter().copied().filter(|word| *word != "any").collect();
    [
        keys("purpose", Purpose::ALL.iter().map(|one| one.word()).collect()),
        keys("by", channels),
        keys("way", ways),
        keys("decision", Decision::ALL.iter().map(|one| one.word()).collect()),
        keys("basis", Basis::ALL.iter().map(|one| one.word()).collect()),
        keys("how", How::ALL.iter().map(|one| one.word()).collect()),
        keys("suppressed", SuppressionReason::ALL.iter().map(|one| one.word()).collect()),
        keys("why", Reason::WORDS.to_vec()),
    ]
    .concat()
}

/// Keys stand as literals in `say.t("...")` and its sisters, in templates and in sources.
fn collect(folder: &Path, asked: &mut BTreeSet<String>) {
    for entry in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        if entry.is_dir() && !entry.ends_with("tests") {
            collect(&entry, asked);
        } else if entry.extension().is_some_and(|end| end == "html" || end == "rs") && !entry.ends_with("tests.rs") {
            let text = fs::read_to_string(&entry).expect("a text");
            for start in ["say.t(\"", "say.t1(\"", "say.tn(\"", "say.tn1(\"", "self.t(\"", "self.tn(\""] {
                asked.extend(
                    text.split(start).skip(1).filter_map(|rest| rest.split_once('"')).map(|(key, _)| key.to_owned()),
                );
            }
        }
    }
}
