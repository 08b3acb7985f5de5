//! Truncated distributions: the part between two bounds, rescaled to 1.
#![expect(clippy::many_single_char_names, reason = "the letters of the literature")]

use super::far::Far;
use crate::distribution::Distribution;
use std::f64::consts::PI;

/// A plain family given that its value lies between two bounds, both included.
///
/// Quantiles are those of the family at chances between those of the bounds. The bounds keep both tails, so a part
/// far out in either tail loses no accuracy; if its chance is near the smallest numbers, logarithms of the tails are
/// used. Moments are integrals of the quantile function by the double-exponential rule, about 1e-9 relative to the
/// standard deviation; for counts they are sums.
#[derive(Clone, Debug, PartialEq)]
pub struct Truncated {
    /// The family, a plain one.
    base: Box<Distribution>,
    low: f64,
    high: f64,
    ends: Ends,
}

/// The tails of the base distribution at the bounds.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ends {
    Near {
        /// The tails of the base below the lower bound.
        before: (f64, f64),
        /// The tails of the base at the upper bound.
        after: (f64, f64),
        /// The chance between the bounds.
        mass: f64,
    },
    Far(Far),
}

/// A part with less chance than this is computed in logarithms.
const LEAST_MASS: f64 = 1e-200;

impl Truncated {
    /// The part of a plain family between `low` and `high`; `None` if its chance is 0.
    pub(crate) fn new(base: Distribution, low: f64, high: f64) -> Option<Self> {
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
        let (mut least, mut most) = (low.max(first), high.min(last));
        if base.is_counting() {
            (least, most) = (least.ceil(), most.floor());
        }
        if least > most || low > last || high < first {
            return None;
        }
        let ends = if mass > LEAST_MASS {
            Ends::Near { before, after, mass }
        } else {
            Ends::Far(Far::new(ln_tails_below(&base, low), base.ln_tails(high))?)
        };
        Some(Self { base: Box::new(base), low: least, high: most, ends })
    }

    /// The whole distribution, before truncation.
    pub(crate) fn base(&self) -> &Distribution {
        &self.base
    }

    /// The logarithm of the chance that the base lies between the bounds.
    pub(crate) fn ln_mass(&self) -> f64 {
        match self.ends {
            Ends::Near { mass, .. } => libm::log(mass),
            Ends::Far(far) => far.ln_mass(),
        }
    }

    pub(crate) fn tails(&self, x: f64) -> (f64, f64) {
        if x < self.low {
            (0.0, 1.0)
        } else if x >= self.high {
            (1.0, 0.0)
        } else {
            match self.ends {
                Ends::Near { .. } => self.ends.within(self.base.tails(x)),
                Ends::Far(far) => far.within(self.base.ln_tails(x)),
            }
        }
    }

    pub(crate) fn tails_below(&self, x: f64) -> (f64, f64) {
        if x <= self.low {
            (0.0, 1.0)
        } else if x > self.high {
            (1.0, 0.0)
        } else {
            match self.ends {
                Ends::Near { .. } => self.ends.within(self.base.tails_below(x)),
                Ends::Far(far) => far.within(ln_tails_below(&self.base, x)),
            }
        }
    }

    pub(crate) fn inverse(&self, lower: f64, upper: f64) -> f64 {
        match self.ends {
            Ends::Near { before, after, mass } => {
                let (p, q) = (before.0 + lower * mass, after.1 + upper * mass);
                self.base.inverse(p, q).clamp(self.low, self.high)
            }
            Ends::Far(far) => {
                let ln_tails = |x| self.base.ln_tails(x);
                let base = (&ln_tails as &dyn Fn(f64) -> (f64, f64), self.base.is_counting());
                far.inverse(base, (self.low, self.high), (lower, upper))
            }
        }
    }

    pub(crate) fn mean(&self) -> Option<f64> {
        (self.base.mean().is_some() || self.bounded()).then(|| self.expectation(|x| x))
    }

    pub(crate) fn variance(&self) -> Option<f64> {
        if self.base.variance().is_none() && !self.bounded() {
            return None;
        }
        let mean = self.mean()?;
        Some(self.expectation(|x| (x - mean) * (x - mean)))
    }

    fn bounded(&self) -> bool {
        self.low.is_finite() && self.high.is_finite()
    }

    pub(crate) fn support(&self) -> (f64, f64) {
        (self.low, self.high)
    }

    /// The expectation of a function of the variable.
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
        expectation(|p, q| self.inverse(p, q), f)
    }
}

/// The expectation of a function of the variable with this quantile function, by the double-exponential rule.
pub(super) fn expectation(inverse: impl Fn(f64, f64) -> f64, f: impl Fn(f64) -> f64) -> f64 {
    // u = 1/(1 + exp(−π sinh t)), whose tails stay above 1e-300 for |t| < 6
    let step = 1.0 / 32.0;
    let mut sum = 0.0;
    for i in -192..=192 {
        let t = f64::from(i) * step;
        let s = PI * libm::sinh(t);
        let (p, q) = (1.0 / (1.0 + libm::exp(-s)), 1.0 / (1.0 + libm::exp(s)));
        sum += f(inverse(p, q)) * (PI * libm::cosh(t) * p * q);
    }
    sum * step
}

/// The logarithms of P(X < x) and P(X ≥ x).
fn ln_tails_below(base: &Distribution, x: f64) -> (f64, f64) {
    if base.is_counting() { base.ln_tails(x.ceil() - 1.0) } else { base.ln_tails(x) }
}

impl Ends {
    /// The tails within the part at a point where the base has the tails `here`; for parts not in logarithms.
    fn within(self, here: (f64, f64)) -> (f64, f64) {
        let Self::Near { before, after, mass } = self else { return here };
        let lower = if here.0 <= here.1 { here.0 - before.0 } else { before.1 - here.1 };
        let upper = if here.1 <= here.0 { here.1 - after.1 } else { after.0 - here.0 };
        ((lower / mass).clamp(0.0, 1.0), (upper / mass).clamp(0.0, 1.0))
    }
}
