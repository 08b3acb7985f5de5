//! What was computed: chances of outcomes, world by world. No arithmetic.

use super::order::Effort;
use crate::diagnostic::Diagnostic;

/// The answers of a scenario, without sampling.
#[derive(Clone, Debug)]
pub struct Exact {
    /// World by world; one where the analyst is sure of everything.
    pub worlds: Vec<WorldAnswers>,
    /// The parameters' values, world by world; empty where there is one world.
    pub values: Vec<Vec<f64>>,
    /// The parameters' values in as many worlds without evidence, where those of `values` were drawn by
    /// its weight; else empty.
    pub before: Vec<Vec<f64>>,
    /// The questions answered, as indices into the model's.
    pub questions: Vec<usize>,
    /// The questions that were not, each with the reason.
    pub refused: Vec<(usize, Diagnostic)>,
    /// What it took.
    pub extent: Extent,
}

impl Exact {
    /// Counts each world by a factor with this logarithm: how much more it counts for having been drawn.
    /// `before` has the parameters of as many worlds without evidence.
    pub fn count(&mut self, ln_counts: &[f64], before: Vec<Vec<f64>>) {
        for (world, ln_count) in self.worlds.iter_mut().zip(ln_counts) {
            world.ln_kept += ln_count;
            world.answers.iter_mut().for_each(|answer| answer.ln_kept += ln_count);
        }
        self.before = before;
    }
}

/// What the computation took, at its largest.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// A single moment: the elimination.
    Elimination(Effort),
    /// A clock: the most joint states of a step.
    States(usize),
}

/// The answers of one world.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldAnswers {
    /// The natural logarithm of the chance of what is learnt.
    pub ln_kept: f64,
    /// By question answered.
    pub answers: Vec<Exactly>,
    /// By process, if wanted: the chance of state `s` at step `t`, at `t · states + s`; empty for
    /// one that is beyond reach.
    pub processes: Vec<Vec<f64>>,
}

/// The answer to one question in one world.
#[derive(Clone, Debug, PartialEq)]
pub struct Exactly {
    /// The natural logarithm of the chance that the question is asked at all: of what is learnt and
    /// its `given`.
    pub ln_kept: f64,
    /// The chance, among those, that the answer is undefined.
    pub left_out: f64,
    /// The chances of the answers, among those; with `left_out` they sum to 1.
    pub masses: Masses,
    /// For a first passage: the chance, among those, that it has come by each step; else empty.
    pub passed: Vec<f64>,
}

/// The chances of answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Masses {
    /// Of each outcome in the order of their names; of a condition [no, yes]; of a joint table each
    /// combination, the last part running fastest.
    Outcomes(Vec<f64>),
    /// Of each value, ascending; *never* is infinite.
    Values(Vec<(f64, f64)>),
}

impl Masses {
    /// How many chances.
    pub fn len(&self) -> usize {
        match self {
            Self::Outcomes(masses) => masses.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
