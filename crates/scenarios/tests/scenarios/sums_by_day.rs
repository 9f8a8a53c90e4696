//! Sums by day are what sums by quarter of an hour come to: in any zone, whatever comes late, and whatever stops while
//! they are added up.

use std::collections::BTreeMap;

use base::{Currency, Time, UnitPrice};
use catalog::variants::Sku;
use jiff::tz::TimeZone;
use orders::{
    ledger::{NewLine, NewPaper, Whose},
    orders as book, returns,
    takings::{self, Taken},
};
use scenarios::{homes::Engine, shops::Shop};
use serde_json::json;
use store::{
    Tx,
    followers::{Fold, Follower},
    params, sql,
};
use tracking::begun;
use web::{
    day_sums,
    shops::Scope,
    spans::{self, Grain, Stretch},
};

on_both_engines!(
    days_are_what_their_quarters_come_to
    what_was_last_is_known_at_any_time
    whoever_asks_is_told_the_same
    a_house_that_moves_has_days_of_its_new_zone_alone
);

/// A sequence that looks random and is the same in every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: i64) -> i64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as i64 % most
    }
}

/// Clocks change in two of them, one of them at midnight; one is half an hour from the others.
const ZONES: [&str; 4] = ["Europe/Madrid", "America/Sao_Paulo", "Asia/Kolkata", "UTC"];
/// Days around which clocks change, in Madrid and in São Paulo, and days when nothing happens.
const AROUND: [&str; 6] = [
    "2026-03-29T00:00:00Z",
    "2026-10-25T00:00:00Z",
    "2018-02-18T00:00:00Z",
    "2018-11-04T00:00:00Z",
    "2026-11-18T00:00:00Z",
    "2026-08-30T00:00:00Z",
];

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).expect("a zone")
}

/// A moment within two days of one of those.
fn moment(dice: &mut Dice) -> Time {
    let around = Time::parse_rfc3339(AROUND[dice.below(6) as usize]).expect("a moment");
    around.plus_seconds(dice.below(2 * 2 * 86_400) - 2 * 86_400)
}

/// An order or a return; some come a second time with a line more.
fn paper(dice: &mut Dice, number: i64) -> NewPaper {
    let (at, place) = (moment(dice), [None, Some("vigo"), Some("lugo")][dice.below(3) as usize]);
    let variant = Sku::parse("85048").expect("a SKU").id();
    let line = |key: i64| NewLine { key, variant, name: None, quantity: key, price: UnitPrice(10_000), at };
    NewPaper {
        source: "elsewhere".into(),
        number: format!("E-{number}"),
        at,
        channel: if place.is_some() { "shop" } else { "web" }.into(),
        place: place.map(str::to_owned),
        actor: Whose::Nobodys,
        country: None,
        currency: [Currency::EUR, Currency::GBP][dice.below(2) as usize],
        lines: (1..2 + dice.below(3)).map(line).collect(),
    }
}

/// Papers of all times, some of which grow.
async fn trades(shop: &Shop, dice: &mut Dice, numbers: std::ops::Range<i64>) {
    let cx = shop.cx();
    let (mut bought, mut back, mut more) = (Vec::new(), Vec::new(), Vec::new());
    for number in numbers {
        let paper = paper(dice, number);
        if dice.below(4) == 0 {
            let mut longer = paper.clone();
            longer.lines.push(NewLine { key: 9, quantity: 9, ..paper.lines[0].clone() });
            more.push(longer);
        }
        if dice.below(3) == 0 { back.push(paper) } else { bought.push(paper) }
    }
    for papers in [bought, more] {
        let cx = cx.clone();
        shop.db_writes(move |tx| book::record(&cx, tx, &papers).map(|_| ())).await;
        shop.settle().await;
    }
    shop.db_writes(move |tx| returns::accept(&cx, tx, &back).map(|_| ())).await;
    shop.settle().await;
}

async fn opened(engine: Engine) -> Shop {
    let shop = Shop::open(engine).await;
    shop.stocks(&[("85048", "Glass ball")]).await;
    shop
}

type Key = (i64, String, Option<String>, String);

/// All that is read of some stretches in a zone.
fn read(tx: &mut Tx, name: &str, stretches: &[Stretch]) -> base::Result<Vec<BTreeMap<Key, Taken>>> {
    let (zone, vigo) = (zone(name), Scope::of(["vigo".to_owned()])?);
    let mut found = Vec::new();
    for stretch in stretches {
        for (grain, shops) in [(Grain::Day, &Scope::ALL), (Grain::Day, &vigo), (Grain::Whole, &Scope::ALL)] {
            let parts = takings::joined(takings::read(tx, &zone, *stretch, grain, shops)?);
            let keyed = parts.into_iter().map(|part| {
                let key = (part.slot, part.channel, part.place, part.currency.to_string());
                (key, part.taken)
            });
            found.push(keyed.collect());
        }
        for grain in [Grain::Day, Grain::Whole] {
            let mut visits = BTreeMap::new();
            for one in begun::read(tx, &zone, *stretch, grain, false)? {
                let sum: &mut Taken = visits.entry((one.slot, one.channel, None, String::new())).or_default();
                sum.orders += one.visits;
            }
            found.push(visits);
        }
    }
    Ok(found)
}

