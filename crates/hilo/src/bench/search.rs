//! `bench search`: what shoppers write, looked up in a catalog of 100,000 products with five variants each, in this
//! process, with facets; beside the same words asked of the bare engine with `like`. Then what somebody who is still
//! writing is offered, and how long the index takes to be made.
//!
//! Of a hundred searches forty are of two words of a name, twenty of two words of which one has a mistake, fifteen of a
//! word that is not whole, fifteen narrowed down by color and size, five of a SKU, and five of a category alone.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
    time::{Duration, Instant},
};

use base::{Clock, Currency, Cx, Error, Result, Time, UnitPrice};
use catalog::{
    attributes::{self, Maker},
    categories::{self, NewCategory},
    keep,
    prices::{self, List, NewPrice},
    products::{Kind, State},
    search::{Audience, Query, index::Search},
    told::{Fiber, Told, ToldVariant},
};
use rustix::time::{ClockId, clock_gettime};
use store::{Db, value::Val};

use super::{
    RUNS,
    bare::{Bare, Run},
    dice::Dice,
    figures::{Report, percentile},
    load::{Turn, take_turns},
    place::Place,
    raw,
};
use crate::config::Config;

const NOW: i64 = 1_790_000_000_000_000;
/// Products of one transaction.
const PIECE: u64 = 200;
/// Pieces on their way at once.
const AHEAD: usize = 8;
/// Words that names are made of, beside what the thing is.
const WORDS: u64 = 20_000;

const THINGS: [&str; 20] = [
    "camisa",
    "camiseta",
    "vestido",
    "falda",
    "pantalón",
    "abrigo",
    "chaqueta",
    "jersey",
    "bufanda",
    "gorro",
    "bolso",
    "cinturón",
    "zapatilla",
    "sandalia",
    "botín",
    "mono",
    "blusa",
    "chaleco",
    "bañador",
    "pijama",
];
const CLOTHS: [&str; 8] = ["lino", "lana", "algodón", "seda", "pana", "punto", "denim", "viscosa"];
const COLORS: [&str; 12] =
    ["rojo", "azul", "verde", "negro", "blanco", "crudo", "teja", "tinta", "gris", "rosa", "mostaza", "marrón"];
const SIZES: [&str; 6] = ["XS", "S", "M", "L", "XL", "XXL"];
const SYLLABLES: [&str; 24] = [
    "ba", "ce", "di", "fo", "gu", "la", "me", "ni", "po", "ru", "sa", "te", "vi", "zo", "tra", "bre", "cli", "dro",
    "flu", "gra", "ple", "tri", "cho", "lla",
];

/// Measures.
pub fn measure(config: &Config, time: Duration, products: u64) -> Result<Report> {
    let place = Place::new(config)?;
    let db = place.open()?;
    fill(&db, products)?;
    let search = Search::open(Some(place.folder()))?;
    let began = Instant::now();
    raw::runtime()?.block_on(search.catch_up(&db, &Clock::Machine))?;
    let made = began.elapsed().as_secs_f64();
    if search.len() != products {
        return Err(Error::internal(format!("the index has {} of {products} products", search.len())));
    }
    db.close();
    let mut bare = Bare::open(&place, &TEXTS, move |number, run: &mut Run| like(number, products, run), 1)?;
    let mut next = 0;
    let spent = RefCell::new(Vec::new());
    let mut ours = |time: Duration| look(&search, &mut next, &mut spent.borrow_mut(), products, time);
    let mut theirs = |time: Duration| bare.work(time);
    ours(time / 10)?;
    theirs(time / 10)?;
    let mut runs = Vec::new();
    let [mut rates, mut middles, mut slowest, mut worked] = [(); 4].map(|()| Vec::new());
    for _ in 0..RUNS {
        spent.borrow_mut().clear();
        let (run, rate) = take_turns(time, &mut ours, &mut theirs)?;
        worked.push(percentile(&mut spent.borrow_mut(), 99));
        let mut times = suggest(&search, products, time / 4)?;
        rates.push(rate);
        middles.push(percentile(&mut times, 50));
        slowest.push(percentile(&mut times, 99));
        runs.push(run);
    }
    let beside = vec![
        ("bare per second".into(), rates),
        ("CPU of one, p99, ms".into(), worked),
        ("making the index, s".into(), vec![made; RUNS]),
        ("suggestions, p50, ms".into(), middles),
    ];
    let told = vec![("suggest_p99_ms", slowest)];
    Ok(Report { bench: "search", engine: place.engine(), unit: "searches", runs, beside, told })
}

