//! Turns counts into probabilities, keeping apart the sampling error of trials and worlds, and the range
//! across worlds.

pub(crate) use super::spread::CONFIDENCE;
pub(crate) use super::spread::ratio_error;
use super::spread::{ROUNDING, binomial_bounds, ratio_skewness, reaches};
pub use super::spread::{student_quantile, weighted_quantile};
use crate::forecast::answer::Estimate;
use crate::forecast::range::{WorldChance, range_of_chances, range_of_exact};
pub(crate) use crate::numerics::QUANTILES;
use crate::numerics::{proportion_interval, standard_error};

/// With fewer hits or misses, or worlds that have them, the interval of sampling is a bound.
pub(crate) const FEW: u64 = 10;

/// The share of trials of one world, with its sampling error.
pub fn estimate(hits: u64, trials: u64) -> Estimate {
    let probability = if trials == 0 { f64::NAN } else { hits as f64 / trials as f64 };
    let sampling = proportion_interval(hits, trials, CONFIDENCE);
    Estimate::new(probability, standard_error(hits, trials), sampling)
}

/// The share of trials over worlds, each given by its hits and its trials. Worlds are weighted by their
/// trials, so that evidence informs about parameters.
///
/// The probability is Σ hits ÷ Σ trials. Its standard error is that of this ratio, from the differences
/// between the independent sets of worlds (Cochran 1977, eq. 2.46; `numerics::strata`). Its interval uses
/// Student's t, corrected for the skewness of the sets; if few
/// trials or worlds have a hit, it is the bounds that this number of worlds allows. The range is
/// [`range_of_chances`].
pub fn across(worlds: &[(u64, u64)]) -> Estimate {
    if let [(hits, trials)] = *worlds {
        return estimate(hits, trials);
    }
    let chance = |(hits, trials): &(u64, u64)| WorldChance {
        share: *hits as f64 / (*trials).max(1) as f64,
        trials: *trials as f64,
        weight: *trials as f64,
    };
    let chances: Vec<WorldChance> = worlds.iter().map(chance).collect();
    Estimate { range: range_of_chances(&chances), ..mean_across(worlds) }
}

/// The estimate of [`across`] without its range, which takes most of the time.
pub(crate) fn mean_across(worlds: &[(u64, u64)]) -> Estimate {
    let hits: u64 = worlds.iter().map(|(h, _)| h).sum();
    let trials: u64 = worlds.iter().map(|(_, k)| k).sum();
    let pooled = estimate(hits, trials);
    if worlds.iter().filter(|(_, k)| *k > 0).count() < 2 {
        return pooled;
    }
    let (p, total) = (pooled.probability, trials as f64);
    let sums = worlds.iter().map(|(h, k)| (*h as f64, *k as f64));
    let spread = ratio_error(sums, p, total);
    let shown = Shown {
        hits: hits as f64,
        misses: (trials - hits) as f64,
        with_hits: worlds.iter().filter(|(h, _)| *h > 0).count(),
        with_misses: worlds.iter().filter(|(h, k)| h < k).count(),
        worlds: total / worlds.iter().map(|(_, k)| *k as f64).map(|k| k * (k / total)).sum::<f64>(),
    };
    let sums = worlds.iter().map(|(h, k)| (*h as f64, *k as f64));
    shown.estimate(p, spread, ratio_skewness(sums, p), pooled.std_error)
}

/// The hits and misses that worlds have shown.
pub(crate) struct Shown {
    /// The hits and the misses in all worlds (effective numbers if they are weighted).
    pub(crate) hits: f64,
    pub(crate) misses: f64,
    /// The number of worlds with a hit, and with a miss.
    pub(crate) with_hits: usize,
    pub(crate) with_misses: usize,
    /// The effective number of equally weighted worlds.
    pub(crate) worlds: f64,
}

impl Shown {
    /// Estimates the probability `p`, given the standard error between sets, its degrees of freedom and the
    /// skewness of the sets; `alone` is the error to use if sets don't differ at all.
    ///
    /// With few hits or misses, or few worlds that have them, hits may cluster in worlds that were not drawn.
    /// Each end is then a bound for that many independent worlds, each with a probability between 0 and 1
    /// (the binomial bound of C. J. Clopper and E. S. Pearson, taken at the sum of the worlds' shares).
    pub(crate) fn estimate(
        &self,
        p: f64,
        (between, degrees): (f64, f64),
        skewness: f64,
        alone: Option<f64>,
    ) -> Estimate {
        let seen = self.hits > 0.0 && self.misses > 0.0;
        let std_error = if between > 0.0 { Some(between) } else { alone.filter(|_| seen) };
        let sampling = if self.are_few() || std_error.is_none() {
            self.bounds(p)
        } else {
            let (below, above) = reaches(skewness, degrees);
            let error = std_error.unwrap_or(0.0);
            ((p - below * error).max(0.0), (p + above * error).min(1.0))
        };
        Estimate { std_error, ..Estimate::new(p, 0.0, sampling) }
    }

    /// Whether hits or misses, or the worlds that have them, are so few that the interval is a bound.
    pub(crate) fn are_few(&self) -> bool {
        let few = |count: f64, worlds: usize| count < FEW as f64 || worlds < FEW as usize;
        few(self.hits, self.with_hits) || few(self.misses, self.with_misses)
    }

