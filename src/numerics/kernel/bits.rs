//! Random bits for many trials: SplitMix64 in counter mode, a word for four of them.

use super::dispatch::at_each_level;
use super::layout::{Floors, STRIDE, mix};
use super::rows::Part;
use super::words::{fill, mark, mark_by_row};
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

at_each_level! {
    /// Sixteen random bits for each trial; trial `i` has bits `16·(i mod 4)` and up of the word that
    /// `counter` gives after `i / 4` others.
    pub fn fill_u16(counter: u64, bits: &mut [u16]) = fill, avx512: wide::fill, avx2: narrow::fill;
}

at_each_level! {
    /// Marks the trials whose sixteen bits, as [`fill_u16`] has them, are at or above a floor, a bit a
    /// trial, and keeps the bits.
    pub fn at_or_above(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) =
        mark, avx512: wide::mark, avx2: narrow::mark;
}

at_each_level! {
    /// A uniform number strictly between 0 and 1 for each trial, made of the word that `counter` gives
    /// after as many others as there are trials before.
    pub fn uniforms(counter: u64, out: &mut [f64]) = fill_uniforms;
}

/// How far uniform numbers stand apart.
pub(super) const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// A uniform number strictly between 0 and 1, with 53 of the random bits of a word.
#[inline(always)]
pub fn uniform(word: u64) -> f64 {
    ((word >> 11) as f64 + 0.5) * UNIT
}

#[inline(always)]
fn fill_uniforms(counter: u64, out: &mut [f64]) {
    for (i, x) in out.iter_mut().enumerate() {
        *x = uniform(mix(counter.wrapping_add((i as u64 + 1).wrapping_mul(STRIDE))));
    }
}

at_each_level! {
    /// [`at_or_above`] with a floor for the row of each trial, which is kept as a byte. Columns are those of at most
    /// [`MOST_TRIALS`](super::MOST_TRIALS) trials.
    pub fn at_or_above_by_row(
        counter: u64,
        floors: Floors<'_>,
        parts: &[Part<'_>],
        kept: (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) = mark_by_row, avx512: wide::mark_by_row, avx2: narrow::mark_by_row;
}
