//! What proves a statement, once its person is erased: what Hilo itself wrote stays, what others or staff wrote goes.

use base::Result;
use serde_json::Value;
use store::{Tx, params, sql, thread::IdentifierId};

use crate::consents::ConsentId;

/// What Hilo writes, which is of nobody.
const OURS: [&str; 3] = ["asked", "asked_at", "confirmed_at"];

/// Takes out of the proofs of an address what could be somebody's.
pub(super) fn strip(tx: &mut Tx, address: IdentifierId) -> Result<()> {
    let text = sql!("select id, proof from consents where address = $1 and proof <> '{}'");
    let proofs = tx.query(text, params![address], |row| Ok((row.get::<ConsentId>(0)?, row.get::<String>(1)?)))?;
    for (id, proof) in proofs {
        let text = sql!("update consents set proof = $2 where id = $1");
        tx.exec(text, params![id, stripped(&proof)])?;
    }
    Ok(())
}

fn stripped(proof: &str) -> String {
    let mut proof: Value = serde_json::from_str(proof).unwrap_or_default();
    if let Some(fields) = proof.as_object_mut() {
        fields.retain(|name, _| OURS.contains(&name.as_str()));
    }
    if proof.is_object() { proof.to_string() } else { "{}".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_hilo_wrote_stays_and_nothing_else() {
        let cases = [
            (
                r#"{"asked":"cns_1","confirmed_at":"2026-11-21","note":"Ana said so","ip":"10.0.0.7"}"#,
                r#"{"asked":"cns_1","confirmed_at":"2026-11-21"}"#,
            ),
            (r#"{"note":{"asked":"Ana"}}"#, "{}"),
            ("[\"Ana\"]", "{}"),
            ("Ana", "{}"),
        ];
        for (proof, expected) in cases {
            assert_eq!(stripped(proof), expected, "{proof}");
        }
    }
}
