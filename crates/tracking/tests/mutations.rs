//! The reader of bodies against bytes that nobody would send: parts of real messages, cut, doubled, turned and mixed.
//! `HILO_MUTATIONS` says how many are tried.

use base::Time;
use mutants::{Dice, SEED};
use tracking::{
    bodies,
    facts::From,
    gate, ingest,
    messages::Call,
    sources::{Kind, Source, SourceId},
};

const SEEDS: [&str; 8] = [
    r#"{"batch":[{"type":"track","event":"Product Viewed","userId":"ana","messageId":"m-1",
        "properties":{"sku":"A","price":12.5,"currency":"EUR","products":[{"sku":"B","quantity":2}]},
        "context":{"ip":"203.0.113.7","page":{"path":"/a?tel=+34612345678","referrer":"https://x.es/a"},
        "campaign":{"source":"news"}},"timestamp":"2026-11-20T10:00:00.123Z"}],"sentAt":"2026-11-20T10:00:01Z"}"#,
    r#"{"type":"identify","anonymousId":"b","traits":{"email":"a@b.es","name":"Á","address":{"city":"X"},
        "birthday":"1984-05-31"}}"#,
    r#"{"type":"alias","previousId":7,"userId":"1e999","context":{"sessionId":1789}}"#,
    r#"{"type":"group","groupId":"g","userId":null,"anonymousId":"b","traits":null}"#,
    r#"{"batch":[null,7,"x",[],{},{"type":[]}],"context":[],"sentAt":{}}"#,
    r#"{"type":"page","userId":"\ud83d\ude00","properties":{"url":"%","total":"1e400","value":-0.0,"currency":"JPY"}}"#,
    r#"{"a":{"a":{"a":{"a":[[[[[[[[[[1]]]]]]]]]]}}}}"#,
    "\u{feff}{\"type\":\"screen\",\"timestamp\":99999999999999999999,\"userId\":true}",
];

fn source(kind: Kind) -> Source {
    Source {
        id: SourceId::from_bytes([1; 16]),
        name: "Web".into(),
        code: "web".into(),
        kind,
        origins: Vec::new(),
        networks: Vec::new(),
        is_on: true,
        per_second: None,
        by: "test".into(),
        created_at: Time::from_micros(0),
    }
}

#[test]
fn whatever_comes_is_read_or_refused() {
    let many = std::env::var("HILO_MUTATIONS").ok().and_then(|many| many.parse().ok()).unwrap_or(20_000);
    let (mut dice, mut read) = (Dice(SEED), 0);
    let received = Time::from_micros(1_790_000_000_000_000);
    for turn in 0..many {
        let first = dice.below(SEEDS.len());
        let bytes = dice.mutant(first, &SEEDS, b"{}[]\",:0");
        let kind = Kind::ALL[turn % Kind::ALL.len()];
        let Ok(plain) = bodies::unzipped(&bytes) else { continue };
        let Ok(envelope) = bodies::read(&plain) else { continue };
        let call = [None, Some(Call::Track), Some(Call::Identify)][turn % 3];
        let batch = ingest::read(&envelope, call, &source(kind), &From::default(), received);
        assert_eq!(batch.ready.len() + batch.rejected.len(), envelope.messages.len(), "each is judged");
        read += batch.ready.len();
    }
    assert!(read > many / 100, "mutants that are still messages were among them: {read}");
}

#[test]
fn a_gate_that_knows_nobody_admits_what_its_source_may_tell() {
    let gate = gate::Gate::default();
    let (source, now) = (source(Kind::Browser), Time::from_micros(1_790_000_000_000_000));
    assert_eq!(gate.admit(&source, None, bodies::MESSAGES, now), Ok(()));
    assert_eq!(
        gate.admit(&source, None, usize::MAX, now),
        Err(5),
        "what cannot be counted waits like the largest batch"
    );
}
