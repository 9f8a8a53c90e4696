//! What two records of one person have in common though they are written differently. Exact rules over normalized
//! values; a part that is empty matches nothing.

use base::text::folded;

/// Which two things of two people agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// E-mail addresses that differ by capitals, dots, a plus, or a slip in the domain.
    Email,
    /// Telephone numbers that differ by a zero in front.
    Phone,
    /// The name and the day of birth.
    NameBirth,
    /// The name, the postal code and the street.
    NameAddress,
    /// The name, with a telephone that both came with.
    NamePhone,
    /// Given name, surname, day of birth.
    Gsd,
    /// Given name, surname, postal code.
    Gsp,
    /// Surname, day of birth, postal code.
    Sdp,
    /// Given name, day of birth, postal code.
    Gdp,
    /// Surname, number and street.
    Sna,
    /// Given name, number and street.
    Gna,
    /// Day of birth, number, postal code.
    Dnp,
    /// An identifier of one came with a verified one of the other.
    Held,
}

impl Rule {
    /// Every rule, the most telling first.
    pub const ALL: [Rule; 13] = [
        Rule::Email,
        Rule::Phone,
        Rule::NameBirth,
        Rule::NamePhone,
        Rule::NameAddress,
        Rule::Held,
        Rule::Gsd,
        Rule::Gsp,
        Rule::Gdp,
        Rule::Sdp,
        Rule::Sna,
        Rule::Gna,
        Rule::Dnp,
    ];

    /// The word in rows, in the API and in the names of messages.
    pub const fn word(self) -> &'static str {
        match self {
            Rule::Email => "email",
            Rule::Phone => "phone",
            Rule::NameBirth => "name-birth",
            Rule::NameAddress => "name-address",
            Rule::NamePhone => "name-phone",
            Rule::Gsd => "gsd",
            Rule::Gsp => "gsp",
            Rule::Sdp => "sdp",
            Rule::Gdp => "gdp",
            Rule::Sna => "sna",
            Rule::Gna => "gna",
            Rule::Dnp => "dnp",
            Rule::Held => "held",
        }
    }

    /// The rule of a word.
    pub fn from_word(word: &str) -> Option<Rule> {
        Rule::ALL.into_iter().find(|rule| rule.word() == word)
    }
}

/// The parts of a record that the seven composite keys are made of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The given name.
    pub given: String,
    /// The surname.
    pub surname: String,
    /// The day of birth.
    pub birth: String,
    /// The postal code.
    pub postcode: String,
    /// The number in the street.
    pub number: String,
    /// The street without its number.
    pub address: String,
}

/// The seven composite keys of a record, without those that lack a part.
pub fn seven(parts: &Parts) -> Vec<(Rule, [&str; 3])> {
    let Parts { given: g, surname: s, birth: d, postcode: p, number: n, address: a } = parts;
    let keys = [
        (Rule::Gsd, [g, s, d]),
        (Rule::Gsp, [g, s, p]),
        (Rule::Sdp, [s, d, p]),
        (Rule::Gdp, [g, d, p]),
        (Rule::Sna, [s, n, a]),
        (Rule::Gna, [g, n, a]),
        (Rule::Dnp, [d, n, p]),
    ];
    let whole = keys.into_iter().filter(|(_, parts)| parts.iter().all(|part| !part.is_empty()));
    whole.map(|(rule, parts)| (rule, parts.map(String::as_str))).collect()
}

/// What is known of a person, as far as matching cares.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// The name.
    pub name: Option<String>,
    /// The day of birth.
    pub birth_date: Option<String>,
    /// Street and number.
    pub street: Option<String>,
    /// The postal code.
    pub postcode: Option<String>,
    /// Addresses that are theirs alone.
    pub emails: Vec<String>,
    /// Telephones that are theirs alone.
    pub phones: Vec<String>,
    /// Telephones that they came with, also shared ones.
    pub came_with: Vec<String>,
}

