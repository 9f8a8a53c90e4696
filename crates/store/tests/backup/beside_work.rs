//! A backup that is taken while four threads write and a follower reads.

use std::{
    collections::BTreeSet,
    sync::{
        atomic::{AtomicBool, AtomicU64, Ordering},
        mpsc,
    },
};

use base::Clock;
use store::{
    Db,
    followers::Follower,
    params, sql,
    thread::{self, EventId},
};

use crate::{
    places::{Engine, Place, now},
    samples::{counting, event, events, follow, taken, thread_order},
};

const THREADS: usize = 4;

fn name(thread: usize, number: u64) -> String {
    format!("{thread} {number}")
}

/// A shop and the event that tells of it.
fn act(db: &Db, thread: usize, number: u64) {
    let name = name(thread, number);
    let write = move |tx: &mut store::Tx| {
        thread::append(tx, now(), &[event(&name)])?;
        tx.exec(sql!("insert into shops (code, name, city) values ($1, 'a shop', 'Vigo')"), params![&name])
    };
    db.write_now("test.act", write).unwrap();
}

fn shops(db: &Db) -> BTreeSet<String> {
    let text = sql!("select code from shops");
    let found = db.read_now("test.shops", move |tx| tx.query(text, params![], |row| row.get::<String>(0)));
    found.unwrap().into_iter().collect()
}

/// Writes and follows until the backup is there; says how many acts of each thread had been confirmed before it began.
fn back_up_beside_work(place: &Place, db: &Db) -> (std::path::PathBuf, Vec<u64>) {
    let stop = AtomicBool::new(false);
    let confirmed: Vec<AtomicU64> = (0..THREADS).map(|_| AtomicU64::new(0)).collect();
    let (done, many_done) = mpsc::channel();
    std::thread::scope(|scope| {
        for (thread, confirmed) in confirmed.iter().enumerate() {
            let (stop, done) = (&stop, done.clone());
            scope.spawn(move || {
                for number in 0.. {
                    act(db, thread, number);
                    confirmed.store(number + 1, Ordering::SeqCst);
                    if number == 200 {
                        done.send(()).unwrap();
                    }
                    if stop.load(Ordering::SeqCst) {
                        break;
                    }
                }
            });
        }
        scope.spawn(|| {
            let mut follower = Follower::new(db.clone(), Clock::set_at(now()), counting(), "a process".into());
            let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
            while !stop.load(Ordering::SeqCst) {
                runtime.block_on(follower.catch_up()).unwrap();
            }
        });
        (0..THREADS).for_each(|_| many_done.recv().unwrap());
        let before = confirmed.iter().map(|number| number.load(Ordering::SeqCst)).collect();
        let (file, _) = place.back_up(db, "beside.hilo");
        stop.store(true, Ordering::SeqCst);
        (file, before)
    })
}

#[test]
fn a_backup_beside_work_is_one_moment() {
    for (here, there) in [(Engine::Sqlite, Engine::Postgres), (Engine::Postgres, Engine::Sqlite)] {
        let (from, to) = (Place::new(here), Place::new(there));
        let db = from.open();
        let (file, before) = back_up_beside_work(&from, &db);
        to.restore(&file).unwrap();
        let restored = to.open();
        let shops = shops(&restored);
        let mut expected = BTreeSet::new();
        for (thread, before) in before.into_iter().enumerate() {
            let mine = shops.iter().filter(|code| code.starts_with(&format!("{thread} "))).count() as u64;
            assert!(mine >= before, "{here:?}: {mine} of {before} confirmed acts of thread {thread} are there");
            expected.extend((0..mine).map(|number| name(thread, number)));
        }
        assert_eq!(shops, expected, "{here:?}: what is there has no gaps");
        let told: BTreeSet<EventId> = events(&restored).into_iter().collect();
        assert_eq!(told, expected.iter().map(|name| event(name).id).collect(), "{here:?}: each shop has its event");
        let mut order = thread_order(&db);
        order.retain(|id| told.contains(id));
        assert_eq!(thread_order(&restored), order, "{here:?}: the thread has the same order");
        follow(&restored);
        assert_eq!(taken(&restored), told.len() as i64, "{here:?}: the follower goes on where it was");
    }
}
