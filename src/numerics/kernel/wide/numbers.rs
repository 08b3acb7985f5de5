//! Hand-written kernels for columns of numbers with AVX-512: a register holds eight.
//!
//! Speed relative to the plain loop on the same core (`cargo bench --bench kernels`): numbers by segments 2.4 times,
//! numbers between two others 3 times.

use super::super::bits::UNIT;
use super::super::layout::GROUP;
use super::super::numbers::Case;
use super::super::segments::{BEFORE, HALF, LEAST, MANTISSA, ONE, SPLITS, Segments, TERMS, WITHIN};
use super::registers::{Counter, features};
use std::arch::x86_64::{
    __m512d, __m512i, _CMP_GT_OQ, _CMP_UNORD_Q, _mm256_load_pd, _mm512_add_pd, _mm512_and_si512,
    _mm512_castpd_si512, _mm512_castpd256_pd512, _mm512_castsi512_pd, _mm512_cmp_pd_mask,
    _mm512_cvtepu64_pd, _mm512_insertf64x4, _mm512_loadu_pd, _mm512_mask_add_epi64,
    _mm512_mask_mov_pd, _mm512_mask_sub_pd, _mm512_max_pd, _mm512_min_pd, _mm512_movepi64_mask,
    _mm512_mul_pd, _mm512_or_si512, _mm512_set1_epi64, _mm512_set1_pd, _mm512_shuffle_f64x2,
    _mm512_slli_epi64, _mm512_srli_epi64, _mm512_storeu_pd, _mm512_storeu_si512, _mm512_sub_epi64,
    _mm512_sub_pd, _mm512_unpackhi_pd, _mm512_unpacklo_pd,
};

/// The numbers that a register holds.
const NUMBERS: usize = 8;

features! {
    pub(in super::super) fn add_by_case(out: &mut [f64], to: &[f64], cases: &[Case], otherwise: f64) {
        let groups = out.chunks_exact_mut(GROUP).zip(to.chunks_exact(GROUP));
        for (group, (out, to)) in groups.enumerate() {
            let mut added = [_mm512_set1_pd(otherwise); GROUP / NUMBERS];
            for (marks, x) in cases.iter().rev() {
                let (marks, x) = (marks[group], _mm512_set1_pd(*x));
                for (i, added) in added.iter_mut().enumerate() {
                    *added = _mm512_mask_mov_pd(*added, (marks >> (i * NUMBERS)) as u8, x);
                }
            }
            for (i, added) in added.iter().enumerate() {
                let (out, to) = (&mut out[i * NUMBERS..][..NUMBERS], &to[i * NUMBERS..][..NUMBERS]);
                // SAFETY: both slices are as long as the register; no alignment is needed.
                #[expect(unsafe_code, reason = "a load and a store")]
                unsafe {
                    let sum = _mm512_add_pd(_mm512_loadu_pd(to.as_ptr()), *added);
                    _mm512_storeu_pd(out.as_mut_ptr(), sum);
                }
            }
        }
    }
}

features! {
    /// The uniform numbers of eight words.
    fn uniforms_of(word: __m512i) -> __m512d {
        let whole = _mm512_cvtepu64_pd(_mm512_srli_epi64::<11>(word));
        let middle = _mm512_add_pd(whole, _mm512_set1_pd(0.5));
        _mm512_mul_pd(middle, _mm512_set1_pd(UNIT))
    }
}

features! {
    /// Stores the segments of the next trials' uniform numbers in `at` and the positions in them in `within`.
    fn places(counter: &mut Counter, at: &mut [u64; GROUP], within: &mut [f64; GROUP]) {
        let one = _mm512_set1_pd(1.0);
        let (before, half) =
            (_mm512_set1_epi64(BEFORE as i64), _mm512_set1_epi64(HALF as i64));
        let (low_bits, one_bits) =
            (_mm512_set1_epi64(MANTISSA as i64), _mm512_set1_epi64(ONE as i64));
        for i in 0..GROUP / NUMBERS {
            let word = counter.next();
            let upper = _mm512_movepi64_mask(word);
            let u = uniforms_of(word);
            let tail = _mm512_min_pd(_mm512_sub_pd(one, u), u);
            let bits = _mm512_castpd_si512(_mm512_max_pd(tail, _mm512_set1_pd(LEAST)));
            let segment = _mm512_sub_epi64(_mm512_srli_epi64::<WITHIN>(bits), before);
            let segment = _mm512_mask_add_epi64(segment, upper, segment, half);
            let rest = _mm512_and_si512(_mm512_slli_epi64::<SPLITS>(bits), low_bits);
            let t = _mm512_sub_pd(_mm512_castsi512_pd(_mm512_or_si512(rest, one_bits)), one);
            // SAFETY: both slices are as long as the register; no alignment is needed.
            #[expect(unsafe_code, reason = "two stores")]
            unsafe {
                _mm512_storeu_si512(at[i * NUMBERS..][..NUMBERS].as_mut_ptr().cast(), segment);
                _mm512_storeu_pd(within[i * NUMBERS..][..NUMBERS].as_mut_ptr(), t);
            }
        }
    }
}

