//! Distributions of waiting times and other positive quantities: gamma, exponential, Weibull.

use super::normal::rising;
use crate::distribution::inequality::{Inequality, above_0, finite, representable, shape};
use crate::numerics::special::{
    gamma_tails, ln_gamma_1p, ln_gamma_inverse, ln_gamma_tails, ln_of_rest,
};

/// The smallest tail that 53 random bits reach.
const OUTERMOST: f64 = 1.110_223_024_625_156_5e-16;

/// The gamma distribution: density xᵏ⁻¹ e^(−x/θ)/(θᵏ Γ(k)) with shape k and scale θ.
///
/// Quantiles by guarded Newton steps on ln x over the incomplete gamma function: 1e-12 relative for shapes from 1e-15
/// to 1e15 (test `references`). A quantile under 1e-308 is 0, also with a large scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gamma {
    shape: f64,
    scale: f64,
}

impl Gamma {
    /// The distribution with a shape from 1e-15 to 1e15 and a scale above 0. The mean is shape × scale.
    pub(crate) fn new(k: f64, scale: f64) -> Result<Self, Inequality> {
        shape("shape", k)?;
        above_0("scale", scale)?;
        representable([0.0, (k + 9.0 * k.sqrt() + 100.0) * scale])?;
        Ok(Self { shape: k, scale })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let scaled = x / self.scale;
        if x > 0.0 && scaled < f64::MIN_POSITIVE {
            let (lower, upper) = self.ln_tails(x);
            return (libm::exp(lower), libm::exp(upper));
        }
        gamma_tails(self.shape, scaled)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        ln_gamma_tails(self.shape, libm::log(x.max(0.0)) - libm::log(self.scale))
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let log = ln_gamma_inverse(self.shape, lower, upper);
        if log < -700.0 {
            // underflows unless the scale is large
            return libm::exp(log + libm::log(self.scale));
        }
        libm::exp(log) * self.scale
    }

    pub(crate) fn mean(self) -> f64 {
        self.shape * self.scale
    }

    pub(crate) fn variance(self) -> f64 {
        self.shape * self.scale * self.scale
    }
}

/// The exponential distribution: P(X > x) = e^(−x/mean). Exact to rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Exponential {
    mean: f64,
}

impl Exponential {
    /// The distribution with a mean above 0.
    pub(crate) fn new(mean: f64) -> Result<Self, Inequality> {
        above_0("mean", mean)?;
        representable([0.0, 40.0 * mean])?;
        Ok(Self { mean })
    }

    /// The distribution with one percentile, above 0.
    pub(crate) fn by_percentile(rank: u8, value: f64) -> Result<Self, Inequality> {
        above_0(&format!("p{rank}"), value)?;
        Self::new(value / hazard_of_rank(rank))
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let hazard = (x / self.mean).max(0.0);
        (-libm::expm1(-hazard), libm::exp(-hazard))
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let upper = -(x / self.mean).max(0.0);
        (ln_of_rest(upper), upper)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        self.mean * hazard(lower, upper)
    }

    pub(crate) fn mean(self) -> f64 {
        self.mean
    }

    pub(crate) fn variance(self) -> f64 {
        self.mean * self.mean
    }
}

/// −ln(upper), computed from the smaller tail.
fn hazard(lower: f64, upper: f64) -> f64 {
    if lower < 0.5 { -libm::log1p(-lower) } else { -libm::log(upper) }
}

/// −ln(1 − rank/100).
fn hazard_of_rank(rank: u8) -> f64 {
    let lower = f64::from(rank) / 100.0;
    hazard(lower, 1.0 - lower)
}

/// The Weibull distribution: P(X > x) = exp(−(x/scale)^shape). Exact to a few rounding errors, times 1/shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Weibull {
    shape: f64,
    scale: f64,
}

impl Weibull {
    /// The distribution with a shape and a scale, both above 0; the scale is the 63rd percentile.
    pub(crate) fn new(k: f64, scale: f64) -> Result<Self, Inequality> {
        let weibull = Self { shape: shape("shape", k)?, scale: above_0("scale", scale)? };
        representable([0.0, weibull.inverse(1.0 - OUTERMOST, OUTERMOST)])?;
        Ok(weibull)
    }

    /// The distribution with two percentiles, above 0 and in rising order.
    pub(crate) fn by_percentiles(ranks: (u8, u8), low: f64, high: f64) -> Result<Self, Inequality> {
        above_0(&format!("p{}", ranks.0), low)?;
        rising(ranks, low, high)?;
        let (below, above) = (hazard_of_rank(ranks.0), hazard_of_rank(ranks.1));
        let shape = libm::log(above / below) / (libm::log(high) - libm::log(low));
        finite("the ratio of the percentiles", 1.0 / shape)?;
        Self::new(shape, low * libm::pow(below, -1.0 / shape))
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        if x <= 0.0 {
            return (0.0, 1.0);
        }
        let ratio = x / self.scale;
        let hazard = if ratio.is_normal() {
            libm::pow(ratio, self.shape)
        } else {
            libm::exp(self.ln_hazard(x))
        };
        (-libm::expm1(-hazard), libm::exp(-hazard))
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let log = self.ln_hazard(x.max(0.0));
        let hazard = libm::exp(log);
        // a small hazard equals the lower tail
        (if log < -40.0 { log } else { ln_of_rest(-hazard) }, -hazard)
    }

    fn ln_hazard(self, x: f64) -> f64 {
        self.shape * (libm::log(x) - libm::log(self.scale))
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let hazard = hazard(lower, upper);
        let power = libm::pow(hazard, 1.0 / self.shape);
        if power.is_normal() {
            return self.scale * power;
        }
        libm::exp(libm::log(self.scale) + libm::log(hazard) / self.shape)
    }

    pub(crate) fn mean(self) -> f64 {
        libm::exp(libm::log(self.scale) + ln_gamma_1p(1.0 / self.shape))
    }

    pub(crate) fn variance(self) -> f64 {
        // Γ(1 + 2h) − Γ(1 + h)² without cancellation for large shapes
        let (mean, h) = (self.mean(), 1.0 / self.shape);
        mean * mean * libm::expm1(ln_gamma_1p(2.0 * h) - 2.0 * ln_gamma_1p(h))
    }
}
