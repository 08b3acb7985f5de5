//! Random bits for many trials: SplitMix64 in counter mode, one 64-bit word for four trials.

use super::dispatch::at_each_level;
use super::layout::{RowBounds, STRIDE, mix};
use super::rows::Part;
use super::words::{fill, mark, mark_by_row};
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

at_each_level! {
    /// Fills `bits` with sixteen random bits for each trial: trial `i` has bits `16·(i mod 4)` and up of word `i / 4`
    /// of the stream at `counter`.
    pub fn fill_u16(counter: u64, bits: &mut [u16]) = fill, avx512: wide::fill, avx2: narrow::fill;
}

at_each_level! {
    /// Fills `bits` as [`fill_u16`] does, and marks the trials whose bits are at or above `floor`, one bit per trial.
    pub fn at_or_above(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) =
        mark, avx512: wide::mark, avx2: narrow::mark;
}

at_each_level! {
    /// Fills `out` with a uniform number strictly between 0 and 1 for each trial, made of its own word of the stream
    /// at `counter`.
    pub fn uniforms(counter: u64, out: &mut [f64]) = fill_uniforms;
}

/// The distance between neighbouring uniform numbers.
pub(super) const UNIT: f64 = 1.0 / 9_007_199_254_740_992.0;

/// The uniform number strictly between 0 and 1 that 53 of the bits of a random word give.
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
    /// Fills and marks as [`at_or_above`] does, with a floor for the row of each trial; `kept` receives the rows, as
    /// bytes, and the bits. For at most [`MOST_TRIALS`](super::MOST_TRIALS) trials.
    pub fn at_or_above_by_row(
        counter: u64,
        bounds: RowBounds<'_>,
        parts: &[Part<'_>],
        kept: (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) = mark_by_row, avx512: wide::mark_by_row, avx2: narrow::mark_by_row;
}
