//! What the index holds of a product, in which field.
//!
//! Fields that are searched hold stems. `words` holds the words themselves: what a beginning or a mistake could mean is
//! looked up there. `facets` holds what one narrows down by, and `choices` each variant's options together, so that a
//! shirt which is sold in red, and in M, but not in red M, is not found by both.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use base::Result;
use store::Tx;
use tantivy::{
    TantivyDocument,
    schema::{FAST, Field, INDEXED, IndexRecordOption, NumericOptions, STRING, Schema, TextFieldIndexing, TextOptions},
    tokenizer::{PreTokenizedString, Token},
};

use crate::{
    attributes::{self, Attribute},
    categories,
    details::{Choice, Details},
    missing,
    products::{ProductId, State},
    search::{
        priced::Lowest,
        words::{Word, words},
    },
    translations,
};

/// Raised when what the index holds changes meaning; an older index is then built anew.
pub const VERSION: u32 = 4;

/// Facets that staff alone narrow down by.
pub const STAFF_FACETS: [&str; 2] = ["kind", "state"];

/// Between the parts of a value that has several: no text that is told holds it.
pub const BETWEEN: char = '\u{1f}';

/// The fields.
#[derive(Clone, Debug)]
pub struct Fields {
    /// All of them.
    pub schema: Schema,
    /// The product's id, by which it is replaced.
    pub key: Field,
    /// Whether shoppers may see it.
    pub is_shown: Field,
    /// Codes, SKUs and GTINs of what is sold.
    pub codes: Field,
    /// SKUs and GTINs of what is not sold any more, for staff.
    pub old_codes: Field,
    /// The stems of its names.
    pub title: Field,
    /// The words of its names as they are said.
    pub said: Field,
    /// The stems of its brand and categories.
    pub shelf: Field,
    /// The stems of its attributes, options and cloth.
    pub traits: Field,
    /// The stems of its descriptions.
    pub prose: Field,
    /// The words of names, shelf and traits.
    pub words: Field,
    /// How those words are written that have accents.
    pub spelled: Field,
    /// Words of brands and categories, each with what it is a word of: see `named`.
    pub named: Field,
    facets: Field,
    choices: Field,
    prices: Field,
    id_high: Field,
    id_low: Field,
    name: Field,
    created: Field,
}

impl Default for Fields {
    fn default() -> Fields {
        let mut schema = Schema::builder();
        let text = |freqs, norms| {
            let indexing = TextFieldIndexing::default().set_tokenizer("raw").set_index_option(freqs);
            TextOptions::default().set_indexing_options(indexing.set_fieldnorms(norms))
        };
        let searched = text(IndexRecordOption::WithFreqs, true);
        let value = TextOptions::default().set_fast("raw");
        Fields {
            key: schema.add_bytes_field("key", INDEXED),
            is_shown: schema.add_bool_field("is_shown", INDEXED | FAST),
            codes: schema.add_text_field("codes", STRING),
            old_codes: schema.add_text_field("old_codes", STRING),
            title: schema.add_text_field("title", searched.clone()),
            said: schema.add_text_field("said", searched.clone()),
            shelf: schema.add_text_field("shelf", text(IndexRecordOption::WithFreqs, false)),
            traits: schema.add_text_field("traits", text(IndexRecordOption::WithFreqs, false)),
            prose: schema.add_text_field("prose", searched),
            words: schema.add_text_field("words", text(IndexRecordOption::Basic, false)),
            spelled: schema.add_text_field("spelled", text(IndexRecordOption::Basic, false)),
            facets: schema.add_text_field("facets", value.clone()),
            choices: schema.add_text_field("choices", value.clone()),
            prices: schema.add_text_field("prices", value.clone()),
            named: schema.add_text_field("named", text(IndexRecordOption::Basic, false)),
            id_high: schema.add_u64_field("id_high", NumericOptions::default().set_fast()),
            id_low: schema.add_u64_field("id_low", NumericOptions::default().set_fast()),
            name: schema.add_text_field("name", value),
            created: schema.add_i64_field("created", NumericOptions::default().set_fast()),
            schema: schema.build(),
        }
    }
}

/// The lists that products name, as a document needs them.
#[derive(Clone, Debug, Default)]
pub struct Lists {
    /// What a product of the shop needs.
    pub shop: missing::Shop,
    /// The names of categories, by their codes.
    pub categories: BTreeMap<String, String>,
    /// Attributes, by their codes.
    pub attributes: BTreeMap<String, Attribute>,
    /// What values of facets are called in other languages, by facet and value.
    pub translated: HashMap<(String, String), Vec<String>>,
}

