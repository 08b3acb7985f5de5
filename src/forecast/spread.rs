//! The spread of values over worlds: errors from the independent sets of worlds, and weighted quantiles.

use crate::numerics::special::beta_inverse;
use crate::numerics::strata::REPLICATES;

/// The confidence level of `sampling`.
pub(super) const CONFIDENCE: f64 = 0.95;

/// The relative rounding error of sums over outcomes and states. Exact values of worlds that differ by less
/// are equal.
pub(super) const ROUNDING: f64 = 1e-12;

/// The standard error of the ratio Σ a ÷ Σ b = `ratio`, from the differences between independent sets of
/// worlds, and the number of sets, at least 2 if there are two worlds. `worlds` gives a and b of each world
/// in order; `total` is Σ b.
pub(super) fn ratio_error(
    worlds: impl Iterator<Item = (f64, f64)>,
    ratio: f64,
    total: f64,
) -> (f64, usize) {
    let mut sets: Vec<(f64, f64)> = Vec::with_capacity(REPLICATES as usize);
    for (index, (a, b)) in worlds.enumerate() {
        match sets.get_mut(index % REPLICATES as usize) {
            Some(set) => *set = (set.0 + a, set.1 + b),
            None => sets.push((a, b)),
        }
    }
    sets.retain(|(_, b)| *b > 0.0);
    let n = sets.len() as f64;
    let squares: f64 = sets.iter().map(|(a, b)| (a - ratio * b) * (a - ratio * b)).sum();
    ((squares * n / (n - 1.0)).sqrt() / total, sets.len())
}

/// The skewness of the independent sets of worlds around the ratio Σ a ÷ Σ b = `ratio`; 0 if there are few
/// sets.
pub(super) fn ratio_skewness(worlds: impl Iterator<Item = (f64, f64)>, ratio: f64) -> f64 {
    const FEWEST: f64 = 16.0;
    let mut sets = [(0.0, 0.0); REPLICATES as usize];
    for (index, (a, b)) in worlds.enumerate() {
        let set = &mut sets[index % REPLICATES as usize];
        *set = (set.0 + a, set.1 + b);
    }
    let around = || sets.iter().filter(|(_, b)| *b > 0.0).map(|(a, b)| a - ratio * b);
    let n = around().count() as f64;
    let second = around().map(|x| x * x).sum::<f64>() / (n - 1.0);
    let third = around().map(|x| x * x * x).sum::<f64>() / n;
    if n >= FEWEST && second > 0.0 { third / (second * second.sqrt()) } else { 0.0 }
}

/// A correction factor: with few sets, the third moment of heavy tails is underestimated.
const SKEWNESS: f64 = 1.5;

/// The distances below and above a mean that its interval extends, in standard errors: Student's quantile,
/// transformed by the cubic that removes the skewness from the mean of the sets (P. Hall, JRSS B 54, 1992).
/// The skewness found in 32 values of a heavy tail is too small, and so is their error: both are increased,
/// the error by the square of the removed skewness.
pub(super) fn reaches(skewness: f64, sets: usize) -> (f64, f64) {
    let t = student_quantile(sets.saturating_sub(1));
    let a = SKEWNESS * skewness / (sets.max(1) as f64).sqrt();
    if a.abs() < 1e-6 {
        return (t, t);
    }
    let raised = 1.0 + 0.5 * a * a;
    let back = |x: f64| raised * 3.0 / a * (libm::cbrt(1.0 + a * (x - a / 6.0)) - 1.0);
    (back(t).max(0.0), (-back(-t)).max(0.0))
}

/// The quantile of Student's t that leaves half of 1 − `CONFIDENCE` above it.
pub fn student_quantile(degrees_of_freedom: usize) -> f64 {
    const OF_31: f64 = 2.039_513_446_396_408;
    if degrees_of_freedom + 1 == REPLICATES as usize {
        return OF_31;
    }
    let df = degrees_of_freedom.max(1) as f64;
    let (x, y) = beta_inverse(0.5 * df, 0.5, 1.0 - CONFIDENCE, CONFIDENCE);
    (df * y / x).sqrt()
}

/// A quantile of sorted values with weights: the value at which the cumulative weight, counting half of each
/// value's own weight on either side, reaches the rank, interpolated linearly.
pub fn weighted_quantile(sorted: &[(f64, f64)], rank: f64) -> Option<f64> {
    let total: f64 = sorted.iter().map(|(_, weight)| weight).sum();
    let mut below = 0.0;
    let mut before: Option<(f64, f64)> = None;
    for (value, weight) in sorted {
        let here = (below + weight / 2.0) / total;
        if here >= rank {
            return Some(match before {
                Some((lower, at)) if here > at => {
                    lower + (value - lower) * ((rank - at) / (here - at))
                }
                _ => *value,
            });
        }
        before = Some((*value, here));
        below += weight;
    }
    before.map(|(value, _)| value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_of_student() {
        // R 4.3: qt(0.975, c(1, 9, 31, 999))
        let known = [
            (1, 12.706_204_736_174_7),
            (9, 2.262_157_162_798_2),
            (31, 2.039_513_446_396_4),
            (999, 1.962_341_461_133_4),
        ];
        for (df, t) in known {
            assert!((student_quantile(df) / t - 1.0).abs() < 1e-9, "{df}");
        }
    }
}
