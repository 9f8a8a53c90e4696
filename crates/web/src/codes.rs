//! Codes that a device makes anew every half minute (RFC 6238), asked for beside the password, and recovery codes for
//! whoever lost the device. A code works once. Secrets are shown while they are set up and never again.

use base::{Actor, Cx, Error, Result, Time};
use qrcode::{Color, QrCode};
use serde_json::json;
use sha2::{Digest, Sha256};
use store::{Tx, params, settings, sql};
use totp_rs::{Builder, Secret, Totp};

use crate::{
    deeds::{self, Deed},
    sessions::{self, Which},
    staff::{self, Staff, StaffId},
};

/// Recovery codes that somebody is given at once.
const RECOVERY: usize = 10;
/// Letters and digits that nobody takes for another.
const LETTERS: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";
/// The setting that asks everybody for codes.
const REQUIRED: &str = "codes_required";

/// What somebody needs to set a device up.
#[derive(Clone, Debug)]
pub struct SettingUp {
    /// The secret, for whoever types it: letters in fours.
    pub secret: String,
    /// The address that the device reads.
    pub address: String,
}

impl SettingUp {
    fn new(secret: &[u8], retailer: &str, email: &str) -> SettingUp {
        let text = Secret::from(secret.to_vec()).to_base32();
        let fours: Vec<&str> = text.as_bytes().chunks(4).filter_map(|four| std::str::from_utf8(four).ok()).collect();
        let (issuer, account) = (escaped(&format!("Hilo {retailer}")), escaped(email));
        let address = format!("otpauth://totp/{issuer}:{account}?secret={text}&issuer={issuer}");
        SettingUp { secret: fours.join(" "), address }
    }

    /// The address as a picture: how many points wide it is, and the path of the dark ones.
    pub fn drawing(&self) -> Result<(usize, String)> {
        let code = QrCode::new(self.address.as_bytes()).map_err(Error::internal)?;
        let width = code.width();
        let dark = code.to_colors().into_iter().enumerate().filter(|(_, color)| *color == Color::Dark);
        Ok((width, dark.map(|(at, _)| format!("M{} {}h1v1h-1z", at % width, at / width)).collect()))
    }
}

