//! What every act may rely on, on both engines.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use base::{Error, Result};
use store::{
    Db, Tx, many, params, sql,
    thread::EventId,
    value::{Row, Val},
};

use crate::home::{Home, MORNING, note, notes, wait};

on_both!(
    rows_return
    many_rows_arrive
    pushes_arrive_with_their_act
    an_act_finds_what_it_pushed
    what_was_asked_is_answered_in_any_order
    a_question_that_fails_fails_its_act
    what_fails_is_named_whoever_reads_first
    who_only_reads_pushes_nothing
    columns_read_alike
    zero_bytes_are_refused
    wrong_types_are_refused
    hidden_failures_still_fail
    refusals_leave_nothing
    panics_stay_alone
    reads_do_not_write
    a_read_is_one_snapshot
    closing_finishes_what_waits
);

fn rows_return(home: &Home) {
    let db = home.open();
    assert_eq!(db.write_now("test.write", |tx| note(tx, 1, "one")), Ok(1));
    assert_eq!(wait(db.write("test.write", |tx| note(tx, 2, "two"))), Ok(1));
    assert_eq!(wait(db.claim("test.claim", |tx| note(tx, 3, "three"))), Ok(1));
    assert_eq!(wait(db.bulk("test.bulk", |tx| note(tx, 4, "four"))), Ok(1));
    let later = db.bulk_later("test.bulk", |tx| note(tx, 5, "five")).expect("there is room");
    assert_eq!(later.wait(), Ok(1));
    let word = |number: i64| {
        move |tx: &mut Tx| {
            tx.query_one(sql!("select word from test_notes where number = $1"), params![number], |row| {
                row.get::<String>(0)
            })
        }
    };
    assert_eq!(wait(db.read("test.read", word(3))), Ok(Some("three".to_owned())));
    assert_eq!(db.read_now("test.read", word(9)), Ok(None));
    assert_eq!(notes(&db), [1, 2, 3, 4, 5]);
    let change = |tx: &mut Tx| tx.exec(sql!("update test_notes set extra = $1 where number > $2"), params![7, 2]);
    assert_eq!(db.write_now("test.change", change), Ok(3));
}

fn many_rows_arrive(home: &Home) {
    let db = home.open();
    for count in [0, 1, 15, 16, 17, 255, 256, 300, 530] {
        let insert = move |tx: &mut Tx| {
            let text = sql!("insert into test_notes (number, word, extra) values ($1, $2, $3) on conflict do nothing");
            let rows =
                (0..count).map(|number| params![number, format!("n{number}"), (number % 2 == 0).then_some(number)]);
            tx.exec_many(text, rows)
        };
        let before = notes(&db).len() as u64;
        assert_eq!(db.write_now("test.many", insert), Ok(count as u64 - before), "{count}");
        assert_eq!(notes(&db), (0..count).collect::<Vec<i64>>());
    }
    let strays = |tx: &mut Tx| {
        let text = sql!(
            "select count(*) from test_notes where word <> 'n' || cast(number as text)
            or (number % 2 = 0 and extra <> number) or (number % 2 = 1 and extra is not null)"
        );
        tx.query_one(text, params![], |row| row.get::<i64>(0))
    };
    assert_eq!(db.read_now("test.strays", strays), Ok(Some(0)));
}

fn pushes_arrive_with_their_act(home: &Home) {
    let db = home.open();
    let push = |numbers: &'static [i64], verdict: Result<()>| {
        move |tx: &mut Tx| {
            for number in numbers {
                tx.push(sql!("insert into test_notes (number) values ($1)"), params![*number])?;
            }
            verdict.clone()
        }
    };
    assert_eq!(db.write_now("test.push", push(&[1, 2, 3], Ok(()))), Ok(()));
    assert_eq!(db.write_now("test.push", push(&[4], Err(Error::Forbidden))), Err(Error::Forbidden));
    let twice = db.write_now("test.push", push(&[5, 1, 6], Ok(())));
    assert!(matches!(twice, Err(Error::Internal { .. })), "{twice:?}");
    assert_eq!(notes(&db), [1, 2, 3]);
}

