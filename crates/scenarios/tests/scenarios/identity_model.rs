//! Who is one person, against a model so simple that one can see that it is right: whatever is said, in whatever order,
//! joined and taken back by staff in between.

use std::collections::{BTreeMap, BTreeSet};

use base::{Actor, Cx, Error, Result, Time};
use customers::{
    card,
    identity::{self, links, merges, profiles, rules::Limits},
    people::{Claim, CustomerId, How, Kind, Known, Profile, Said},
};
use scenarios::homes::{Engine, Home};
use store::{Db, Tx, params, settings, sql};

on_both_engines! {
    the_order_of_arrival_does_not_matter
    staff_join_and_part_as_the_model_does
    undoing_restores_both_people
}

/// A sequence that looks random and is the same in every run (xorshift64*).
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most
    }

    fn shuffle<T>(&mut self, things: &mut [T]) {
        for last in (1..things.len()).rev() {
            things.swap(last, self.below(last + 1));
        }
    }
}

/// A small world, so that things meet.
const WORLD: [(Kind, usize); 6] =
    [(Kind::Account, 4), (Kind::Email, 5), (Kind::Phone, 3), (Kind::Loyalty, 3), (Kind::Device, 1), (Kind::Browser, 4)];

fn statement(dice: &mut Dice, at: i64) -> Said {
    let mut claims: Vec<Claim> = Vec::new();
    for _ in 0..=dice.below(3) {
        let (kind, many) = WORLD[dice.below(WORLD.len())];
        let number = dice.below(many) + 1;
        let value = match kind {
            Kind::Email => format!("p{number}@example.es"),
            Kind::Phone => format!("+3460000000{number}"),
            _ => format!("{}{number}", kind.word()),
        };
        let known = Known::parse(kind, &value).expect("the world has proper identifiers");
        let how = [How::SignedIn, How::Server, How::Typed, How::Claimed][dice.below(4)];
        if claims.iter().all(|claim| claim.known.kind != kind) {
            claims.push(Claim { known, how });
        }
    }
    let name = (dice.below(3) == 0).then(|| format!("Name {at}"));
    Said { claims, profile: Profile { name, ..Profile::default() }, source: "test".into(), at: Time::from_micros(at) }
}

/// People as sets of values.
type People = BTreeSet<BTreeSet<String>>;

#[derive(Clone, Debug)]
struct ModelLink {
    ends: (String, String),
    strong: bool,
    by_hand: bool,
    /// Whether a source says so, too.
    was_said: bool,
    at: i64,
    undone: bool,
}

/// All that was said, and nothing else.
#[derive(Clone, Default)]
struct Model {
    kinds: BTreeMap<String, (Kind, bool, i64)>,
    links: Vec<ModelLink>,
    never: Vec<(String, String)>,
    shared: BTreeSet<String>,
}

impl Model {
    fn tell(&mut self, said: &Said) {
        let at = said.at.micros();
        for claim in &said.claims {
            let entry = self.kinds.entry(claim.known.value.clone()).or_insert((claim.known.kind, false, at));
            entry.1 |= claim.is_strong();
            entry.2 = entry.2.min(at);
        }
        let all = said.claims.iter().enumerate();
        for (one, other) in all.flat_map(|(place, one)| said.claims[place + 1..].iter().map(move |other| (one, other)))
        {
            let strong = one.is_strong() && other.is_strong();
            let mut ends = [one.known.value.clone(), other.known.value.clone()];
            ends.sort();
            let [a, b] = ends;
            match self.links.iter_mut().find(|link| link.ends == (a.clone(), b.clone())) {
                Some(link) if link.by_hand => {}
                Some(link) if strong && !link.strong => (link.strong, link.at) = (true, at),
                Some(link) if strong == link.strong => link.at = link.at.min(at),
                Some(_) => {}
                None => self.links.push(ModelLink {
                    ends: (a, b),
                    strong,
                    by_hand: false,
                    was_said: true,
                    at,
                    undone: false,
                }),
            }
        }
        for value in self.kinds.keys().cloned().collect::<Vec<_>>() {
            if self.people_at(&value) > Limits::default().of(self.kinds[&value].0).people.unwrap_or(i64::MAX) {
                self.shared.insert(value);
            }
        }
    }

