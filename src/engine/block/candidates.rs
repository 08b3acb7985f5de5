//! The trials of a block that may move in a step.

use super::mask::{Marks, Truths};
use super::outcomes::Outcomes;
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

/// The trials in which a process changed in a step.
#[derive(Clone, Debug, Default)]
pub(crate) struct Moved {
    /// Whether it moved in exactly the listed trials; if not, it may have moved in any.
    pub is_listed: bool,
    /// The trials that moved, with their new states; those that moved after a delay come first.
    pub trials: Vec<(usize, u16)>,
    /// The moments at which the latter entered their states.
    pub moments: Vec<f64>,
    /// The states entered and left within the step, with their trials, in the order of entry.
    pub passed: Vec<(usize, u16)>,
}

impl Moved {
    /// Copies the current moments of the listed trials.
    pub(super) fn keep(&self, now: &Lined<f64>, before: &mut Lined<f64>) {
        self.trials.iter().for_each(|(lane, _)| before[*lane] = now[*lane]);
    }

    /// Copies the current outcomes of the listed trials.
    pub(super) fn keep_outcomes(&self, now: &Outcomes, before: &mut Outcomes) {
        self.trials.iter().for_each(|(lane, _)| before.set(*lane, now.of(*lane)));
    }
}
