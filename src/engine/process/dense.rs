//! Moves processes in a step, all trials at once: finds the trials that may move and, if many do, their new
//! states.

use crate::engine::block::{Bytes, Candidates, Look, Marks, with_parts};
use crate::engine::draw::from_table;
use crate::engine::tables::{CellBounds, Cells, Joint, JointTable};
use crate::model::conditional::in_own_order;
use crate::numerics::kernel::{self, GROUP, Level, Part, RowBounds};
use crate::numerics::stream::Key;

impl Candidates {
    fn above(&mut self, bounds: RowBounds, key: Key, parts: &[Part], width: usize) {
        let (marks, beyond) = self.marks.words_mut().split_at_mut(width / GROUP);
        beyond.fill(0);
        let kept = (&mut self.rows[..width], &mut self.bits[..width]);
        key.at_or_above_by_row(bounds, parts, kept, marks);
    }

    /// Selects, of a few trials, those that the lowest rejection bound does not keep in place.
    pub(crate) fn of_few(&mut self, lowest: u16, few: &Marks, key: Key) {
        self.marks = Marks::NONE;
        for lane in few.lanes() {
            self.bits[lane] = key.bits(lane as u64);
            if self.bits[lane] >= lowest {
                self.marks.mark(lane);
            }
        }
    }

    /// Selects, of the first `width` trials, those that the lowest rejection bound does not keep in place.
    pub(crate) fn of_all(&mut self, lowest: u16, width: usize, key: Key) {
        let (marks, beyond) = self.marks.words_mut().split_at_mut(width / GROUP);
        beyond.fill(0);
        key.at_or_above(lowest, &mut self.bits[..width], marks);
    }

    /// Selects the trials that the bound of their cell does not keep in place.
    pub(crate) fn by_cell(
        &mut self,
        (cells, bounds): (&Cells, &CellBounds),
        look: &Look,
        key: Key,
    ) {
        let width = look.block.width();
        let mut truths = std::mem::take(&mut self.truths);
        with_parts(look, &cells.sources, &mut truths, |parts, _| {
            self.above(bounds.bounds(), key, parts, width);
        });
        self.truths = truths;
    }

    /// Selects the trials that move, up to ties. Returns whether this succeeded: not if a condition is
    /// undefined in one of the trials in `among`.
    pub(crate) fn by_row(
        &mut self,
        (joint, table): (&Joint, &JointTable),
        look: &Look,
        among: &Marks,
        key: Key,
    ) -> bool {
        let width = look.block.width();
        let mut truths = std::mem::take(&mut self.truths);
        let are_found = with_parts(look, &joint.sources, &mut truths, |parts, undefined| {
            let are_found = undefined.and(among).is_empty();
            if are_found {
                self.above(table.bounds(), key, parts, width);
            }
            are_found
        });
        self.truths = truths;
        are_found
    }
}

/// Draws the state after a step for every trial of a block, given the states before, and marks the trials
/// that move. Returns `None` if a condition is undefined in a trial in use.
pub(crate) fn states_after(
    (joint, table): (&Joint, &JointTable),
    (look, states): (&Look, &Bytes),
    key: Key,
    (after, moved): (&mut Bytes, &mut Marks),
) -> Option<()> {
    let block = look.block;
    let width = block.width();
    with_parts(look, &joint.sources, &mut Vec::new(), |parts, undefined| {
        if !undefined.and(&block.in_use).is_empty() {
            return None;
        }
        let (phase, shape) = (&table.phase, &table.shape);
        from_table::outcomes((phase, shape), (parts, width), key, (after, &mut []));
        let (after, own) = (&mut after[..width], &states[..width]);
        kernel::own_first(Level::best(), after, own, moved.words_mut());
        Some(())
    })
}

impl JointTable {
    /// Draws the state after a step of one trial.
    pub(crate) fn state_after(
        &self,
        (row, state): (u8, u16),
        key: Key,
        (lane, bits): (usize, u16),
    ) -> u16 {
        let rank = from_table::outcome(&self.phase, &self.shape, usize::from(row), key, bits, lane);
        in_own_order(rank, state)
    }
}
