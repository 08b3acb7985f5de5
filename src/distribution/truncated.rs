//! A distribution between two bounds: what is left of it there, scaled up to 1.
#![expect(clippy::many_single_char_names, reason = "the letters of the literature")]

use super::Distribution;
use std::f64::consts::PI;

/// A plain family given that it lies between two bounds, both included.
///
/// Quantiles are the family's, at chances from within the bounds' own; as the bounds keep both
/// their tails, one far out in either tail costs no accuracy. Moments are integrals of the quantile
/// function by the double-exponential rule, about 1e-9 relative to the deviation; sums for counts.
#[derive(Clone, Debug, PartialEq)]
pub struct Truncated {
    /// Of one of the plain families.
    base: Box<Distribution>,
    low: f64,
    high: f64,
    /// The tails of the base below `low`.
    before: (f64, f64),
    /// The tails of the base at `high`.
    after: (f64, f64),
    /// The chance in between.
    mass: f64,
}

impl Truncated {
    /// The part of a plain family between `low` and `high`; none where there is no chance of it.
    pub(super) fn new(base: Distribution, low: f64, high: f64) -> Option<Self> {
        let before = base.tails_below(low);
        let after = base.tails(high);
        let mass = if before.1 <= 0.5 {
            before.1 - after.1
        } else if after.0 <= 0.5 {
            after.0 - before.0
        } else {
            1.0 - before.0 - after.1
        };
        let (first, last) = base.support();
        (mass > 1e-290).then(|| Self {
            base: Box::new(base),
            low: low.max(first),
            high: high.min(last),
            before,
            after,
            mass,
        })
    }

    /// What was cut.
    pub(super) fn base(&self) -> &Distribution {
        &self.base
    }

    /// The chance that the base lies between the bounds.
    pub(super) fn mass(&self) -> f64 {
        self.mass
    }

    fn within(&self, here: (f64, f64)) -> (f64, f64) {
        let lower = if here.0 <= here.1 { here.0 - self.before.0 } else { self.before.1 - here.1 };
        let upper = if here.1 <= here.0 { here.1 - self.after.1 } else { self.after.0 - here.0 };
        ((lower / self.mass).clamp(0.0, 1.0), (upper / self.mass).clamp(0.0, 1.0))
    }

    pub(super) fn tails(&self, x: f64) -> (f64, f64) {
        if x < self.low {
            (0.0, 1.0)
        } else if x >= self.high {
            (1.0, 0.0)
        } else {
            self.within(self.base.tails(x))
        }
    }

    pub(super) fn tails_below(&self, x: f64) -> (f64, f64) {
        if x <= self.low {
            (0.0, 1.0)
        } else if x > self.high {
            (1.0, 0.0)
        } else {
            self.within(self.base.tails_below(x))
        }
    }

    pub(super) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        let p = self.before.0 + lower * self.mass;
        let q = self.after.1 + upper * self.mass;
        self.base.inverse(p, q).clamp(self.low, self.high)
    }

    pub(super) fn mean(&self) -> Option<f64> {
        (self.base.mean().is_some() || self.bounded()).then(|| self.expectation(|x| x))
    }

    pub(super) fn variance(&self) -> Option<f64> {
        if self.base.variance().is_none() && !self.bounded() {
            return None;
        }
        let mean = self.mean()?;
        Some(self.expectation(|x| (x - mean) * (x - mean)))
    }

    fn bounded(&self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    pub(super) fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// The mean of a function of the variable.
    fn expectation(&self, f: impl Fn(f64) -> f64) -> f64 {
        if self.base.is_counting() {
            let first = self.inverse(1e-18, 1.0);
            let last = self.inverse(1.0, 1e-18);
            if last - first <= 1e5 {
                let mut sum = 0.0;
                let mut k = first;
                while k <= last {
                    let ((below, above), (upto, beyond)) = (self.tails_below(k), self.tails(k));
                    sum += f(k) * if upto <= 0.5 { upto - below } else { above - beyond };
                    k += 1.0;
                }
                return sum;
            }
        }
        // u = 1/(1 + exp(−π sinh t)): its tails stay above 1e-300 for |t| < 6.
        let step = 1.0 / 32.0;
        let mut sum = 0.0;
        for i in -192..=192 {
            let t = f64::from(i) * step;
            let s = PI * libm::sinh(t);
            let (p, q) = (1.0 / (1.0 + libm::exp(-s)), 1.0 / (1.0 + libm::exp(s)));
            sum += f(self.inverse(p, q)) * (PI * libm::cosh(t) * p * q);
        }
        sum * step
    }
}
