//! Hand-written kernels for columns of numbers with AVX2: a register holds four.
//!
//! Speed relative to the plain loop on the same core (`cargo bench --bench kernels`): numbers by segments 1.4 times,
//! numbers between two others 1.4 times.

use super::super::bits::UNIT;
use super::super::layout::GROUP;
use super::super::segments::{
    BEFORE, HALF, LEAST, MANTISSA, ONE, Polynomial, SPLITS, Segments, TERMS, WITHIN,
};
use super::registers::{Counter, features};
use std::arch::x86_64::{
    __m256d, __m256i, _CMP_GT_OQ, _CMP_UNORD_Q, _mm256_add_epi64, _mm256_add_pd, _mm256_and_si256,
    _mm256_blend_epi32, _mm256_blendv_pd, _mm256_castpd_si256, _mm256_castsi256_pd, _mm256_cmp_pd,
    _mm256_cmpgt_epi64, _mm256_load_pd, _mm256_loadu_pd, _mm256_max_pd, _mm256_min_pd,
    _mm256_movemask_pd, _mm256_mul_pd, _mm256_or_pd, _mm256_or_si256, _mm256_permute2f128_pd,
    _mm256_set1_epi64x, _mm256_set1_pd, _mm256_setzero_pd, _mm256_setzero_si256, _mm256_slli_epi64,
    _mm256_srli_epi64, _mm256_storeu_pd, _mm256_storeu_si256, _mm256_sub_epi64, _mm256_sub_pd,
    _mm256_unpackhi_pd, _mm256_unpacklo_pd,
};

/// The numbers that a register holds.
const NUMBERS: usize = 4;

features! {
    /// The uniform numbers of four words.
    fn uniforms_of(word: __m256i) -> __m256d {
        // 2^52 plus the lower 32 bits of 53, and 2^84 plus the upper 21: exact, and so is their sum minus both
        let exponent = |power: u64| _mm256_set1_epi64x(((power + 1023) << 52) as i64);
        let low = _mm256_blend_epi32::<0b1010_1010>(_mm256_srli_epi64::<11>(word), exponent(52));
        let high = _mm256_or_si256(_mm256_srli_epi64::<43>(word), exponent(84));
        let both = _mm256_set1_pd(19_342_813_118_337_666_422_669_312.0);
        let high = _mm256_sub_pd(_mm256_castsi256_pd(high), both);
        let whole = _mm256_add_pd(high, _mm256_castsi256_pd(low));
        _mm256_mul_pd(_mm256_add_pd(whole, _mm256_set1_pd(0.5)), _mm256_set1_pd(UNIT))
    }
}

features! {
    /// Stores the segments of the next trials' uniform numbers in `at` and the positions in them in `within`.
    fn places(counter: &mut Counter, at: &mut [u64; GROUP], within: &mut [f64; GROUP]) {
        let one = _mm256_set1_pd(1.0);
        let of_each = |x: u64| _mm256_set1_epi64x(x as i64);
        for i in 0..GROUP / NUMBERS {
            let word = counter.next();
            let u = uniforms_of(word);
            let tail = _mm256_min_pd(_mm256_sub_pd(one, u), u);
            let bits = _mm256_castpd_si256(_mm256_max_pd(tail, _mm256_set1_pd(LEAST)));
            let leading = _mm256_srli_epi64::<{ WITHIN as i32 }>(bits);
            let upper = _mm256_cmpgt_epi64(_mm256_setzero_si256(), word);
            let half = _mm256_and_si256(upper, of_each(HALF as u64));
            let segment = _mm256_add_epi64(_mm256_sub_epi64(leading, of_each(BEFORE)), half);
            let rest = _mm256_slli_epi64::<{ SPLITS as i32 }>(bits);
            let rest = _mm256_and_si256(rest, of_each(MANTISSA));
            let t = _mm256_castsi256_pd(_mm256_or_si256(rest, of_each(ONE)));
            // SAFETY: both slices are as long as the register; no alignment is needed.
            #[expect(unsafe_code, reason = "two stores")]
            unsafe {
                _mm256_storeu_si256(at[i * NUMBERS..][..NUMBERS].as_mut_ptr().cast(), segment);
                let within = within[i * NUMBERS..][..NUMBERS].as_mut_ptr();
                _mm256_storeu_pd(within, _mm256_sub_pd(t, one));
            }
        }
    }
}

