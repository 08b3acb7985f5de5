//! The counts of one question, over all worlds and in each: shares with their errors.

use super::answer::Estimate;
use super::estimate::{across, estimate, mean_across};
use super::range::WorldChance;
use super::weighed::{self, Share};
use crate::engine::{AnswerTally, Counts, Tallies};

/// The counts of one question: over all worlds, and in each.
pub(super) struct Among<'a> {
    /// Over all worlds.
    pub(super) pooled: &'a AnswerTally,
    /// World by world; the one there is, where there is one.
    pub(super) worlds: Vec<&'a AnswerTally>,
    /// Whether worlds can differ in the answer.
    pub(super) unsure: bool,
    /// How many worlds that weigh the same say as much as those in which it is asked; `None` where all
    /// weigh the same, or worlds don't differ in the answer.
    pub(super) worth: Option<f64>,
}

/// With worlds worth fewer than this, their differences tell no error and no range.
pub const LEAST_WORTH: f64 = 30.0;

/// Whether worlds of this worth tell an error and a range.
pub(super) fn is_carried(worth: Option<f64>) -> bool {
    worth.is_none_or(|worth| worth >= LEAST_WORTH)
}

impl<'a> Among<'a> {
    /// Collects the counts of a question; `unsure`: whether worlds can differ in the answer; `is_conditional`: whether
    /// worlds can weigh differently in it.
    pub(super) fn new(
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
        let weighs = unsure && is_conditional;
        let worth = tallies.worth_of_answer(index).filter(|_| weighs);
        Self { pooled, worlds, unsure, worth }
    }

    /// The share of trials with an outcome, among those that have an answer.
    pub(super) fn share(&self, outcome: usize) -> Estimate {
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
    pub(super) fn finite(&self) -> Estimate {
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

    /// The chance of each world: of *yes*, or that a day comes.
    pub(super) fn chances(&self) -> Vec<WorldChance> {
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

    /// A share of the trials of all worlds; `ranged`: whether with its range. Where no doubt moves it, worlds are one.
    fn estimate(&self, worlds: &[(u64, u64)], ranged: bool) -> Estimate {
        if !self.unsure {
            let (hits, trials) =
                worlds.iter().fold((0, 0), |(h, k), world| (h + world.0, k + world.1));
            return estimate(hits, trials);
        }
        self.told(if ranged { across(worlds) } else { mean_across(worlds) })
    }

    /// Without an error where few worlds carry it.
    fn told(&self, found: Estimate) -> Estimate {
        if is_carried(self.worth) { found } else { found.without_error() }
    }

    /// A share of the weighed trials of all worlds, likewise.
    fn weighed(&self, worlds: &[Share], ranged: bool) -> Estimate {
        if !self.unsure {
            return weighed::pooled(worlds).estimate();
        }
        self.told(if ranged { weighed::across(worlds) } else { weighed::mean_across(worlds) })
    }

    /// The share of trials in which a first passage has come by each step, those steps that are `ranged` with their range.
    pub(super) fn passed(&self, steps: usize, ranged: &dyn Fn(usize) -> bool) -> Vec<Estimate> {
        if self.pooled.squares.is_some() {
            let of = |step: usize, worlds: &[Share]| self.weighed(worlds, ranged(step));
            return weighed::passed(&self.worlds, steps, &of);
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
