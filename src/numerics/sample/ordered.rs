//! Numbers in rising order with their weights: order statistics, shares below a value, distinct values.

use super::counted::MOST_VALUES;

/// Numbers in rising order with cumulative weights.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ordered {
    /// The values in rising order; infinities at the ends.
    values: Vec<f64>,
    /// The weight of all values up to and including each; empty if each weighs 1.
    upto: Vec<u64>,
}

impl Ordered {
    /// Numbers in rising order, each of weight 1.
    pub fn plain(values: Vec<f64>) -> Self {
        Self { values, upto: Vec::new() }
    }

    /// Numbers in rising order with their weights.
    pub fn weighed(pairs: impl IntoIterator<Item = (f64, u64)>) -> Self {
        let pairs = pairs.into_iter();
        let most = pairs.size_hint().1.unwrap_or(0);
        let mut ordered = Self { values: Vec::with_capacity(most), upto: Vec::with_capacity(most) };
        let mut total = 0;
        for (value, weight) in pairs.filter(|(_, weight)| *weight > 0) {
            total += weight;
            ordered.values.push(value);
            ordered.upto.push(total);
        }
        ordered
    }

    /// The total weight of the numbers.
    pub fn total(&self) -> u64 {
        self.upto.last().copied().unwrap_or(self.values.len() as u64)
    }

    /// The weight of the first `count` values.
    fn weight_of_first(&self, count: usize) -> u64 {
        match count.checked_sub(1) {
            None => 0,
            Some(last) => self.upto.get(last).copied().unwrap_or(count as u64),
        }
    }

    /// The smallest value with at least the share `p` of the weight at or below it; the first value if `p` is 0.
    /// `None` without numbers, or if `p` is not between 0 and 1.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let total = self.total();
        if total == 0 || !(0.0..=1.0).contains(&p) {
            return None;
        }
        // A share such as 0.05, written in binary, may exceed the exact one by a rounding error, which is removed
        // first.
        let exact = p * total as f64 * (1.0 - 1e-15);
        let rank = (exact.ceil() as u64).clamp(1, total);
        let at = if self.upto.is_empty() {
            rank as usize - 1
        } else {
            self.upto.partition_point(|upto| *upto < rank)
        };
        self.values.get(at).copied()
    }

    /// The weight of the numbers at or below `x`.
    pub fn at_most(&self, x: f64) -> u64 {
        self.weight_of_first(self.values.partition_point(|value| *value <= x))
    }

    /// The weight of the numbers below `x`.
    pub fn below(&self, x: f64) -> u64 {
        self.weight_of_first(self.values.partition_point(|value| *value < x))
    }

    /// The weight of the infinite numbers.
    pub fn endless(&self) -> u64 {
        self.total() - (self.below(f64::INFINITY) - self.at_most(f64::NEG_INFINITY))
    }

    /// The finite numbers in rising order.
    pub fn finite(&self) -> &[f64] {
        let from = self.values.partition_point(|value| *value == f64::NEG_INFINITY);
        let upto = self.values.partition_point(|value| *value < f64::INFINITY);
        &self.values[from.min(upto)..upto]
    }

    /// The distinct finite values in rising order; `None` if there are more than [`MOST_VALUES`].
    pub fn distinct(&self) -> Option<Vec<f64>> {
        let mut rest = self.finite();
        let mut found: Vec<f64> = Vec::new();
        while let Some(first) = rest.first() {
            if found.len() == MOST_VALUES {
                return None;
            }
            found.push(*first);
            rest = &rest[rest.partition_point(|value| value <= first)..];
        }
        Some(found)
    }
}
