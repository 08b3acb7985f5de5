//! A condition as one trial shows it at the end of the step before: what moves look at where few trials do.

use super::columns::Look;
use super::lane::LaneFacts;
use super::program::{Tracker, tracker_of};
use super::slots::Slot;
use crate::formula::{Comparison, Condition, Number};
use crate::model::facts::{Truth, compared, truth};

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
    /// Of a condition of a model laid out in `slots`, with what is followed.
    pub(super) fn new(condition: &'a Condition, slots: &[Slot], trackers: &[Tracker]) -> Self {
        let whole = Self::Whole(condition);
        let Condition::Compare(how, number, Number::Constant(than)) = condition else {
            return whole;
        };
        match number {
            Number::Elapsed(process) => {
                Self::Elapsed(slots[process.index()].process, *how, *than)
            }
            Number::Count(counted) => {
                tracker_of(trackers, counted).map_or(whole, |at| Self::Count(at, *how, *than))
            }
            _ => whole,
        }
    }

    /// Its truth in a trial, of which `look` shows the step before.
    #[inline]
    pub(super) fn truth(&self, look: &Look, lane: usize) -> Truth {
        match self {
            Self::Elapsed(process, how, than) => {
                compared(*how, look.elapsed_in(*process, lane), *than)
            }
            Self::Count(tracker, how, than) => {
                compared(*how, f64::from(look.block.count[*tracker][lane]), *than)
            }
            Self::Whole(condition) => truth(condition, &LaneFacts { look, lane, columns: None }),
        }
    }
}
