//! Many pay from one card at once: never more than was on it.

use base::{Error, Result};
use store::{Db, Tx, params, sql};

use crate::home::{Home, note, notes, wait};

on_both!(
    load_decide_record_never_overspends
    guarded_updates_never_overspend
);

const THREADS: i64 = 16;

fn open(home: &Home) -> Db {
    let db = home.open();
    let card = |tx: &mut Tx| tx.exec(sql!("insert into test_cards (id, balance) values ($1, $2)"), params![1, 100]);
    db.write_now("test.card", card).expect("a card");
    db
}

fn balance(tx: &mut Tx) -> Result<i64> {
    let found = tx.query_one(sql!("select balance from test_cards where id = $1"), params![1], |row| row.get(0))?;
    found.ok_or(Error::NotFound { what: "card" })
}

fn empty() -> Error {
    Error::conflict("card-empty", "There is not enough on the card.")
}

/// Sixteen tills pay seven each, three times: 336 from a card of 100.
fn pay_at_once(db: &Db, pay: impl Fn(&Db, i64) -> Result<()> + Clone + Send + 'static) {
    let till = |till: i64| {
        let (db, pay) = (db.clone(), pay.clone());
        std::thread::spawn(move || {
            let mut paid = 0;
            for number in 0..3 {
                loop {
                    match pay(&db, till * 10 + number) {
                        Ok(()) => paid += 1,
                        Err(Error::Busy { .. }) => continue,
                        Err(error) => assert_eq!(error, empty()),
                    }
                    break;
                }
            }
            paid
        })
    };
    let tills: Vec<_> = (0..THREADS).map(till).collect();
    let paid: i64 = tills.into_iter().map(|till| till.join().expect("no panic")).sum();
    assert_eq!((paid, notes(db).len() as i64), (14, 14));
    assert_eq!(db.read_now("test.balance", balance), Ok(2));
}

fn load_decide_record_never_overspends(home: &Home) {
    pay_at_once(&open(home), |db, number| {
        db.write_now("test.pay", move |tx| {
            let rest = balance(tx)? - 7;
            if rest < 0 {
                return Err(empty());
            }
            note(tx, number, "a payment")?;
            tx.exec(sql!("update test_cards set balance = $1 where id = $2"), params![rest, 1]).map(drop)
        })
    });
}

fn guarded_updates_never_overspend(home: &Home) {
    pay_at_once(&open(home), |db, number| {
        wait(db.claim("test.pay", move |tx| {
            note(tx, number, "a payment")?;
            let text = sql!("update test_cards set balance = balance - $1 where id = $2 and balance >= $1");
            if tx.exec(text, params![7, 1])? == 1 { Ok(()) } else { Err(empty()) }
        }))
    });
}
