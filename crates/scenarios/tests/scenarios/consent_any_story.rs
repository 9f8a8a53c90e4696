//! Any story about consent: what is kept is what follows from the ledger, whatever was said in whatever order, and for
//! many addresses at once the same as for each.

use base::{Cx, Result, Time};
use customers::{
    consents::{
        self, NewStatement, permits,
        suppressions::{self, NewSuppression},
        words::{Basis, Channel, Decision, How, Purpose, SuppressionReason},
    },
    identity::{self, links::LinkId, merges},
    people::{Claim, Kind, Known, Profile, Said},
};
use scenarios::{homes::Engine, shops::Shop};
use store::{Tx, thread::IdentifierId};

on_both_engines!(any_story_in_any_order);

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn one_of<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.roll(items.len() as u64) as usize]
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.roll(place as u64 + 1) as usize);
        }
    }
}

const ADDRESSES: usize = 4;
const CHANNELS: [Channel; 3] = [Channel::Email, Channel::Ads, Channel::Any];
const PURPOSES: [Purpose; 2] = [Purpose::Marketing, Purpose::Service];

/// People of one story, each with one address, told apart from those of others by a number.
fn begin(cx: &Cx, tx: &mut Tx, story: &str) -> Result<Vec<IdentifierId>> {
    let mut addresses = Vec::new();
    for number in 0..ADDRESSES {
        let known = Known::parse(Kind::Email, &format!("{number}@{story}.example"))?;
        let claims = vec![Claim::server(known.clone())];
        let said = Said { claims, profile: Profile::default(), source: "crm".into(), at: cx.now };
        identity::tell(cx, tx, &said)?;
        addresses.push(consents::address_of(tx, &known, cx.now)?);
    }
    Ok(addresses)
}

fn statement(dice: &mut Dice, serial: u64, now: Time) -> (usize, NewStatement) {
    let purpose = dice.one_of(&PURPOSES);
    let statement = NewStatement {
        address: IdentifierId::from_bytes([0; 16]),
        purpose,
        channel: dice.one_of(&CHANNELS),
        decision: dice.one_of(&[Decision::Granted, Decision::Granted, Decision::Withdrawn, Decision::Asked]),
        basis: Basis::Consent,
        how: How::Form,
        text: None,
        place: None,
        source: format!("story-{serial}"),
        proof: serde_json::json!({}),
        // Before and after people were joined and parted.
        happened: now.plus_seconds(dice.roll(6) as i64 - 5),
        answers: None,
    };
    (dice.roll(ADDRESSES as u64) as usize, statement)
}

/// What is answered for every address, way and purpose of a story.
fn answers(tx: &mut Tx, addresses: &[IdentifierId], now: Time) -> Result<Vec<bool>> {
    let mut all = Vec::new();
    for purpose in PURPOSES {
        for channel in CHANNELS {
            let at_once = permits::may_all(tx, purpose, channel, addresses, now)?;
            for (address, many) in addresses.iter().zip(&at_once) {
                let one = permits::may(tx, purpose, channel, *address, now)?;
                assert_eq!(one == permits::Answer::Yes, *many, "one by one as all at once");
            }
            all.extend(at_once);
        }
    }
    Ok(all)
}

/// Joins two, parts them again, or leaves an address alone and lifts that again.
#[derive(Clone, Copy)]
enum Change {
    Merge(usize, usize),
    Undo,
    Suppress(usize, SuppressionReason),
    Lift,
}

#[derive(Default)]
struct Told {
    links: Vec<LinkId>,
    suppressed: Vec<consents::SuppressionId>,
}

fn change(cx: &Cx, tx: &mut Tx, addresses: &[IdentifierId], told: &mut Told, change: Change) -> Result<()> {
    match change {
        Change::Merge(one, other) => {
            let one = identity::person_of(tx, addresses[one])?.expect("somebody");
            let other = identity::person_of(tx, addresses[other])?.expect("somebody");
            if one != other {
                told.links.push(merges::merge(cx, tx, one, other)?);
            }
        }
        Change::Undo => {
            if let Some(link) = told.links.pop() {
                merges::undo(cx, tx, link)?;
            }
        }
        Change::Suppress(address, reason) => {
            let (address, source) = (addresses[address], "story".to_owned());
            let new = NewSuppression { address, channel: Channel::Any, reason, at: cx.now, source, note: None };
            let id = suppressions::add(cx, tx, &new)?.id;
            if !told.suppressed.contains(&id) {
                told.suppressed.push(id);
            }
        }
        Change::Lift => {
            if let Some(id) = told.suppressed.pop() {
                suppressions::lift(cx, tx, id, "it was a mistake")?;
            }
        }
    }
    Ok(())
}

/// Tells two stories that differ only in the order in which things reached us; both end alike.
fn tell_both(tx: &mut Tx, cx: &mut Cx, seed: u64) -> Result<usize> {
    use SuppressionReason::{Bounced, Robinson, Unsubscribed};
    let mut dice = Dice(seed);
    let both = [begin(cx, tx, &format!("a{seed}"))?, begin(cx, tx, &format!("b{seed}"))?];
    let mut told = [Told::default(), Told::default()];
    let mut yeses = 0;
    for round in 0..4 {
        let mut batch: Vec<_> =
            (0..dice.roll(4)).map(|place| statement(&mut dice, round * 10 + place, cx.now)).collect();
        let next = match dice.roll(5) {
            0 | 1 => Change::Merge(dice.roll(4) as usize, dice.roll(4) as usize),
            2 => Change::Undo,
            3 => Change::Suppress(dice.roll(4) as usize, dice.one_of(&[Bounced, Robinson, Unsubscribed])),
            _ => Change::Lift,
        };
        for addresses in &both {
            for (address, said) in &batch {
                cx.now = cx.now.plus_millis(1);
                consents::record(cx, tx, &[NewStatement { address: addresses[*address], ..said.clone() }])?;
            }
            dice.shuffle(&mut batch);
        }
        for (addresses, told) in both.iter().zip(&mut told) {
            change(cx, tx, addresses, told, next)?;
        }
        let (one, other) = (answers(tx, &both[0], cx.now)?, answers(tx, &both[1], cx.now)?);
        assert_eq!(one, other, "story {seed}, round {round}");
        yeses += one.iter().filter(|yes| **yes).count();
        cx.now = cx.now.plus_seconds(1);
    }
    Ok(yeses)
}

async fn any_story_in_any_order(engine: Engine) {
    let shop = Shop::open(engine).await;
    let mut yeses = 0;
    for seed in 1..=40_u64 {
        let now = shop.clock.now().plus_seconds(60 * seed as i64);
        let cx = Cx { now, ..shop.cx() };
        yeses += shop.db_writes(move |tx| tell_both(tx, &mut cx.clone(), seed * 7_919)).await;
    }
    assert!(yeses > 500, "not everything is a no: {yeses}");
    let found = shop.db_reads(consents::verify::findings).await;
    assert_eq!(found, Vec::<String>::new());
    let unknown = IdentifierId::from_bytes([7; 16]);
    let asked: Vec<IdentifierId> = (0..200).map(|_| unknown).collect();
    let now = shop.clock.now();
    let many = shop.db_reads(move |tx| permits::may_all(tx, Purpose::Marketing, Channel::Email, &asked, now)).await;
    assert!(many.iter().all(|yes| !yes), "nobody is a no, many times");
}