fn an_act_finds_what_it_pushed(home: &Home) {
    let db = home.open();
    let act = |tx: &mut Tx| {
        tx.push(sql!("insert into test_notes (number) values ($1)"), params![1])?;
        tx.push(sql!("insert into test_notes (number) values ($1)"), params![2])?;
        let found = tx.query(sql!("select number from test_notes order by number"), params![], |row| row.get(0))?;
        tx.push(sql!("insert into test_notes (number) values ($1)"), params![3])?;
        let changed = tx.exec(sql!("update test_notes set extra = $1"), params![7])?;
        tx.push(sql!("insert into test_notes (number) values ($1)"), params![4])?;
        Ok::<(Vec<i64>, u64), Error>((found, changed))
    };
    assert_eq!(db.write_now("test.push", act), Ok((vec![1, 2], 3)));
    assert_eq!(notes(&db), [1, 2, 3, 4]);
    let twice = |tx: &mut Tx| {
        tx.push(sql!("insert into test_notes (number) values ($1)"), params![5])?;
        tx.push(sql!("insert into test_notes (number) values ($1)"), params![1])?;
        // What is asked may be answered; the act fails all the same.
        drop(tx.query(sql!("select number from test_notes"), params![], |row| row.get::<i64>(0)));
        Ok(())
    };
    assert!(db.write_now("test.push", twice).is_err());
    assert_eq!(notes(&db), [1, 2, 3, 4]);
}

fn what_was_asked_is_answered_in_any_order(home: &Home) {
    let db = home.open();
    let look = |tx: &mut Tx| {
        let word = sql!("select word from test_notes where number = $1");
        let read = |row: &Row| row.get::<String>(0);
        tx.push(sql!("insert into test_notes (number, word) values ($1, $2)"), params![1, "one"])?;
        let one = tx.ask(word, params![1], read);
        note(tx, 2, "two")?;
        let (two, nobody) = (tx.ask(word, params![2], read), tx.ask(word, params![3], read));
        let all: Vec<i64> = (0..40).collect();
        let among = sql!(concat!("select number from test_notes where number in ", many!(), " and number > $33"));
        let mut seen = 0;
        let among = tx.ask_among(among, &all, params![0], |row| {
            seen += 1;
            row.get::<i64>(0)
        });
        let unread = tx.ask(word, params![1], read);
        let mut numbers = among.rows(tx)?;
        numbers.sort_unstable();
        assert_eq!(numbers, [1, 2]);
        assert_eq!(nobody.one(tx)?, None);
        assert_eq!((two.one(tx)?.as_deref(), one.one(tx)?.as_deref()), (Some("two"), Some("one")));
        // What is asked later is sent with what nobody read, and sees what was written between.
        note(tx, 3, "three")?;
        assert_eq!(tx.ask(word, params![3], read).one(tx)?.as_deref(), Some("three"));
        assert_eq!((unread.one(tx)?.as_deref(), seen), (Some("one"), 2));
        // Whoever asks about nobody may read that when all else was read.
        let (last, none) = (tx.ask(word, params![1], read), tx.ask_among(word, &[] as &[i64], [], read));
        assert_eq!((last.rows(tx)?.len(), none.rows(tx)?.len()), (1, 0));
        Ok(())
    };
    assert_eq!(db.write_now("test.ask", look), Ok(()));
    assert_eq!(notes(&db), [1, 2, 3]);
}

