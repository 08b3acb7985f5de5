//! Columns of outcomes and marks.

use super::registers::{LANES, features, load_bytes, store_bytes};
use std::arch::x86_64::{
    _mm512_cmpeq_epu8_mask, _mm512_cmple_epu8_mask, _mm512_cmpneq_epu8_mask, _mm512_mask_mov_epi8,
    _mm512_mask_sub_epi8, _mm512_set1_epi8, _mm512_test_epi8_mask,
};

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
    fn one_of_them<const ALONE: bool>(outcomes: &[u8], wanted: u16, marks: &mut [u64]) {
        let wanted = _mm512_set1_epi8(wanted as i8);
        for (part, marks) in outcomes.chunks_exact(2 * LANES).zip(marks) {
            let equal = _mm512_cmpeq_epu8_mask(load_bytes(part), wanted);
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
