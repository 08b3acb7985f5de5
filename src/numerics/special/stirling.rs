//! The two correction terms of powers, factorials and their ratios.
//!
//! Written with these (Catherine Loader, "Fast and accurate computation of binomial probabilities", 2000), xᵃe⁻ˣ/Γ(a)
//! and xᵃyᵇ/B(a, b) lose no digits however large their parameters are.

/// ln Γ(z) − ((z − ½) ln z − z + ½ ln 2π) for z > 0: the error of Stirling's formula.
///
/// Uses the asymptotic series from 10 on (next term under 3e-17), and libm's `lgamma` below.
pub(super) fn stirling_error(z: f64) -> f64 {
    if z < 10.0 {
        return libm::lgamma(z) - (z - 0.5) * libm::log(z) + z - 0.918_938_533_204_672_8;
    }
    let r = 1.0 / (z * z);
    let series = SERIES.iter().fold(0.0, |sum, &next| sum * r + next);
    series / z
}

/// Bernoulli numbers over 2k(2k − 1), highest first.
const SERIES: [f64; 7] = [
    1.0 / 156.0,
    -691.0 / 360_360.0,
    1.0 / 1188.0,
    -1.0 / 1680.0,
    1.0 / 1260.0,
    -1.0 / 360.0,
    1.0 / 12.0,
];

/// x ln(x/m) + m − x for x ≥ 0 and m > 0, given `excess` = x − m to its own accuracy: Loader's
/// deviance. Never negative.
pub(super) fn deviance(x: f64, m: f64, excess: f64) -> f64 {
    if x == 0.0 {
        return m;
    }
    if excess.abs() >= 0.1 * (x + m) {
        let ratio = x / m;
        let log = if ratio > 0.0 && ratio < f64::INFINITY {
            libm::log(ratio)
        } else {
            libm::log(x) - libm::log(m)
        };
        return x * log - excess;
    }
    // x ln(x/m) = 2x artanh(v), whose first term is combined with m − x
    let v = excess / (x + m);
    let square = v * v;
    let mut sum = excess * v;
    let mut term = 2.0 * x * v;
    // v² < 0.01, so ten terms reach 1e-20 of the first
    for k in 1..=10 {
        term *= square;
        sum += term / f64::from(2 * k + 1);
    }
    sum
}
