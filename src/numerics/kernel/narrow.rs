//! Kernels by hand for AVX2: a register holds bytes of 32 trials, or sixteen bits of 16.
//!
//! Times faster than the plain loop on the same core, by `cargo bench --bench kernels`: ranks from 32 rows of 5
//! outcomes 3, outcomes that are equal 10. Which trials may move: `foretell run benches/talks_daily.toml` as a whole 1.6
//! times faster than with the plain loop compiled for AVX2.

use super::layout::{Floors, Lined, MOST_IN_REGISTERS, STRIDE, Table, stride};
use super::rows::Part;
use super::words;
use std::arch::x86_64::{
    __m256i, _mm_add_epi64, _mm_extract_epi64, _mm256_add_epi8, _mm256_add_epi64, _mm256_adds_epu8,
    _mm256_and_si256, _mm256_blendv_epi8, _mm256_castsi256_si128, _mm256_cmpeq_epi8,
    _mm256_cmpeq_epi16, _mm256_extracti128_si256, _mm256_loadu_si256, _mm256_max_epu16,
    _mm256_min_epu8, _mm256_min_epu16, _mm256_movemask_epi8, _mm256_mul_epu32, _mm256_mullo_epi16,
    _mm256_or_si256, _mm256_packs_epi16, _mm256_packus_epi16, _mm256_permute2x128_si256,
    _mm256_permute4x64_epi64, _mm256_sad_epu8, _mm256_set1_epi8, _mm256_set1_epi16,
    _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_setr_epi64x, _mm256_setzero_si256,
    _mm256_shuffle_epi8, _mm256_slli_epi64, _mm256_srli_epi16, _mm256_srli_epi64,
    _mm256_storeu_si256, _mm256_sub_epi8, _mm256_sub_epi16, _mm256_unpackhi_epi8,
    _mm256_unpacklo_epi8, _mm256_xor_si256,
};

/// Trials that are drawn at once.
const LANES: usize = 32;
/// Rows that a register of bytes looks up.
const LINE: usize = 16;
/// Registers of rows at most.
const MOST_LINES: usize = 4;
/// The most rows that registers hold.
pub(super) const MOST_ROWS: usize = LINE * MOST_LINES;

