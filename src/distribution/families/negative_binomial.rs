//! The negative binomial distribution, by failures before a success and by moments.

use super::counting::{SUMMED, by_summing, chance, cornish_fisher, countable, reached, smallest};
use crate::distribution::inequality::{Inequality, above_0, shape};
use crate::numerics::special::{beta_tails, ln_beta_tails};

/// The negative binomial distribution of counts 0, 1, 2 …: the number of failures before the r-th success in trials
/// with chance p. For any r > 0 it is a Poisson count whose mean is gamma-distributed with shape r: P(k) = Γ(k +
/// r)/(k! Γ(r)) pʳ(1 − p)ᵏ.
///
/// Tails by the incomplete beta function; the quantile is the smallest k with P(X ≤ k) ≥ u.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NegativeBinomial {
    r: f64,
    p: f64,
    /// 1 − p, to its own accuracy.
    q: f64,
}

impl NegativeBinomial {
    /// The distribution for a number of successes from 1e-15 to 1e15, and the chance of each, above 0.
    pub(crate) fn new(r: f64, p: f64) -> Result<Self, Inequality> {
        shape("failures_before", r)?;
        chance("p", above_0("p", p)?)?;
        Self { r, p, q: 1.0 - p }.countable()
    }

    /// The distribution with a mean and a standard deviation whose square is above the mean.
    pub(crate) fn by_moments(mean: f64, sd: f64) -> Result<Self, Inequality> {
        let p = above_0("mean", mean)? / above_0("sd", sd)? / sd;
        let excess = sd * sd - mean;
        if excess <= 0.0 {
            return Err(Inequality::new(format!(
                "sd squared must be above the mean, they are {} and {mean} (equal: use poisson; \
                 below: binomial)",
                sd * sd
            )));
        }
        let r = shape("mean squared over (sd squared less mean)", mean / excess * mean)?;
        Self { r, p, q: excess / sd / sd }.countable()
    }

    fn countable(self) -> Result<Self, Inequality> {
        countable("the mean plus 40 sd", self.mean() + 40.0 * self.variance().sqrt())?;
        Ok(self)
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        if x < 0.0 { (0.0, 1.0) } else { beta_tails(self.r, x.floor() + 1.0, self.p, self.q) }
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        if x < 0.0 {
            return (f64::NEG_INFINITY, 0.0);
        }
        ln_beta_tails(self.r, x.floor() + 1.0, (libm::log(self.p), libm::log(self.q)))
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let Self { r, p, q } = self;
        if self.mean() < SUMMED {
            let none = libm::exp(if p < 0.5 { r * libm::log(p) } else { r * libm::log1p(-q) });
            if let Some(found) = by_summing(lower, none, |k| (k + r) / (k + 1.0) * q) {
                return found;
            }
        }
        let skewness = (1.0 + q) / (r * q).sqrt();
        let sd = self.variance().sqrt();
        let start = cornish_fisher(self.mean(), sd, skewness, (lower, upper));
        smallest((0.0, f64::INFINITY), start, |k| reached(self.tails(k), (lower, upper)))
    }

    pub(crate) fn mean(self) -> f64 {
        self.r * self.q / self.p
    }

    pub(crate) fn variance(self) -> f64 {
        self.r * self.q / self.p / self.p
    }
}
