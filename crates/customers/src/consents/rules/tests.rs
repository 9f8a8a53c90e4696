use std::collections::{BTreeMap, BTreeSet};

use super::*;

/// Identifiers of the stories: Ana's e-mail and telephone, and what another entry of hers has.
const EMAIL: u8 = 1;
const PHONE: u8 = 2;
const OTHER: u8 = 3;

fn id(number: u8) -> IdentifierId {
    IdentifierId::from_bytes([number; 16])
}

fn at(second: i64) -> Time {
    Time::from_micros(second * 1_000_000)
}

/// A statement about marketing by e-mail, said alone.
fn said(decision: Decision, address: u8, second: i64) -> Statement {
    let mut bytes = [0; 16];
    bytes[0] = address;
    bytes[8..].copy_from_slice(&(second * 4 + decision as i64).to_be_bytes());
    Statement {
        id: ConsentId::from_bytes(bytes),
        address: id(address),
        purpose: Purpose::Marketing,
        channel: Channel::Email,
        decision,
        basis: Basis::Consent,
        how: How::Form,
        beside: Vec::new(),
        happened: at(second),
    }
}

fn yes(address: u8, second: i64) -> Statement {
    said(Decision::Granted, address, second)
}

fn no(address: u8, second: i64) -> Statement {
    said(Decision::Withdrawn, address, second)
}

impl Statement {
    fn beside(self, other: u8) -> Statement {
        Statement { beside: vec![id(other)], ..self }
    }

    fn by(self, channel: Channel) -> Statement {
        Statement { channel, ..self }
    }

    fn softly(self) -> Statement {
        Statement { basis: Basis::SoftOptIn, ..self }
    }
}

fn facts(statements: Vec<Statement>) -> Facts {
    let addresses = vec![(id(EMAIL), Kind::Email), (id(PHONE), Kind::Phone), (id(OTHER), Kind::Email)];
    Facts { addresses, statements, ..Facts::default() }
}

fn suppressed(reason: SuppressionReason, channel: Channel, second: i64) -> Suppressed {
    Suppressed { id: SuppressionId::from_bytes([9; 16]), address: id(EMAIL), channel, reason, at: at(second) }
}

const MAIL: Question =
    Question { purpose: Purpose::Marketing, channel: Channel::Email, address: IdentifierId::from_bytes([EMAIL; 16]) };

/// The verdict in a word: `from 3` or why not.
fn verdict(facts: &Facts, question: Question) -> String {
    match decide(facts, 14, question) {
        Verdict::Allowed { from, .. } => format!("from {}", from.micros() / 1_000_000),
        Verdict::Refused(reason) => {
            assert!(Reason::WORDS.contains(&reason.word()));
            reason.word().to_owned()
        }
    }
}

