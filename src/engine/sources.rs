//! What the rows of a table are made of, laid out: which columns of a block add to them.

use super::slots::Slot;
use crate::formula::{Condition, Reading};
use crate::model::keys::Key;

/// What adds to the row of every trial, and how many times over, the fastest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources<'a> {
    pub(super) sources: Vec<(Source<'a>, u16)>,
    /// Whether conditions are among them.
    pub(super) has_conditions: bool,
}

/// A column that adds to the row.
#[derive(Clone, Debug)]
pub(super) enum Source<'a> {
    /// Outcomes, by slot.
    Outcomes(usize),
    /// Those at the end of the step before.
    OutcomesBefore(usize),
    /// Whether a condition holds.
    Holds(&'a Condition),
}

impl<'a> Sources<'a> {
    /// Of these columns, the last of which runs fastest. `moves`: whether they are seen as of the step before, as
    /// moves see them.
    pub(super) fn new(
        columns: impl DoubleEndedIterator<Item = &'a Key>,
        moves: bool,
        slots: &[Slot],
    ) -> Self {
        let mut sources = Self::default();
        let mut carry = 1_u16;
        for column in columns.rev().filter(|column| column.size() > 1) {
            let source = match column {
                Key::Outcome(variable, reading, _) => {
                    let slot = slots[variable.index()].outcome;
                    if moves && *reading == Reading::Usual {
                        Source::OutcomesBefore(slot)
                    } else {
                        Source::Outcomes(slot)
                    }
                }
                Key::Holds(condition) => {
                    sources.has_conditions = true;
                    Source::Holds(condition)
                }
            };
            sources.sources.push((source, carry));
            carry = carry.wrapping_mul(column.size() as u16);
        }
        sources
    }

    /// The columns of outcomes and how many times over each adds, put into `columns`, if it is nothing but these
    /// and they have room; how many there are.
    pub(super) fn put_columns(&self, columns: &mut [(u32, u16)]) -> Option<usize> {
        for (i, (source, carry)) in self.sources.iter().enumerate() {
            let Source::Outcomes(slot) = source else { return None };
            *columns.get_mut(i)? = (*slot as u32, *carry);
        }
        Some(self.sources.len())
    }

    /// The same with the states of a process, of so many, before them; they run slowest.
    #[must_use]
    pub(super) fn by_state(mut self, slot: usize, rows_each: usize) -> Self {
        self.sources.push((Source::Outcomes(slot), rows_each as u16));
        self
    }
}
