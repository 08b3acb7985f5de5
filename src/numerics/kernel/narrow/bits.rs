//! Random bits, and marks of those that reach a rejection bound.

use super::super::layout::{MOST_IN_REGISTERS, RowBounds};
use super::super::rows::Part;
use super::super::words;
use super::look_up::{LINE, MOST_ROWS, bytes_of, look_up, places, set_in, unpacked};
use super::registers::{Counter, LANES, features, load, load_bytes, store};
use super::rows::add_parts;
use std::arch::x86_64::{
    _mm256_cmpeq_epi16, _mm256_max_epu16, _mm256_min_epu16, _mm256_movemask_epi8,
    _mm256_packs_epi16, _mm256_permute4x64_epi64, _mm256_set1_epi16, _mm256_setzero_si256,
    _mm256_xor_si256,
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

features! {
    fn mark_by<const LINES: usize>(
        counter: u64,
        bounds: &[u16],
        rows: &[u8],
        bits: &mut [u16],
        marks: &mut [u64],
    ) {
        let mut counter = Counter::new(counter);
        let (zero, ones) = (_mm256_setzero_si256(), _mm256_set1_epi16(-1));
        // inverted, so that a row that the look-up does not find gets the highest possible floor
        let mut lines = [(zero, zero); LINES];
        for (line, bounds) in lines.iter_mut().zip(bounds.chunks_exact(LINE)) {
            *line = bytes_of(_mm256_xor_si256(load(bounds), ones));
        }
        let parts = rows.chunks_exact(2 * LANES).zip(bits.chunks_exact_mut(2 * LANES));
        for ((rows, bits), marks) in parts.zip(marks) {
            *marks = 0;
            for i in 0..2 {
                let bounds = look_up(&lines, &places::<LINES>(load_bytes(&rows[i * LANES..])));
                let (first, second) = (counter.next(), counter.next());
                store(first, &mut bits[i * LANES..]);
                store(second, &mut bits[i * LANES + LANES / 2..]);
                let mut reach = unpacked(first, second);
                for (bits, bounds) in reach.iter_mut().zip(bounds) {
                    let turned = _mm256_xor_si256(*bits, ones);
                    *bits = _mm256_cmpeq_epi16(_mm256_min_epu16(turned, bounds), turned);
                }
                *marks |= set_in(reach) << (i * LANES);
            }
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
        if bounds.by_row.len() > MOST_ROWS {
            return words::mark_by_row(counter, bounds, parts, (kept, bits), marks);
        }
        let mut space = [u16::MAX; MOST_IN_REGISTERS];
        let bounds = bounds.in_lines(&mut space);
        kept.fill(0);
        add_parts(parts, kept);
        match bounds.len() / LINE {
            2 => mark_by::<2>(counter, bounds, kept, bits, marks),
            _ => mark_by::<4>(counter, bounds, kept, bits, marks),
        }
    }
}
