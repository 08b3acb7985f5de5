//! Starts processes and moves them.
//!
//! In most steps, most trials stay. So a step reads sixteen random bits and one due date of each trial, and
//! only the trials that may move are examined further, one by one.

use super::dense::states_after;
use crate::engine::block::{Block, Candidates, Marks, Moved, NEVER, Outcomes, View};
use crate::engine::draw::{At, Choice, FEW};
use crate::engine::program::{Purpose, Route};
use crate::engine::tables::{ByRow, Joint, JointTable, LANES};
use crate::model::Process;
use crate::model::conditional::{ChanceFault, in_own_order};
use crate::numerics::kernel::{self, Level};

/// Above this many trials that may move, all are drawn at once.
const MANY: u64 = LANES as u64 / 20;

impl At<'_> {
    /// Computes step 0: draws the starting state and its delays.
    pub(crate) fn start(&self, block: &mut Block, process: &Process) {
        let table = self.program.binding.settle[self.id.index()].as_deref();
        let mut drawn = block.spare_outcomes(self.slot());
        let probe = self.program.probes[self.id.index()].settle.as_ref();
        let choice = Choice { conditional: &process.start, table, probe, view: View::Now };
        if let Some(ahead) = self.guide() {
            if let Err((lane, fault)) = self.start_guided(block, &choice, ahead) {
                block.blame(lane, fault);
            }
        } else {
            self.choose(block, &choice, None, &mut drawn);
            std::mem::swap(&mut block.outcomes[self.slot()], &mut drawn);
        }
        block.keep_spare(drawn);
        let slot = self.program.slots[self.id.index()].process;
        block.entered[slot].fill(-process.since_days);
        block.due[slot].fill(NEVER);
        if self.has_delays() {
            (0..block.lanes).for_each(|lane| self.draw_delays(block, process, lane));
        }
    }

    /// Computes a later step: due delays first, then random moves.
    pub(crate) fn moves(&self, block: &mut Block, process: &Process) {
        let slot = self.program.slots[self.id.index()].process;
        let mut moved = std::mem::take(&mut block.moved[slot]);
        moved.trials.clear();
        moved.moments.clear();
        let mut of_all = Marks::NONE;
        match self.find_moves(block, process, &mut moved, &mut of_all) {
            Ok(Some(after)) => self.make_all_moves(block, after, &of_all),
            Ok(None) => {
                block.many_move[slot] = false;
                self.make_moves(block, process, &mut moved);
                moved.is_listed = true;
            }
            Err((lane, fault)) => block.blame(lane, fault),
        }
        block.moved[slot] = moved;
    }

    /// Sets the states of all trials after the step; `moved` marks those that changed.
    fn make_all_moves(&self, block: &mut Block, after: Outcomes, moved: &Marks) {
        let slot = self.program.slots[self.id.index()].process;
        let width = block.width();
        let before = std::mem::replace(&mut block.outcomes[self.slot()], after);
        if self.program.entered_is_read[slot] {
            let entered = &mut block.entered[slot][..width];
            kernel::put(Level::best(), entered, moved.words(), self.now());
        }
        block.many_move[slot] = moved.count() > MANY / 2;
        block.keep_spare(before);
    }

    /// Makes the listed moves. Processes that move in the same step still read `outcomes_before`.
    fn make_moves(&self, block: &mut Block, process: &Process, moved: &mut Moved) {
        let slot = self.program.slots[self.id.index()].process;
        let states = self.slot();
        for (lane, to) in &moved.trials {
            block.outcomes[states].set(*lane, *to);
        }
        if self.program.entered_is_read[slot] {
            let today = std::iter::repeat(self.now());
            for ((lane, _), moment) in
                moved.trials.iter().zip(moved.moments.iter().copied().chain(today))
            {
                block.entered[slot][*lane] = moment;
            }
        }
        if self.has_delays() {
            for (lane, _) in &moved.trials {
                self.draw_delays(block, process, *lane);
            }
            self.pass(block, process, moved);
        }
    }

    /// The moment of the step being computed.
    pub(crate) fn now(&self) -> f64 {
        self.program.model.timeline.moment_of(self.step)
    }

    /// Finds the trials that move in this step, with their new states. If many may move and none is due,
    /// returns instead the state of every trial after the step and marks those that moved in `of_all`.
    ///
    /// # Errors
    ///
    /// The first trial that can't be drawn.
    fn find_moves(
        &self,
        block: &mut Block,
        process: &Process,
        moves: &mut Moved,
        of_all: &mut Marks,
    ) -> Result<Option<Outcomes>, (usize, ChanceFault)> {
        let slot = self.program.slots[self.id.index()].process;
        let width = block.width();
        let mut free = self.requested(block);
        let moved = &mut moves.trials;
        if self.has_delays() {
            let due = Marks::by(|marks| {
                kernel::not_after(
                    Level::best(),
                    &block.due[slot][..width],
                    self.step as u32,
                    marks,
                );
            });
            for lane in due.and(&free).lanes() {
                if let Some((to, moment)) =
                    self.due_move(block, process, lane).map_err(|fault| (lane, fault))?
                {
                    moved.push((lane, to));
                    moves.moments.push(moment);
                }
            }
            for (lane, _) in &*moved {
                free.clear(*lane);
            }
        }
        if let Some(ahead) = self.guide() {
            let flat = self.move_guided(block, process, (&free, ahead), moved)?;
            if flat != free {
                let mut found =
                    block.candidates.take().unwrap_or_else(|| Box::new(Candidates::NONE));
                let done = self.move_one_by_one(block, process, &flat, (&mut found, moved));
                block.candidates = Some(found);
                return done.map(|()| None);
            }
        }
        if block.many_move[slot]
            && self.may_be_dense()
            && !self.is_few(&free)
            && let Some(after) = self.all_after(block, of_all)
        {
            return Ok(Some(after));
        }
        let mut found = block.candidates.take().unwrap_or_else(|| Box::new(Candidates::NONE));
        let after = self.move_by_chance(block, process, &free, (&mut found, moved), of_all);
        block.candidates = Some(found);
        after
    }

    /// Adds the trials with random moves to `moved`; or, if they are many, draws and returns the state of
    /// every trial.
    fn move_by_chance(
        &self,
        block: &mut Block,
        process: &Process,
        free: &Marks,
        (found, moved): (&mut Candidates, &mut Vec<(usize, u16)>),
        of_all: &mut Marks,
    ) -> Result<Option<Outcomes>, (usize, ChanceFault)> {
        let key = self.key(block, Purpose::Outcome);
        let look = self.look(block, View::Before);
        let Some((_, table)) = self
            .joint()
            .filter(|_| self.program.routes.has(Route::Rows) && !self.is_few(free))
            .filter(|joint| found.by_row(*joint, &look, free, key))
        else {
            self.move_one_by_one(block, process, free, (found, moved))?;
            return Ok(None);
        };
        let movers = found.marks.and(free);
        if movers.count() > MANY
            && self.may_be_dense()
            && let Some(after) = self.all_after(block, of_all)
        {
            return Ok(Some(after));
        }
        let states = &*block.outcomes[self.slot()].low;
        let count = found.list(free, block.width());
        let found = &*found;
        let all = found.listed[..count].iter().map(|lane| usize::from(*lane));
        let each = all.map(|lane| {
            let (row, bits) = (found.rows[lane], found.bits[lane]);
            let from = u16::from(states[lane]);
            let to = match table.by_row.rank(u32::from(row), bits) {
                Some(rank) => in_own_order(rank, from),
                None => table.state_after((row, from), key, (lane, bits)),
            };
            (lane, from, to)
        });
        note_moves(each, moved);
        Ok(None)
    }

    /// Whether so few trials are requested that each is examined individually.
    fn is_few(&self, free: &Marks) -> bool {
        self.program.routes.has(Route::Few) && self.among.is_some() && free.count() < FEW
    }

    /// Whether all trials may be drawn from one table: none of them waits for a delay.
    fn may_be_dense(&self) -> bool {
        self.program.routes.has(Route::Dense) && !self.has_delays()
    }

    /// Draws each trial that its random bits don't keep in place; staying is the first outcome in drawing
    /// order.
    fn move_one_by_one(
        &self,
        block: &Block,
        process: &Process,
        free: &Marks,
        (found, moved): (&mut Candidates, &mut Vec<(usize, u16)>),
    ) -> Result<(), (usize, ChanceFault)> {
        let Some(cells) = &self.program.cells[self.id.index()] else { return Ok(()) };
        let (id, phase) = (self.id.index(), cells.phase(self.step));
        let routes = self.program.routes;
        let tables = &self.program.binding.moves[id];
        let bounds = self.program.bounds.get(id, phase, || cells.bounds(phase, tables));
        let lowest = if routes.has(Route::Bound) { bounds.lowest() } else { 0 };
        let by_row = self.program.by_row.get(id, phase, || ByRow::of_states(cells, phase, tables));
        let by_row = by_row.as_ref().filter(|_| routes.has(Route::Sparse));
        let look = self.look(block, View::Before);
        let states = &block.outcomes[self.slot()];
        let key = self.key(block, Purpose::Outcome);
        let reads = if self.is_few(free) {
            found.of_few(lowest, free, key);
            (&self.program.reads[id], None)
        } else if cells.first_row.is_empty() || !routes.has(Route::Rows) {
            found.of_all(lowest, block.width(), key);
            (&self.program.reads[id], None)
        } else {
            found.by_cell((cells, bounds), &look, key);
            (&self.program.reads_in_cell[id], Some(&*cells.first_row))
        };
        let count = found.list(free, block.width());
        if let Some(by_row) = by_row {
            found.find_rows(reads, by_row, (&look, &states.low), count);
        }
        let found = &*found;
        let mut wrong = None;
        let listed = found.listed[..count].iter().map(|lane| usize::from(*lane));
        let each = listed.zip(found.row_of_listed.iter()).map(|(lane, row)| {
            let (from, bits) = (states.of(lane), found.bits[lane]);
            if let Some(rank) = by_row.and_then(|by_row| by_row.rank(*row, bits)) {
                return (lane, from, in_own_order(rank, from));
            }
            let to = self.choice(process, from).map(|c| self.one(&look, &c, key, (lane, bits)));
            let to = to.unwrap_or(Ok(from)).unwrap_or_else(|fault| {
                wrong.get_or_insert((lane, fault));
                from
            });
            (lane, from, to)
        });
        note_moves(each, moved);
        wrong.map_or(Ok(()), Err)
    }

    /// Whether any state has delays.
    pub(crate) fn has_delays(&self) -> bool {
        self.program.sizes.delays[self.program.slots[self.id.index()].process] > 0
    }

    /// The moves out of all states as one table; `None` if there is no such table in this step.
    fn joint(&self) -> Option<(&Joint<'_>, &JointTable)> {
        let joint = self.program.joints[self.id.index()].as_deref()?;
        let (id, phase) = (self.id.index(), joint.phase(self.step));
        let make = || joint.table(phase, &self.program.binding.moves[id]);
        Some((joint, self.program.joint_tables.get(id, phase, make).as_ref()?))
    }

    /// Returns the state of every trial after the step, if all can be drawn from one table; marks those that
    /// move.
    fn all_after(&self, block: &mut Block, moved: &mut Marks) -> Option<Outcomes> {
        let joint = self.joint()?;
        let mut after = block.spare_outcomes(self.slot());
        let look = self.look(block, View::Before);
        let states = &block.outcomes[self.slot()];
        let key = self.key(block, Purpose::Outcome);
        if states_after(joint, (&look, &states.low), key, (&mut after.low, moved)).is_some() {
            return Some(after);
        }
        block.keep_spare(after);
        None
    }

    /// The draw among the moves out of a state; `None` if it has no random moves.
    pub(crate) fn choice<'b>(&'b self, process: &'b Process, from: u16) -> Option<Choice<'b>> {
        let conditional = process.moves.get(usize::from(from))?.as_ref()?;
        let table = self.program.binding.moves[self.id.index()][usize::from(from)].as_deref();
        let probe = self.program.probes[self.id.index()].moves[usize::from(from)].as_ref();
        Some(Choice { conditional, table, probe, view: View::Before })
    }
}

/// Appends the trials that move; `each` gives trials with their old and new states.
fn note_moves(
    each: impl ExactSizeIterator<Item = (usize, u16, u16)>,
    moved: &mut Vec<(usize, u16)>,
) {
    let mut end = moved.len();
    moved.resize(end + each.len(), (0, 0));
    for (lane, from, to) in each {
        moved[end] = (lane, to);
        // without a branch, because about a third stay
        end += usize::from(to != from);
    }
    moved.truncate(end);
}
