//! Turns weighted counts into probabilities: ratios of sums of weights, with their first-order error
//! (Hesterberg 1995) and the intervals of the number of trials that this error corresponds to (Korn &
//! Graubard 1998).

use super::estimate::{CONFIDENCE, FEW, Shown, ratio_error};
use super::spread::{binomial_bounds, ratio_skewness};
use crate::engine::{AnswerTally, Counts, Tally};
use crate::forecast::answer::Estimate;
use crate::forecast::range::{WorldChance, range_of_chances};
use crate::numerics::special::normal_quantile;

/// A weighted share of the trials of one world.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Share {
    /// Σ w over hits.
    pub(crate) hits: f64,
    /// Σ w.
    pub(crate) of: f64,
    /// Σ w² over hits.
    pub(crate) hit_squares: f64,
    /// Σ w².
    pub(crate) squares: f64,
}

impl Share {
    /// The share of a world's trials with an outcome.
    pub(crate) fn of(tally: &AnswerTally, outcome: usize) -> Self {
        match (&tally.counts, &tally.squares) {
            (Counts::Outcomes(counts), Some(squares)) => Self {
                hits: counts[outcome] as f64,
                of: (tally.kept - tally.left_out) as f64,
                hit_squares: squares.outcomes[outcome] as f64,
                squares: squares.all as f64,
            },
            _ => Self::default(),
        }
    }

    /// The share of a world's trials in which a number is finite.
    pub(crate) fn of_finite(tally: &AnswerTally) -> Self {
        match (&tally.counts, &tally.squares) {
            (Counts::Numbers(moments, _), Some(squares)) => Self {
                hits: moments.count() as f64,
                of: (tally.kept - tally.left_out) as f64,
                hit_squares: squares.numbers[0].value(),
                squares: squares.all as f64,
            },
            _ => Self::default(),
        }
    }

    /// The share of a world's trials in which a process is in a state at a step.
    pub(crate) fn of_state(tally: &Tally, process: usize, at: usize) -> Self {
        Self {
            hits: tally.processes[process][at] as f64,
            of: tally.kept as f64,
            hit_squares: tally.process_squares[process][at] as f64,
            squares: tally.squares.as_ref().map_or(0.0, |squares| squares.all as f64),
        }
    }

    /// The effective number of equally weighted trials.
    fn effective(self) -> f64 {
        if self.squares > 0.0 { self.of * (self.of / self.squares) } else { 0.0 }
    }

    pub(crate) fn and(self, more: Self) -> Self {
        Self {
            hits: self.hits + more.hits,
            of: self.of + more.of,
            hit_squares: self.hit_squares + more.hit_squares,
            squares: self.squares + more.squares,
        }
    }

    /// Estimates the probability, with its sampling error.
    ///
    /// With p = Σ w h ÷ Σ w, the variance is Σ w² (h − p)² ÷ (Σ w)², times n ÷ (n − 1) for n effective
    /// trials. The interval is Wilson's, or Clopper and Pearson's if hits or misses are few, for the p (1 −
    /// p) ÷ variance trials that this error corresponds to.
    pub(crate) fn estimate(self) -> Estimate {
        let effective = self.effective();
        if effective <= 0.0 {
            return Estimate::new(f64::NAN, 0.5, (0.0, 1.0));
        }
        let p = (self.hits / self.of).clamp(0.0, 1.0);
        let misses = (self.squares - self.hit_squares).max(0.0);
        let squares = (1.0 - p) * (1.0 - p) * self.hit_squares + p * p * misses;
        let widened = if effective > 1.0 { effective / (effective - 1.0) } else { 1.0 };
        let variance = squares / self.of / self.of * widened;
        let sure = p <= 0.0 || p >= 1.0 || variance <= 0.0;
        let n = if sure { effective } else { p * (1.0 - p) / variance };
        let pretended = 1.0 / (n + 2.0);
        let std_error =
            if sure { (pretended * (1.0 - pretended) / n).sqrt() } else { variance.sqrt() };
        Estimate::new(p, std_error, interval(p, n))
    }
}

/// The interval of a share among `n` trials, not necessarily an integer.
fn interval(p: f64, n: f64) -> (f64, f64) {
    let tail = 0.5 * (1.0 - CONFIDENCE);
    let (hits, misses) = (p * n, (1.0 - p) * n);
    if hits.min(misses) < FEW as f64 {
        let (low, high) = binomial_bounds(hits, misses);
        return (low.min(p), high.max(p));
    }
    let z = -normal_quantile(tail);
    let spread = z * (hits * (misses / n) + 0.25 * z * z).sqrt();
    let middle = hits + 0.5 * z * z;
    ((middle - spread) / (n + z * z), (middle + spread) / (n + z * z))
}

