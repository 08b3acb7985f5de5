//! The moves out of all states of a process as one table, for steps in which many trials move: a row for each
//! state and each combination of the columns that any of them depends on.

use super::layout::Slot;
use super::rejection_bound;
use super::row_sources::Sources;
use super::sparse_rows::ByRow;
use crate::model::bind::{Phase, Table};
use crate::model::conditional::ConditionalDistribution;
use crate::model::keys::{Form, Key as Column, Keys};
use crate::model::{Identity, Kind, Model, Process, Variable};
use crate::numerics::kernel::{self, MOST_IN_REGISTERS, RowBounds};
use std::iter::repeat_n;
use std::sync::Arc;

/// The layout of a process's joint table.
#[derive(Clone, Debug)]
pub(crate) struct Joint<'a> {
    pub(crate) states: usize,
    /// The columns that any state's moves depend on; the last varies fastest, the state slowest.
    columns: Vec<&'a Column>,
    /// The sources of `columns` in a block.
    pub(crate) sources: Sources<'a>,
    /// By state: for each combination, the row of the state's own table; empty if it has no random moves.
    own_rows: Vec<Vec<u32>>,
    /// The phase of each step.
    phase_of_step: Vec<u32>,
    /// By phase: the phase of each state's own table.
    phases: Vec<Vec<u32>>,
}

impl<'a> Joint<'a> {
    /// By variable; `None` unless it is a process whose rows fit in registers.
    pub(crate) fn of(model: &'a Model, slots: &[Slot]) -> Vec<Option<Box<Self>>> {
        let of_variable = |(variable, slot): (&'a Variable, &Slot)| match &variable.kind {
            Kind::Process(process) => {
                Self::new(model, process, (slots, slot.outcome)).map(Box::new)
            }
            _ => None,
        };
        model.variables.iter().zip(slots).map(of_variable).collect()
    }

    fn new(
        model: &Model,
        process: &'a Process,
        (slots, own_slot): (&[Slot], usize),
    ) -> Option<Self> {
        if process.moves.len() > MOST_IN_REGISTERS {
            return None;
        }
        let keys = |conditional: &'a ConditionalDistribution| match &conditional.form {
            Form::Table(keys) => Some(keys),
            Form::Weighed => None,
        };
        let own: Vec<Option<&Keys>> = process
            .moves
            .iter()
            .map(|conditional| {
                conditional.as_ref().map_or(Some(None), |conditional| keys(conditional).map(Some))
            })
            .collect::<Option<_>>()?;
        let mut columns: Vec<&Column> = Vec::new();
        for column in own.iter().flatten().flat_map(|keys| &keys.columns) {
            if !columns.contains(&column) {
                columns.push(column);
            }
        }
        let states = own.len();
        let combinations = columns.iter().try_fold(1_usize, |n, c| n.checked_mul(c.size()))?;
        if states.checked_mul(combinations)? > MOST_IN_REGISTERS {
            return None;
        }
        let row = |keys: &Keys, combination: usize| {
            let mut left = combination;
            let mut values = vec![0; columns.len()];
            for (value, column) in values.iter_mut().zip(&columns).rev() {
                *value = left % column.size();
                left /= column.size();
            }
            keys.columns.iter().fold(0, |row, column| {
                let at = columns.iter().position(|known| *known == column).unwrap_or(0);
                row * column.size() + values[at]
            }) as u32
        };
        let own_rows = own.iter().map(|keys| {
            keys.map_or(Vec::new(), |keys| (0..combinations).map(|c| row(keys, c)).collect())
        });
        let own_rows = own_rows.collect();
        let (phase_of_step, phases) = rejection_bound::phases(process, model.timeline.last());
        let sources = Sources::new(columns.iter().copied(), true, slots);
        let sources = sources.by_state(own_slot, combinations);
        Some(Self { states, columns, sources, own_rows, phase_of_step, phases })
    }

    /// The number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.states * self.columns.iter().map(|column| column.size()).product::<usize>()
    }

    /// The number of phases.
    pub(crate) fn phases(&self) -> usize {
        self.phases.len()
    }

    /// The phase of a step.
    pub(crate) fn phase(&self, step: usize) -> usize {
        self.phase_of_step[step] as usize
    }

    /// Builds the joint table of a phase from these tables; `None` if a row has a fault.
    pub(crate) fn table(&self, phase: usize, tables: &[Option<Arc<Table>>]) -> Option<JointTable> {
        let (rows, each) = (self.rows(), self.rows() / self.states);
        let thresholds = self.states - 1;
        let mut joint = Phase::new(thresholds, rows);
        for (state, own_rows) in self.own_rows.iter().enumerate() {
            let row = |combination: usize| state * each + combination;
            if own_rows.is_empty() {
                // nothing reaches the largest threshold, so the state is never left
                for combination in 0..each {
                    joint.set(rows, row(combination), repeat_n(u64::MAX, thresholds));
                }
                continue;
            }
            let table = tables.get(state)?.as_deref()?;
            let own = &table.phases[self.phases[phase][state] as usize];
            if !own.faults.is_empty() {
                return None;
            }
            for (combination, own_row) in own_rows.iter().enumerate() {
                let of_row = |j: usize| own.fine[j * table.rows + *own_row as usize];
                joint.set(rows, row(combination), (0..thresholds).map(of_row));
            }
        }
        let lowest = (0..rows).filter_map(|row| joint.first(rows, row)).min().unwrap_or(u16::MAX);
        let shape = Table { id: Identity::unique(), width: self.states, rows, phases: Vec::new() };
        let by_row = ByRow::of(&joint, rows, self.states);
        Some(JointTable { phase: joint, shape, by_row, lowest })
    }
}

/// The moves out of all states in one phase.
#[derive(Clone, Debug)]
pub(crate) struct JointTable {
    pub(crate) phase: Phase,
    /// The numbers of rows and outcomes.
    pub(crate) shape: Table,
    /// The thresholds by row, for sparse moves.
    pub(crate) by_row: ByRow,
    /// The lowest bits with which any trial moves.
    lowest: u16,
}

impl JointTable {
    /// The rejection bound of each row: a trial with lower bits stays.
    pub(crate) fn bounds(&self) -> RowBounds<'_> {
        // the first thresholds of all rows are contiguous, in the order of rows
        let by_row = self.phase.coarse.get(..kernel::size(self.shape.rows, 1)).unwrap_or(&[]);
        RowBounds { by_row, lowest: self.lowest }
    }
}