fn a_question_that_fails_fails_its_act(home: &Home) {
    let db = home.open();
    let failing = |tx: &mut Tx| {
        note(tx, 1, "one")?;
        let wrong =
            tx.ask(sql!("select number from test_notes where number = $1"), params!["one"], |row| row.get::<i64>(0));
        let right = tx.ask(sql!("select count(*) from test_notes"), params![], |row| row.get::<i64>(0));
        // Whichever is read first: the act hides it, and fails all the same.
        drop(wrong.rows(tx));
        drop(right.rows(tx));
        Ok(())
    };
    assert!(matches!(db.write_now("test.ask", failing), Err(Error::Internal { .. })));
    assert!(notes(&db).is_empty());
    assert_eq!(db.write_now("test.write", |tx| note(tx, 2, "two")), Ok(1));
}

fn what_fails_is_named_whoever_reads_first(home: &Home) {
    let wrong = sql!("select word from test_notes where number = $1");
    let act = move |tx: &mut Tx| {
        let right = tx.ask(sql!("select count(*) from test_notes"), params![], |row| row.get::<i64>(0));
        let wrong = tx.ask(wrong, params!["one"], |row| row.get::<String>(0));
        right.rows(tx)?;
        wrong.rows(tx)
    };
    let error = home.open().read_now("test.ask", act).expect_err("a text is no number");
    assert!(error.to_string().contains(wrong.place), "{error}");
}

fn who_only_reads_pushes_nothing(home: &Home) {
    let db = home.open();
    let push = |tx: &mut Tx| tx.push(sql!("insert into test_notes (number, word) values ($1, $2)"), params![1, "one"]);
    assert!(matches!(db.read_now("test.push", push), Err(Error::Internal { .. })));
    assert!(notes(&db).is_empty());
}

fn columns_read_alike(home: &Home) {
    let db = home.open();
    let id = EventId::new(MORNING);
    let write = move |tx: &mut Tx| {
        let text = sql!("insert into test_notes (number, word, id, extra) values ($1, $2, $3, $4)");
        tx.exec(text, params![i64::MIN, "ñandú 🦙 '$1'", id, MORNING])?;
        tx.exec(text, params![i64::MAX, None::<String>, None::<EventId>, None::<i64>])
    };
    assert_eq!(db.write_now("test.types", write), Ok(1));
    let read = |tx: &mut Tx| {
        let text = sql!("select number, word, id, extra from test_notes order by number");
        tx.query(text, params![], |row| {
            Ok((
                row.get::<i64>(0)?,
                row.get::<Option<String>>(1)?,
                row.get::<Option<EventId>>(2)?,
                row.val(3)?.into_owned(),
            ))
        })
    };
    let expected = [
        (i64::MIN, Some("ñandú 🦙 '$1'".to_owned()), Some(id), Val::Int(MORNING.micros())),
        (i64::MAX, None, None, Val::Null),
    ];
    assert_eq!(db.read_now("test.types", read).expect("the rows"), expected);
    let misread = |tx: &mut Tx| tx.query(sql!("select word from test_notes"), params![], |row| row.get::<i64>(0));
    assert!(matches!(db.read_now("test.misread", misread), Err(Error::Internal { .. })));
    let truth = |tx: &mut Tx| {
        let text = sql!(
            "select number > $1, exists (select 1 from test_notes where number = $2) from test_notes order by number"
        );
        tx.query(text, params![0, 5], |row| Ok((row.get::<bool>(0)?, row.get::<bool>(1)?)))
    };
    assert_eq!(db.read_now("test.truth", truth), Ok(vec![(false, false), (true, false)]));
}

fn zero_bytes_are_refused(home: &Home) {
    let db = home.open();
    let outcome = db.write_now("test.zero", |tx| note(tx, 1, "a\0b"));
    assert!(matches!(outcome, Err(Error::Invalid { code: "zero-byte", .. })), "{outcome:?}");
    let many = |tx: &mut Tx| {
        tx.exec_many(sql!("insert into test_notes (number, word) values ($1, $2)"), [params![1, "a"], params![2, "\0"]])
    };
    assert!(matches!(db.write_now("test.zero", many), Err(Error::Invalid { code: "zero-byte", .. })));
    assert_eq!(notes(&db), [0_i64; 0]);
}