    /// How many identifiers of one kind, at most, came with a value.
    fn people_at(&self, value: &str) -> i64 {
        let mut counts: BTreeMap<Kind, i64> = BTreeMap::new();
        for link in self.links.iter().filter(|link| link.was_said) {
            let other = match &link.ends {
                (a, b) if a == value => b,
                (a, b) if b == value => a,
                _ => continue,
            };
            let kind = self.kinds[other].0;
            if !kind.is_thing() {
                *counts.entry(kind).or_default() += 1;
            }
        }
        counts.into_values().max().unwrap_or(0)
    }

    /// Joins in the order of the rules, looking at everything each time.
    fn people(&self) -> People {
        let mut group: BTreeMap<&String, usize> = self.kinds.keys().zip(0..).collect();
        let mut links: Vec<&ModelLink> = self.links.iter().filter(|link| !link.undone).collect();
        let is_strong = |value: &String| self.kinds[value].1;
        links.sort_by_key(|link| {
            let beside = is_strong(&link.ends.0) || is_strong(&link.ends.1);
            let class = if link.by_hand {
                3
            } else if link.strong {
                0
            } else if beside {
                1
            } else {
                2
            };
            let (one, other) = (self.kinds[&link.ends.0].0, self.kinds[&link.ends.1].0);
            (class, one.min(other), link.at, one.max(other))
        });
        for link in links {
            let (a, b) = (group[&link.ends.0], group[&link.ends.1]);
            let both: Vec<&String> =
                group.iter().filter(|(_, of)| [a, b].contains(of)).map(|(value, _)| *value).collect();
            let side = |of: usize| both.iter().filter(|value| group[**value] == of).copied().collect::<Vec<_>>();
            let (left, right) = (side(a), side(b));
            let apart = |(x, y): &(String, String)| {
                left.contains(&x) && right.contains(&y) || left.contains(&y) && right.contains(&x)
            };
            let two_strong = left.iter().any(|value| is_strong(value)) && right.iter().any(|value| is_strong(value));
            let shared = [&link.ends.0, &link.ends.1].iter().any(|end| self.shared.contains(*end));
            let many =
                |kind: Kind, of: &[&String]| of.iter().filter(|value| self.kinds[**value].0 == kind).count() as i64;
            let too_many = Kind::ALL.into_iter().any(|kind| {
                let (one, other) = (many(kind, &left), many(kind, &right));
                one > 0 && other > 0 && one + other > Limits::default().of(kind).per_person.unwrap_or(i64::MAX)
            });
            let refused = a != b
                && (self.never.iter().any(apart) || !link.by_hand && (!link.strong && two_strong || too_many))
                || !link.strong && !link.by_hand && shared;
            if !refused {
                group.values_mut().filter(|of| **of == b).for_each(|of| *of = a);
            }
        }
        let mut people: BTreeMap<usize, BTreeSet<String>> = BTreeMap::new();
        for (value, of) in group {
            people.entry(of).or_default().insert(value.clone());
        }
        people.into_values().collect()
    }
}

fn cx(at: i64) -> Cx {
    Cx { actor: Actor::System("test"), now: Time::from_micros(1_000_000 + at) }
}

fn open(engine: Engine) -> (Home, Db) {
    let home = Home::new(engine);
    let db = Db::open(&home.settings()).expect("a new database opens");
    (home, db)
}

/// Nobody is known; ids follow from the same secret in every round.
fn wipe(tx: &mut Tx) -> Result<()> {
    settings::set(tx, "secret", "0123456789abcdef")?;
    tx.exec(sql!("delete from events"), params![])?;
    tx.exec(sql!("delete from links"), params![])?;
    tx.exec(sql!("delete from never_same"), params![])?;
    tx.exec(sql!("delete from traits"), params![])?;
    tx.exec(sql!("delete from cards"), params![])?;
    tx.exec(sql!("delete from identifiers"), params![])?;
    tx.exec(sql!("delete from customer_words"), params![])?;
    tx.exec(sql!("delete from customers"), params![]).map(|_| ())
}

fn act<T: Send + 'static>(db: &Db, act: impl Fn(&mut Tx) -> Result<T> + Send + Sync + 'static) -> Result<T> {
    db.write_now("test.act", act)
}

