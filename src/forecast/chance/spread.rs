//! The spread of values over worlds: errors from the independent sets of worlds, and weighted quantiles.

use crate::numerics::special::beta_inverse;
use crate::numerics::strata::REPLICATES;

/// The confidence level of `sampling`.
pub(crate) const CONFIDENCE: f64 = 0.95;

/// The relative rounding error of sums over outcomes and states. Exact values of worlds that differ by less
/// are equal.
pub(crate) const ROUNDING: f64 = 1e-12;

/// The mean of the values found without each of several independent sets, and the variance of the value from all
/// (the jackknife: M. H. Quenouille, *Biometrika* 43, 1956; J. W. Tukey 1958).
pub fn jackknife(without: &[f64]) -> (f64, f64) {
    let n = without.len() as f64;
    let mean = without.iter().sum::<f64>() / n;
    let squares: f64 = without.iter().map(|x| (x - mean) * (x - mean)).sum();
    (mean, squares * (n - 1.0) / n)
}

/// The binomial bounds of a share for this many hits and misses, not necessarily integers (C. J. Clopper and E. S.
/// Pearson, *Biometrika* 26, 1934).
pub(crate) fn binomial_bounds(hits: f64, misses: f64) -> (f64, f64) {
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let at = |a: f64, b: f64, rank: f64| beta_inverse(a, b, rank, 1.0 - rank).0;
    let low = if hits <= 0.0 { 0.0 } else { at(hits, misses + 1.0, tail) };
    let high = if misses <= 0.0 { 1.0 } else { at(hits + 1.0, misses, 1.0 - tail) };
    (low, high)
}

/// The standard error of the ratio Σ a ÷ Σ b = `ratio`, from the differences between independent sets of
/// worlds, and its degrees of freedom, 0 with a single set. `worlds` gives a and b of each world in order;
/// `total` is Σ b.
///
/// A set with the share w of Σ b pulls the ratio towards itself, so its square is divided by 1 − 2 w + Σ w². The degrees
/// of freedom are those of a sum of unequal squares (F. E. Satterthwaite 1946; R. M. Bell and D. F. McCaffrey, *Survey
/// Methodology* 28, 2002). With R equal sets, the divisor is (R − 1) ÷ R and there are R − 1 degrees of freedom.
pub(crate) fn ratio_error(
    worlds: impl Iterator<Item = (f64, f64)>,
    ratio: f64,
    total: f64,
) -> (f64, f64) {
    let mut sets: Vec<(f64, f64)> = Vec::with_capacity(REPLICATES as usize);
    for (index, (a, b)) in worlds.enumerate() {
        match sets.get_mut(index % REPLICATES as usize) {
            Some(set) => *set = (set.0 + a, set.1 + b),
            None => sets.push((a, b)),
        }
    }
    sets.retain(|(_, b)| *b > 0.0);
    if sets.len() < 2 {
        return (f64::NAN, 0.0);
    }
    let all: f64 = sets.iter().map(|(_, b)| b).sum();
    let share = |b: f64| b / all;
    let evenness: f64 = sets.iter().map(|(_, b)| share(*b) * share(*b)).sum();
    // the part of a set's variance that its square around the ratio has
    let shown = |b: f64| 1.0 - 2.0 * share(b) + evenness;
    let squares: f64 =
        sets.iter().map(|(a, b)| (a - ratio * b) * (a - ratio * b) / shown(*b)).sum();
    let parts = sets.iter().map(|(_, b)| (share(*b), share(*b) * share(*b) / shown(*b)));
    (squares.sqrt() / total, degrees_of_freedom(&parts.collect::<Vec<_>>(), evenness))
}

/// The degrees of freedom of a sum of squares around a mean: 2 m² ÷ v, with m and v the mean and the variance of the sum
/// for normal values; at least 1. `parts` gives the weight of each value in the mean and of its square in the sum;
/// `evenness` is the sum of the squared weights.
fn degrees_of_freedom(parts: &[(f64, f64)], evenness: f64) -> f64 {
    let mut variance = 0.0;
    for (i, (w, square)) in parts.iter().enumerate() {
        variance += square * square * (1.0 - 2.0 * w + evenness) * (1.0 - 2.0 * w + evenness);
        for (v, other) in &parts[..i] {
            variance += 2.0 * square * other * (evenness - w - v) * (evenness - w - v);
        }
    }
    (evenness * evenness / variance).max(1.0)
}

