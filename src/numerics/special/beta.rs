//! The incomplete beta function and its inverse.
#![expect(clippy::many_single_char_names, reason = "the letters of the literature")]

use super::normal::normal_inverse;
use super::stirling::{deviance, stirling_error};
use crate::numerics::root::{Tails, invert_tails};
use std::f64::consts::TAU;

/// The most terms of the continued fraction.
const TERMS: u32 = 10_000;

/// If both shapes are above this, the tail is integrated numerically, which is then faster than the continued
/// fraction.
pub(super) const LARGE_SHAPE: f64 = 20_000.0;

/// xᵃyᵇ/B(a, b) with y = 1 − x: the density of logit X at logit x, for one pair of shapes.
#[derive(Clone, Copy)]
pub(super) struct Power {
    a: f64,
    b: f64,
    n: f64,
    /// The value at the mean.
    lead: f64,
    /// The logarithm of `lead`.
    ln_lead: f64,
}

impl Power {
    pub(super) fn new(a: f64, b: f64) -> Self {
        let n = a + b;
        let stirling = stirling_error(n) - stirling_error(a) - stirling_error(b);
        let root = (a / n * b / TAU).sqrt();
        Self { a, b, n, lead: root * libm::exp(stirling), ln_lead: libm::log(root) + stirling }
    }

    fn at(self, x: f64, y: f64) -> f64 {
        self.lead * libm::exp(self.ln_over_lead(x, y))
    }

    /// The logarithm of [`at`](Self::at).
    pub(super) fn ln_at(self, x: f64, y: f64) -> f64 {
        self.ln_lead + self.ln_over_lead(x, y)
    }

    fn ln_over_lead(self, x: f64, y: f64) -> f64 {
        let Self { a, b, n, .. } = self;
        // a − nx, computed from the smaller of x and y
        let short = if x <= y { a - n * x } else { n * y - b };
        -deviance(a, n * x, short) - deviance(b, n * y, -short)
    }
}

/// The chances that a beta variable of shapes `a`, `b` > 0 is at most `x`, and more than `x`. `y` = 1 − x is given to
/// its own accuracy.
///
/// Uses the continued fraction of Didonato and Morris ("Algorithm 708", ACM TOMS 18, 1992, BFRAC) from the nearer
/// end, and Gauss–Legendre panels along the tail if both shapes are above 20,000. The smaller tail is accurate to
/// about 1e-12 relative.
pub fn beta_tails(a: f64, b: f64, x: f64, y: f64) -> (f64, f64) {
    let at = tails_with_power(Power::new(a, b), x, y);
    (at.lower, at.upper)
}

/// The tails of [`beta_tails`], with the density of logit X.
fn tails_with_power(power: Power, x: f64, y: f64) -> Tails {
    let Power { a, b, .. } = power;
    if x <= 0.0 {
        return Tails { lower: 0.0, upper: 1.0, density: 0.0 };
    }
    if y <= 0.0 {
        return Tails { lower: 1.0, upper: 0.0, density: 0.0 };
    }
    let density = power.at(x, y);
    // a − (a + b)x, computed from the smaller of x and y
    let short = if x <= y { a - (a + b) * x } else { (a + b) * y - b };
    let tail = |a, b, x, y, short| {
        let tail = if f64::min(a, b) > LARGE_SHAPE {
            integral(Power { a, b, ..power }, libm::log(x / y))
        } else {
            density * fraction(a, b, x, y, short)
        };
        tail.clamp(0.0, 1.0)
    };
    if short >= 0.0 {
        let lower = tail(a, b, x, y, short);
        Tails { lower, upper: 1.0 - lower, density }
    } else {
        let upper = tail(b, a, y, x, -short);
        Tails { lower: 1.0 - upper, upper, density }
    }
}

/// The lower tail over xᵃyᵇ/B(a, b), where `short` = a − (a + b)x ≥ 0: BFRAC of Algorithm 708.
pub(super) fn fraction(a: f64, b: f64, x: f64, y: f64, short: f64) -> f64 {
    let c = 1.0 + short;
    let c0 = b / a;
    let c1 = 1.0 + 1.0 / a;
    let (mut p, mut s) = (1.0, a + 1.0);
    // both the newest convergent and the one before are scaled so that the newest has denominator 1
    let mut ratio = c1 / c;
    let (mut above, mut below) = (0.0, ratio);
    for n in 1..=TERMS {
        let n = f64::from(n);
        let t = n / a;
        let e = a / s;
        let alpha = (p * (p + c0) * e * e) * (n * (b - n) * x * x);
        let f = (1.0 + t) / (c1 + t + t);
        let beta = n + n * (b - n) * x / s + f * (c + n * (1.0 + y));
        p = 1.0 + t;
        s += 2.0;
        let denominator = alpha * below + beta;
        let newest = (alpha * above + beta * ratio) / denominator;
        above = ratio / denominator;
        below = 1.0 / denominator;
        let change = newest - ratio;
        ratio = newest;
        if change.abs() <= 1e-16 * ratio {
            break;
        }
    }
    ratio
}

