//! Telar goes on while one looks: every half minute somebody buys something, or brings something back.

use std::{sync::Arc, time::Duration};

use base::{Clock, Cx, Result, Time};
use catalog::{sample, variants::Sku};
use store::{Db, Tx, params, settings, sql, thread::IdentifierId, tx::Sql};
use tokio::sync::watch;

use super::{
    SOURCE,
    calendar::Calendar,
    dice::Dice,
    faces,
    goods::Goods,
    people::{self, Person},
    plan,
    sales::{self, Buyers, Draft, Line},
    shops::SHOPS,
};

/// Seconds between two acts.
const PAUSE: (i64, i64) = (15, 40);
/// In how many of a hundred acts it is Ana, so that her open card moves.
const ANA: u64 = 34;
/// In how many of a hundred acts something comes back, if there is something that can.
const BACK: u64 = 22;
/// What was bought longer ago does not come back.
const WINDOW: i64 = 30 * 86_400;

/// Lets people buy and bring back, until told to stop.
pub async fn live(db: Db, clock: Clock, mut stop: watch::Receiver<bool>) {
    let mut dice = Dice::new(clock.now().micros() as u64);
    let cast = match Cast::new(clock.now()) {
        Ok(cast) => Arc::new(cast),
        Err(error) => return tracing::warn!(%error, "the demo stands still"),
    };
    while !*stop.borrow_and_update() {
        let pause = Duration::from_secs(dice.between(PAUSE.0, PAUSE.1) as u64);
        tokio::select! {
            changed = stop.changed() => if changed.is_err() { return },
            () = tokio::time::sleep(pause) => {
                let (cast, seed, cx) = (Arc::clone(&cast), dice.roll(), Cx::system("demo", clock.now()));
                if let Err(error) = db.write("demo.live", move |tx| go_on(&cx, tx, &cast, seed)).await {
                    tracing::warn!(%error, "the demo skipped a turn");
                }
            }
        }
    }
}

/// Who buys what.
pub struct Cast {
    goods: Goods,
    people: Vec<Person>,
}

impl Cast {
    /// Telar's people and goods.
    pub fn new(now: Time) -> Result<Cast> {
        let calendar = Calendar::new(now)?;
        let mut people = faces::people(&calendar)?;
        people.extend(people::crowd(&calendar)?);
        Ok(Cast { goods: Goods::new()?, people })
    }
}

/// One act: somebody buys, or brings something back. Nobody does any more once Telar was removed.
pub fn go_on(cx: &Cx, tx: &mut Tx, cast: &Cast, seed: u64) -> Result<()> {
    if !sample::is_here(tx)? {
        return Ok(());
    }
    let mut dice = Dice::new(seed);
    let calendar = Calendar::new(cx.now)?;
    let buyers = Buyers::new(&cast.people);
    let ana = cast.people.first().filter(|_| dice.chance(ANA));
    let Some(person) = ana.or_else(|| (0..64).find_map(|_| buyers.at(cx.now, &mut dice))) else { return Ok(()) };
    if dice.chance(BACK)
        && let Some(draft) = bring_back(cx, tx, &calendar, person, &mut dice)?
    {
        let number = next(
            tx,
            sql!("select number from returns where source = $1 order by length(number) desc, number desc limit 1"),
            'D',
        )?;
        return orders::returns::accept(cx, tx, &[plan::paper(draft, number)]).map(|_| ());
    }
    let draft = sales::order_at(&calendar, &cast.goods, person, cx.now, &mut dice);
    let number = next(
        tx,
        sql!("select number from orders where source = $1 order by length(number) desc, number desc limit 1"),
        'T',
    )?;
    orders::orders::record(cx, tx, &[plan::paper(draft, number)]).map(|_| ())
}

/// The number after the last one.
fn next(tx: &mut Tx, text: &'static Sql, letter: char) -> Result<String> {
    let last: Option<String> = tx.query_one(text, params![SOURCE], |row| row.get(0))?;
    let read = |number: &str| number.strip_prefix(letter)?.strip_prefix('-')?.parse::<i64>().ok();
    Ok(format!("{letter}-{}", last.as_deref().and_then(read).unwrap_or(0) + 1))
}

/// Something that somebody bought of late and still has.
fn bring_back(cx: &Cx, tx: &mut Tx, calendar: &Calendar, person: &Person, dice: &mut Dice) -> Result<Option<Draft>> {
    let secret = settings::secret(tx)?;
    let mut had = Vec::new();
    for known in person.new.known() {
        let kept = kept(tx, known.id(&secret), cx.now.plus_seconds(-WINDOW))?;
        had.extend(kept.into_iter().map(|kept| (known, kept)));
    }
    if had.is_empty() {
        return Ok(None);
    }
    let (who, (line, bought_in)) = dice.pick(&had);
    let is_open = (10..21).contains(&calendar.date_hour(cx.now).1) && person.habit[2] > 0;
    let on_line = if bought_in == "app" { "app" } else { "web" };
    let (channel, place) = if is_open { ("shop", Some(SHOPS[person.shop].code)) } else { (on_line, None) };
    let (who, country) = (Some((*who).clone()), person.new.profile.country.clone());
    Ok(Some(Draft { at: cx.now, channel, place, who, country, lines: vec![line.clone()] }))
}

/// One of each garment that came with this identifier since a moment and has not come back, and where it was bought.
fn kept(tx: &mut Tx, actor: IdentifierId, since: Time) -> Result<Vec<(Line, String)>> {
    let text = sql!(
        "select v.sku, coalesce(l.name, v.name, p.name, v.sku), l.unit_price, o.channel
         from orders o join order_lines l on l.order_id = o.id join variants v on v.id = l.variant_id
         join products p on p.id = v.product_id
         where o.actor = $1 and o.placed_at >= $2 and p.drawing is not null
             and (select sum(b.quantity) from orders a join order_lines b on b.order_id = a.id
                     where a.actor = $1 and b.variant_id = l.variant_id)
                 > (select coalesce(sum(c.quantity), 0) from returns r join return_lines c on c.return_id = r.id
                     where r.actor = $1 and c.variant_id = l.variant_id)
         order by o.placed_at desc, o.id, l.line_no limit 20"
    );
    tx.query(text, params![actor, since], |row| {
        let sku = Sku::parse(&row.get::<String>(0)?)?;
        Ok((Line { sku, name: row.get(1)?, quantity: 1, price: row.get(2)? }, row.get(3)?))
    })
}
