//! Telar is the same on every run, and nothing in it is impossible.

use std::collections::{HashMap, HashSet};

use base::Currency;
use catalog::{products::ProductId, variants::VariantId};
use orders::ledger::{NewPaper, Whose};

use super::{
    calendar::Calendar,
    goods::Goods,
    plan::{Books, books},
    *,
};

fn now() -> Time {
    Time::parse_rfc3339("2026-11-20T11:04:00Z").expect("a moment")
}

fn telar() -> Plan {
    Plan::new(now()).expect("Telar can be made")
}

fn total(paper: &NewPaper) -> i64 {
    let line = |line: &orders::ledger::NewLine| line.price.times(line.quantity, Currency::EUR).expect("it fits");
    paper.lines.iter().map(line).sum()
}

fn named(paper: &NewPaper) -> Option<&Known> {
    match &paper.actor {
        Whose::Named(known) => Some(known),
        Whose::Nobodys | Whose::Told(_) => None,
    }
}

fn of_ana(papers: &[NewPaper]) -> Vec<&NewPaper> {
    let ana = ["84102207", ANA];
    let is_hers = |paper: &&NewPaper| named(paper).is_some_and(|who| ana.contains(&who.value.as_str()));
    papers.iter().filter(is_hers).collect()
}

#[test]
fn telar_is_the_same_on_every_run() {
    let (one, other) = (telar(), telar());
    let text = |plan: &Plan| format!("{:?} {:?} {:?} {:?}", plan.products, plan.people, plan.orders, plan.returns);
    assert!(text(&one) == text(&other));
}

#[test]
fn everything_named_exists() {
    let plan = telar();
    let codes: HashSet<ProductId> = plan.products.iter().map(|product| product.id()).collect();
    assert_eq!(codes.len(), plan.products.len());
    let skus = || plan.products.iter().flat_map(|product| &product.variants);
    let variants: HashSet<VariantId> = skus().map(|variant| variant.sku.id()).collect();
    assert_eq!(variants.len(), skus().count());
    let known: HashSet<&Known> = plan.people.iter().flat_map(|join| join.person.known()).collect();
    for paper in plan.orders.iter().chain(&plan.returns) {
        assert!(!paper.lines.is_empty(), "{}", paper.number);
        assert!(paper.lines.iter().all(|line| variants.contains(&line.variant)), "{}", paper.number);
        assert!(named(paper).is_none_or(|actor| known.contains(actor)), "{}", paper.number);
        assert!(paper.place.as_deref().is_none_or(|place| shops::place(place).is_some()), "{}", paper.number);
    }
    let numbers: HashSet<&String> = plan.orders.iter().chain(&plan.returns).map(|paper| &paper.number).collect();
    assert_eq!(numbers.len(), plan.orders.len() + plan.returns.len());
}

#[test]
fn nobody_is_somebody_else() {
    let plan = telar();
    let mut seen = HashSet::new();
    for known in plan.people.iter().flat_map(|join| join.person.known()) {
        assert!(seen.insert(known.clone()), "{known:?} twice");
    }
}

#[test]
fn nothing_happens_before_its_time() {
    for now in ["2026-11-20T11:04:00Z", "2027-01-01T02:30:00Z", "2028-02-29T23:59:00Z", "2026-03-29T01:00:00Z"] {
        let now = Time::parse_rfc3339(now).expect("a moment");
        let plan = Plan::new(now).expect("Telar can be made");
        let since: HashMap<&Known, Time> =
            plan.people.iter().flat_map(|join| join.person.known().map(|known| (known, join.person.at))).collect();
        assert!(plan.people.iter().all(|join| join.person.at < now));
        for paper in plan.orders.iter().chain(&plan.returns) {
            assert!(paper.at < now, "{}", paper.number);
            assert!(named(paper).is_none_or(|actor| since[actor] < paper.at), "{}", paper.number);
        }
        let last = plan.orders.iter().map(|paper| paper.at).max().expect("there are orders");
        assert!(now.seconds_since(last) < 600, "the last order is some minutes old");
    }
}

