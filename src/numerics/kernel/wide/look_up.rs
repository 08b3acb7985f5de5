//! Look-up of numbers by the rows of trials, sixteen bits at a time.

use super::registers::{LANES, features, load};
use std::arch::x86_64::{
    __m512i, _mm512_castsi512_si256, _mm512_cvtepu8_epi16, _mm512_extracti64x4_epi64,
    _mm512_mask_blend_epi16, _mm512_permutex2var_epi16, _mm512_permutexvar_epi16,
    _mm512_set1_epi16, _mm512_setzero_si512, _mm512_test_epi16_mask,
};

features! {
    /// The bytes of 64 trials widened to sixteen bits: the first and the second half.
    pub(super) fn in_sixteen(bytes: __m512i) -> [__m512i; 2] {
        [
            _mm512_cvtepu8_epi16(_mm512_castsi512_si256(bytes)),
            _mm512_cvtepu8_epi16(_mm512_extracti64x4_epi64::<1>(bytes)),
        ]
    }
}

/// One column of a table in registers.
pub(super) type Column<const REGISTERS: usize> = [__m512i; REGISTERS];

features! {
    pub(super) fn column_of<const REGISTERS: usize>(numbers: &[u16]) -> Column<REGISTERS> {
        let mut column = [_mm512_setzero_si512(); REGISTERS];
        for (register, numbers) in column.iter_mut().zip(numbers.chunks_exact(LANES)) {
            *register = load(numbers);
        }
        column
    }
}

features! {
    /// The numbers of the rows of 32 trials.
    pub(super) fn select<const REGISTERS: usize>(column: &Column<REGISTERS>, rows: __m512i) -> __m512i {
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
