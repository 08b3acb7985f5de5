//! Kernels by hand for AVX2: a register holds bytes of 32 trials, or sixteen bits of 16.
//!
//! Times faster than the plain loop on the same core, by `cargo bench --bench kernels`: ranks from 32 rows of 5
//! outcomes 3, outcomes that are equal 10. Which trials may move: `foretell run benches/talks_daily.toml` as a whole 1.6
//! times faster than with the plain loop compiled for AVX2.

use super::layout::{Floors, Lined, MOST_IN_REGISTERS, Table, stride};
use super::rows::Part;
use super::words;
use std::arch::x86_64::{
    __m256i, _mm_add_epi64, _mm_extract_epi64, _mm256_add_epi8, _mm256_add_epi64, _mm256_adds_epu8,
    _mm256_and_si256, _mm256_blendv_epi8, _mm256_castsi256_si128, _mm256_cmpeq_epi8,
    _mm256_cmpeq_epi16, _mm256_extracti128_si256, _mm256_loadu_si256, _mm256_max_epu16,
    _mm256_min_epu8, _mm256_min_epu16, _mm256_movemask_epi8, _mm256_mullo_epi16, _mm256_or_si256,
    _mm256_packs_epi16, _mm256_packus_epi16, _mm256_permute2x128_si256, _mm256_permute4x64_epi64,
    _mm256_sad_epu8, _mm256_set1_epi8, _mm256_set1_epi16, _mm256_set1_epi32, _mm256_set1_epi64x,
    _mm256_setr_epi64x, _mm256_setzero_si256, _mm256_shuffle_epi8, _mm256_srli_epi16,
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
    fn places<const LINES: usize>(rows: &[u8]) -> [__m256i; LINES] {
        let rows = load_bytes(rows);
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
    fn unpacked(bits: &[u16]) -> [__m256i; 2] {
        let (first, second) = (load(bits), load(&bits[LANES / 2..]));
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

features! {
    /// The rows of trials, a byte each: found in the space, or, where they are the outcomes of one column,
    /// there.
    fn rows_of<'a>(parts: &[Part<'a>], trials: usize, space: &'a mut Lined<u8>) -> &'a [u8] {
        if let [Part::Outcomes(outcomes, 1)] = parts {
            return &outcomes[..trials];
        }
        let rows = &mut space[..trials];
        add_parts(parts, rows);
        rows
    }
}

features! {
    /// Adds what parts add up to.
    fn add_parts(parts: &[Part], rows: &mut [u8]) {
        for part in parts {
            match part {
                Part::Outcomes(outcomes, times) => {
                    // two bytes at once: none carries into the next, but in trials that are not in use,
                    // after which none is
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

features! {
    fn ranks_of<const LINES: usize>(
        columns: &[Column],
        rows: &[u8],
        bits: &[u16],
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        let zero = _mm256_setzero_si256();
        let parts = rows.chunks_exact(LANES).zip(bits.chunks_exact(LANES));
        for (i, ((rows, bits), ranks)) in parts.zip(ranks.chunks_exact_mut(LANES)).enumerate() {
            let at = places::<LINES>(rows);
            let bits = unpacked(bits);
            let mut reached = [zero; 2];
            let mut apart = [_mm256_set1_epi16(-1); 2];
            for column in columns {
                let thresholds = look_up(column, &at);
                for half in 0..2 {
                    let larger = _mm256_max_epu16(bits[half], thresholds[half]);
                    let reaches = _mm256_cmpeq_epi16(larger, bits[half]);
                    reached[half] = _mm256_sub_epi16(reached[half], reaches);
                    let difference = _mm256_xor_si256(bits[half], thresholds[half]);
                    apart[half] = _mm256_min_epu16(apart[half], difference);
                }
            }
            let more = _mm256_packus_epi16(reached[0], reached[1]);
            let so_far = load_bytes(ranks);
            // ranks are counted up, and a sum of two that fit a byte fits it
            store_bytes(_mm256_sub_epi8(so_far, _mm256_sub_epi8(zero, more)), ranks);
            let equal = set_in([_mm256_cmpeq_epi16(apart[0], zero), _mm256_cmpeq_epi16(apart[1], zero)]);
            tied[i / 2] |= equal << (LANES * (i % 2));
        }
    }
}

features! {
    pub(super) fn ranks(
        table: Table,
        parts: &[Part],
        bits: &[u16],
        tied: &mut [u64],
        ranks: &mut [u8],
    ) {
        let mut space = Lined::of(0);
        let rows = rows_of(parts, bits.len(), &mut space);
        ranks.fill(0);
        let nothing = (_mm256_setzero_si256(), _mm256_setzero_si256());
        let mut columns = [[nothing; MOST_LINES]; MOST_COLUMNS];
        for some in table.thresholds.chunks(MOST_COLUMNS * stride(table.rows)) {
            let mut count = 0;
            for thresholds in some.chunks_exact(stride(table.rows)) {
                columns[count] = column_of(thresholds);
                count += 1;
            }
            let columns = &columns[..count];
            match table.rows.div_ceil(LINE) {
                1 => ranks_of::<1>(columns, rows, bits, tied, ranks),
                2 => ranks_of::<2>(columns, rows, bits, tied, ranks),
                3 => ranks_of::<3>(columns, rows, bits, tied, ranks),
                _ => ranks_of::<4>(columns, rows, bits, tied, ranks),
            }
        }
    }
}

features! {
    fn mark_by<const LINES: usize>(floors: &[u16], rows: &[u8], bits: &[u16], marks: &mut [u64]) {
        let (zero, ones) = (_mm256_setzero_si256(), _mm256_set1_epi16(-1));
        // upside down: what a look-up does not find comes out as the highest floor there is
        let mut lines = [(zero, zero); LINES];
        for (line, floors) in lines.iter_mut().zip(floors.chunks_exact(LINE)) {
            *line = bytes_of(_mm256_xor_si256(load(floors), ones));
        }
        let parts = rows.chunks_exact(2 * LANES).zip(bits.chunks_exact(2 * LANES));
        for ((rows, bits), marks) in parts.zip(marks) {
            *marks = 0;
            for i in 0..2 {
                let floors = look_up(&lines, &places::<LINES>(&rows[i * LANES..]));
                let mut reach = unpacked(&bits[i * LANES..]);
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
        words::fill(counter, bits);
        let (rows, bits) = (&*kept, &*bits);
        match floors.len() / LINE {
            2 => mark_by::<2>(floors, rows, bits, marks),
            _ => mark_by::<4>(floors, rows, bits, marks),
        }
    }
}
