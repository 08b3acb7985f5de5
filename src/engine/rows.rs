//! What the rows of a table are made of in a block: columns of outcomes and of truths.

use super::columns::Look;
use super::marks::{Marks, Truths};
use super::slots::Slot;
use crate::formula::{Condition, Reading};
use crate::model::keys::Key;
use crate::numerics::kernel::Part;

/// As many columns of more than one value as the largest table has, whose rows are numbered in sixteen bits.
const MOST_COLUMNS: usize = 16;
/// Those and the states of a process.
const MOST_PARTS: usize = MOST_COLUMNS + 1;
/// Most rows are made of no more parts than these.
const FEW_PARTS: usize = 4;

/// What adds to the row of every trial, and how many times over, the fastest first.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources<'a> {
    sources: Vec<(Source<'a>, u16)>,
    has_conditions: bool,
}

/// A column that adds to the row.
#[derive(Clone, Debug)]
enum Source<'a> {
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

/// Calls `then` with what the row of every trial is made of, and the trials in which a condition that
/// selects it is undefined. `truths` is space for what conditions come to.
pub(super) fn with_parts<R>(
    look: &Look,
    Sources { sources, has_conditions }: &Sources,
    truths: &mut Vec<Truths>,
    then: impl FnOnce(&[Part], &Marks) -> R,
) -> R {
    if *has_conditions {
        truths.clear();
        truths.extend(sources.iter().filter_map(|(source, _)| match source {
            Source::Holds(condition) => Some(look.truth(condition)),
            Source::Outcomes(_) | Source::OutcomesBefore(_) => None,
        }));
    }
    // to make room for the most there may be takes longer than to fill it with a few
    if sources.len() <= FEW_PARTS {
        gathered::<FEW_PARTS, R>(look, sources, truths, then)
    } else {
        gathered::<MOST_PARTS, R>(look, sources, truths, then)
    }
}

/// The same with so many parts at most, where the truths of the conditions are known.
#[inline(always)]
fn gathered<const MOST: usize, R>(
    look: &Look,
    sources: &[(Source, u16)],
    truths: &[Truths],
    then: impl FnOnce(&[Part], &Marks) -> R,
) -> R {
    let block = look.block;
    let width = block.width();
    let mut truths = truths.iter();
    let mut undefined = Marks::NONE;
    let mut parts = [Part::NOTHING; MOST];
    let mut count = 0;
    for ((source, carry), part) in sources.iter().zip(&mut parts) {
        *part = match source {
            Source::Outcomes(slot) => Part::Outcomes(&block.outcomes[*slot][..width], *carry),
            Source::OutcomesBefore(slot) => {
                Part::Outcomes(&block.outcomes_before[*slot][..width], *carry)
            }
            Source::Holds(_) => {
                let Some(truths) = truths.next() else { break };
                undefined = undefined.or(&truths.undefined);
                Part::Marks(truths.holds.words(), *carry)
            }
        };
        count += 1;
    }
    then(&parts[..count], &undefined)
}
