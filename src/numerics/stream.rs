//! Random numbers that depend on (seed, name, world, step, trial) and on nothing else.
//!
//! A stream is SplitMix64 (Steele, Lea and Flood 2014, with Stafford's mixing constants, variant 13) in counter mode:
//! word `i` of the stream with key `k` is `mix(k + (i + 1)·φ)`. Any word can be computed without those before it, so
//! sparse reads cost only the words they read, and no thread, shard or other variable can shift them. Keys are
//! derived from the seed and the FNV-1a hash of the variable's name by the same mixing.
//!
//! A *name* here is any text; nothing depends on a model.

use super::kernel::{self, Level, Part, STRIDE, Segments, Table, mix};
use rand::rand_core::{SeedableRng, TryRng};
use std::convert::Infallible;

/// The name of the generator, as `run.json` records it.
pub const GENERATOR: &str = "splitmix64-counter-1";

/// The key of a stream, derived from a seed, a name and a path of indices (purpose, world, step, block).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Key(u64);

/// A purpose, world, step or block, hashed so that it can be combined with many keys.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Place(u64);

impl Place {
    /// The place of an index.
    #[inline]
    pub fn of(index: u64) -> Self {
        Self(mix(index.wrapping_add(STRIDE).wrapping_mul(0xD134_2543_DE82_EF95)))
    }
}

impl Key {
    /// The key of all streams of the variable `name`.
    pub fn of(seed: u64, name: &str) -> Self {
        let fnv = name.bytes().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01B3)
        });
        Self(mix(mix(seed.wrapping_add(STRIDE)) ^ mix(fnv.wrapping_add(STRIDE))))
    }

    /// The key of the stream of its own that one of several purposes, worlds, steps or blocks has.
    #[inline]
    #[must_use]
    pub fn at(self, index: u64) -> Self {
        self.to(Place::of(index))
    }

    /// [`Key::at`] for a place that many keys share.
    #[inline]
    #[must_use]
    pub fn to(self, place: Place) -> Self {
        Self(mix(self.0 ^ place.0))
    }

    /// Word `index` of the stream: 64 random bits.
    #[inline]
    pub fn word(self, index: u64) -> u64 {
        mix(self.0.wrapping_add((index + 1).wrapping_mul(STRIDE)))
    }

    /// A uniform number strictly between 0 and 1, with 53 random bits.
    #[inline]
    pub fn uniform(self, index: u64) -> f64 {
        kernel::uniform(self.word(index))
    }

    /// Fills `lanes` with [`Key::uniform`] of each index.
    pub fn uniforms(self, lanes: &mut [f64]) {
        kernel::uniforms(Level::best(), self.0, lanes);
    }

    /// Fills `lanes` with a function of [`Key::uniform`] of each index, by polynomials. The length is a multiple of
    /// [`kernel::GROUP`]. Returns whether any value is NaN.
    pub fn by_segments(self, function: Segments<'_>, lanes: &mut [f64]) -> bool {
        kernel::draw_by_segments(Level::best(), self.0, function, lanes)
    }

    /// Fills `lanes` with uniform numbers between `low` and `high`, by [`Key::uniform`].
    pub fn between(self, low: f64, high: f64, lanes: &mut [f64]) {
        kernel::draw_between(Level::best(), self.0, low, high, lanes);
    }

    /// Fills `lanes` with [`Key::bits`] of each index and marks, one bit per lane, those that are at least `floor`.
    /// The length is a multiple of [`kernel::GROUP`].
    pub fn at_or_above(self, floor: u16, lanes: &mut [u16], marks: &mut [u64]) {
        kernel::at_or_above(Level::best(), self.0, floor, lanes, marks);
    }

    /// Does the same as [`Key::at_or_above`] with a floor for each lane's row; `kept` receives the rows and the bits.
    pub fn at_or_above_by_row(
        self,
        bounds: kernel::RowBounds,
        parts: &[Part],
        kept: (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) {
        kernel::at_or_above_by_row(Level::best(), self.0, bounds, parts, kept, marks);
    }

    /// Draws a rank for each lane from its row of a table by [`Key::bits`]. Marks in `tied`, one bit per lane, the
    /// lanes whose bits equal a threshold. Adds the number of lanes with each rank to `counts`, unless that is empty.
    pub fn ranks(
        self,
        table: Table,
        parts: &[Part],
        tied: &mut [u64],
        ranks: &mut [u8],
        counts: &mut [u64],
    ) {
        kernel::ranks(Level::best(), self.0, table, parts, tied, ranks, counts);
    }

    /// Sixteen random bits of one lane: bits `16·(i mod 4)` and up of word `i / 4` for lane `i`.
    #[inline]
    pub fn bits(self, lane: u64) -> u16 {
        (self.word(lane / 4) >> (16 * (lane % 4))) as u16
    }

    /// The 64-bit uniform number of a lane whose first sixteen bits are [`Key::bits`]; the further bits decide when
    /// those sixteen tie with a threshold.
    #[inline]
    pub fn refine(self, first: u16, lane: u64) -> u64 {
        let further = Self(self.0 ^ 0xA5A5_5A5A_1234_5678).word(lane);
        (u64::from(first) << 48) | (further >> 16)
    }

    /// The stream read word after word, for samplers that need a generator.
    pub fn sequence(self) -> Sequence {
        Sequence { key: self, next: 0 }
    }
}

