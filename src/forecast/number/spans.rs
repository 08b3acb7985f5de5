//! Ranges across worlds of means, quantiles and median dates, from the summary of each finished world with
//! its sampling noise.

use super::quantiles::quantile_of_steps;
use crate::engine::{AnswerTally, Counts, Tallies};
use crate::forecast::answer::{Body, Range};
use crate::forecast::chance::among::{Among, is_carried};
use crate::forecast::chance::estimate::QUANTILES;
use crate::forecast::range::{WorldValue, range_of_values, trials_for_chances, trials_for_values};

/// The index of the median in [`QUANTILES`].
const MEDIAN: usize = 2;

impl Among<'_> {
    /// The range of a number's mean; `None` if it does not depend on uncertain inputs.
    pub(crate) fn mean_range(&self) -> Option<Range> {
        self.range(mean)
    }

    /// The range of each quantile of a number, in the order of [`QUANTILES`].
    pub(crate) fn quantile_ranges(&self) -> Vec<Option<Range>> {
        (0..QUANTILES.len()).map(|index| self.range(|tally| quantile(tally, index))).collect()
    }

    /// The number of trials in each world that resolves the range of this answer, estimated from worlds with
    /// `trials` trials in total; infinite if they don't show it.
    pub(crate) fn trials_needed(&self, body: &Body, trials: u64) -> f64 {
        let counted: u64 = self.worlds.iter().map(|tally| tally.kept - tally.left_out).sum();
        if counted == 0 {
            return f64::INFINITY;
        }
        let of_values = |of: &dyn Fn(&AnswerTally) -> Option<WorldValue>| {
            let mut values = self.values(of);
            end_of(&mut values);
            trials_for_values(&values, counted as f64 / self.worlds.len() as f64)
        };
        let requested = match body {
            Body::Number(number) if number.mean.is_ok() => of_values(&mean),
            Body::Number(_) => of_values(&|tally| quantile(tally, MEDIAN)),
            _ => trials_for_chances(&self.chances()),
        };
        // the question must be asked in that many trials of each world
        requested * trials as f64 / counted as f64
    }

    /// The ranges of the quantiles of a first passage, in days. *Never* is placed after the last step.
    pub(crate) fn day_ranges(&self, days: &[f64]) -> Vec<Option<Range>> {
        let range = |p: &f64| {
            self.range(|tally| {
                let half = (p * (1.0 - p) / worth(tally, tally.kept)).sqrt();
                let at = |share: f64| quantile_of_steps(tally, share) as f64;
                let inside = half < 0.5 * p.min(1.0 - p);
                let error =
                    if inside { (at(p + half) - at(p - half)) / 2.0 } else { f64::INFINITY };
                let (value, noise) = (at(*p), error * error);
                (tally.kept > 0).then_some(WorldValue { value, noise, weight: tally.kept as f64 })
            })
        };
        let day =
            |at: f64| days.get(at.round().max(0.0) as usize).copied().unwrap_or(f64::INFINITY);
        QUANTILES.iter().map(|p| Some(with_ends(range(p)?, &day))).collect()
    }

    /// The range of a value of each world.
    fn range(&self, of: impl Fn(&AnswerTally) -> Option<WorldValue>) -> Option<Range> {
        if !self.unsure || self.worlds.len() < 2 || !is_carried(self.worth) {
            return None;
        }
        let values = self.values(of);
        let trials: f64 = self.worlds.iter().map(|tally| worth(tally, tally.kept)).sum();
        let trials_a_reading = trials / values.len() as f64;
        range_with_never(values, trials_a_reading)
    }

    /// The value of each world; a world without one keeps its position.
    fn values(&self, of: impl Fn(&AnswerTally) -> Option<WorldValue>) -> Vec<WorldValue> {
        self.worlds.iter().map(|tally| of(tally).unwrap_or(WorldValue::NOTHING)).collect()
    }
}

/// The mean in a world.
fn mean(tally: &AnswerTally) -> Option<WorldValue> {
    let Counts::Numbers(moments, _) = &tally.counts else { return None };
    let (mean, variance) = (moments.mean()?, moments.sample_variance()?);
    let trials = worth(tally, moments.count());
    Some(WorldValue { value: mean, noise: variance / trials, weight: moments.count() as f64 })
}

