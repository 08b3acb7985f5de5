//! From counts to a probability with its two doubts kept apart: the error of having drawn no more
//! trials and worlds, and the range across readings of the inputs.

use super::answer::{Estimate, Range};
use crate::numerics::special::beta_inverse;
use crate::numerics::strata::REPLICATES;
use crate::numerics::{proportion_interval, standard_error};

/// The quantiles that are told of numbers, days and parameters.
pub(super) const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// The confidence of `sampling`.
pub(super) const CONFIDENCE: f64 = 0.95;
/// With fewer hits or misses than this in a world, shares of worlds say little one by one.
const FEW_A_WORLD: f64 = 3.0;
/// With fewer hits or misses than this, the interval of sampling is that of the pooled counts.
pub(super) const FEW: u64 = 10;

/// A share of trials of one world, with the error of having drawn no more of them.
pub fn estimate(hits: u64, trials: u64) -> Estimate {
    let probability = if trials == 0 { f64::NAN } else { hits as f64 / trials as f64 };
    let sampling = proportion_interval(hits, trials, CONFIDENCE);
    Estimate::new(probability, standard_error(hits, trials), sampling)
}

/// The share of trials over worlds, each with its hits and its trials; a world counts by its
/// trials, so that evidence teaches about parameters.
///
/// The probability is Σ hits ÷ Σ trials. Its standard error is that of this ratio from the
/// differences between the independent sets of worlds (Cochran 1977, eq. 2.46; `numerics::strata`);
/// its interval is that of Student's t with a degree of freedom less than there are sets. The range has 9 in 10 worlds, after the
/// inner noise is taken out, by the Beta distribution of the same mean and variance where worlds have few
/// hits, else: with V the variance between worlds of the shares found and E the mean
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
    let (p, total) = (pooled.probability, trials as f64);
    let sums = worlds.iter().map(|(h, k)| (*h as f64, *k as f64));
    let (between_error, sets) = ratio_error(sums, p, total);
    // where no world has a hit, worlds do not differ, and the counts alone tell the error
    let std_error = if between_error > 0.0 { between_error } else { pooled.error() };
    let sigmas = student_quantile(sets - 1);
    let sampling = if hits < FEW || trials - hits < FEW {
        pooled.interval()
    } else {
        ((p - sigmas * std_error).max(0.0), (p + sigmas * std_error).min(1.0))
    };
    let shares = counted.iter().map(|(h, k)| (h / k, *k, *k)).collect();
    Estimate {
        range: Some(resolved(range(shares, p, total))),
        ..Estimate::new(p, std_error, sampling)
    }
}

/// The standard error of the ratio Σ a ÷ Σ b = `ratio` of worlds, each with its a and b in the order
/// of the worlds and Σ b = `total`, from the differences between their independent sets; and how many
/// sets there are, at least 2 where there are two worlds.
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

/// The quantile of Student's t that leaves half of what [`CONFIDENCE`] leaves above it.
pub(super) fn student_quantile(degrees_of_freedom: usize) -> f64 {
    const OF_31: f64 = 2.039_513_446_396_408;
    if degrees_of_freedom + 1 == REPLICATES as usize {
        return OF_31;
    }
    let df = degrees_of_freedom.max(1) as f64;
    let (x, y) = beta_inverse(0.5 * df, 0.5, 1.0 - CONFIDENCE, CONFIDENCE);
    (df * y / x).sqrt()
}

/// The 5th and the 95th percentile of the worlds' shares, freed of sampling noise.
///
/// Each world has its share, its weight, and of how many trials the share is.
pub(super) fn range(worlds: Vec<(f64, f64, f64)>, p: f64, total: f64) -> (f64, f64) {
    let (found, noise) = variances(&worlds, p, total);
    let trials: f64 = worlds.iter().map(|(_, _, n)| n).sum();
    let few = p.min(1.0 - p) * trials / (worlds.len() as f64) < FEW_A_WORLD;
    let mut shares: Vec<(f64, f64)> = worlds.into_iter().map(|(q, k, _)| (q, k)).collect();
    if few {
        return of_few(p, found - noise);
    }
    let shrink = if found > noise { ((found - noise) / found).sqrt() } else { 0.0 };
    sort_ends(&mut shares);
    let at = |rank: f64| weighted_quantile(&shares, rank).unwrap_or(p);
    let drawn_in = |q: f64| (p + shrink * (q - p)).clamp(0.0, 1.0);
    (drawn_in(at(0.05)).min(p), drawn_in(at(0.95)).max(p))
}

/// The range of a chance so rare, or so sure, that most worlds met it in none of their trials, or in
/// all: of the Beta distribution with the mean and the variance between worlds that were found.
fn of_few(p: f64, variance: f64) -> (f64, f64) {
    let size = p * (1.0 - p) / variance - 1.0;
    if !(variance > 0.0 && size > 0.0 && size.is_finite()) {
        return (p, p);
    }
    let at = |rank: f64| beta_inverse(p * size, (1.0 - p) * size, rank, 1.0 - rank).0;
    (at(0.05).min(p), at(0.95).max(p))
}

