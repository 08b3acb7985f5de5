//! The plain loops for sixteen random bits per trial, one word for four trials, and for marks of those that reach a
//! rejection bound.

use super::layout::{GROUP, Lined, RowBounds, STRIDE, mix};
use super::rows::{Part, summed};

/// The words of random bits of a group.
const WORDS: usize = GROUP / 4;
/// The top bit of each quarter of a word.
const TOPS: u64 = 0x8000_8000_8000_8000;
/// The lowest bit of each quarter of a word.
const ONES: u64 = 0x0001_0001_0001_0001;

#[inline(always)]
pub(super) fn mark_by_row(
    counter: u64,
    bounds: RowBounds,
    parts: &[Part],
    (rows, bits): (&mut [u8], &mut [u16]),
    marks: &mut [u64],
) {
    let mut sums = Lined::of(0);
    let sums = &mut sums[..rows.len()];
    summed(parts, sums);
    for (row, sum) in rows.iter_mut().zip(sums) {
        *row = *sum as u8;
    }
    mark(counter, bounds.lowest, bits, marks);
    // few trials reach the lowest bound, and fewer their own
    for (group, marks) in marks.iter_mut().enumerate() {
        let mut left = *marks;
        while left != 0 {
            let at = group * GROUP + left.trailing_zeros() as usize;
            let floor = bounds.by_row.get(usize::from(rows[at])).copied();
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
pub(super) fn mark(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) {
    // adding `lift` to the lower fifteen bits carries into the top bit if they reach those of the floor; a floor in
    // the upper half also requires the top bit, and for one in the lower half the top bit alone is enough
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