#[test]
fn no_more_comes_back_than_was_bought() {
    let calendar = Calendar::new(now()).expect("a zone");
    let goods = Goods::new().expect("goods");
    let mut people = faces::people(&calendar).expect("faces");
    people.extend(people::crowd(&calendar).expect("a crowd"));
    let Books { orders, returns } = books(&calendar, &goods, &people).expect("books");
    let mut left: HashMap<(usize, &str), i64> = HashMap::new();
    for (place, order) in orders.iter().enumerate() {
        for line in &order.lines {
            *left.entry((place, line.sku.as_str())).or_default() += line.quantity;
        }
    }
    for back in &returns {
        assert!(back.draft.at > orders[back.of].at);
        assert!(orders[back.of].who.is_none() || orders[back.of].who == back.draft.who);
        for line in &back.draft.lines {
            let left = left.get_mut(&(back.of, line.sku.as_str())).expect("it was bought");
            *left -= line.quantity;
            assert!(*left >= 0 && line.quantity > 0, "{} of {}", line.sku.as_str(), back.of);
        }
    }
}

#[test]
fn the_figures_are_plausible() {
    let plan = telar();
    let spent: i64 = plan.orders.iter().map(total).sum();
    let back: i64 = plan.returns.iter().map(total).sum();
    let average = spent / plan.orders.len() as i64;
    assert!((3_900..=4_200).contains(&plan.orders.len()), "{} orders", plan.orders.len());
    assert!((10..=14).contains(&(plan.returns.len() * 100 / plan.orders.len())), "{} returns", plan.returns.len());
    assert!((590..=610).contains(&plan.people.len()), "{} people", plan.people.len());
    assert!((7_000..=13_000).contains(&average), "{average} cents an order");
    assert!(back * 100 / spent < 15, "{back} of {spent}");
    assert!(plan.orders.iter().all(|order| total(order) > 0));
    let channels: HashSet<&str> = plan.orders.iter().map(|order| order.channel.as_str()).collect();
    assert_eq!(channels.len(), people::CHANNELS.len());
    let elsewhere = plan.returns.iter().filter(|paper| paper.channel == "shop").count();
    assert!(elsewhere * 2 > plan.returns.len(), "most returns come to a shop");
}

#[test]
fn ana_is_as_her_card_is_drawn() {
    let plan = telar();
    let bought = of_ana(&plan.orders);
    assert_eq!((bought.len(), bought.iter().map(|order| total(order)).sum::<i64>()), (14, 95_760));
    assert_eq!(bought.iter().filter(|order| order.channel == "web").count(), 9);
    let last = bought.last().expect("she bought");
    assert_eq!((last.number.as_str(), total(last)), ("T-20418", 10_782));
    assert_eq!(of_ana(&plan.returns).len(), 2);
}

#[test]
fn filling_goes_on_where_it_stopped_and_happens_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let db = Db::open(&store::db::Settings::folder(folder.path())).expect("a database");
    let clock = Clock::set_at(now());
    let mut told = (0, 0);
    fill(&db, &clock, &mut |done, of| told = (done, of)).expect("a first filling");
    assert!(told.0 == told.1 && told.1 > 5_000, "{told:?}");
    let count = |db: &Db| {
        let events =
            |tx: &mut Tx| tx.query_one(store::sql!("select count(*) from events"), store::params![], |row| row.get(0));
        let prices =
            |tx: &mut Tx| tx.query_one(store::sql!("select count(*) from prices"), store::params![], |row| row.get(0));
        let counted = db.read_now("test", move |tx| Ok((orders::totals::read(tx)?, events(tx)?, prices(tx)?)));
        counted.expect("totals") as (orders::totals::Totals, Option<i64>, Option<i64>)
    };
    let full = count(&db);
    clock.pass_seconds(90_000);
    db.write_now("test", |tx| settings::set(tx, BEGUN, &now().micros().to_string())).expect("set");
    db.write_now("test", |tx| tx.exec(store::sql!("delete from settings where name = $1"), store::params![FULL]))
        .expect("as if interrupted");
    fill(&db, &clock, &mut |_, _| {}).expect("a second filling");
    fill(&db, &clock, &mut |_, _| panic!("there is nothing to do")).expect("a third filling");
    assert_eq!(count(&db), full);
    ana_id(&db).expect("a reading").expect("Ana is there");
    nothing_is_missing(&db);
    write_down(&db, &clock);
    go_on_for_a_while(&db, &clock);
    settle(&db, &clock);
    assert_eq!(db.read_now("test", orders::verify::findings).expect("it can be verified"), [""; 0]);
}

