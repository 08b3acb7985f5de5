//! Which outcomes can come about, from which step on, and whether conditions can come to hold: every
//! state of the world that they can tell apart is tried. Knows nothing of chances.

use crate::formula::VariableId;
use crate::model::Timeline;
use std::cell::Cell;

/// What can come about.
pub(super) struct Possible<'a> {
    pub(super) timeline: &'a Timeline,
    /// By variable and outcome: the first step at which it can be so.
    earliest: Vec<Vec<Option<usize>>>,
    /// How many truths of conditions were looked up so far, which is what the search costs.
    looked_up: Cell<u64>,
}

impl<'a> Possible<'a> {
    /// Nothing yet, for variables with these numbers of outcomes.
    pub(super) fn nothing(timeline: &'a Timeline, widths: impl Iterator<Item = usize>) -> Self {
        Self {
            timeline,
            earliest: widths.map(|width| vec![None; width]).collect(),
            looked_up: Cell::new(0),
        }
    }

    /// Notes that a variable can have an outcome from `step` on; returns whether that is new. What
    /// comes after the last step never comes.
    pub(super) fn note(&mut self, variable: usize, outcome: usize, step: usize) -> bool {
        let last = self.last();
        let known = &mut self.earliest[variable][outcome];
        let new = step <= last && known.is_none_or(|before| step < before);
        if new {
            *known = Some(step);
        }
        new
    }

    /// The first step at which a variable can have an outcome; none if it never can.
    pub(super) fn earliest(&self, variable: VariableId, outcome: u16) -> Option<usize> {
        self.earliest[variable.index()].get(usize::from(outcome)).copied().flatten()
    }

    /// The outcomes that a variable can have.
    pub(super) fn outcomes(&self, variable: VariableId) -> Vec<u16> {
        let all = self.earliest[variable.index()].iter().enumerate();
        all.filter(|(_, step)| step.is_some()).map(|(i, _)| i as u16).collect()
    }

    /// T, the last step.
    pub(super) fn last(&self) -> usize {
        self.timeline.last()
    }

    /// Counts the lookup of a truth.
    pub(super) fn count_lookup(&self) {
        self.looked_up.set(self.looked_up.get() + 1);
    }

    /// How many truths were looked up so far.
    #[cfg(test)]
    pub(super) fn lookups(&self) -> u64 {
        self.looked_up.get()
    }
}

/// The digits of a number in a system of mixed bases, the last running fastest.
pub(super) fn digits(number: usize, bases: &[usize]) -> Vec<usize> {
    let mut left = number;
    let mut digits = vec![0; bases.len()];
    for (digit, base) in digits.iter_mut().zip(bases).rev() {
        *digit = left % base;
        left /= base;
    }
    digits
}
