//! Student's t distribution, shifted and scaled.
#![expect(clippy::many_single_char_names, reason = "the letters of the literature")]

use crate::distribution::inequality::{Inequality, above_0, finite, representable, shape};
use crate::numerics::special::{beta_inverse, beta_tails, ln_beta_inverse_near_0, ln_beta_tails};

/// Student's t: loc + scale · T, where T has density ∝ (1 + t²/df)^(−(df+1)/2).
///
/// Tails and quantiles by the incomplete beta function of df/2 and ½: 1e-11 relative for the standard distribution
/// (test `references`). The mean exists for df > 1, the variance for df > 2.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    df: f64,
    loc: f64,
    scale: f64,
}

impl StudentT {
    /// The distribution with degrees of freedom from 1e-15 to 1e15 (fewer fail if tails are out of range), a
    /// location, and a scale above 0.
    pub(crate) fn new(df: f64, loc: f64, scale: f64) -> Result<Self, Inequality> {
        shape("df", df)?;
        finite("loc", loc)?;
        above_0("scale", scale)?;
        let student = Self { df, loc, scale };
        if df < 2.0 || scale > 1e200 || loc.abs() > 1e200 {
            const FAR: f64 = 1.110_223_024_625_156_5e-16;
            representable([student.inverse(FAR, 1.0 - FAR), student.inverse(1.0 - FAR, FAR)])?;
        }
        Ok(student)
    }

    pub(crate) fn tails(self, x: f64) -> (f64, f64) {
        let t = (x - self.loc) / self.scale;
        // df/(df + t²) and its complement, without squaring large numbers
        let (a, b) = (self.df.sqrt(), t.abs());
        let (x, y) = if b <= a {
            let r = (b / a) * (b / a);
            (1.0 / (1.0 + r), r / (1.0 + r))
        } else {
            let r = (a / b) * (a / b);
            (r / (1.0 + r), 1.0 / (1.0 + r))
        };
        let (outside, inside) = beta_tails(0.5 * self.df, 0.5, x, y);
        let (near, far) = (0.5 + 0.5 * inside, 0.5 * outside);
        if t < 0.0 { (far, near) } else { (near, far) }
    }

    pub(crate) fn ln_tails(self, x: f64) -> (f64, f64) {
        let t = (x - self.loc) / self.scale;
        // ln of t²/df, and of df/(df + t²) and its complement
        let log = 2.0 * libm::log(t.abs()) - libm::log(self.df);
        let rest = libm::log1p(libm::exp(-log.abs()));
        let logs = if log > 0.0 { (-log - rest, -rest) } else { (-rest, log - rest) };
        let far = ln_beta_tails(0.5 * self.df, 0.5, logs).0 - std::f64::consts::LN_2;
        let near = libm::log1p(-libm::exp(far));
        if t < 0.0 { (far, near) } else { (near, far) }
    }

    pub(crate) fn inverse(self, lower: f64, upper: f64) -> f64 {
        // the chance outside ±t and inside: near the middle from the difference, which is exact
        let outside = 2.0 * lower.min(upper);
        let inside = (upper - lower).abs();
        let t = match ln_beta_inverse_near_0(0.5 * self.df, 0.5, (outside, inside)) {
            // df/t² may underflow
            Some(log) if log < -700.0 => {
                libm::exp(0.5 * (libm::log(self.df) - log) + libm::log(self.scale))
            }
            _ => {
                let (x, y) = beta_inverse(0.5 * self.df, 0.5, outside, inside);
                self.scale * ((self.df * y).sqrt() / x.sqrt())
            }
        };
        if lower < upper { self.loc - t } else { self.loc + t }
    }

    pub(crate) fn mean(self) -> Option<f64> {
        (self.df > 1.0).then_some(self.loc)
    }

    pub(crate) fn variance(self) -> Option<f64> {
        (self.df > 2.0).then(|| self.scale * self.scale * (self.df / (self.df - 2.0)))
    }
}
