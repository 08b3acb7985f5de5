//! Look-up of numbers by the rows of trials, a byte at a time.

use super::registers::{features, load};
use std::arch::x86_64::{
    __m256i, _mm256_adds_epu8, _mm256_and_si256, _mm256_movemask_epi8, _mm256_or_si256,
    _mm256_packs_epi16, _mm256_packus_epi16, _mm256_permute2x128_si256, _mm256_permute4x64_epi64,
    _mm256_set1_epi8, _mm256_set1_epi16, _mm256_setzero_si256, _mm256_shuffle_epi8,
    _mm256_srli_epi16, _mm256_sub_epi8, _mm256_unpackhi_epi8, _mm256_unpacklo_epi8,
};

/// The rows that one register of bytes looks up.
pub(super) const LINE: usize = 16;
/// The most rows that fit in registers.
pub(in super::super) const MOST_ROWS: usize = 4 * LINE;

/// The lower and the upper bytes of a line of numbers.
pub(super) type Bytes = (__m256i, __m256i);
/// One column of a table, sixteen rows per line.
pub(super) type Column<const LINES: usize> = [Bytes; LINES];

features! {
    /// Loads a column of thresholds, given as whole lines.
    pub(super) fn column_of<const LINES: usize>(thresholds: &[u16]) -> Column<LINES> {
        let mut column = [(_mm256_setzero_si256(), _mm256_setzero_si256()); LINES];
        for (line, part) in column.iter_mut().zip(thresholds.chunks_exact(LINE)) {
            *line = bytes_of(load(part));
        }
        column
    }
}

features! {
    /// The lower and the upper bytes of sixteen numbers, repeated in each half of a register.
    pub(super) fn bytes_of(numbers: __m256i) -> Bytes {
        let low = _mm256_and_si256(numbers, _mm256_set1_epi16(0xFF));
        let high = _mm256_srli_epi16::<8>(numbers);
        let twice = |bytes| _mm256_permute4x64_epi64::<0b10_00_10_00>(_mm256_packus_epi16(bytes, bytes));
        (twice(low), twice(high))
    }
}

features! {
    /// The position of the rows of 32 trials in each line. Rows outside the line have the top bit set, for which a
    /// look-up gives 0.
    pub(super) fn places<const LINES: usize>(rows: __m256i) -> [__m256i; LINES] {
        let mut at = [_mm256_setzero_si256(); LINES];
        for (line, at) in at.iter_mut().enumerate() {
            let within = _mm256_sub_epi8(rows, _mm256_set1_epi8((line * LINE) as i8));
            *at = _mm256_adds_epu8(within, _mm256_set1_epi8(0x70));
        }
        at
    }
}

features! {
    /// The numbers at these positions, in the order in which bytes are unpacked: trials 0 to 7 and 16 to 23, then the
    /// others.
    pub(super) fn look_up<const LINES: usize>(lines: &[Bytes], at: &[__m256i; LINES]) -> [__m256i; 2] {
        let (mut low, mut high) = (_mm256_setzero_si256(), _mm256_setzero_si256());
        for (at, line) in at.iter().zip(lines) {
            low = _mm256_or_si256(low, _mm256_shuffle_epi8(line.0, *at));
            high = _mm256_or_si256(high, _mm256_shuffle_epi8(line.1, *at));
        }
        [_mm256_unpacklo_epi8(low, high), _mm256_unpackhi_epi8(low, high)]
    }
}

features! {
    /// The bits of 32 trials in the order of `look_up`.
    pub(super) fn unpacked(first: __m256i, second: __m256i) -> [__m256i; 2] {
        [
            _mm256_permute2x128_si256::<0x20>(first, second),
            _mm256_permute2x128_si256::<0x31>(first, second),
        ]
    }
}

features! {
    /// A bit for each of 32 trials in trial order, set if all bits of its number are; numbers in the order of
    /// `look_up`.
    pub(super) fn set_in([first, second]: [__m256i; 2]) -> u64 {
        u64::from(_mm256_movemask_epi8(_mm256_packs_epi16(first, second)) as u32)
    }
}
