//! The keys of a conditional distribution: the columns that select a row of its table, and the steps that share a
//! table.

use crate::formula::{Condition, Interned, Reading, VariableId};

/// The form in which the engine finds the chances of a trial.
#[derive(Clone, Debug)]
pub enum Form {
    /// A row of a table, selected by keys.
    Table(Keys),
    /// Computed in each trial, because a chance reads a number or the table would be too large.
    Weighed,
}

/// The columns that select a row, and the phases.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The columns; the last varies fastest.
    pub columns: Vec<Key>,
    /// The number of rows, the product of the columns' sizes.
    pub rows: usize,
    /// For each step the phase of the calendar to which it belongs.
    pub phase_of_step: Vec<u32>,
    /// The first step of each phase.
    pub phases: Vec<usize>,
}

/// A column that selects rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// The outcome of a variable, with the number of its outcomes.
    Outcome(VariableId, Reading, usize),
    /// The truth of a condition, 0 or 1.
    Holds(Interned<Condition>),
}

impl Key {
    /// The number of values of the column.
    pub fn size(&self) -> usize {
        match self {
            Self::Outcome(_, _, size) => *size,
            Self::Holds(_) => 2,
        }
    }
}
