//! Copies trials of a block over others, with all that they remember.

use super::mask::{Marks, Truths};
use super::outcomes::Outcomes;
use super::state::{Block, Steps};
use crate::numerics::kernel::Lined;

/// A trial that is overwritten, and the trial that it becomes a copy of.
pub(crate) type Copied = (u16, u16);

impl Block {
    /// Copies trials over others at the end of a step: every column, whatever reads it later, except `outcomes_before`,
    /// `numbers_before` and `entered_before`, which the next step replaces. A trial that is copied is not overwritten.
    pub(crate) fn copy_trials(&mut self, copies: &[Copied]) {
        let outcomes = self.outcomes.iter_mut().chain(&mut self.outcome_snapshots);
        outcomes.for_each(|column| copy_outcomes(column, copies));
        self.numbers.iter_mut().for_each(|column| copy(column, copies));
        let moments = self.entered.iter_mut().chain(self.delays.iter_mut().flatten());
        moments.chain(&mut self.number_snapshots).for_each(|column| copy(column, copies));
        let steps = self.due.iter_mut().chain(&mut self.first);
        steps.chain(&mut self.count).for_each(|column: &mut Steps| copy(column, copies));
        self.conditioned.iter_mut().for_each(|column| copy(column, copies));
        let held = self.has_held.iter_mut().chain(&mut self.hold).chain(&mut self.hold_before);
        self.settled.iter_mut().chain(held).for_each(|marks| mark(marks, copies));
        let summaries = self.summaries.iter_mut();
        summaries
            .flat_map(|columns| [&mut columns.value, &mut columns.aside])
            .for_each(|column| copy(column, copies));
        for Truths { holds, undefined } in &mut self.truth_snapshots {
            mark(holds, copies);
            mark(undefined, copies);
        }
        for (to, from) in in_places(copies) {
            self.ln_weights[to] = self.ln_weights[from];
            self.factors[to] = self.factors[from];
            self.origins[to] = self.origins[from];
        }
        // a listed move of one trial is no move of its copies
        self.moved.iter_mut().for_each(|moved| moved.is_listed = false);
    }

    /// The number of trials in use at step 0 from which those of a set descend.
    pub(crate) fn origins_of(&self, trials: &Marks) -> u64 {
        let mut origins = Marks::NONE;
        trials.lanes().for_each(|lane| origins.mark(usize::from(self.origins[lane])));
        origins.count()
    }
}

/// The places of trials that are overwritten, and of those that are copied.
pub(crate) fn in_places(copies: &[Copied]) -> impl Iterator<Item = (usize, usize)> + '_ {
    copies.iter().map(|(to, from)| (usize::from(*to), usize::from(*from)))
}

fn copy<T: Copy>(column: &mut Lined<T>, copies: &[Copied]) {
    for (to, from) in in_places(copies) {
        column[to] = column[from];
    }
}

fn mark(marks: &mut Marks, copies: &[Copied]) {
    for (to, from) in in_places(copies) {
        if marks.has(from) {
            marks.mark(to);
        } else {
            marks.clear(to);
        }
    }
}

/// Copies outcomes.
pub(crate) fn copy_outcomes(column: &mut Outcomes, copies: &[Copied]) {
    for (to, from) in in_places(copies) {
        column.set(to, column.of(from));
    }
}
