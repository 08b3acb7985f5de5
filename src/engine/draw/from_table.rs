//! Draws outcomes from tables: compares sixteen random bits of each trial with the upper halves of its row's
//! thresholds; on a tie (once in 65,536) the other 48 bits decide.

use crate::engine::block::{Bytes, Marks, Outcomes};
use crate::engine::tables::MOST_IN_BYTE;
use crate::model::bind::{Phase, Table};
use crate::numerics::kernel::{self, GROUP, Part, place};
use crate::numerics::stream::Key;

/// Draws the rank of an outcome, in drawing order, for each of the first `width` trials, a multiple of
/// [`GROUP`]. `parts` give the row of each trial. Adds the number of trials with each rank to `counts`,
/// unless it is empty.
pub(crate) fn outcomes(
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
        let drawn = u8::try_from(drawn).expect("only narrow variables are drawn in bytes");
        let before = std::mem::replace(&mut out[lane], drawn);
        if !counts.is_empty() {
            counts[usize::from(before)] -= 1;
            counts[usize::from(drawn)] += 1;
        }
    }
}

/// Draws the rank of an outcome of a wide variable for each trial in `among`. `parts` give the row of each trial.
pub(crate) fn wide(
    (phase, table): (&Phase, &Table),
    parts: &[Part],
    key: Key,
    (out, among): (&mut Outcomes, &Marks),
) {
    for lane in among.lanes() {
        let row = if table.rows == 1 { 0 } else { kernel::row(parts, lane) };
        out.set(lane, outcome(phase, table, row, key, key.bits(lane as u64), lane));
    }
}

/// Draws the rank of an outcome for one trial with known first sixteen bits.
#[inline]
pub(crate) fn outcome(
    phase: &Phase,
    table: &Table,
    row: usize,
    key: Key,
    bits: u16,
    lane: usize,
) -> u16 {
    if phase.first(table.rows, row).is_some_and(|first| bits < first) {
        return 0;
    }
    let each = table.width - 1;
    if table.width > MOST_IN_BYTE {
        let uniform = key.refine(bits, lane as u64);
        return reached(each, |j| reaches(uniform, phase.fine[j * table.rows + row]));
    }
    let coarse = (0..each).map(|j| phase.coarse[place(table.rows, each, row, j)]);
    let mut tied = false;
    let mut rank = 0;
    for threshold in coarse {
        tied |= bits == threshold;
        rank += u16::from(bits >= threshold);
    }
    if !tied {
        return rank;
    }
    let uniform = key.refine(bits, lane as u64);
    let fine = phase.fine.iter().skip(row).step_by(table.rows);
    fine.map(|threshold| u16::from(reaches(uniform, *threshold))).sum()
}

/// The number of the first `count` thresholds that are reached; all before a reached one are.
fn reached(count: usize, is_reached: impl Fn(usize) -> bool) -> u16 {
    let (mut from, mut to) = (0, count);
    while from < to {
        let middle = usize::midpoint(from, to);
        if is_reached(middle) {
            from = middle + 1;
        } else {
            to = middle;
        }
    }
    u16::try_from(from).expect("a variable has few outcomes")
}

/// Whether a 64-bit uniform reaches a threshold; nothing reaches the largest.
pub(crate) fn reaches(uniform: u64, threshold: u64) -> bool {
    uniform >= threshold && threshold != u64::MAX
}
