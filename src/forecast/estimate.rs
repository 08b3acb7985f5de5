//! From counts to a probability with its two doubts kept apart: the error of having drawn no more
//! trials and worlds, and the range across readings of the inputs.

use super::answer::Estimate;
use crate::numerics::{proportion_interval, standard_error};

/// The quantiles that are told of numbers, days and parameters.
pub(super) const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// The confidence of `sampling`.
const CONFIDENCE: f64 = 0.95;
/// The normal quantile of that confidence.
const SIGMAS: f64 = 1.959_963_984_540_054;
/// With fewer hits or misses than this, the interval of sampling is that of the pooled counts.
const FEW: u64 = 10;

/// A share of trials of one world, with the error of having drawn no more of them.
pub fn estimate(hits: u64, trials: u64) -> Estimate {
    Estimate {
        probability: if trials == 0 { f64::NAN } else { hits as f64 / trials as f64 },
        std_error: standard_error(hits, trials),
        sampling: proportion_interval(hits, trials, CONFIDENCE),
        range: None,
    }
}

/// The share of trials over worlds, each with its hits and its trials; a world counts by its
/// trials, so that evidence teaches about parameters.
///
/// The probability is Σ hits ÷ Σ trials. Its standard error is that of this ratio from the
/// differences between worlds (Cochran 1977, eq. 2.46). The range has 9 in 10 worlds, after the
/// inner noise is taken out: with V the variance between worlds of the shares found and E the mean
/// of their sampling variances p (1 − p) ÷ (n − 1), shares are drawn together around the mean by
/// √((V − E) ÷ V).
pub fn across(worlds: &[(u64, u64)]) -> Estimate {
    if let [(hits, trials)] = *worlds {
        return estimate(hits, trials);
    }
    let hits: u64 = worlds.iter().map(|(h, _)| h).sum();
    let trials: u64 = worlds.iter().map(|(_, k)| k).sum();
    let pooled = estimate(hits, trials);
    let counted: Vec<(f64, f64)> =
        worlds.iter().filter(|(_, k)| *k > 0).map(|(h, k)| (*h as f64, *k as f64)).collect();
    if counted.len() < 2 {
        return pooled;
    }
    let (p, total, n) = (pooled.probability, trials as f64, counted.len() as f64);
    let squares: f64 = counted.iter().map(|(h, k)| (h - p * k) * (h - p * k)).sum();
    let between_error = (squares * n / (n - 1.0)).sqrt() / total;
    // where no world has a hit, worlds do not differ, and the counts alone tell the error
    let std_error = if squares > 0.0 { between_error } else { pooled.std_error };
    let sampling = if hits < FEW || trials - hits < FEW {
        pooled.sampling
    } else {
        ((p - SIGMAS * std_error).max(0.0), (p + SIGMAS * std_error).min(1.0))
    };
    Estimate { probability: p, std_error, sampling, range: Some(range(&counted, p, total)) }
}

/// The 5th and the 95th percentile of the worlds' shares, freed of sampling noise.
fn range(worlds: &[(f64, f64)], p: f64, total: f64) -> (f64, f64) {
    let mut shares: Vec<(f64, f64)> = worlds.iter().map(|(h, k)| (h / k, *k)).collect();
    let found: f64 = shares.iter().map(|(q, k)| k * (q - p) * (q - p)).sum::<f64>() / total;
    let noise: f64 = shares
        .iter()
        .filter(|(_, k)| *k > 1.0)
        .map(|(q, k)| k * q * (1.0 - q) / (k - 1.0))
        .sum::<f64>()
        / total;
    let shrink = if found > noise { ((found - noise) / found).sqrt() } else { 0.0 };
    shares.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |rank: f64| weighted_quantile(&shares, rank).unwrap_or(p);
    let drawn_in = |q: f64| (p + shrink * (q - p)).clamp(0.0, 1.0);
    (drawn_in(at(0.05)), drawn_in(at(0.95)))
}

/// A chance computed in each world, with the world's weight. There is no sampling within a world; what
/// error there is comes of having no more worlds, by the differences between them, as in [`across`].
pub fn computed(worlds: &[(f64, f64)]) -> Estimate {
    let total: f64 = worlds.iter().map(|(_, weight)| weight).sum();
    if total <= 0.0 {
        let unknown = (f64::NAN, f64::NAN);
        return Estimate { probability: f64::NAN, std_error: 0.0, sampling: unknown, range: None };
    }
    if let [(p, _)] = *worlds {
        return Estimate { probability: p, std_error: 0.0, sampling: (p, p), range: None };
    }
    let p = worlds.iter().map(|(q, weight)| q * weight).sum::<f64>() / total;
    let n = worlds.iter().filter(|(_, weight)| *weight > 0.0).count() as f64;
    let squares: f64 = worlds.iter().map(|(q, w)| (w * (q - p)) * (w * (q - p))).sum();
    let std_error = if n > 1.0 { (squares * n / (n - 1.0)).sqrt() / total } else { 0.0 };
    let mut sorted = worlds.to_vec();
    sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |rank: f64| weighted_quantile(&sorted, rank).unwrap_or(p);
    Estimate {
        probability: p,
        std_error,
        sampling: ((p - SIGMAS * std_error).max(0.0), (p + SIGMAS * std_error).min(1.0)),
        range: Some((at(0.05), at(0.95))),
    }
}

/// A quantile of sorted values with weights: where the cumulative weight, half of each value's own
/// on either side, reaches the rank; between two values on the line between them.
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
    fn worlds_that_differ_only_by_chance_have_no_range() {
        // shares scattered as sampling scatters them: 100 worlds of 100 trials at 0.5
        let worlds: Vec<(u64, u64)> = (0..100).map(|i| (45 + (i % 11), 100)).collect();
        let found = across(&worlds);
        let (low, high) = found.range.expect("there are worlds");
        assert!(high - low < 0.01, "{low} to {high}");
    }

    #[test]
    fn the_range_does_not_depend_on_the_trials_of_a_world() {
        let of = |trials: u64| {
            let worlds: Vec<(u64, u64)> = (1..100).map(|i| (i * trials / 100, trials)).collect();
            across(&worlds).range.expect("there are worlds")
        };
        let ((a, b), (c, d)) = (of(1_000), of(100_000));
        assert!((a - c).abs() < 2e-3 && (b - d).abs() < 2e-3, "{a} {b} {c} {d}");
    }

    #[test]
    fn worlds_count_by_their_trials() {
        let found = across(&[(90, 100), (0, 0), (100, 900)]);
        assert!((found.probability - 0.19).abs() < 1e-12);
    }
}
