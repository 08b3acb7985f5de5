//! Ranges of numbers: means, quantiles and differences of worlds with normal noise, and of exact values.

use super::mixture::{self, Grid};
use super::seen::{ENOUGH, RANKS, Seen};
use crate::forecast::answer::Range;

/// The value of one world: a mean, a quantile or a difference.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldValue {
    /// The value found.
    pub value: f64,
    /// The sampling variance of `value` within the world.
    pub noise: f64,
    /// The weight of the world; 0 if it has no answer.
    pub weight: f64,
}

impl WorldValue {
    /// A world without an answer.
    pub const NOTHING: Self = Self { value: 0.0, noise: 0.0, weight: 0.0 };
}

/// The range of values across worlds, in order: world i belongs to set i modulo 32. `trials_a_reading` is
/// only reported. `None` if fewer than two worlds have a finite value and a weight.
pub fn range_of_values(worlds: &[WorldValue], trials_a_reading: f64) -> Option<Range> {
    let seen = Seen::new(worlds.iter().map(|w| (w.value, w.weight, w.noise)))?;
    if seen.is_exact() {
        return Some(seen.exactly());
    }
    let noise = |end: usize, _: f64| seen.noise_near(end);
    let mixed = |end: usize, half: f64| {
        let typical = seen.noise_near(end).sqrt();
        if typical <= 0.0 {
            return seen.raw()[end];
        }
        let groups = seen.groups(end, typical, &|x| x, &|noise| noise.sqrt());
        let grid = Grid::over(&groups, typical, (f64::NEG_INFINITY, f64::INFINITY));
        let likelihood = |i: usize, point: usize| {
            let away = (grid.at(point) - groups[i].at) / groups[i].noise;
            -0.5 * away * away
        };
        mixture::percentile(&groups, &grid, &likelihood, (RANKS[end], ENOUGH * half))
    };
    Some(seen.range((trials_a_reading, 0.0), &noise, &mixed))
}

/// Returns the number of trials in each world that resolves the range of these values, each from `trials`
/// trials, estimated from a few worlds; infinite if they do not differ beyond noise.
pub(in crate::internal::forecast) fn trials_for_values(worlds: &[WorldValue], trials: f64) -> f64 {
    let seen = Seen::new(worlds.iter().map(|w| (w.value, w.weight, w.noise)));
    match seen {
        None => f64::INFINITY,
        Some(seen) if seen.is_exact() => 0.0,
        Some(seen) => seen.needed(&|end, _| trials * seen.noise_near(end)),
    }
}

/// The range of values that are exact in each world, given with the worlds' weights.
pub fn range_of_exact(worlds: &[(f64, f64)]) -> Option<Range> {
    Some(Seen::new(worlds.iter().map(|(value, weight)| (*value, *weight, 0.0)))?.exactly())
}
