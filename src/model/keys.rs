//! What a lottery's chances depend on: the columns that select a row of its table, and the steps
//! that share one.

use crate::formula::{Condition, Reading, VariableId};

/// How the engine finds the chances of a trial.
#[derive(Clone, Debug)]
pub enum Form {
    /// A row of a table, selected by keys.
    Table(Keys),
    /// Weighed trial by trial, because a chance looks at a number or the table would be too large.
    Weighed,
}

/// What selects the row.
#[derive(Clone, Debug, Default)]
pub struct Keys {
    /// The columns, the last running fastest.
    pub columns: Vec<Key>,
    /// The product of their sizes.
    pub rows: usize,
    /// Which phase of the calendar each step belongs to.
    pub phase_of_step: Vec<u32>,
    /// A step of each phase, the first one.
    pub phases: Vec<usize>,
}

/// A column that selects rows.
#[derive(Clone, Debug, PartialEq)]
pub enum Key {
    /// The outcome of a variable with that many outcomes.
    Outcome(VariableId, Reading, usize),
    /// Whether a condition holds: 0 or 1.
    Holds(Condition),
}

impl Key {
    /// How many values it takes.
    pub fn size(&self) -> usize {
        match self {
            Self::Outcome(_, _, size) => *size,
            Self::Holds(_) => 2,
        }
    }
}
