//! The reader of bodies against bytes that nobody would send: parts of real messages, cut, doubled, turned and mixed.
//! `HILO_MUTATIONS` says how many are tried.

use base::Time;
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

/// xorshift64*: the same in every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
    }

    fn mutant(&mut self) -> Vec<u8> {
        let mut bytes = SEEDS[self.below(SEEDS.len())].as_bytes().to_vec();
        for _ in 0..=self.below(6) {
            let at = self.below(bytes.len());
            match self.below(6) {
                0 => bytes.truncate(at),
                1 if !bytes.is_empty() => bytes[at] = self.below(256) as u8,
                2 => bytes.insert(at, b"{}[]\",:0"[self.below(8)]),
                3 if !bytes.is_empty() => drop(bytes.remove(at)),
                4 => {
                    let end = at + self.below(bytes.len() - at);
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                _ => {
                    let other = SEEDS[self.below(SEEDS.len())].as_bytes();
                    let from = self.below(other.len());
                    bytes.extend_from_slice(&other[from..]);
                }
            }
        }
        bytes
    }
}

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
    let (mut dice, mut read) = (Dice(88_172_645_463_325_252), 0);
    let received = Time::from_micros(1_790_000_000_000_000);
    for turn in 0..many {
        let bytes = dice.mutant();
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
