//! The reads of a card by prepared statements of the bare engine: four threads, each with a connection of its own and
//! one snapshot for each card. The statements are those of the rooms, found by a piece of their text.

use std::{
    path::PathBuf,
    sync::atomic::AtomicU64,
    time::{Duration, Instant},
};

use base::{Error, Result, Time};
use catalog::{products::ProductId, variants::VariantId};
use console::sentences::SLIP_LINES;
use customers::people::CustomerId;
use orders::{
    events::{Body, RETURN_ACCEPTED},
    returns::ReturnId,
};
use store::{
    thread::{EventId, SubjectId},
    tx::STATEMENTS,
    value::{Row, Val},
};
use tokio_postgres::Statement;

use super::{
    cards::{CALLERS, chosen},
    load::Turn,
    meter::LOAD,
    place::Place,
    raw::{self, Server, fault},
    town,
};

/// What a card reads, each by a piece of its text that no other statement has.
const READS: [&str; 11] = [
    "select name, country, city, language, birth_date, street, postcode from customers",
    "select version from followers where name = $1 and active = 1",
    "select i.id, i.kind, i.value, i.strength, i.source, case when s.facts",
    "select t.facet, t.key, t.count, t.quantity from identifiers i",
    "select f.currency, cast(sum(f.orders) as bigint)",
    "where e.actor = $1 and (e.happened, e.id) < ($2, $3)",
    "select id, code, name, kind, drawing, dye from products where id in ($1, $2",
    "from returns r where r.actor = $1 and (cast($3 as text) is null",
    "select distinct m.return_id, o.placed_at, o.id, o.number, o.channel, o.place",
    "select code, name, city, address, company from shops order by code",
    "v.is_sold from variants v join products p on p.id = v.product_id where v.id in ($1, $2",
];

/// Where the bare engine reads.
pub enum Bare {
    /// The file.
    Sqlite(PathBuf),
    /// The address.
    Postgres(String),
}

/// Places in `READS`.
mod read {
    pub const PERSON: usize = 0;
    pub const VERSION: usize = 1;
    pub const IDENTITIES: usize = 2;
    pub const TALLIES: usize = 3;
    pub const FIGURES: usize = 4;
    pub const TIMELINE: usize = 5;
    pub const PRODUCTS: usize = 6;
    pub const RETURNS: usize = 7;
    pub const SOURCES: usize = 8;
    pub const SHOPS: usize = 9;
    pub const VARIANTS: usize = 10;
}

/// The texts of `READS`.
fn texts() -> Result<Vec<&'static str>> {
    let plain = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let find = |piece: &&str| {
        let mut found = STATEMENTS.iter().filter(|sql| plain(sql.text).contains(*piece));
        match (found.next(), found.next()) {
            (Some(sql), None) => Ok(sql.text),
            _ => Err(Error::internal(format!("not one statement has `{piece}`"))),
        }
    };
    READS.iter().map(find).collect()
}

impl Bare {
    /// The same database.
    pub fn open(place: &Place) -> Result<Bare> {
        texts()?;
        Ok(place.url().map_or_else(|| Bare::Sqlite(place.folder().join("hilo.db")), Bare::Postgres))
    }

    /// Four threads read cards until the time is over.
    pub fn look(&self, customers: u64, time: Duration) -> Result<Turn> {
        let next = AtomicU64::new(0);
        let turns: Vec<Turn> = std::thread::scope(|scope| {
            let start = |_| {
                let work = || self.one(customers, &next, time);
                std::thread::Builder::new().name(format!("{LOAD}reader")).spawn_scoped(scope, work).map_err(fault)
            };
            let running = (0..CALLERS).map(start).collect::<Result<Vec<_>>>()?;
            running.into_iter().map(|thread| thread.join().map_err(fault)?).collect::<Result<_>>()
        })?;
        let spent = turns.iter().map(|turn| turn.spent).max().unwrap_or_default();
        Ok(Turn { times: Vec::new(), ops: turns.iter().map(|turn| turn.ops).sum(), spent })
    }

