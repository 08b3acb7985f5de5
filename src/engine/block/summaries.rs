//! Numbers that are followed from step to step: `before`, `highest`, `lowest` and `average`.

use super::columns::{Look, View};
use super::followed::{joined, value_of};
use super::mask::Marks;
use super::state::Floats;
use crate::formula::{Condition, Interned, Number, Summary};
use crate::model::{BeforeStart, reads};

impl Look<'_> {
    /// Whether the step being computed belongs to a summary.
    fn summary_includes_now(&self, number: &Number) -> bool {
        let is_own = || {
            let mut found = false;
            reads::of_number(number, &mut |id| found |= Some(id) == self.current);
            found
        };
        self.view == View::Now && !self.block.closed && (self.current.is_none() || !is_own())
    }

    /// The column of `before(x)`; `None` at step 0, where the variable is read itself or is undefined.
    fn last_values(&self, at: Option<usize>) -> Option<&Floats> {
        let columns = self.block.summaries.get(at?).filter(|_| self.step > 0)?;
        Some(if self.block.closed { &columns.aside } else { &columns.value })
    }

    /// Evaluates a summary in each trial.
    pub(crate) fn so_far(&self, how: &Summary, number: &Interned<Number>, out: &mut Floats) {
        let at = self.program.summary(how, number);
        if *how == Summary::Before {
            match self.last_values(at) {
                Some(column) => *out = *column,
                None if self.begins_itself(number) => self.number(number, out),
                None => out.fill(f64::NAN),
            }
            return;
        }
        let Some(columns) = at.map(|at| &self.block.summaries[at]) else {
            out.fill(f64::NAN);
            return;
        };
        if let Summary::Paused(_) = how {
            *out = columns.value;
            return;
        }
        if self.summary_includes_now(number) {
            self.number(number, out);
        } else {
            out.fill(f64::NAN);
        }
        let so_far = columns.value.iter().zip(columns.aside.iter());
        for (x, (value, aside)) in out.iter_mut().zip(so_far) {
            *x = value_of(how, joined(how, (*value, *aside), *x));
        }
    }

    /// The value of a summary in one trial, in which `now` is the value of the number.
    pub(crate) fn so_far_in(
        &self,
        (how, number): (&Summary, &Interned<Number>),
        lane: usize,
        now: impl FnOnce() -> f64,
    ) -> f64 {
        let at = self.program.summary(how, number);
        if *how == Summary::Before {
            return match self.last_values(at) {
                Some(column) => column[lane],
                None if self.begins_itself(number) => now(),
                None => f64::NAN,
            };
        }
        let Some(columns) = at.map(|at| &self.block.summaries[at]) else { return f64::NAN };
        if let Summary::Paused(_) = how {
            return columns.value[lane];
        }
        let x = if self.summary_includes_now(number) { now() } else { f64::NAN };
        value_of(how, joined(how, (columns.value[lane], columns.aside[lane]), x))
    }

    /// Whether `before(x)` reads x itself at this step, which is step 0.
    fn begins_itself(&self, number: &Number) -> bool {
        let Number::Variable(id, _) = number else { return false };
        self.step == 0 && self.program.model.variable(*id).before_start() == BeforeStart::Itself
    }

    /// The trials in which a condition on one variable held at the end of the step before.
    pub(crate) fn held_before(&self, condition: &Interned<Condition>) -> Marks {
        if self.step > 0 {
            let hold = if self.block.closed { &self.block.hold_before } else { &self.block.hold };
            let at = self.program.tracker(condition);
            return at.map_or(Marks::NONE, |at| hold[at]);
        }
        let Condition::Is { variable, outcomes, .. } = &**condition else { return Marks::NONE };
        match self.program.model.variable(*variable).before_start() {
            BeforeStart::Itself => self.truth(condition).holds,
            BeforeStart::Outcome(outcome) if outcomes.contains(&outcome) => Marks::ALL,
            BeforeStart::Outcome(_) | BeforeStart::Nothing => Marks::NONE,
        }
    }
}
