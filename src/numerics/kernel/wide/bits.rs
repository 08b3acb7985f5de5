//! Random bits, and marks of those that reach a rejection bound.

use super::super::layout::GROUP;
use super::registers::{Counter, LANES, features, store};
use std::arch::x86_64::{_mm512_cmpge_epu16_mask, _mm512_kunpackd, _mm512_set1_epi16};

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
