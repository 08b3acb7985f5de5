//! Functions on the unit interval by polynomials on segments, which are short near 0 and 1 where quantile functions
//! are steep.
//!
//! The interval is cut in the middle into two halves, each half into octaves towards 0 and towards 1 (as
//! floating-point numbers are), each octave into equal segments.

use super::bits::uniform;
use super::dispatch::at_each_level;
use super::layout::{GROUP, STRIDE, mix};
#[cfg(target_arch = "x86_64")]
use super::{narrow, wide};

/// Octaves of each half.
const OCTAVES: usize = 13;
/// Segments of an octave, as a power of 2.
pub(super) const SPLITS: u32 = 5;
/// Segments of a half.
pub const SEGMENTS: usize = OCTAVES << SPLITS;
/// Polynomials of a half: its segments, one before the first and one for the middle.
pub const HALF: usize = SEGMENTS + 2;
/// Coefficients of a polynomial.
pub const TERMS: usize = 4;
/// The bits of a fraction that locate a number within its segment.
pub(super) const WITHIN: u32 = f64::MANTISSA_DIGITS - 1 - SPLITS;
/// The bits of a fraction.
pub(super) const MANTISSA: u64 = (1 << (f64::MANTISSA_DIGITS - 1)) - 1;
/// The bits of the number 1.
pub(super) const ONE: u64 = 1.0_f64.to_bits();
/// The leading bits of numbers before the first segment: exponent and upper bits of the fraction.
pub(super) const BEFORE: u64 = ((1.0_f64 / (2 << OCTAVES) as f64).to_bits() >> WITHIN) - 1;
/// A number before the first segment.
pub(super) const LEAST: f64 = f64::from_bits(BEFORE << WITHIN);

/// The coefficients of a segment's polynomial, lowest power first: half a cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(32))]
pub struct Polynomial(pub [f64; TERMS]);

/// The polynomials of the lower half: one before the first segment, those of the segments from 0 to the middle, and
/// one for the middle; then those of the upper half, from 1 to the middle.
pub type Polynomials = [Polynomial; 2 * HALF];

/// A function given by polynomials, and the interval of its values.
#[derive(Clone, Copy, Debug)]
pub struct Segments<'a> {
    /// The polynomial of each segment.
    pub polynomials: &'a Polynomials,
    /// The least value of the function.
    pub low: f64,
    /// The greatest value of the function.
    pub high: f64,
}

/// The ends of a segment of the lower half; a segment of the upper half is as far from 1.
pub fn bounds(segment: usize) -> (f64, f64) {
    let at = |segment: usize| f64::from_bits((BEFORE + 1 + segment as u64) << WITHIN);
    (at(segment), at(segment + 1))
}

/// The value of the function at a number strictly between 0 and 1.
#[inline(always)]
pub fn by_segments(u: f64, function: Segments<'_>) -> f64 {
    let (segment, t) = place(u);
    clamped(value(segment as usize, t, function), function)
}

/// The index among [`Polynomials`] of the segment of a number strictly between 0 and 1, and its position in the
/// segment.
pub fn segment_of(u: f64) -> (usize, f64) {
    let (segment, t) = place(u);
    (segment as usize, t)
}

/// The polynomial of one segment at `t`, clamped to `low` and `high`: the same bits as [`by_segments`].
pub fn at_segment(polynomial: &Polynomial, t: f64, (low, high): (f64, f64)) -> f64 {
    between(polynomial_at(polynomial, t), low, high)
}

at_each_level! {
    /// Sets each trial to the function at its uniform number, that of [`uniforms`](super::uniforms). The number of
    /// trials is a multiple of [`GROUP`]. Returns whether any value is NaN.
    pub fn draw_by_segments(counter: u64, function: Segments<'_>, out: &mut [f64]) -> bool =
        drawn, avx512: wide::draw_by_segments, avx2: narrow::draw_by_segments;
}

at_each_level! {
    /// Sets each trial to the number between `low` and `high` at its uniform number, that of
    /// [`uniforms`](super::uniforms).
    pub fn draw_between(counter: u64, low: f64, high: f64, out: &mut [f64]) =
        drawn_between, avx512: wide::draw_between, avx2: narrow::draw_between;
}

#[inline(always)]
fn drawn(counter: u64, function: Segments<'_>, out: &mut [f64]) -> bool {
    let mut undefined = false;
    let (mut at, mut within) = ([0; GROUP], [0.0; GROUP]);
    for (group, out) in out.chunks_exact_mut(GROUP).enumerate() {
        group_of_uniforms(counter, group, out);
        for i in 0..GROUP {
            (at[i], within[i]) = place(out[i]);
        }
        for i in 0..GROUP {
            out[i] = value(at[i] as usize, within[i], function);
        }
        for x in out.iter_mut() {
            undefined |= x.is_nan();
            *x = clamped(*x, function);
        }
    }
    undefined
}

/// Fills `out` with the uniform numbers of a group of trials.
#[inline(always)]
fn group_of_uniforms(counter: u64, group: usize, out: &mut [f64]) {
    for (i, x) in out.iter_mut().enumerate() {
        let index = (group * GROUP + i) as u64 + 1;
        // one at a time: plain registers multiply 64 bits, wide ones without AVX-512 do not
        let counter = std::hint::black_box(counter.wrapping_add(index.wrapping_mul(STRIDE)));
        *x = uniform(mix(counter));
    }
}

/// The index of a number's polynomial, and its exact position in the segment, from 0 to 1.
#[inline(always)]
fn place(u: f64) -> (u64, f64) {
    let half = if u >= 0.5 { HALF as u64 } else { 0 };
    // 1 − u is exact for the upper half
    let other = 1.0 - u;
    let tail = if other < u { other } else { u };
    let bits = if tail > LEAST { tail } else { LEAST }.to_bits();
    let t = f64::from_bits(((bits << SPLITS) & MANTISSA) | ONE) - 1.0;
    ((bits >> WITHIN) - BEFORE + half, t)
}

#[inline(always)]
fn value(segment: usize, t: f64, function: Segments<'_>) -> f64 {
    polynomial_at(&function.polynomials[segment], t)
}

#[inline(always)]
fn polynomial_at(Polynomial(terms): &Polynomial, t: f64) -> f64 {
    let square = t * t;
    let even = terms[0] + terms[2] * square;
    let odd = terms[1] + terms[3] * square;
    even + odd * t
}

#[inline(always)]
fn clamped(x: f64, function: Segments<'_>) -> f64 {
    between(x, function.low, function.high)
}

#[inline(always)]
fn between(x: f64, low: f64, high: f64) -> f64 {
    // NaN stays NaN
    let x = if x < low { low } else { x };
    if x > high { high } else { x }
}

#[inline(always)]
fn drawn_between(counter: u64, low: f64, high: f64, out: &mut [f64]) {
    let width = high - low;
    for (group, out) in out.chunks_exact_mut(GROUP).enumerate() {
        group_of_uniforms(counter, group, out);
        for x in out {
            let (lower, upper) = (*x, 1.0 - *x);
            // measured from the nearer end
            let is_low = lower <= upper;
            let way = width * if is_low { lower } else { upper };
            let point = if is_low { low + way } else { high - way };
            let point = if point < low { low } else { point };
            *x = if point > high { high } else { point };
        }
    }
}