features! {
    /// The coefficients of the polynomials of two segments.
    fn two(function: Segments<'_>, low: u64, high: u64) -> __m512d {
        let (low, high) =
            (&function.polynomials[low as usize], &function.polynomials[high as usize]);
        // SAFETY: each array is as long as half of the register and aligned to that.
        #[expect(unsafe_code, reason = "two loads")]
        unsafe {
            let low = _mm512_castpd256_pd512(_mm256_load_pd(low.0.as_ptr()));
            _mm512_insertf64x4::<1>(low, _mm256_load_pd(high.0.as_ptr()))
        }
    }
}

features! {
    /// The coefficients of the polynomials of eight segments, one register for each power.
    fn terms_at(function: Segments<'_>, at: &[u64]) -> [__m512d; TERMS] {
        // pairs of polynomials, with their coefficients 0 and 2, and 1 and 3, next to each other
        let (a, b) = (two(function, at[0], at[2]), two(function, at[1], at[3]));
        let (c, d) = (two(function, at[4], at[6]), two(function, at[5], at[7]));
        let (even, odd) = (_mm512_unpacklo_pd(a, b), _mm512_unpackhi_pd(a, b));
        let (more_even, more_odd) = (_mm512_unpacklo_pd(c, d), _mm512_unpackhi_pd(c, d));
        [
            _mm512_shuffle_f64x2::<0b10_00_10_00>(even, more_even),
            _mm512_shuffle_f64x2::<0b10_00_10_00>(odd, more_odd),
            _mm512_shuffle_f64x2::<0b11_01_11_01>(even, more_even),
            _mm512_shuffle_f64x2::<0b11_01_11_01>(odd, more_odd),
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
        let (low, high) = (_mm512_set1_pd(function.low), _mm512_set1_pd(function.high));
        let (mut places_at, mut within) = ([0; GROUP], [0.0; GROUP]);
        let mut undefined = 0;
        for out in out.chunks_exact_mut(GROUP) {
            places(&mut counter, &mut places_at, &mut within);
            for i in 0..GROUP / NUMBERS {
                let terms = terms_at(function, &places_at[i * NUMBERS..][..NUMBERS]);
                // SAFETY: the slice is as long as the register; no alignment is needed.
                #[expect(unsafe_code, reason = "a load")]
                let t = unsafe { _mm512_loadu_pd(within[i * NUMBERS..][..NUMBERS].as_ptr()) };
                let square = _mm512_mul_pd(t, t);
                let even = _mm512_add_pd(terms[0], _mm512_mul_pd(terms[2], square));
                let odd = _mm512_add_pd(terms[1], _mm512_mul_pd(terms[3], square));
                let x = _mm512_add_pd(even, _mm512_mul_pd(odd, t));
                undefined |= _mm512_cmp_pd_mask::<_CMP_UNORD_Q>(x, x);
                // min and max return the second operand if one is NaN
                let x = _mm512_min_pd(high, _mm512_max_pd(low, x));
                // SAFETY: the slice is as long as the register; no alignment is needed.
                #[expect(unsafe_code, reason = "a store")]
                unsafe { _mm512_storeu_pd(out[i * NUMBERS..][..NUMBERS].as_mut_ptr(), x) };
            }
        }
        undefined != 0
    }
}

features! {
    pub(in super::super) fn draw_between(counter: u64, low: f64, high: f64, out: &mut [f64]) {
        let mut counter = Counter::new(counter);
        let width = _mm512_set1_pd(high - low);
        let (low, high) = (_mm512_set1_pd(low), _mm512_set1_pd(high));
        for part in out.chunks_exact_mut(NUMBERS) {
            let lower = uniforms_of(counter.next());
            let upper = _mm512_sub_pd(_mm512_set1_pd(1.0), lower);
            let is_high = _mm512_cmp_pd_mask::<_CMP_GT_OQ>(lower, upper);
            let way = _mm512_mul_pd(width, _mm512_min_pd(lower, upper));
            let from_low = _mm512_add_pd(low, way);
            let x = _mm512_mask_sub_pd(from_low, is_high, high, way);
            let x = _mm512_min_pd(high, _mm512_max_pd(low, x));
            // SAFETY: the slice is as long as the register; no alignment is needed.
            #[expect(unsafe_code, reason = "a store")]
            unsafe { _mm512_storeu_pd(part.as_mut_ptr(), x) };
        }
    }
}
