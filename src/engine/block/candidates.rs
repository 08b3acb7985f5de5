//! The trials of a block that may move in a step.

use super::mask::{Marks, Truths};
use crate::engine::tables::LANES;
use crate::numerics::kernel::{Lined, OVERHANG};

/// The trials that may move in a step. A reused value has arbitrary contents.
pub(crate) struct Candidates {
    pub(crate) marks: Marks,
    /// Sixteen random bits of each trial.
    pub(crate) bits: Lined<u16>,
    /// The cell, or the row of the joint table, of each trial.
    pub(crate) rows: Lined<u8>,
    /// The trials that are examined further.
    pub(crate) listed: [u16; LANES + OVERHANG],
    /// The row of each listed trial in the tables of all states.
    pub(crate) row_of_listed: Lined<u32>,
    /// Truth values of the conditions that distinguish cells or rows.
    pub(crate) truths: Vec<Truths>,
}

impl Candidates {
    /// An empty value.
    pub(crate) const NONE: Self = Self {
        marks: Marks::NONE,
        bits: Lined::of(0),
        rows: Lined::of(0),
        listed: [0; LANES + OVERHANG],
        row_of_listed: Lined::of(0),
        truths: Vec::new(),
    };
}
