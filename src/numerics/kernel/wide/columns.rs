//! Columns of outcomes and marks.

use super::registers::{
    LANES, features, load_bytes, load_numbers, put_where, store_bytes, store_numbers,
};
use std::arch::x86_64::{
    _mm512_cmpeq_epu8_mask, _mm512_cmple_epu8_mask, _mm512_cmpneq_epu8_mask, _mm512_mask_add_epi32,
    _mm512_mask_mov_epi8, _mm512_mask_mov_epi32, _mm512_mask_sub_epi8, _mm512_set1_epi8,
    _mm512_set1_epi32, _mm512_test_epi8_mask,
};

features! {
    pub(in super::super) fn count_up(counts: &mut [u32], marks: &[u64]) {
        let one = _mm512_set1_epi32(1);
        for (i, part) in counts.chunks_exact_mut(LANES / 2).enumerate() {
            let marked = (marks[i / 4] >> (LANES / 2 * (i % 4))) as u16;
            let count = load_numbers(part);
            store_numbers(_mm512_mask_add_epi32(count, marked, count, one), part);
        }
    }
}

features! {
    pub(in super::super) fn one_of(outcomes: &[u8], some: &[u16], marks: &mut [u64]) {
        match some {
            [] => marks.fill(0),
            [first, others @ ..] => {
                one_of_them::<true>(outcomes, *first, marks);
                for other in others {
                    one_of_them::<false>(outcomes, *other, marks);
                }
            }
        }
    }
}

features! {
    /// Marks the trials with an outcome; keeps the marks there are unless `ALONE`.
    fn one_of_them<const ALONE: bool>(outcomes: &[u8], expected: u16, marks: &mut [u64]) {
        let expected = _mm512_set1_epi8(expected as i8);
        for (part, marks) in outcomes.chunks_exact(2 * LANES).zip(marks) {
            let equal = _mm512_cmpeq_epu8_mask(load_bytes(part), expected);
            *marks = if ALONE { equal } else { *marks | equal };
        }
    }
}

features! {
    pub(in super::super) fn different(a: &[u8], b: &[u8], marks: &mut [u64]) {
        let pairs = a.chunks_exact(2 * LANES).zip(b.chunks_exact(2 * LANES));
        for ((a, b), marks) in pairs.zip(marks) {
            *marks = _mm512_cmpneq_epu8_mask(load_bytes(a), load_bytes(b));
        }
    }
}

features! {
    pub(in super::super) fn own_first(ranks: &mut [u8], own: &[u8], moved: &mut [u64]) {
        let one = _mm512_set1_epi8(1);
        let pairs = ranks.chunks_exact_mut(2 * LANES).zip(own.chunks_exact(2 * LANES));
        for ((ranks, own), moved) in pairs.zip(moved) {
            let (rank, own) = (load_bytes(ranks), load_bytes(own));
            *moved = _mm512_test_epi8_mask(rank, rank);
            let before = _mm512_cmple_epu8_mask(rank, own);
            let other = _mm512_mask_sub_epi8(rank, before, rank, one);
            store_bytes(_mm512_mask_mov_epi8(own, *moved, other), ranks);
        }
    }
}

features! {
    pub(in super::super) fn put_step(steps: &mut [u32], marks: &[u64], step: u32) {
        let step = _mm512_set1_epi32(step as i32);
        for (steps, marks) in steps.chunks_exact_mut(2 * LANES).zip(marks) {
            if *marks == 0 {
                continue;
            }
            for (i, part) in steps.chunks_exact_mut(LANES / 2).enumerate() {
                let marked = (marks >> (LANES / 2 * i)) as u16;
                store_numbers(_mm512_mask_mov_epi32(load_numbers(part), marked, step), part);
            }
        }
    }
}

features! {
    pub(in super::super) fn put(numbers: &mut [f64], marks: &[u64], x: f64) {
        for (numbers, marks) in numbers.chunks_exact_mut(2 * LANES).zip(marks) {
            if *marks == 0 {
                continue;
            }
            for (i, part) in numbers.chunks_exact_mut(LANES / 4).enumerate() {
                put_where(part, (marks >> (LANES / 4 * i)) as u8, x);
            }
        }
    }
}
