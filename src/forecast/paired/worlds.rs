//! Ranges of the values of worlds, each estimated from its trials.

use crate::forecast::answer::Range;
use crate::forecast::range::{WorldValue, range_of_values};

/// The value of one world, estimated from its trials.
pub(super) struct World {
    pub(super) value: f64,
    pub(super) weight: f64,
    /// Number of trials in which it was asked.
    pub(super) trials: f64,
    /// The variance of a trial around `value`, found in these trials; not finite if they are too few.
    pub(super) spread: f64,
}

/// The weight, in trials, of the pooled variance in that of one world's trials.
const PRIOR_TRIALS: f64 = 10.0;

/// The 5th and 95th percentile of the worlds' values.
///
/// A world with few trials can't estimate its own noise: if its trials agree by chance, it would seem exact.
/// So the variance of a trial found in the world is combined with [`PRIOR_TRIALS`] trials of the variance
/// found in all worlds (an empirical Bayes estimate, as in G. K. Smyth, *Statistical Applications in Genetics
/// and Molecular Biology* 3, 2004, eq. 5).
pub(super) fn range(worlds: Vec<World>) -> Option<Range> {
    let has_spread = |w: &World| w.trials > 1.0 && w.spread.is_finite();
    let (sum, degrees) = worlds
        .iter()
        .filter(|w| has_spread(w))
        .fold((0.0, 0.0), |(sum, n), w| (sum + (w.trials - 1.0) * w.spread, n + w.trials - 1.0));
    if degrees <= 0.0 {
        return None;
    }
    let pooled = sum / degrees;
    let asked = worlds.iter().filter(|w| w.trials > 0.0 && w.weight > 0.0);
    let (trials, counted) = asked.fold((0.0, 0.0), |(sum, n), w| (sum + w.trials, n + 1.0));
    let value = |w: World| {
        let own = if has_spread(&w) { (w.trials - 1.0) * w.spread } else { 0.0 };
        let spread = (own + PRIOR_TRIALS * pooled) / ((w.trials - 1.0).max(0.0) + PRIOR_TRIALS);
        let has_value = w.trials > 0.0 && w.value.is_finite();
        let weight = if has_value { w.weight } else { 0.0 };
        WorldValue { value: w.value, noise: spread / w.trials, weight }
    };
    let values: Vec<WorldValue> = worlds.into_iter().map(value).collect();
    range_of_values(&values, trials / counted)
}