/// A word that nobody has heard of, of two to four syllables.
fn word(number: u64) -> String {
    let mut dice = Dice::new(3 << 56 | number);
    (0..2 + dice.below(3)).map(|_| *dice.pick(&SYLLABLES)).collect()
}

/// What a name is made of: the thing, its cloth, and two words of its own.
fn name(number: u64) -> [String; 4] {
    let mut dice = Dice::new(5 << 56 | number);
    let (thing, cloth) = ((*dice.pick(&THINGS)).to_owned(), (*dice.pick(&CLOTHS)).to_owned());
    [thing, cloth, word(dice.below(WORDS)), word(dice.below(WORDS))]
}

fn shelf(thing: &str) -> String {
    format!("moda/{thing}")
}

fn product(number: u64) -> Told {
    let [thing, cloth, own, other] = name(number);
    let mut dice = Dice::new(6 << 56 | number);
    let code = format!("P{number}");
    let colors = [dice.pick(&COLORS), dice.pick(&COLORS)];
    let mut seen = BTreeSet::new();
    let mut variants = Vec::new();
    while variants.len() < 5 {
        let (color, size) = (**dice.pick(&colors), *dice.pick(&SIZES));
        if seen.insert((color, size)) {
            let options = [("color", color), ("size", size)].map(|(axis, value)| (axis.to_owned(), value.to_owned()));
            let sku = format!("{code}-{color}-{size}");
            variants.push(ToldVariant { sku, options: options.into(), is_sold: true, ..ToldVariant::default() });
        }
    }
    Told {
        code,
        name: Some(format!("{thing} {own} de {cloth} {other}")),
        description: Some(format!(
            "Un {thing} de {cloth} cosido a mano, {}. Se lava en frío.",
            word(dice.below(WORDS))
        )),
        // Nobody asks for a picture of what one cannot hold.
        kind: Some(Kind::Service),
        state: Some(State::Active),
        brand: Some(format!("Marca {}", dice.below(60))),
        maker: Some("taller".to_owned()),
        categories: Some(vec![shelf(&thing)]),
        composition: Some(vec![Fiber { fiber: cloth, percent: 100, part: None }]),
        variants: Some(variants),
        ..Told::default()
    }
}

/// What the first variant of a product costs; a product without a price is not shown.
fn price(product: &Told) -> Option<NewPrice> {
    let sku = product.variants.as_ref()?.first()?.sku.clone();
    let (list, amount) = ("web".to_owned(), Some(UnitPrice(499_000)));
    Some(NewPrice { list, sku, kind: prices::Kind::Regular, amount, from: None, to: None })
}

fn fill(db: &Db, products: u64) -> Result<()> {
    let cx = || Cx::system("bench", Time::from_micros(NOW));
    db.write_now("bench.lists", move |tx| {
        let maker = Maker {
            code: "taller".to_owned(),
            name: "Taller".to_owned(),
            address: Some("Rúa Real 1".to_owned()),
            email: Some("hola@taller.example".to_owned()),
            in_union: true,
        };
        attributes::ensure_makers(&cx(), tx, &[maker])?;
        let list = List {
            code: "web".to_owned(),
            name: "Web".to_owned(),
            currency: Currency::in_use("EUR")?,
            channel: None,
            zone: None,
            customer_group: None,
            rank: 0,
            is_taxed: true,
        };
        prices::ensure_lists(&cx(), tx, &[list])?;
        let shelves = THINGS.map(|thing| NewCategory { code: shelf(thing), name: None, place: None });
        categories::ensure(&cx(), tx, &shelves)
    })?;
    let mut waiting = std::collections::VecDeque::new();
    for first in (0..products).step_by(PIECE as usize) {
        let told: Vec<Told> = (first..products.min(first + PIECE)).map(product).collect();
        waiting.push_back(db.bulk_later("bench.products", move |tx| {
            keep::keep(&cx(), tx, &told, None)?;
            prices::set(&cx(), tx, &told.iter().filter_map(price).collect::<Vec<_>>()).map(drop)
        })?);
        if waiting.len() > AHEAD
            && let Some(promise) = waiting.pop_front()
        {
            promise.wait()?;
        }
    }
    waiting.into_iter().try_for_each(|promise| promise.wait())
}

