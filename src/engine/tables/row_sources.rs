//! The sources of a table's rows: the columns of a block that add to the row number.

use super::layout::{MOST_IN_BYTE, Slot};
use crate::formula::{Condition, Reading};
use crate::model::keys::Key;

/// The columns that add to every trial's row, with their strides, fastest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sources<'a> {
    pub(crate) sources: Vec<(Source<'a>, u16)>,
    /// Whether any source is a condition.
    pub(crate) has_conditions: bool,
}

/// A column that adds to the row.
#[derive(Clone, Debug)]
pub(crate) enum Source<'a> {
    /// An outcome column, by slot.
    Outcomes(usize),
    /// An outcome column at the end of the step before, by slot.
    OutcomesBefore(usize),
    /// The upper bytes of a wide outcome column, by slot.
    Upper(usize),
    /// The upper bytes of a wide outcome column at the end of the step before, by slot.
    UpperBefore(usize),
    /// The truth of a condition.
    Holds(&'a Condition),
}

impl<'a> Sources<'a> {
    /// Builds the sources of these columns, of which the last varies fastest. `moves`: whether unmarked reads
    /// refer to the step before.
    pub(crate) fn new(
        columns: impl DoubleEndedIterator<Item = &'a Key>,
        moves: bool,
        slots: &[Slot],
    ) -> Self {
        let mut sources = Self::default();
        let mut carry = 1_u16;
        for column in columns.rev().filter(|column| column.size() > 1) {
            let (source, upper) = match column {
                Key::Outcome(variable, reading, _) => {
                    let slot = slots[variable.index()].outcome;
                    if moves && *reading == Reading::Usual {
                        (Source::OutcomesBefore(slot), Source::UpperBefore(slot))
                    } else {
                        (Source::Outcomes(slot), Source::Upper(slot))
                    }
                }
                Key::Holds(condition) => {
                    sources.has_conditions = true;
                    (Source::Holds(condition), Source::Holds(condition))
                }
            };
            sources.sources.push((source, carry));
            if column.size() > MOST_IN_BYTE {
                sources.sources.push((upper, carry.wrapping_mul(MOST_IN_BYTE as u16)));
            }
            carry = carry.wrapping_mul(column.size() as u16);
        }
        sources
    }

    /// Writes the outcome columns and their strides into `columns` and returns their number; `None` if there
    /// are other sources or too many.
    pub(crate) fn put_columns(&self, columns: &mut [(u32, u16)]) -> Option<usize> {
        for (i, (source, carry)) in self.sources.iter().enumerate() {
            let Source::Outcomes(slot) = source else { return None };
            *columns.get_mut(i)? = (*slot as u32, *carry);
        }
        Some(self.sources.len())
    }

    /// Adds the states of a process as the slowest varying source; each state has `rows_each` rows.
    #[must_use]
    pub(crate) fn by_state(mut self, slot: usize, rows_each: usize) -> Self {
        self.sources.push((Source::Outcomes(slot), rows_each as u16));
        self
    }
}