/// Every key of a record, each with its parts.
pub fn keys(record: &Record) -> Vec<(Rule, Vec<String>)> {
    let text = |value: &Option<String>| words(value.as_deref().unwrap_or_default()).join(" ");
    let (given, surname) = names(record.name.as_deref().unwrap_or_default());
    let (number, address) = street(record.street.as_deref().unwrap_or_default());
    let postcode = words(record.postcode.as_deref().unwrap_or_default()).concat();
    let name = [given.as_str(), surname.as_str()].join(" ").trim().to_owned();
    let parts = Parts { given, surname, birth: text(&record.birth_date), postcode, number, address };
    let mut keys: Vec<(Rule, Vec<String>)> =
        seven(&parts).into_iter().map(|(rule, parts)| (rule, parts.map(str::to_owned).to_vec())).collect();
    keys.extend(record.emails.iter().filter_map(|value| Some((Rule::Email, vec![email(value)?]))));
    keys.extend(record.phones.iter().filter_map(|value| Some((Rule::Phone, vec![phone(value)?]))));
    // One word names too many people.
    if name.contains(' ') {
        let street = [parts.address.as_str(), parts.number.as_str()].join(" ").trim().to_owned();
        keys.push((Rule::NameBirth, vec![name.clone(), parts.birth.clone()]));
        keys.push((Rule::NameAddress, vec![name.clone(), parts.postcode.clone(), street]));
        let phones = record.came_with.iter().filter_map(|value| phone(value));
        keys.extend(phones.map(|phone| (Rule::NamePhone, vec![name.clone(), phone])));
    }
    keys.retain(|(_, parts)| parts.iter().all(|part| !part.is_empty()));
    keys.sort();
    keys.dedup();
    keys
}