/// The skewness of the independent sets of worlds around the ratio Σ a ÷ Σ b = `ratio`; 0 if there are few
/// sets.
pub(crate) fn ratio_skewness(worlds: impl Iterator<Item = (f64, f64)>, ratio: f64) -> f64 {
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

/// The distances below and above a chance that its interval extends, in standard errors: Student's quantile,
/// transformed by the cubic that removes the skewness from the mean of the sets (P. Hall, JRSS B 54, 1992).
/// The skewness found in 32 values of a heavy tail is too small, and so is their error: both are increased,
/// the error by the square of the removed skewness.
pub(crate) fn reaches(skewness: f64, degrees_of_freedom: f64) -> (f64, f64) {
    // the number of sets of equal weight with as many degrees of freedom
    let sets = degrees_of_freedom + 1.0;
    skewed(SKEWNESS * skewness / sets.sqrt(), student_quantile(degrees_of_freedom))
}

/// The distances of [`reaches`] for the mean of a number, whose sets can weigh very unequally. Few degrees of freedom
/// then widen the interval already, so the skewness is neither increased nor taken for that of so few sets.
pub(crate) fn mean_reaches(skewness: f64, degrees_of_freedom: f64) -> (f64, f64) {
    let of_equal_sets = student_quantile(REPLICATES as f64 - 1.0);
    let (below, above) = skewed(skewness / (REPLICATES as f64).sqrt(), of_equal_sets);
    let widened = student_quantile(degrees_of_freedom) / of_equal_sets;
    (below * widened, above * widened)
}

/// The distances below and above a mean with the skewness `a`, given that without skewness, `t`.
fn skewed(a: f64, t: f64) -> (f64, f64) {
    if a.abs() < 1e-6 {
        return (t, t);
    }
    let raised = 1.0 + 0.5 * a * a;
    let back = |x: f64| raised * 3.0 / a * (libm::cbrt(1.0 + a * (x - a / 6.0)) - 1.0);
    (back(t).max(0.0), (-back(-t)).max(0.0))
}

/// The quantile of Student's t that leaves half of 1 − `CONFIDENCE` above it.
pub fn student_quantile(degrees_of_freedom: f64) -> f64 {
    const OF_31: f64 = 2.039_513_446_396_408;
    if (degrees_of_freedom + 1.0 - REPLICATES as f64).abs() < 1e-9 {
        return OF_31;
    }
    let df = degrees_of_freedom.max(1.0);
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
            (1.0, 12.706_204_736_174_7),
            (9.0, 2.262_157_162_798_2),
            (31.0, 2.039_513_446_396_4),
            (999.0, 1.962_341_461_133_4),
        ];
        for (df, t) in known {
            assert!((student_quantile(df) / t - 1.0).abs() < 1e-9, "{df}");
        }
    }

    /// R equal sets have R − 1 degrees of freedom, two very unequal ones 1. For weights 1, 1 and 2 the variance of the sum of
    /// squares is summed over all pairs.
    #[test]
    fn degrees_of_freedom_of_equal_and_unequal_sets() {
        for sets in [2_u32, 5, 32] {
            let worlds = (0..sets).map(|i| (f64::from(i), 1.0));
            let mean = 0.5 * f64::from(sets - 1);
            let (error, degrees) = ratio_error(worlds.clone(), mean, f64::from(sets));
            let n = f64::from(sets);
            let squares: f64 = worlds.map(|(x, _)| (x - mean) * (x - mean)).sum();
            assert!((degrees - (n - 1.0)).abs() < 1e-9, "{degrees} of {sets}");
            assert!((error - (squares / n / (n - 1.0)).sqrt()).abs() < 1e-12);
        }
        let (_, degrees) = ratio_error([(0.0, 1.0), (1.0, 1e6)].into_iter(), 1.0, 1e6 + 1.0);
        assert!((degrees - 1.0).abs() < 1e-3, "{degrees}");
        // weights 1/4, 1/4, 1/2: evenness 3/8; squares weighed by 1/14, 1/14, 2/3
        let (_, degrees) = ratio_error([(0.0, 1.0), (1.0, 1.0), (2.0, 2.0)].into_iter(), 0.75, 4.0);
        let (w, g, s) = ([0.25, 0.25, 0.5], [1.0 / 14.0, 1.0 / 14.0, 2.0 / 3.0], 0.375);
        let mut variance = 0.0;
        for i in 0..3 {
            for j in 0..3 {
                let own = if i == j { 1.0 } else { 0.0 };
                let covariance: f64 = own - w[i] - w[j] + s;
                variance += g[i] * g[j] * covariance * covariance;
            }
        }
        assert!((degrees - s * s / variance).abs() < 1e-9, "{degrees}");
    }
}
