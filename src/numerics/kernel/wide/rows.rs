//! Rows of trials, summed in registers or in memory.

use super::super::layout::GROUP;
use super::super::rows::Part;
use super::registers::{features, load_bytes, store_bytes};
use std::arch::x86_64::{
    __m512i, _mm512_add_epi8, _mm512_mask_add_epi8, _mm512_mullo_epi16, _mm512_set1_epi8,
    _mm512_set1_epi16, _mm512_setzero_si512,
};

/// Columns of outcomes and their factors, whose weighted sum is the row of each trial; the first factor is 1.
pub(super) type Columns<'a, const PARTS: usize> = ([&'a [u8]; PARTS], [__m512i; PARTS]);

features! {
    /// The columns, if all parts are columns of outcomes and the first has the factor 1.
    pub(super) fn columns_of<'a, const PARTS: usize>(parts: &[Part<'a>]) -> Option<Columns<'a, PARTS>> {
        if parts.len() != PARTS || !matches!(parts.first(), Some(Part::Outcomes(_, 1))) {
            return None;
        }
        let (mut columns, mut times) = ([&[][..]; PARTS], [_mm512_setzero_si512(); PARTS]);
        for (i, part) in parts.iter().enumerate() {
            let Part::Outcomes(outcomes, own) = part else { return None };
            (columns[i], times[i]) = (outcomes, _mm512_set1_epi16(*own as i16));
        }
        Some((columns, times))
    }
}

features! {
    /// The rows of the 64 trials from `from` on.
    pub(super) fn rows_at<const PARTS: usize>((columns, times): &Columns<PARTS>, from: usize) -> __m512i {
        let mut sum = load_bytes(&columns[0][from..]);
        for (outcomes, times) in columns[1..].iter().zip(&times[1..]) {
            // multiplies two bytes at once: only the products of unused trials carry into the next byte, and unused
            // trials come last
            let added = _mm512_mullo_epi16(load_bytes(&outcomes[from..]), *times);
            sum = _mm512_add_epi8(sum, added);
        }
        sum
    }
}

features! {
    /// Overwrites `rows` with the sums of the parts.
    pub(super) fn sum_parts(parts: &[Part], rows: &mut [u8]) {
        match parts {
            [] => rows.fill(0),
            [first, others @ ..] => {
                add_part::<true>(first, rows);
                for part in others {
                    add_part::<false>(part, rows);
                }
            }
        }
    }
}

features! {
    /// Adds a part to the rows; with `FIRST`, overwrites them.
    fn add_part<const FIRST: bool>(part: &Part, rows: &mut [u8]) {
        let so_far = |rows: &[u8]| if FIRST { _mm512_setzero_si512() } else { load_bytes(rows) };
        match part {
            Part::Outcomes(outcomes, times) => {
                // as in `rows_at`
                let times = _mm512_set1_epi16(*times as i16);
                let pairs = rows.chunks_exact_mut(GROUP).zip(outcomes.chunks_exact(GROUP));
                for (rows, outcomes) in pairs {
                    let added = _mm512_mullo_epi16(load_bytes(outcomes), times);
                    store_bytes(_mm512_add_epi8(so_far(rows), added), rows);
                }
            }
            Part::Marks(marks, more) => {
                let more = _mm512_set1_epi8(*more as i8);
                for (rows, marks) in rows.chunks_exact_mut(GROUP).zip(*marks) {
                    let so_far = so_far(rows);
                    store_bytes(_mm512_mask_add_epi8(so_far, *marks, so_far, more), rows);
                }
            }
        }
    }
}
