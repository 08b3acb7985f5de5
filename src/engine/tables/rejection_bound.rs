//! The phases of a process, and its rejection bound: in a step, a trial whose sixteen random bits are below the bound
//! stays, whatever its state and columns are, and is not examined further.

use crate::model::bind::{Phase, Table};
use crate::model::conditional::ConditionalDistribution;
use crate::model::keys::{Form, Keys};
use crate::model::{Kind, Model, Process};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The tables of a process by state; `None` for a state that has none.
pub(crate) type Tables = [Option<Arc<Table>>];

/// The phases of a process: the steps of a phase use the same thresholds of each state's table.
#[derive(Clone, Debug)]
pub(crate) struct Phases {
    /// The phase of each step.
    of_step: Vec<u32>,
    /// By phase: the phase of each state's own table.
    of_states: Vec<Vec<u32>>,
}

impl Phases {
    /// Returns the phases by variable; `None` unless it is a process.
    pub(crate) fn of(model: &Model) -> Vec<Option<Self>> {
        let of_kind = |kind: &Kind| match kind {
            Kind::Process(process) => Some(Self::new(process, model.timeline.last())),
            _ => None,
        };
        model.variables.iter().map(|variable| of_kind(&variable.kind)).collect()
    }

    fn new(process: &Process, last: usize) -> Self {
        let keys = |conditional: &Option<ConditionalDistribution>| match &conditional.as_ref()?.form
        {
            Form::Table(keys) => Some(keys.clone()),
            Form::Weighed => None,
        };
        let own: Vec<Option<Keys>> = process.moves.iter().map(keys).collect();
        let mut known: BTreeMap<Vec<u32>, u32> = BTreeMap::new();
        let mut of_states = Vec::new();
        let of_step = |step: usize| {
            let phase = |keys: &Option<Keys>| keys.as_ref().map_or(0, |k| k.phase_of_step[step]);
            let together: Vec<u32> = own.iter().map(phase).collect();
            *known.entry(together.clone()).or_insert_with(|| {
                of_states.push(together);
                of_states.len() as u32 - 1
            })
        };
        let of_step = (0..=last).map(of_step).collect();
        Self { of_step, of_states }
    }

    /// The number of phases.
    pub(crate) fn count(&self) -> usize {
        self.of_states.len()
    }

    /// The phase of a step.
    pub(crate) fn of_step(&self, step: usize) -> usize {
        self.of_step[step] as usize
    }

    /// The thresholds of a state's table in a phase of the process.
    pub(crate) fn own<'b>(&self, phase: usize, state: usize, table: &'b Table) -> &'b Phase {
        &table.phases[self.of_states[phase][state] as usize]
    }

    /// The rejection bound of a phase with these tables.
    pub(crate) fn bound(&self, phase: usize, process: &Process, tables: &Tables) -> u16 {
        let of_state = |(state, table): (usize, &Option<Arc<Table>>)| match table {
            // chances that are weighed trial by trial have no bound
            None => {
                if process.moves[state].is_some() {
                    0
                } else {
                    u16::MAX
                }
            }
            Some(table) => {
                let own = self.own(phase, state, table);
                if own.faults.is_empty() { own.floor } else { 0 }
            }
        };
        tables.iter().enumerate().map(of_state).min().unwrap_or(u16::MAX)
    }
}
