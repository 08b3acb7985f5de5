//! States that a process enters and leaves within one step: invisible at steps, yet visited.

use crate::engine::block::{Block, LaneFacts, Look, Marks};
use crate::formula::{Condition, Number, Reading, VariableId};
use crate::model::facts::{Facts, Truth, truth};
use crate::model::{Kind, reads};

impl Look<'_> {
    /// The trials in which a condition held within the step because a process passed through a state;
    /// everything else is read at the step.
    pub(crate) fn passing(&self, condition: &Condition) -> Marks {
        let mut found = Marks::NONE;
        if self.block.moved.iter().all(|moved| moved.passed.is_empty()) {
            return found;
        }
        for (id, variable) in self.program.model.variables.iter().enumerate() {
            let Kind::Process(_) = variable.kind else { continue };
            let passed = &self.block.moved[self.program.slots[id].process].passed;
            let variable = VariableId(id as u32);
            if passed.is_empty() || !reads::mentions(condition, variable) {
                continue;
            }
            for (lane, state) in passed {
                let facts = LaneFacts { look: self, lane: *lane, columns: None };
                let facts = Passing { facts: &facts, variable, state: *state };
                if truth(condition, &facts) == Truth::True {
                    found.mark(*lane);
                }
            }
        }
        found
    }
}

/// The trials in which a process passed a state within the step.
pub(crate) fn lanes(block: &Block, process: usize) -> Marks {
    let mut found = Marks::NONE;
    block.moved[process].passed.iter().for_each(|(lane, _)| found.mark(*lane));
    found
}

/// The trials in which a process passed a state within the step, in either of two blocks.
pub(crate) fn in_either(block: &Block, other: &Block, process: usize) -> Marks {
    lanes(block, process).or(&lanes(other, process))
}

/// One trial, while a process passes a state.
struct Passing<'a> {
    facts: &'a LaneFacts<'a>,
    variable: VariableId,
    state: u16,
}

impl Facts for Passing<'_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        if variable == self.variable { self.state } else { self.facts.outcome(variable, reading) }
    }
    fn number(&self, variable: VariableId, reading: Reading) -> f64 {
        self.facts.number(variable, reading)
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.facts.parameter(id)
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        match condition {
            Condition::Ever(inner) => {
                let before = self.facts.known(condition);
                let now = || truth(inner, self);
                Some(before.filter(|known| *known == Truth::True).unwrap_or_else(now))
            }
            _ => self.facts.known(condition),
        }
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        match number {
            // the state has just been entered
            Number::Elapsed(process) if *process == self.variable => Some(0.0),
            _ => self.facts.known_number(number),
        }
    }
    fn step(&self) -> f64 {
        self.facts.step()
    }
    fn today(&self) -> f64 {
        self.facts.today()
    }
}
