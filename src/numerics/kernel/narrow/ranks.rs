//! Ranks drawn from tables.

use super::super::layout::{Lined, Table, stride};
use super::super::rows::Part;
use super::look_up::{Column, LINE, column_of, look_up, places, set_in, unpacked};
use super::registers::{Counter, LANES, features, load_bytes, store_bytes};
use super::rows::{Columns, add_parts, columns_of, rows_at};
use std::arch::x86_64::{
    __m256i, _mm256_add_epi8, _mm256_cmpeq_epi16, _mm256_max_epu16, _mm256_min_epu16,
    _mm256_packus_epi16, _mm256_set1_epi16, _mm256_setzero_si256, _mm256_sub_epi16,
    _mm256_xor_si256,
};

/// The most thresholds that are compared in one pass over the trials.
const MOST_COLUMNS: usize = 8;

/// The draws of 32 trials so far.
struct Drawn {
    bits: [__m256i; 2],
    /// The number of thresholds that each trial reaches.
    reached: [__m256i; 2],
    /// The least XOR of each trial's bits with a threshold, 0 if they are equal.
    apart: [__m256i; 2],
}

impl Drawn {
    features! {
        /// Starts from sixteen bits per trial, in any order.
        fn new(bits: [__m256i; 2]) -> Self {
            Self {
                bits,
                reached: [_mm256_setzero_si256(); 2],
                apart: [_mm256_set1_epi16(-1); 2],
            }
        }
    }

    features! {
        /// Compares each trial with one more threshold.
        fn compare(&mut self, thresholds: [__m256i; 2]) {
            for (half, threshold) in thresholds.into_iter().enumerate() {
                let larger = _mm256_max_epu16(self.bits[half], threshold);
                let reaches = _mm256_cmpeq_epi16(larger, self.bits[half]);
                self.reached[half] = _mm256_sub_epi16(self.reached[half], reaches);
                let difference = _mm256_xor_si256(self.bits[half], threshold);
                self.apart[half] = _mm256_min_epu16(self.apart[half], difference);
            }
        }
    }

    features! {
        /// The number of thresholds that each trial reaches, and marks of the trials that equal one, for bits in the
        /// order of `unpacked`.
        fn found(&self) -> (__m256i, u64) {
            let zero = _mm256_setzero_si256();
            let equal = |half: usize| _mm256_cmpeq_epi16(self.apart[half], zero);
            (_mm256_packus_epi16(self.reached[0], self.reached[1]), set_in([equal(0), equal(1)]))
        }
    }
}

features! {
    /// Draws ranks. With `MORE`, adds them to the ranks of thresholds compared before.
    fn ranks_of<const LINES: usize, const PARTS: usize, const MORE: bool>(
        counter: u64,
        columns: &[Column<LINES>],
        rows: &Columns<PARTS>,
        (tied, ranks): (&mut [u64], &mut [u8]),
    ) {
        let mut counter = Counter::new(counter);
        let groups = ranks.chunks_exact_mut(2 * LANES).zip(tied);
        for (group, (ranks, tied)) in groups.enumerate() {
            for (i, ranks) in ranks.chunks_exact_mut(LANES).enumerate() {
                let at = places::<LINES>(rows_at(rows, (2 * group + i) * LANES));
                let (first, second) = (counter.next(), counter.next());
                let mut drawn = Drawn::new(unpacked(first, second));
                for column in columns {
                    drawn.compare(look_up(column, &at));
                }
                let (mut reached, equal) = drawn.found();
                if MORE {
                    // the sum of both ranks fits in a byte
                    reached = _mm256_add_epi8(reached, load_bytes(ranks));
                }
                store_bytes(reached, ranks);
                let before = if MORE || i > 0 { *tied } else { 0 };
                *tied = before | equal << (LANES * i);
            }
        }
    }
}

features! {
    /// Draws ranks from a table of one row.
    fn ranks_of_one(counter: u64, thresholds: &[u16], tied: &mut [u64], ranks: &mut [u8]) {
        let mut counter = Counter::new(counter);
        for (ranks, tied) in ranks.chunks_exact_mut(2 * LANES).zip(tied) {
            *tied = 0;
            for (i, ranks) in ranks.chunks_exact_mut(LANES).enumerate() {
                let (first, second) = (counter.next(), counter.next());
                let mut drawn = Drawn::new(unpacked(first, second));
                for threshold in thresholds {
                    drawn.compare([_mm256_set1_epi16(*threshold as i16); 2]);
                }
                let (reached, equal) = drawn.found();
                store_bytes(reached, ranks);
                *tied |= equal << (LANES * i);
            }
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
        let trials = ranks.len();
        if table.rows == 1 {
            ranks_of_one(counter, table.thresholds, tied, ranks);
        } else if let Some(rows) = columns_of::<1>(parts) {
            ranks_by(counter, table, &rows, tied, ranks);
        } else if let Some(rows) = columns_of::<2>(parts) {
            ranks_by(counter, table, &rows, tied, ranks);
        } else if let Some(rows) = columns_of::<3>(parts) {
            ranks_by(counter, table, &rows, tied, ranks);
        } else {
            let mut space = Lined::of(0);
            let sums = &mut space[..trials];
            add_parts(parts, sums);
            ranks_by(counter, table, &([&*sums], [_mm256_setzero_si256()]), tied, ranks);
        }
    }
}

features! {
    /// Selects the function for the number of registers that the rows fill.
    fn ranks_by<const PARTS: usize>(
        counter: u64,
        table: Table,
        rows: &Columns<PARTS>,
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        match table.rows.div_ceil(LINE) {
            1 => ranks_in::<1, PARTS>(counter, table, rows, tied, ranks),
            2 => ranks_in::<2, PARTS>(counter, table, rows, tied, ranks),
            3 => ranks_in::<3, PARTS>(counter, table, rows, tied, ranks),
            _ => ranks_in::<4, PARTS>(counter, table, rows, tied, ranks),
        }
    }
}

features! {
    /// Draws ranks from rows in registers, some thresholds at a time.
    fn ranks_in<const LINES: usize, const PARTS: usize>(
        counter: u64,
        table: Table,
        rows: &Columns<PARTS>,
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        let nothing = (_mm256_setzero_si256(), _mm256_setzero_si256());
        let stride = stride(table.rows);
        for (i, some) in table.thresholds.chunks(MOST_COLUMNS * stride).enumerate() {
            let mut columns = [[nothing; LINES]; MOST_COLUMNS];
            let count = some.len() / stride;
            for (column, thresholds) in columns.iter_mut().zip(some.chunks_exact(stride)) {
                *column = column_of(thresholds);
            }
            let (columns, out) = (&columns[..count], (&mut *tied, &mut *ranks));
            if i == 0 {
                ranks_of::<LINES, PARTS, false>(counter, columns, rows, out);
            } else {
                ranks_of::<LINES, PARTS, true>(counter, columns, rows, out);
            }
        }
    }
}