features! {
    /// The coefficients of a segment's polynomial.
    fn one(function: Segments<'_>, segment: u64) -> __m256d {
        let Polynomial(terms) = &function.polynomials[segment as usize];
        // SAFETY: the array is as long as the register and aligned to it.
        #[expect(unsafe_code, reason = "a load")]
        unsafe { _mm256_load_pd(terms.as_ptr()) }
    }
}

features! {
    /// The coefficients of the polynomials of four segments, one register for each power.
    fn terms_at(function: Segments<'_>, at: &[u64]) -> [__m256d; TERMS] {
        // pairs of polynomials, with their coefficients 0 and 2, and 1 and 3, next to each other
        let (a, b) = (one(function, at[0]), one(function, at[1]));
        let (c, d) = (one(function, at[2]), one(function, at[3]));
        let (even, odd) = (_mm256_unpacklo_pd(a, b), _mm256_unpackhi_pd(a, b));
        let (more_even, more_odd) = (_mm256_unpacklo_pd(c, d), _mm256_unpackhi_pd(c, d));
        [
            _mm256_permute2f128_pd::<0x20>(even, more_even),
            _mm256_permute2f128_pd::<0x20>(odd, more_odd),
            _mm256_permute2f128_pd::<0x31>(even, more_even),
            _mm256_permute2f128_pd::<0x31>(odd, more_odd),
        ]
    }
}

features! {
    pub(in super::super) fn draw_by_segments(
        counter: u64,
        function: Segments<'_>,
        out: &mut [f64],
    ) -> bool {
        let mut counter = Counter::new(counter);
        let (low, high) = (_mm256_set1_pd(function.low), _mm256_set1_pd(function.high));
        let (mut places_at, mut within) = ([0; GROUP], [0.0; GROUP]);
        let mut undefined = _mm256_setzero_pd();
        for out in out.chunks_exact_mut(GROUP) {
            places(&mut counter, &mut places_at, &mut within);
            for i in 0..GROUP / NUMBERS {
                let terms = terms_at(function, &places_at[i * NUMBERS..][..NUMBERS]);
                // SAFETY: the slice is as long as the register; no alignment is needed.
                #[expect(unsafe_code, reason = "a load")]
                let t = unsafe { _mm256_loadu_pd(within[i * NUMBERS..][..NUMBERS].as_ptr()) };
                let square = _mm256_mul_pd(t, t);
                let even = _mm256_add_pd(terms[0], _mm256_mul_pd(terms[2], square));
                let odd = _mm256_add_pd(terms[1], _mm256_mul_pd(terms[3], square));
                let x = _mm256_add_pd(even, _mm256_mul_pd(odd, t));
                undefined = _mm256_or_pd(undefined, _mm256_cmp_pd::<_CMP_UNORD_Q>(x, x));
                // min and max return the second operand if one is NaN
                let x = _mm256_min_pd(high, _mm256_max_pd(low, x));
                // SAFETY: the slice is as long as the register; no alignment is needed.
                #[expect(unsafe_code, reason = "a store")]
                unsafe { _mm256_storeu_pd(out[i * NUMBERS..][..NUMBERS].as_mut_ptr(), x) };
            }
        }
        _mm256_movemask_pd(undefined) != 0
    }
}

features! {
    pub(in super::super) fn draw_between(counter: u64, low: f64, high: f64, out: &mut [f64]) {
        let mut counter = Counter::new(counter);
        let width = _mm256_set1_pd(high - low);
        let (low, high) = (_mm256_set1_pd(low), _mm256_set1_pd(high));
        for part in out.chunks_exact_mut(NUMBERS) {
            let lower = uniforms_of(counter.next());
            let upper = _mm256_sub_pd(_mm256_set1_pd(1.0), lower);
            let is_high = _mm256_cmp_pd::<_CMP_GT_OQ>(lower, upper);
            let way = _mm256_mul_pd(width, _mm256_min_pd(lower, upper));
            let from_low = _mm256_add_pd(low, way);
            let x = _mm256_blendv_pd(from_low, _mm256_sub_pd(high, way), is_high);
            let x = _mm256_min_pd(high, _mm256_max_pd(low, x));
            // SAFETY: the slice is as long as the register; no alignment is needed.
            #[expect(unsafe_code, reason = "a store")]
            unsafe { _mm256_storeu_pd(part.as_mut_ptr(), x) };
        }
    }
}