/// A quantile in a world, by its index in [`QUANTILES`].
fn quantile(tally: &AnswerTally, index: usize) -> Option<WorldValue> {
    let (value, noise) = tally.quantiles.as_ref()?.values().nth(index)?;
    let weight = (tally.kept - tally.left_out) as f64;
    Some(WorldValue { value, noise, weight })
}

/// Returns the median of a number in each world, and the effective number of trials of a world.
pub fn medians_of_worlds(tallies: &Tallies, question: usize) -> (Vec<WorldValue>, f64) {
    let answers = || tallies.worlds.iter().map(|tally| &tally.answers[question]);
    let medians = answers().map(|tally| quantile(tally, MEDIAN).unwrap_or(WorldValue::NOTHING));
    let trials: f64 = answers().map(|tally| worth(tally, tally.kept)).sum();
    (medians.collect(), trials / tallies.worlds.len() as f64)
}

/// Returns the range of the differences between two values of each world; `None` if the worlds are not the same ones, or a
/// value is *never*. The noise of both values is added, which is more than paired trials have. An end moves by no more than
/// its error because of that, as the error includes the distance to the percentile with all noise.
pub fn range_of_differences(
    first: &[WorldValue],
    other: &[WorldValue],
    trials_a_reading: f64,
) -> Option<Range> {
    if first.len() != other.len() {
        return None;
    }
    let total = |worlds: &[WorldValue]| worlds.iter().map(|w| w.weight).sum::<f64>();
    let (all, all_other) = (total(first), total(other));
    let counts = |w: &&WorldValue| w.weight > 0.0;
    if first.iter().chain(other).filter(counts).any(|w| !w.value.is_finite()) {
        return None;
    }
    let difference = |(a, b): (&WorldValue, &WorldValue)| {
        if a.weight <= 0.0 || b.weight <= 0.0 {
            return WorldValue::NOTHING;
        }
        let weight = 0.5 * (a.weight / all + b.weight / all_other);
        WorldValue { value: b.value - a.value, noise: a.noise + b.noise, weight }
    };
    let mut worlds: Vec<WorldValue> = first.iter().zip(other).map(difference).collect();
    end_of(&mut worlds);
    range_of_values(&worlds, trials_a_reading)
}

/// The range of values some of which may be infinite: *never* is a place after all others.
pub(crate) fn range_with_never(
    mut values: Vec<WorldValue>,
    trials_a_reading: f64,
) -> Option<Range> {
    let last = end_of(&mut values);
    let found = range_of_values(&values, trials_a_reading)?;
    let Some(last) = last else { return Some(found) };
    Some(with_ends(found, &|x| if x > last { f64::INFINITY } else { x }))
}

/// Maps the ends of a range, if it is resolved.
pub(crate) fn with_ends(range: Range, place: &dyn Fn(f64) -> f64) -> Range {
    match range {
        Range::Resolved { low, high, low_error, high_error } => {
            Range::Resolved { low: place(low), high: place(high), low_error, high_error }
        }
        unresolved @ Range::Unresolved { .. } => unresolved,
    }
}

/// Places values of *never* after all others; returns the last finite value if there are any.
fn end_of(values: &mut [WorldValue]) -> Option<f64> {
    let finite = values.iter().filter(|w| w.weight > 0.0 && w.value.is_finite());
    let ends = finite.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), w| {
        (low.min(w.value), high.max(w.value))
    });
    let (low, high) = if ends.0 <= ends.1 { ends } else { (0.0, 0.0) };
    let is_never = |w: &WorldValue| w.weight > 0.0 && w.value == f64::INFINITY;
    let some = values.iter().any(is_never);
    for world in values.iter_mut().filter(|w| is_never(w)) {
        (world.value, world.noise) = (high + (high - low).max(1.0), 0.0);
    }
    for world in values.iter_mut().filter(|w| !w.noise.is_finite()) {
        // values that agree by chance are not exact
        world.noise = if high > low { (high - low) * (high - low) } else { 1.0 };
    }
    some.then_some(high)
}

/// The effective number of trials in a world, given their total weight.
fn worth(tally: &AnswerTally, weight: u64) -> f64 {
    tally.squares.as_ref().map_or(weight as f64, |squares| squares.effective(weight))
}
