//! Random bits, and marks of those that reach a rejection bound.

use super::super::layout::{GROUP, MOST_IN_REGISTERS, RowBounds};
use super::super::rows::Part;
use super::look_up::{column_of, in_sixteen, select};
use super::registers::{Counter, LANES, features, load_bytes, store};
use super::rows::sum_parts;
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

features! {
    fn mark_by<const REGISTERS: usize>(
        counter: u64,
        bounds: &[u16],
        rows: &[u8],
        bits: &mut [u16],
        marks: &mut [u64],
    ) {
        let mut counter = Counter::new(counter);
        let bounds = column_of::<REGISTERS>(bounds);
        for ((bits, rows), marks) in bits.chunks_exact_mut(GROUP).zip(rows.chunks_exact(GROUP)).zip(marks) {
            let [low, high] = in_sixteen(load_bytes(rows));
            let (first, second) = (counter.next(), counter.next());
            store(first, bits);
            store(second, &mut bits[LANES..]);
            let first = _mm512_cmpge_epu16_mask(first, select(&bounds, low));
            let second = _mm512_cmpge_epu16_mask(second, select(&bounds, high));
            *marks = _mm512_kunpackd(u64::from(second), u64::from(first));
        }
    }
}

features! {
    pub(in super::super) fn mark_by_row(
        counter: u64,
        bounds: RowBounds,
        parts: &[Part],
        (kept, bits): (&mut [u8], &mut [u16]),
        marks: &mut [u64],
    ) {
        let mut space = [u16::MAX; MOST_IN_REGISTERS];
        let bounds = bounds.in_lines(&mut space);
        sum_parts(parts, kept);
        let rows = &*kept;
        match bounds.len() / LANES {
            1 => mark_by::<1>(counter, bounds, rows, bits, marks),
            2 => mark_by::<2>(counter, bounds, rows, bits, marks),
            3 => mark_by::<3>(counter, bounds, rows, bits, marks),
            _ => mark_by::<4>(counter, bounds, rows, bits, marks),
        }
    }
}