impl Lists {
    /// As they are now.
    pub fn read(tx: &mut Tx) -> Result<Lists> {
        let shop = missing::Shop::read(tx)?;
        Ok(Lists {
            translated: translations::of_facets(tx, &shop.languages)?,
            shop,
            categories: categories::all(tx)?.into_iter().map(|one| (one.code, one.name)).collect(),
            attributes: attributes::all(tx)?.into_iter().map(|one| (one.code.clone(), one)).collect(),
        })
    }

    /// What a value of a facet is called in other languages.
    fn others<'a>(&'a self, facet: String, value: &str) -> impl Iterator<Item = &'a str> + use<'a> {
        self.translated.get(&(facet, value.to_owned())).into_iter().flatten().map(String::as_str)
    }
}

/// A code as it is looked for: lower case; a GTIN without the zeros that make a longer one of it.
pub fn code(text: &str) -> String {
    let digits: String = text.chars().filter(|letter| !matches!(letter, ' ' | '-')).collect();
    if digits.len() >= 8 && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits.trim_start_matches('0').to_owned();
    }
    text.trim().to_lowercase()
}

/// A facet's value as the index holds it.
pub fn value(facet: &str, value: &str) -> String {
    format!("{facet}{BETWEEN}{value}")
}

/// A product's id in two numbers.
pub fn halves(id: ProductId) -> (u64, u64) {
    let whole = u128::from_be_bytes(*id.bytes());
    ((whole >> 64) as u64, whole as u64)
}

impl Fields {
    /// What the index holds of a product.
    pub fn document(&self, product: &Details, lists: &Lists, prices: &Lowest) -> TantivyDocument {
        let mut document = TantivyDocument::new();
        let (high, low) = halves(product.id);
        document.add_bytes(self.key, product.id.bytes());
        document.add_u64(self.id_high, high);
        document.add_u64(self.id_low, low);
        document.add_bool(self.is_shown, missing::is_shown(product, !prices.is_empty(), &lists.shop));
        document.add_i64(self.created, product.created_at.micros());
        let name = product.name.as_deref().unwrap_or_default();
        document.add_text(self.name, base::text::folded(&[name, &product.code]));
        self.add_codes(&mut document, product);
        self.add_words(&mut document, product, lists);
        let sold: Vec<&Choice> = product.variants.iter().filter(|choice| choice.is_sold).collect();
        for facet in facets(product, &sold, lists) {
            document.add_text(self.facets, facet);
        }
        let choices: BTreeSet<String> = sold.iter().map(|choice| options(choice)).collect();
        for choice in choices {
            document.add_text(self.choices, choice);
        }
        for offer in prices {
            let on = offer.iter().map(|(list, price)| value(list, &price.0.to_string()));
            document.add_text(self.prices, on.collect::<Vec<_>>().join(&format!("{BETWEEN}{BETWEEN}")));
        }
        let named = named(product, lists);
        if !named.is_empty() {
            document.add_pre_tokenized_text(self.named, tokens(named));
        }
        document
    }

    fn add_codes(&self, document: &mut TantivyDocument, product: &Details) {
        document.add_text(self.codes, code(&product.code));
        for choice in &product.variants {
            let field = if choice.is_sold { self.codes } else { self.old_codes };
            for number in std::iter::once(&choice.sku).chain(&choice.gtin) {
                document.add_text(field, code(number));
            }
        }
    }