fn people(db: &Db) -> People {
    let text = sql!("select customer_id, value from identifiers");
    let read =
        move |tx: &mut Tx| tx.query(text, params![], |row| Ok((row.get::<CustomerId>(0)?, row.get::<String>(1)?)));
    let mut people: BTreeMap<CustomerId, BTreeSet<String>> = BTreeMap::new();
    for (person, value) in db.read_now("test.people", read).expect("identifiers can be read") {
        people.entry(person).or_default().insert(value);
    }
    people.into_values().collect()
}

/// Who everybody is, by id and name, and what became of every link.
type Everything = (Vec<(String, CustomerId)>, Vec<(CustomerId, Option<String>, Option<CustomerId>)>, Vec<String>);

fn everything(db: &Db) -> Everything {
    let read = move |tx: &mut Tx| {
        let who = tx.query(sql!("select value, customer_id from identifiers order by value"), params![], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
        let names = tx.query(
            sql!(
                "select id, name, merged_into from customers c
                 where exists (select 1 from identifiers i where i.customer_id = c.id) order by id"
            ),
            params![],
            |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)),
        )?;
        let links =
            tx.query(sql!("select state from links where by_hand = 0 order by a, b"), params![], |row| row.get(0))?;
        Ok((who, names, links))
    };
    db.read_now("test.everything", read).expect("it can be read")
}

/// What everybody's card says their name is, by the values they are known by.
type Names = Vec<(String, Option<String>)>;

fn names(db: &Db) -> Names {
    let text = sql!("select i.value, c.name from identifiers i join customers c on c.id = i.customer_id order by 1");
    db.read_now("test.names", move |tx| tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?)))).expect("names")
}

fn rounds(engine: Engine, many: usize) -> std::ops::Range<u64> {
    1..1 + if engine == Engine::Sqlite { many as u64 } else { many as u64 / 5 }
}

async fn the_order_of_arrival_does_not_matter(engine: Engine) {
    tokio::task::block_in_place(|| {
        let (_home, db) = open(engine);
        for round in rounds(engine, 60) {
            let mut dice = Dice(round * 7_919);
            let mut said: Vec<Said> = (0..12).map(|at| statement(&mut dice, at * 10)).collect();
            let mut seen: Option<(People, Names, Vec<String>)> = None;
            for order in 0..3 {
                act(&db, wipe).expect("a clean table");
                let mut model = Model::default();
                for said in said.clone() {
                    model.tell(&said);
                    let cx = cx(0);
                    act(&db, move |tx| identity::tell(&cx, tx, &said)).expect("it is taken in");
                }
                assert_eq!(people(&db), model.people(), "round {round}, order {order}: {said:#?}");
                let now = (people(&db), names(&db), everything(&db).2);
                assert_eq!(*seen.get_or_insert_with(|| now.clone()), now, "round {round}: people, names, links");
                dice.shuffle(&mut said);
            }
        }
    });
}

async fn staff_join_and_part_as_the_model_does(engine: Engine) {
    tokio::task::block_in_place(|| {
        let (_home, db) = open(engine);
        for round in rounds(engine, 50) {
            act(&db, wipe).expect("a clean table");
            let mut dice = Dice(round * 104_729);
            let mut model = Model::default();
            for at in 0..30 {
                match dice.below(4) {
                    0 => join_two(&db, &mut model, &mut dice, at),
                    1 => undo_one(&db, &mut model, &mut dice, at),
                    _ => {
                        let said = statement(&mut dice, at * 10);
                        model.tell(&said);
                        let cx = cx(at);
                        act(&db, move |tx| identity::tell(&cx, tx, &said)).expect("it is taken in");
                    }
                }
                assert_eq!(people(&db), model.people(), "round {round}, step {at}");
            }
        }
    });
}

fn living(db: &Db) -> Vec<(CustomerId, String)> {
    let text = sql!("select customer_id, value from identifiers where home = customer_id order by value");
    db.read_now("test.living", move |tx| tx.query(text, params![], |row| Ok((row.get(0)?, row.get(1)?))))
        .expect("people")
}

