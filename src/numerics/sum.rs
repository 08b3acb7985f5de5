//! The exact sum of floating-point numbers, the same in any order.

use super::packed::{Packed, Packer, Unpacker, Unsound};
use serde::{Deserialize, Serialize};

/// The number of limbs: 2098 bits for every finite number, and 46 more for the carries of 2⁴⁶ of the largest.
const LIMBS: usize = 67;

/// The number of additions after which carries are propagated: each adds less than 2⁵³ to a limb.
const PATIENCE: u32 = 1000;

/// The low 32 bits of a limb.
const LOW: i64 = 0xffff_ffff;

/// The exact sum of any number of `f64`s, rounded once when it is read.
///
/// A fixed-point number of 67 limbs of 32 bits with room for carries (the small superaccumulator of Radford Neal,
/// "Fast exact summation using small and large superaccumulators", 2015). Adding a number takes about four integer
/// operations. Integer addition is associative, so sums and merges in any order and grouping give the same bits.
/// Takes 560 bytes, whatever is added; holds 2⁴⁶ numbers of the largest size.
///
/// Infinities and NaN are recorded and returned by [`value`](Self::value).
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct ExactSum {
    /// Limb i counts in units of 2^(32i − 1074).
    limbs: [i64; LIMBS],
    /// The number of additions since carries were last propagated.
    pending: u32,
    infinite: bool,
    minus_infinite: bool,
    undefined: bool,
}

/// The canonical form of a sum in files.
#[derive(Serialize, Deserialize)]
struct Written {
    limbs: Vec<i64>,
    infinite: bool,
    minus_infinite: bool,
    undefined: bool,
}

impl From<ExactSum> for Written {
    fn from(sum: ExactSum) -> Self {
        let ExactSum { infinite, minus_infinite, undefined, .. } = sum;
        Self { limbs: sum.settled().to_vec(), infinite, minus_infinite, undefined }
    }
}

impl TryFrom<Written> for ExactSum {
    type Error = &'static str;

    fn try_from(written: Written) -> Result<Self, Self::Error> {
        let Written { limbs, infinite, minus_infinite, undefined } = written;
        let limbs: [i64; LIMBS] = limbs.try_into().map_err(|_| "a sum has 67 limbs")?;
        let (last, low) = (limbs[LIMBS - 1], &limbs[..LIMBS - 1]);
        if !low.iter().all(|limb| (0..=LOW).contains(limb)) || last.unsigned_abs() > 1 << 40 {
            return Err("limbs that are no sum");
        }
        Ok(Self { limbs, pending: 0, infinite, minus_infinite, undefined })
    }
}

impl Packed for ExactSum {
    fn pack(&self, to: &mut Packer) {
        let flags = [self.infinite, self.minus_infinite, self.undefined];
        (flags, self.settled().map(i64::cast_unsigned)).pack(to);
    }

    fn unpack(from: &mut Unpacker) -> Result<Self, Unsound> {
        let ([infinite, minus_infinite, undefined], limbs) =
            <([bool; 3], [u64; LIMBS])>::unpack(from)?;
        let limbs = limbs.map(u64::cast_signed).to_vec();
        Written { limbs, infinite, minus_infinite, undefined }.try_into()
    }
}

impl Default for ExactSum {
    fn default() -> Self {
        Self::new()
    }
}

impl PartialEq for ExactSum {
    /// Whether the exact sums are equal.
    fn eq(&self, other: &Self) -> bool {
        let flags = |s: &Self| (s.infinite, s.minus_infinite, s.undefined);
        flags(self) == flags(other) && self.settled() == other.settled()
    }
}

impl ExactSum {
    /// A sum of no numbers, 0.
    pub fn new() -> Self {
        Self {
            limbs: [0; LIMBS],
            pending: 0,
            infinite: false,
            minus_infinite: false,
            undefined: false,
        }
    }

    /// Adds a number.
    #[inline]
    pub fn add(&mut self, x: f64) {
        let bits = x.to_bits();
        let exponent = (bits >> 52) as usize & 0x7ff;
        let fraction = bits & ((1 << 52) - 1);
        if exponent == 0x7ff {
            self.add_special(x);
            return;
        }
        // a subnormal number has the exponent of the smallest normal one, and no hidden bit
        let (mantissa, place) =
            if exponent == 0 { (fraction, 0) } else { (fraction | 1 << 52, exponent - 1) };
        let (limb, shift) = (place / 32, place % 32);
        let low = (mantissa << shift).cast_signed() & LOW;
        let high = (mantissa >> (32 - shift)).cast_signed();
        // −1 for a negative number, else 0: (v ^ s) − s is ±v
        let sign = bits.cast_signed() >> 63;
        self.limbs[limb] += (low ^ sign) - sign;
        self.limbs[limb + 1] += (high ^ sign) - sign;
        self.pending += 1;
        if self.pending >= PATIENCE {
            self.settle();
        }
    }

