//! The counts of one question, over all worlds and in each: shares, and how far worlds widen an error.

use super::answer::Estimate;
use super::estimate::{across, ratio_error};
use super::weighed::{self, Share};
use crate::engine::{AnswerTally, Counts, Tallies};
use crate::numerics::ExactSum;

/// The counts of one question: over all worlds, and in each.
pub(super) struct Among<'a> {
    /// Over all worlds.
    pub(super) pooled: &'a AnswerTally,
    /// World by world; the one there is, where there is one.
    pub(super) worlds: Vec<&'a AnswerTally>,
    /// Whether worlds can differ in the answer.
    unsure: bool,
}

impl<'a> Among<'a> {
    /// Those of a question; `unsure`: whether worlds can differ in the answer.
    pub(super) fn new(tallies: &'a Tallies, index: usize, unsure: bool) -> Self {
        let pooled = &tallies.pooled.answers[index];
        let worlds = if tallies.worlds.is_empty() {
            vec![pooled]
        } else {
            tallies.worlds.iter().map(|tally| &tally.answers[index]).collect()
        };
        Self { pooled, worlds, unsure }
    }

    /// The share of trials with an outcome, among those that have an answer.
    pub(super) fn share(&self, outcome: usize) -> Estimate {
        if self.pooled.squares.is_some() {
            let shares = self.worlds.iter().map(|tally| Share::of(tally, outcome));
            return self.told(weighed::across(&shares.collect::<Vec<_>>()));
        }
        let counts = self.worlds.iter().map(|tally| match &tally.counts {
            Counts::Outcomes(counts) => (counts[outcome], tally.kept - tally.left_out),
            Counts::Numbers(..) => unreachable!("a number has no outcomes"),
        });
        self.estimate(&counts.collect::<Vec<_>>())
    }

    /// A share of the trials of all worlds.
    pub(super) fn estimate(&self, worlds: &[(u64, u64)]) -> Estimate {
        self.told(across(worlds))
    }

    /// Without a range where no doubt moves it.
    fn told(&self, found: Estimate) -> Estimate {
        if self.unsure { found } else { found.sure() }
    }

    /// The share of trials in which a first passage has come by each step.
    pub(super) fn passed(&self, steps: usize) -> Vec<Estimate> {
        if self.pooled.squares.is_some() {
            let passed = weighed::passed(&self.worlds, steps);
            return passed.into_iter().map(|found| self.told(found)).collect();
        }
        let mut so_far = vec![0; self.worlds.len()];
        let at = |step: usize| {
            let counts = self.worlds.iter().zip(&mut so_far).map(|(tally, so_far)| {
                *so_far += tally.first_steps[step];
                (*so_far, tally.kept)
            });
            self.estimate(&counts.collect::<Vec<_>>())
        };
        (0..steps.min(self.pooled.first_steps.len())).map(at).collect()
    }

    /// By how much worlds that differ widen the error of a mean.
    pub(super) fn widening(&self) -> f64 {
        let sums: Vec<(f64, f64)> = self
            .worlds
            .iter()
            .map(|tally| match &tally.counts {
                Counts::Numbers(moments, _) => (moments.sum(), moments.count() as f64),
                Counts::Outcomes(_) => (0.0, 0.0),
            })
            .collect();
        let Counts::Numbers(pooled, _) = &self.pooled.counts else { return 1.0 };
        let (Some(mean), Some(variance)) = (pooled.mean(), pooled.sample_variance()) else {
            return 1.0;
        };
        if let (Some(squares), 1) = (&self.pooled.squares, self.worlds.len()) {
            let total = pooled.count() as f64;
            let parts = squares.numbers.each_ref().map(ExactSum::value);
            let widening = weighed::mean_error(parts, mean, total) / (variance / total).sqrt();
            return if widening.is_finite() { widening } else { 1.0 };
        }
        let with_numbers = sums.iter().filter(|(_, count)| *count > 0.0).count();
        if with_numbers < 2 || variance <= 0.0 {
            return 1.0;
        }
        let total = pooled.count() as f64;
        let (error, _) = ratio_error(sums.into_iter(), mean, total);
        error / (variance / total).sqrt()
    }
}
