//! Moves processes in a step, all trials at once: selects the trials that may move, and draws the new states if
//! many do.

use crate::engine::block::{Bytes, Candidates, Look, Marks, with_parts};
use crate::engine::draw::from_table;
use crate::engine::tables::{Joint, JointTable};
use crate::numerics::kernel::{self, GROUP, Level};
use crate::numerics::stream::Key;

impl Candidates {
    /// Selects, of a few trials, those that the rejection bound does not keep in place.
    pub(crate) fn of_few(&mut self, bound: u16, few: &Marks, key: Key) {
        self.marks = Marks::NONE;
        for lane in few.lanes() {
            self.bits[lane] = key.bits(lane as u64);
            if self.bits[lane] >= bound {
                self.marks.mark(lane);
            }
        }
    }

    /// Selects, of the first `width` trials, those that the rejection bound does not keep in place.
    pub(crate) fn of_all(&mut self, bound: u16, width: usize, key: Key) {
        let (marks, beyond) = self.marks.words_mut().split_at_mut(width / GROUP);
        beyond.fill(0);
        key.at_or_above(bound, &mut self.bits[..width], marks);
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
        from_table::outcomes((phase, shape), (parts, width), key, after);
        let (after, own) = (&mut after[..width], &states[..width]);
        kernel::own_first(Level::best(), after, own, moved.words_mut());
        Some(())
    })
}