#[test]
fn what_people_say_decides() {
    use Decision::Asked;
    let cases: Vec<(&str, Vec<Statement>, &str)> = vec![
        ("nothing was said", vec![], "never_granted"),
        ("a grant", vec![yes(EMAIL, 3)], "from 3"),
        ("a grant by any way", vec![yes(EMAIL, 3).by(Channel::Any)], "from 3"),
        ("a grant by another way", vec![yes(EMAIL, 3).by(Channel::Ads)], "never_granted"),
        ("the newest wins", vec![yes(EMAIL, 3), no(EMAIL, 4)], "withdrew"),
        ("whatever came first to us", vec![no(EMAIL, 4), yes(EMAIL, 3)], "withdrew"),
        ("a new grant", vec![yes(EMAIL, 3), no(EMAIL, 4), yes(EMAIL, 5)], "from 5"),
        ("of two at once, the no", vec![no(EMAIL, 4), yes(EMAIL, 4)], "withdrew"),
        ("the first of two grants", vec![yes(EMAIL, 5), yes(EMAIL, 3)], "from 3"),
        ("asked alone", vec![said(Asked, EMAIL, 3)], "not_confirmed"),
        ("asked takes nothing away", vec![yes(EMAIL, 3), said(Asked, EMAIL, 4)], "from 3"),
        ("asked gives nothing back", vec![no(EMAIL, 3), said(Asked, EMAIL, 4)], "withdrew"),
        ("no to any way", vec![yes(EMAIL, 3), no(EMAIL, 4).by(Channel::Any)], "withdrew"),
        ("no to another way", vec![yes(EMAIL, 3), no(EMAIL, 4).by(Channel::Ads)], "from 3"),
        ("another address of theirs", vec![yes(EMAIL, 3), no(OTHER, 4).beside(EMAIL)], "from 3"),
        ("everywhere", vec![yes(EMAIL, 3), no(PHONE, 4).by(Channel::Any).beside(EMAIL)], "withdrew_everywhere"),
        ("and yes again", vec![no(PHONE, 4).by(Channel::Any), yes(EMAIL, 5).beside(PHONE)], "from 5"),
        (
            "everywhere, taken back everywhere",
            vec![yes(EMAIL, 3), no(PHONE, 4).by(Channel::Any).beside(EMAIL), yes(PHONE, 5).by(Channel::Any)],
            "from 3",
        ),
        ("as another, later", vec![yes(EMAIL, 3), no(OTHER, 4)], "withdrew_as_another"),
        ("as another, earlier", vec![yes(EMAIL, 3), no(OTHER, 2)], "withdrew_as_another"),
        ("as another, everywhere", vec![yes(EMAIL, 3), no(PHONE, 2).by(Channel::Any)], "withdrew_as_another"),
        ("as another, by another way", vec![yes(EMAIL, 3), no(OTHER, 4).by(Channel::Ads)], "from 3"),
        ("as another, taken back there", vec![yes(EMAIL, 3), no(OTHER, 4), yes(OTHER, 5)], "from 3"),
        ("a yes of the joined", vec![yes(EMAIL, 3), no(OTHER, 4), yes(EMAIL, 5).beside(OTHER)], "from 5"),
        ("a later no of the joined, after a yes of one", vec![yes(EMAIL, 3), no(OTHER, 4).beside(EMAIL)], "from 3"),
        (
            "an old yes of the joined after a no of two",
            vec![yes(EMAIL, 3).beside(OTHER), no(OTHER, 4)],
            "withdrew_as_another",
        ),
        ("at the same moment", vec![yes(EMAIL, 4).beside(OTHER), no(OTHER, 4)], "withdrew_as_another"),
        (
            "a no to letters, said elsewhere",
            vec![yes(EMAIL, 3), no(PHONE, 4).by(Channel::Post).beside(EMAIL)],
            "from 3",
        ),
        ("a soft opt-in without an order", vec![yes(EMAIL, 3).softly()], "never_ordered"),
    ];
    for (story, statements, expected) in cases {
        assert_eq!(verdict(&facts(statements.clone()), MAIL), expected, "{story}");
        let turned: Vec<Statement> = statements.into_iter().rev().collect();
        assert_eq!(verdict(&facts(turned), MAIL), expected, "{story}, read the other way round");
    }
}

#[test]
fn a_soft_opt_in_is_for_buyers_and_ends_with_any_no() {
    let cases: Vec<(Vec<Statement>, &str)> = vec![
        (vec![yes(EMAIL, 3).softly()], "from 3"),
        (vec![no(EMAIL, 2), yes(EMAIL, 3).softly()], "withdrew"),
        (vec![yes(EMAIL, 3).softly().beside(OTHER), no(OTHER, 2)], "from 3"),
        (vec![yes(EMAIL, 3).softly().beside(PHONE), no(PHONE, 2).by(Channel::Any)], "withdrew_everywhere"),
        (vec![yes(EMAIL, 3).softly(), yes(EMAIL, 4)], "from 4"),
        (vec![yes(EMAIL, 4).softly(), no(OTHER, 1), yes(OTHER, 2).softly()], "withdrew_as_another"),
        (vec![yes(EMAIL, 3).softly().by(Channel::Any)], "never_granted"),
    ];
    for (statements, expected) in cases {
        let facts = Facts { has_ordered: true, ..facts(statements.clone()) };
        let word = verdict(&facts, MAIL);
        // A ground that cannot carry what it grants is none at all.
        assert_eq!(word, expected, "{statements:?}");
    }
}

#[test]
fn an_address_that_is_left_alone_gets_nothing() {
    use SuppressionReason::{Bounced, Robinson, Unsubscribed};
    let service = Question { purpose: Purpose::Service, ..MAIL };
    let cases = [
        (suppressed(Bounced, Channel::Any, 2), "suppressed", "suppressed"),
        (suppressed(Bounced, Channel::Email, 2), "suppressed", "suppressed"),
        (suppressed(Bounced, Channel::Ads, 2), "from 3", "from 0"),
        (suppressed(Unsubscribed, Channel::Any, 2), "from 3", "from 0"),
        (suppressed(Unsubscribed, Channel::Any, 3), "suppressed", "from 0"),
        (suppressed(Robinson, Channel::Any, 9), "from 3", "from 0"),
    ];
    for (left, marketing, order) in cases {
        let facts = Facts { suppressed: vec![left], has_ordered: true, ..facts(vec![yes(EMAIL, 3)]) };
        assert_eq!((verdict(&facts, MAIL).as_str(), verdict(&facts, service).as_str()), (marketing, order), "{left:?}");
    }
    let listed = vec![suppressed(Robinson, Channel::Any, 1)];
    let softly = Facts { suppressed: listed, has_ordered: true, ..facts(vec![yes(EMAIL, 3).softly()]) };
    assert_eq!(verdict(&softly, MAIL), "suppressed", "a public list stops what nobody agreed to");
}

