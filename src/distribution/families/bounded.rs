//! Distributions between two bounds: uniform, triangular, beta and PERT.

use crate::distribution::inequality::{Inequality, above_0, finite, ordered, shape};
use crate::numerics::special::{beta_inverse, beta_tails, ln_beta_tails, ln_of_rest};

/// Returns low + width · x, or high − width · (1 − x) if that end is nearer.
fn between(low: f64, high: f64, x: f64, y: f64) -> f64 {
    let point = if x <= y { low + (high - low) * x } else { high - (high - low) * y };
    point.clamp(low, high)
}

/// Refuses bounds whose distance is not finite.
fn bounds(low: f64, high: f64) -> Result<(), Inequality> {
    ordered(("low", low), ("high", high))?;
    if (high - low).is_finite() {
        Ok(())
    } else {
        Err(Inequality::new(format!("low and high are too far apart: {low:e} and {high:e}")))
    }
}

/// The uniform distribution between `low` and `high`. Exact to rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Uniform {
    low: f64,
    high: f64,
}

impl Uniform {
    /// The distribution between two bounds, low below high.
    pub(crate) fn new(low: f64, high: f64) -> Result<Self, Inequality> {
        bounds(low, high)?;
        Ok(Self { low, high })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let x = x.clamp(self.low, self.high);
        let width = self.high - self.low;
        ((x - self.low) / width, (self.high - x) / width)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let (lower, upper) = self.tails(x);
        (libm::log(lower), libm::log(upper))
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        between(self.low, self.high, lower, upper)
    }

    pub(crate) fn mean(self) -> f64 {
        f64::midpoint(self.low, self.high)
    }

    pub(crate) fn variance(self) -> f64 {
        let width = self.high - self.low;
        width * width / 12.0
    }

    pub(crate) fn support(self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// The triangular distribution: its density rises linearly from `low` to `mode` and falls linearly to `high`. Closed
/// forms, exact to rounding.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Triangular {
    low: f64,
    mode: f64,
    high: f64,
}

/// Refuses a mode outside the bounds.
fn peaked(low: f64, mode: f64, high: f64) -> Result<(), Inequality> {
    bounds(low, high)?;
    if (low..=high).contains(&finite("mode", mode)?) {
        Ok(())
    } else {
        Err(Inequality::new(format!("mode must lie between {low} and {high}, it is {mode}")))
    }
}

impl Triangular {
    /// The distribution between two bounds, low below high, with the mode between them or at an end.
    pub(crate) fn new(low: f64, mode: f64, high: f64) -> Result<Self, Inequality> {
        peaked(low, mode, high)?;
        Ok(Self { low, mode, high })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let Self { low, mode, high } = self;
        let x = x.clamp(low, high);
        let (rise, fall, width) = (mode - low, high - mode, high - low);
        // one tail is a triangle; the other is the other triangle plus a trapezoid
        if x < mode {
            let lower = (x - low) / width * ((x - low) / rise);
            let upper = fall / width + (mode - x) / width * ((x - low + rise) / rise);
            (lower, upper)
        } else if x < high {
            let lower = rise / width + (x - mode) / width * ((high - x + fall) / fall);
            let upper = (high - x) / width * ((high - x) / fall);
            (lower, upper)
        } else {
            (1.0, 0.0)
        }
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let Self { low, mode, high } = self;
        let x = x.clamp(low, high);
        let (ln, ln_width) = (libm::log, libm::log(high - low));
        if x < mode {
            let lower = 2.0 * ln(x - low) - ln_width - ln(mode - low);
            (lower, ln_of_rest(lower))
        } else if x < high {
            let upper = 2.0 * ln(high - x) - ln_width - ln(high - mode);
            (ln_of_rest(upper), upper)
        } else {
            (0.0, f64::NEG_INFINITY)
        }
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let Self { low, mode, high } = self;
        let (rise, fall, width) = (mode - low, high - mode, high - low);
        // from the end with the smaller tail; beyond the peak, the distance from the peak is a difference of squares,
        // computed as a product
        let point = if lower * width <= rise {
            let distance = (lower * width).sqrt() * rise.sqrt();
            if lower <= upper {
                low + distance
            } else {
                mode - rise * ((upper * width - fall) / (rise + distance))
            }
        } else {
            let distance = (upper * width).sqrt() * fall.sqrt();
            if upper <= lower {
                high - distance
            } else {
                mode + fall * ((lower * width - rise) / (fall + distance))
            }
        };
        point.clamp(low, high)
    }