fn escaped(text: &str) -> String {
    let plain = |byte: &u8| byte.is_ascii_alphanumeric() || b"-._~@".contains(byte);
    text.bytes().map(|byte| if plain(&byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}

fn maker(secret: &[u8]) -> Result<Totp> {
    Builder::new().with_secret(secret.to_vec()).build().map_err(|_| Error::internal("a secret that makes no codes"))
}

/// Which step a code is of, among the one of now and its neighbors.
fn step_of(secret: &[u8], code: &str, now: Time) -> Result<Option<i64>> {
    let seconds = u64::try_from(now.micros() / 1_000_000).unwrap_or_default();
    Ok(maker(secret)?.check(code, seconds).and_then(|step| i64::try_from(step).ok()))
}

/// The code of a secret at a moment.
pub fn code_of(secret: &str, now: Time) -> Result<String> {
    let secret = Secret::try_from_base32(secret.replace(' ', "")).map_err(|_| Error::internal("not base 32"))?;
    let seconds = u64::try_from(now.micros() / 1_000_000).unwrap_or_default();
    Ok(maker(secret.as_bytes())?.generate(seconds).to_string())
}

/// Begins to set codes up; whoever had begun goes on with the same secret.
pub fn set_up(tx: &mut Tx, staff: &Staff, retailer: &str) -> Result<SettingUp> {
    if let Some(secret) = secret_new(tx, staff.id)? {
        return Ok(SettingUp::new(&secret, retailer, &staff.email));
    }
    let mut secret = [0; 20];
    getrandom::fill(&mut secret).map_err(Error::internal)?;
    tx.exec(sql!("update staff set totp_new = $2 where id = $1"), params![staff.id, &secret[..]])?;
    Ok(SettingUp::new(&secret, retailer, &staff.email))
}

/// Forgets a secret that was begun with: somebody else may have seen it.
pub fn forget_begun(tx: &mut Tx, id: StaffId) -> Result<()> {
    tx.exec(sql!("update staff set totp_new = null where id = $1"), params![id]).map(|_| ())
}

/// What somebody is setting up, where they are.
pub fn setting_up(tx: &mut Tx, staff: &Staff, retailer: &str) -> Result<Option<SettingUp>> {
    Ok(secret_new(tx, staff.id)?.map(|secret| SettingUp::new(&secret, retailer, &staff.email)))
}

fn secret_new(tx: &mut Tx, id: StaffId) -> Result<Option<Vec<u8>>> {
    let text = sql!("select totp_new from staff where id = $1");
    Ok(tx.query_one(text, params![id], |row| row.get::<Option<Vec<u8>>>(0))?.flatten())
}

/// Turns codes on, once the device made a right one; gives the recovery codes, which are shown this once.
pub fn confirm(cx: &Cx, tx: &mut Tx, id: StaffId, code: &str) -> Result<Vec<String>> {
    let nothing = || Error::conflict("codes-nothing", "Begin to set codes up first.");
    let secret = secret_new(tx, id)?.ok_or_else(nothing)?;
    let step = step_of(&secret, &digits(code), cx.now)?.ok_or_else(wrong)?;
    let text = sql!("update staff set totp = totp_new, totp_new = null, totp_step = $2 where id = $1");
    tx.exec(text, params![id, step])?;
    deeds::note(cx, tx, Deed::CodesOn, &json!({ "staff": id }))?;
    recover(tx, id)
}

/// Ten new recovery codes; those before work no more.
pub fn recovery_anew(cx: &Cx, tx: &mut Tx, id: StaffId, code: &str) -> Result<Vec<String>> {
    check(cx, tx, id, code)?;
    deeds::note(cx, tx, Deed::RecoveryMade, &json!({ "staff": id }))?;
    recover(tx, id)
}

fn recover(tx: &mut Tx, id: StaffId) -> Result<Vec<String>> {
    tx.exec(sql!("delete from recovery_codes where staff_id = $1"), params![id])?;
    let mut codes = Vec::new();
    for _ in 0..RECOVERY {
        let code = drawn()?;
        let text = sql!("insert into recovery_codes (staff_id, code_hash) values ($1, $2)");
        tx.exec(text, params![id, &recovery_hash(id, &code)[..]])?;
        codes.push(code);
    }
    Ok(codes)
}

/// Ten letters, in fives: 50 bits.
fn drawn() -> Result<String> {
    let mut bytes = [0; 10];
    getrandom::fill(&mut bytes).map_err(Error::internal)?;
    let letters: String = bytes.iter().map(|byte| char::from(LETTERS[usize::from(byte & 31)])).collect();
    Ok(format!("{}-{}", &letters[..5], &letters[5..]))
}

fn recovery_hash(id: StaffId, code: &str) -> Vec<u8> {
    let plain: String =
        code.to_lowercase().chars().filter(|letter| !letter.is_whitespace() && *letter != '-').collect();
    Sha256::new().chain_update(id.bytes()).chain_update(plain).finalize().to_vec()
}

fn digits(code: &str) -> String {
    code.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// Takes a code of the device, or a recovery code, once.
pub fn check(cx: &Cx, tx: &mut Tx, id: StaffId, code: &str) -> Result<()> {
    let text = sql!("select totp from staff where id = $1 and disabled_at is null");
    let secret = tx.query_one(text, params![id], |row| row.get::<Option<Vec<u8>>>(0))?.flatten().ok_or_else(wrong)?;
    let taken = match step_of(&secret, &digits(code), cx.now)? {
        // A code that was used, or an older one, is no code any more.
        Some(step) => {
            tx.exec(sql!("update staff set totp_step = $2 where id = $1 and totp_step < $2"), params![id, step])?
        }
        None => {
            let text = sql!(
                "update recovery_codes set used_at = $3 where staff_id = $1 and code_hash = $2 and used_at is null"
            );
            let used = tx.exec(text, params![id, &recovery_hash(id, code)[..], cx.now])?;
            if used == 1 {
                deeds::note(cx, tx, Deed::RecoveryUsed, &json!({ "staff": id }))?;
            }
            used
        }
    };
    if taken == 1 { Ok(()) } else { Err(wrong()) }
}

fn wrong() -> Error {
    Error::invalid("code-wrong", "This code is not right, or it was used already. Wait for the next one.")
}

/// How many recovery codes somebody has left.
pub fn recovery_left(tx: &mut Tx, id: StaffId) -> Result<i64> {
    let text = sql!("select count(*) from recovery_codes where staff_id = $1 and used_at is null");
    Ok(tx.query_one(text, params![id], |row| row.get(0))?.unwrap_or(0))
}

/// Turns one's own codes off, by one of them.
pub fn turn_off(cx: &Cx, tx: &mut Tx, id: StaffId, code: &str) -> Result<()> {
    if are_required(tx)? {
        return Err(Error::conflict("codes-required", "Codes are asked of everybody here, so yours stay on."));
    }
    check(cx, tx, id, code)?;
    forget(tx, id)?;
    deeds::note(cx, tx, Deed::CodesOff, &json!({ "staff": id }))
}

/// Takes somebody's codes away, who lost their device, and ends their sessions.
pub fn take_away(cx: &Cx, tx: &mut Tx, id: StaffId) -> Result<()> {
    if !staff::get(tx, id)?.staff.has_codes {
        return Ok(());
    }
    // Whoever sits at an open session has the password at best; their own codes go by a code.
    staff::is_somebody_else(cx, id)?;
    forget(tx, id)?;
    sessions::end(cx, tx, id, &Which::All)?;
    sessions::close_halves(tx, id)?;
    deeds::note(cx, tx, Deed::CodesTaken, &json!({ "staff": id }))
}

fn forget(tx: &mut Tx, id: StaffId) -> Result<()> {
    tx.exec(sql!("update staff set totp = null, totp_new = null, totp_step = 0 where id = $1"), params![id])?;
    tx.exec(sql!("delete from recovery_codes where staff_id = $1"), params![id]).map(|_| ())
}

/// Whether codes are asked of everybody.
pub fn are_required(tx: &mut Tx) -> Result<bool> {
    Ok(settings::get(tx, REQUIRED)?.as_deref() == Some("1"))
}

/// Asks everybody for codes, or leaves it to each. Whoever has none yet signs in again and sets them up there.
pub fn require(cx: &Cx, tx: &mut Tx, is_on: bool) -> Result<()> {
    if are_required(tx)? == is_on {
        return Ok(());
    }
    if is_on {
        let all = staff::all(tx)?;
        let is_me = |staff: &Staff| cx.actor == Actor::Staff(staff.id.to_string());
        if all.iter().any(|listed| is_me(&listed.staff) && !listed.staff.has_codes) {
            let says = "Set up your own codes first, in your account; else you would be the first to be locked out.";
            return Err(Error::conflict("codes-own-first", says));
        }
        for listed in all.iter().filter(|listed| !listed.staff.has_codes) {
            sessions::end(cx, tx, listed.staff.id, &Which::All)?;
        }
    }
    settings::set(tx, REQUIRED, if is_on { "1" } else { "0" })?;
    deeds::note(cx, tx, Deed::CodesRequired, &json!({ "is_on": is_on }))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, the last six of eight digits.
    #[test]
    fn codes_are_those_of_the_standard() {
        let secret = b"12345678901234567890";
        for (seconds, code) in [(59, "287082"), (1_111_111_109, "081804"), (1_234_567_890, "005924")] {
            let now = Time::from_micros(seconds * 1_000_000);
            assert_eq!(code_of("GEZDGNBVGY3TQOJQ GEZDGNBVGY3TQOJQ", now).as_deref(), Ok(code));
            assert_eq!(step_of(secret, code, now), Ok(Some(seconds / 30)));
            assert_eq!(step_of(secret, code, now.plus_seconds(30)), Ok(Some(seconds / 30)), "a slow hand");
            assert_eq!(step_of(secret, code, now.plus_seconds(90)), Ok(None), "too late");
        }
    }

    #[test]
    fn a_device_reads_the_address_and_a_person_the_secret() {
        let told = SettingUp::new(b"12345678901234567890", "Telar", "ana@telar.example");
        assert_eq!(told.secret, "GEZD GNBV GY3T QOJQ GEZD GNBV GY3T QOJQ");
        let expected = "otpauth://totp/Hilo%20Telar:ana@telar.example?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ\
                        &issuer=Hilo%20Telar";
        assert_eq!(told.address, expected);
        let (width, path) = told.drawing().expect("it fits");
        assert!(width >= 21 && path.starts_with("M0 0h1v1h-1z"), "{width}");
    }

    #[test]
    fn recovery_codes_are_read_however_they_are_typed() {
        let (id, code) = (StaffId::from_bytes([7; 16]), drawn().expect("chance"));
        let typed = format!(" {} ", code.to_uppercase().replace('-', " "));
        assert_eq!(recovery_hash(id, &code), recovery_hash(id, &typed));
        assert_ne!(recovery_hash(id, &code), recovery_hash(StaffId::from_bytes([8; 16]), &code));
        assert_eq!(code.len(), 11);
    }
}
