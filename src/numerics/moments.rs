//! Mean and variance of numbers that are tallied in any order.

use super::ExactSum;
use super::kernel::{self, Level, MOST_SUMMED};
use super::packed::packed_struct;
use serde::{Deserialize, Serialize};

/// The number of values seen, their mean and their variance, from exact sums of the values and of their squares.
///
/// The tally is exact, and the results are one fixed function of it, so that any order and any
/// grouping give the same bits. Deviations are taken from the mean exactly before anything is
/// rounded: numbers around 1e9 that differ by 1 lose nothing. Squares must stay below 1e308.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    count: u64,
    sum: ExactSum,
    squares: ExactSum,
}

packed_struct!(Moments { count, sum, squares });

impl Moments {
    /// The moments of no numbers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a number.
    #[inline]
    pub fn add(&mut self, x: f64) {
        self.count += 1;
        self.sum.add(x);
        self.squares.add_product(x, x);
    }

    /// Adds several numbers, with the same result as adding them one by one.
    pub fn add_all(&mut self, numbers: &[f64]) {
        for part in numbers.chunks(MOST_SUMMED) {
            let Some(sums) = kernel::sums(Level::best(), part) else {
                for x in part {
                    self.add(*x);
                }
                continue;
            };
            self.count += part.len() as u64;
            sums.sum.iter().for_each(|x| self.sum.add(*x));
            sums.squares.iter().for_each(|x| self.squares.add(*x));
            if sums.left_out > 0.0 {
                for x in part.iter().filter(|x| x.abs() < sums.left_out) {
                    self.sum.add(*x);
                    self.squares.add_product(*x, *x);
                }
            }
        }
    }

    /// Adds a number `times` times.
    pub fn add_times(&mut self, x: f64, times: u64) {
        self.count += times;
        let times = times as f64;
        self.sum.add_product(x, times);
        // adds x² · times exactly: the rounding error of x · times is added as well
        let product = x * times;
        self.squares.add_product(x, product);
        self.squares.add_product(x, libm::fma(x, times, -product));
    }

    /// Adds all numbers of another tally.
    pub fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum.merge(&other.sum);
        self.squares.merge(&other.squares);
    }

    /// The number of values that were added.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The sum of the numbers, rounded once.
    pub fn sum(&self) -> f64 {
        self.sum.value()
    }

    /// The mean, within an ulp; `None` without numbers, or if one of them is not finite.
    pub fn mean(&self) -> Option<f64> {
        if self.count == 0 {
            return None;
        }
        let n = self.count as f64;
        let [whole, rest] = self.sum.expansion();
        let mean = whole / n + rest / n;
        mean.is_finite().then_some(mean)
    }

    /// The population variance: the mean square deviation from the mean. `None` without numbers, if one of them is
    /// not finite, or if its square is out of range.
    pub fn variance(&self) -> Option<f64> {
        Some(self.square_deviations()? / self.count as f64)
    }

    /// The sample variance: square deviations over count − 1. `None` also for a single number.
    pub fn sample_variance(&self) -> Option<f64> {
        let others = self.count.checked_sub(1).filter(|&others| others > 0)?;
        Some(self.square_deviations()? / others as f64)
    }

    /// Σ(x − mean)²; `None` if it is not finite.
    fn square_deviations(&self) -> Option<f64> {
        let mean = self.mean()?;
        let n = self.count as f64;
        // Σ(x − m)² = Σx² − 2m Σx + n m² for the rounded mean m, exact except for parts under 2⁻²⁰⁰ of the sum …
        let mut around = self.squares.clone();
        for part in self.sum.expansion::<4>() {
            around.add_product(-2.0 * mean, part);
        }
        let square = mean * mean;
        around.add_product(n, square);
        around.add_product(n, libm::fma(mean, mean, -square));
        // … less n (true mean − m)².
        let mut off = self.sum.clone();
        off.add_product(-n, mean);
        let off = off.value();
        let deviations = around.value() - off / n * off;
        deviations.is_finite().then_some(deviations.max(0.0))
    }
}