/// Every product lacks a picture and nothing else, but a code that takes something off. What is asked is what the
/// orders say.
fn nothing_is_missing(db: &Db) {
    let (missing, asked) = db
        .read_now("test", |tx| {
            let (missing, _) = catalog::missing::page(tx, None, 100, now())?;
            let unnamed = catalog::translations::names(tx, "en")?.into_iter().filter(|one| one.text.is_none());
            assert_eq!(unnamed.map(|one| one.name).collect::<Vec<_>>(), [""; 0], "every list is named in English");
            let sold = ["TL-ALB-TEJ-M", "TL-SAL-CRU-M", goods::GIFT_CARD].map(catalog::variants::Sku::parse);
            let ids = sold.into_iter().map(|sku| sku.map(|sku| sku.id())).collect::<Result<Vec<_>>>()?;
            let mut asked = Vec::new();
            for zone in ["ES-GA", "ES-CN"] {
                let asker = catalog::prices::Asker { zone: Some(zone.into()), ..Default::default() };
                let prices = catalog::prices::quote(tx, &ids, &asker, now())?;
                asked
                    .extend(ids.iter().map(|id| (prices[id].amount.0 / 100, prices[id].before.map(|one| one.0 / 100))));
            }
            Ok((missing, asked))
        })
        .expect("the catalog can be read");
    let is_drawn = |one: &&catalog::missing::Unready| one.missing == [catalog::missing::Gap::Picture];
    let (drawn, others): (Vec<_>, Vec<_>) = missing.iter().partition(is_drawn);
    assert_eq!((drawn.len(), others.iter().map(|one| one.code.as_str()).collect()), (81, vec![goods::CODE]));
    let spain = [(7_990, None), (5_890, Some(8_490)), (5_000, None)];
    assert_eq!(asked, [spain, [(6_603, None), (4_868, Some(7_017)), (5_000, None)]].concat());
}

fn write_down(db: &Db, clock: &Clock) {
    const OWNER: &str = "owner@telar.example";
    let cx = Cx::system("test", clock.now());
    let new = web::staff::NewStaff {
        email: OWNER.into(),
        name: "Lucía".into(),
        role: web::rights::Role::Owner,
        shops: web::shops::Scope::ALL,
        password_hash: web::passwords::hash("hilo de seda 1912").expect("a hash"),
    };
    db.write_now("test", move |tx| web::staff::add_here(&cx, tx, &new)).expect("an owner");
    let now = clock.now();
    for _ in 0..2 {
        db.write_now("test", move |tx| fill_desk(tx, now, OWNER)).expect("it is written once");
    }
    settle(db, clock);
    let cx = Cx::system("test", now);
    let looked = db.read_now("test", move |tx| {
        let labels = customers::labels::all(tx)?;
        let worn = customers::labels::counts(tx)?;
        let alone = customers::consents::suppressions::page(tx, &Default::default(), 10)?.len();
        Ok((labels.len(), worn.len(), customers::duplicates::count(&cx, tx)?, alone))
    });
    let (labels, worn, pairs, alone) = looked.expect("it can be read");
    assert_eq!((labels, worn, alone), (6, 6, 3));
    assert!((5..=12).contains(&pairs), "{pairs} pairs");
}

fn go_on_for_a_while(db: &Db, clock: &Clock) {
    let cast = std::sync::Arc::new(live::Cast::new(clock.now()).expect("a cast"));
    let before = db.read_now("test", orders::totals::read).expect("totals");
    for seed in 0..60 {
        clock.pass_seconds(27);
        let (cast, cx) = (std::sync::Arc::clone(&cast), Cx::system("demo", clock.now()));
        db.write_now("test", move |tx| live::go_on(&cx, tx, &cast, seed)).expect("an act");
    }
    let after = db.read_now("test", orders::totals::read).expect("totals");
    assert_eq!(after.orders + after.returns, before.orders + before.returns + 60);
    assert!(after.returns > before.returns);
}

fn settle(db: &Db, clock: &Clock) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(crate::rooms::settle(db, clock)).expect("folds and jobs");
}
