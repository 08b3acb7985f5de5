//! What the rows of a table are made of in a block: columns of outcomes and of truths.

use super::columns::Look;
use super::marks::{Marks, Truths};
use super::sources::{Source, Sources};
use crate::numerics::kernel::Part;

/// As many columns of more than one value as the largest table has, whose rows are numbered in sixteen bits.
const MOST_COLUMNS: usize = 16;
/// Those and the states of a process.
const MOST_PARTS: usize = MOST_COLUMNS + 1;
/// Most rows are made of no more parts than these.
const FEW_PARTS: usize = 4;

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
