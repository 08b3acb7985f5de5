//! Exact answers: probabilities of outcomes, by world. No arithmetic.

use crate::diagnostic::Diagnostic;
use crate::inference::Effort;

/// The exact answers of a scenario.
#[derive(Clone, Debug)]
pub struct Exact {
    /// Indexed by world; a single one if no input is uncertain.
    pub worlds: Vec<WorldAnswers>,
    /// The parameter values, by world; empty if there is a single world.
    pub values: Vec<Vec<f64>>,
    /// The parameter values of as many worlds drawn without evidence, if those of `values` were drawn by its
    /// weight; otherwise empty.
    pub before: Vec<Vec<f64>>,
    /// The questions answered, as indices into the model's.
    pub questions: Vec<usize>,
    /// The questions not answered, with the reason.
    pub refused: Vec<(usize, Diagnostic)>,
    /// The size of the computation.
    pub extent: Extent,
}

impl Exact {
    /// Multiplies the weight of each world by e^`ln_count`, the factor for having been drawn. `before` has
    /// the parameters of as many worlds drawn without evidence.
    pub fn count(&mut self, ln_counts: &[f64], before: Vec<Vec<f64>>) {
        for (world, ln_count) in self.worlds.iter_mut().zip(ln_counts) {
            world.ln_kept += ln_count;
            world.ln_sure += ln_count;
            world.answers.iter_mut().for_each(|answer| answer.ln_kept += ln_count);
        }
        self.before = before;
    }
}

/// The largest size that the computation reached.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Extent {
    /// For a single moment: the cost of elimination.
    Elimination(Effort),
    /// On a clock: the most joint states of a step.
    States(usize),
}

/// The answers of one world.
#[derive(Clone, Debug, PartialEq)]
pub struct WorldAnswers {
    /// The natural log of the probability of the evidence, times the expected factor of reports given it.
    pub ln_kept: f64,
    /// The natural log of the probability of what is learnt for sure, without reports; NaN if it is not known.
    pub ln_sure: f64,
    /// Indexed by question answered.
    pub answers: Vec<Exactly>,
    /// By process, if requested: the probability of state `s` at step `t`, at `t · states + s`; empty if it
    /// could not be computed.
    pub processes: Vec<Vec<f64>>,
}

/// The answer to one question in one world.
#[derive(Clone, Debug, PartialEq)]
pub struct Exactly {
    /// The natural log of the joint probability of the evidence and the question's `given`, times the expected factor
    /// of reports given both.
    pub ln_kept: f64,
    /// The probability, given these, that the answer is undefined.
    pub left_out: f64,
    /// The probabilities of the answers, given these; with `left_out` they sum to 1.
    pub masses: Masses,
    /// For a first passage: the probability, given these, that it has occurred by each step; otherwise empty.
    pub passed: Vec<f64>,
}

/// The probability masses of answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Masses {
    /// The probability of each outcome in the order of their names; of a condition [no, yes]; of a joint
    /// table each combination, the last part varying fastest.
    Outcomes(Vec<f64>),
    /// Values with their probabilities, ascending; *never* is infinite.
    Values(Vec<(f64, f64)>),
}

impl Masses {
    /// The number of masses.
    pub fn len(&self) -> usize {
        match self {
            Self::Outcomes(masses) => masses.len(),
            Self::Values(values) => values.len(),
        }
    }

    /// Whether there are no masses.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}
