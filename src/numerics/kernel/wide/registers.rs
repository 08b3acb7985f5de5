//! Registers of 64 bytes: loads, stores, random bits.

use super::super::layout::STRIDE;
use std::arch::x86_64::{
    __m512i, _mm512_add_epi64, _mm512_loadu_si512, _mm512_mask_storeu_pd, _mm512_maskz_loadu_epi16,
    _mm512_mullo_epi64, _mm512_set1_epi64, _mm512_set1_pd, _mm512_srli_epi64, _mm512_storeu_si512,
    _mm512_xor_si512,
};

/// The trials that a register holds, sixteen bits each.
pub(super) const LANES: usize = 32;

/// Defines a function compiled for the instructions of AVX-512.
macro_rules! features {
    ($(#[$doc:meta])* $vis:vis fn $($rest:tt)*) => {
        $(#[$doc])*
        #[inline]
        #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,bmi1,bmi2,lzcnt,popcnt")]
        $vis fn $($rest)*
    };
}

pub(super) use features;

features! {
    /// Loads sixteen bits of each of 32 trials.
    pub(super) fn load(from: &[u16]) -> __m512i {
        assert!(from.len() >= LANES);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
    }
}

features! {
    /// Loads at most [`LANES`] numbers; missing ones are 0.
    pub(super) fn load_some(from: &[u16]) -> __m512i {
        let those = first(from.len());
        // SAFETY: lanes beyond the slice are masked and not read.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm512_maskz_loadu_epi16(those, from.as_ptr().cast()) }
    }
}

/// A mask of the first `count` lanes.
#[inline]
pub(super) fn first(count: usize) -> u32 {
    if count >= LANES { u32::MAX } else { (1 << count) - 1 }
}

features! {
    pub(super) fn store(word: __m512i, to: &mut [u16]) {
        assert!(to.len() >= LANES);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), word) }
    }
}

features! {
    /// Loads a byte of each of 64 trials.
    pub(super) fn load_bytes(from: &[u8]) -> __m512i {
        assert!(from.len() >= 2 * LANES);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
    }
}

features! {
    pub(super) fn store_bytes(word: __m512i, to: &mut [u8]) {
        assert!(to.len() >= 2 * LANES);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), word) }
    }
}

features! {
    /// Loads the numbers of 16 trials.
    pub(super) fn load_numbers(from: &[u32]) -> __m512i {
        assert!(from.len() >= LANES / 2);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm512_loadu_si512(from.as_ptr().cast()) }
    }
}

features! {
    pub(super) fn store_numbers(word: __m512i, to: &mut [u32]) {
        assert!(to.len() >= LANES / 2);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm512_storeu_si512(to.as_mut_ptr().cast(), word) }
    }
}

features! {
    fn mix(z: __m512i) -> __m512i {
        let z = _mm512_xor_si512(z, _mm512_srli_epi64::<30>(z));
        let z = _mm512_mullo_epi64(z, _mm512_set1_epi64(0xBF58_476D_1CE4_E5B9_u64 as i64));
        let z = _mm512_xor_si512(z, _mm512_srli_epi64::<27>(z));
        let z = _mm512_mullo_epi64(z, _mm512_set1_epi64(0x94D0_49BB_1331_11EB_u64 as i64));
        _mm512_xor_si512(z, _mm512_srli_epi64::<31>(z))
    }
}

/// The counters of eight words, and the step to the next eight.
pub(super) struct Counter {
    at: __m512i,
    on: __m512i,
}

impl Counter {
    features! {
        pub(super) fn new(counter: u64) -> Self {
            let word = |i: u64| counter.wrapping_add((i + 1).wrapping_mul(STRIDE));
            let first: [u64; 8] = std::array::from_fn(|i| word(i as u64));
            // SAFETY: the array is as long as the register; no alignment is needed.
            #[expect(unsafe_code, reason = "a load")]
            let at = unsafe { _mm512_loadu_si512(first.as_ptr().cast()) };
            Self { at, on: _mm512_set1_epi64(STRIDE.wrapping_mul(8) as i64) }
        }
    }

    features! {
        /// Sixteen random bits for each of the next 32 trials.
        pub(super) fn next(&mut self) -> __m512i {
            let bits = mix(self.at);
            self.at = _mm512_add_epi64(self.at, self.on);
            bits
        }
    }
}

features! {
    /// Sets the numbers of those of 8 trials that are marked.
    pub(super) fn put_where(numbers: &mut [f64], marks: u8, x: f64) {
        assert!(numbers.len() >= LANES / 4);
        // SAFETY: the slice is as long as the register; no alignment is needed.
        #[expect(unsafe_code, reason = "a store")]
        unsafe { _mm512_mask_storeu_pd(numbers.as_mut_ptr(), marks, _mm512_set1_pd(x)) }
    }
}
