//! Outcomes drawn from tables: the row of each trial, then sixteen random bits against the upper
//! halves of its thresholds; on a tie (once in 65,536) the other 48 bits decide.

use super::block::{Bytes, LANES};
use crate::model::bind::Phase;
use crate::numerics::stream::Key;

/// The row of each trial.
pub(super) type Rows = [u16; LANES];

/// Draws an outcome for each trial. `rows` is the number of rows of the phase's table.
pub(super) fn outcomes(
    phase: &Phase,
    table_rows: usize,
    width: usize,
    rows: &Rows,
    key: Key,
    out: &mut Bytes,
) {
    out.fill(0);
    let mut bits = [0_u16; LANES];
    key.fill_u16(&mut bits);
    let mut ties = [0_u8; LANES];
    for j in 0..width - 1 {
        let coarse = &phase.coarse[j * table_rows..(j + 1) * table_rows];
        if let [threshold] = *coarse {
            for i in 0..LANES {
                out[i] += u8::from(bits[i] >= threshold);
                ties[i] |= u8::from(bits[i] == threshold);
            }
        } else {
            for i in 0..LANES {
                let threshold = coarse[usize::from(rows[i])];
                out[i] += u8::from(bits[i] >= threshold);
                ties[i] |= u8::from(bits[i] == threshold);
            }
        }
    }
    for (group, tied) in ties.chunks_exact(64).enumerate() {
        if tied.iter().fold(0, |any, t| any | t) == 0 {
            continue;
        }
        for lane in (group * 64..group * 64 + 64).filter(|lane| ties[*lane] != 0) {
            let row = if table_rows == 1 { 0 } else { usize::from(rows[lane]) };
            let uniform = key.refine(bits[lane], lane as u64);
            let fine = (0..width - 1).map(|j| phase.fine[j * table_rows + row]);
            out[lane] = fine.map(|threshold| u8::from(reaches(uniform, threshold))).sum();
        }
    }
}

/// Whether a 64-bit uniform is at or beyond a threshold; nothing reaches the largest.
pub(super) fn reaches(uniform: u64, threshold: u64) -> bool {
    uniform >= threshold && threshold != u64::MAX
}
