//! Sparse moves: finds the rows of the few trials that may move in a step, column by column.

use crate::engine::block::{Block, Bytes, Candidates, LaneFacts, Look, Marks};
use crate::engine::tables::{ByRow, ELSEWHERE, LANES, ReadColumn, Reads, TrialCondition};
use crate::model::facts::{Truth, compared, truth};
use crate::numerics::kernel::{self, Level};

impl Candidates {
    /// Lists the marked trials that are in `among`; returns their number.
    pub(crate) fn list(&mut self, among: &Marks, width: usize) -> usize {
        let marks = self.marks.and(among);
        kernel::list(Level::best(), &marks.words()[..width / kernel::GROUP], &mut self.listed)
    }

    /// Finds the rows of the first `count` listed trials of a process whose states fit in a byte. The row is out
    /// of the table if a condition is undefined or the state has no rows. `reads` adds to the first row of a
    /// trial's cell if `first_of_cell` gives it, otherwise to the first row of its state.
    pub(crate) fn find_rows(
        &mut self,
        (reads, first_of_cell): (&Reads, Option<&[u32]>),
        by_row: &ByRow,
        (look, states): (&Look, &Bytes),
        count: usize,
    ) {
        let Block { outcomes, outcomes_before, .. } = look.block;
        for (lane, row) in self.listed[..count].iter().zip(self.row_of_listed.iter_mut()) {
            let lane = usize::from(*lane) % LANES;
            let first = first_of_cell.and_then(|first| first.get(usize::from(self.rows[lane])));
            *row =
                by_row.begin(u16::from(states[lane])).saturating_add(first.copied().unwrap_or(0));
        }
        for column in &reads.columns {
            let read = if column.before { outcomes_before } else { outcomes };
            let read = &read[column.slot];
            match &read.high {
                None => self.add(column, states, count, |lane| usize::from(read.low[lane])),
                Some(_) => self.add(column, states, count, |lane| usize::from(read.of(lane))),
            }
        }
        for (condition, more) in &reads.conditions {
            for (lane, row) in self.listed[..count].iter().zip(self.row_of_listed.iter_mut()) {
                let lane = usize::from(*lane) % LANES;
                let more = more.get(usize::from(states[lane])).copied().unwrap_or(0);
                if more == 0 {
                    continue;
                }
                match holds_in(condition, look, lane) {
                    Truth::True => *row = row.saturating_add(more),
                    Truth::False => {}
                    Truth::Undefined => *row = ELSEWHERE,
                }
            }
        }
    }
}

impl Candidates {
    /// Adds the row offsets of a column to the rows of the first `count` listed trials.
    #[inline(always)]
    fn add(
        &mut self,
        column: &ReadColumn,
        states: &Bytes,
        count: usize,
        outcome: impl Fn(usize) -> usize,
    ) {
        for (lane, row) in self.listed[..count].iter().zip(self.row_of_listed.iter_mut()) {
            let lane = usize::from(*lane) % LANES;
            let at = usize::from(states[lane]) * column.outcomes + outcome(lane);
            *row = row.saturating_add(column.carries.get(at).copied().unwrap_or(0));
        }
    }
}

/// The truth of a condition in a trial, at the end of the step before.
#[inline]
fn holds_in(condition: &TrialCondition, look: &Look, lane: usize) -> Truth {
    match condition {
        TrialCondition::Elapsed(process, how, than) => {
            compared(*how, look.elapsed_in(*process, lane), *than)
        }
        TrialCondition::Count(tracker, how, than) => {
            compared(*how, f64::from(look.block.count[*tracker][lane]), *than)
        }
        TrialCondition::Whole(condition) => {
            truth(condition, &LaneFacts { look, lane, columns: None })
        }
    }
}
