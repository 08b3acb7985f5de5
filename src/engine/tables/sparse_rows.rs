//! Sparse moves: the sources that select rows in the tables of all states of a process, and thresholds stored
//! row by row.

use super::layout::{MOST_IN_BYTE, Slot};
use super::rejection_bound::Cells;
use super::row_lookup::{Column, Probe};
use super::trial_condition::TrialCondition;
use crate::formula::Condition;
use crate::model::bind::{Phase, Table};
use crate::model::keys::{Form, Key};
use crate::model::{Kind, Model, Variable};
use crate::numerics::kernel;
use std::sync::Arc;

/// The sources that select rows in the tables of all states of a process.
#[derive(Clone, Debug)]
pub(crate) struct Reads<'a> {
    pub(crate) columns: Vec<ReadColumn>,
    /// Conditions that need more than one column, with the row offset by state that each adds if it holds.
    pub(crate) conditions: Vec<(TrialCondition<'a>, Vec<u32>)>,
}

/// An outcome column that the moves out of some states read.
#[derive(Clone, Debug)]
pub(crate) struct ReadColumn {
    /// Its index among outcome columns.
    pub(crate) slot: usize,
    /// Whether the step before is read.
    pub(crate) before: bool,
    pub(crate) outcomes: usize,
    /// The row offset of each outcome, at `state · outcomes + outcome`.
    pub(crate) carries: Vec<u32>,
}