/// The lower tail at logit x = `t`, left of the mean, for two large shapes: Gauss–Legendre panels of at most three
/// standard deviations, from `t` downward until they no longer add anything.
fn integral(power: Power, t: f64) -> f64 {
    let Power { a, b, .. } = power;
    let deviation = (1.0 / a + 1.0 / b).sqrt();
    let density = |t: f64| {
        let x = 1.0 / (1.0 + libm::exp(-t));
        power.at(x, 1.0 / (1.0 + libm::exp(t)))
    };
    let mode = libm::log(a / b);
    let (mut end, mut sum) = (t, 0.0);
    // the density falls like a Gaussian: forty deviations away it is below the smallest number
    for _ in 0..80 {
        let away = ((mode - end) / deviation).max(0.0);
        let half = 1.5 * deviation / (0.5 * away).max(1.0);
        let middle = end - half;
        let panel: f64 = NODES
            .iter()
            .map(|&(node, weight)| {
                weight * (density(middle + half * node) + density(middle - half * node))
            })
            .sum();
        sum += half * panel;
        end -= 2.0 * half;
        if half * panel <= 1e-17 * sum {
            break;
        }
    }
    sum
}

/// The positive nodes and the weights of the 16-point Gauss–Legendre rule on (−1, 1).
pub(super) const NODES: [(f64, f64); 8] = [
    (0.095_012_509_837_637_44, 0.189_450_610_455_068_5),
    (0.281_603_550_779_258_9, 0.182_603_415_044_923_58),
    (0.458_016_777_657_227_37, 0.169_156_519_395_002_54),
    (0.617_876_244_402_643_8, 0.149_595_988_816_576_74),
    (0.755_404_408_355_003, 0.124_628_971_255_533_88),
    (0.865_631_202_387_831_8, 0.095_158_511_682_492_79),
    (0.944_575_023_073_232_6, 0.062_253_523_938_647_894),
    (0.989_400_934_991_649_9, 0.027_152_459_411_754_096),
];

/// The point of the beta distribution of shapes `a` and `b` that has the tails `lower` and `upper` (which sum to 1),
/// and its distance from 1, each to its own relative accuracy.
///
/// Uses guarded Newton steps on logit x. Beyond e^±700, which only shapes under 0.05 reach for tails above 1e-16, it
/// uses the leading term of the series, which is 0 below the smallest number.
pub fn beta_inverse(a: f64, b: f64, lower: f64, upper: f64) -> (f64, f64) {
    if lower <= 0.0 {
        return (0.0, 1.0);
    }
    if upper <= 0.0 {
        return (1.0, 0.0);
    }
    let (near_0, near_1) = (near_end(a, b, (lower, upper)), near_end(b, a, (upper, lower)));
    if is_leading(near_0, b) {
        let x = libm::exp(near_0);
        return (x, 1.0 - x);
    }
    if is_leading(near_1, a) {
        let y = libm::exp(near_1);
        return (1.0 - y, y);
    }
    let start = if a > 1.0 && b > 1.0 {
        abramowitz(a, b, normal_inverse(lower, upper))
    } else if near_0 < -1.0 {
        near_0
    } else if near_1 < -1.0 {
        -near_1
    } else {
        libm::log(a / b)
    };
    let power = Power::new(a, b);
    let t = invert_tails((-750.0, 750.0), start, (lower, upper), |t| {
        tails_with_power(power, 1.0 / (1.0 + libm::exp(-t)), 1.0 / (1.0 + libm::exp(t)))
    });
    (1.0 / (1.0 + libm::exp(-t)), 1.0 / (1.0 + libm::exp(t)))
}

/// The logarithm of the point with these tails, if it is so near 0 that the leading term of the series is exact; else
/// `None`. No number as small as the point is needed.
pub fn ln_beta_inverse_near_0(a: f64, b: f64, tails: (f64, f64)) -> Option<f64> {
    let log = near_end(a, b, tails);
    is_leading(log, b).then_some(log)
}

/// ln x from the leading term of the series at 0: I ≈ xᵃ/(a B(a, b)).
fn near_end(a: f64, b: f64, (lower, upper): (f64, f64)) -> f64 {
    let log = if lower < 0.5 { libm::log(lower) } else { libm::log1p(-upper) };
    (log + ln_lead(a, b)) / a
}

/// Whether the leading term of the series is exact at e to the `log`.
pub(super) fn is_leading(log: f64, other: f64) -> bool {
    log < -40.0 && log + libm::log1p(other) < -40.0
}

/// ln(a B(a, b)).
pub(super) fn ln_lead(a: f64, b: f64) -> f64 {
    let n = a + b;
    libm::log(a) + stirling_error(a) + stirling_error(b)
        - stirling_error(n)
        - 0.5 * libm::log(a / n * b / TAU)
        - deviance_of_shares(a, b)
}

/// a ln(n/a) + b ln(n/b) with n = a + b.
fn deviance_of_shares(a: f64, b: f64) -> f64 {
    a * libm::log1p(b / a) + b * libm::log1p(a / b)
}

/// The logit of the quantile from that of the normal distribution (Abramowitz and Stegun 26.5.22).
fn abramowitz(a: f64, b: f64, z: f64) -> f64 {
    let (r, s) = (1.0 / (2.0 * a - 1.0), 1.0 / (2.0 * b - 1.0));
    let lambda = (z * z - 3.0) / 6.0;
    let h = 2.0 / (r + s);
    let w =
        -z * (h + lambda).max(0.0).sqrt() / h - (s - r) * (lambda + 5.0 / 6.0 - 2.0 / (3.0 * h));
    libm::log(a / b) - 2.0 * w
}