/// Reads stretches by days and by quarters, and says that they are the same.
async fn are_the_same(shop: &Shop, dice: &mut Dice) {
    for name in ZONES {
        let mut stretches = Vec::new();
        for _ in 0..25 {
            let (one, other) = (moment(dice), moment(dice));
            // Whole quarters and whole days among them.
            let round = [1, 900, 86_400][dice.below(3) as usize] * 1_000_000;
            let [one, other] = [one, other].map(|at| Time::from_micros(at.micros() / round * round));
            stretches.push(Stretch { from: one.min(other), to: one.max(other) });
        }
        let here = stretches.clone();
        let by_days = shop.db_reads(move |tx| {
            for kept in hilo::rooms::BY_DAY {
                let version = store::followers::active_version(tx, kept.fold)?;
                assert_eq!(day_sums::whole(tx, kept.fold, version, &zone(name))?, Some(name));
            }
            read(tx, name, &here)
        });
        let by_days = by_days.await;
        let set = |whole: i64| move |tx: &mut Tx| tx.exec(sql!("update day_zones set is_whole = $1"), params![whole]);
        shop.db_writes(set(0)).await;
        let here = stretches.clone();
        let by_quarters = shop.db_reads(move |tx| read(tx, name, &here)).await;
        shop.db_writes(set(1)).await;
        for (index, (days, quarters)) in by_days.iter().zip(&by_quarters).enumerate() {
            assert_eq!(days, quarters, "{name} {:?}", stretches[index / 5]);
        }
        assert!(by_days.iter().any(|sums| sums.len() > 3), "{name}: something is compared");
    }
}

/// Some visits of somebody else each, over the clocks' last change.
async fn visits(shop: &Shop, dice: &mut Dice, people: std::ops::Range<i64>) {
    let owner = shop.owner().await;
    let source = json!({ "name": format!("Web {}", people.start), "kind": "browser" });
    let made = owner.tells("/api/v1/sources", "", &source).await.expect(200);
    let key = made.json()["key"].as_str().expect("a key").to_owned();
    let message = |number: i64| {
        let at = shop.clock.now().plus_seconds(-dice.below(28 * 86_400));
        json!({ "type": "page", "anonymousId": format!("browser-{number}"), "timestamp": at.to_rfc3339() })
    };
    let sent = json!({ "writeKey": key, "batch": people.map(message).collect::<Vec<_>>() });
    shop.somebody().tells("/v1/batch", "", &sent).await.expect(200);
    shop.settle().await;
}

async fn rows(shop: &Shop) -> Vec<(String, i64)> {
    let text = sql!("select zone, version from takings_days group by zone, version order by zone, version");
    shop.db_reads(move |tx| tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?)))).await
}

async fn days_are_what_their_quarters_come_to(engine: Engine) {
    let (shop, mut dice) = (opened(engine).await, Dice(20_261_120));
    // Nothing was ever sold: all of it is whole at once.
    shop.settle().await;
    hilo::rooms::sum_days(&shop.app.db, &zone("UTC")).await.expect("nothing to add up");
    trades(&shop, &mut dice, 0..60).await;
    visits(&shop, &mut dice, 0..40).await;
    // Stopped on the way, while more comes in, then gone on with.
    for name in ZONES {
        for kept in hilo::rooms::BY_DAY {
            for _ in 0..3 {
                shop.db_writes(move |tx| day_sums::piece(tx, kept, &zone(name))).await;
            }
        }
    }
    trades(&shop, &mut dice, 60..100).await;
    visits(&shop, &mut dice, 40..60).await;
    for name in ZONES {
        hilo::rooms::sum_days(&shop.app.db, &zone(name)).await.expect("days are added up");
    }
    are_the_same(&shop, &mut dice).await;
    trades(&shop, &mut dice, 100..140).await;
    visits(&shop, &mut dice, 60..80).await;
    are_the_same(&shop, &mut dice).await;
    assert_eq!(shop.verify().await, Vec::<String>::new());

    // A new version of the fold takes the place of this one, and its days that of those.
    let next = Fold { version: 99, ..orders::sales::fold() };
    let (db, clock) = (shop.app.db.clone(), shop.clock.clone());
    Follower::new(db.clone(), clock, next, "folder".into()).catch_up().await.expect("it counts anew");
    assert_eq!(rows(&shop).await, [], "days of before are forgotten with their version");
    for name in ZONES {
        hilo::rooms::sum_days(&db, &zone(name)).await.expect("days are added up");
    }
    are_the_same(&shop, &mut dice).await;
    assert!(rows(&shop).await.iter().all(|(_, version)| *version == 99));
    assert_eq!(shop.verify().await, Vec::<String>::new());
    for (wrong, right) in [
        (
            sql!("update takings_days set sold = sold + 1 where zone = 'Europe/Madrid' and place = 'vigo'"),
            sql!("update takings_days set sold = sold - 1 where zone = 'Europe/Madrid' and place = 'vigo'"),
        ),
        (sql!("update visit_days set visits = visits + 1"), sql!("update visit_days set visits = visits - 1")),
        (sql!("update takings_places set last = last + 1"), sql!("update takings_places set last = last - 1")),
    ] {
        shop.db_writes(move |tx| tx.exec(wrong, params![])).await;
        assert!(!shop.verify().await.is_empty(), "{} is found", wrong.text);
        shop.db_writes(move |tx| tx.exec(right, params![])).await;
        assert_eq!(shop.verify().await, Vec::<String>::new());
    }
}