/// A generator that reads a stream word after word.
#[derive(Clone, Debug)]
pub struct Sequence {
    key: Key,
    next: u64,
}

impl TryRng for Sequence {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        self.try_next_u64().map(|word| (word >> 32) as u32)
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        let word = self.key.word(self.next);
        self.next += 1;
        Ok(word)
    }

    fn try_fill_bytes(&mut self, target: &mut [u8]) -> Result<(), Infallible> {
        for chunk in target.chunks_mut(8) {
            let word = self.try_next_u64()?.to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
        Ok(())
    }
}

impl SeedableRng for Sequence {
    type Seed = [u8; 8];

    fn from_seed(seed: Self::Seed) -> Self {
        Key::of(u64::from_le_bytes(seed), "").sequence()
    }
}

#[cfg(test)]
mod tests {
    use super::super::kernel::GROUP;
    use super::*;

    #[test]
    fn a_word_does_not_depend_on_those_before_it() {
        let key = Key::of(7, "talks").at(3);
        let mut lanes = [0_u16; 1024];
        kernel::fill_u16(Level::best(), key.0, &mut lanes);
        let mut few = [0_u16; GROUP];
        kernel::fill_u16(Level::best(), key.0, &mut few);
        assert_eq!(few, lanes[..GROUP]);
        for (i, lane) in lanes.iter().enumerate() {
            assert_eq!(*lane, (key.word(i as u64 / 4) >> (16 * (i % 4))) as u16);
        }
    }

    #[test]
    fn names_seeds_and_indices_give_streams_of_their_own() {
        let base = Key::of(0, "venue");
        let others =
            [Key::of(1, "venue"), Key::of(0, "venues"), base.at(0), base.at(1), base.at(0).at(1)];
        for (i, a) in others.iter().enumerate() {
            assert_ne!(a.word(0), base.word(0));
            assert!(others[i + 1..].iter().all(|b| b.word(0) != a.word(0)));
        }
    }

    #[test]
    fn uniforms_are_open_at_both_ends_and_even() {
        let key = Key::of(0, "even");
        let n = 1_u64 << 16;
        let mean = (0..n).map(|i| key.uniform(i)).sum::<f64>() / n as f64;
        let bound = 4.0 * (1.0_f64 / 12.0).sqrt() / 256.0;
        assert!((mean - 0.5).abs() < bound, "{mean}");
        assert!((0..n).all(|i| key.uniform(i) > 0.0 && key.uniform(i) < 1.0));
    }

    /// The chi-square statistic of 16 by 16 cells over pairs of uniforms, in standard deviations from its mean.
    fn dependence(a: Key, b: Key) -> f64 {
        const PAIRS: u64 = 1 << 12;
        let mut cells = [0_u32; 256];
        for lane in 0..PAIRS {
            let (x, y) = (a.bits(lane) >> 12, b.bits(lane) >> 12);
            cells[usize::from(x * 16 + y)] += 1;
        }
        let expected = PAIRS as f64 / 256.0;
        let chi: f64 = cells.iter().map(|n| (f64::from(*n) - expected).powi(2) / expected).sum();
        (chi - 255.0) / (2.0_f64 * 255.0).sqrt()
    }

    #[test]
    fn streams_of_neighbours_do_not_know_of_each_other() {
        // keys as the engine makes them: name, purpose, step, block; those of delays also by the states they join
        let of = |name: &str| Key::of(0, name);
        let mut keys: Vec<Key> = Vec::new();
        for name in
            ["talks", "talkt", "Talks", "a", "b", "talks.none.experts", "talks.experts.none"]
        {
            for (purpose, step, block) in [(0, 0, 0), (1, 0, 0), (0, 1, 0), (0, 0, 1), (0, 2, 1)] {
                keys.push(of(name).at(purpose).at(step).at(block));
            }
            keys.push(of(name).at(1).at(0));
            keys.push(of(name).at(1).at(0).at(0).at(1));
        }
        keys.extend((1..6).map(|seed| Key::of(seed, "talks").at(0).at(0).at(0)));
        let mut worst = 0.0_f64;
        for (i, a) in keys.iter().enumerate() {
            for b in &keys[i + 1..] {
                worst = worst.max(dependence(*a, *b));
            }
        }
        // 1,431 pairs of a chi-square with 255 degrees of freedom: the chance that any exceeds 5.5 is 0.001
        assert!(worst < 5.5, "{worst}");
    }

    #[test]
    fn the_order_of_indices_matters_and_no_two_places_meet() {
        let base = Key::of(0, "talks");
        assert_ne!(base.at(1).at(2), base.at(2).at(1));
        let mut seen = std::collections::BTreeSet::new();
        for purpose in 0..2 {
            for (step, block) in (0..100).flat_map(|step| (0..100).map(move |block| (step, block)))
            {
                let key = base.at(purpose).at(step).at(block);
                assert!(seen.insert(key.0), "purpose {purpose}, step {step}, block {block}");
            }
        }
    }

    #[test]
    fn the_bits_that_refine_a_draw_are_not_those_of_the_draw() {
        let key = Key::of(0, "talks").at(0).at(0).at(0);
        let further = Key(key.0 ^ 0xA5A5_5A5A_1234_5678);
        assert!(dependence(key, further) < 4.5);
        for lane in 0..100 {
            assert_eq!(key.refine(key.bits(lane), lane) >> 48, u64::from(key.bits(lane)));
        }
    }
}