    #[cold]
    fn add_special(&mut self, x: f64) {
        self.undefined |= x.is_nan();
        self.infinite |= x == f64::INFINITY;
        self.minus_infinite |= x == f64::NEG_INFINITY;
    }

    /// Adds the product of two numbers, exactly unless it is out of range: the rounded product, and its rounding
    /// error by a fused multiply-add.
    #[inline]
    pub fn add_product(&mut self, x: f64, y: f64) {
        let product = x * y;
        self.add(product);
        if product.is_finite() {
            self.add(libm::fma(x, y, -product));
        }
    }

    /// Adds another sum.
    pub fn merge(&mut self, other: &Self) {
        self.settle();
        for (limb, more) in self.limbs.iter_mut().zip(other.settled()) {
            *limb += more;
        }
        self.settle();
        self.undefined |= other.undefined;
        self.infinite |= other.infinite;
        self.minus_infinite |= other.minus_infinite;
    }

    /// Propagates carries, so that all limbs but the last are 0 … 2³² − 1: the canonical form.
    fn settle(&mut self) {
        let mut carry = 0;
        for limb in &mut self.limbs[..LIMBS - 1] {
            let sum = *limb + carry;
            carry = sum >> 32;
            *limb = sum & LOW;
        }
        self.limbs[LIMBS - 1] += carry;
        self.pending = 0;
    }

    fn settled(&self) -> [i64; LIMBS] {
        let mut copy = self.clone();
        copy.settle();
        copy.limbs
    }

    /// The sum, rounded to the nearest number, halves to even. Infinite if an infinity was added or the sum is out of
    /// range; NaN if a NaN or both infinities were added.
    pub fn value(&self) -> f64 {
        if self.undefined || (self.infinite && self.minus_infinite) {
            return f64::NAN;
        }
        if self.infinite || self.minus_infinite {
            return if self.infinite { f64::INFINITY } else { f64::NEG_INFINITY };
        }
        let limbs = self.settled();
        if limbs[LIMBS - 1] >= 0 {
            return round(&limbs);
        }
        let mut negated = Self { limbs: limbs.map(|limb| -limb), ..Self::new() };
        negated.settle();
        -round(&negated.limbs)
    }

    /// The first `N` terms of the sum's expansion in numbers of falling size: each is the rounded remainder after
    /// those before it.
    pub(super) fn expansion<const N: usize>(&self) -> [f64; N] {
        let mut rest = self.clone();
        std::array::from_fn(|_| {
            let part = rest.value();
            if part.is_finite() {
                rest.add(-part);
            }
            part
        })
    }
}

/// The nearest number to a nonnegative sum, given its settled limbs.
fn round(limbs: &[i64; LIMBS]) -> f64 {
    let Some(top) = limbs.iter().rposition(|&limb| limb != 0) else {
        return 0.0;
    };
    // the top three limbs hold at least 65 bits, if there are three; the rest only decides ties
    let base = top.saturating_sub(2);
    let sum = (base..=top).rev().fold(0_u128, |sum, i| (sum << 32) + limbs[i] as u128);
    let bits = 128 - sum.leading_zeros();
    let unit = (32 * base as u32).cast_signed() - 1074;
    if bits <= 53 {
        return libm::ldexp(sum as f64, unit);
    }
    let cut = bits - 53;
    let mut mantissa = sum >> cut;
    let rest = sum & ((1 << cut) - 1);
    let half = 1 << (cut - 1);
    let more = limbs[..base].iter().any(|&limb| limb != 0);
    if rest > half || (rest == half && (more || mantissa & 1 == 1)) {
        mantissa += 1;
    }
    libm::ldexp(mantissa as f64, unit + cut.cast_signed())
}

#[cfg(test)]
mod tests {
    use super::ExactSum;
    use proptest::prelude::*;

    fn sum(numbers: &[f64]) -> ExactSum {
        let mut sum = ExactSum::new();
        for &x in numbers {
            sum.add(x);
        }
        sum
    }

