//! Registers of 32 bytes: loads, stores, random bits.

use super::super::layout::STRIDE;
use std::arch::x86_64::{
    __m256i, _mm256_add_epi64, _mm256_and_si256, _mm256_cmpeq_epi8, _mm256_loadu_si256,
    _mm256_mul_epu32, _mm256_set1_epi32, _mm256_set1_epi64x, _mm256_setr_epi64x,
    _mm256_shuffle_epi8, _mm256_slli_epi64, _mm256_srli_epi64, _mm256_storeu_si256,
    _mm256_xor_si256,
};

/// The trials that are drawn at once.
pub(super) const LANES: usize = 32;

/// Defines a function compiled for the instructions of AVX2.
macro_rules! features {
    ($(#[$doc:meta])* $vis:vis fn $($rest:tt)*) => {
        $(#[$doc])*
        #[inline]
        #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,popcnt")]
        $vis fn $($rest)*
    };
}

pub(super) use features;

features! {
    pub(super) fn load(from: &[u16]) -> __m256i {
        assert!(from.len() >= LANES / 2);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
    }
}

features! {
    pub(super) fn store(word: __m256i, to: &mut [u16]) {
        assert!(to.len() >= LANES / 2);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), word) }
    }
}

features! {
    pub(super) fn load_bytes(from: &[u8]) -> __m256i {
        assert!(from.len() >= LANES);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm256_loadu_si256(from.as_ptr().cast()) }
    }
}

features! {
    pub(super) fn store_bytes(word: __m256i, to: &mut [u8]) {
        assert!(to.len() >= LANES);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm256_storeu_si256(to.as_mut_ptr().cast(), word) }
    }
}

/// The counters of four words, and the step to the next four.
pub(super) struct Counter {
    at: __m256i,
    on: __m256i,
}

impl Counter {
    features! {
        pub(super) fn new(counter: u64) -> Self {
            let word = |i: u64| counter.wrapping_add((i + 1).wrapping_mul(STRIDE)) as i64;
            let at = _mm256_setr_epi64x(word(0), word(1), word(2), word(3));
            Self { at, on: _mm256_set1_epi64x(STRIDE.wrapping_mul(4) as i64) }
        }
    }

    features! {
        /// Sixteen random bits for each of the next 16 trials.
        pub(super) fn next(&mut self) -> __m256i {
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
    /// Four words times a constant, from products of their halves.
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
    /// A byte with all bits set for each of the lower 32 marks that is set.
    pub(super) fn marked(marks: u64) -> __m256i {
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
