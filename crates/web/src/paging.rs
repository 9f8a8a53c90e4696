//! Pages of lists: how many rows, and cursors in addresses, opaque to whoever carries them and checked when they come
//! back.

use base::{Error, Result};

/// Rows of a page of the API where the address does not say, and at most.
const ROWS: i64 = 50;
pub(crate) const MOST: i64 = 500;

/// A page of a list: its rows, and the cursor of the next page.
#[derive(Debug, serde::Serialize, schemars::JsonSchema)]
pub struct Page<T> {
    /// The rows.
    pub data: Vec<T>,
    /// Where the next page begins; nothing at the end.
    pub next: Option<String>,
}

/// A list that comes whole, or is told so.
#[derive(Debug, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
pub struct Many<T> {
    /// The rows.
    pub data: Vec<T>,
}

/// How many rows an address of the API asks for.
pub fn limit(asked: Option<i64>) -> Result<i64> {
    match asked.unwrap_or(ROWS) {
        limit @ 1..=MOST => Ok(limit),
        _ => Err(Error::invalid("limit", format!("A page has 1 to {MOST} rows."))),
    }
}

/// A page of rows, of which one more than fit were read: `place` says where the next begins, behind the last of these.
pub fn cut<T>(mut rows: Vec<T>, limit: i64, place: impl Fn(&T) -> String) -> Page<T> {
    let more = rows.len() as i64 > limit;
    rows.truncate(limit as usize);
    let next = rows.last().filter(|_| more).map(place);
    Page { data: rows, next }
}

/// Reads how many rows to pass over, where a list has no place of its own.
pub fn read_offset(text: Option<&str>) -> Result<u32> {
    text.map_or(Ok(0), |text| text.parse().map_err(|_| unknown()))
}

/// Refuses a place that nobody gave out.
pub fn unknown() -> Error {
    Error::invalid("cursor", "This page's address is not one that Hilo gave out. Start from the list.")
}

/// The place behind a row, as text: the sort's value and the row's id.
pub fn place(value: i64, id: &[u8; 16]) -> String {
    let id: String = id.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{value}.{id}")
}

/// The same in a list that has several orders: a place of one of them is none of another.
pub fn sorted_place(order: &str, value: i64, id: &[u8; 16]) -> String {
    format!("{order}.{}", place(value, id))
}

/// Reads the order of a place of such a list, and the place in it.
pub fn read_sorted(text: &str) -> Result<(&str, (i64, [u8; 16]))> {
    let (order, place) = text.split_once('.').ok_or_else(unknown)?;
    Ok((order, read_place(place)?))
}

/// Reads a place of this order.
pub fn read_place_in(order: &str, text: &str) -> Result<(i64, [u8; 16])> {
    match read_sorted(text)? {
        (given, place) if given == order => Ok(place),
        _ => {
            let says =
                "This place belongs to another order of the list. Ask for the same order, or start from the list.";
            Err(Error::invalid("cursor", says))
        }
    }
}

/// Reads a place that was given out.
pub fn read_place(text: &str) -> Result<(i64, [u8; 16])> {
    let (value, id) = text.split_once('.').ok_or_else(unknown)?;
    let value = value.parse().map_err(|_| unknown())?;
    if id.len() != 32 || !id.is_ascii() {
        return Err(unknown());
    }
    let mut bytes = [0; 16];
    for (index, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&id[index * 2..index * 2 + 2], 16).map_err(|_| unknown())?;
    }
    Ok((value, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_comes_back_as_it_went() {
        let id = *b"0123456789abcdef";
        assert_eq!(read_place(&place(-5, &id)), Ok((-5, id)));
        for text in ["", "5", "x.00", "5.zz", "5.", "5.0123456789abcdef0123456789abcdeé"] {
            assert!(read_place(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_place_of_one_order_is_none_of_another() {
        let id = *b"0123456789abcdef";
        let given = sorted_place("total", 7, &id);
        assert_eq!((read_place_in("total", &given), read_sorted(&given)), (Ok((7, id)), Ok(("total", (7, id)))));
        assert_eq!(read_place_in("newest", &given).map_err(|error| error.code()), Err("cursor"));
        for text in [place(7, &id), String::new(), "total".to_owned(), "total.7".to_owned()] {
            assert!(read_place_in("total", &text).is_err(), "{text}");
        }
    }
}
