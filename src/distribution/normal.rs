//! The normal distribution and the two that are normal on another scale.

use super::inequality::{Inequality, above_0, finite, ordered, representable};
use crate::numerics::special::{ln_normal_tails, normal_inverse, normal_quantile, normal_tails};

/// The normal quantile of 2⁻⁵³, the outermost that 53 random bits ask for.
const OUTERMOST: f64 = 8.3;

/// The mean and deviation of the normal distribution that has these two percentiles.
fn from_percentiles(ranks: (u8, u8), low: f64, high: f64) -> (f64, f64) {
    let z = |rank: u8| normal_quantile(f64::from(rank) / 100.0);
    let (below, above) = (z(ranks.0), z(ranks.1));
    let sd = (high - low) / (above - below);
    // From whichever percentile is nearer the middle, where less is multiplied.
    let mean = if below.abs() < above.abs() { low - below * sd } else { high - above * sd };
    (mean, sd)
}

/// Refuses percentiles that do not rise with their ranks.
pub(super) fn rising(ranks: (u8, u8), low: f64, high: f64) -> Result<(), Inequality> {
    ordered((&format!("p{}", ranks.0), low), (&format!("p{}", ranks.1), high))
}

/// The normal distribution: density exp(−½((x − mean)/sd)²)/(sd √2π).
///
/// Quantiles by Wichura's AS 241 (1e-15 relative to the standard one), tails by `erfc`; tests
/// `references` and `round_trips`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// From the mean, any number, and the standard deviation, above 0.
    pub(super) fn new(mean: f64, sd: f64) -> Result<Self, Inequality> {
        finite("mean", mean)?;
        above_0("sd", sd)?;
        representable([mean - OUTERMOST * sd, mean + OUTERMOST * sd])?;
        Ok(Self { mean, sd })
    }

    /// From two percentiles, in rising order.
    pub(super) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        rising(ranks, low, high)?;
        let (mean, sd) = from_percentiles(ranks, low, high);
        Self::new(mean, sd)
    }

    pub(super) fn tails(self, x: f64) -> (f64, f64) {
        normal_tails((x - self.mean) / self.sd)
    }

    pub(super) fn ln_tails(self, x: f64) -> (f64, f64) {
        ln_normal_tails((x - self.mean) / self.sd)
    }

    pub(super) fn inverse(self, lower: f64, upper: f64) -> f64 {
        self.mean + self.sd * normal_inverse(lower, upper)
    }

    pub(super) fn mean(self) -> f64 {
        self.mean
    }

    pub(super) fn variance(self) -> f64 {
        self.sd * self.sd
    }
}

/// The lognormal distribution: ln X is normal with mean mu and deviation sigma.
///
/// Quantiles and tails as the normal's; 1e-14 relative while sigma is under 10.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    mu: f64,
    sigma: f64,
}

impl LogNormal {
    /// From the mean, any number, and the standard deviation, above 0, of ln X.
    pub(super) fn new(mu: f64, sigma: f64) -> Result<Self, Inequality> {
        finite("mu", mu)?;
        above_0("sigma", sigma)?;
        representable([0.0, libm::exp(mu + OUTERMOST * sigma)])?;
        Ok(Self { mu, sigma })
    }

    /// From the mean and the standard deviation of X itself, both above 0:
    /// sigma² = ln(1 + (sd/mean)²), mu = ln mean − sigma²/2.
    pub(super) fn by_moments(mean: f64, sd: f64) -> Result<Self, Inequality> {
        above_0("mean", mean)?;
        let ratio = above_0("sd", sd)? / mean;
        let variance = libm::log1p(ratio * ratio);
        if variance > 0.0 && variance.is_finite() {
            Self::new(libm::log(mean) - 0.5 * variance, variance.sqrt())
        } else {
            Err(Inequality::new(format!(
                "sd must be between 1e-150 and 1e150 times the mean, they are {sd:e} and {mean:e}"
            )))
        }
    }

    /// From two percentiles of X, above 0 and in rising order.
    pub(super) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        above_0(&format!("p{}", ranks.0), low)?;
        rising(ranks, low, high)?;
        let (mu, sigma) = from_percentiles(ranks, libm::log(low), libm::log(high));
        Self::new(mu, sigma)
    }

    pub(super) fn tails(self, x: f64) -> (f64, f64) {
        if x <= 0.0 {
            return (0.0, 1.0);
        }
        normal_tails((libm::log(x) - self.mu) / self.sigma)
    }

    pub(super) fn ln_tails(self, x: f64) -> (f64, f64) {
        // the logarithm of 0 is minus infinity
        ln_normal_tails((libm::log(x.max(0.0)) - self.mu) / self.sigma)
    }

    pub(super) fn inverse(self, lower: f64, upper: f64) -> f64 {
        libm::exp(self.mu + self.sigma * normal_inverse(lower, upper))
    }

    pub(super) fn mean(self) -> f64 {
        libm::exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    pub(super) fn variance(self) -> f64 {
        let square = self.sigma * self.sigma;
        libm::expm1(square) * libm::exp(2.0 * self.mu + square)
    }
}

