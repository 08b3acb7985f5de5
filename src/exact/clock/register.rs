//! The registers of a joint state: what can be carried from step to step.

use crate::formula::{Condition, Interned, VariableId};

/// A value that is carried from step to step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Register {
    /// The outcome of a variable.
    Outcome(VariableId),
    /// The outcome at the last step of an event that is drawn at every step.
    LastOutcome(VariableId),
    /// Whether an event or quantity is settled.
    Settled(VariableId),
    /// The moment at which a process entered its state.
    Entered(VariableId),
    /// The step at which a delay ends the state of a process, and which delay.
    Due(VariableId),
    /// The moment at which this delay ends.
    Moment(VariableId),
    /// The value of a series or quantity.
    Value(VariableId),
    /// Whether a condition has held by a given step.
    Happened(usize),
    /// The step at which a condition first held.
    First(usize),
    /// The number of steps in which a condition has held.
    Count(usize),
    /// A truth value or an outcome at a given step.
    Kept(usize),
    /// A number at a given step.
    KeptNumber(usize),
}

/// A truth value or an outcome to keep from a step.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Kept {
    /// `at(condition, date)`
    Truth(Interned<Condition>),
    /// `at(variable, date)`
    Outcome(VariableId),
}