    fn add_words(&self, document: &mut TantivyDocument, product: &Details, lists: &Lists) {
        let told = |field: &str| {
            let translated = product.translations.values().filter_map(|fields| fields.get(field)).cloned();
            let first = if field == "name" { &product.name } else { &product.description };
            words(&first.iter().cloned().chain(translated).collect::<Vec<_>>().join(" "))
        };
        let (title, mut prose) = (told("name"), told("description"));
        prose.retain(|word| !word.is_empty());
        let shelf = product.categories.iter().flat_map(|code| categories::way(code));
        let names = |code: &str| {
            let name = lists.categories.get(code).map(String::as_str);
            name.into_iter().chain(lists.others("category".to_owned(), code)).collect::<Vec<_>>()
        };
        let shelf: BTreeSet<&str> = shelf.flat_map(names).collect();
        let shelf: Vec<Word> = product.brand.as_deref().into_iter().chain(shelf).flat_map(words).collect();
        let traits = traits(product, lists);
        let traits: Vec<Word> = traits.into_iter().flat_map(words).collect();
        let all = || title.iter().chain(&shelf).chain(&traits);
        let looked_up: BTreeSet<&str> = all().map(|word| word.plain.as_str()).collect();
        let spelled: BTreeSet<String> =
            all().filter(|word| word.written != word.plain).map(|word| value(&word.plain, &word.written)).collect();
        let stem = |word: &Word| word.stem.clone();
        let add = |document: &mut TantivyDocument, field, words: Vec<String>| {
            if !words.is_empty() {
                document.add_pre_tokenized_text(field, tokens(words));
            }
        };
        add(document, self.said, title.iter().map(|word| word.said.clone()).collect());
        add(document, self.spelled, spelled.into_iter().collect());
        add(document, self.words, looked_up.into_iter().map(str::to_owned).collect());
        for (field, words) in [(self.title, &title), (self.shelf, &shelf), (self.traits, &traits), (self.prose, &prose)]
        {
            add(document, field, words.iter().map(stem).collect());
        }
    }
}

/// What a product's attributes that are searched, its options and its cloth say, in every language.
fn traits<'a>(product: &'a Details, lists: &'a Lists) -> BTreeSet<&'a str> {
    let is_searched = |code: &str| lists.attributes.get(code).is_some_and(|attribute| attribute.is_searched);
    let searched = product.attributes.iter().filter(|(code, _)| is_searched(code));
    let searched =
        searched.flat_map(|(code, values)| values.iter().map(move |told| (format!("attribute.{code}"), told.as_str())));
    let sold = product.variants.iter().filter(|choice| choice.is_sold).flat_map(|choice| &choice.options);
    let sold = sold.map(|(axis, told)| (format!("option.{axis}"), told.as_str()));
    let values = searched.chain(sold);
    let values = values.flat_map(|(facet, told)| std::iter::once(told).chain(lists.others(facet, told)));
    values.chain(product.composition.iter().map(|fiber| fiber.fiber.as_str())).collect()
}

fn tokens(words: Vec<String>) -> PreTokenizedString {
    let tokens = words.into_iter().enumerate();
    let tokens = tokens.map(|(position, text)| Token { position, text, position_length: 1, ..Token::default() });
    PreTokenizedString { text: String::new(), tokens: tokens.collect() }
}

/// What one narrows a product down by. What stands in a category stands in those above it.
fn facets(product: &Details, sold: &[&Choice], lists: &Lists) -> BTreeSet<String> {
    let shelves = product.categories.iter().flat_map(|code| categories::way(code)).map(|code| value("category", code));
    let brand = product.brand.iter().map(|brand| value("brand", brand));
    let ours = [value("kind", product.kind.word()), value("state", product.state.word())];
    let traits = product
        .attributes
        .iter()
        .filter(|(code, _)| lists.attributes.get(*code).is_some_and(|attribute| attribute.is_facet))
        .flat_map(|(code, values)| values.iter().map(move |told| value(&format!("attribute.{code}"), told)));
    let options =
        sold.iter().flat_map(|choice| choice.options.iter().map(|(axis, told)| value(&format!("option.{axis}"), told)));
    // Until stock is kept, what is for sale is there.
    let is_available = product.state == State::Active && !sold.is_empty();
    let available = value("available", if is_available { "yes" } else { "no" });
    shelves.chain(brand).chain(ours).chain(traits).chain(options).chain([available]).collect()
}

/// The words of the brand and the categories that a product has, each with the facet, its value and its name: whoever
/// is still writing is led there.
fn named(product: &Details, lists: &Lists) -> Vec<String> {
    let shelves: BTreeSet<&str> = product.categories.iter().flat_map(|code| categories::way(code)).collect();
    let shelves = shelves.into_iter().filter_map(|code| Some(("category", code, lists.categories.get(code)?.as_str())));
    let brand = product.brand.as_deref().map(|brand| ("brand", brand, brand));
    let all = shelves.chain(brand).flat_map(|(facet, code, name)| {
        words(name).into_iter().map(move |word| value(&word.plain, &value(facet, &value(code, name))))
    });
    all.collect::<BTreeSet<String>>().into_iter().collect()
}

/// All options of a variant, as its facets' values one behind the other.
fn options(choice: &Choice) -> String {
    let options = choice.options.iter().map(|(axis, told)| value(&format!("option.{axis}"), told));
    options.collect::<Vec<_>>().join(&format!("{BETWEEN}{BETWEEN}"))
}
