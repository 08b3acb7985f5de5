//! The incomplete gamma function and its inverse.
#![expect(clippy::many_single_char_names, reason = "the letters of the literature")]

use super::normal::normal_inverse;
use super::stirling::{deviance, stirling_error};
use super::temme;
use crate::numerics::root::{Tails, invert_tails};
use std::f64::consts::TAU;

/// The most terms of a series or continued fraction. They are used below shape 40 or far from the middle, where fewer
/// than 300 suffice.
const TERMS: u32 = 2000;

/// From this shape on, Temme's expansion is used near the middle.
const LARGE_SHAPE: f64 = 40.0;

/// The coefficients of −γa + ζ(2)a²/2 − ζ(3)a³/3 + ζ(4)a⁴/4 − ζ(5)a⁵/5, highest first. Below a = 1/1000 the next term
/// is under 2e-16 of the first.
const LN_GAMMA_1P: [f64; 5] = [
    -0.207_385_551_028_673_99,
    0.270_580_808_427_784_55,
    -0.400_685_634_386_531_43,
    0.822_467_033_424_113_2,
    -0.577_215_664_901_532_9,
];

/// ln Γ(1 + a) for a ≥ 0, accurate also if it is small.
pub fn ln_gamma_1p(a: f64) -> f64 {
    if a >= 1e-3 {
        return libm::lgamma(1.0 + a);
    }
    LN_GAMMA_1P.iter().fold(0.0, |sum, &next| sum * a + next) * a
}

/// xᵃe⁻ˣ/Γ(a): the density of ln X at ln x for X of the given shape and scale 1.
fn power(a: f64, x: f64) -> f64 {
    (a / TAU).sqrt() * libm::exp(-stirling_error(a) - deviance(a, x, a - x))
}

/// The logarithm of [`power`].
pub(super) fn ln_power(a: f64, x: f64) -> f64 {
    0.5 * libm::log(a / TAU) - stirling_error(a) - deviance(a, x, a - x)
}

/// The tails P(a, x) and Q(a, x) of the gamma distribution of shape `a` > 0 and scale 1.
///
/// Uses the series and the continued fraction (Lentz) of DLMF 8.7.1 and 8.9.2, and Temme's uniform expansion for
/// large shapes (DLMF 8.12). Both tails are accurate to about 1e-13 relative, even for shapes of 1e-15.
pub fn gamma_tails(a: f64, x: f64) -> (f64, f64) {
    let at = tails_with_power(a, x);
    (at.lower, at.upper)
}

/// The tails of [`gamma_tails`], with the density of ln X.
pub(super) fn tails_with_power(a: f64, x: f64) -> Tails {
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0, density: 0.0 };
    }
    if x == f64::INFINITY {
        return Tails { lower: 1.0, upper: 0.0, density: 0.0 };
    }
    let density = power(a, x);
    let (lower, upper) = if a >= LARGE_SHAPE && (x - a).abs() < 0.5 * a {
        temme::tails(a, x)
    } else if a < 1.0 && x < 1.1 {
        small(a, x)
    } else if x < a + 1.0 {
        let lower = (density / a * series(a, x)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (density * fraction(a, x)).min(1.0);
        (1.0 - upper, upper)
    };
    Tails { lower, upper, density }
}

/// 1 + x/(a+1) + x²/((a+1)(a+2)) + …
pub(super) fn series(a: f64, x: f64) -> f64 {
    let (mut sum, mut term, mut n) = (1.0, 1.0, a);
    for _ in 0..TERMS {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term < sum * 1e-17 {
            break;
        }
    }
    sum
}

/// 1/(x+1−a− 1(1−a)/(x+3−a− …)): Q over xᵃe⁻ˣ/Γ(a), by Lentz's method.
pub(super) fn fraction(a: f64, x: f64) -> f64 {
    const TINY: f64 = 1e-300;
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut h = d;
    for i in 1..=TERMS {
        let i = f64::from(i);
        let an = -i * (i - a);
        b += 2.0;
        d = an * d + b;
        d = 1.0 / if d.abs() < TINY { TINY } else { d };
        c = b + an / c;
        c = if c.abs() < TINY { TINY } else { c };
        h *= d * c;
        if (d * c - 1.0).abs() < 1e-16 {
            break;
        }
    }
    h
}

/// The tails for a < 1 and x < 1.1, where the lower tail may be nearly 1: P = xᵃ/Γ(1+a) · (1 + a Σ (−x)ⁿ/((a+n) n!)),
/// and Q by `expm1`.
fn small(a: f64, x: f64) -> (f64, f64) {
    let (mut sum, mut term) = (0.0, 1.0);
    for n in 1..40 {
        let n = f64::from(n);
        term *= -x / n;
        sum += term / (a + n);
        if term.abs() < 1e-18 {
            break;
        }
    }
    let log = a * libm::log(x) - ln_gamma_1p(a);
    let lead = libm::exp(log);
    let lower = lead + lead * a * sum;
    let upper = -libm::expm1(log) - lead * a * sum;
    (lower.clamp(0.0, 1.0), upper.clamp(0.0, 1.0))
}

/// The point of the gamma distribution of shape `a` and scale 1 that has the tails `lower` and `upper`, which sum to
/// 1; 0 if it is below the smallest number.
pub fn gamma_inverse(a: f64, lower: f64, upper: f64) -> f64 {
    libm::exp(ln_gamma_inverse(a, lower, upper))
}

/// The logarithm of [`gamma_inverse`], also if that is below the smallest number.
///
/// Uses guarded Newton steps on ln x from the approximation of Wilson and Hilferty, or from P ≈ xᵃ/Γ(1+a).
pub fn ln_gamma_inverse(a: f64, lower: f64, upper: f64) -> f64 {
    if lower <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if upper <= 0.0 {
        return f64::INFINITY;
    }
    let log_lower = if lower < 0.5 { libm::log(lower) } else { libm::log1p(-upper) };
    // below e⁻⁴⁰ the leading term of the series is exact to the last bit
    let by_power = (log_lower + ln_gamma_1p(a)) / a;
    if by_power < -40.0 {
        return by_power;
    }
    let z = normal_inverse(lower, upper);
    let cube = 1.0 - 1.0 / (9.0 * a) + z / (3.0 * a.sqrt());
    let start = if a > 0.3 && cube > 0.1 {
        libm::log(a * cube * cube * cube)
    } else if upper < 0.01 {
        libm::log((-libm::log(upper) - ln_gamma_1p(a) + libm::log(a)).max(0.1))
    } else {
        by_power
    };
    // no tail of 1e-300 or more lies beyond a + 40√a + 1000
    let bracket = (by_power.min(0.0) - 1.0, libm::log(a + 40.0 * a.sqrt() + 1000.0));
    invert_tails(bracket, start, (lower, upper), |t| tails_with_power(a, libm::exp(t)))
}