#[test]
fn service_needs_no_grant_but_hears_a_no() {
    let service = |statement: Statement| Statement { purpose: Purpose::Service, ..statement };
    let question = Question { purpose: Purpose::Service, ..MAIL };
    let cases = [
        (vec![], "from 0"),
        (vec![no(EMAIL, 3)], "from 0"),
        (vec![service(no(EMAIL, 3))], "withdrew"),
        (vec![service(no(EMAIL, 3)), service(said(Decision::Asked, EMAIL, 4))], "withdrew"),
        (vec![service(no(EMAIL, 3)), service(yes(EMAIL, 4))], "from 0"),
        (vec![service(no(PHONE, 3).by(Channel::Any))], "withdrew_everywhere"),
        (vec![service(no(PHONE, 3).by(Channel::Any)), service(yes(EMAIL, 4))], "from 0"),
        (vec![service(no(OTHER, 3))], "from 0"),
    ];
    for (statements, expected) in cases {
        assert_eq!(verdict(&facts(statements.clone()), question), expected, "{statements:?}");
    }
}

#[test]
fn an_unknown_address_and_a_wrong_way_are_a_no() {
    let facts = facts(vec![yes(EMAIL, 3).by(Channel::Any)]);
    assert_eq!(verdict(&facts, Question { address: id(7), ..MAIL }), "unknown_address");
    assert_eq!(verdict(&facts, Question { channel: Channel::Sms, ..MAIL }), "wrong_channel");
    assert_eq!(verdict(&facts, Question { channel: Channel::Post, ..MAIL }), "from 3");
}

#[test]
fn the_young_wait_for_their_birthday() {
    let birthday = Time::parse_rfc3339("2026-11-22T00:00:00Z").expect("a moment").micros() / 1_000_000;
    let by_parent = Statement { how: How::Parent, ..yes(EMAIL, 4) };
    let cases = [
        ("2012-11-22", vec![yes(EMAIL, 3)], format!("from {birthday}")),
        ("2012-11-22", vec![yes(EMAIL, birthday + 5)], format!("from {}", birthday + 5)),
        ("2012-11-22", vec![yes(EMAIL, 3), by_parent.clone()], "from 4".to_owned()),
        ("2012-11-22", vec![by_parent, no(EMAIL, 5)], "withdrew".to_owned()),
        ("1984-05-31", vec![yes(EMAIL, 900_000_000)], "from 900000000".to_owned()),
        ("last spring", vec![yes(EMAIL, 3)], "too_young".to_owned()),
        ("2012-02-30", vec![yes(EMAIL, 3)], "too_young".to_owned()),
    ];
    for (born, statements, expected) in cases {
        let facts = Facts { born: Some(born.to_owned()), ..facts(statements) };
        assert_eq!(verdict(&facts, MAIL), expected, "{born}");
    }
}

#[test]
fn a_letter_has_no_address_of_its_own() {
    for channel in [Channel::Post, Channel::Push] {
        let question = Question { channel, ..MAIL };
        let agreed = || yes(EMAIL, 3).by(channel);
        let stopped = vec![agreed(), no(PHONE, 4).by(channel).beside(EMAIL)];
        assert_eq!(verdict(&facts(stopped), question), "withdrew_everywhere");
        let again = vec![no(PHONE, 4).by(channel), yes(EMAIL, 5).by(channel).beside(PHONE)];
        assert_eq!(verdict(&facts(again), question), "from 5");
        let service = |said: Statement| Statement { purpose: Purpose::Service, ..said };
        let objected = vec![service(no(PHONE, 4).by(channel).beside(EMAIL))];
        assert_eq!(
            verdict(&facts(objected), Question { purpose: Purpose::Service, ..question }),
            "withdrew_everywhere"
        );
    }
}

