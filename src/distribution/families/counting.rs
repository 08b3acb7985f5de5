//! Distributions of counts (Poisson, binomial, geometric) and the search for quantiles that they share.

use crate::distribution::inequality::{Inequality, above_0, finite, from_0};
use crate::numerics::special::{
    beta_tails, gamma_tails, ln_beta_tails, ln_gamma_tails, ln_of_rest, normal_inverse,
};

/// The greatest count: beyond 2⁵³ floating-point numbers do not distinguish all whole numbers.
pub(crate) const LARGEST: f64 = 9_007_199_254_740_992.0;

/// Refuses counts above 2⁵³.
pub(crate) fn countable(name: &str, value: f64) -> Result<f64, Inequality> {
    if value <= LARGEST {
        Ok(value)
    } else {
        Err(Inequality::new(format!("{name} must be at most 2^53, it is {value:e}")))
    }
}

/// Refuses numbers that are not between 0 and 1, both included.
pub(crate) fn chance(name: &str, value: f64) -> Result<f64, Inequality> {
    if (0.0..=1.0).contains(&finite(name, value)?) {
        Ok(value)
    } else {
        Err(Inequality::new(format!("{name} must lie between 0 and 1, it is {value}")))
    }
}

/// Whether a point with the tails `here` is at or beyond the quantile with the tails `expected`.
pub(crate) fn reached(here: (f64, f64), expected: (f64, f64)) -> bool {
    if expected.0 <= expected.1 { here.0 >= expected.0 } else { here.1 <= expected.1 }
}

/// The smallest whole number in `first..=last` for which `reached` holds, given that it holds for `last` and is
/// monotone. Searches from `start` in doubling steps, then by bisection: at most about 2 × 1100 calls even if `last`
/// is infinite, and about four with a good start.
pub(crate) fn smallest(
    (first, last): (f64, f64),
    start: f64,
    reached: impl Fn(f64) -> bool,
) -> f64 {
    let start = if start.is_finite() { start.floor() } else { first };
    let start = start.clamp(first, last.min(f64::MAX));
    let mut step = 1.0;
    // not yet reached at `below` (which may be just under `first`), reached at `above`
    let (mut below, mut above);
    if reached(start) {
        above = start;
        loop {
            below = (above - step).max(first - 1.0);
            // one less than a number beyond 2^53 may be the number itself
            if below < first || above <= first || !reached(below) {
                break;
            }
            above = below;
            step *= 2.0;
        }
    } else {
        below = start;
        loop {
            above = (below + step).min(last);
            if above >= last || above >= f64::MAX || reached(above) {
                break;
            }
            below = above;
            step *= 2.0;
        }
    }
    loop {
        let middle = f64::midpoint(below, above.min(f64::MAX)).floor();
        if middle <= below || middle >= above {
            return above.min(f64::MAX);
        }
        if reached(middle) {
            above = middle;
        } else {
            below = middle;
        }
    }
}

/// The quantile by summing the chances of 0, 1, 2 …, the fastest way while it is small. `none` is the chance of 0 and
/// `ratio(k)` that of k + 1 over that of k. `None` after 100 terms, or if the sum is within 1e-13 of `lower`, where
/// rounding could decide.
pub(crate) fn by_summing(lower: f64, none: f64, ratio: impl Fn(f64) -> f64) -> Option<f64> {
    let (mut sum, mut term) = (none, none);
    for k in 0..100 {
        if (sum - lower).abs() <= 1e-13 * lower {
            return None;
        }
        if sum > lower {
            return Some(f64::from(k));
        }
        term *= ratio(f64::from(k));
        sum += term;
    }
    None
}

/// The normal approximation of a quantile with the first correction for skewness (Cornish and Fisher).
pub(crate) fn cornish_fisher(mean: f64, sd: f64, skewness: f64, (p, q): (f64, f64)) -> f64 {
    let z = normal_inverse(p, q);
    mean + sd * (z + skewness * (z * z - 1.0) / 6.0)
}

/// The mean up to which quantiles are first computed by summing.
pub(crate) const SUMMED: f64 = 30.0;

/// The Poisson distribution of counts 0, 1, 2 …: P(k) = e^(−m) mᵏ/k!.
///
/// Tails by the incomplete gamma function; the quantile is the smallest k with P(X ≤ k) ≥ u. With mean 0 the count is
/// always 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Poisson {
    mean: f64,
}

