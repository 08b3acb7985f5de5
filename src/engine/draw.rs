//! Outcomes drawn from tables: the row of each trial, then sixteen random bits against the upper
//! halves of its thresholds; on a tie (once in 65,536) the other 48 bits decide.

use super::block::{Bytes, LANES};
use crate::model::bind::{Phase, Table};
use crate::numerics::stream::Key;

/// The row of each trial.
pub(super) type Rows = [u16; LANES];

/// Draws the rank of an outcome, in the order of the draw, for each trial.
pub(super) fn outcomes(phase: &Phase, table: &Table, rows: &Rows, key: Key, out: &mut Bytes) {
    let mut bits = [0_u16; LANES];
    key.fill_u16(&mut bits);
    let mut reached = [0_u16; LANES];
    let mut ties = [0_u16; LANES];
    let mut thresholds = [0_u16; LANES];
    for j in 0..table.width - 1 {
        select(&phase.coarse[j * table.rows..(j + 1) * table.rows], rows, &mut thresholds);
        for i in 0..LANES {
            reached[i] += u16::from(bits[i] >= thresholds[i]);
            ties[i] |= u16::from(bits[i] == thresholds[i]);
        }
    }
    for i in 0..LANES {
        out[i] = reached[i] as u8;
    }
    for (group, tied) in ties.chunks_exact(64).enumerate() {
        if tied.iter().fold(0, |any, t| any | t) == 0 {
            continue;
        }
        for lane in (group * 64..group * 64 + 64).filter(|lane| ties[*lane] != 0) {
            let row = if table.rows == 1 { 0 } else { usize::from(rows[lane]) };
            out[lane] = outcome(phase, table, row, key, bits[lane], lane);
        }
    }
}

/// Draws the rank of an outcome for one trial whose first sixteen bits are known.
pub(super) fn outcome(
    phase: &Phase,
    table: &Table,
    row: usize,
    key: Key,
    bits: u16,
    lane: usize,
) -> u8 {
    let coarse = (0..table.width - 1).map(|j| phase.coarse[j * table.rows + row]);
    let mut tied = false;
    let rank = coarse.map(|threshold| {
        tied |= bits == threshold;
        u8::from(bits >= threshold)
    });
    let rank = rank.sum();
    if !tied {
        return rank;
    }
    let uniform = key.refine(bits, lane as u64);
    let fine = (0..table.width - 1).map(|j| phase.fine[j * table.rows + row]);
    fine.map(|threshold| u8::from(reaches(uniform, threshold))).sum()
}

/// The threshold of each trial's row.
fn select(coarse: &[u16], rows: &Rows, out: &mut Rows) {
    if let [only] = coarse {
        out.fill(*only);
        return;
    }
    let mut small = [0_u16; 256];
    if let Some(small) = small.get_mut(..coarse.len()) {
        small.copy_from_slice(coarse);
    } else {
        for i in 0..LANES {
            out[i] = coarse[usize::from(rows[i])];
        }
        return;
    }
    // an index below 256 into 256 entries needs no check, which halves the loop
    for i in 0..LANES {
        out[i] = small[usize::from(rows[i] & 255)];
    }
}

/// Whether a 64-bit uniform is at or beyond a threshold; nothing reaches the largest.
pub(super) fn reaches(uniform: u64, threshold: u64) -> bool {
    uniform >= threshold && threshold != u64::MAX
}
