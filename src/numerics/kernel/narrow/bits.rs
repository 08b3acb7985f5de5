//! Random bits, and marks of those that reach a rejection bound.

use super::registers::{Counter, LANES, features, store};
use std::arch::x86_64::{
    _mm256_cmpeq_epi16, _mm256_max_epu16, _mm256_movemask_epi8, _mm256_packs_epi16,
    _mm256_permute4x64_epi64, _mm256_set1_epi16, _mm256_setzero_si256,
};

features! {
    pub(in super::super) fn fill(counter: u64, bits: &mut [u16]) {
        let mut counter = Counter::new(counter);
        for part in bits.chunks_exact_mut(LANES / 2) {
            store(counter.next(), part);
        }
    }
}

features! {
    pub(in super::super) fn mark(counter: u64, floor: u16, bits: &mut [u16], marks: &mut [u64]) {
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