    fn bounds(&self, p: f64) -> (f64, f64) {
        let (low, high) = binomial_bounds(p * self.worlds, (1.0 - p) * self.worlds);
        let low = if self.with_hits < 2 { 0.0 } else { low };
        let high = if self.with_misses < 2 { 1.0 } else { high };
        (low.min(p), high.max(p))
    }
}

/// Estimates a probability that is exact in each world, from its values and the worlds' weights. There is no
/// sampling within a world; the error is due to the number of worlds, from the differences between their
/// independent sets, as in [`across`].
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
    let (between, degrees) = ratio_error(sums, p, total);
    let counted = || worlds.iter().filter(|(_, weight)| *weight > 0.0);
    let (with_hits, with_misses) =
        (counted().filter(|(q, _)| *q > 0.0).count(), counted().filter(|(q, _)| *q < 1.0).count());
    // no trial is drawn: a world shows its exact probability
    let found = |worlds: usize| if worlds > 0 { f64::INFINITY } else { 0.0 };
    let shown = Shown {
        hits: found(with_hits),
        misses: found(with_misses),
        with_hits,
        with_misses,
        worlds: total / worlds.iter().map(|(_, w)| w * (w / total)).sum::<f64>(),
    };
    let is_more = between.is_finite() && between > ROUNDING * p;
    let between = if is_more { between } else { 0.0 };
    let estimate = {
        let sums = worlds.iter().map(|(q, weight)| (q * weight, *weight));
        shown.estimate(p, (between, degrees.max(1.0)), ratio_skewness(sums, p), Some(0.0))
    };
    Estimate { range: range_of_exact(worlds), ..estimate }
}

/// The variance between worlds of shares, given as (share, weight, trials), and the part of it that is
/// sampling noise within worlds.
fn variances(shares: &[(f64, f64, f64)], p: f64, total: f64) -> (f64, f64) {
    let found = shares.iter().map(|(q, k, _)| k * (q - p) * (q - p)).sum::<f64>() / total;
    // a single trial gives no estimate of its noise: such worlds get that of the others
    let several = shares.iter().filter(|(_, _, n)| *n > 1.0);
    let (noise, worlds) = several.fold((0.0, 0.0), |(sum, worlds), (q, k, n)| {
        (sum + k * q * (1.0 - q) / (n - 1.0), worlds + 1.0)
    });
    (found, if worlds > 0.0 { noise * (shares.len() as f64 / worlds) / total } else { found })
}

/// The variance of a probability between worlds, without sampling noise. Each world is given by the weight of
/// its hits, the weight of its trials, and the effective number of trials.
pub(crate) fn variance_between(worlds: &[(u64, u64, f64)]) -> f64 {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::Range;

    #[test]
    fn worlds_that_differ_only_by_chance_have_no_range() {
        // shares that differ only by sampling: 100 worlds of 100 trials at 0.5
        let worlds: Vec<(u64, u64)> = (0..100).map(|i| (45 + (i % 11), 100)).collect();
        let found = across(&worlds);
        assert!(matches!(found.range, Some(Range::Unresolved { .. })), "{found:?}");
    }

    #[test]
    fn the_range_does_not_depend_on_the_trials_of_a_world() {
        let of = |trials: u64| {
            let worlds: Vec<(u64, u64)> =
                (1..1_000).map(|i| (i * trials / 1_000, trials)).collect();
            across(&worlds).ends().expect("it is resolved")
        };
        let ((a, b), (c, d)) = (of(10_000), of(1_000_000));
        assert!((a - c).abs() < 2e-3 && (b - d).abs() < 2e-3, "{a} {b} {c} {d}");
    }

    #[test]
    fn two_trials_a_world_resolve_nothing() {
        // half of the worlds at 5 % and half at 78 %: shares of two trials are 0, 1/2 or 1
        let worlds: Vec<(u64, u64)> = (0..1_000).map(|i| ([0, 2, 0, 1, 0, 2][i % 6], 2)).collect();
        let found = across(&worlds);
        assert!(matches!(found.range, Some(Range::Unresolved { .. })), "{found:?}");
    }

    #[test]
    fn what_no_world_shows_is_bound_by_the_worlds() {
        // the largest probability with which 1,000 worlds all miss 1 time in 40: 1 − 0.025^(1/1000)
        let none = across(&vec![(0, 1_000); 1_000]);
        let bound = 1.0 - 0.025_f64.powf(1e-3);
        assert!((none.interval().1 / bound - 1.0).abs() < 1e-9, "{none:?}");
        assert_eq!((none.interval().0, none.std_error), (0.0, None));
        let one: Vec<(u64, u64)> =
            (0..1_000).map(|i| (if i == 7 { 500 } else { 0 }, 1_000)).collect();
        let (low, high) = across(&one).interval();
        assert!(low <= 0.0 && high > 0.004 && high < 0.006, "{low} {high}");
        let exact = computed(&vec![(0.0, 1.0); 1_000]);
        assert!((exact.interval().1 / bound - 1.0).abs() < 1e-9, "{exact:?}");
        let sure = computed(&vec![(1.0, 1.0); 1_000]);
        assert!((sure.interval().0 - (1.0 - bound)).abs() < 1e-9, "{sure:?}");
    }

    #[test]
    fn worlds_count_by_their_trials() {
        let found = across(&[(90, 100), (0, 0), (100, 900)]);
        assert!((found.probability - 0.19).abs() < 1e-12);
    }
}