type Act = fn(&mut Tx) -> Result<()>;

fn wrong_types_are_refused(home: &Home) {
    let db = home.open();
    let wrong: &[(&str, Act)] = &[
        ("a number in a text column", |tx| {
            tx.exec(sql!("insert into test_notes (number, word) values ($1, $2)"), params![1, 5]).map(drop)
        }),
        ("digits in a number column", |tx| {
            tx.exec(sql!("insert into test_notes (number, extra) values ($1, $2)"), params![1, "12"]).map(drop)
        }),
        ("text in an id column", |tx| {
            tx.exec(sql!("insert into test_notes (number, id) values ($1, $2)"), params![1, "0123456789abcdef"])
                .map(drop)
        }),
        ("bytes in a text column", |tx| {
            tx.exec(sql!("insert into test_notes (number, word) values ($1, $2)"), params![1, &b"abc"[..]]).map(drop)
        }),
        ("a number in a text column, pushed", |tx| {
            tx.exec(sql!("insert into test_notes (number) values ($1)"), params![1])?;
            tx.push(sql!("insert into test_notes (number, word) values ($1, $2)"), params![2, 5])
        }),
        ("one of many", |tx| {
            let text = sql!("insert into test_notes (number, word) values ($1, $2)");
            tx.exec_many(text, (0..20).map(|n| [Val::Int(n), if n == 18 { Val::Int(n) } else { Val::from("a") }]))
                .map(drop)
        }),
        ("a number compared with text", |tx| {
            tx.query(sql!("select number from test_notes where word = $1"), params![5], |_| Ok(())).map(drop)
        }),
        ("a text set to a number", |tx| {
            tx.exec(sql!("update test_notes set word = $1 where number = $2"), params![5, 1]).map(drop)
        }),
        ("too few parameters", |tx| {
            tx.exec(sql!("insert into test_notes (number, word) values ($1, $2)"), params![1]).map(drop)
        }),
        ("too few parameters, pushed", |tx| {
            tx.push(sql!("insert into test_notes (number, word) values ($1, $2)"), params![1])
        }),
    ];
    for (what, act) in wrong {
        let outcome = db.write_now("test.wrong", act);
        assert!(matches!(outcome, Err(Error::Internal { .. })), "{what}: {outcome:?}");
        assert_eq!(notes(&db), [0_i64; 0], "{what}");
    }
    assert_eq!(db.write_now("test.right", |tx| note(tx, 1, "5")), Ok(1));
}

fn hidden_failures_still_fail(home: &Home) {
    let db = home.open();
    db.write_now("test.first", |tx| note(tx, 1, "one")).expect("the first note");
    let hide = |tx: &mut Tx| {
        note(tx, 2, "two")?;
        let again = note(tx, 1, "again");
        assert!(again.is_err());
        Ok("all is well")
    };
    let outcome = db.write_now("test.hide", hide);
    assert!(matches!(outcome, Err(Error::Internal { .. })), "{outcome:?}");
    assert_eq!(notes(&db), [1]);
}

fn refusals_leave_nothing(home: &Home) {
    let db = home.open();
    let refuse = |tx: &mut Tx| -> Result<()> {
        note(tx, 1, "one")?;
        Err(Error::conflict("sold-out", "It is sold out."))
    };
    assert_eq!(db.write_now("test.refuse", refuse), Err(Error::conflict("sold-out", "It is sold out.")));
    assert_eq!(notes(&db), [0_i64; 0]);
}

