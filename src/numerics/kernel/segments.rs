//! Functions on the unit by polynomials on segments, short near 0 and 1 where quantile functions are steep.
//!
//! The unit is cut at its middle into two halves, each half into octaves towards 0 and towards 1 (as
//! floating-point numbers are), each octave into equal segments.

use super::dispatch::at_each_level;

/// Octaves of each half.
const OCTAVES: usize = 11;
/// Segments of an octave, as a power of 2.
const SPLITS: u32 = 4;
/// Segments of a half.
pub const SEGMENTS: usize = OCTAVES << SPLITS;
/// Coefficients of a polynomial.
pub const TERMS: usize = 6;
/// The bits of a fraction that stand within a segment.
const WITHIN: u32 = f64::MANTISSA_DIGITS - 1 - SPLITS;
/// The bits of a fraction.
const MANTISSA: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;
/// 1 as bits.
const ONE: u64 = 1.0_f64.to_bits();
/// The leading bits of the first segment: exponent and the upper bits of the fraction.
const FIRST: u64 = (1.0_f64 / (2 << OCTAVES) as f64).to_bits() >> WITHIN;

/// The coefficients of a segment, rising, with room to fill a line of memory.
pub type Polynomial = [f64; 8];

/// From where to where a segment of the lower half lies; one of the upper lies as far from 1.
pub fn bounds(segment: usize) -> (f64, f64) {
    let at = |segment: usize| f64::from_bits((FIRST + segment as u64) << WITHIN);
    (at(segment), at(segment + 1))
}

at_each_level! {
    /// The function at each of some numbers strictly between 0 and 1, in their place. `segments` has those
    /// of the lower half from 0 to the middle, those of the upper half from 1 to the middle, and last one
    /// for the middle itself and for what lies below the first.
    pub fn by_segments(numbers: &mut [f64], segments: &[Polynomial]) = found;
}

#[inline(always)]
fn found(numbers: &mut [f64], segments: &[Polynomial]) {
    assert!(segments.len() == 2 * SEGMENTS + 1);
    for u in numbers {
        *u = at(*u, segments);
    }
}

#[inline(always)]
fn at(u: f64, segments: &[Polynomial]) -> f64 {
    let upper = u >= 0.5;
    // 1 − u is exact for the upper half
    let tail = if upper { 1.0 - u } else { u };
    let bits = tail.to_bits();
    let segment = (bits >> WITHIN).wrapping_sub(FIRST) as usize;
    let in_half = segment + if upper { SEGMENTS } else { 0 };
    let terms = &segments[if segment < SEGMENTS { in_half } else { 2 * SEGMENTS }];
    // how far into the segment, from 0 to 1: exact
    let t = f64::from_bits(((bits << SPLITS) & MANTISSA) | ONE) - 1.0;
    let square = t * t;
    let (low, middle) = (terms[0] + terms[1] * t, terms[2] + terms[3] * t);
    low + square * (middle + square * (terms[4] + terms[5] * t))
}