/// The words of a text, folded, without what is between them.
fn words(text: &str) -> Vec<String> {
    let folded = folded(&[text]);
    folded
        .split(|letter: char| !letter.is_alphanumeric() || "ºª".contains(letter))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

const TITLES: [&str; 12] = ["sr", "sra", "srta", "don", "dona", "d", "da", "mr", "mrs", "ms", "miss", "dr"];

/// Given name and surname: the first word and the others, or what stands behind and before a comma.
fn names(name: &str) -> (String, String) {
    let turned = match name.split_once(',') {
        Some((surname, given)) => format!("{given} {surname}"),
        None => name.to_owned(),
    };
    let mut all = words(&turned);
    while all.len() > 1 && TITLES.contains(&all[0].as_str()) {
        all.remove(0);
    }
    match all.split_first() {
        Some((given, rest)) => (given.clone(), rest.join(" ")),
        None => (String::new(), String::new()),
    }
}

/// The number of a house, and its street with the usual short words written out.
fn street(text: &str) -> (String, String) {
    let all = words(text);
    let starts_with_digit = |word: &String| word.starts_with(|letter: char| letter.is_ascii_digit());
    // In "calle 20 de noviembre 5" the first number is a name.
    let place = all.iter().enumerate().position(|(place, word)| {
        starts_with_digit(word) && !all.get(place + 1).is_some_and(|next| ["de", "d"].contains(&next.as_str()))
    });
    let Some(place) = place else { return (String::new(), written_out(&all)) };
    let before = written_out(&all[..place]);
    let address = if before.is_empty() { written_out(&all[place + 1..]) } else { before };
    (all[place].clone(), address)
}

fn written_out(words: &[String]) -> String {
    let long = |word: &String| {
        let long = match word.as_str() {
            "c" | "cl" | "cll" => "calle",
            "av" | "avd" | "avda" => "avenida",
            "pl" | "pza" | "plza" => "plaza",
            "ctra" | "cra" => "carretera",
            "po" | "pso" => "paseo",
            "st" => "street",
            "rd" => "road",
            "ave" => "avenue",
            "n" | "no" | "num" | "numero" => "",
            other => other,
        };
        long.to_owned()
    };
    words.iter().map(long).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Domains as hands slip, and what was meant.
const SLIPS: [(&str, &str); 30] = [
    ("gmial.com", "gmail.com"),
    ("gmai.com", "gmail.com"),
    ("gamil.com", "gmail.com"),
    ("gmal.com", "gmail.com"),
    ("gmil.com", "gmail.com"),
    ("gnail.com", "gmail.com"),
    ("gmaill.com", "gmail.com"),
    ("gmail.co", "gmail.com"),
    ("gmail.con", "gmail.com"),
    ("gmail.cm", "gmail.com"),
    ("gmail.om", "gmail.com"),
    ("gmail.es", "gmail.com"),
    ("googlemail.com", "gmail.com"),
    ("hotmial.com", "hotmail.com"),
    ("hotmal.com", "hotmail.com"),
    ("hotmai.com", "hotmail.com"),
    ("hormail.com", "hotmail.com"),
    ("hotamil.com", "hotmail.com"),
    ("homail.com", "hotmail.com"),
    ("hotmail.co", "hotmail.com"),
    ("hotmail.con", "hotmail.com"),
    ("outlok.com", "outlook.com"),
    ("outloook.com", "outlook.com"),
    ("outlook.con", "outlook.com"),
    ("yaho.com", "yahoo.com"),
    ("yahooo.com", "yahoo.com"),
    ("yahoo.con", "yahoo.com"),
    ("yaho.es", "yahoo.es"),
    ("iclud.com", "icloud.com"),
    ("icloud.con", "icloud.com"),
];

/// The mailbox that an address leads to, as far as that can be known.
pub fn email(value: &str) -> Option<String> {
    let value = value.trim().to_lowercase();
    let (name, host) = value.rsplit_once('@')?;
    let host = host.trim_end_matches('.');
    let host = SLIPS.iter().find(|(slip, _)| *slip == host).map_or(host, |(_, meant)| meant);
    let name = name.split('+').next().unwrap_or_default();
    let name = if host == "gmail.com" { name.replace('.', "") } else { name.to_owned() };
    (!name.is_empty() && !host.is_empty()).then(|| format!("{name}@{host}"))
}

/// Countries in which people write a zero before the number that is not dialed from abroad.
const TRUNK: [&str; 8] = ["44", "33", "49", "31", "32", "41", "43", "46"];

/// The digits of a telephone number, without a zero that is not dialed from abroad.
pub fn phone(value: &str) -> Option<String> {
    let digits: String = value.chars().filter(char::is_ascii_digit).collect();
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    let trunk = TRUNK.iter().find(|code| digits.starts_with(&format!("{code}0")));
    let digits = trunk.map_or(digits.to_owned(), |code| format!("{code}{}", &digits[code.len() + 1..]));
    (digits.len() >= 7).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_where_its_mail_goes() {
        let cases = [
            ("Ana.Lopez+tienda@GMAIL.com", Some("analopez@gmail.com")),
            ("analopez@gmial.com", Some("analopez@gmail.com")),
            ("ana.lopez@googlemail.com", Some("analopez@gmail.com")),
            ("ana.lopez+x@telar.es", Some("ana.lopez@telar.es")),
            ("ana.lopez@hotmail.con", Some("ana.lopez@hotmail.com")),
            ("ana@telar.es.", Some("ana@telar.es")),
            ("+@gmail.com", None),
            ("ana", None),
        ];
        for (value, expected) in cases {
            assert_eq!(email(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_telephone_is_what_is_dialed_from_abroad() {
        let cases = [
            ("+34 612 345 678", Some("34612345678")),
            ("0034612345678", Some("34612345678")),
            ("+44 (0)20 7946 0018", Some("442079460018")),
            ("+442079460018", Some("442079460018")),
            ("+390612345678", Some("390612345678")),
            ("12", None),
        ];
        for (value, expected) in cases {
            assert_eq!(phone(value).as_deref(), expected, "{value}");
        }
    }

    #[test]
    fn a_name_has_a_first_word_and_others() {
        let cases = [
            ("Ana López Núñez", "ana", "lopez nunez"),
            ("LÓPEZ NÚÑEZ, Ana", "ana", "lopez nunez"),
            ("Sra. Ana  López", "ana", "lopez"),
            ("Ana", "ana", ""),
            ("O'Brien", "o", "brien"),
            ("", "", ""),
        ];
        for (name, given, surname) in cases {
            assert_eq!(names(name), (given.into(), surname.into()), "{name}");
        }
    }

    #[test]
    fn a_street_has_a_number_wherever_it_stands() {
        let cases = [
            ("C/ Mayor, 12, 3º B", "12", "calle mayor"),
            ("Calle Mayor nº 12", "12", "calle mayor"),
            ("Avda. de la Constitución 5", "5", "avenida de la constitucion"),
            ("Calle 20 de Noviembre 5", "5", "calle 20 de noviembre"),
            ("12 Stanley St", "12", "stanley street"),
            ("Plaza de España", "", "plaza de espana"),
            ("", "", ""),
        ];
        for (text, number, address) in cases {
            assert_eq!(street(text), (number.into(), address.into()), "{text}");
        }
    }

    #[test]
    fn a_part_that_is_empty_matches_nothing() {
        let all = |record: Record| keys(&record).into_iter().map(|(rule, _)| rule).collect::<Vec<_>>();
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(all(Record { name: some("Ana López"), ..Record::default() }), []);
        assert_eq!(all(Record { name: some("Ana"), birth_date: some("1984-05-31"), ..Record::default() }), []);
        let ana = Record { name: some("Ana López"), birth_date: some("1984-05-31"), ..Record::default() };
        assert_eq!(all(ana.clone()), [Rule::NameBirth, Rule::Gsd]);
        let known = Record { postcode: some("36201"), street: some("Príncipe 1"), ..ana };
        assert_eq!(all(known.clone()).len(), 9);
        assert_eq!(all(Record { came_with: vec!["+34612345678".into()], ..known }).len(), 10);
    }

    #[test]
    fn every_word_is_read_back() {
        assert!(Rule::ALL.into_iter().all(|rule| Rule::from_word(rule.word()) == Some(rule)));
    }
}