impl Poisson {
    /// The distribution with a mean from 0 to 2⁵³.
    pub(crate) fn new(mean: f64) -> Result<Self, Inequality> {
        countable("mean", from_0("mean", mean)?)?;
        Ok(Self { mean })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        if x < 0.0 {
            return (0.0, 1.0);
        }
        if self.mean == 0.0 {
            return (1.0, 0.0);
        }
        let (upper, lower) = gamma_tails(x.floor() + 1.0, self.mean);
        (lower, upper)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        if x < 0.0 || self.mean == 0.0 {
            let (lower, upper) = self.tails(x);
            return (libm::log(lower), libm::log(upper));
        }
        let (upper, lower) = ln_gamma_tails(x.floor() + 1.0, libm::log(self.mean));
        (lower, upper)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        if self.mean < SUMMED {
            let found = by_summing(lower, libm::exp(-self.mean), |k| self.mean / (k + 1.0));
            if let Some(found) = found {
                return found;
            }
        }
        let sd = self.mean.sqrt();
        let start = cornish_fisher(self.mean, sd, 1.0 / sd, (lower, upper));
        smallest((0.0, f64::INFINITY), start, |k| reached(self.tails(k), (lower, upper)))
    }

    pub(crate) fn mean(self) -> f64 {
        self.mean
    }

    pub(crate) fn variance(self) -> f64 {
        self.mean
    }
}

/// The binomial distribution: how many of `n` independent trials succeed, each with chance `p`.
///
/// Tails by the incomplete beta function; the quantile is the smallest k with P(X ≤ k) ≥ u.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Binomial {
    n: f64,
    p: f64,
}

impl Binomial {
    /// The distribution of `n` trials, a whole number from 0 to 2⁵³, with chance `p` of success.
    pub(crate) fn new(n: f64, p: f64) -> Result<Self, Inequality> {
        countable("n", from_0("n", n)?)?;
        if n.fract() != 0.0 {
            return Err(Inequality::new(format!("n must be a whole number, it is {n}")));
        }
        Ok(Self { n, p: chance("p", p)? })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        if x < 0.0 {
            return (0.0, 1.0);
        }
        if x >= self.n {
            return (1.0, 0.0);
        }
        let k = x.floor();
        let (upper, lower) = beta_tails(k + 1.0, self.n - k, self.p, 1.0 - self.p);
        (lower, upper)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        if x < 0.0 || x >= self.n {
            let (lower, upper) = self.tails(x);
            return (libm::log(lower), libm::log(upper));
        }
        let k = x.floor();
        let logs = (libm::log(self.p), libm::log1p(-self.p));
        let (upper, lower) = ln_beta_tails(k + 1.0, self.n - k, logs);
        (lower, upper)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let Self { n, p } = self;
        let q = 1.0 - p;
        if n * p < SUMMED && p < 1.0 {
            let none = libm::exp(n * libm::log1p(-p));
            if let Some(found) = by_summing(lower, none, |k| (n - k) / (k + 1.0) * (p / q)) {
                return found;
            }
        }
        let sd = (n * p * q).sqrt();
        let start = cornish_fisher(n * p, sd, (q - p) / sd, (lower, upper));
        smallest((0.0, n), start, |k| reached(self.tails(k), (lower, upper)))
    }

    pub(crate) fn mean(self) -> f64 {
        self.n * self.p
    }

    pub(crate) fn variance(self) -> f64 {
        self.n * self.p * (1.0 - self.p)
    }

    pub(crate) fn support(self) -> (f64, f64) {
        (0.0, self.n)
    }
}

/// The geometric distribution: the number of trials up to and including the first success, 1, 2, 3 … An event with
/// chance `p` at each step comes after `geometric(p)` steps: P(X > k) = (1 − p)ᵏ.
///
/// Closed forms; the quantile is the smallest k with P(X ≤ k) ≥ u.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Geometric {
    p: f64,
}

impl Geometric {
    /// The distribution with a chance of success at each trial, above 0 and at most 1.
    pub(crate) fn new(p: f64) -> Result<Self, Inequality> {
        above_0("p", p)?;
        if p < 1e-300 {
            return Err(Inequality::new(format!("p must be 1e-300 or above, it is {p:e}")));
        }
        Ok(Self { p: chance("p", p)? })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        if x < 1.0 {
            return (0.0, 1.0);
        }
        let log = x.floor() * libm::log1p(-self.p);
        (-libm::expm1(log), libm::exp(log))
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        if x < 1.0 {
            return (f64::NEG_INFINITY, 0.0);
        }
        let log = x.floor() * libm::log1p(-self.p);
        (ln_of_rest(log), log)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let log = if lower < 0.5 { libm::log1p(-lower) } else { libm::log(upper) };
        let start = (log / libm::log1p(-self.p)).ceil();
        smallest((1.0, f64::INFINITY), start, |k| reached(self.tails(k), (lower, upper)))
    }

    pub(crate) fn mean(self) -> f64 {
        1.0 / self.p
    }

    pub(crate) fn variance(self) -> f64 {
        (1.0 - self.p) / self.p / self.p
    }
}
