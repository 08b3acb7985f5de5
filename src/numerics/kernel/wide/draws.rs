//! Random bits, and what they say of trials: whether they reach a floor, and which rank they draw.

use super::super::layout::{Floors, GROUP, MOST_IN_REGISTERS, Table, stride};
use super::super::rows::Part;
use super::registers::{Counter, LANES, features, load, load_bytes, store, store_bytes};
use std::arch::x86_64::{
    __m512i, _mm512_add_epi8, _mm512_castsi512_si256, _mm512_cmpeq_epu16_mask,
    _mm512_cmpge_epu16_mask, _mm512_cvtepu8_epi16, _mm512_extracti64x4_epi64, _mm512_kunpackd,
    _mm512_mask_add_epi8, _mm512_mask_blend_epi16, _mm512_mask_sub_epi8, _mm512_mullo_epi16,
    _mm512_permutex2var_epi16, _mm512_permutexvar_epi16, _mm512_set1_epi8, _mm512_set1_epi16,
    _mm512_setzero_si512, _mm512_test_epi16_mask,
};

features! {
    pub(in super::super) fn fill(counter: u64, bits: &mut [u16]) {
        let mut counter = Counter::new(counter);
        for part in bits.chunks_exact_mut(LANES) {
            store(counter.next(), part);
        }
    }
}

features! {
    pub(in super::super) fn mark(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) {
        let mut counter = Counter::new(counter);
        let floor = _mm512_set1_epi16(floor as i16);
        for (part, marked) in bits.chunks_exact_mut(GROUP).zip(marks) {
            let (low, high) = part.split_at_mut(LANES);
            let (first, second) = (counter.next(), counter.next());
            store(first, low);
            store(second, high);
            let reached = |word| _mm512_cmpge_epu16_mask(word, floor);
            *marked = _mm512_kunpackd(u64::from(reached(second)), u64::from(reached(first)));
        }
    }
}

features! {
    /// The rows of the trials of a group, a byte each: as many as registers hold.
    fn rows_of(parts: &[Part], group: usize) -> __m512i {
        let mut rows = _mm512_setzero_si512();
        for part in parts {
            rows = match part {
                Part::Outcomes(outcomes, 1) => {
                    _mm512_add_epi8(rows, load_bytes(&outcomes[group * GROUP..]))
                }
                Part::Outcomes(outcomes, times) => {
                    // two bytes at once: none carries into the next, but in trials that are not in
                    // use, after which none is
                    let outcomes = load_bytes(&outcomes[group * GROUP..]);
                    let added = _mm512_mullo_epi16(outcomes, _mm512_set1_epi16(*times as i16));
                    _mm512_add_epi8(rows, added)
                }
                Part::Marks(marks, more) => {
                    let more = _mm512_set1_epi8(*more as i8);
                    _mm512_mask_add_epi8(rows, marks[group], rows, more)
                }
            };
        }
        rows
    }
}

features! {
    /// Bytes of 64 trials, sixteen bits each: the first and the second half.
    fn in_sixteen(bytes: __m512i) -> [__m512i; 2] {
        [
            _mm512_cvtepu8_epi16(_mm512_castsi512_si256(bytes)),
            _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64::<1>(bytes)),
        ]
    }
}

features! {
    /// The numbers of the rows of 32 trials: out of one column of a table, which takes so many
    /// registers; none for a table of one row.
    fn select<const REGISTERS: usize>(column: &[u16], rows: __m512i) -> __m512i {
        let part = |i: usize| load(&column[i * LANES..]);
        match REGISTERS {
            0 => _mm512_set1_epi16(column[0] as i16),
            1 => _mm512_permutexvar_epi16(rows, part(0)),
            2 => _mm512_permutex2var_epi16(part(0), rows, part(1)),
            _ => {
                let low = _mm512_permutex2var_epi16(part(0), rows, part(1));
                let last = part(REGISTERS - 1);
                let high = _mm512_permutex2var_epi16(part(2), rows, last);
                let beyond = _mm512_test_epi16_mask(rows, _mm512_set1_epi16(64));
                _mm512_mask_blend_epi16(beyond, low, high)
            }
        }
    }
}

