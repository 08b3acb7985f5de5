//! Processes in a step, all trials at once: which may move, and, where many do, where to.

use super::block::Bytes;
use super::choose::rows_of_columns;
use super::columns::Look;
use super::draw;
use super::gate::{CellFloors, Gate, bits_of};
use super::joint::Joint;
use super::marks::Marks;
use super::slots::LANES;
use crate::model::bind::{Phase, Table};
use crate::model::keys::Key as Column;
use crate::numerics::kernel::{self, GROUP, Level};
use crate::numerics::stream::Key;

/// Marks the trials that may move, and keeps their bits.
pub(super) fn may_move(
    (gate, floors): (&Gate, &CellFloors),
    (look, states): (&Look, &Bytes),
    key: Key,
    bits: &mut [u16; LANES],
) -> Marks {
    let width = look.block.width();
    let level = Level::best();
    let mut cells = *states;
    for column in &gate.columns {
        let cells = &mut cells[..width];
        match column {
            Column::Outcome(variable, reading, size) => {
                let outcomes = &look.outcomes(*variable, *reading)[..width];
                kernel::shift_in_outcomes(level, cells, outcomes, bits_of(*size));
            }
            Column::Holds(condition) => {
                kernel::shift_in_marks(level, cells, look.truth(condition).holds.words());
            }
        }
    }
    Marks::by(|marks| {
        let marks = &mut marks[..width / GROUP];
        key.at_or_above_by_state(floors.floors(), &cells[..width], &mut bits[..width], marks);
    })
}

/// The same of a few trials, by the lowest floor there is.
pub(super) fn few_may_move(lowest: u16, key: Key, few: &Marks, bits: &mut [u16; LANES]) -> Marks {
    let mut may = Marks::NONE;
    for lane in few.lanes() {
        bits[lane] = key.bits(lane as u64);
        if bits[lane] >= lowest {
            may.mark(lane);
        }
    }
    may
}

/// Draws the state after a step for every trial of a block that `states` has the states before of;
/// none where a condition is undefined in a trial in use.
pub(super) fn states_after(
    (joint, phase): (&Joint, &Phase),
    look: &Look,
    states: &Bytes,
    key: Key,
    after: &mut Bytes,
) -> Option<()> {
    let block = look.block;
    let width = block.width();
    let level = Level::best();
    let mut rows = [0; LANES];
    kernel::add_outcomes_to_rows(level, &mut rows[..width], &states[..width], 0);
    let columns = joint.columns.iter().copied();
    let undefined = rows_of_columns(look, columns, &mut rows, false);
    if !undefined.and(&block.in_use).is_empty() {
        return None;
    }
    let table = Table { width: joint.states, rows: joint.rows(), phases: Vec::new() };
    draw::outcomes(phase, &table, (&rows, width), key, after);
    kernel::own_first(level, &mut after[..width], &states[..width]);
    Some(())
}