/// A word with one letter wrong: left out, swapped with its neighbor, or another; never the first.
fn misspelt(word: &str, dice: &mut Dice) -> String {
    let mut letters: Vec<char> = word.chars().collect();
    let at = 1 + dice.below(letters.len() as u64 - 2) as usize;
    match dice.below(3) {
        0 => drop(letters.remove(at)),
        1 => letters.swap(at, at + 1),
        _ => letters[at] = 'x',
    }
    letters.into_iter().collect()
}

/// What is looked for in turn `number`.
fn query(number: u64, products: u64) -> Query {
    let mut dice = Dice::new(8 << 56 | number);
    let [thing, cloth, own, _] = name(dice.below(products));
    let mut filters: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut narrow = |name: &str, value: &str| {
        filters.entry(name.to_owned()).or_default().insert(value.to_owned());
    };
    let text = match dice.below(100) {
        0..20 => format!("{thing} {own} "),
        20..40 => format!("{thing} {cloth} "),
        40..60 if own.len() > 4 => format!("{thing} {} ", misspelt(&own, &mut dice)),
        40..60 => format!("{} {own} ", misspelt(&thing, &mut dice)),
        60..75 => thing.chars().take(4).collect(),
        75..90 => {
            let (one, other, size) = (dice.pick(&COLORS), dice.pick(&COLORS), dice.pick(&SIZES));
            narrow("option.color", one);
            narrow("option.color", other);
            narrow("option.size", size);
            thing
        }
        90..95 => product(dice.below(products)).variants.unwrap_or_default().swap_remove(0).sku,
        _ => {
            narrow("category", &shelf(&thing));
            String::new()
        }
    };
    Query { text, audience: Audience::Shoppers, filters, limit: 24, ..Query::default() }
}

/// What this thread has worked so far: others on the machine have no say in it.
fn work_so_far() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), now.tv_nsec as u32)
}

fn look(search: &Search, next: &mut u64, spent: &mut Vec<Duration>, products: u64, time: Duration) -> Result<Turn> {
    let started = Instant::now();
    let mut turn = Turn::default();
    while started.elapsed() < time {
        let query = query(*next, products);
        *next += 1;
        let (asked, before) = (Instant::now(), work_so_far());
        search.find(&query)?;
        turn.times.push(asked.elapsed());
        spent.push(work_so_far() - before);
    }
    turn.ops = turn.times.len() as u64;
    turn.spent = started.elapsed();
    Ok(turn)
}

/// How long suggestions take while a name is written, from its second letter on.
fn suggest(search: &Search, products: u64, time: Duration) -> Result<Vec<Duration>> {
    let (started, mut times, mut number) = (Instant::now(), Vec::new(), 0);
    while started.elapsed() < time {
        let mut dice = Dice::new(9 << 56 | number);
        number += 1;
        let [thing, _, own, _] = name(dice.below(products));
        let whole = format!("{thing} {own}");
        let letters = 2 + dice.below(whole.chars().count() as u64 - 1) as usize;
        let begun: String = whole.chars().take(letters).collect();
        let asked = Instant::now();
        search.suggest(&begun, Audience::Shoppers)?;
        times.push(asked.elapsed());
    }
    Ok(times)
}

const TEXTS: [&str; 1] = ["select id from products where search like $1 and search like $2 order by name limit 24"];

/// The words of a search, asked of the bare engine.
fn like(number: u64, products: u64, run: &mut Run) -> Result<()> {
    let text = query(number, products).text;
    let mut words = text.split_whitespace().map(|word| format!("%{}%", base::text::folded(&[word])));
    let (first, second) = (words.next().unwrap_or_else(|| "%".into()), words.next().unwrap_or_else(|| "%".into()));
    run(0, &[Val::Text(first.into()), Val::Text(second.into())])
}
