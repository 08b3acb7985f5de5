//! Ranges of probabilities: shares of trials in each world, with binomial noise.

use super::mixture::{self, Grid};
use super::seen::{ENOUGH, RANKS, Seen};
use crate::forecast::answer::Range;

/// An end with fewer hits or misses in a world may be 0 or 1.
const FEW: f64 = 3.0;

/// The estimated probability in one world.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct WorldChance {
    /// The share of its trials.
    pub share: f64,
    /// Number of its trials (effective number if they are weighted).
    pub trials: f64,
    /// The weight of the world; 0 if it has no answer.
    pub weight: f64,
}

/// The range of probabilities across worlds, in order: world i belongs to set i modulo 32. `None` if fewer
/// than two worlds have trials.
pub fn range_of_chances(worlds: &[WorldChance]) -> Option<Range> {
    let noise = |w: &WorldChance| w.share * (1.0 - w.share) / (w.trials - 1.0).max(1.0);
    let seen = Seen::new(worlds.iter().map(|w| (w.share, w.weight, noise(w))))?;
    let counted = || worlds.iter().filter(|w| w.weight > 0.0 && w.trials > 0.0);
    let total: f64 = counted().map(|w| w.weight).sum();
    let trials = total / counted().map(|w| w.weight / w.trials).sum::<f64>();
    let noise = |_: usize, q: f64| {
        // a share of 0 or 1 is as uncertain as one with another hit and another miss
        let q = (q.clamp(0.0, 1.0) * trials + 1.0) / (trials + 2.0);
        q * (1.0 - q) / trials
    };
    let mixed = |end: usize, half: f64| {
        // on this scale, the variance of a share is 1/4n everywhere
        let angle = |q: f64| libm::asin(q.clamp(0.0, 1.0).sqrt());
        let typical = 0.5 / trials.sqrt();
        let groups = seen.groups(end, typical, &angle, &|_| typical);
        let grid = Grid::over(&groups, typical, (0.0, std::f64::consts::FRAC_PI_2));
        let logs: Vec<[f64; 2]> =
            grid.places().map(|x| [libm::log(libm::sin(x)), libm::log(libm::cos(x))]).collect();
        let shares: Vec<f64> = groups.iter().map(|group| libm::sin(group.at).powi(2)).collect();
        let likelihood = |i: usize, point: usize| {
            let part = |share: f64, ln: f64| if share > 0.0 { share * ln } else { 0.0 };
            let [sine, cosine] = logs[point];
            2.0 * trials * (part(shares[i], sine) + part(1.0 - shares[i], cosine))
        };
        let q = seen.raw()[end];
        let slope = 0.5 / (q * (1.0 - q)).max(0.25 / trials).sqrt();
        let enough = ENOUGH * half * slope;
        libm::sin(mixture::percentile(&groups, &grid, &likelihood, (RANKS[end], enough))).powi(2)
    };
    Some(match seen.range((trials, 1.0 / trials), &noise, &mixed) {
        Range::Resolved { low, high, low_error, high_error } => {
            // fewer than three hits, or misses, in a world are compatible with none
            let few = FEW / trials;
            let low_error = low_error.max(few - low);
            let high_error = high_error.max(few - (1.0 - high));
            Range::Resolved { low, high, low_error, high_error }
        }
        unresolved @ Range::Unresolved { .. } => unresolved,
    })
}

/// Returns the number of trials in each world that resolves the range of these probabilities, estimated from
/// a few worlds; infinite if they do not differ beyond noise.
pub(in crate::internal::forecast) fn trials_for_chances(worlds: &[WorldChance]) -> f64 {
    let noise = |w: &WorldChance| w.share * (1.0 - w.share) / (w.trials - 1.0).max(1.0);
    let seen = Seen::new(worlds.iter().map(|w| (w.share, w.weight, noise(w))));
    let one_trial = |_: usize, end: f64| {
        let q = end.clamp(0.0, 1.0);
        q * (1.0 - q)
    };
    seen.map_or(f64::INFINITY, |seen| seen.needed(&one_trial))
}
