//! What the rows of a table are made of in a block: columns of outcomes and of truths.

use super::block::Bytes;
use super::columns::Look;
use super::marks::{Marks, Truths};
use crate::formula::Condition;
use crate::model::keys::Key as Column;
use crate::numerics::kernel::Part;

/// As many columns of more than one value as the largest table has, whose rows are numbered in sixteen bits.
const MOST_COLUMNS: usize = 16;
/// Those and the states of a process.
const MOST_PARTS: usize = MOST_COLUMNS + 1;
/// Most rows are made of no more parts than these.
const FEW_PARTS: usize = 4;

/// Calls `then` with what the row of every trial is made of, and the trials in which a condition that
/// selects it is undefined. The last of the columns runs fastest, and the states, if any, slowest. `truths` is
/// space for what conditions come to.
pub(super) fn with_parts<'k, R>(
    look: &Look,
    columns: impl DoubleEndedIterator<Item = &'k Column> + Clone,
    states: Option<&Bytes>,
    truths: &mut Vec<Truths>,
    then: impl FnOnce(&[Part], &Marks) -> R,
) -> R {
    truths.clear();
    truths.extend(columns.clone().filter_map(condition_of).map(|condition| look.truth(condition)));
    // to make room for the most there may be takes longer than to fill it with a few
    if columns.clone().count() < FEW_PARTS {
        gathered::<FEW_PARTS, R>(look, columns, states, truths, then)
    } else {
        gathered::<MOST_PARTS, R>(look, columns, states, truths, then)
    }
}

/// The same with so many parts at most, where the truths of the conditions are known.
#[inline(always)]
fn gathered<'k, const MOST: usize, R>(
    look: &Look,
    columns: impl DoubleEndedIterator<Item = &'k Column>,
    states: Option<&Bytes>,
    truths: &[Truths],
    then: impl FnOnce(&[Part], &Marks) -> R,
) -> R {
    let width = look.block.width();
    let mut truths = truths.iter();
    let mut undefined = Marks::NONE;
    let mut parts = [Part::NOTHING; MOST];
    let (mut count, mut carry) = (0, 1);
    for column in columns.rev() {
        let part = match column {
            Column::Outcome(variable, reading, _) => {
                Part::Outcomes(&look.outcomes(*variable, *reading)[..width], carry)
            }
            Column::Holds(_) => {
                let Some(truths) = truths.next_back() else { break };
                undefined = undefined.or(&truths.undefined);
                Part::Marks(truths.holds.words(), carry)
            }
        };
        if column.size() > 1 {
            parts[count] = part;
            count += 1;
            carry = carry.wrapping_mul(column.size() as u16);
        }
    }
    if let Some(states) = states {
        parts[count] = Part::Outcomes(&states[..width], carry);
        count += 1;
    }
    then(&parts[..count], &undefined)
}

fn condition_of(column: &Column) -> Option<&Condition> {
    match column {
        Column::Outcome(..) => None,
        Column::Holds(condition) => Some(condition),
    }
}
