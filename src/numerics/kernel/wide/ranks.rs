//! Ranks drawn from tables.

use super::super::layout::{EVERY, GROUP, Lined, Table, stride};
use super::super::narrow;
use super::super::rows::Part;
use super::look_up::{Column, column_of, in_sixteen, select};
use super::registers::{Counter, LANES, features, first, load, load_some, store_bytes};
use super::rows::{Columns, columns_of, rows_at, sum_parts};
use std::arch::x86_64::{
    __m512i, _mm512_cmpeq_epu16_mask, _mm512_cmpge_epu16_mask, _mm512_kunpackd,
    _mm512_mask_add_epi8, _mm512_mask_cmpeq_epu16_mask, _mm512_mask_cmpge_epu16_mask,
    _mm512_set1_epi8, _mm512_set1_epi16, _mm512_setzero_si512,
};

/// The draws of 64 trials so far.
struct Drawn {
    bits: [__m512i; 2],
    /// The number of thresholds that each trial reaches.
    reached: __m512i,
    /// Marks of the trials that equal a threshold.
    tied: u64,
}

impl Drawn {
    features! {
        fn new(counter: &mut Counter) -> Self {
            let bits = [counter.next(), counter.next()];
            Self { bits, reached: _mm512_setzero_si512(), tied: 0 }
        }
    }

    features! {
        /// Compares each trial with one more threshold. Returns marks of the trials that reach it.
        fn compare(&mut self, thresholds: [__m512i; 2]) -> u64 {
            let reach = |i: usize| {
                u64::from(_mm512_cmpge_epu16_mask(self.bits[i], thresholds[i]))
            };
            let equal = |i: usize| {
                u64::from(_mm512_cmpeq_epu16_mask(self.bits[i], thresholds[i]))
            };
            let (reach, equal) =
                (_mm512_kunpackd(reach(1), reach(0)), _mm512_kunpackd(equal(1), equal(0)));
            let one = _mm512_set1_epi8(1);
            self.reached = _mm512_mask_add_epi8(self.reached, reach, self.reached, one);
            self.tied |= equal;
            u64::from(reach.count_ones())
        }
    }
}

/// Adds the number of trials of each rank to `counts`, given how many reach each threshold; thresholds ascend.
fn count_ranks(trials: usize, reached: &[u64], counts: &mut [u64]) {
    let (mut least, mut left) = (counts.iter_mut(), trials as u64);
    for (reached, count) in reached.iter().zip(&mut least) {
        *count += left - reached;
        left = *reached;
    }
    least.take(1).for_each(|last| *last += left);
}

features! {
    /// Compares each trial with all thresholds of its row, which are contiguous.
    pub(in super::super) fn compare_by_row(
        table: Table,
        rows: &[u16],
        bits: &[u16],
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        let groups = rows.chunks_exact(GROUP).zip(bits.chunks_exact(GROUP));
        for ((rows, bits), (ranks, tied)) in groups.zip(ranks.chunks_exact_mut(GROUP).zip(tied)) {
            for (i, ((row, bits), rank)) in rows.iter().zip(bits).zip(ranks).enumerate() {
                let from = usize::from(*row) * table.each;
                let bits = _mm512_set1_epi16(*bits as i16);
                let (mut reached, mut equal) = (0, 0);
                for some in table.thresholds[from..from + table.each].chunks(LANES) {
                    let (thresholds, those) = (load_some(some), first(some.len()));
                    reached += _mm512_mask_cmpge_epu16_mask(those, bits, thresholds).count_ones();
                    equal |= _mm512_mask_cmpeq_epu16_mask(those, bits, thresholds);
                }
                *rank = reached as u8;
                *tied |= u64::from(equal != 0) << i;
            }
        }
    }
}

/// The results of drawing ranks.
struct Ranked<'a> {
    ranks: &'a mut [u8],
    /// Marks of the trials that equal a threshold.
    tied: &'a mut [u64],
    /// The number of trials of each rank so far; empty if not requested.
    counts: &'a mut [u64],
}

impl Ranked<'_> {
    features! {
        /// Counts the ranks after they are drawn, if requested.
        fn count(&mut self) {
            if !self.counts.is_empty() {
                let every = &EVERY[..self.ranks.len() / GROUP];
                narrow::histogram(self.ranks, every, self.counts);
            }
        }
    }
}

features! {
    /// Draws ranks from a table of one row.
    fn ranks_of_one(counter: u64, thresholds: &[u16], mut out: Ranked) {
        match thresholds {
            [a] => ranks_of_row(counter, [*a], out),
            [a, b] => ranks_of_row(counter, [*a, *b], out),
            [a, b, c] => ranks_of_row(counter, [*a, *b, *c], out),
            _ => {
                let mut counter = Counter::new(counter);
                for (ranks, tied) in out.ranks.chunks_exact_mut(GROUP).zip(&mut *out.tied) {
                    let mut drawn = Drawn::new(&mut counter);
                    for threshold in thresholds {
                        drawn.compare([_mm512_set1_epi16(*threshold as i16); 2]);
                    }
                    store_bytes(drawn.reached, ranks);
                    *tied = drawn.tied;
                }
                out.count();
            }
        }
    }
}

features! {
    /// Draws ranks from one row of `EACH` thresholds.
    fn ranks_of_row<const EACH: usize>(counter: u64, thresholds: [u16; EACH], out: Ranked) {
        let mut counter = Counter::new(counter);
        let mut row = [_mm512_setzero_si512(); EACH];
        for (every, threshold) in row.iter_mut().zip(thresholds) {
            *every = _mm512_set1_epi16(threshold as i16);
        }
        let mut reached = [0; EACH];
        let trials = out.ranks.len();
        for (ranks, tied) in out.ranks.chunks_exact_mut(GROUP).zip(out.tied) {
            let mut drawn = Drawn::new(&mut counter);
            for (threshold, reached) in row.iter().zip(&mut reached) {
                *reached += drawn.compare([*threshold; 2]);
            }
            store_bytes(drawn.reached, ranks);
            *tied = drawn.tied;
        }
        count_ranks(trials, &reached, out.counts);
    }
}

