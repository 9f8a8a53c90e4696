//! Lists in statements. Neither engine takes a list for a parameter in a way that both have, so a statement has
//! [`AT_ONCE`] places, and a longer list is asked in parts.

use crate::value::Val;

/// How many values one statement takes.
pub const AT_ONCE: usize = 32;

/// The places of a list as SQL writes them: the first 32 parameters. What else a statement needs comes behind.
#[macro_export]
macro_rules! many {
    () => {
        "($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
             $25, $26, $27, $28, $29, $30, $31, $32)"
    };
}

/// The parameters for up to [`AT_ONCE`] values, of which there is one at least; a place that is left over names the
/// first again.
pub fn places<T: Copy>(some: &[T]) -> [Val<'static>; AT_ONCE]
where
    Val<'static>: From<T>,
{
    std::array::from_fn(|place| Val::from(*some.get(place).unwrap_or(&some[0])))
}

/// The same for any number of values, in parts.
pub fn parts<T: Copy>(all: &[T]) -> impl Iterator<Item = [Val<'static>; AT_ONCE]>
where
    Val<'static>: From<T>,
{
    all.chunks(AT_ONCE).map(places)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_place_and_no_place_is_empty() {
        let all: Vec<i64> = (0..70).collect();
        let parts: Vec<Vec<i64>> = parts(&all)
            .map(|part| part.iter().map(|value| if let Val::Int(value) = value { *value } else { -1 }).collect())
            .collect();
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| part.len() == AT_ONCE));
        assert_eq!(parts[2][..6], [64, 65, 66, 67, 68, 69]);
        assert!(parts[2][6..].iter().all(|value| *value == 64));
        assert!(super::parts::<i64>(&[]).next().is_none());
        assert!(crate::many!().ends_with(&format!("${AT_ONCE})")));
    }
}