macro_rules! features {
    ($(#[$doc:meta])* $vis:vis fn $($rest:tt)*) => {
        $(#[$doc])*
        #[inline]
        #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
        $vis fn $($rest)*
    };
}

mod numbers;

pub(super) use numbers::{draw_between, draw_by_segments};

features! {
    fn load(from: &[u16]) -> __m256i {
        assert!(from.len() >= LANES / 2);
        // SAFETY: as long as the register, and of any alignment.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
    }
}

features! {
    fn store(word: __m256i, to: &mut [u16]) {
        assert!(to.len() >= LANES / 2);
        // SAFETY: as long as the register, and of any alignment.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), word) }
    }
}

features! {
    fn load_bytes(from: &[u8]) -> __m256i {
        assert!(from.len() >= LANES);
        // SAFETY: as long as the register, and of any alignment.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
    }
}

features! {
    fn store_bytes(word: __m256i, to: &mut [u8]) {
        assert!(to.len() >= LANES);
        // SAFETY: as long as the register, and of any alignment.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), word) }
    }
}

/// Counters of four words, and the way to the next four.
struct Counter {
    at: __m256i,
    on: __m256i,
}

impl Counter {
    features! {
        fn new(counter: u64) -> Self {
            let word = |i: u64| counter.wrapping_add((i + 1).wrapping_mul(STRIDE)) as i64;
            let at = _mm256_setr_epi64x(word(0), word(1), word(2), word(3));
            Self { at, on: _mm256_set1_epi64x(STRIDE.wrapping_mul(4) as i64) }
        }
    }

    features! {
        /// Sixteen random bits of the next 16 trials.
        fn next(&mut self) -> __m256i {
            let z = self.at;
            self.at = _mm256_add_epi64(z, self.on);
            let z = _mm256_xor_si256(z, _mm256_srli_epi64::<30>(z));
            let z = times::<0xBF58_476D_1CE4_E5B9>(z);
            let z = _mm256_xor_si256(z, _mm256_srli_epi64::<27>(z));
            let z = times::<0x94D0_49BB_1331_11EB>(z);
            _mm256_xor_si256(z, _mm256_srli_epi64::<31>(z))
        }
    }
}

features! {
    /// Four words times a number, put together of products of their halves.
    fn times<const BY: u64>(z: __m256i) -> __m256i {
        let lower = _mm256_set1_epi64x((BY & 0xFFFF_FFFF) as i64);
        let upper = _mm256_set1_epi64x((BY >> 32) as i64);
        let crossed = _mm256_add_epi64(
            _mm256_mul_epu32(_mm256_srli_epi64::<32>(z), lower),
            _mm256_mul_epu32(z, upper),
        );
        _mm256_add_epi64(_mm256_mul_epu32(z, lower), _mm256_slli_epi64::<32>(crossed))
    }
}

features! {
    pub(super) fn fill(counter: u64, bits: &mut [u16]) {
        let mut counter = Counter::new(counter);
        for part in bits.chunks_exact_mut(LANES / 2) {
            store(counter.next(), part);
        }
    }
}

features! {
    pub(super) fn mark(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) {
        let mut counter = Counter::new(counter);
        let floor = _mm256_set1_epi16(floor as i16);
        for (part, marks) in bits.chunks_exact_mut(2 * LANES).zip(marks) {
            *marks = 0;
            for (i, part) in part.chunks_exact_mut(LANES).enumerate() {
                let mut reach = [_mm256_setzero_si256(); 2];
                for (reach, part) in reach.iter_mut().zip(part.chunks_exact_mut(LANES / 2)) {
                    let bits = counter.next();
                    store(bits, part);
                    *reach = _mm256_cmpeq_epi16(_mm256_max_epu16(bits, floor), bits);
                }
                let packed = _mm256_packs_epi16(reach[0], reach[1]);
                let in_order = _mm256_permute4x64_epi64::<0b11_01_10_00>(packed);
                *marks |= u64::from(_mm256_movemask_epi8(in_order) as u32) << (LANES * i);
            }
        }
    }
}

/// Apart from wider instructions, which the compiler would use for a few words and be slower.
#[inline(never)]
#[target_feature(enable = "popcnt")]
pub(super) fn count(marks: &[u64]) -> u64 {
    let mut sum = 0;
    for word in marks {
        sum += u64::from(word.count_ones());
    }
    sum
}

/// Groups of which a byte counts all that one of its places meets.
const MOST_GROUPS: usize = u8::MAX as usize;

features! {
    /// In narrow registers also where there are wide ones: those compare bytes into masks, which are slower to
    /// count.
    pub(super) fn histogram(outcomes: &[u8], among: &[u64], counts: &mut [u64]) {
        let Some((first, others)) = counts.split_first_mut() else { return };
        let mut rest = count(among);
        for (outcome, sum) in others.iter_mut().enumerate() {
            let wanted = _mm256_set1_epi8(outcome as i8 + 1);
            let mut met = 0;
            let parts = outcomes.chunks(MOST_GROUPS * 2 * LANES).zip(among.chunks(MOST_GROUPS));
            for (outcomes, among) in parts {
                let mut sums = [_mm256_setzero_si256(); 2];
                for (part, among) in outcomes.chunks_exact(2 * LANES).zip(among) {
                    let mut equal = [
                        _mm256_cmpeq_epi8(load_bytes(part), wanted),
                        _mm256_cmpeq_epi8(load_bytes(&part[LANES..]), wanted),
                    ];
                    if *among != u64::MAX {
                        equal[0] = _mm256_and_si256(equal[0], marked(*among));
                        equal[1] = _mm256_and_si256(equal[1], marked(*among >> LANES));
                    }
                    sums[0] = _mm256_sub_epi8(sums[0], equal[0]);
                    sums[1] = _mm256_sub_epi8(sums[1], equal[1]);
                }
                met += sum_of_bytes(sums);
            }
            *sum += met;
            rest -= met;
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
    pub(super) fn one_of(outcomes: &[u8], some: &[u16], marks: &mut [u64]) {
        for (part, marks) in outcomes.chunks_exact(2 * LANES).zip(marks) {
            let (first, second) = (load_bytes(part), load_bytes(&part[LANES..]));
            let mut found = [_mm256_setzero_si256(); 2];
            for outcome in some {
                let wanted = _mm256_set1_epi8(*outcome as i8);
                found[0] = _mm256_or_si256(found[0], _mm256_cmpeq_epi8(first, wanted));
                found[1] = _mm256_or_si256(found[1], _mm256_cmpeq_epi8(second, wanted));
            }
            let of = |found| u64::from(_mm256_movemask_epi8(found) as u32);
            *marks = of(found[0]) | of(found[1]) << LANES;
        }
    }
}

features! {
    pub(super) fn different(a: &[u8], b: &[u8], marks: &mut [u64]) {
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
    pub(super) fn own_first(ranks: &mut [u8], own: &[u8], moved: &mut [u64]) {
        let zero = _mm256_setzero_si256();
        let pairs = ranks.chunks_exact_mut(2 * LANES).zip(own.chunks_exact(2 * LANES));
        for ((ranks, own), moved) in pairs.zip(moved) {
            *moved = 0;
            for i in 0..2 {
                let (ranks, own) = (&mut ranks[i * LANES..], load_bytes(&own[i * LANES..]));
                let rank = load_bytes(ranks);
                let stays = _mm256_cmpeq_epi8(rank, zero);
                // 255 where the rank is not above the own outcome, which takes 1 from it
                let before = _mm256_cmpeq_epi8(_mm256_min_epu8(rank, own), rank);
                let other = _mm256_add_epi8(rank, before);
                store_bytes(_mm256_blendv_epi8(other, own, stays), ranks);
                *moved |= u64::from(!_mm256_movemask_epi8(stays) as u32) << (LANES * i);
            }
        }
    }
}

/// The lower and upper bytes of a line of numbers.
type Bytes = (__m256i, __m256i);
/// One column of a table, sixteen rows a line.
type Column = [Bytes; MOST_LINES];

features! {
    /// Of thresholds, whole lines of them.
    fn column_of(thresholds: &[u16]) -> Column {
        let nothing = (_mm256_setzero_si256(), _mm256_setzero_si256());
        let mut column = [nothing; MOST_LINES];
        for (line, part) in column.iter_mut().zip(thresholds.chunks_exact(LINE)) {
            *line = bytes_of(load(part));
        }
        column
    }
}

features! {
    /// Sixteen numbers' lower and upper bytes, in each half of a register.
    fn bytes_of(numbers: __m256i) -> Bytes {
        let low = _mm256_and_si256(numbers, _mm256_set1_epi16(0xFF));
        let high = _mm256_srli_epi16::<8>(numbers);
        let twice = |bytes| _mm256_permute4x64_epi64::<0b10_00_10_00>(_mm256_packus_epi16(bytes, bytes));
        (twice(low), twice(high))
    }
}

features! {
    /// Where the rows of 32 trials stand in each line: what is not in it has its top bit set there, for which a
    /// look-up gives 0.
    fn places<const LINES: usize>(rows: __m256i) -> [__m256i; LINES] {
        let mut at = [_mm256_setzero_si256(); LINES];
        for (line, at) in at.iter_mut().enumerate() {
            let within = _mm256_sub_epi8(rows, _mm256_set1_epi8((line * LINE) as i8));
            *at = _mm256_adds_epu8(within, _mm256_set1_epi8(0x70));
        }
        at
    }
}

features! {
    /// What stands there, in the order in which bytes are unpacked: trials 0 to 7 and 16 to 23, then the others.
    fn look_up<const LINES: usize>(lines: &[Bytes], at: &[__m256i; LINES]) -> [__m256i; 2] {
        let (mut low, mut high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
        for (at, line) in at.iter().zip(lines) {
            low = _mm256_or_si256(low, _mm256_shuffle_epi8(line.0, *at));
            high = _mm256_or_si256(high, _mm256_shuffle_epi8(line.1, *at));
        }
        [_mm256_unpacklo_epi8(low, high), _mm256_unpackhi_epi8(low, high)]
    }
}

features! {
    /// The bits of 32 trials in that order.
    fn unpacked(first: __m256i, second: __m256i) -> [__m256i; 2] {
        [
            _mm256_permute2x128_si256::<0x20>(first, second),
            _mm256_permute2x128_si256::<0x31>(first, second),
        ]
    }
}

features! {
    /// A bit for each of 32 trials in that order of which all bits are set.
    fn set_in([first, second]: [__m256i; 2]) -> u64 {
        u64::from(_mm256_movemask_epi8(_mm256_packs_epi16(first, second)) as u32)
    }
}

/// Columns of outcomes whose sums are the rows of trials: the first once, each of the others so many times.
type Columns<'a, const PARTS: usize> = ([&'a [u8]; PARTS], [__m256i; PARTS]);

features! {
    /// If parts are nothing else.
    fn columns_of<'a, const PARTS: usize>(parts: &[Part<'a>]) -> Option<Columns<'a, PARTS>> {
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
    /// The rows of the trials from one on.
    fn rows_at<const PARTS: usize>((columns, times): &Columns<PARTS>, from: usize) -> __m256i {
        let mut sum = load_bytes(&columns[0][from..]);
        for (outcomes, times) in columns[1..].iter().zip(&times[1..]) {
            // two bytes at once: none carries into the next, but in trials that are not in use,
            // after which none is
            let added = _mm256_mullo_epi16(load_bytes(&outcomes[from..]), *times);
            sum = _mm256_add_epi8(sum, added);
        }
        sum
    }
}

features! {
    /// Adds what parts add up to.
    fn add_parts(parts: &[Part], rows: &mut [u8]) {
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

features! {
    /// All bits of a byte for each of the lower 32 marks that is set.
    fn marked(marks: u64) -> __m256i {
        let own = _mm256_set1_epi64x(0x8040_2010_0804_0201_u64 as i64);
        let eighths = _mm256_setr_epi64x(
            0,
            0x0101_0101_0101_0101,
            0x0202_0202_0202_0202,
            0x0303_0303_0303_0303,
        );
        let copies = _mm256_shuffle_epi8(_mm256_set1_epi32(marks as i32), eighths);
        _mm256_cmpeq_epi8(_mm256_and_si256(copies, own), own)
    }
}

/// The thresholds that are compared in one go over the trials.
const MOST_COLUMNS: usize = 8;

/// What is drawn of 32 trials so far.
struct Drawn {
    bits: [__m256i; 2],
    /// How many thresholds they reach, less than none.
    reached: [__m256i; 2],
    /// How far they are from the nearest threshold.
    apart: [__m256i; 2],
}

impl Drawn {
    features! {
        /// Of sixteen bits each, in any order.
        fn new(bits: [__m256i; 2]) -> Self {
            Self {
                bits,
                reached: [_mm256_setzero_si256(); 2],
                apart: [_mm256_set1_epi16(-1); 2],
            }
        }
    }

    features! {
        /// Against one more threshold of each trial.
        fn compare(&mut self, thresholds: [__m256i; 2]) {
            for half in 0..2 {
                let larger = _mm256_max_epu16(self.bits[half], thresholds[half]);
                let reaches = _mm256_cmpeq_epi16(larger, self.bits[half]);
                self.reached[half] = _mm256_sub_epi16(self.reached[half], reaches);
                let difference = _mm256_xor_si256(self.bits[half], thresholds[half]);
                self.apart[half] = _mm256_min_epu16(self.apart[half], difference);
            }
        }
    }

    features! {
        /// How many thresholds each trial reaches, and where it equals one, for bits in the order in which they
        /// unpack.
        fn found(&self) -> (__m256i, u64) {
            let zero = _mm256_setzero_si256();
            let equal = |half: usize| _mm256_cmpeq_epi16(self.apart[half], zero);
            (_mm256_packus_epi16(self.reached[0], self.reached[1]), set_in([equal(0), equal(1)]))
        }
    }
}

features! {
    /// `MORE`: whether thresholds were compared before, to whose ranks these add.
    fn ranks_of<const LINES: usize, const PARTS: usize, const MORE: bool>(
        counter: u64,
        columns: &[Column],
        rows: &Columns<PARTS>,
        tied: &mut [u64],
        ranks: &mut [u8],
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
                    // a sum of two that fit a byte fits it
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
    /// From a table of one row.
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
    pub(super) fn ranks(
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
    /// The same, some thresholds at a time.
    fn ranks_by<const PARTS: usize>(
        counter: u64,
        table: Table,
        rows: &Columns<PARTS>,
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        let nothing = (_mm256_setzero_si256(), _mm256_setzero_si256());
        let mut columns = [[nothing; MOST_LINES]; MOST_COLUMNS];
        let mut is_first = true;
        for some in table.thresholds.chunks(MOST_COLUMNS * stride(table.rows)) {
            let mut count = 0;
            for thresholds in some.chunks_exact(stride(table.rows)) {
                columns[count] = column_of(thresholds);
                count += 1;
            }
            let columns = &columns[..count];
            if is_first {
                ranks_in::<PARTS, false>(counter, table, columns, rows, (&mut *tied, &mut *ranks));
            } else {
                ranks_in::<PARTS, true>(counter, table, columns, rows, (&mut *tied, &mut *ranks));
            }
            is_first = false;
        }
    }
}

features! {
    /// The same, by how many registers the rows fill.
    fn ranks_in<const PARTS: usize, const MORE: bool>(
        counter: u64,
        table: Table,
        columns: &[Column],
        rows: &Columns<PARTS>,
        (tied, ranks): (&mut [u64], &mut [u8]),
    ) {
        match table.rows.div_ceil(LINE) {
            1 => ranks_of::<1, PARTS, MORE>(counter, columns, rows, tied, ranks),
            2 => ranks_of::<2, PARTS, MORE>(counter, columns, rows, tied, ranks),
            3 => ranks_of::<3, PARTS, MORE>(counter, columns, rows, tied, ranks),
            _ => ranks_of::<4, PARTS, MORE>(counter, columns, rows, tied, ranks),
        }
    }
}

features! {
    fn mark_by<const LINES: usize>(
        counter: u64,
        floors: &[u16],
        rows: &[u8],
        bits: &mut [u16],
        marks: &mut [u64],
    ) {
        let mut counter = Counter::new(counter);
        let (zero, ones) = (_mm256_setzero_si256(), _mm256_set1_epi16(-1));
        // upside down: what a look-up does not find comes out as the highest floor there is
        let mut lines = [(zero, zero); LINES];
        for (line, floors) in lines.iter_mut().zip(floors.chunks_exact(LINE)) {
            *line = bytes_of(_mm256_xor_si256(load(floors), ones));
        }
        let parts = rows.chunks_exact(2 * LANES).zip(bits.chunks_exact_mut(2 * LANES));
        for ((rows, bits), marks) in parts.zip(marks) {
            *marks = 0;
            for i in 0..2 {
                let floors = look_up(&lines, &places::<LINES>(load_bytes(&rows[i * LANES..])));
                let (first, second) = (counter.next(), counter.next());
                store(first, &mut bits[i * LANES..]);
                store(second, &mut bits[i * LANES + LANES / 2..]);
                let mut reach = unpacked(first, second);
                for (bits, floors) in reach.iter_mut().zip(floors) {
                    let turned = _mm256_xor_si256(*bits, ones);
                    *bits = _mm256_cmpeq_epi16(_mm256_min_epu16(turned, floors), turned);
                }
                *marks |= set_in(reach) << (i * LANES);
            }
        }
    }
}

features! {
    pub(super) fn mark_by_row(
        counter: u64,
        floors: Floors,
        parts: &[Part],
        (kept, bits): (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) {
        if floors.by_row.len() > MOST_ROWS {
            return words::mark_by_row(counter, floors, parts, (kept, bits), marks);
        }
        let mut space = [u16::MAX; MOST_IN_REGISTERS];
        let floors = floors.in_lines(&mut space);
        kept.fill(0);
        add_parts(parts, kept);
        match floors.len() / LINE {
            2 => mark_by::<2>(counter, floors, kept, bits, marks),
            _ => mark_by::<4>(counter, floors, kept, bits, marks),
        }
    }
}
