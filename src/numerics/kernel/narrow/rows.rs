//! Rows of trials, summed in registers or in memory.

use super::super::rows::Part;
use super::registers::{LANES, features, load_bytes, marked, store_bytes};
use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_and_si256, _mm256_mullo_epi16, _mm256_set1_epi8,
    _mm256_set1_epi16, _mm256_setzero_si256,
};

/// Columns of outcomes and their factors, whose weighted sum is the row of each trial; the first factor is 1.
pub(super) type Columns<'a, const PARTS: usize> = ([&'a [u8]; PARTS], [__m256i; PARTS]);

features! {
    /// The columns, if all parts are columns of outcomes and the first has the factor 1.
    pub(super) fn columns_of<'a, const PARTS: usize>(parts: &[Part<'a>]) -> Option<Columns<'a, PARTS>> {
        if parts.len() != PARTS || !matches!(parts.first(), Some(Part::Outcomes(_, 1))) {
            return None;
        }
        let (mut columns, mut times) = ([&[][..]; PARTS], [_mm256_setzero_si256(); PARTS]);
        for (i, part) in parts.iter().enumerate() {
            let Part::Outcomes(outcomes, own) = part else { return None };
            (columns[i], times[i]) = (outcomes, _mm256_set1_epi16(*own as i16));
        }
        Some((columns, times))
    }
}

features! {
    /// The rows of the 32 trials from `from` on.
    pub(super) fn rows_at<const PARTS: usize>((columns, times): &Columns<PARTS>, from: usize) -> __m256i {
        let mut sum = load_bytes(&columns[0][from..]);
        for (outcomes, times) in columns[1..].iter().zip(&times[1..]) {
            // multiplies two bytes at once: only the products of unused trials carry into the next byte, and unused
            // trials come last
            let added = _mm256_mullo_epi16(load_bytes(&outcomes[from..]), *times);
            sum = _mm256_add_epi8(sum, added);
        }
        sum
    }
}

features! {
    /// Adds the sum of the parts to the rows.
    pub(super) fn add_parts(parts: &[Part], rows: &mut [u8]) {
        for part in parts {
            match part {
                Part::Outcomes(outcomes, times) => {
                    // as in `rows_at`
                    let times = _mm256_set1_epi16(*times as i16);
                    for (rows, outcomes) in rows.chunks_exact_mut(LANES).zip(outcomes.chunks_exact(LANES)) {
                        let added = _mm256_mullo_epi16(load_bytes(outcomes), times);
                        store_bytes(_mm256_add_epi8(load_bytes(rows), added), rows);
                    }
                }
                Part::Marks(marks, more) => {
                    let more = _mm256_set1_epi8(*more as i8);
                    for (i, rows) in rows.chunks_exact_mut(LANES).enumerate() {
                        let added = _mm256_and_si256(marked(marks[i / 2] >> (LANES * (i % 2))), more);
                        store_bytes(_mm256_add_epi8(load_bytes(rows), added), rows);
                    }
                }
            }
        }
    }
}