fn join_two(db: &Db, model: &mut Model, dice: &mut Dice, at: i64) {
    let living = living(db);
    if living.len() < 2 {
        return;
    }
    let (one, other) = (dice.below(living.len()), dice.below(living.len()));
    let ((keeps, a), (joins, b)) = (living[one].clone(), living[other].clone());
    let cx = cx(at);
    let joined = act(db, move |tx| merges::merge(&cx, tx, keeps, joins));
    if one == other {
        assert!(joined.is_err(), "nobody is joined with themselves");
        return;
    }
    let before = model.clone();
    let mut ends = [a, b];
    ends.sort();
    let [a, b] = ends;
    model.never.retain(|never| *never != (a.clone(), b.clone()));
    let ends = (a.clone(), b.clone());
    let was_said = model.links.iter().any(|link| link.ends == ends && link.was_said);
    model.links.retain(|link| link.ends != ends);
    let at = 1_000_000 + at;
    model.links.push(ModelLink { ends, strong: true, by_hand: true, was_said, at, undone: false });
    // Nobody of the two is left out.
    let theirs = before.people().into_iter().filter(|person| person.contains(&a) || person.contains(&b));
    let theirs: Vec<_> = theirs.flatten().collect();
    let together = model.people().iter().any(|person| theirs.iter().all(|name| person.contains(name)));
    assert_eq!(joined.is_ok(), together, "{joined:?}");
    if !together {
        *model = before;
    }
}

fn undo_one(db: &Db, model: &mut Model, dice: &mut Dice, at: i64) {
    let text = sql!(
        "select l.id, a.value, b.value, l.state from links l join identifiers a on a.id = l.a
         join identifiers b on b.id = l.b order by a.value, b.value"
    );
    let read = move |tx: &mut Tx| {
        tx.query(text, params![], |row| Ok((row.get(0)?, row.get::<String>(1)?, row.get(2)?, row.get::<String>(3)?)))
    };
    let all: Vec<(links::LinkId, String, String, String)> = db.read_now("test.links", read).expect("links");
    if all.is_empty() {
        return;
    }
    let (id, a, b, state) = all[dice.below(all.len())].clone();
    let mut ends = [a, b];
    ends.sort();
    let [a, b] = ends;
    let cx = cx(at);
    let link = model.links.iter_mut().find(|link| link.ends == (a.clone(), b.clone())).expect("the model has it");
    if state == "undone" {
        act(db, move |tx| merges::redo(&cx, tx, id)).expect("it counts again");
        link.undone = false;
        model.never.retain(|never| *never != (a.clone(), b.clone()));
    } else {
        act(db, move |tx| merges::undo(&cx, tx, id)).expect("it is taken back");
        link.undone = true;
        model.never.push((a, b));
    }
}

async fn undoing_restores_both_people(engine: Engine) {
    tokio::task::block_in_place(|| {
        let (_home, db) = open(engine);
        for round in rounds(engine, 50) {
            act(&db, wipe).expect("a clean table");
            let mut dice = Dice(round * 1_299_709);
            for at in 0..15 {
                let (said, cx) = (statement(&mut dice, at * 10), cx(at));
                act(&db, move |tx| identity::tell(&cx, tx, &said)).expect("it is taken in");
            }
            // Joined one after the other, taken back in any order.
            let before = everything(&db);
            let mut joined = Vec::new();
            for at in 20..24 {
                let living = living(&db);
                let (one, other) = (dice.below(living.len()), dice.below(living.len()));
                let (cx, keeps, joins) = (cx(at), living[one].0, living[other].0);
                match act(&db, move |tx| merges::merge(&cx, tx, keeps, joins)) {
                    Ok(link) => joined.push(link),
                    Err(Error::Invalid { .. } | Error::Conflict { .. }) => {}
                    Err(error) => panic!("{error}"),
                }
            }
            dice.shuffle(&mut joined);
            for (link, at) in joined.into_iter().zip(30..) {
                let cx = cx(at);
                act(&db, move |tx| merges::undo(&cx, tx, link)).expect("it is taken back");
            }
            let after = everything(&db);
            assert_eq!((&before.0, &before.1), (&after.0, &after.1), "round {round}");
            // Nothing is lost on the way: what each source said is still there.
            let living = living(&db);
            let names = act(&db, move |tx| {
                for (person, _) in &living {
                    profiles::renew(tx, &[*person])?;
                    card::read(tx, *person)?.ok_or_else(|| Error::internal("a person without a card"))?;
                }
                Ok(())
            });
            names.expect("every card can be read");
            assert_eq!(after, everything(&db), "round {round}: renewed");
        }
    });
}