#[test]
fn a_child_takes_no_wider_no_back() {
    let wide = || no(PHONE, 4).by(Channel::Any).beside(EMAIL);
    let back = |how| Statement { how, ..yes(PHONE, 5).by(Channel::Any).beside(EMAIL) };
    let by_parent = || Statement { how: How::Parent, ..yes(EMAIL, 3) };
    let cases = [
        (Some("2012-11-22"), How::Form, "withdrew_everywhere"),
        (Some("2012-11-22"), How::Parent, "from 3"),
        (Some("1950-05-31"), How::Form, "from 3"),
        (Some("last spring"), How::Form, "withdrew_everywhere"),
        (None, How::Form, "from 3"),
    ];
    for (born, how, expected) in cases {
        let facts = Facts { born: born.map(str::to_owned), ..facts(vec![by_parent(), wide(), back(how)]) };
        assert_eq!(verdict(&facts, MAIL), expected, "{born:?} {how:?}");
    }
}

#[test]
fn birthdays_are_found() {
    let cases = [
        ("2012-11-22", 14, Some("2026-11-22T00:00:00Z")),
        ("2012-02-29", 14, Some("2026-03-01T00:00:00Z")),
        ("2012-02-29", 16, Some("2028-02-29T00:00:00Z")),
        ("2012-02-29", 0, Some("2012-02-29T00:00:00Z")),
        ("2012-13-01", 14, None),
        ("2012", 14, None),
        ("-2012-01-01", 14, None),
    ];
    for (born, age, expected) in cases {
        assert_eq!(birthday(born, age).map(Time::to_rfc3339).as_deref(), expected, "{born}");
    }
}

/// Random numbers that are the same in every run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.roll(place as u64 + 1) as usize);
        }
    }
}

/// Who was joined with whom, and since when.
type Joins = BTreeMap<(u8, u8), i64>;

/// A small world: four addresses, who is whom by the joins that hold, and all that was said.
#[derive(Clone, Default)]
struct World {
    joins: Joins,
    statements: Vec<Statement>,
    suppressed: Vec<Suppressed>,
    /// The joins that held when each reached us.
    known: BTreeMap<ConsentId, Joins>,
}

const ADDRESSES: [u8; 4] = [1, 2, 3, 4];

/// Everybody whom these joins had made one with an address by a moment.
fn person_then(joins: &Joins, address: u8, moment: Time) -> BTreeSet<u8> {
    let mut person = BTreeSet::from([address]);
    for _ in ADDRESSES {
        for ((one, other), since) in joins {
            if at(*since) <= moment && (person.contains(one) || person.contains(other)) {
                person.extend([*one, *other]);
            }
        }
    }
    person
}

impl World {
    fn person(&self, address: u8) -> BTreeSet<u8> {
        person_then(&self.joins, address, at(i64::from(u32::MAX)))
    }

    /// Records what was said, in this order.
    fn hears(&mut self, batch: Vec<(u8, Statement)>) {
        for (address, said) in batch {
            let mut beside = person_then(&self.joins, address, said.happened);
            beside.remove(&address);
            self.known.insert(said.id, self.joins.clone());
            self.statements.push(Statement { beside: beside.into_iter().map(id).collect(), ..said });
        }
    }

    fn facts(&self, address: u8) -> Facts {
        let person: BTreeSet<IdentifierId> = self.person(address).into_iter().map(id).collect();
        Facts {
            addresses: person.iter().map(|address| (*address, Kind::Email)).collect(),
            statements: self.statements.iter().filter(|said| person.contains(&said.address)).cloned().collect(),
            suppressed: self.suppressed.iter().filter(|left| person.contains(&left.address)).copied().collect(),
            ..Facts::default()
        }
    }

    fn allowed(&self) -> BTreeSet<(u8, Channel)> {
        let asked = ADDRESSES.into_iter().flat_map(|address| CHANNELS.map(|channel| (address, channel)));
        let question = |(address, channel): (u8, Channel)| Question { channel, address: id(address), ..MAIL };
        asked
            .filter(|asked| matches!(decide(&self.facts(asked.0), 14, question(*asked)), Verdict::Allowed { .. }))
            .collect()
    }

    /// The same from the words of the rules, with who was whom as the world remembers it.
    fn should_be_allowed(&self) -> BTreeSet<(u8, Channel)> {
        let asked = ADDRESSES.into_iter().flat_map(|address| CHANNELS.map(|channel| (address, channel)));
        asked.filter(|(address, channel)| self.should_be(*address, *channel)).collect()
    }

