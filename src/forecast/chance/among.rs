//! The counts of one question, over all worlds and in each world, as shares with their errors.

use super::estimate::{across, estimate, mean_across};
use super::weighted::{self, Share};
use crate::engine::{AnswerTally, Counts, Tallies};
use crate::forecast::answer::Estimate;
use crate::forecast::range::WorldChance;

/// The counts of one question.
pub(crate) struct Among<'a> {
    /// Over all worlds.
    pub(crate) pooled: &'a AnswerTally,
    /// Indexed by world; the pooled counts if there is only one.
    pub(crate) worlds: Vec<&'a AnswerTally>,
    /// Whether the answer depends on uncertain inputs.
    pub(crate) unsure: bool,
    /// Whether trials of a world may depend on each other, and worlds alone are independent.
    are_islands: bool,
    /// The effective number of equally weighted worlds in which it is asked; `None` if all worlds weigh the
    /// same or the answer does not depend on them.
    pub(crate) worth: Option<f64>,
}

/// Below this effective number of worlds, no error and no range is reported.
pub const LEAST_WORTH: f64 = 30.0;

/// Whether this effective number of worlds is enough for an error and a range.
pub(crate) fn is_carried(worth: Option<f64>) -> bool {
    worth.is_none_or(|worth| worth >= LEAST_WORTH)
}

impl<'a> Among<'a> {
    /// Collects the counts of a question. `unsure`: whether the answer depends on uncertain inputs;
    /// `is_conditional`: whether worlds may have different weights.
    pub(crate) fn new(
        tallies: &'a Tallies,
        index: usize,
        (unsure, is_conditional): (bool, bool),
    ) -> Self {
        let pooled = &tallies.pooled.answers[index];
        let worlds = if tallies.worlds.is_empty() {
            vec![pooled]
        } else {
            tallies.worlds.iter().map(|tally| &tally.answers[index]).collect()
        };
        let are_islands = tallies.are_islands();
        let weighs = (unsure || are_islands) && is_conditional;
        let worth = tallies.worth_of_answer(index).filter(|_| weighs);
        Self { pooled, worlds, unsure, are_islands, worth }
    }

    /// The number of worlds in which it is asked, if they can differ in the answer.
    pub(crate) fn apart(&self) -> Option<f64> {
        let asked = || self.worlds.iter().filter(|tally| tally.kept > tally.left_out).count();
        (self.unsure && self.worlds.len() > 1).then(|| asked() as f64)
    }

    /// The share of trials with an outcome, among those that have an answer.
    pub(crate) fn share(&self, outcome: usize) -> Estimate {
        if self.pooled.squares.is_some() {
            let shares = self.worlds.iter().map(|tally| Share::of(tally, outcome));
            return self.weighed(&shares.collect::<Vec<_>>(), true);
        }
        let counts = self.worlds.iter().map(|tally| match &tally.counts {
            Counts::Outcomes(counts) => (counts[outcome], tally.kept - tally.left_out),
            Counts::Numbers(..) => unreachable!("a number has no outcomes"),
        });
        self.estimate(&counts.collect::<Vec<_>>(), true)
    }

    /// The share of trials in which a number is finite, among those that have one.
    pub(crate) fn finite(&self) -> Estimate {
        if self.pooled.squares.is_some() {
            let shares = self.worlds.iter().map(|tally| Share::of_finite(tally));
            return self.weighed(&shares.collect::<Vec<_>>(), true);
        }
        let counts = self.worlds.iter().map(|tally| match &tally.counts {
            Counts::Numbers(moments, _) => (moments.count(), tally.kept - tally.left_out),
            Counts::Outcomes(_) => (0, 0),
        });
        self.estimate(&counts.collect::<Vec<_>>(), true)
    }

    /// The probability in each world: of *yes*, or that a date occurs.
    pub(crate) fn chances(&self) -> Vec<WorldChance> {
        let of = |tally: &&AnswerTally| {
            let hits = match &tally.counts {
                Counts::Outcomes(counts) => counts.get(1).copied().unwrap_or(0),
                Counts::Numbers(moments, _) if tally.first_steps.is_empty() => moments.count(),
                Counts::Numbers(..) => tally.first_steps.iter().sum(),
            };
            let (hits, trials) = (hits as f64, (tally.kept - tally.left_out) as f64);
            WorldChance { share: hits / trials.max(1.0), trials, weight: trials }
        };
        self.worlds.iter().map(of).collect()
    }

    /// A share of the trials of all worlds, with its range if `ranged`. If the answer does not depend on
    /// uncertain inputs, the worlds are pooled.
    fn estimate(&self, worlds: &[(u64, u64)], ranged: bool) -> Estimate {
        if !self.unsure {
            let (hits, trials) =
                worlds.iter().fold((0, 0), |(h, k), world| (h + world.0, k + world.1));
            return estimate(hits, trials);
        }
        self.supported(if ranged { across(worlds) } else { mean_across(worlds) })
    }

    /// Removes the error if too few worlds carry the estimate.
    fn supported(&self, found: Estimate) -> Estimate {
        if is_carried(self.worth) { found } else { found.without_error() }
    }

    /// A share of the weighted trials of all worlds, with its range if `ranged`.
    fn weighed(&self, worlds: &[Share], ranged: bool) -> Estimate {
        if !self.unsure {
            return if self.are_islands {
                self.supported(weighted::mean_across(worlds))
            } else {
                weighted::pooled(worlds).estimate()
            };
        }
        self.supported(if ranged {
            weighted::across(worlds)
        } else {
            weighted::mean_across(worlds)
        })
    }

    /// The share of trials in which a first passage has occurred by each step; with a range for the steps
    /// that are `ranged`.
    pub(crate) fn passed(&self, steps: usize, ranged: &dyn Fn(usize) -> bool) -> Vec<Estimate> {
        if self.pooled.squares.is_some() {
            let of = |step: usize, worlds: &[Share]| self.weighed(worlds, ranged(step));
            return weighted::passed(&self.worlds, steps, &of);
        }
        let mut so_far = vec![(0, 0); self.worlds.len()];
        let at = |step: usize| {
            for (tally, so_far) in self.worlds.iter().zip(&mut so_far) {
                *so_far = (so_far.0 + tally.first_steps[step], tally.kept);
            }
            self.estimate(&so_far, ranged(step))
        };
        (0..steps.min(self.pooled.first_steps.len())).map(at).collect()
    }
}
