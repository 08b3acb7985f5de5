//! Columns of outcomes, steps and numbers: marks of what holds, a bit a trial, and sums of them.

use super::dispatch::at_each_level;
use super::layout::GROUP;
use super::rows::spread;
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

/// The trials of a byte of marks.
const EIGHT: usize = 8;
/// The lowest bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// All but the top bit of each byte.
const LOWER: u64 = 0x7F7F_7F7F_7F7F_7F7F;
/// Carries the lowest bit of each byte into the top byte, in order.
const GATHER: u64 = 0x0102_0408_1020_4080;

at_each_level! {
    /// Marks the trials with one of some outcomes.
    pub fn one_of(outcomes: &[u8], some: &[u16], marks: &mut [u64]) = one_of_bytes, avx512: wide::one_of, avx2: narrow::one_of;
}

at_each_level! {
    /// How many trials are marked.
    pub fn count(marks: &[u64]) -> u64 = counted, avx512: narrow::count, avx2: narrow::count;
}

at_each_level! {
    /// Adds up how many of the marked trials have each outcome, from 0 on; none has another.
    pub fn histogram(outcomes: &[u8], among: &[u64], counts: &mut [u64]) = each_counted, avx512: narrow::histogram, avx2: narrow::histogram;
}

/// Trials of a group that are listed whether they are marked or not: as often no more are.
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
            // where all are meant, no mark need be made
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

/// How many trials of a group have an outcome.
#[inline(always)]
fn equal_of_group(outcomes: &[u8], outcome: u8) -> u8 {
    outcomes[..GROUP].iter().fold(0, |sum, own| sum + u8::from(*own == outcome))
}

at_each_level! {
    /// Marks the trials in which two columns of outcomes differ.
    pub fn different(a: &[u8], b: &[u8], marks: &mut [u64]) = different_bytes, avx512: wide::different, avx2: narrow::different;
}

at_each_level! {
    /// Marks the trials whose step is not after the last.
    pub fn not_after(steps: &[u32], last: u32, marks: &mut [u64]) = not_after_last;
}

at_each_level! {
    /// Adds one where marked.
    pub fn count_up(counts: &mut [u32], marks: &[u64]) = counted_up, avx512: wide::count_up;
}

at_each_level! {
    /// Puts a step where marked.
    pub fn put_step(steps: &mut [u32], marks: &[u64], step: u32) = step_put, avx512: wide::put_step;
}

at_each_level! {
    /// Lists the marked trials in order, and tells how many there are; the list is longer by [`OVERHANG`] than
    /// there are trials, and what stands beyond those that are listed means nothing.
    pub fn list(marks: &[u64], trials: &mut [u16]) -> usize = listed;
}

at_each_level! {
    /// Moves each index on by the outcome of one more part: `index · size + outcome`.
    pub fn add_outcomes_to_indices(indices: &mut [u32], outcomes: &[u8], size: u32) = outcomes_to_indices;
}

at_each_level! {
    /// Moves each index on by one more condition: `index · 2`, and 1 more where it is marked.
    pub fn add_marks_to_indices(indices: &mut [u32], marks: &[u64]) = marks_to_indices;
}

at_each_level! {
    /// From ranks in the order in which each trial's own outcome comes first to outcomes; marks the trials that come
    /// to another.
    pub fn own_first(ranks: &mut [u8], own: &[u8], moved: &mut [u64]) = in_own_order, avx512: wide::own_first, avx2: narrow::own_first;
}

at_each_level! {
    /// Indices that fit a byte in one each.
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

/// A bit for each byte of a word that is 0.
#[inline(always)]
fn zeros(word: u64) -> u64 {
    let ones = !(((word & LOWER) + LOWER) | word | LOWER) >> 7;
    ones.wrapping_mul(GATHER) >> 56
}

#[inline(always)]
fn equal_bytes(outcomes: &[u8], outcome: u8, marks: &mut [u64]) {
    let wanted = u64::from(outcome) * ONES;
    for (outcomes, marks) in outcomes.chunks_exact(GROUP).zip(marks) {
        let eights = outcomes.chunks_exact(EIGHT).enumerate();
        *marks = eights.fold(0, |all, (i, part)| all | zeros(eight(part) ^ wanted) << (EIGHT * i));
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

/// Marks of a group, of what holds of each place in it.
#[inline(always)]
pub(super) fn gathered(holds: impl Fn(usize) -> bool) -> u64 {
    let mut ones = [0_u8; GROUP];
    for (i, one) in ones.iter_mut().enumerate() {
        *one = u8::from(holds(i));
    }
    let eights = ones.chunks_exact(EIGHT).enumerate();
    eights.fold(0, |all, (i, part)| all | (eight(part).wrapping_mul(GATHER) >> 56) << (EIGHT * i))
}
