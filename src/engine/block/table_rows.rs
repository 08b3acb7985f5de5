//! Gathers the columns of a block that make up the rows of a table: outcomes and truth values.

use super::columns::Look;
use super::mask::{Marks, Truths};
use super::outcomes::Outcomes;
use crate::engine::tables::{Source, Sources};
use crate::numerics::kernel::Part;

/// The most columns with more than one value that a table can have, because rows have 16-bit numbers; a column of two
/// bytes has the values of eight or more.
const MOST_COLUMNS: usize = 16;
/// The most parts of a row: these columns and the states of a process.
const MOST_PARTS: usize = MOST_COLUMNS + 1;
/// Most rows have at most this many parts.
const FEW_PARTS: usize = 4;

/// Calls `then` with the parts of every trial's row, and the trials in which a condition that selects it is
/// undefined. `truths` is scratch space for conditions.
pub(crate) fn with_parts<R>(
    look: &Look,
    Sources { sources, has_conditions }: &Sources,
    truths: &mut Vec<Truths>,
    then: impl FnOnce(&[Part], &Marks) -> R,
) -> R {
    if *has_conditions {
        truths.clear();
        truths.extend(sources.iter().filter_map(|(source, _)| match source {
            Source::Holds(condition) => Some(look.truth(condition)),
            _ => None,
        }));
    }
    // initialising the largest array takes longer than filling it with a few parts
    if sources.len() <= FEW_PARTS {
        gathered::<FEW_PARTS, R>(look, sources, truths, then)
    } else {
        gathered::<MOST_PARTS, R>(look, sources, truths, then)
    }
}

/// Gathers at most `MOST` parts; `truths` are those of the conditions.
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
            Source::Outcomes(slot) => Part::Outcomes(&block.outcomes[*slot].low[..width], *carry),
            Source::OutcomesBefore(slot) => {
                Part::Outcomes(&block.outcomes_before[*slot].low[..width], *carry)
            }
            Source::Upper(slot) => upper(&block.outcomes[*slot], width, *carry),
            Source::UpperBefore(slot) => upper(&block.outcomes_before[*slot], width, *carry),
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

/// The upper bytes of a wide column.
fn upper(column: &Outcomes, width: usize, carry: u16) -> Part<'_> {
    let high = column.high.as_ref().expect("only wide columns have this source");
    Part::Outcomes(&high[..width], carry)
}
