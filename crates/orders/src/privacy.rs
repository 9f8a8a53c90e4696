//! What of this room's tables is somebody's: nothing but whose it was. Orders and returns must be kept, and are then
//! nobody's.

use base::{Result, Time};
use serde_json::{Value, json};
use store::{
    Tx, params,
    personal::{Amount, By, Entry, Holding, Place, ROOMS, Rule, Section, Step, TELLING},
    sql,
    thread::IdentifierId,
    tx::Sql,
};
use web::shops::Scope;

use crate::{
    orders::{self, OrderId},
    returns::{self, ReturnId},
    reviews::{self, Review, ReviewId},
};

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(ROOMS)]
#[linkme(crate = store::linkme)]
static ORDERS: &[Holding] = &[
    Holding {
        table: "orders",
        personal: &[],
        plain: &["source", "number", "channel", "place", "country", "currency"],
        rule: Rule::Block("papers"),
        steps: &[Step {
            by: By::Identifier,
            count: sql!("select count(*) from orders where actor = $1"),
            run: Some(sql!(
                "update orders set actor = null, erased = 1
                 where id in (select id from orders where actor = $1 limit $2)"
            )),
            amount: Amount::Pieces,
        }],
    },
    Holding { table: "order_lines", personal: &[], plain: &["name"], rule: Rule::Nobody, steps: &[] },
    Holding {
        table: "returns",
        personal: &[],
        plain: &["source", "number", "channel", "place", "country", "currency"],
        rule: Rule::Block("papers"),
        steps: &[Step {
            by: By::Identifier,
            count: sql!("select count(*) from returns where actor = $1"),
            run: Some(sql!(
                "update returns set actor = null, erased = 1
                 where id in (select id from returns where actor = $1 limit $2)"
            )),
            amount: Amount::Pieces,
        }],
    },
    // What files are called, and codes of what was wrong in them. Of a plain table's columns the first cells stand here
    // for as long as its files are kept, which `imports::beside` tells whoever erases somebody; both go together.
    Holding {
        table: "imports",
        personal: &[],
        plain: &[
            "shop",
            "state",
            "files",
            "currency",
            "store",
            "decimals",
            "zone",
            "columns",
            "mapping",
            "examples",
            "foreseen",
            "report",
            "progress",
            "why",
            "rejects",
            "created_by",
        ],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "return_lines", personal: &[], plain: &["name"], rule: Rule::Nobody, steps: &[] },
    Holding { table: "return_matches", personal: &[], plain: &["how"], rule: Rule::Nobody, steps: &[] },
    Holding {
        table: "write_offs",
        personal: &[],
        plain: &["source", "number", "reason"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "adjustments",
        personal: &[],
        plain: &["source", "number", "reason", "currency"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "reviews",
        personal: &["title", "body", "author", "answer"],
        plain: &["source", "language", "state", "reason", "decided_by"],
        rule: Rule::Delete,
        steps: &[Step {
            by: By::Identifier,
            count: sql!("select count(*) from reviews where actor = $1"),
            run: Some(sql!("delete from reviews where actor = $1")),
            amount: Amount::Whole,
        }],
    },
    Holding { table: "product_sales", personal: &[], plain: &["currency"], rule: Rule::Nobody, steps: &[] },
    Holding {
        table: "takings",
        personal: &[],
        plain: &["channel", "place", "currency"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding {
        table: "takings_days",
        personal: &[],
        plain: &["zone", "channel", "place", "currency"],
        rule: Rule::Nobody,
        steps: &[],
    },
    Holding { table: "takings_places", personal: &[], plain: &["place", "currency"], rule: Rule::Nobody, steps: &[] },
];

#[allow(unsafe_code)]
#[store::linkme::distributed_slice(TELLING)]
#[linkme(crate = store::linkme)]
static TOLD: &[Section] = &[
    Section { name: "orders", place: 70, by: By::Identifier, read: told_orders },
    Section { name: "returns", place: 71, by: By::Identifier, read: told_returns },
    Section { name: "reviews", place: 72, by: By::Identifier, read: told_reviews },
];

fn told_orders(tx: &mut Tx, key: &[u8; 16], after: Option<Place>, limit: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select id, source, number, placed_at, channel, place, country, currency, total from orders
         where actor = $1 and (placed_at, id) > ($2, $3) order by placed_at, id limit $4"
    );
    let lines = |tx: &mut Tx, id| Ok(json!(orders::lines(tx, OrderId::from_bytes(id))?));
    papers(tx, text, (key, after, limit), lines, |id| json!(OrderId::from_bytes(id)))
}

fn told_returns(tx: &mut Tx, key: &[u8; 16], after: Option<Place>, limit: i64) -> Result<Vec<Entry>> {
    let text = sql!(
        "select id, source, number, accepted_at, channel, place, country, currency, total from returns
         where actor = $1 and (accepted_at, id) > ($2, $3) order by accepted_at, id limit $4"
    );
    let lines = |tx: &mut Tx, id| Ok(json!(returns::lines(tx, ReturnId::from_bytes(id), &Scope::ALL)?));
    papers(tx, text, (key, after, limit), lines, |id| json!(ReturnId::from_bytes(id)))
}

fn told_reviews(tx: &mut Tx, key: &[u8; 16], after: Option<Place>, limit: i64) -> Result<Vec<Entry>> {
    let (at, last) = after.unwrap_or((i64::MIN, [0; 16]));
    let query = (IdentifierId::from_bytes(*key), Time::from_micros(at), ReviewId::from_bytes(last));
    let entry =
        |review: Review| Entry { place: Some((review.written_at.micros(), *review.id.bytes())), value: json!(review) };
    Ok(reviews::of_identifier(tx, query, limit)?.into_iter().map(entry).collect())
}

/// Papers with their lines, behind a place.
fn papers(
    tx: &mut Tx,
    text: &'static Sql,
    (key, after, limit): (&[u8; 16], Option<Place>, i64),
    lines: impl Fn(&mut Tx, [u8; 16]) -> Result<Value>,
    id: impl Fn([u8; 16]) -> Value,
) -> Result<Vec<Entry>> {
    let (at, last) = after.unwrap_or((i64::MIN, [0; 16]));
    let heads =
        tx.query(text, params![IdentifierId::from_bytes(*key), at, OrderId::from_bytes(last), limit], |row| {
            let (paper, at) = (*row.get::<OrderId>(0)?.bytes(), row.get::<Time>(3)?);
            let head = json!({
                "id": id(paper),
                "source": row.get::<String>(1)?,
                "number": row.get::<String>(2)?,
                "at": at,
                "channel": row.get::<String>(4)?,
                "place": row.get::<Option<String>>(5)?,
                "country": row.get::<Option<String>>(6)?,
                "currency": row.get::<String>(7)?,
                "total": row.get::<i64>(8)?,
            });
            Ok((paper, at, head))
        })?;
    let mut told = Vec::new();
    for (paper, at, mut value) in heads {
        value["lines"] = lines(tx, paper)?;
        told.push(Entry { place: Some((at.micros(), paper)), value });
    }
    Ok(told)
}
