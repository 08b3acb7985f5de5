//! Draws outcomes from tables: compares sixteen random bits of each trial with the upper halves of its row's
//! thresholds; on a tie (once in 65,536) the other 48 bits decide.

use super::block::Bytes;
use super::marks::Marks;
use crate::model::bind::{Phase, Table};
use crate::numerics::kernel::{self, GROUP, Part, place};
use crate::numerics::stream::Key;

/// Draws the rank of an outcome, in drawing order, for each of the first `width` trials, a multiple of
/// [`GROUP`]. `parts` give the row of each trial. Adds the number of trials with each rank to `counts`,
/// unless it is empty.
pub(super) fn outcomes(
    (phase, table): (&Phase, &Table),
    (parts, width): (&[Part], usize),
    key: Key,
    (out, counts): (&mut Bytes, &mut [u64]),
) {
    let each = table.width - 1;
    let thresholds = kernel::Table { thresholds: &phase.coarse, rows: table.rows, each };
    let tied = Marks::by(|tied| {
        key.ranks(thresholds, parts, &mut tied[..width / GROUP], &mut out[..width], counts);
    });
    if tied.is_empty() {
        return;
    }
    for lane in tied.lanes() {
        let row = if table.rows == 1 { 0 } else { kernel::row(parts, lane) };
        let drawn = outcome(phase, table, row, key, key.bits(lane as u64), lane);
        let before = std::mem::replace(&mut out[lane], drawn);
        if !counts.is_empty() {
            counts[usize::from(before)] -= 1;
            counts[usize::from(drawn)] += 1;
        }
    }
}

/// Draws the rank of an outcome for one trial with known first sixteen bits.
#[inline]
pub(super) fn outcome(
    phase: &Phase,
    table: &Table,
    row: usize,
    key: Key,
    bits: u16,
    lane: usize,
) -> u8 {
    if phase.first(table.rows, row).is_some_and(|first| bits < first) {
        return 0;
    }
    let each = table.width - 1;
    let coarse = (0..each).map(|j| phase.coarse[place(table.rows, each, row, j)]);
    let mut tied = false;
    let mut rank = 0;
    for threshold in coarse {
        tied |= bits == threshold;
        rank += u8::from(bits >= threshold);
    }
    if !tied {
        return rank;
    }
    let uniform = key.refine(bits, lane as u64);
    let fine = phase.fine.iter().skip(row).step_by(table.rows);
    fine.map(|threshold| u8::from(reaches(uniform, *threshold))).sum()
}

/// Whether a 64-bit uniform reaches a threshold; nothing reaches the largest.
pub(super) fn reaches(uniform: u64, threshold: u64) -> bool {
    uniform >= threshold && threshold != u64::MAX
}