    fn one(&self, customers: u64, next: &AtomicU64, time: Duration) -> Result<Turn> {
        let texts = texts()?;
        match self {
            Bare::Sqlite(file) => {
                let connection = raw::sqlite(file)?;
                let prepare = |text: &&str| connection.prepare(&raw::for_sqlite(text)).map_err(fault);
                let statements = texts.iter().map(prepare).collect::<Result<_>>()?;
                Reader::Sqlite(&connection, statements).look(customers, next, time)
            }
            Bare::Postgres(url) => {
                let server = Server::connect(url)?;
                let statements = server.prepare(&texts)?;
                Reader::Postgres(&server, statements).look(customers, next, time)
            }
        }
    }
}

/// An event of a timeline, as far as other reads follow from it.
struct Told {
    happened: Time,
    kind: String,
    subject: Option<SubjectId>,
    body: String,
}

enum Reader<'c> {
    Sqlite(&'c rusqlite::Connection, Vec<rusqlite::Statement<'c>>),
    Postgres(&'c Server, Vec<Statement>),
}

impl Reader<'_> {
    fn look(&mut self, customers: u64, next: &AtomicU64, time: Duration) -> Result<Turn> {
        let (started, mut ops) = (Instant::now(), 0);
        while started.elapsed() < time {
            self.run("begin", "begin isolation level repeatable read read only")?;
            self.card(town::customer(chosen(next, customers)))?;
            self.run("commit", "commit")?;
            ops += 1;
        }
        Ok(Turn { times: Vec::new(), ops, spent: started.elapsed() })
    }

    fn run(&self, on_sqlite: &str, on_postgres: &str) -> Result<()> {
        match self {
            Reader::Sqlite(connection, _) => connection.execute_batch(on_sqlite).map_err(fault),
            Reader::Postgres(server, _) => server.run(on_postgres),
        }
    }

    fn ask<T>(&mut self, which: usize, params: &[Val], read: impl Fn(&Row) -> Result<T>) -> Result<Vec<T>> {
        match self {
            Reader::Sqlite(_, statements) => {
                let mut rows = statements[which].query(rusqlite::params_from_iter(params)).map_err(fault)?;
                let mut found = Vec::new();
                while let Some(row) = rows.next().map_err(fault)? {
                    found.push(read(&Row::Sqlite(row))?);
                }
                Ok(found)
            }
            Reader::Postgres(server, statements) => {
                server.query(&statements[which], params)?.iter().map(|row| read(&Row::Postgres(row))).collect()
            }
        }
    }

    fn card(&mut self, id: CustomerId) -> Result<()> {
        type Word = Option<String>;
        type Moment = Option<Time>;
        let id = Val::from(&id.bytes()[..]);
        let word = |row: &Row, at| row.get::<Word>(at);
        self.ask(read::PERSON, std::slice::from_ref(&id), |row| Ok((word(row, 0)?, word(row, 1)?, word(row, 2)?)))?;
        let version = self.ask(read::VERSION, &[Val::from("card")], |row| row.get::<i64>(0))?;
        let version = Val::Int(version.first().copied().unwrap_or_default());
        let of_person = [version, id];
        let actors = self.ask(read::IDENTITIES, &of_person, |row| {
            let texts = (word(row, 1)?, word(row, 2)?, word(row, 3)?, word(row, 4)?);
            Ok((row.get::<SubjectId>(0)?, texts, row.get::<Moment>(5)?, row.get::<Moment>(6)?, row.get::<i64>(7)?))
        })?;
        let mut tallies = self.ask(read::TALLIES, &of_person, |row| {
            Ok((row.get::<String>(0)?, row.get::<String>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?))
        })?;
        self.ask(read::FIGURES, &of_person, |row| {
            Ok((row.get::<String>(0)?, row.get::<i64>(1)?, row.get::<i64>(2)?, row.get::<i64>(3)?))
        })?;
        let mut events = Vec::new();
        for (actor, ..) in &actors {
            events.extend(self.timeline(actor)?);
        }
        tallies.retain(|(facet, ..)| facet == "product");
        tallies.sort_by_key(|(_, _, count, quantity)| std::cmp::Reverse((*count, *quantity)));
        let favorites = tallies.iter().take(12).map(|(_, key, ..)| key.parse()).collect::<Result<Vec<_>>>()?;
        self.products(&favorites)?;
        let mut returns = Vec::new();
        for (actor, ..) in &actors {
            let params = [Val::from(&actor.bytes()[..]), Val::Int(5), Val::Null];
            returns.extend(self.ask(read::RETURNS, &params, |row| {
                Ok((row.get::<ReturnId>(0)?, word(row, 1)?, word(row, 2)?, row.get::<Time>(3)?, row.get::<i64>(8)?))
            })?);
        }
        let back: Vec<_> = returns.iter().take(5).map(|(id, ..)| *id.bytes()).collect();
        self.sources(&back)?;
        self.ask(read::SHOPS, &[], |row| Ok((word(row, 0)?, word(row, 1)?, word(row, 2)?)))?;
        self.slips(&mut events)
    }

    fn timeline(&mut self, actor: &SubjectId) -> Result<Vec<Told>> {
        let all = [255; 16];
        let mut params = [const { Val::Null }; 7];
        params[0] = Val::from(&actor.bytes()[..]);
        params[1] = Val::Int(i64::MAX);
        params[2] = Val::from(&all[..]);
        params[5] = Val::Int(25);
        self.ask(read::TIMELINE, &params, |row| {
            // What a page has no use for here is read all the same.
            row.get::<EventId>(0)?;
            row.get::<String>(3)?;
            row.get::<Option<String>>(4)?;
            row.get::<Option<SubjectId>>(5)?;
            row.get::<Option<String>>(8)?;
            Ok(Told { happened: row.get(1)?, kind: row.get(2)?, subject: row.get(6)?, body: row.get(7)? })
        })
    }

    /// The products on the slips of the newest, and where what came back was bought.
    fn slips(&mut self, events: &mut Vec<Told>) -> Result<()> {
        events.sort_by_key(|event| std::cmp::Reverse(event.happened));
        events.truncate(24);
        let mut ids = Vec::new();
        for event in &*events {
            let body: Body = serde_json::from_str(&event.body).map_err(fault)?;
            ids.extend(body.products.iter().take(SLIP_LINES).map(|line| line.variant()));
        }
        ids.sort_unstable();
        ids.dedup();
        self.variants(&ids)?;
        let returns = events.iter().filter(|event| event.kind == RETURN_ACCEPTED);
        let back: Vec<_> = returns.filter_map(|event| event.subject).map(|subject| *subject.bytes()).collect();
        self.sources(&back)
    }

    fn variants(&mut self, ids: &[VariantId]) -> Result<()> {
        for piece in ids.chunks(32) {
            let id = |index| &piece.get(index).unwrap_or(&piece[0]).bytes()[..];
            let params: [Val; 32] = std::array::from_fn(|index| Val::from(id(index)));
            self.ask(read::VARIANTS, &params, |row| {
                let names = (row.get::<String>(2)?, row.get::<Option<String>>(4)?, row.get::<String>(5)?);
                let look = (row.get::<Option<String>>(6)?, row.get::<Option<String>>(7)?);
                Ok((row.get::<VariantId>(0)?, row.get::<ProductId>(1)?, names, look))
            })?;
        }
        Ok(())
    }

    fn products(&mut self, ids: &[ProductId]) -> Result<()> {
        for piece in ids.chunks(32) {
            let id = |index| &piece.get(index).unwrap_or(&piece[0]).bytes()[..];
            let params: [Val; 32] = std::array::from_fn(|index| Val::from(id(index)));
            self.ask(read::PRODUCTS, &params, |row| {
                let names = (row.get::<String>(1)?, row.get::<Option<String>>(2)?, row.get::<String>(3)?);
                Ok((row.get::<ProductId>(0)?, names, row.get::<Option<String>>(4)?, row.get::<Option<String>>(5)?))
            })?;
        }
        Ok(())
    }

    fn sources(&mut self, ids: &[[u8; 16]]) -> Result<()> {
        for piece in ids.chunks(32) {
            let params: [Val; 32] = std::array::from_fn(|index| Val::from(&piece.get(index).unwrap_or(&piece[0])[..]));
            self.ask(read::SOURCES, &params, |row| {
                let order = (row.get::<SubjectId>(2)?, row.get::<String>(3)?, row.get::<String>(4)?);
                Ok((row.get::<ReturnId>(0)?, row.get::<Time>(1)?, order, row.get::<Option<String>>(5)?))
            })?;
        }
        Ok(())
    }
}
