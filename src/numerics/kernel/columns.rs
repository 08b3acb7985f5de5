//! Columns of outcomes, steps and numbers: marks (bit masks, one bit per trial) of the trials that satisfy a
//! condition, and counts of them.

use super::dispatch::at_each_level;
use super::layout::GROUP;
use super::rows::spread;
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

/// The trials whose marks fill a byte.
const EIGHT: usize = 8;
/// The lowest bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// All but the top bit of each byte.
const LOWER: u64 = 0x7F7F_7F7F_7F7F_7F7F;
/// The factor that gathers the lowest bits of all bytes in the top byte, in order.
const GATHER: u64 = 0x0102_0408_1020_4080;

at_each_level! {
    /// Marks the trials whose outcome is in `some`.
    pub fn one_of(outcomes: &[u8], some: &[u16], marks: &mut [u64]) = one_of_bytes, avx512: wide::one_of, avx2: narrow::one_of;
}

at_each_level! {
    /// The number of marked trials.
    pub fn count(marks: &[u64]) -> u64 = counted, avx512: narrow::count, avx2: narrow::count;
}

at_each_level! {
    /// Adds the number of marked trials with each outcome to `counts`, which has room for every outcome that occurs.
    pub fn histogram(outcomes: &[u8], among: &[u64], counts: &mut [u64]) = each_counted, avx512: narrow::histogram, avx2: narrow::histogram;
}

/// The entries that are written for each group, marked or not; groups seldom have more marks than this.
pub const OVERHANG: usize = 2;

#[inline(always)]
fn listed(marks: &[u64], trials: &mut [u16]) -> usize {
    let mut count = 0;
    for (group, marks) in marks.iter().enumerate() {
        let mut left = *marks;
        let mut next = || {
            let trial = group * GROUP + left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            trial as u16
        };
        for trial in &mut trials[count..count + OVERHANG] {
            *trial = next();
        }
        let all = marks.count_ones() as usize;
        if all > OVERHANG {
            for trial in &mut trials[count + OVERHANG..count + all] {
                *trial = next();
            }
        }
        count += all;
    }
    count
}

#[inline(always)]
fn step_put(steps: &mut [u32], marks: &[u64], step: u32) {
    for (steps, marks) in steps.chunks_exact_mut(GROUP).zip(marks) {
        let mut left = *marks;
        while left != 0 {
            steps[left.trailing_zeros() as usize % GROUP] = step;
            left &= left - 1;
        }
    }
}

#[inline(always)]
fn counted(marks: &[u64]) -> u64 {
    let mut sum = 0;
    for word in marks {
        sum += u64::from(word.count_ones());
    }
    sum
}

#[inline(always)]
fn each_counted(outcomes: &[u8], among: &[u64], counts: &mut [u64]) {
    let Some((first, others)) = counts.split_first_mut() else { return };
    let mut rest = counted(among);
    for (outcome, sum) in others.iter_mut().enumerate() {
        let outcome = outcome as u8 + 1;
        let mut met = 0;
        for (outcomes, among) in outcomes.chunks_exact(GROUP).zip(among) {
            // if all trials count, no marks are needed
            met += if *among == u64::MAX {
                u64::from(equal_of_group(outcomes, outcome))
            } else {
                let mut marks = [0];
                equal_bytes(outcomes, outcome, &mut marks);
                u64::from((marks[0] & among).count_ones())
            };
        }
        *sum += met;
        rest -= met;
    }
    *first += rest;
}

/// The number of trials of a group that have an outcome.
#[inline(always)]
fn equal_of_group(outcomes: &[u8], outcome: u8) -> u8 {
    outcomes[..GROUP].iter().fold(0, |sum, own| sum + u8::from(*own == outcome))
}

at_each_level! {
    /// Marks the trials in which two columns of outcomes differ.
    pub fn different(a: &[u8], b: &[u8], marks: &mut [u64]) = different_bytes, avx512: wide::different, avx2: narrow::different;
}

at_each_level! {
    /// Marks the trials whose step is at most `last`.
    pub fn not_after(steps: &[u32], last: u32, marks: &mut [u64]) = not_after_last;
}

at_each_level! {
    /// Adds one to the counts of the marked trials.
    pub fn count_up(counts: &mut [u32], marks: &[u64]) = counted_up, avx512: wide::count_up;
}

at_each_level! {
    /// Sets the step of the marked trials.
    pub fn put_step(steps: &mut [u32], marks: &[u64], step: u32) = step_put, avx512: wide::put_step;
}

at_each_level! {
    /// Lists the marked trials in order and returns their number. `trials` is longer than the number of trials by
    /// [`OVERHANG`]; entries beyond those listed are meaningless.
    pub fn list(marks: &[u64], trials: &mut [u16]) -> usize = listed;
}

at_each_level! {
    /// Appends one more digit to each mixed-radix index: `index · size + outcome`.
    pub fn add_outcomes_to_indices(indices: &mut [u32], outcomes: &[u8], size: u32) = outcomes_to_indices;
}