/// A lognormal distribution turned round at 0: −X is lognormal. What `-5 to -2` means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mirrored {
    base: LogNormal,
}

impl Mirrored {
    /// From two percentiles, below 0 and in rising order; the ranks sum to 100.
    pub(super) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        rising(ranks, low, high)?;
        if high >= 0.0 {
            return Err(Inequality::new(format!("p{} must be below 0, it is {high}", ranks.1)));
        }
        let base = LogNormal::by_percentiles((100 - ranks.1, 100 - ranks.0), -high, -low)?;
        Ok(Self { base })
    }

    pub(super) fn tails(self, x: f64) -> (f64, f64) {
        let (lower, upper) = self.base.tails(-x);
        (upper, lower)
    }

    pub(super) fn ln_tails(self, x: f64) -> (f64, f64) {
        let (lower, upper) = self.base.ln_tails(-x);
        (upper, lower)
    }

    pub(super) fn inverse(self, lower: f64, upper: f64) -> f64 {
        -self.base.inverse(upper, lower)
    }

    pub(super) fn mean(self) -> f64 {
        -self.base.mean()
    }

    pub(super) fn variance(self) -> f64 {
        self.base.variance()
    }
}

/// The logit-normal distribution: ln(X/(1 − X)) is normal. What `20% to 40%` means for a chance.
///
/// Quantiles and tails as the normal's. The moments have no closed form: the trapezoid rule over
/// twenty deviations, which for such a smooth integrand is exact to about 1e-13.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogitNormal {
    mu: f64,
    sigma: f64,
}

impl LogitNormal {
    /// From two percentiles of X, inside (0, 1) and in rising order.
    pub(super) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        rising(ranks, low, high)?;
        for (rank, value) in [(ranks.0, low), (ranks.1, high)] {
            if !(value > 0.0 && value < 1.0) {
                return Err(Inequality::new(format!(
                    "p{rank} must lie between 0 and 1, both excluded, it is {value}"
                )));
            }
        }
        let logit = |p: f64| libm::log(p) - libm::log1p(-p);
        let (mu, sigma) = from_percentiles(ranks, logit(low), logit(high));
        finite("mu", mu)?;
        above_0("sigma", sigma)?;
        Ok(Self { mu, sigma })
    }

    pub(super) fn tails(self, x: f64) -> (f64, f64) {
        if x <= 0.0 {
            (0.0, 1.0)
        } else if x >= 1.0 {
            (1.0, 0.0)
        } else {
            normal_tails((libm::log(x) - libm::log1p(-x) - self.mu) / self.sigma)
        }
    }

    pub(super) fn ln_tails(self, x: f64) -> (f64, f64) {
        let x = x.clamp(0.0, 1.0);
        ln_normal_tails((libm::log(x) - libm::log1p(-x) - self.mu) / self.sigma)
    }

    pub(super) fn inverse(self, lower: f64, upper: f64) -> f64 {
        logistic(self.mu + self.sigma * normal_inverse(lower, upper))
    }

    pub(super) fn mean(self) -> f64 {
        self.expectation(logistic)
    }

    pub(super) fn variance(self) -> f64 {
        let mean = self.mean();
        self.expectation(|t| {
            let away = logistic(t) - mean;
            away * away
        })
    }

    /// The mean of a function of logit X.
    fn expectation(self, f: impl Fn(f64) -> f64) -> f64 {
        // The logistic function has poles at ±iπ: its error falls as exp(−2π²/(sigma · step)).
        let step = (1.0 / self.sigma.max(1.0)).max(1e-3) * 0.125;
        let last = (10.0 / step).ceil() as i32;
        let (mut sum, mut weights) = (0.0, 0.0);
        for k in -last..=last {
            let z = f64::from(k) * step;
            let weight = libm::exp(-0.5 * z * z);
            sum += weight * f(self.mu + self.sigma * z);
            weights += weight;
        }
        sum / weights
    }
}

/// 1/(1 + e⁻ᵗ).
fn logistic(t: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-t))
}
