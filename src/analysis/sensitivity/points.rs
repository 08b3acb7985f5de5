//! The answers at the values of a number, and the differences between them.

use crate::model::Overrides;
use crate::numerics::effects::two_sided;

/// The movement of an answer as a number goes from a low to a high value.
#[derive(Clone, Debug, PartialEq)]
pub struct Swing {
    /// The parameter's name, or the path of the number.
    pub name: String,
    /// The number or range as written.
    pub written: String,
    /// Its low and high value; `None` for experts.
    pub ends: Option<(f64, f64)>,
    /// The answer at each of them.
    pub answers: (f64, f64),
    /// The second answer minus the first.
    pub difference: f64,
    /// Its standard error, with the trials of both paired; `None` if it can't be estimated, for example if no
    /// trial differs.
    pub std_error: Option<f64>,
    /// A value between the ends at which the answer is beyond both, if there is one.
    pub inner: Option<Inner>,
    /// Whether the answer moves significantly: beyond what sampling explains in 19 of 20 such tables.
    pub is_seen: bool,
    /// Whether too few worlds carry the evidence to estimate an error.
    pub is_thin: bool,
}

/// The answer at a value between the ends.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Inner {
    /// The value.
    pub input: f64,
    /// The answer there.
    pub answer: f64,
    /// The answer there minus the answer at the end that is farther from it.
    pub difference: f64,
    /// Its standard error.
    pub std_error: Option<f64>,
}

impl Swing {
    /// Whether there is no answer at one of its ends: it is undefined there, or its condition holds in no trial.
    pub fn is_open(&self) -> bool {
        !(self.answers.0.is_finite() && self.answers.1.is_finite())
    }

    /// The largest movement of the answer, with its standard error.
    pub fn movement(&self) -> (f64, Option<f64>) {
        match self.inner {
            Some(inner) if inner.difference.abs() > self.difference.abs() => {
                (inner.difference, inner.std_error)
            }
            _ => (self.difference, self.std_error),
        }
    }
}

impl Swing {
    /// Removes the errors, if too few worlds carry them.
    pub(super) fn without_errors(self) -> Self {
        let inner = self.inner.map(|inner| Inner { std_error: None, ..inner });
        Self { std_error: None, inner, is_seen: false, is_thin: true, ..self }
    }
}

/// A number to be moved.
pub(super) struct Move {
    pub(super) name: String,
    pub(super) written: String,
    /// Its low and high value, and possibly one between them; `None` for experts.
    pub(super) at: Option<Vec<f64>>,
    pub(super) numbers: Vec<Overrides>,
}

/// A swing with its p-value: the probability of such a movement if the number had no effect.
pub(super) struct Tested {
    pub(super) swing: Swing,
    pub(super) p: f64,
}

/// Sorts swings by their movement, largest first.
pub(super) fn sort(swings: &mut [Tested]) {
    let by = |tested: &Tested| tested.swing.movement().0.abs();
    swings.sort_by(|a, b| by(b).total_cmp(&by(a)).then_with(|| a.swing.name.cmp(&b.swing.name)));
}

/// Returns the difference of the answer at the second point from that at the first, with its error.
type Apart<'a> = &'a dyn Fn(usize, usize) -> (f64, Option<f64>);

/// The answers drawn at the points of some numbers.
pub(super) struct Points<'a> {
    /// The answer at each point.
    pub(super) answers: Vec<f64>,
    pub(super) apart: Apart<'a>,
    /// Whether too few worlds carry a point.
    pub(super) is_thin: &'a dyn Fn(usize) -> bool,
    /// The number of independent parts from which errors are estimated.
    pub(super) independent: usize,
}

impl Points<'_> {
    /// The swings of the numbers whose points these are, in order.
    pub(super) fn swings(&self, moves: &[&Move]) -> Vec<Tested> {
        let mut at = 0;
        let of = |one: &&Move| {
            at += one.numbers.len();
            self.tested(one, at - one.numbers.len())
        };
        moves.iter().map(of).collect()
    }

    /// The swing of a number whose points begin at index `first`.
    fn tested(&self, one: &Move, first: usize) -> Tested {
        let sides: Vec<usize> = (first..first + one.numbers.len()).collect();
        let answer = |side: usize| self.answers[side];
        let order = |a: &&usize, b: &&usize| answer(**a).total_cmp(&answer(**b));
        let (low, high) = match &one.at {
            Some(_) => (first, first + 1),
            None => (
                sides.iter().min_by(order).copied().unwrap_or(first),
                sides.iter().max_by(order).copied().unwrap_or(first),
            ),
        };
        let (difference, std_error) = (self.apart)(low, high);
        let inner = one.at.as_ref().filter(|at| at.len() > 2).map(|at| {
            let side = first + 2;
            let [(a, error_a), (b, error_b)] = [(self.apart)(low, side), (self.apart)(high, side)];
            let (difference, std_error) =
                if a.abs() > b.abs() { (a, error_a) } else { (b, error_b) };
            Inner { input: at[2], answer: answer(side), difference, std_error }
        });
        let inner = inner.filter(|inner| {
            let (a, b) = (inner.answer - answer(low), inner.answer - answer(high));
            a * b > 0.0
        });
        let names: Vec<&str> = one.written.split(", ").collect();
        let written = match &one.at {
            Some(_) => one.written.clone(),
            None => format!("{} to {}", names[low - first], names[high - first]),
        };
        let swing = Swing {
            name: one.name.clone(),
            written,
            ends: one.at.as_ref().map(|at| (at[0], at[1])),
            answers: (answer(low), answer(high)),
            difference,
            std_error,
            inner,
            is_seen: false,
            is_thin: sides.iter().any(|side| (self.is_thin)(*side)),
        };
        // of several points, the two farthest apart were chosen: correct for the number of pairs
        let pairs = (sides.len() * (sides.len() - 1) / 2) as f64;
        let p = match swing.movement() {
            (moved, Some(error)) => two_sided(moved / error, self.independent as f64 - 1.0) * pairs,
            _ => 1.0,
        };
        Tested { swing, p }
    }
}