/// The thresholds of a table in registers.
type Held<const REGISTERS: usize, const EACH: usize> = [Column<REGISTERS>; EACH];

features! {
    /// Draws ranks from a table of `EACH` thresholds in `REGISTERS` registers each. `COUNTS`: whether to count ranks.
    fn ranks_of<const REGISTERS: usize, const EACH: usize, const PARTS: usize, const COUNTS: bool>(
        counter: u64,
        thresholds: &[u16],
        rows: &Columns<PARTS>,
        out: &mut Ranked,
    ) {
        let mut counter = Counter::new(counter);
        let mut columns: Held<REGISTERS, EACH> = [[_mm512_setzero_si512(); REGISTERS]; EACH];
        for (register, line) in columns.as_flattened_mut().iter_mut().zip(thresholds.chunks_exact(LANES)) {
            *register = load(line);
        }
        let mut reached = [0; EACH];
        let groups = out.ranks.chunks_exact_mut(GROUP).zip(&mut *out.tied);
        for (group, (ranks, tied)) in groups.enumerate() {
            let [low, high] = in_sixteen(rows_at(rows, group * GROUP));
            let mut drawn = Drawn::new(&mut counter);
            for (column, reached) in columns.iter().zip(&mut reached) {
                let reaches = drawn.compare([select(column, low), select(column, high)]);
                if COUNTS {
                    *reached += reaches;
                }
            }
            store_bytes(drawn.reached, ranks);
            *tied = drawn.tied;
        }
        if COUNTS {
            count_ranks(out.ranks.len(), &reached, out.counts);
        }
    }
}

features! {
    /// Draws ranks from a table of any number of thresholds.
    fn ranks_of_many<const REGISTERS: usize, const PARTS: usize>(
        counter: u64,
        thresholds: &[u16],
        rows: &Columns<PARTS>,
        out: &mut Ranked,
    ) {
        let mut counter = Counter::new(counter);
        let groups = out.ranks.chunks_exact_mut(GROUP).zip(&mut *out.tied);
        for (group, (ranks, tied)) in groups.enumerate() {
            let [low, high] = in_sixteen(rows_at(rows, group * GROUP));
            let mut drawn = Drawn::new(&mut counter);
            for column in thresholds.chunks_exact(REGISTERS * LANES) {
                let column = column_of::<REGISTERS>(column);
                drawn.compare([select(&column, low), select(&column, high)]);
            }
            store_bytes(drawn.reached, ranks);
            *tied = drawn.tied;
        }
    }
}

features! {
    /// Selects the function for the number of thresholds.
    fn ranks_in<const REGISTERS: usize, const PARTS: usize, const COUNTS: bool>(
        counter: u64,
        table: Table,
        rows: &Columns<PARTS>,
        out: &mut Ranked,
    ) {
        let all = table.thresholds;
        match table.each {
            1 => ranks_of::<REGISTERS, 1, PARTS, COUNTS>(counter, all, rows, out),
            2 => ranks_of::<REGISTERS, 2, PARTS, COUNTS>(counter, all, rows, out),
            3 => ranks_of::<REGISTERS, 3, PARTS, COUNTS>(counter, all, rows, out),
            4 => ranks_of::<REGISTERS, 4, PARTS, COUNTS>(counter, all, rows, out),
            5 => ranks_of::<REGISTERS, 5, PARTS, COUNTS>(counter, all, rows, out),
            _ => {
                ranks_of_many::<REGISTERS, PARTS>(counter, all, rows, out);
                if COUNTS {
                    out.count();
                }
            }
        }
    }
}

features! {
    /// Selects the function for the number of registers that the rows fill. With few, ranks are counted while
    /// drawing.
    fn ranks_by<const PARTS: usize>(
        counter: u64,
        table: Table,
        rows: &Columns<PARTS>,
        mut out: Ranked,
    ) {
        match (stride(table.rows) / LANES, out.counts.is_empty()) {
            (1, true) => ranks_in::<1, PARTS, false>(counter, table, rows, &mut out),
            (1, false) => ranks_in::<1, PARTS, true>(counter, table, rows, &mut out),
            (2, true) => ranks_in::<2, PARTS, false>(counter, table, rows, &mut out),
            (2, false) => ranks_in::<2, PARTS, true>(counter, table, rows, &mut out),
            (registers, _) => {
                match registers {
                    3 => ranks_in::<3, PARTS, false>(counter, table, rows, &mut out),
                    _ => ranks_in::<4, PARTS, false>(counter, table, rows, &mut out),
                }
                out.count();
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
        counts: &mut [u64],
    ) {
        let trials = ranks.len();
        let out = Ranked { ranks, tied, counts };
        if table.rows == 1 {
            ranks_of_one(counter, table.thresholds, out);
        } else if let Some(rows) = columns_of::<1>(parts) {
            ranks_by(counter, table, &rows, out);
        } else if let Some(rows) = columns_of::<2>(parts) {
            ranks_by(counter, table, &rows, out);
        } else if let Some(rows) = columns_of::<3>(parts) {
            ranks_by(counter, table, &rows, out);
        } else {
            let mut space = Lined::of(0);
            let sums = &mut space[..trials];
            sum_parts(parts, sums);
            ranks_by(counter, table, &([&*sums], [_mm512_setzero_si512()]), out);
        }
    }
}
