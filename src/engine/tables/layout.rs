//! The layout of a block: the column indices of each variable and the number of columns.

use crate::model::{Kind, Model, Variable};

/// Number of trials in a block.
pub const LANES: usize = 1024;
/// The most outcomes that one byte distinguishes.
pub(crate) const MOST_IN_BYTE: usize = 256;

/// The column indices of one variable; only those that apply to its kind are meaningful.
#[derive(Clone, Copy, Debug, Default)]
pub struct Slot {
    /// Its index among outcome columns.
    pub outcome: usize,
    /// Its index among number columns.
    pub number: usize,
    /// Its index among processes.
    pub process: usize,
}

/// Numbers of columns.
#[derive(Clone, Debug, Default)]
pub struct Sizes {
    /// By outcome column: whether outcomes have two bytes.
    pub are_wide: Vec<bool>,
    /// Number of number columns.
    pub numbers: usize,
    /// Number of processes.
    pub processes: usize,
    /// By process: the most delays that run at one time.
    pub delays: Vec<usize>,
}

/// Lays out the columns of a model.
pub(crate) fn layout(model: &Model) -> (Vec<Slot>, Sizes) {
    let mut sizes = Sizes::default();
    let slot = |variable: &Variable| {
        let mut slot = Slot::default();
        if variable.is_number() {
            slot.number = sizes.numbers;
            sizes.numbers += 1;
        } else {
            slot.outcome = sizes.are_wide.len();
            sizes.are_wide.push(variable.outcomes.len() > MOST_IN_BYTE);
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
