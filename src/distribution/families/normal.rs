//! The normal distribution, and those that are normal on another scale.

use crate::distribution::inequality::{Inequality, above_0, finite, ordered, representable};
use crate::numerics::special::{ln_normal_tails, normal_inverse, normal_quantile, normal_tails};

/// The normal quantile of 1 − 2⁻⁵³, the outermost that 53 random bits reach.
const OUTERMOST: f64 = 8.3;

/// The mean and the standard deviation of the normal distribution with two percentiles.
fn from_percentiles(ranks: (u8, u8), low: f64, high: f64) -> (f64, f64) {
    let z = |rank: u8| normal_quantile(f64::from(rank) / 100.0);
    let (below, above) = (z(ranks.0), z(ranks.1));
    let sd = (high - low) / (above - below);
    // from the percentile nearer the middle, whose multiple of sd is smaller
    let mean = if below.abs() < above.abs() { low - below * sd } else { high - above * sd };
    (mean, sd)
}

/// Refuses percentiles that do not rise with their ranks.
pub(crate) fn rising(ranks: (u8, u8), low: f64, high: f64) -> Result<(), Inequality> {
    ordered((&format!("p{}", ranks.0), low), (&format!("p{}", ranks.1), high))
}

/// The normal distribution: density exp(−½((x − mean)/sd)²)/(sd √2π).
///
/// Quantiles by Wichura's AS 241 (1e-15 relative for the standard normal), tails by `erfc`; see the tests
/// `references` and `round_trips`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Normal {
    mean: f64,
    sd: f64,
}

impl Normal {
    /// The distribution with a mean, any number, and a standard deviation above 0.
    pub(crate) fn new(mean: f64, sd: f64) -> Result<Self, Inequality> {
        finite("mean", mean)?;
        above_0("sd", sd)?;
        representable([mean - OUTERMOST * sd, mean + OUTERMOST * sd])?;
        Ok(Self { mean, sd })
    }

    /// The distribution with two percentiles in rising order.
    pub(crate) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        rising(ranks, low, high)?;
        let (mean, sd) = from_percentiles(ranks, low, high);
        Self::new(mean, sd)
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        normal_tails((x - self.mean) / self.sd)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        ln_normal_tails((x - self.mean) / self.sd)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        self.mean + self.sd * normal_inverse(lower, upper)
    }

    pub(crate) fn mean(self) -> f64 {
        self.mean
    }

    pub(crate) fn variance(self) -> f64 {
        self.sd * self.sd
    }
}

/// The lognormal distribution: ln X is normal with mean mu and standard deviation sigma.
///
/// Quantiles and tails by those of the normal: 1e-14 relative while sigma is under 10.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogNormal {
    mu: f64,
    sigma: f64,
}

impl LogNormal {
    /// The distribution with a mean, any number, and a standard deviation above 0, of ln X.
    pub(crate) fn new(mu: f64, sigma: f64) -> Result<Self, Inequality> {
        finite("mu", mu)?;
        above_0("sigma", sigma)?;
        representable([0.0, libm::exp(mu + OUTERMOST * sigma)])?;
        Ok(Self { mu, sigma })
    }

    /// The distribution with a mean and a standard deviation, both above 0, of X itself: sigma² = ln(1 + (sd/mean)²),
    /// mu = ln mean − sigma²/2.
    pub(crate) fn by_moments(mean: f64, sd: f64) -> Result<Self, Inequality> {
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

    /// The distribution with two percentiles of X, above 0 and in rising order.
    pub(crate) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        above_0(&format!("p{}", ranks.0), low)?;
        rising(ranks, low, high)?;
        let (mu, sigma) = from_percentiles(ranks, libm::log(low), libm::log(high));
        Self::new(mu, sigma)
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        if x <= 0.0 {
            return (0.0, 1.0);
        }
        normal_tails((libm::log(x) - self.mu) / self.sigma)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        // the logarithm of 0 is minus infinity
        ln_normal_tails((libm::log(x.max(0.0)) - self.mu) / self.sigma)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        libm::exp(self.mu + self.sigma * normal_inverse(lower, upper))
    }

    pub(crate) fn mean(self) -> f64 {
        libm::exp(self.mu + 0.5 * self.sigma * self.sigma)
    }

    pub(crate) fn variance(self) -> f64 {
        let square = self.sigma * self.sigma;
        libm::expm1(square) * libm::exp(2.0 * self.mu + square)
    }
}

/// A lognormal distribution mirrored at 0 (−X is lognormal), which `-5 to -2` denotes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Mirrored {
    base: LogNormal,
}

impl Mirrored {
    /// The distribution with two percentiles, below 0 and in rising order.
    pub(crate) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        rising(ranks, low, high)?;
        if high >= 0.0 {
            return Err(Inequality::new(format!("p{} must be below 0, it is {high}", ranks.1)));
        }
        let base = LogNormal::by_percentiles((100 - ranks.1, 100 - ranks.0), -high, -low)?;
        Ok(Self { base })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let (lower, upper) = self.base.tails(-x);
        (upper, lower)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let (lower, upper) = self.base.ln_tails(-x);
        (upper, lower)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        -self.base.inverse(upper, lower)
    }

    pub(crate) fn mean(self) -> f64 {
        -self.base.mean()
    }

    pub(crate) fn variance(self) -> f64 {
        self.base.variance()
    }
}

/// The logit-normal distribution (ln(X/(1 − X)) is normal), which `20% to 40%` denotes for a chance.
///
/// Quantiles and tails by those of the normal. The moments have no closed form; they are computed by the trapezoidal
/// rule over twenty standard deviations, which is exact to about 1e-13 for so smooth an integrand.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct LogitNormal {
    mu: f64,
    sigma: f64,
}

impl LogitNormal {
    /// The distribution with two percentiles of X, inside (0, 1) and in rising order.
    pub(crate) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
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

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        if x <= 0.0 {
            (0.0, 1.0)
        } else if x >= 1.0 {
            (1.0, 0.0)
        } else {
            normal_tails((libm::log(x) - libm::log1p(-x) - self.mu) / self.sigma)
        }
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let x = x.clamp(0.0, 1.0);
        ln_normal_tails((libm::log(x) - libm::log1p(-x) - self.mu) / self.sigma)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        logistic(self.mu + self.sigma * normal_inverse(lower, upper))
    }

    pub(crate) fn mean(self) -> f64 {
        self.expectation(logistic)
    }

    pub(crate) fn variance(self) -> f64 {
        let mean = self.mean();
        self.expectation(|t| {
            let away = logistic(t) - mean;
            away * away
        })
    }

    /// The mean of a function of logit X.
    fn expectation(self, f: impl Fn(f64) -> f64) -> f64 {
        // the logistic function has poles at ±iπ, so the error falls as exp(−2π²/(sigma · step))
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

/// The logistic function: 1/(1 + e⁻ᵗ).
fn logistic(t: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-t))
}
