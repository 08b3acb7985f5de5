//! Logarithms of tails, also of those too small for floating-point numbers.

use super::beta::Power;
use super::gamma::{fraction as gamma_fraction, ln_power, series, tails_with_power};
use super::normal::normal_tails;
use super::{beta, ln_gamma_1p};

/// ln √2π.
const LN_ROOT_TAU: f64 = 0.918_938_533_204_672_8;

/// Tails below this are computed in logarithms from the start.
const SMALL: f64 = 1e-200;

/// The logarithms of a pair of tails.
fn logs((lower, upper): (f64, f64)) -> (f64, f64) {
    let log = |tail: f64, other: f64| {
        if tail > 0.5 { libm::log1p(-other) } else { libm::log(tail) }
    };
    (log(lower, upper), log(upper, lower))
}

/// The logarithms of the chances that a standard normal variable is at most `z`, and more than `z`.
///
/// Beyond 29 deviations it uses the continued fraction of Mills' ratio (DLMF 7.9.3), of which 20 terms are then exact
/// to the last bit.
pub fn ln_normal_tails(z: f64) -> (f64, f64) {
    let away = z.abs();
    if away < 29.0 {
        return logs(normal_tails(z));
    }
    let mut ratio = away;
    for k in (1..=20).rev() {
        ratio = away + f64::from(k) / ratio;
    }
    let far = -0.5 * away * away - LN_ROOT_TAU - libm::log(ratio);
    let near = -libm::exp(far);
    if z < 0.0 { (far, near) } else { (near, far) }
}

/// The logarithms of the tails of the gamma distribution of shape `a` and scale 1 at e to the `log`.
pub fn ln_gamma_tails(a: f64, log: f64) -> (f64, f64) {
    let x = libm::exp(log);
    let by_power = a * log - ln_gamma_1p(a);
    if log < -40.0 {
        // the leading term of the series is exact here
        return (by_power, ln_of_rest(by_power));
    }
    if x == f64::INFINITY {
        return (0.0, f64::NEG_INFINITY);
    }
    let at = tails_with_power(a, x);
    if at.lower > SMALL && at.upper > SMALL {
        return logs((at.lower, at.upper));
    }
    let power = ln_power(a, x);
    if a >= 40.0 && (x - a).abs() < 0.5 * a {
        // the density of ln X around ln x, relative to that at ln x
        let sign = if x < a { -1.0 } else { 1.0 };
        let ratio = |s: f64| sign * a * s - x * libm::expm1(sign * s);
        let far = power + libm::log(integral((x - a).abs(), ratio));
        return if x < a { (far, -libm::exp(far)) } else { (-libm::exp(far), far) };
    }
    if x < a + 1.0 {
        let lower = power - libm::log(a) + libm::log(series(a, x));
        (lower, -libm::exp(lower))
    } else {
        let upper = power + libm::log(gamma_fraction(a, x));
        (-libm::exp(upper), upper)
    }
}

/// The logarithms of the tails of the beta distribution of shapes `a` and `b` at a point x, given ln x and ln(1 − x).
pub fn ln_beta_tails(a: f64, b: f64, (log_x, log_y): (f64, f64)) -> (f64, f64) {
    if beta::is_leading(log_x, b) {
        let lower = a * log_x - beta::ln_lead(a, b);
        return (lower, ln_of_rest(lower));
    }
    if beta::is_leading(log_y, a) {
        let upper = b * log_y - beta::ln_lead(b, a);
        return (ln_of_rest(upper), upper);
    }
    let (x, y) = (libm::exp(log_x), libm::exp(log_y));
    let at = beta::beta_tails(a, b, x, y);
    if at.0 > SMALL && at.1 > SMALL {
        return logs(at);
    }
    let is_lower = at.0 < at.1;
    let (a, b, x, y) = if is_lower { (a, b, x, y) } else { (b, a, y, x) };
    let short = if x <= y { a - (a + b) * x } else { (a + b) * y - b };
    let scaled = if f64::min(a, b) > beta::LARGE_SHAPE {
        // the density of logit X below logit x, relative to that at logit x
        let ratio = |s: f64| -a * s - (a + b) * libm::log1p(x * libm::expm1(-s));
        integral(short, ratio)
    } else {
        beta::fraction(a, b, x, y, short)
    };
    let far = Power::new(a, b).ln_at(x, y) + libm::log(scaled);
    if is_lower { (far, -libm::exp(far)) } else { (-libm::exp(far), far) }
}

/// ln(1 − e^log).
pub fn ln_of_rest(log: f64) -> f64 {
    if log > -0.7 { libm::log(-libm::expm1(log)) } else { libm::log1p(-libm::exp(log)) }
}

/// The integral from 0 to infinity of e^ratio(s), where the ratio is 0 at 0 and falls there with slope `slope`, later
/// faster: Gauss–Legendre panels of four times its scale.
fn integral(slope: f64, ratio: impl Fn(f64) -> f64) -> f64 {
    let half = 2.0 / slope;
    let panel = |k: u32| {
        let middle = half * f64::from(2 * k + 1);
        let at = |node: f64| libm::exp(ratio(middle + half * node));
        let nodes = beta::NODES.iter().map(|&(node, weight)| weight * (at(node) + at(-node)));
        half * nodes.sum::<f64>()
    };
    (0..10).map(panel).sum()
}