impl<'a> Reads<'a> {
    /// Returns the reads by variable, empty unless it is a process with at most [`MOST_IN_BYTE`] states; no list if
    /// there is no process. `in_trial` decides how a condition is
    /// evaluated, `is_requested` which columns are read if the process has this cells.
    pub(crate) fn of(
        model: &'a Model,
        (slots, cells): (&[Slot], &[Option<Box<Cells<'a>>>]),
        in_trial: impl Fn(&'a Condition) -> TrialCondition<'a>,
        is_requested: impl Fn(&Cells<'a>, &Key) -> bool,
    ) -> Vec<Self> {
        if cells.iter().all(Option::is_none) {
            return Vec::new();
        }
        let of_variable = |(variable, cells): (&'a Variable, &Option<Box<Cells<'a>>>)| {
            let mut reads = Self { columns: Vec::new(), conditions: Vec::new() };
            if let (Kind::Process(process), Some(cells)) = (&variable.kind, cells)
                && process.moves.len() <= MOST_IN_BYTE
            {
                let states = process.moves.len();
                for (state, conditional) in process.moves.iter().enumerate() {
                    if let Some(Form::Table(keys)) = conditional.as_ref().map(|l| &l.form) {
                        let is_requested = |key: &Key| is_requested(cells, key);
                        let probe = Probe::new(model, keys, true, slots, is_requested);
                        reads.add_state((state, states), &probe, &in_trial);
                    }
                }
            }
            reads
        };
        model.variables.iter().zip(cells).map(of_variable).collect()
    }

    /// Adds the reads of one of `states` states.
    fn add_state(
        &mut self,
        (state, states): (usize, usize),
        probe: &Probe<'a>,
        in_trial: impl Fn(&'a Condition) -> TrialCondition<'a>,
    ) {
        for column in &probe.columns {
            self.add((state, states), column, probe.carries_of(column));
        }
        for (condition, carry) in &probe.conditions {
            let condition = in_trial(condition);
            let known = self.conditions.iter().position(|(known, _)| *known == condition);
            let at = known.unwrap_or_else(|| {
                self.conditions.push((condition, vec![0; states]));
                self.conditions.len() - 1
            });
            self.conditions[at].1[state] += carry;
        }
    }

    /// Adds one column's offsets in one state; columns of the same variable are summed.
    fn add(&mut self, (state, states): (usize, usize), column: &Column, carries: &[u32]) {
        let outcomes = carries.len();
        let is_same = |known: &&mut ReadColumn| {
            known.slot == column.slot && known.before == column.before && known.outcomes == outcomes
        };
        if let Some(known) = self.columns.iter_mut().find(is_same) {
            let own = &mut known.carries[state * outcomes..(state + 1) * outcomes];
            own.iter_mut().zip(carries).for_each(|(sum, carry)| *sum += carry);
            return;
        }
        let mut all = vec![0; states * outcomes];
        all[state * outcomes..(state + 1) * outcomes].copy_from_slice(carries);
        let Column { slot, before, .. } = *column;
        self.columns.push(ReadColumn { slot, before, outcomes, carries: all });
    }
}

/// Stands for a threshold that is never reached.
const NEVER_REACHED: u16 = u16::MAX;
/// Marks a state whose trials can't be drawn from thresholds alone.
pub(crate) const ELSEWHERE: u32 = u32::MAX;
/// Above this many thresholds no copy is made, because building one in each world takes time.
const MOST_THRESHOLDS: usize = 1 << 14;

/// The upper 16 bits of thresholds, row by row, for the tables of all states in sequence.
#[derive(Clone, Debug)]
pub(crate) struct ByRow {
    each: usize,
    thresholds: Vec<u16>,
    /// By state: the index of its first row.
    begins: Vec<u32>,
}

impl ByRow {
    /// Builds the thresholds of one table with `rows` rows.
    pub(crate) fn of(phase: &Phase, rows: usize, states: usize) -> Self {
        let mut by_row = Self::empty(states);
        by_row.put(phase, rows);
        by_row
    }

    /// Builds the thresholds of all states' tables in a phase; `None` if they are too many, or if a table does not
    /// have all states.
    pub(crate) fn of_states(
        cells: &Cells,
        phase: usize,
        tables: &[Option<Arc<Table>>],
    ) -> Option<Self> {
        let mut by_row = Self::empty(tables.len());
        let rows: usize = tables.iter().flatten().map(|table| table.rows).sum();
        let is_dense = |table: &Arc<Table>| table.width == tables.len();
        if rows * by_row.each > MOST_THRESHOLDS || !tables.iter().flatten().all(is_dense) {
            return None;
        }
        for (state, table) in tables.iter().enumerate() {
            let begin = by_row.thresholds.len() / by_row.each.max(1);
            let begin = match table {
                None if cells.is_left(state) => ELSEWHERE,
                None => {
                    let nothing = by_row.thresholds.len() + by_row.each;
                    by_row.thresholds.resize(nothing, NEVER_REACHED);
                    begin as u32
                }
                Some(table) => {
                    let own = &table.phases[cells.phase_of(phase, state)];
                    by_row.put(own, table.rows);
                    if own.faults.is_empty() { begin as u32 } else { ELSEWHERE }
                }
            };
            by_row.begins.push(begin);
        }
        Some(by_row)
    }

    fn empty(states: usize) -> Self {
        Self { each: states.saturating_sub(1), thresholds: Vec::new(), begins: Vec::new() }
    }

    fn put(&mut self, phase: &Phase, rows: usize) {
        let (each, from) = (self.each, self.thresholds.len());
        if rows > kernel::MOST_IN_REGISTERS {
            return self.thresholds.extend_from_slice(&phase.coarse[..rows * each]);
        }
        self.thresholds.resize(from + rows * each, NEVER_REACHED);
        for j in 0..each {
            let first = kernel::place(rows, each, 0, j);
            let own = self.thresholds[from..].iter_mut().skip(j).step_by(each);
            own.zip(&phase.coarse[first..first + rows]).for_each(|(own, there)| *own = *there);
        }
    }

    /// The index of the first row of a state.
    #[inline]
    pub(crate) fn begin(&self, state: u16) -> u32 {
        self.begins.get(usize::from(state)).copied().unwrap_or(ELSEWHERE)
    }

    /// The number of thresholds in a row that 16 bits reach; `None` if they equal one, or if the row is not
    /// stored.
    #[inline]
    pub(crate) fn rank(&self, row: u32, bits: u16) -> Option<u16> {
        let from = row as usize * self.each;
        let own = self.thresholds.get(from..from + self.each)?;
        let (mut rank, mut tied) = (0, false);
        for threshold in own {
            rank += u16::from(bits >= *threshold);
            tied |= bits == *threshold;
        }
        (!tied).then_some(rank)
    }
}