features! {
    fn mark_by<const REGISTERS: usize>(
        counter: u64,
        floors: &[u16],
        parts: &[Part],
        (rows, bits): (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) {
        let mut counter = Counter::new(counter);
        let columns = bits.chunks_exact_mut(GROUP).zip(rows.chunks_exact_mut(GROUP));
        for (group, ((bits, rows), marks)) in columns.zip(marks).enumerate() {
            let own = rows_of(parts, group);
            store_bytes(own, rows);
            let [low, high] = in_sixteen(own);
            let (first, second) = (counter.next(), counter.next());
            store(first, bits);
            store(second, &mut bits[LANES..]);
            let first = _mm512_cmpge_epu16_mask(first, select::<REGISTERS>(floors, low));
            let second = _mm512_cmpge_epu16_mask(second, select::<REGISTERS>(floors, high));
            *marks = _mm512_kunpackd(u64::from(second), u64::from(first));
        }
    }
}

features! {
    pub(in super::super) fn mark_by_row(
        counter: u64,
        floors: Floors,
        parts: &[Part],
        kept: (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) {
        let mut padded = [u16::MAX; MOST_IN_REGISTERS];
        padded[..floors.by_row.len()].copy_from_slice(floors.by_row);
        match floors.by_row.len().div_ceil(LANES) {
            0 | 1 => mark_by::<1>(counter, &padded, parts, kept, marks),
            2 => mark_by::<2>(counter, &padded, parts, kept, marks),
            3 => mark_by::<3>(counter, &padded, parts, kept, marks),
            _ => mark_by::<4>(counter, &padded, parts, kept, marks),
        }
    }
}

features! {
    fn ranks_of<const REGISTERS: usize>(
        counter: u64,
        table: Table,
        parts: &[Part],
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        let stride = if REGISTERS == 0 { 1 } else { REGISTERS * LANES };
        let mut counter = Counter::new(counter);
        for (group, (ranks, tied)) in ranks.chunks_exact_mut(GROUP).zip(tied).enumerate() {
            let parts = if REGISTERS == 0 { &[] } else { parts };
            let [low, high] = in_sixteen(rows_of(parts, group));
            let (first, second) = (counter.next(), counter.next());
            let mut reached = _mm512_setzero_si512();
            *tied = 0;
            for column in table.thresholds.chunks_exact(stride) {
                let lower = select::<REGISTERS>(column, low);
                let upper = select::<REGISTERS>(column, high);
                let reaches = _mm512_kunpackd(
                    u64::from(_mm512_cmpge_epu16_mask(second, upper)),
                    u64::from(_mm512_cmpge_epu16_mask(first, lower)),
                );
                reached = _mm512_mask_sub_epi8(reached, reaches, reached, _mm512_set1_epi8(-1));
                *tied |= _mm512_kunpackd(
                    u64::from(_mm512_cmpeq_epu16_mask(second, upper)),
                    u64::from(_mm512_cmpeq_epu16_mask(first, lower)),
                );
            }
            store_bytes(reached, ranks);
        }
    }
}

features! {
    pub(in super::super) fn ranks(
        counter: u64,
        table: Table,
        parts: &[Part],
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        match stride(table.rows) / LANES {
            0 => ranks_of::<0>(counter, table, parts, tied, ranks),
            1 => ranks_of::<1>(counter, table, parts, tied, ranks),
            2 => ranks_of::<2>(counter, table, parts, tied, ranks),
            3 => ranks_of::<3>(counter, table, parts, tied, ranks),
            _ => ranks_of::<4>(counter, table, parts, tied, ranks),
        }
    }
}
