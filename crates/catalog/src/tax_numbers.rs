//! Tax numbers of Spain: the NIF of people and companies, the NIE of foreigners. The last sign follows from the others,
//! so that a slip of the pen is noticed before an invoice carries it.

/// What the number of a person comes to, by its rest of 23.
const OF_PEOPLE: &[u8; 23] = b"TRWAGMYFPDXBNJZSQVHLCKE";
/// What the digit of a company is where a letter stands for it.
const OF_COMPANIES: &[u8; 10] = b"JABCDEFGHI";

/// A number in the one spelling that is kept: nine signs in capitals, without blanks, hyphens or the country before it.
/// `None` where it is none, or its last sign is another.
pub fn spanish(told: &str) -> Option<String> {
    let is_sign = |letter: &char| !letter.is_whitespace() && !"-./".contains(*letter);
    let plain: String = told.chars().filter(is_sign).flat_map(char::to_uppercase).collect();
    let plain = plain.strip_prefix("ES").filter(|rest| rest.len() == 9).unwrap_or(&plain);
    is_whole(plain.as_bytes()).then(|| plain.to_owned())
}

fn is_whole(signs: &[u8]) -> bool {
    let [first, digits @ .., last] = signs else { return false };
    if digits.len() != 7 || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    match first {
        b'0'..=b'9' => *last == of_person(first - b'0', digits),
        b'X'..=b'Z' => *last == of_person(first - b'X', digits),
        b'K'..=b'M' => *last == of_person(0, digits),
        b'A'..=b'H' | b'J' | b'N' | b'P'..=b'S' | b'U'..=b'W' => is_company(*first, digits, *last),
        _ => false,
    }
}

fn of_person(first: u8, digits: &[u8]) -> u8 {
    let number = digits.iter().fold(usize::from(first), |sum, digit| sum * 10 + usize::from(digit - b'0'));
    OF_PEOPLE[number % OF_PEOPLE.len()]
}

/// Every other digit counts twice, as the sum of its own digits. Some kinds of company write the rest as a letter, some
/// as a digit, others either way.
fn is_company(kind: u8, digits: &[u8], last: u8) -> bool {
    let doubled = |digit: u8| digit * 2 / 10 + digit * 2 % 10;
    let value = |(at, digit): (usize, &u8)| if at % 2 == 0 { doubled(digit - b'0') } else { digit - b'0' };
    let rest = (10 - digits.iter().enumerate().map(value).sum::<u8>() % 10) % 10;
    let (digit, letter) = (last == b'0' + rest, last == OF_COMPANIES[usize::from(rest)]);
    match kind {
        b'A' | b'B' | b'E' | b'H' => digit,
        b'N' | b'P' | b'Q' | b'R' | b'S' | b'W' => letter,
        _ => digit || letter,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_kept_in_one_spelling() {
        for (told, kept) in [
            ("B12345674", "B12345674"),
            ("b-12345674", "B12345674"),
            (" es B 12.345.674 ", "B12345674"),
            ("A28015865", "A28015865"),
            ("Q2826000H", "Q2826000H"),
            ("12345678z", "12345678Z"),
            ("X-1234567-L", "X1234567L"),
        ] {
            assert_eq!(spanish(told).as_deref(), Some(kept), "{told}");
        }
    }

    #[test]
    fn a_slip_of_the_pen_is_none() {
        for told in
            ["", "B12345678", "12345678A", "B1234567", "B123456744", "Ñ1234567L", "I12345674", "Q28260008", "B1234567D"]
        {
            assert_eq!(spanish(told), None, "{told}");
        }
    }
}
