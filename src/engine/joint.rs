//! The moves out of all states of a process as one table, for steps in which many trials move: a row
//! for each state and each combination of what any of them hangs on.

use super::gate;
use crate::model::bind::{Phase, Table};
use crate::model::keys::{Form, Key as Column, Keys};
use crate::model::lottery::Lottery;
use crate::model::{Binding, Kind, Model, Process};
use crate::numerics::kernel::{MOST_IN_REGISTERS, stride};
use std::sync::OnceLock;

/// How the moves of a process go together.
#[derive(Clone, Debug)]
pub(super) struct Joint<'a> {
    pub(super) states: usize,
    /// What any state's moves hang on; the last runs fastest, and the state slowest.
    pub(super) columns: Vec<&'a Column>,
    /// By state, of each combination: the row of the state's own table; empty where it is not left by
    /// chance.
    own_rows: Vec<Vec<u32>>,
    /// By step.
    phase_of_step: Vec<u32>,
    /// By phase: that of each state's own table.
    phases: Vec<Vec<u32>>,
}

impl<'a> Joint<'a> {
    /// By variable; none of what is no process, or has more rows than registers hold.
    pub(super) fn of(model: &'a Model) -> Vec<Option<Self>> {
        let of_variable = |kind: &'a Kind| match kind {
            Kind::Process(process) => Self::new(model, process),
            _ => None,
        };
        model.variables.iter().map(|variable| of_variable(&variable.kind)).collect()
    }

    fn new(model: &Model, process: &'a Process) -> Option<Self> {
        let keys = |lottery: &'a Lottery| match &lottery.form {
            Form::Table(keys) => Some(keys),
            Form::Weighed => None,
        };
        let own: Vec<Option<&Keys>> = process
            .moves
            .iter()
            .map(|lottery| lottery.as_ref().map_or(Some(None), |lottery| keys(lottery).map(Some)))
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
        let (phase_of_step, phases) = gate::phases(process, model.timeline.last());
        Some(Self { states, columns, own_rows, phase_of_step, phases })
    }

    /// How many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.states * self.columns.iter().map(|column| column.size()).product::<usize>()
    }

    /// The thresholds of a phase; none if a row can't be weighed.
    fn phase(&self, phase: usize, tables: &[Option<std::sync::Arc<Table>>]) -> Option<Phase> {
        let (rows, each) = (self.rows(), self.rows() / self.states);
        let (thresholds, stride) = (self.states - 1, stride(rows));
        let mut joint = Phase {
            coarse: vec![u16::MAX; thresholds * stride],
            fine: vec![u64::MAX; thresholds * rows],
            floor: 0,
            faults: Vec::new(),
        };
        for (state, own_rows) in self.own_rows.iter().enumerate() {
            if own_rows.is_empty() {
                continue;
            }
            let table = tables.get(state)?.as_deref()?;
            let own = &table.phases[self.phases[phase][state] as usize];
            if !own.faults.is_empty() {
                return None;
            }
            for (combination, row) in own_rows.iter().enumerate() {
                for j in 0..thresholds {
                    let fine = own.fine[j * table.rows + *row as usize];
                    joint.coarse[j * stride + state * each + combination] = (fine >> 48) as u16;
                    joint.fine[j * rows + state * each + combination] = fine;
                }
            }
        }
        Some(joint)
    }
}

/// The joint tables of one world, each made when it is first wanted.
#[derive(Debug)]
pub(super) struct JointTables(Vec<Vec<OnceLock<Option<Phase>>>>);

impl JointTables {
    /// None made yet.
    pub(super) fn new(joints: &[Option<Joint>]) -> Self {
        let phases = |joint: &Option<Joint>| joint.as_ref().map_or(0, |joint| joint.phases.len());
        Self(joints.iter().map(|j| (0..phases(j)).map(|_| OnceLock::new()).collect()).collect())
    }

    /// The thresholds of a process in a step, if they can be had.
    pub(super) fn phase(
        &self,
        joint: &Joint,
        (process, step): (usize, usize),
        binding: &Binding,
    ) -> Option<&Phase> {
        let phase = joint.phase_of_step[step] as usize;
        let made = || joint.phase(phase, &binding.moves[process]);
        self.0[process][phase].get_or_init(made).as_ref()
    }
}

impl Clone for JointTables {
    /// Another world has other tables.
    fn clone(&self) -> Self {
        let none = |phases: &Vec<_>| phases.iter().map(|_| OnceLock::new()).collect();
        Self(self.0.iter().map(none).collect())
    }
}
