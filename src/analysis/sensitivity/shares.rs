//! Computes Sobol' indices from the answers at the points of a design, with errors from its independent sets.
//! Independent of models.

use crate::forecast::jackknife;
use crate::numerics::strata::REPLICATES;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// Number of independent sets of points, whose differences give the errors.
pub(super) const SETS: u64 = REPLICATES;
/// The fewest sets with an answer from which errors are estimated.
const FEWEST_SETS: usize = 16;

/// The Sobol' indices of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Indices {
    /// The reason why there are no indices, if so.
    pub absent: Option<Absent>,
    /// The standard deviation of the answer across worlds, without sampling noise, and its standard error;
    /// `None` if it does not vary significantly.
    pub std_dev: Option<(f64, f64)>,
    /// Whether the answer varies significantly across worlds.
    pub varies: bool,
    /// The inputs, the largest total index first.
    pub inputs: Vec<Index>,
    /// Number of points in each matrix.
    pub points: u64,
    /// Number of points left out because the answer is undefined at them or at one of their neighbours.
    pub left_out: u64,
    /// Number of trials at each point.
    pub trials: u64,
}

/// The reason why there are no indices: [`Indices::absent`](crate::result::Indices::absent).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Absent {
    /// Evidence makes the inputs dependent, and indices are of independent ones.
    Evidence,
    /// The answer is defined at too few points.
    Undefined,
}

/// The indices of one input.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    /// The parameter's name, or the path of the number; several names if they are drawn together.
    pub name: String,
    /// The first-order index and its standard error; NaN if all sets agree, for example if no trial differs.
    pub first: (f64, f64),
    /// The total index and its standard error, as in `first`.
    pub total: (f64, f64),
}

impl Index {
    /// Whether an index exceeds its error.
    pub fn is_seen((index, error): (f64, f64)) -> bool {
        index > 0.0 && (error.is_nan() || index > 2.04 * error)
    }
}

/// The answers at the points: by side (A, B, then A with each input of B), each drawn twice.
pub(super) struct Points {
    /// By point, which belongs to the set of its number modulo [`SETS`]: the two answers of each side; empty
    /// if one of them is undefined.
    pub(super) answers: Vec<Vec<[f64; 2]>>,
}

impl Points {
    /// The indices of the inputs with these names, in the order of the sides.
    pub(super) fn indices(&self, names: Vec<String>) -> Indices {
        let kept: Vec<(usize, &[[f64; 2]])> = self
            .answers
            .iter()
            .enumerate()
            .filter(|(_, sides)| !sides.is_empty())
            .map(|(point, sides)| (point % SETS as usize, sides.as_slice()))
            .collect();
        let left_out = (self.answers.len() - kept.len()) as u64;
        let sets: BTreeSet<usize> = kept.iter().map(|(set, _)| *set).collect();
        let mut found = Indices {
            absent: (sets.len() < FEWEST_SETS).then_some(Absent::Undefined),
            std_dev: None,
            varies: false,
            inputs: Vec::new(),
            points: self.answers.len() as u64,
            left_out,
            trials: 0,
        };
        if found.absent.is_some() {
            return found;
        }
        let both =
            |(_, sides): &(usize, &[[f64; 2]])| sides[0].iter().chain(&sides[1]).sum::<f64>();
        let mean = kept.iter().map(both).sum::<f64>() / (4 * kept.len()) as f64;
        let by_point = |of: &dyn Fn(&[[f64; 2]]) -> f64| -> Vec<(usize, f64)> {
            kept.iter().map(|(set, sides)| (*set, of(sides))).collect()
        };
        // half the squared difference of two independent points is the variance
        let variances = by_point(&|sides| 0.5 * product(sides[0], sides[1]));
        let ones = by_point(&|_| 1.0);
        let (variance, error) = ratio(&variances, &ones);
        found.varies = Index::is_seen((variance, error));
        found.std_dev = found.varies.then(|| (variance.sqrt(), 0.5 * error / variance.sqrt()));
        found.inputs = names
            .into_iter()
            .enumerate()
            .map(|(i, name)| {
                let total = by_point(&|sides| 0.5 * product(sides[0], sides[i + 2]));
                // Saltelli et al. 2010: E f(B) (f(AB) − f(A)), one factor from each draw
                let first = by_point(&|sides| {
                    let (a, b, ab) = (sides[0], sides[1], sides[i + 2]);
                    0.5 * ((b[0] - mean) * (ab[1] - a[1]) + (b[1] - mean) * (ab[0] - a[0]))
                });
                Index { name, first: ratio(&first, &variances), total: ratio(&total, &variances) }
            })
            .collect();
        found
            .inputs
            .sort_by(|a, b| b.total.0.total_cmp(&a.total.0).then_with(|| a.name.cmp(&b.name)));
        found
    }
}

/// (x − y)² with one factor from each draw.
fn product(x: [f64; 2], y: [f64; 2]) -> f64 {
    (x[0] - y[0]) * (x[1] - y[1])
}

/// The ratio of two sums over points, each given with its set, and its standard error. Sets are independent, and each is
/// left out in turn (the jackknife: Tukey 1958): if the lower sums differ much between sets, the linear error is too small.
fn ratio(above: &[(usize, f64)], below: &[(usize, f64)]) -> (f64, f64) {
    let total: f64 = below.iter().map(|(_, x)| x).sum();
    let ratio = above.iter().map(|(_, x)| x).sum::<f64>() / total;
    let mut sets = vec![None; SETS as usize];
    for ((set, a), (_, b)) in above.iter().zip(below) {
        let (own_a, own_b) = sets[*set].get_or_insert((0.0, 0.0));
        (*own_a, *own_b) = (*own_a + a, *own_b + b);
    }
    let above = ratio * total;
    let without = sets.iter().flatten().map(|(a, b)| (above - a) / (total - b));
    let error = jackknife(&without.collect::<Vec<f64>>()).1.sqrt();
    // sets that agree to the last bits give no estimate of an error
    (ratio, if error > 1e-12 * ratio.abs() { error } else { f64::NAN })
}

#[cfg(test)]
mod tests;
