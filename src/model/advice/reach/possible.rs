//! The possible outcomes and their first steps, and whether conditions can hold: every state of the world that the
//! conditions distinguish is tried.

use crate::formula::VariableId;
use crate::model::Timeline;
use std::cell::Cell;

/// The outcomes that are possible.
pub(crate) struct Possible<'a> {
    pub(crate) timeline: &'a Timeline,
    /// The first step at which each outcome of each variable is possible.
    earliest: Vec<Vec<Option<usize>>>,
    /// The number of truths of conditions looked up so far, the cost of the search.
    looked_up: Cell<u64>,
}

impl<'a> Possible<'a> {
    /// Starts with no possible outcome, for variables with these numbers of outcomes.
    pub(crate) fn nothing(timeline: &'a Timeline, widths: impl Iterator<Item = usize>) -> Self {
        Self {
            timeline,
            earliest: widths.map(|width| vec![None; width]).collect(),
            looked_up: Cell::new(0),
        }
    }

    /// Records that an outcome of a variable is possible from `step` on. Returns whether that is new; steps after the
    /// last one do not count.
    pub(crate) fn note(&mut self, variable: usize, outcome: usize, step: usize) -> bool {
        let last = self.last();
        let known = &mut self.earliest[variable][outcome];
        let new = step <= last && known.is_none_or(|before| step < before);
        if new {
            *known = Some(step);
        }
        new
    }

    /// The first step at which a variable can have an outcome; `None` if it never can.
    pub(crate) fn earliest(&self, variable: VariableId, outcome: u16) -> Option<usize> {
        self.earliest[variable.index()].get(usize::from(outcome)).copied().flatten()
    }

    /// The outcomes that a variable can have.
    pub(crate) fn outcomes(&self, variable: VariableId) -> Vec<u16> {
        let all = self.earliest[variable.index()].iter().enumerate();
        all.filter(|(_, step)| step.is_some()).map(|(i, _)| i as u16).collect()
    }

    /// T, the index of the last step.
    pub(crate) fn last(&self) -> usize {
        self.timeline.last()
    }

    /// Counts one lookup of a truth.
    pub(crate) fn count_lookup(&self) {
        self.looked_up.set(self.looked_up.get() + 1);
    }

    /// The number of truths looked up so far.
    #[cfg(test)]
    pub(crate) fn lookups(&self) -> u64 {
        self.looked_up.get()
    }
}

/// The digits of a number in mixed radices; the last digit varies fastest.
pub(crate) fn digits(number: usize, bases: &[usize]) -> Vec<usize> {
    let mut left = number;
    let mut digits = vec![0; bases.len()];
    for (digit, base) in digits.iter_mut().zip(bases).rev() {
        *digit = left % base;
        left /= base;
    }
    digits
}