    fn should_be(&self, address: u8, channel: Channel) -> bool {
        let person = self.person(address);
        let covers = |said: &Statement| said.channel == channel || said.channel == Channel::Any;
        if self.suppressed.iter().any(|left| left.address == id(address)) {
            return false;
        }
        let of = |said: &Statement| ADDRESSES.into_iter().find(|number| id(*number) == said.address).expect("ours");
        let grants = self.statements.iter().filter(|said| of(said) == address && covers(said) && is_yes(said));
        grants.into_iter().any(|grant| {
            self.statements.iter().filter(|said| !is_yes(said) && covers(said) && person.contains(&of(said))).all(
                |no| {
                    // Whoever said the later of the two: did both addresses belong to them by then?
                    let later = if grant.happened > no.happened { grant } else { no };
                    let were_one = person_then(&self.known[&later.id], of(no), later.happened).contains(&address);
                    let is_before = no.happened < grant.happened;
                    let is_taken_back = self.statements.iter().any(|said| {
                        let wide = said.channel == Channel::Any || said.channel == no.channel;
                        is_yes(said) && of(said) == of(no) && wide && said.happened > no.happened
                    });
                    match (of(no) == address, were_one, [Channel::Any, Channel::Post].contains(&no.channel)) {
                        (true, ..) => is_before,
                        (false, true, true) => is_before || is_taken_back,
                        (false, true, false) => true,
                        (false, false, _) => is_taken_back,
                    }
                },
            )
        })
    }
}

const CHANNELS: [Channel; 4] = [Channel::Email, Channel::Ads, Channel::Post, Channel::Any];

fn is_yes(said: &Statement) -> bool {
    said.decision == Decision::Granted
}

/// What may be said next: somewhere, by some way, at some moment, whatever was said before.
fn something(dice: &mut Dice, serial: &mut u8, clock: i64) -> (u8, Statement) {
    *serial += 1;
    let address = ADDRESSES[dice.roll(4) as usize];
    let second = dice.roll(clock as u64 + 2) as i64;
    let said = if dice.roll(2) == 0 { yes(address, second) } else { no(address, second) };
    let id = ConsentId::from_bytes([*serial; 16]);
    (address, Statement { id, channel: CHANNELS[dice.roll(4) as usize], ..said })
}

#[test]
fn any_story_ends_as_the_rules_say_in_any_order() {
    let mut dice = Dice(0x9e37_79b9_7f4a_7c15);
    let mut yeses = 0;
    for story in 0..4_000 {
        let (mut world, mut other, mut serial) = (World::default(), World::default(), 0);
        for clock in (4..24).step_by(4) {
            let batch = (0..dice.roll(5)).map(|_| something(&mut dice, &mut serial, clock));
            let mut batch: Vec<_> = batch.collect();
            world.hears(batch.clone());
            dice.shuffle(&mut batch);
            other.hears(batch);
            assert_eq!(world.allowed(), world.should_be_allowed(), "story {story}: {:?}", world.statements);
            assert_eq!(world.allowed(), other.allowed(), "story {story} in another order: {:?}", world.statements);
            yeses += world.allowed().len();
            change(&mut dice, &mut world, clock);
            other.joins.clone_from(&world.joins);
            other.suppressed.clone_from(&world.suppressed);
        }
    }
    assert!(yeses > 10_000, "the stories are not all a no: {yeses}");
}

/// Joins two, parts two, or leaves an address alone, and looks at what that does to the answers.
fn change(dice: &mut Dice, world: &mut World, clock: i64) {
    let before = world.allowed();
    let (one, other) = (ADDRESSES[dice.roll(4) as usize], ADDRESSES[dice.roll(4) as usize]);
    match dice.roll(4) {
        0 | 1 => {
            let old = world.joins.clone();
            // What joins them may have been said long before it reached us.
            let since = dice.roll(clock as u64 + 1) as i64;
            world.joins.entry((one.min(other), one.max(other))).or_insert(since);
            assert!(world.allowed().is_subset(&before), "a merge allows nothing new");
            let joins = std::mem::replace(&mut world.joins, old);
            assert_eq!(world.allowed(), before, "undoing it brings back what was");
            world.joins = joins;
        }
        2 => drop(world.joins.pop_first()),
        _ => {
            let left = Suppressed { address: id(one), ..suppressed(SuppressionReason::Bounced, Channel::Any, 3) };
            world.suppressed.push(left);
            assert!(world.allowed().iter().all(|(address, _)| *address != one), "nothing goes there");
            if dice.roll(2) == 0 {
                world.suppressed.pop();
                assert_eq!(world.allowed(), before, "lifting it brings back what was");
            }
        }
    }
}
