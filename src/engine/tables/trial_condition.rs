//! Conditions as sparse moves evaluate them, in one trial at the end of the step before.

use super::layout::Slot;
use crate::formula::{Compared, Comparison, Condition, Interned, Number};

/// A condition in the form in which one trial evaluates it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum TrialCondition<'a> {
    /// Compares `elapsed(process)` with a number of days; the process by slot.
    Elapsed(usize, Comparison, f64),
    /// Compares `count(condition)` with a constant; the condition by monitor.
    Count(usize, Comparison, f64),
    /// Any other condition.
    Whole(&'a Condition),
}

impl<'a> TrialCondition<'a> {
    /// Classifies a condition of a model laid out in `slots`; `tracker` returns the index of a monitor.
    pub(crate) fn new(
        condition: &'a Condition,
        slots: &[Slot],
        tracker: impl Fn(&Interned<Condition>) -> Option<usize>,
    ) -> Self {
        let whole = Self::Whole(condition);
        let Condition::Compare(compared) = condition else { return whole };
        let Compared { how, left, right: Number::Constant(than) } = &**compared else {
            return whole;
        };
        match left {
            Number::Elapsed(process) => Self::Elapsed(slots[process.index()].process, *how, *than),
            Number::Count(counted) => {
                tracker(counted).map_or(whole, |at| Self::Count(at, *how, *than))
            }
            _ => whole,
        }
    }
}
