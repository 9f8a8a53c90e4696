//! Days and months by name.

use jiff::Zoned;

use super::Lang;

const WEEKDAYS_ES: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const WEEKDAYS_EN: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const MONTHS_ES: [&str; 12] = [
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
];
const MONTHS_EN: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const SHORT_ES: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"];
const SHORT_EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sept", "Oct", "Nov", "Dec"];

/// `sábado`, `Saturday`.
pub fn weekday(lang: Lang, at: &Zoned) -> &'static str {
    let place = at.weekday().to_monday_zero_offset() as usize;
    if lang == Lang::Es { WEEKDAYS_ES[place] } else { WEEKDAYS_EN[place] }
}

/// `14 de noviembre`, `14 November 2010`.
pub fn day_and_month(lang: Lang, at: &Zoned, with_year: bool) -> String {
    match (lang, with_year) {
        (Lang::Es, false) => format!("{} de {}", at.day(), month(lang, at)),
        (Lang::Es, true) => format!("{} de {} de {}", at.day(), month(lang, at), at.year()),
        (Lang::En, false) => format!("{} {}", at.day(), month(lang, at)),
        (Lang::En, true) => format!("{} {} {}", at.day(), month(lang, at), at.year()),
    }
}

/// `marzo de 2021`, `March 2021`.
pub fn month_and_year(lang: Lang, at: &Zoned) -> String {
    match lang {
        Lang::Es => format!("{} de {}", month(lang, at), at.year()),
        Lang::En => format!("{} {}", month(lang, at), at.year()),
    }
}

/// `14 nov 2026`.
pub fn short(lang: Lang, at: &Zoned) -> String {
    let place = at.month() as usize - 1;
    let month = if lang == Lang::Es { SHORT_ES[place] } else { SHORT_EN[place] };
    format!("{} {month} {}", at.day(), at.year())
}

/// `sábado 14 de noviembre de 2026`.
pub fn long(lang: Lang, at: &Zoned) -> String {
    format!("{} {}", weekday(lang, at), day_and_month(lang, at, true))
}

/// The same with a capital at its start.
pub fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

fn month(lang: Lang, at: &Zoned) -> &'static str {
    let place = at.month() as usize - 1;
    if lang == Lang::Es { MONTHS_ES[place] } else { MONTHS_EN[place] }
}
