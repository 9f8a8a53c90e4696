//! Passwords: which ones are taken, and how they are kept (argon2id).

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, PasswordVerifier},
};
use base::{Error, Result};

/// The fewest characters of a password.
pub const SHORTEST: usize = 12;
/// The most bytes of one.
const LONGEST: usize = 200;

/// What many people choose. A password is compared without capitals, signs and the digits at its ends.
const COMMON: &[&str] = &[
    "password",
    "passwort",
    "contraseña",
    "contrasena",
    "contrasenya",
    "motdepasse",
    "senha",
    "clave",
    "miclave",
    "letmein",
    "welcome",
    "bienvenido",
    "bienvenida",
    "iloveyou",
    "iloveyouforever",
    "teamo",
    "tequiero",
    "tequieromucho",
    "teamomucho",
    "qwerty",
    "qwertyuiop",
    "qwertyuiopasdf",
    "qwertyuiopasdfghjkl",
    "qwertyuiopasdfghjklzxcvbnm",
    "asdfghjkl",
    "asdfghjklñ",
    "zxcvbnm",
    "qazwsxedc",
    "qazwsxedcrfv",
    "qwerqwerqwer",
    "administrator",
    "administrador",
    "admin",
    "adminadmin",
    "superadmin",
    "superuser",
    "usuario",
    "changeme",
    "changeit",
    "cambiame",
    "default",
    "secret",
    "secreto",
    "topsecret",
    "trustno",
    "football",
    "futbol",
    "baseball",
    "basketball",
    "barcelona",
    "realmadrid",
    "fcbarcelona",
    "atleticomadrid",
    "españa",
    "espana",
    "madrid",
    "princess",
    "princesa",
    "sunshine",
    "superman",
    "spiderman",
    "pokemon",
    "starwars",
    "michael",
    "jessica",
    "correcthorsebatterystaple",
    "passwordpassword",
    "thisismypassword",
    "mypassword",
    "mipassword",
    "mypasswordis",
    "micontraseña",
    "micontrasena",
    "miperro",
    "migato",
    "unodostrescuatro",
    "onetwothreefour",
    "abcdefghijkl",
    "abcdefghijklm",
    "abcdefghijklmn",
    "abcdefghijklmnop",
    "abcdefghijklmnopqrstuvwxyz",
    "computer",
    "ordenador",
    "internet",
    "whatever",
    "nothing",
    "nopassword",
    "sinclave",
    "tienda",
    "mitienda",
    "hilo",
    "hilohilo",
    "telar",
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
    "spring",
    "summer",
    "autumn",
    "winter",
    "primavera",
    "verano",
    "otoño",
    "invierno",
];

/// Refuses what is no password for this address, with a sentence.
pub fn judge(password: &str, email: &str) -> Result<()> {
    if password.chars().count() < SHORTEST {
        return Err(Error::invalid("password-short", format!("A password has at least {SHORTEST} characters.")));
    }
    if password.len() > LONGEST {
        return Err(Error::invalid("password-long", format!("A password has at most {LONGEST} characters.")));
    }
    let (low, email) = (password.trim().to_lowercase(), email.trim().to_lowercase());
    if low == email {
        return Err(Error::invalid("password-email", "The password is the e-mail address. Choose another."));
    }
    if is_common(&low) {
        let says = "Too many people use this password, so it would be guessed. Four or five words that do not belong \
                    together make a good one.";
        return Err(Error::invalid("password-common", says));
    }
    Ok(())
}

fn is_common(low: &str) -> bool {
    let letters: Vec<char> = low.chars().collect();
    let repeats = |size: usize| letters.iter().zip(&letters[size..]).all(|(one, other)| one == other);
    if (1..=4).any(|size| size < letters.len() && repeats(size)) {
        return true;
    }
    let steps: Vec<i64> =
        letters.windows(2).map(|pair| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]))).collect();
    // 123456789012 and abcdefghijkl: nearly all of it goes up or down by one.
    let runs = |by: i64| steps.iter().filter(|step| **step == by).count() + 2 >= steps.len();
    if runs(1) || runs(-1) {
        return true;
    }
    let word = low.trim_matches(|letter: char| !letter.is_alphabetic());
    let plain: String = word.chars().map(unleet).filter(|letter| letter.is_alphabetic()).collect();
    let whole: String = low.chars().map(unleet).filter(|letter| letter.is_alphabetic()).collect();
    word.is_empty() || COMMON.contains(&plain.as_str()) || COMMON.contains(&whole.as_str())
}

/// The letter that a digit or sign stands for, as in `p4ssw0rd`.
fn unleet(letter: char) -> char {
    match letter {
        '0' => 'o',
        '1' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        other => other,
    }
}

/// Hashes a password for keeping, once `judge` took it. Takes a while on purpose.
pub fn hash(password: &str) -> Result<String> {
    Argon2::default().hash_password(password.as_bytes()).map(|hash| hash.to_string()).map_err(Error::internal)
}

/// Whether a password is the one that was hashed. Without a hash it takes as long and says no, so that nobody learns
/// from the time which addresses exist.
pub fn verify(password: &str, hash: Option<&str>) -> bool {
    const NOBODYS: &str =
        "$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$GpZ3sK/oH9p7VIiV56G/64Zo/8GaUw434IimaPqxwCo";
    let given = password.get(..password.len().min(LONGEST)).unwrap_or_default();
    let matches = Argon2::default().verify_password(given.as_bytes(), hash.unwrap_or(NOBODYS)).is_ok();
    matches && hash.is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_known_by_its_hash_alone() {
        let hash = hash("correct horse battery").expect("a hash");
        assert!(hash.starts_with("$argon2id$"), "{hash}");
        assert!(verify("correct horse battery", Some(&hash)));
        assert!(!verify("correct horse batter", Some(&hash)));
        assert!(!verify("correct horse battery", None));
    }

    #[test]
    fn what_would_be_guessed_is_refused() {
        let cases = [
            ("elevenchars", "password-short"),
            ("Lucia@Telar.example", "password-email"),
            ("Password12345!", "password-common"),
            ("P4ssw0rdP4ssw0rd", "password-common"),
            ("contraseña2026", "password-common"),
            ("123456789012", "password-common"),
            ("210987654321", "password-common"),
            ("aaaaaaaaaaaaa", "password-common"),
            ("abcabcabcabc", "password-common"),
            ("qwertyuiop12", "password-common"),
            ("1912-11-30 12:00", "password-common"),
        ];
        for (password, code) in cases {
            let refused = judge(password, "lucia@telar.example").map_err(|error| error.code());
            assert_eq!(refused, Err(code), "{password}");
        }
        for password in ["hilo de seda 1912", "correct horse battery", "ñandú azul bajo cero"] {
            assert_eq!(judge(password, "lucia@telar.example"), Ok(()), "{password}");
        }
        let long = "word ".repeat(41);
        assert_eq!(judge(&long, "").map_err(|error| error.code()), Err("password-long"));
    }
}
