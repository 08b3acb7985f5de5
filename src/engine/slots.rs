//! How a block is laid out: where the columns of each variable stand, and how long they are.

use crate::model::{Kind, Model, Variable};

/// How many trials a block holds, side by side.
pub const LANES: usize = 1024;

/// The columns of one variable; only those that its kind has mean something.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slot {
    /// Among outcomes.
    pub outcome: usize,
    /// Among numbers.
    pub number: usize,
    /// Among processes.
    pub process: usize,
}

/// How many columns of each sort there are.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    /// Outcomes.
    pub outcomes: usize,
    /// Numbers.
    pub numbers: usize,
    /// Processes.
    pub processes: usize,
    /// By process: delays that run at one time.
    pub delays: Vec<usize>,
}

/// Lays out the columns of a model.
pub(super) fn layout(model: &Model) -> (Vec<Slot>, Sizes) {
    let mut sizes = Sizes::default();
    let slot = |variable: &Variable| {
        let mut slot = Slot::default();
        if variable.is_number() {
            slot.number = sizes.numbers;
            sizes.numbers += 1;
        } else {
            slot.outcome = sizes.outcomes;
            sizes.outcomes += 1;
        }
        if let Kind::Process(process) = &variable.kind {
            slot.process = sizes.processes;
            sizes.processes += 1;
            sizes.delays.push(process.delays.iter().map(Vec::len).max().unwrap_or(0));
        }
        slot
    };
    let slots = model.variables.iter().map(slot).collect();
    (slots, sizes)
}