/// The last quarter in which something was taken, as one finds it who looks at each.
fn last_by_hand(tx: &mut Tx, shops: &Scope, now: Time) -> base::Result<Option<Time>> {
    let text = sql!("select quarter, place from takings where quarter <= $1 order by quarter desc");
    let found = tx.query(text, params![spans::quarter(now)], |row| Ok((row.get::<i64>(0)?, row.get::<String>(1)?)))?;
    let seen =
        |(_, place): &&(i64, String)| shops.has(Some(place).filter(|place| !place.is_empty()).map(String::as_str));
    Ok(found.iter().find(seen).map(|(quarter, _)| spans::begin(*quarter)))
}

async fn what_was_last_is_known_at_any_time(engine: Engine) {
    let (shop, mut dice) = (opened(engine).await, Dice(33_550_336));
    trades(&shop, &mut dice, 0..60).await;
    let scopes = [vec![], vec!["vigo"], vec!["vigo", "lugo"], vec!["nowhere"]];
    let scopes = scopes.map(|codes| Scope::of(codes.into_iter().map(str::to_owned)).expect("codes"));
    // Of most of these moments, something is dated ahead.
    let mut moments: Vec<Time> = (0..40).map(|_| moment(&mut dice)).collect();
    moments.extend([Time::default(), shop.clock.now()]);
    shop.db_reads(move |tx| {
        for (now, shops) in moments.iter().flat_map(|now| scopes.iter().map(move |shops| (*now, shops))) {
            assert_eq!(takings::last(tx, shops, now)?, last_by_hand(tx, shops, now)?, "{now:?} {shops:?}");
        }
        let known = [takings::has_place(tx, "vigo")?, takings::has_currency(tx, "GBP")?];
        let unknown = [takings::has_place(tx, "nowhere")?, takings::has_currency(tx, "USD")?];
        assert_eq!((known, unknown), ([true, true], [false, false]));
        Ok(())
    })
    .await;
}

async fn whoever_asks_is_told_the_same(engine: Engine) {
    let (shop, mut dice) = (opened(engine).await, Dice(8_128));
    trades(&shop, &mut dice, 0..80).await;
    visits(&shop, &mut dice, 0..60).await;
    let owner = shop.owner().await;
    let paths = [
        "/console",
        "/console?range=28",
        "/console?from=2026-08-29&to=2026-11-20",
        "/console?from=2018-10-20&to=2018-11-20",
        "/console/home/csv?from=2026-10-20&to=2026-11-20",
        "/api/v1/takings?from=2026-10-20&to=2026-11-20",
        "/api/v1/takings?from=2026-10-25&by=hour",
        "/api/v1/visits?from=2026-10-20&to=2026-11-20",
    ];
    let mut before = Vec::new();
    for path in paths {
        before.push(owner.gets(path).await.expect(200).text);
    }
    hilo::rooms::sum_days(&shop.app.db, &shop.app.zone).await.expect("days are added up");
    for (path, before) in paths.iter().zip(before) {
        let now = owner.gets(path).await.expect(200).text;
        assert_eq!(now, before, "{path}");
    }
    owner.gets("/console?shop=nowhere").await.expect(400);
    owner.gets("/console?shop=vigo").await.expect(200);
}

async fn a_house_that_moves_has_days_of_its_new_zone_alone(engine: Engine) {
    let (mut shop, mut dice) = (opened(engine).await, Dice(496));
    trades(&shop, &mut dice, 0..20).await;
    let [before, now] = ["Asia/Kolkata", "Europe/Madrid"].map(zone);
    hilo::rooms::sum_days(&shop.app.db, &before).await.expect("days are added up");
    assert_eq!(rows(&shop).await, [("Asia/Kolkata".to_owned(), 2)]);
    assert_eq!(shop.app.zone.iana_name(), now.iana_name());
    shop.works_by_itself();
    let mut looks = tokio::time::interval(std::time::Duration::from_millis(5));
    let is_whole = move |tx: &mut Tx| {
        let version = store::followers::active_version(tx, orders::sales::NAME)?;
        Ok(day_sums::whole(tx, orders::sales::NAME, version, &zone("Europe/Madrid"))?.is_some())
    };
    while !shop.db_reads(is_whole).await {
        looks.tick().await;
    }
    assert_eq!(rows(&shop).await, [("Europe/Madrid".to_owned(), 2)]);
    assert_eq!(shop.verify().await, Vec::<String>::new());
    shop.closes().await;
}