/// Keeps a worker (on SQLite the only one) from other work until it is let go, then does this last thing.
pub fn hold(db: &Db, last: impl Fn(&mut Tx) -> Result<()> + Send + 'static) -> impl FnOnce() {
    let held = Arc::new(AtomicBool::new(true));
    let (started, has_started) = std::sync::mpsc::channel();
    let flag = Arc::clone(&held);
    let work = move |tx: &mut Tx| {
        let _ = started.send(());
        while flag.load(Ordering::SeqCst) {
            std::thread::yield_now();
        }
        last(tx)
    };
    let promise = db.bulk_later("test.hold", work).expect("there is room");
    has_started.recv().expect("it runs");
    move || {
        held.store(false, Ordering::SeqCst);
        promise.wait().expect("it ends");
    }
}

fn panics_stay_alone(home: &Home) {
    let db = home.open();
    let let_go = hold(&db, |_| Ok(()));
    let promises: Vec<_> = (0..20)
        .map(|number| {
            let act = move |tx: &mut Tx| {
                note(tx, number, "a")?;
                assert!(number % 5 != 3, "number {number} is unlucky");
                Ok(())
            };
            db.bulk_later("test.panic", act).expect("there is room")
        })
        .collect();
    let_go();
    for (number, promise) in promises.into_iter().enumerate() {
        match promise.wait() {
            Ok(()) => assert_ne!(number % 5, 3),
            Err(Error::Internal { cause }) => assert!(cause.contains("is unlucky") && number % 5 == 3, "{cause}"),
            Err(other) => panic!("{other:?}"),
        }
    }
    assert_eq!(notes(&db), (0..20).filter(|number| number % 5 != 3).collect::<Vec<i64>>());
    let misread = |tx: &mut Tx| {
        tx.query(sql!("select number from test_notes"), params![], |_| -> Result<()> { panic!("mid-row") })
    };
    for _ in 0..8 {
        assert!(matches!(db.read_now("test.panic", misread), Err(Error::Internal { .. })));
        assert!(matches!(db.write_now("test.panic", misread), Err(Error::Internal { .. })));
    }
    assert_eq!(db.write_now("test.after", |tx| note(tx, 100, "after")), Ok(1));
}

fn reads_do_not_write(home: &Home) {
    let db = home.open();
    let outcome = db.read_now("test.sneak", |tx| note(tx, 1, "one"));
    assert!(matches!(outcome, Err(Error::Internal { .. })), "{outcome:?}");
    assert_eq!(notes(&db), [0_i64; 0]);
}

fn a_read_is_one_snapshot(home: &Home) {
    let db = home.open();
    let writer = db.clone();
    let count = |tx: &mut Tx| {
        let found = tx.query_one(sql!("select count(*) from test_notes"), params![], |row| row.get::<i64>(0))?;
        Ok(found.unwrap_or_default())
    };
    let read = move |tx: &mut Tx| {
        let before = count(tx)?;
        writer.write_now("test.between", move |tx| note(tx, before, "between"))?;
        Ok((before, count(tx)?))
    };
    assert_eq!(db.read_now("test.snapshot", read), Ok((0, 0)));
    assert_eq!(notes(&db), [0]);
}

fn closing_finishes_what_waits(home: &Home) {
    let db = home.open();
    let let_go = hold(&db, |_| Ok(()));
    let promises: Vec<_> = (0..50)
        .map(|number| db.bulk_later("test.last", move |tx| note(tx, number, "a")).expect("there is room"))
        .collect();
    let closing = db.clone();
    let closed = std::thread::spawn(move || closing.close());
    let refused = loop {
        match db.bulk_later("test.late", |_| Ok(())) {
            Err(Error::Busy { says }) if says.contains("stopping") => break says,
            _ => std::thread::yield_now(),
        }
    };
    assert_eq!(refused, "Hilo is stopping. Nothing was changed; try again in a moment.");
    let_go();
    closed.join().expect("it closes");
    for promise in promises {
        assert_eq!(promise.wait(), Ok(1));
    }
    assert!(matches!(db.read_now("test.closed", |_| Ok(())), Err(Error::Busy { .. })));
    assert_eq!(notes(&home.open()).len(), 50);
}
