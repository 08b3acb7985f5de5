//! Distributions whose quantiles are weighted means of the quantiles of others.

use super::ranks::{halved, rank};
use super::truncated::expectation;
use crate::distribution::{Distribution, Inequality};

/// The distribution whose quantile at each chance is the weighted mean of the parts' quantiles there (Vincent 1912;
/// Lichtendahl, Grushka-Cockayne and Winkler 2013).
#[derive(Clone, Debug, PartialEq)]
pub struct Averaged {
    /// The shares, above 0 and summing to 1, with their distributions.
    parts: Vec<(f64, Distribution)>,
}

impl Averaged {
    /// The mean of parts with weights on any scale. Parts of weight 0 are left out.
    pub(crate) fn new(parts: Vec<(f64, Distribution)>) -> Result<Self, Inequality> {
        let total: f64 = parts.iter().map(|part| part.0).sum();
        if parts.iter().any(|(weight, _)| weight.is_nan() || *weight < 0.0) || !total.is_finite() {
            return Err(Inequality::new("the weights of a mean must be 0 or above, and finite"));
        }
        if total <= 0.0 {
            return Err(Inequality::new("a mean needs a part whose weight is above 0"));
        }
        let heard = parts.into_iter().filter(|part| part.0 > 0.0);
        Ok(Self { parts: heard.map(|(weight, part)| (weight / total, part)).collect() })
    }

    /// The shares, which sum to 1, with their distributions.
    pub fn parts(&self) -> &[(f64, Distribution)] {
        &self.parts
    }

    fn total(&self, of: impl Fn(&Distribution) -> f64) -> f64 {
        self.parts.iter().map(|(weight, part)| weight * of(part)).sum()
    }

    pub(crate) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        self.total(|part| part.inverse(lower, upper))
    }

    pub(crate) fn tails(&self, x: f64) -> (f64, f64) {
        self.tails_where(|at| at > x, |at| at <= x)
    }

    pub(crate) fn tails_below(&self, x: f64) -> (f64, f64) {
        self.tails_where(|at| at >= x, |at| at < x)
    }

    /// The tails at the chance from which on quantiles are `beyond`, found in the nearer tail by bisection on the
    /// floating-point numbers.
    fn tails_where(
        &self,
        beyond: impl Fn(f64) -> bool,
        within: impl Fn(f64) -> bool,
    ) -> (f64, f64) {
        let half = (rank(0.0), rank(0.5));
        if beyond(self.inverse(0.5, 0.5)) {
            let lower = halved(half, |p| beyond(self.inverse(p, 1.0 - p)));
            (lower, 1.0 - lower)
        } else {
            let upper = halved(half, |q| within(self.inverse(1.0 - q, q)));
            (1.0 - upper, upper)
        }
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        self.parts.iter().map(|(weight, part)| Some(weight * part.mean()?)).sum()
    }

    pub(crate) fn variance(&self) -> Option<f64> {
        if self.parts.iter().any(|(_, part)| part.variance().is_none()) {
            return None;
        }
        let mean = self.mean()?;
        Some(expectation(|p, q| self.inverse(p, q), |x| (x - mean) * (x - mean)))
    }

    pub(crate) fn support(&self) -> (f64, f64) {
        (self.total(|part| part.support().0), self.total(|part| part.support().1))
    }
}
