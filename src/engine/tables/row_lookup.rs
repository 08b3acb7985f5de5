//! Finds the table row of a trial: the row offset of each outcome of each column.

use super::layout::Slot;
use super::row_sources::Sources;
use crate::formula::{Condition, Reading};
use crate::model::conditional::ConditionalDistribution;
use crate::model::keys::{Form, Key, Keys};
use crate::model::{Kind, Model};

/// The columns and conditions that select a row of a table.
#[derive(Clone, Debug)]
pub(crate) struct Probe<'a> {
    pub(crate) columns: Vec<Column>,
    /// The row offsets of all columns' outcomes.
    pub(crate) carries: Vec<u32>,
    /// Conditions that need more than one column, with the row offset of each if it holds.
    pub(crate) conditions: Vec<(&'a Condition, u32)>,
    /// The sources of the rows, for all trials of a block at once.
    pub(crate) sources: Sources<'a>,
}

/// An outcome column.
#[derive(Clone, Debug)]
pub(crate) struct Column {
    /// Its index among outcome columns.
    pub(crate) slot: usize,
    /// Whether the step before is read.
    pub(crate) before: bool,
    /// The start of its offsets in `carries`.
    pub(crate) carries_from: usize,
    /// The end of its offsets.
    carries_to: usize,
}

/// The probes of one variable.
#[derive(Clone, Debug, Default)]
pub(crate) struct Probes<'a> {
    /// For an event, or for the start of a process.
    pub(crate) settle: Option<Probe<'a>>,
    /// For the moves out of each state.
    pub(crate) moves: Vec<Option<Probe<'a>>>,
}

impl<'a> Probes<'a> {
    /// Builds the probes of all variables.
    pub(crate) fn of(model: &'a Model, slots: &[Slot]) -> Vec<Self> {
        let probe = |conditional: &'a ConditionalDistribution, moves| match &conditional.form {
            Form::Table(keys) => Some(Probe::new(model, keys, moves, slots, |_| true)),
            Form::Weighed => None,
        };
        let of_variable = |kind: &'a Kind| match kind {
            Kind::Event(event) => {
                Self { settle: probe(&event.conditional, false), moves: Vec::new() }
            }
            Kind::Process(process) => {
                let moves = process.moves.iter();
                Self {
                    settle: probe(&process.start, false),
                    moves: moves.map(|l| probe(l.as_ref()?, true)).collect(),
                }
            }
            _ => Self::default(),
        };
        model.variables.iter().map(|variable| of_variable(&variable.kind)).collect()
    }
}

impl<'a> Probe<'a> {
    /// Builds the probe of a table. `moves`: whether unmarked reads refer to the step before, as in moves.
    /// Columns that `is_requested` rejects are omitted.
    pub(crate) fn new(
        model: &Model,
        keys: &'a Keys,
        moves: bool,
        slots: &[Slot],
        is_requested: impl Fn(&Key) -> bool,
    ) -> Self {
        let all = keys.columns.iter();
        let mut probe = Self {
            columns: Vec::new(),
            carries: Vec::new(),
            conditions: Vec::new(),
            sources: Sources::new(all, moves, slots),
        };
        // the last column varies fastest
        let mut next = 1;
        for key in keys.columns.iter().rev() {
            let carry = next;
            next *= key.size() as u32;
            if !is_requested(key) {
                continue;
            }
            match key {
                Key::Outcome(variable, reading, size) => {
                    let carries = (0..*size as u32).map(|outcome| outcome * carry);
                    probe.add(
                        slots[variable.index()].outcome,
                        moves && *reading == Reading::Usual,
                        carries,
                    );
                }
                Key::Holds(condition) => match &**condition {
                    Condition::Is { variable, reading, outcomes } => {
                        let size = model.variable(*variable).outcomes.len().max(1) as u16;
                        let carries =
                            (0..size).map(|o| if outcomes.contains(&o) { carry } else { 0 });
                        probe.add(
                            slots[variable.index()].outcome,
                            moves && *reading == Reading::Usual,
                            carries,
                        );
                    }
                    condition => probe.conditions.push((condition, carry)),
                },
            }
        }
        probe
    }

    /// The row offset of each outcome of a column.
    pub(crate) fn carries_of(&self, column: &Column) -> &[u32] {
        &self.carries[column.carries_from..column.carries_to]
    }

    fn add(&mut self, slot: usize, before: bool, carries: impl Iterator<Item = u32>) {
        let carries_from = self.carries.len();
        self.carries.extend(carries);
        self.columns.push(Column { slot, before, carries_from, carries_to: self.carries.len() });
    }
}
