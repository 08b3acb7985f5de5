//! Random bits, and what they say of trials: whether they reach a floor, and which rank they draw.

use super::super::layout::{EVERY, Floors, GROUP, Lined, MOST_IN_REGISTERS, Table, stride};
use super::super::narrow;
use super::super::rows::Part;
use super::registers::{Counter, LANES, features, load, load_bytes, store, store_bytes};
use std::arch::x86_64::{
    __m512i, _mm512_add_epi8, _mm512_castsi512_si256, _mm512_cmpeq_epu16_mask,
    _mm512_cmpge_epu16_mask, _mm512_cvtepu8_epi16, _mm512_extracti64x4_epi64, _mm512_kunpackd,
    _mm512_mask_add_epi8, _mm512_mask_blend_epi16, _mm512_mullo_epi16, _mm512_permutex2var_epi16,
    _mm512_permutexvar_epi16, _mm512_set1_epi8, _mm512_set1_epi16, _mm512_setzero_si512,
    _mm512_test_epi16_mask,
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

/// Columns of outcomes whose sums are the rows of trials: the first once, each of the others so many times.
type Columns<'a, const PARTS: usize> = ([&'a [u8]; PARTS], [__m512i; PARTS]);

features! {
    /// If parts are nothing else.
    fn columns_of<'a, const PARTS: usize>(parts: &[Part<'a>]) -> Option<Columns<'a, PARTS>> {
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
    /// The rows of the trials from one on.
    fn rows_at<const PARTS: usize>((columns, times): &Columns<PARTS>, from: usize) -> __m512i {
        let mut sum = load_bytes(&columns[0][from..]);
        for (outcomes, times) in columns[1..].iter().zip(&times[1..]) {
            // two bytes at once: none carries into the next, but in trials that are not in use, after
            // which none is
            let added = _mm512_mullo_epi16(load_bytes(&outcomes[from..]), *times);
            sum = _mm512_add_epi8(sum, added);
        }
        sum
    }
}

features! {
    /// Puts the rows of trials where other numbers stand.
    fn sum_parts(parts: &[Part], rows: &mut [u8]) {
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
    /// Adds what a part adds; the first of them to nothing, whatever stands there.
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

features! {
    /// Bytes of 64 trials, sixteen bits each: the first and the second half.
    fn in_sixteen(bytes: __m512i) -> [__m512i; 2] {
        [
            _mm512_cvtepu8_epi16(_mm512_castsi512_si256(bytes)),
            _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64::<1>(bytes)),
        ]
    }
}

/// One column of a table, as registers hold it.
type Column<const REGISTERS: usize> = [__m512i; REGISTERS];

features! {
    fn column_of<const REGISTERS: usize>(numbers: &[u16]) -> Column<REGISTERS> {
        let mut column = [_mm512_setzero_si512(); REGISTERS];
        for (register, numbers) in column.iter_mut().zip(numbers.chunks_exact(LANES)) {
            *register = load(numbers);
        }
        column
    }
}

features! {
    /// The numbers of the rows of 32 trials.
    fn select<const REGISTERS: usize>(column: &Column<REGISTERS>, rows: __m512i) -> __m512i {
        match REGISTERS {
            1 => _mm512_permutexvar_epi16(rows, column[0]),
            2 => _mm512_permutex2var_epi16(column[0], rows, column[1]),
            _ => {
                let low = _mm512_permutex2var_epi16(column[0], rows, column[1]);
                let high = _mm512_permutex2var_epi16(column[2], rows, column[REGISTERS - 1]);
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
        rows: &[u8],
        bits: &mut [u16],
        marks: &mut [u64],
    ) {
        let mut counter = Counter::new(counter);
        let floors = column_of::<REGISTERS>(floors);
        for ((bits, rows), marks) in bits.chunks_exact_mut(GROUP).zip(rows.chunks_exact(GROUP)).zip(marks) {
            let [low, high] = in_sixteen(load_bytes(rows));
            let (first, second) = (counter.next(), counter.next());
            store(first, bits);
            store(second, &mut bits[LANES..]);
            let first = _mm512_cmpge_epu16_mask(first, select(&floors, low));
            let second = _mm512_cmpge_epu16_mask(second, select(&floors, high));
            *marks = _mm512_kunpackd(u64::from(second), u64::from(first));
        }
    }
}

features! {
    pub(in super::super) fn mark_by_row(
        counter: u64,
        floors: Floors,
        parts: &[Part],
        (kept, bits): (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) {
        let mut space = [u16::MAX; MOST_IN_REGISTERS];
        let floors = floors.in_lines(&mut space);
        sum_parts(parts, kept);
        let rows = &*kept;
        match floors.len() / LANES {
            1 => mark_by::<1>(counter, floors, rows, bits, marks),
            2 => mark_by::<2>(counter, floors, rows, bits, marks),
            3 => mark_by::<3>(counter, floors, rows, bits, marks),
            _ => mark_by::<4>(counter, floors, rows, bits, marks),
        }
    }
}

/// What is drawn of 64 trials so far.
struct Drawn {
    bits: [__m512i; 2],
    /// How many thresholds they reach.
    reached: __m512i,
    /// Where they equal one.
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
        /// Against one more threshold of each trial; how many reach it.
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

/// Adds how many of so many trials have each rank, by how many reach each threshold; the thresholds of each ascend.
fn count_ranks(trials: usize, reached: &[u64], counts: &mut [u64]) {
    let (mut least, mut left) = (counts.iter_mut(), trials as u64);
    for (reached, count) in reached.iter().zip(&mut least) {
        *count += left - reached;
        left = *reached;
    }
    least.take(1).for_each(|last| *last += left);
}

/// Where ranks go, and what is told of them.
struct Ranked<'a> {
    ranks: &'a mut [u8],
    /// A bit a trial.
    tied: &'a mut [u64],
    /// How many trials have each rank so far, if that is wanted.
    counts: &'a mut [u64],
}

impl Ranked<'_> {
    features! {
        /// Counts them once they are drawn, if that is wanted.
        fn count(&mut self) {
            if !self.counts.is_empty() {
                let every = &EVERY[..self.ranks.len() / GROUP];
                narrow::histogram(self.ranks, every, self.counts);
            }
        }
    }
}

features! {
    /// From a table of one row.
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
    /// From a row of so many thresholds.
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

/// Thresholds as registers hold them.
type Held<const REGISTERS: usize, const EACH: usize> = [Column<REGISTERS>; EACH];

features! {
    /// From a table of so many thresholds in so many registers each. `COUNTS`: whether trials are counted.
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
    /// From a table of any number of thresholds.
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
    /// By how many thresholds there are.
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
    /// By how many registers a threshold of all rows fills. Where these are few trials are counted as they are drawn.
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
