//! A condition as one trial shows it at the end of the step before: what moves look at where few trials do.

use super::slots::Slot;
use crate::formula::{Comparison, Condition, Number};

/// How the truth of a condition is had in one trial.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Glance<'a> {
    /// `elapsed(process)` beside a constant number of days; the process by slot.
    Elapsed(usize, Comparison, f64),
    /// `count(condition)` beside a constant; the condition by tracker.
    Count(usize, Comparison, f64),
    /// Anything else.
    Whole(&'a Condition),
}

impl<'a> Glance<'a> {
    /// Of a condition of a model laid out in `slots`; `tracker` finds conditions that are followed.
    pub(super) fn new(
        condition: &'a Condition,
        slots: &[Slot],
        tracker: impl Fn(&Condition) -> Option<usize>,
    ) -> Self {
        let whole = Self::Whole(condition);
        let Condition::Compare(how, number, Number::Constant(than)) = condition else {
            return whole;
        };
        match number {
            Number::Elapsed(process) => Self::Elapsed(slots[process.index()].process, *how, *than),
            Number::Count(counted) => {
                tracker(counted).map_or(whole, |at| Self::Count(at, *how, *than))
            }
            _ => whole,
        }
    }
}
