//! How the row of a trial is found: what each outcome of each column adds to it.

use super::slots::Slot;
use super::sources::Sources;
use crate::formula::{Condition, Reading};
use crate::model::keys::{Form, Key, Keys};
use crate::model::lottery::Lottery;
use crate::model::{Kind, Model};

/// What selects a row of a table, as columns of a block.
#[derive(Clone, Debug)]
pub(super) struct Probe<'a> {
    pub(super) columns: Vec<Column>,
    /// What each outcome of each column adds to the row.
    pub(super) carries: Vec<u32>,
    /// Conditions that are more than a look at one column, and what each adds where it holds.
    pub(super) conditions: Vec<(&'a Condition, u32)>,
    /// The same for all trials of a block at once.
    pub(super) sources: Sources<'a>,
}

/// A column of outcomes.
#[derive(Clone, Debug)]
pub(super) struct Column {
    /// Among outcomes.
    pub(super) slot: usize,
    /// Whether the step before is meant.
    pub(super) before: bool,
    /// Where what its outcomes add begins.
    pub(super) carries_from: usize,
    /// Where it ends.
    carries_to: usize,
}

/// The probes of one variable.
#[derive(Clone, Debug, Default)]
pub(super) struct Probes<'a> {
    /// Of an event, or of the start of a process.
    pub(super) settle: Option<Probe<'a>>,
    /// Of the moves out of each state.
    pub(super) moves: Vec<Option<Probe<'a>>>,
}

impl<'a> Probes<'a> {
    /// By variable.
    pub(super) fn of(model: &'a Model, slots: &[Slot]) -> Vec<Self> {
        let probe = |lottery: &'a Lottery, moves| match &lottery.form {
            Form::Table(keys) => Some(Probe::new(model, keys, moves, slots, |_| true)),
            Form::Weighed => None,
        };
        let of_variable = |kind: &'a Kind| match kind {
            Kind::Event(event) => Self { settle: probe(&event.lottery, false), moves: Vec::new() },
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
    /// `moves`: whether it sees the step before, as moves do. Columns that are not wanted are left out.
    pub(super) fn new(
        model: &Model,
        keys: &'a Keys,
        moves: bool,
        slots: &[Slot],
        is_wanted: impl Fn(&Key) -> bool,
    ) -> Self {
        let all = keys.columns.iter();
        let mut probe = Self {
            columns: Vec::new(),
            carries: Vec::new(),
            conditions: Vec::new(),
            sources: Sources::new(all, moves, slots),
        };
        // the last column runs fastest
        let mut next = 1;
        for key in keys.columns.iter().rev() {
            let carry = next;
            next *= key.size() as u32;
            if !is_wanted(key) {
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
                Key::Holds(Condition::Is { variable, reading, outcomes }) => {
                    let size = model.variable(*variable).outcomes.len().max(1) as u16;
                    let carries = (0..size).map(|o| if outcomes.contains(&o) { carry } else { 0 });
                    probe.add(
                        slots[variable.index()].outcome,
                        moves && *reading == Reading::Usual,
                        carries,
                    );
                }
                Key::Holds(condition) => probe.conditions.push((condition, carry)),
            }
        }
        probe
    }

    /// What each outcome of a column adds.
    pub(super) fn carries_of(&self, column: &Column) -> &[u32] {
        &self.carries[column.carries_from..column.carries_to]
    }

    fn add(&mut self, slot: usize, before: bool, carries: impl Iterator<Item = u32>) {
        let carries_from = self.carries.len();
        self.carries.extend(carries);
        self.columns.push(Column { slot, before, carries_from, carries_to: self.carries.len() });
    }
}