/// A chance computed in each world, with the world's weight. There is no sampling within a world; what
/// error there is comes of having no more worlds, by the differences between their independent sets, as
/// in [`across`].
pub fn computed(worlds: &[(f64, f64)]) -> Estimate {
    let total: f64 = worlds.iter().map(|(_, weight)| weight).sum();
    if total <= 0.0 {
        return Estimate {
            std_error: None,
            sampling: None,
            ..Estimate::new(f64::NAN, 0.0, (0.0, 1.0))
        };
    }
    if let [(p, _)] = *worlds {
        return Estimate::new(p, 0.0, (p, p));
    }
    let p = worlds.iter().map(|(q, weight)| q * weight).sum::<f64>() / total;
    let sums = worlds.iter().map(|(q, weight)| (q * weight, *weight));
    let (std_error, sets) = ratio_error(sums, p, total);
    let std_error = if std_error.is_finite() { std_error } else { 0.0 };
    let half = student_quantile(sets.max(2) - 1) * std_error;
    let mut sorted = worlds.to_vec();
    sort_ends(&mut sorted);
    let at = |rank: f64| weighted_quantile(&sorted, rank).unwrap_or(p);
    Estimate {
        range: Some(resolved((at(0.05), at(0.95)))),
        ..Estimate::new(p, std_error, ((p - half).max(0.0), (p + half).min(1.0)))
    }
}

/// A range with both ends and no error of theirs.
pub(super) fn resolved((low, high): (f64, f64)) -> Range {
    Range::Resolved { low, high, low_error: 0.0, high_error: 0.0 }
}

/// The variance between worlds of the shares found, each with its weight and its trials, and how much
/// of it is the noise of sampling within them.
fn variances(shares: &[(f64, f64, f64)], p: f64, total: f64) -> (f64, f64) {
    let found = shares.iter().map(|(q, k, _)| k * (q - p) * (q - p)).sum::<f64>() / total;
    // one trial alone tells nothing of its noise: such worlds have that of the others
    let several = shares.iter().filter(|(_, _, n)| *n > 1.0);
    let (noise, worlds) = several.fold((0.0, 0.0), |(sum, worlds), (q, k, n)| {
        (sum + k * q * (1.0 - q) / (n - 1.0), worlds + 1.0)
    });
    (found, if worlds > 0.0 { noise * (shares.len() as f64 / worlds) / total } else { found })
}

/// The variance of a chance between worlds, freed of the noise of sampling; each world has its hits
/// and its trials, by weight, and how many trials that is worth.
pub(super) fn variance_between(worlds: &[(u64, u64, f64)]) -> f64 {
    let counted = worlds.iter().filter(|(_, k, _)| *k > 0);
    let shares: Vec<(f64, f64, f64)> =
        counted.map(|(h, k, n)| (*h as f64 / *k as f64, *k as f64, *n)).collect();
    let total: f64 = shares.iter().map(|(_, k, _)| k).sum();
    if total <= 0.0 {
        return 0.0;
    }
    let p = shares.iter().map(|(q, k, _)| q * k).sum::<f64>() / total;
    let (found, noise) = variances(&shares, p, total);
    (found - noise).max(0.0)
}

/// Sorts values with weights as far as their 5th and 95th percentiles need: the ends alone where all weigh the same.
fn sort_ends(values: &mut [(f64, f64)]) {
    let order = |a: &(f64, f64), b: &(f64, f64)| a.0.total_cmp(&b.0);
    let is_even = values.iter().all(|(_, weight)| weight.to_bits() == values[0].1.to_bits());
    // a percentile lies between two values, the second of which is at most one beyond its share of them
    let end = values.len() / 20 + 2;
    if !is_even || values.len() < 4 * end {
        return values.sort_by(order);
    }
    let (low, _, rest) = values.select_nth_unstable_by(end, order);
    low.sort_unstable_by(order);
    let from = rest.len() - end;
    let (_, _, high) = rest.select_nth_unstable_by(from - 1, order);
    high.sort_unstable_by(order);
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
    fn sorting_the_ends_is_enough_for_their_percentiles() {
        let mut word = 1_u64;
        let mut any = |most: u64| {
            word = word.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (word >> 33) % most
        };
        for n in 1..400 {
            // few values, so that many are equal, or many; all of one weight, or not
            let most = if n % 3 == 0 { 5 } else { 1 << 30 };
            let weight = |drawn: u64| if n % 7 == 0 { 1.0 + drawn as f64 } else { 0.1 };
            let values: Vec<(f64, f64)> =
                (0..n).map(|_| (any(most) as f64, weight(any(4)))).collect();
            let (mut whole, mut ends) = (values.clone(), values);
            whole.sort_by(|a, b| a.0.total_cmp(&b.0));
            sort_ends(&mut ends);
            for rank in [0.05, 0.95] {
                assert_eq!(weighted_quantile(&ends, rank), weighted_quantile(&whole, rank), "{n}");
            }
        }
    }

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

    #[test]
    fn worlds_that_differ_only_by_chance_have_no_range() {
        // shares scattered as sampling scatters them: 100 worlds of 100 trials at 0.5
        let worlds: Vec<(u64, u64)> = (0..100).map(|i| (45 + (i % 11), 100)).collect();
        let found = across(&worlds);
        let (low, high) = found.ends().expect("there are worlds");
        assert!(high - low < 0.01, "{low} to {high}");
    }

    #[test]
    fn the_range_does_not_depend_on_the_trials_of_a_world() {
        let of = |trials: u64| {
            let worlds: Vec<(u64, u64)> = (1..100).map(|i| (i * trials / 100, trials)).collect();
            across(&worlds).ends().expect("there are worlds")
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
