//! The trials of a block that may move in a step, and what is known of them.

use super::marks::{Marks, Truths};
use super::slots::LANES;
use crate::numerics::kernel::{Lined, OVERHANG};

/// The trials that may move in a step; whatever stands there before, it means nothing.
pub(super) struct Candidates {
    pub(super) marks: Marks,
    /// The sixteen bits of each trial.
    pub(super) bits: Lined<u16>,
    /// The cell, or the row of the joint table, of each trial.
    pub(super) rows: Lined<u8>,
    /// Those that are looked at further.
    pub(super) listed: [u16; LANES + OVERHANG],
    /// The row of each of these in the tables of all states.
    pub(super) row_of_listed: Lined<u32>,
    /// What conditions come to by which cells or rows are told apart.
    pub(super) truths: Vec<Truths>,
}

impl Candidates {
    /// None yet.
    pub(super) const NONE: Self = Self {
        marks: Marks::NONE,
        bits: Lined::of(0),
        rows: Lined::of(0),
        listed: [0; LANES + OVERHANG],
        row_of_listed: Lined::of(0),
        truths: Vec::new(),
    };
}
