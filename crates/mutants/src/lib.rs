//! For tests of readers: bytes that nobody would send, made from some that somebody would.

/// xorshift64* (Vigna, 2016): the same in every run.
pub struct Dice(pub u64);

/// Where most tests begin.
pub const SEED: u64 = 88_172_645_463_325_252;

impl Dice {
    /// A number below this one; 0 where it is 0.
    pub fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        (self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 33) as usize % most.max(1)
    }

    /// One of these texts: cut, doubled, with letters and `marks` put in, changed or taken out, or with the end of
    /// another behind it.
    pub fn mutant(&mut self, first: usize, seeds: &[&str], marks: &[u8; 8]) -> Vec<u8> {
        let mut bytes = seeds[first % seeds.len()].as_bytes().to_vec();
        for _ in 0..self.below(7) {
            let at = self.below(bytes.len());
            match self.below(6) {
                0 => bytes.truncate(at.max(bytes.len() / 2)),
                1 if !bytes.is_empty() => bytes[at] = self.below(256) as u8,
                2 => bytes.insert(at, marks[self.below(8)]),
                3 if !bytes.is_empty() => drop(bytes.remove(at)),
                4 => {
                    let end = at + self.below(bytes.len() - at);
                    let part = bytes[at..end].to_vec();
                    bytes.splice(at..at, part);
                }
                _ => {
                    let other = seeds[self.below(seeds.len())].as_bytes();
                    let from = self.below(other.len());
                    bytes.extend_from_slice(&other[from..]);
                }
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutants_are_the_same_in_every_run_and_not_all_alike() {
        let all = || {
            let mut dice = Dice(SEED);
            (0..50).map(|turn| dice.mutant(turn, &["a;b\n1;2\n", "{}"], b"\",;\n<&=|")).collect::<Vec<_>>()
        };
        assert_eq!(all(), all());
        let mut different = all();
        different.sort();
        different.dedup();
        assert!(different.len() > 30, "{}", different.len());
    }
}
