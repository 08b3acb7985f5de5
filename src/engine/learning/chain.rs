//! The average behaviour of one process, as a Markov chain: what its guide takes for the future.

use crate::model::Counting;

/// The moves of a process at their average over trials that know nothing of the evidence.
#[derive(Clone, Debug)]
pub(crate) struct Chain {
    /// Number of states.
    pub(crate) states: usize,
    /// The chance of a random move in a step from one state to another, at `(step · states + from) · states + to`;
    /// 0 from a state to itself.
    pub(crate) moves: Vec<f64>,
    /// By state: its delays.
    pub(crate) delays: Vec<Delays>,
}

/// The delays of one state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Delays {
    /// By delay: the state entered, and what its length counts.
    pub(crate) targets: Vec<(u16, Counting)>,
    /// Lengths that were drawn together, by delay.
    pub(crate) drawn: Vec<Vec<f64>>,
    /// By step: the share of trials in which the conditions that delays wait for hold; empty if there are none.
    pub(crate) open: Vec<f64>,
}

impl Chain {
    /// The chance of a random move in a step.
    pub(super) fn moves(&self, step: usize, from: usize, to: usize) -> f64 {
        self.moves[(step * self.states + from) * self.states + to]
    }
}