at_each_level! {
    /// Appends one more binary digit to each index: `index · 2`, plus 1 if it is marked.
    pub fn add_marks_to_indices(indices: &mut [u32], marks: &[u64]) = marks_to_indices;
}

at_each_level! {
    /// Converts ranks to outcomes in place, where rank 0 is the trial's own outcome and the others follow in order.
    /// Marks the trials whose outcome is not their own.
    pub fn own_first(ranks: &mut [u8], own: &[u8], moved: &mut [u64]) = in_own_order, avx512: wide::own_first, avx2: narrow::own_first;
}

at_each_level! {
    /// Copies indices below 256 into bytes.
    pub fn in_bytes(indices: &[u32], bytes: &mut [u8]) = lowest_bytes;
}

#[inline(always)]
fn lowest_bytes(indices: &[u32], bytes: &mut [u8]) {
    for (byte, index) in bytes.iter_mut().zip(indices) {
        *byte = *index as u8;
    }
}

#[inline(always)]
fn in_own_order(ranks: &mut [u8], own: &[u8], moved: &mut [u64]) {
    for (rank, own) in ranks.iter_mut().zip(own) {
        let other = rank.wrapping_sub(u8::from(*rank <= *own));
        *rank = if *rank == 0 { *own } else { other };
    }
    different_bytes(ranks, own, moved);
}

#[inline(always)]
fn outcomes_to_indices(indices: &mut [u32], outcomes: &[u8], size: u32) {
    for (index, outcome) in indices.iter_mut().zip(outcomes) {
        *index = *index * size + u32::from(*outcome);
    }
}

#[inline(always)]
fn marks_to_indices(indices: &mut [u32], marks: &[u64]) {
    for (indices, marks) in indices.chunks_exact_mut(GROUP).zip(marks) {
        for (index, one) in indices.iter_mut().zip(spread(*marks)) {
            *index = *index * 2 + u32::from(one);
        }
    }
}

#[inline(always)]
fn counted_up(counts: &mut [u32], marks: &[u64]) {
    for (counts, marks) in counts.chunks_exact_mut(GROUP).zip(marks) {
        if *marks != 0 {
            for (count, one) in counts.iter_mut().zip(spread(*marks)) {
                *count += u32::from(one);
            }
        }
    }
}

#[inline(always)]
fn eight(bytes: &[u8]) -> u64 {
    let mut eight = [0; EIGHT];
    eight.copy_from_slice(bytes);
    u64::from_le_bytes(eight)
}

/// A bit for each byte of a word, set if the byte is 0.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    let ones = !(((word & LOWER) + LOWER) | word | LOWER) >> 7;
    ones.wrapping_mul(GATHER) >> 56
}

#[inline(always)]
fn equal_bytes(outcomes: &[u8], outcome: u8, marks: &mut [u64]) {
    let expected = u64::from(outcome) * ONES;
    for (outcomes, marks) in outcomes.chunks_exact(GROUP).zip(marks) {
        let eights = outcomes.chunks_exact(EIGHT).enumerate();
        *marks =
            eights.fold(0, |all, (i, part)| all | zeros(eight(part) ^ expected) << (EIGHT * i));
    }
}

#[inline(always)]
fn one_of_bytes(outcomes: &[u8], some: &[u16], marks: &mut [u64]) {
    for (outcomes, marks) in outcomes.chunks_exact(GROUP).zip(marks) {
        *marks = 0;
        for outcome in some {
            let mut equal = [0];
            equal_bytes(outcomes, *outcome as u8, &mut equal);
            *marks |= equal[0];
        }
    }
}

#[inline(always)]
fn different_bytes(a: &[u8], b: &[u8], marks: &mut [u64]) {
    let groups = a.chunks_exact(GROUP).zip(b.chunks_exact(GROUP));
    for ((a, b), marks) in groups.zip(marks) {
        let eights = a.chunks_exact(EIGHT).zip(b.chunks_exact(EIGHT)).enumerate();
        *marks =
            !eights.fold(0, |all, (i, (a, b))| all | zeros(eight(a) ^ eight(b)) << (EIGHT * i));
    }
}

#[inline(always)]
fn not_after_last(steps: &[u32], last: u32, marks: &mut [u64]) {
    for (steps, marks) in steps.chunks_exact(GROUP).zip(marks) {
        *marks = gathered(|i| steps[i] <= last);
    }
}

/// The marks of a group: a bit for each index at which `holds` is true.
#[inline(always)]
pub(super) fn gathered(holds: impl Fn(usize) -> bool) -> u64 {
    let mut ones = [0_u8; GROUP];
    for (i, one) in ones.iter_mut().enumerate() {
        *one = u8::from(holds(i));
    }
    let eights = ones.chunks_exact(EIGHT).enumerate();
    eights.fold(0, |all, (i, part)| all | (eight(part).wrapping_mul(GATHER) >> 56) << (EIGHT * i))
}