    /// The sum in integers of 2^-40, rounded by the language: an independent way for small cases.
    fn reference(numbers: &[i64]) -> f64 {
        numbers.iter().map(|&n| i128::from(n)).sum::<i128>() as f64 / (1_u64 << 40) as f64
    }

    #[test]
    fn cancellation_leaves_what_was_small() {
        assert_eq!(sum(&[1e308, 1e308, -1e308, 1.0, -1e308]).value().to_bits(), 1f64.to_bits());
        assert_eq!(sum(&[1e16, 1.0, -1e16]).value().to_bits(), 1f64.to_bits());
        let tiny = f64::from_bits(1);
        assert_eq!(sum(&[1e300, tiny, -1e300]).value().to_bits(), tiny.to_bits());
        assert_eq!(sum(&[-tiny, -tiny]).value().to_bits(), (-2.0 * tiny).to_bits());
        assert_eq!(sum(&[]).value().to_bits(), 0f64.to_bits());
    }

    #[test]
    fn halves_go_to_even() {
        let half_ulp = f64::EPSILON / 2.0;
        assert_eq!(sum(&[1.0, half_ulp]).value().to_bits(), 1f64.to_bits());
        assert_eq!(sum(&[1.0, half_ulp, 1e-300]).value().to_bits(), (1.0 + f64::EPSILON).to_bits());
        let odd = 1.0 + f64::EPSILON;
        assert_eq!(sum(&[odd, half_ulp]).value().to_bits(), (odd + f64::EPSILON).to_bits());
    }

    #[test]
    fn beyond_the_range_and_no_numbers() {
        assert!(sum(&[f64::MAX, f64::MAX]).value().is_infinite());
        assert_eq!(sum(&[f64::MAX, f64::MAX, -f64::MAX]).value().to_bits(), f64::MAX.to_bits());
        assert!(sum(&[1.0, f64::NEG_INFINITY]).value() < f64::MIN);
        assert!(sum(&[f64::INFINITY, f64::NEG_INFINITY]).value().is_nan());
        assert!(sum(&[f64::NAN]).value().is_nan());
    }

    #[test]
    fn many_of_the_same() {
        let mut all = ExactSum::new();
        (0..100_000).for_each(|_| all.add(0.1));
        // 0.1 is 3602879701896397 / 2^55, and a plain loop gives 10000.000000018848
        let exact = 360_287_970_189_639_700_000_i128 as f64 / (1_u64 << 55) as f64;
        assert_eq!(all.value().to_bits(), exact.to_bits());
    }

    #[test]
    fn a_product_is_exact() {
        let mut all = ExactSum::new();
        let x = 1.0 + f64::EPSILON;
        all.add_product(x, x);
        all.add(-1.0);
        all.add(-2.0 * f64::EPSILON);
        assert_eq!(all.value().to_bits(), (f64::EPSILON * f64::EPSILON).to_bits());
    }

    proptest! {
        #[test]
        fn agrees_with_integers(numbers in prop::collection::vec(-(1_i64 << 53)..(1 << 53), 0..50)) {
            let scaled: Vec<f64> = numbers.iter().map(|&n| n as f64 / (1_u64 << 40) as f64).collect();
            prop_assert_eq!(sum(&scaled).value().to_bits(), (reference(&numbers) + 0.0).to_bits());
        }

        #[test]
        fn order_and_grouping_do_not_matter(
            numbers in prop::collection::vec(any::<f64>().prop_filter("finite", |x| x.is_finite()), 1..60),
            cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..5),
            seed in any::<u64>(),
        ) {
            let whole = sum(&numbers);
            let mut shuffled = numbers.clone();
            let mut state = seed;
            for i in (1..shuffled.len()).rev() {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                shuffled.swap(i, (state >> 33) as usize % (i + 1));
            }
            let mut cuts: Vec<usize> = cuts.iter().map(|c| c.index(numbers.len())).collect();
            cuts.sort_unstable();
            let mut pieces = vec![];
            let mut from = 0;
            for cut in cuts.into_iter().chain([shuffled.len()]) {
                pieces.push(sum(&shuffled[from..cut]));
                from = cut;
            }
            let mut merged = ExactSum::new();
            pieces.iter().rev().for_each(|piece| merged.merge(piece));
            prop_assert_eq!(merged.value().to_bits(), whole.value().to_bits());
            prop_assert!(merged == whole);
        }
    }
}
