//! Chance that falls alike on every run: SplitMix64 (Steele, Lea and Flood, 2014), in whole numbers.

/// Dice of their own for each purpose, so that a change in one part of Telar leaves the others as they were. The
/// benches throw them too.
pub struct Dice(u64);

impl Dice {
    /// Dice that always fall alike for this seed.
    pub const fn new(seed: u64) -> Dice {
        Dice(seed)
    }

    /// Dice for what this word names: the seed is its FNV-1a hash.
    pub fn named(word: &str) -> Dice {
        let step = |hash: u64, byte: u8| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        Dice(word.bytes().fold(0xcbf2_9ce4_8422_2325, step))
    }

    /// The next 64 bits.
    pub fn roll(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 up to, not with, `end`; 0 where `end` is 0.
    pub fn below(&mut self, end: u64) -> u64 {
        ((u128::from(self.roll()) * u128::from(end)) >> 64) as u64
    }

    /// A number from `first` to `last`, both possible.
    pub fn between(&mut self, first: i64, last: i64) -> i64 {
        first + self.below((last - first + 1).max(0) as u64) as i64
    }

    /// True in so many of a hundred rolls.
    pub fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }

    /// Sixteen bytes.
    pub fn bytes(&mut self) -> [u8; 16] {
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&self.roll().to_be_bytes());
        bytes[8..].copy_from_slice(&self.roll().to_be_bytes());
        bytes
    }

    /// One of these; there must be one.
    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> &'a T {
        &from[self.below(from.len() as u64) as usize]
    }

    /// A place in this list of weights, the heavier the likelier.
    pub fn weigh(&mut self, weights: impl Iterator<Item = u64> + Clone) -> usize {
        let mut left = self.below(weights.clone().sum());
        for (place, weight) in weights.enumerate() {
            if left < weight {
                return place;
            }
            left -= weight;
        }
        0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The first outputs of the reference implementation for the seed 1234567.
    #[test]
    fn the_dice_are_splitmix64() {
        let mut dice = Dice::new(1_234_567);
        let expected = [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!([dice.roll(), dice.roll(), dice.roll()], expected);
    }

    #[test]
    fn weights_and_bounds_are_kept() {
        let mut dice = Dice::named("test");
        for _ in 0..1_000 {
            assert!((3..=5).contains(&dice.between(3, 5)));
            assert_eq!(dice.weigh([0, 7, 0].into_iter()), 1);
        }
    }
}