/// The share over worlds, each weighted by its trials' weights, as in [`super::estimate::across`] for
/// unweighted trials.
pub(crate) fn across(worlds: &[Share]) -> Estimate {
    let chance = |world: &Share| WorldChance {
        share: if world.of > 0.0 { world.hits / world.of } else { 0.0 },
        trials: world.effective(),
        weight: world.of,
    };
    let chances: Vec<WorldChance> = worlds.iter().map(chance).collect();
    Estimate { range: range_of_chances(&chances), ..mean_across(worlds) }
}

/// The estimate of [`across`] without its range, which takes most of the time.
pub(crate) fn mean_across(worlds: &[Share]) -> Estimate {
    let pooled = pooled(worlds);
    let all = pooled.estimate();
    if worlds.iter().filter(|world| world.of > 0.0).count() < 2 {
        return all;
    }
    let p = all.probability;
    let spread = ratio_error(worlds.iter().map(|w| (w.hits, w.of)), p, pooled.of);
    let effective = pooled.effective();
    let shown = Shown {
        hits: p * effective,
        misses: (1.0 - p) * effective,
        with_hits: worlds.iter().filter(|w| w.hits > 0.0).count(),
        with_misses: worlds.iter().filter(|w| w.hits < w.of).count(),
        worlds: pooled.of / worlds.iter().map(|w| w.of * (w.of / pooled.of)).sum::<f64>(),
    };
    let skewness = ratio_skewness(worlds.iter().map(|w| (w.hits, w.of)), p);
    let found = shown.estimate(p, spread, skewness, all.std_error);
    let (low, high) = found.interval();
    // few trials that descend from one another don't show how much they differ: the error is that of the bounds
    let at_least = |error: f64| if shown.are_few() { error.max((high - low) / 4.0) } else { error };
    Estimate { std_error: found.std_error.map(at_least), ..found }
}

/// The pooled share of all worlds.
pub(crate) fn pooled(worlds: &[Share]) -> Share {
    worlds.iter().fold(Share::default(), |all, world| all.and(*world))
}

/// Calls `of` with the shares of all worlds in which a first passage has occurred by each step.
pub(crate) fn passed<T>(
    worlds: &[&AnswerTally],
    steps: usize,
    of: &dyn Fn(usize, &[Share]) -> T,
) -> Vec<T> {
    let known = worlds.iter().map(|tally| tally.first_steps.len()).min().unwrap_or(0);
    let mut so_far = vec![Share::default(); worlds.len()];
    let at = |step: usize| {
        for (tally, share) in worlds.iter().zip(&mut so_far) {
            let Some(squares) = &tally.squares else { continue };
            share.hits += tally.first_steps[step] as f64;
            share.hit_squares += squares.first_steps[step] as f64;
            share.of = tally.kept as f64;
            share.squares = squares.all as f64;
        }
        of(step, &so_far)
    };
    (0..steps.min(known)).map(at).collect()
}

/// The number of trials in which an answer is undefined; scaled to unweighted trials if they are weighted.
pub(crate) fn left_out(tally: &AnswerTally) -> u64 {
    match &tally.squares {
        Some(squares) if tally.kept > 0 => {
            (tally.left_out as f64 / tally.kept as f64 * squares.accepted as f64).round() as u64
        }
        _ => tally.left_out,
    }
}

/// The standard error of a weighted mean, from Σ w², Σ w² x and Σ w² x², the mean and Σ w.
pub(crate) fn mean_error([ones, sum, squares]: [f64; 3], mean: f64, weight: f64) -> f64 {
    let around = squares - 2.0 * mean * sum + mean * mean * ones;
    around.max(0.0).sqrt() / weight
}

#[cfg(test)]
mod tests {
    use super::super::estimate;
    use super::*;

    #[test]
    fn equal_weights_are_no_weights() {
        for (hits, trials) in [(30_u64, 100_u64), (3, 100), (0, 50), (50, 50), (999, 2000)] {
            let w = 4096.0;
            let share = Share {
                hits: hits as f64 * w,
                of: trials as f64 * w,
                hit_squares: hits as f64 * w * w,
                squares: trials as f64 * w * w,
            };
            let (found, plain) = (share.estimate(), estimate(hits, trials));
            assert!((found.probability - plain.probability).abs() < 1e-12);
            assert!((found.error() / plain.error() - 1.0).abs() < 0.02, "{found:?} {plain:?}");
            let ((low, high), (plain_low, plain_high)) = (found.interval(), plain.interval());
            assert!((low - plain_low).abs() < 0.02 * (1.0 - plain_low));
            assert!((high - plain_high).abs() < 0.02);
        }
    }

    #[test]
    fn the_error_of_few_hits_is_that_of_their_bounds() {
        // of 16 worlds of equal weight one has hits
        let world = |at: usize| Share {
            hits: if at == 3 { 7.0 } else { 0.0 },
            of: 1000.0,
            hit_squares: if at == 3 { 7.0 } else { 0.0 },
            squares: 1000.0,
        };
        let found = mean_across(&(0..16).map(world).collect::<Vec<_>>());
        let (low, high) = found.interval();
        assert!(high > 0.1 && (found.error() - (high - low) / 4.0).abs() < 1e-12, "{found:?}");
    }
}
