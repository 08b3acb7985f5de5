//! Columns of outcomes and marks.

use super::registers::{LANES, features, load_bytes, marked, store_bytes};
use std::arch::x86_64::{
    __m256i, _mm_add_epi64, _mm_extract_epi64, _mm256_add_epi8, _mm256_add_epi64, _mm256_and_si256,
    _mm256_blendv_epi8, _mm256_castsi256_si128, _mm256_cmpeq_epi8, _mm256_extracti128_si256,
    _mm256_min_epu8, _mm256_movemask_epi8, _mm256_or_si256, _mm256_sad_epu8, _mm256_set1_epi8,
    _mm256_setzero_si256, _mm256_sub_epi8,
};

/// The number of marked trials. Compiled without wider instructions, with which the compiler would be slower for a
/// few words.
#[inline(never)]
#[target_feature(enable = "popcnt")]
pub(in super::super) fn count(marks: &[u64]) -> u64 {
    let mut sum = 0;
    for word in marks {
        sum += u64::from(word.count_ones());
    }
    sum
}

/// The most groups that one byte can count.
const MOST_GROUPS: usize = u8::MAX as usize;

features! {
    /// Counts as the plain loop does. Also used where there are wide registers, whose byte comparisons give masks
    /// that are slower to count.
    pub(in super::super) fn histogram(outcomes: &[u8], among: &[u64], counts: &mut [u64]) {
        let Some((first, others)) = counts.split_first_mut() else { return };
        let mut rest = count(among);
        for (outcome, sum) in others.iter_mut().enumerate() {
            let expected = _mm256_set1_epi8(outcome as i8 + 1);
            let mut counted = 0;
            let parts = outcomes.chunks(MOST_GROUPS * 2 * LANES).zip(among.chunks(MOST_GROUPS));
            for (outcomes, among) in parts {
                let mut sums = [_mm256_setzero_si256(); 2];
                for (part, among) in outcomes.chunks_exact(2 * LANES).zip(among) {
                    let mut equal = [
                        _mm256_cmpeq_epi8(load_bytes(part), expected),
                        _mm256_cmpeq_epi8(load_bytes(&part[LANES..]), expected),
                    ];
                    if *among != u64::MAX {
                        equal[0] = _mm256_and_si256(equal[0], marked(*among));
                        equal[1] = _mm256_and_si256(equal[1], marked(*among >> LANES));
                    }
                    sums[0] = _mm256_sub_epi8(sums[0], equal[0]);
                    sums[1] = _mm256_sub_epi8(sums[1], equal[1]);
                }
                counted += sum_of_bytes(sums);
            }
            *sum += counted;
            rest -= counted;
        }
        *first += rest;
    }
}

features! {
    fn sum_of_bytes([first, second]: [__m256i; 2]) -> u64 {
        let zero = _mm256_setzero_si256();
        let four = _mm256_add_epi64(_mm256_sad_epu8(first, zero), _mm256_sad_epu8(second, zero));
        let (low, high) = (_mm256_castsi256_si128(four), _mm256_extracti128_si256::<1>(four));
        let two = _mm_add_epi64(low, high);
        (_mm_extract_epi64::<0>(two) + _mm_extract_epi64::<1>(two)) as u64
    }
}

features! {
    pub(in super::super) fn one_of(outcomes: &[u8], some: &[u16], marks: &mut [u64]) {
        for (part, marks) in outcomes.chunks_exact(2 * LANES).zip(marks) {
            let (first, second) = (load_bytes(part), load_bytes(&part[LANES..]));
            let mut found = [_mm256_setzero_si256(); 2];
            for outcome in some {
                let expected = _mm256_set1_epi8(*outcome as i8);
                found[0] = _mm256_or_si256(found[0], _mm256_cmpeq_epi8(first, expected));
                found[1] = _mm256_or_si256(found[1], _mm256_cmpeq_epi8(second, expected));
            }
            let of = |found| u64::from(_mm256_movemask_epi8(found) as u32);
            *marks = of(found[0]) | of(found[1]) << LANES;
        }
    }
}

features! {
    pub(in super::super) fn different(a: &[u8], b: &[u8], marks: &mut [u64]) {
        let pairs = a.chunks_exact(2 * LANES).zip(b.chunks_exact(2 * LANES));
        for ((a, b), marks) in pairs.zip(marks) {
            let of = |a: &[u8], b: &[u8]| {
                _mm256_movemask_epi8(_mm256_cmpeq_epi8(load_bytes(a), load_bytes(b))) as u32
            };
            let second = of(&a[LANES..], &b[LANES..]);
            *marks = !(u64::from(of(a, b)) | u64::from(second) << LANES);
        }
    }
}

features! {
    pub(in super::super) fn own_first(ranks: &mut [u8], own: &[u8], moved: &mut [u64]) {
        let zero = _mm256_setzero_si256();
        let pairs = ranks.chunks_exact_mut(2 * LANES).zip(own.chunks_exact(2 * LANES));
        for ((ranks, own), moved) in pairs.zip(moved) {
            *moved = 0;
            for i in 0..2 {
                let (ranks, own) = (&mut ranks[i * LANES..], load_bytes(&own[i * LANES..]));
                let rank = load_bytes(ranks);
                let stays = _mm256_cmpeq_epi8(rank, zero);
                // 255 if the rank is at most the own outcome, which subtracts 1
                let before = _mm256_cmpeq_epi8(_mm256_min_epu8(rank, own), rank);
                let other = _mm256_add_epi8(rank, before);
                store_bytes(_mm256_blendv_epi8(other, own, stays), ranks);
                *moved |= u64::from(!_mm256_movemask_epi8(stays) as u32) << (LANES * i);
            }
        }
    }
}
