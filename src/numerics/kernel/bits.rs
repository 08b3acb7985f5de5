//! Random bits for many trials: SplitMix64 in counter mode, a word for four of them.

use super::dispatch::at_each_level;
use super::layout::{Floors, GROUP, MOST_TRIALS, STRIDE, mix};
use super::rows::{Part, summed};
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

/// The words of random bits of a group.
const WORDS: usize = GROUP / 4;
/// The top bit of each quarter of a word.
const TOPS: u64 = 0x8000_8000_8000_8000;
/// The lowest bit of each quarter of a word.
const ONES: u64 = 0x0001_0001_0001_0001;

at_each_level! {
    /// Sixteen random bits for each trial; trial `i` has bits `16·(i mod 4)` and up of the word that
    /// `counter` gives after `i / 4` others.
    pub fn fill_u16(counter: u64, bits: &mut [u16]) = fill, avx512: wide::fill;
}

at_each_level! {
    /// Marks the trials whose sixteen bits, as [`fill_u16`] has them, are at or above a floor, a bit a
    /// trial, and keeps the bits.
    pub fn at_or_above(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) =
        mark, avx512: wide::mark;
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
    /// The same with a floor for the row of each trial, which is kept as a byte. Columns are those of at most
    /// [`MOST_TRIALS`] trials.
    pub fn at_or_above_by_row(
        counter: u64,
        floors: Floors<'_>,
        parts: &[Part<'_>],
        kept: (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) = mark_by_row, avx512: wide::mark_by_row, avx2: narrow::mark_by_row;
}

#[inline(always)]
pub(super) fn mark_by_row(
    counter: u64,
    floors: Floors,
    parts: &[Part],
    (rows, bits): (&mut [u8], &mut [u16]),
    marks: &mut [u64],
) {
    let mut sums = [0; MOST_TRIALS];
    let sums = &mut sums[..rows.len()];
    summed(parts, sums);
    for (row, sum) in rows.iter_mut().zip(sums) {
        *row = *sum as u8;
    }
    mark(counter, floors.lowest, bits, marks);
    // few are at or above the lowest floor, and fewer above their own
    for (group, marks) in marks.iter_mut().enumerate() {
        let mut left = *marks;
        while left != 0 {
            let at = group * GROUP + left.trailing_zeros() as usize;
            let floor = floors.by_row.get(usize::from(rows[at])).copied();
            if bits[at] < floor.unwrap_or(u16::MAX) {
                *marks &= !(left & left.wrapping_neg());
            }
            left &= left - 1;
        }
    }
}

#[inline(always)]
fn group_of_words(counter: u64, group: usize) -> [u64; WORDS] {
    let mut words = [0; WORDS];
    for (i, word) in words.iter_mut().enumerate() {
        let index = (group * WORDS + i) as u64 + 1;
        *word = mix(counter.wrapping_add(index.wrapping_mul(STRIDE)));
    }
    words
}

#[inline(always)]
fn unpack(words: &[u64; WORDS], bits: &mut [u16]) {
    for (quad, word) in bits.chunks_exact_mut(4).zip(words) {
        quad[0] = *word as u16;
        quad[1] = (*word >> 16) as u16;
        quad[2] = (*word >> 32) as u16;
        quad[3] = (*word >> 48) as u16;
    }
}

#[inline(always)]
pub(super) fn fill(counter: u64, bits: &mut [u16]) {
    for (group, bits) in bits.chunks_exact_mut(GROUP).enumerate() {
        unpack(&group_of_words(counter, group), bits);
    }
}

#[inline(always)]
fn mark(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) {
    // adding `lift` to the lower fifteen bits carries into the top bit where they reach those of the
    // floor; a floor in the upper half asks for the top bit too, one in the lower half takes it alone
    let (lift, lower) = match floor.checked_sub(0x8000) {
        Some(above) => (u64::from(0x8000 - above) * ONES, 0),
        None => (u64::from(0x8000 - floor) * ONES, TOPS),
    };
    let groups = bits.chunks_exact_mut(GROUP).zip(marks);
    for (group, (bits, marked)) in groups.enumerate() {
        let words = group_of_words(counter, group);
        unpack(&words, bits);
        let mut found = [0; WORDS];
        let mut any = 0;
        for (found, word) in found.iter_mut().zip(&words) {
            let carried = (word & !TOPS) + lift;
            *found = ((carried & word) | ((carried | word) & lower)) & TOPS;
            any |= *found;
        }
        *marked = 0;
        if any != 0 {
            for (i, found) in found.iter().enumerate() {
                let four =
                    (found >> 15 & 1) | (found >> 30 & 2) | (found >> 45 & 4) | (found >> 60 & 8);
                *marked |= four << (4 * i);
            }
        }
    }
}