#[cfg(test)]
mod tests {
    use super::Moments;
    use proptest::prelude::*;

    fn of(numbers: &[f64]) -> Moments {
        let mut moments = Moments::new();
        for &x in numbers {
            moments.add(x);
        }
        moments
    }

    fn close(found: Option<f64>, expected: f64, tolerance: f64) {
        let found = found.expect("a number");
        assert!((found - expected).abs() <= tolerance * expected.abs(), "{found} for {expected}");
    }

    #[test]
    fn of_a_few() {
        let few = of(&[2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0]);
        close(few.mean(), 5.0, 0.0);
        close(few.variance(), 4.0, 0.0);
        close(few.sample_variance(), 32.0 / 7.0, 1e-16);
    }

    #[test]
    fn small_differences_of_large_numbers() {
        // 1 … 1001 has variance (1001² − 1)/12 = 83500; the squares of the shifted numbers are not exact
        for base in [0.0, 1e9, -1e12, 3e15] {
            let numbers: Vec<f64> = (1..=1001).map(|i| base + f64::from(i)).collect();
            close(of(&numbers).variance(), 83_500.0, 1e-15);
        }
        // the numbers are half an ulp apart, so their mean has no exact representation
        let [a, b] = [1e9, 1e9 + f64::EPSILON * 536_870_912.0];
        close(of(&[a, b]).variance(), (b - a) * (b - a) / 4.0, 1e-15);
    }

    #[test]
    fn of_nothing_or_no_numbers() {
        assert_eq!((of(&[]).mean(), of(&[]).variance()), (None, None));
        assert_eq!(of(&[3.0]).sample_variance(), None);
        close(of(&[3.0]).variance(), 0.0, 0.0);
        assert_eq!(of(&[1.0, f64::INFINITY]).mean(), None);
        assert_eq!(of(&[1e200, 1.0]).variance(), None);
        close(of(&[1e200, 1e200]).mean(), 1e200, 0.0);
    }

    proptest! {
        #[test]
        fn order_and_grouping_do_not_matter(
            numbers in prop::collection::vec(-1e12..1e12, 2..100),
            cut in any::<prop::sample::Index>(),
        ) {
            let whole = of(&numbers);
            let (a, b) = numbers.split_at(cut.index(numbers.len()));
            let mut merged = of(&b.iter().rev().copied().collect::<Vec<_>>());
            merged.merge(&of(a));
            let bits = |m: &Moments| (m.mean().map(f64::to_bits), m.variance().map(f64::to_bits));
            prop_assert_eq!(bits(&whole), bits(&merged));
        }

        #[test]
        fn all_at_once_is_one_by_one(
            numbers in prop::collection::vec(
                prop_oneof![-1e3..1e3, -1e-3..1e-3, -1e300..1e300, Just(0.0), Just(-1e-310)],
                0..1200,
            ),
            scale in prop_oneof![Just(1.0), Just(0.0), Just(1e-200), Just(1e150), Just(1.0 / 3.0)],
            of_a_size in any::<bool>(),
        ) {
            let most = if of_a_size { 1e3 } else { f64::MAX };
            let numbers: Vec<f64> =
                numbers.iter().filter(|x: &&f64| x.abs() <= most).map(|x| x * scale).collect();
            let mut at_once = Moments::new();
            at_once.add_all(&numbers);
            prop_assert!(at_once == of(&numbers));
        }

        #[test]
        fn agrees_with_two_passes(numbers in prop::collection::vec(-1e3..1e3, 2..100)) {
            let n = numbers.len() as f64;
            let mean = numbers.iter().sum::<f64>() / n;
            let variance = numbers.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
            close(of(&numbers).variance(), variance, 1e-11);
        }
    }
}