    pub(crate) fn mean(self) -> f64 {
        self.low + ((self.mode - self.low) + (self.high - self.low)) / 3.0
    }

    pub(crate) fn variance(self) -> f64 {
        let (m, w) = (self.mode - self.low, self.high - self.low);
        (m * m + w * w - m * w) / 18.0
    }

    pub(crate) fn support(self) -> (f64, f64) {
        (self.low, self.high)
    }
}

/// The beta distribution, density xᵃ⁻¹(1 − x)ᵇ⁻¹/B(a, b), stretched from 0 … 1 to `low` … `high`. PERT is the one
/// with a = 1 + λ(mode − low)/(high − low) and b = 2 + λ − a; λ is 4 by default.
///
/// Quantiles by guarded Newton steps on logit x over the incomplete beta function: 1e-11 relative for shapes from
/// 1e-3 to 1e9 (test `references`); for smaller shapes, quantiles under 1e-308 are 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Beta {
    a: f64,
    b: f64,
    low: f64,
    high: f64,
}

impl Beta {
    /// The distribution with two shapes, both between 1e-15 and 1e15.
    pub(crate) fn new(a: f64, b: f64) -> Result<Self, Inequality> {
        Ok(Self { a: shape("a", a)?, b: shape("b", b)?, low: 0.0, high: 1.0 })
    }

    /// The distribution with a mean and a standard deviation: n = a + b = mean(1 − mean)/sd² − 1, and a is its share
    /// mean.
    pub(crate) fn by_moments(mean: f64, sd: f64) -> Result<Self, Inequality> {
        if !(mean > 0.0 && mean < 1.0) {
            return Err(Inequality::new(format!(
                "mean must lie between 0 and 1, both excluded, it is {mean}"
            )));
        }
        above_0("sd", sd)?;
        let most = (mean * (1.0 - mean)).sqrt();
        let n = (most - sd) * (most + sd) / sd / sd;
        if n <= 0.0 {
            // cut to four digits, so that the printed limit is below the true one
            let shown = |x: f64| {
                let unit = libm::pow(10.0, 3.0 - libm::log10(x).floor());
                (x * unit).floor() / unit
            };
            return Err(Inequality::new(format!(
                "sd must be below {} where the mean is {mean}, it is {sd}",
                shown(most)
            ))
            .help(format!(
                "that would be nothing but 0 and 1; write a smaller one, such as `sd = {}`",
                shown(most / 2.0)
            )));
        }
        Self::new(mean * n, (1.0 - mean) * n)
    }

    /// The PERT distribution of a lowest, a likeliest and a highest value, and the weight of the likeliest, usually 4.
    pub(crate) fn pert(low: f64, mode: f64, high: f64, lambda: f64) -> Result<Self, Inequality> {
        peaked(low, mode, high)?;
        shape("lambda", lambda)?;
        let width = high - low;
        let of = |part: f64| 1.0 + lambda * (part / width);
        Ok(Self { a: of(mode - low), b: of(high - mode), low, high })
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let x = x.clamp(self.low, self.high);
        let width = self.high - self.low;
        beta_tails(self.a, self.b, (x - self.low) / width, (self.high - x) / width)
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let x = x.clamp(self.low, self.high);
        let ln_width = libm::log(self.high - self.low);
        let logs = (libm::log(x - self.low) - ln_width, libm::log(self.high - x) - ln_width);
        ln_beta_tails(self.a, self.b, logs)
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        let (x, y) = beta_inverse(self.a, self.b, lower, upper);
        between(self.low, self.high, x, y)
    }

    pub(crate) fn mean(self) -> f64 {
        self.low + (self.high - self.low) * (self.a / (self.a + self.b))
    }

    pub(crate) fn variance(self) -> f64 {
        let n = self.a + self.b;
        let width = self.high - self.low;
        width * width * (self.a / n) * (self.b / n) / (n + 1.0)
    }

    pub(crate) fn support(self) -> (f64, f64) {
        (self.low, self.high)
    }
}
