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
pub fn places<'v, T: Copy>(some: &[T]) -> [Val<'v>; AT_ONCE]
where
    Val<'v>: From<T>,
{
    std::array::from_fn(|place| Val::from(*some.get(place).unwrap_or(&some[0])))
}

/// The same for any number of values, in parts, each with what else the statement needs.
pub(crate) fn parts<'v, T: Copy>(all: &[T], rest: &[Val<'v>]) -> Vec<Vec<Val<'v>>>
where
    Val<'v>: From<T>,
{
    all.chunks(AT_ONCE).map(|some| places(some).into_iter().chain(rest.iter().cloned()).collect()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_has_a_place_and_no_place_is_empty() {
        let all: Vec<i64> = (0..70).collect();
        let number = |value: &Val| if let Val::Int(value) = value { *value } else { -1 };
        let parts: Vec<Vec<i64>> =
            parts(&all, &[Val::Int(7)]).iter().map(|part| part.iter().map(number).collect()).collect();
        assert_eq!(parts.len(), 3);
        assert!(parts.iter().all(|part| part.len() == AT_ONCE + 1 && part[AT_ONCE] == 7));
        assert_eq!(parts[2][..6], [64, 65, 66, 67, 68, 69]);
        assert!(parts[2][6..AT_ONCE].iter().all(|value| *value == 64));
        assert!(super::parts::<i64>(&[], &[]).is_empty());
        assert!(crate::many!().ends_with(&format!("${AT_ONCE})")));
    }
}
