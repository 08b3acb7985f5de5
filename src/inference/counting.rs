//! The distribution of the number of nodes whose values count, without a node for that number.
//!
//! Nodes are summed out as in `elimination`, but a message has, for each combination of its nodes, the
//! probabilities of every count so far: a polynomial. When messages are combined, their counts add (a
//! convolution of positive terms only). `n` nodes that are summed out one by one cost about n² in total, and the
//! memory of a few messages.

use super::digits::digits;
use super::elimination::{Problem, Total};
use super::factor::{Factor, product, scale, strides};
use super::order::Order;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::work::Phase;

/// The probability of each count, and the log of their sum.
pub struct Counts {
    /// The probability of each count.
    pub chances: Vec<f64>,
    /// The natural log of their sum before they were divided by it; negative infinity if nothing is possible.
    pub ln_total: f64,
    /// The number of multiplications made.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests hold the growth to it"))]
    steps: u64,
}

/// For each combination of the scope, the probability of each count below `width`.
struct Message {
    scope: Vec<usize>,
    width: usize,
    cells: Vec<f64>,
}

/// The tables and messages to combine when a node is summed out.
#[derive(Default)]
struct Waiting {
    tables: Vec<Factor>,
    messages: Vec<Message>,
}

impl Problem {
    /// Returns the distribution of a sum of weights; `weights` has the weight of each value, by node.
    ///
    /// # Errors
    ///
    /// If the work is cancelled.
    pub fn count(self, weights: &[Vec<usize>], order: &Order) -> Result<Counts, Diagnostic> {
        let mut waiting: Vec<Waiting> = order.turns.iter().map(|_| Waiting::default()).collect();
        let (mut total, mut counts, mut steps) = (Total::default(), vec![1.0], 0);
        for factor in self.factors {
            match order.first(&factor.scope) {
                Some(turn) => waiting[turn].tables.push(factor),
                None => total.times(factor.cells[0]),
            }
        }
        let phase = Phase::begin("counting", order.turns.len() as u64);
        for (turn, (node, later)) in order.turns.iter().enumerate() {
            phase.step()?;
            let found = std::mem::take(&mut waiting[turn]);
            let scope: Vec<usize> = later.iter().chain([node]).copied().collect();
            let (plain, power) = product(&scope, &self.sizes, &found.tables);
            total.times_power(power);
            let mut message = summed(
                (&scope, &self.sizes),
                &plain,
                &found.messages,
                (&weights[*node], &mut steps),
            );
            total.times_power(scale(&mut message.cells));
            if let Some(next) = order.first(later) {
                waiting[next].messages.push(message);
            } else {
                counts = times(&counts, &message.cells, &mut steps);
                total.times_power(scale(&mut counts));
            }
        }
        let sum: f64 = counts.iter().sum();
        total.times(sum);
        for p in &mut counts {
            *p /= sum;
        }
        Ok(Counts { chances: counts, ln_total: total.ln(), steps })
    }
}

/// Sums the last node of a scope out of the product `plain` of its tables and of its messages.
fn summed(
    (scope, sizes): (&[usize], &[usize]),
    plain: &[f64],
    messages: &[Message],
    (weights, steps): (&[usize], &mut u64),
) -> Message {
    let shape: Vec<usize> = scope.iter().map(|n| sizes[*n]).collect();
    let moves: Vec<Vec<usize>> =
        messages.iter().map(|message| strides(scope, &message.scope, sizes)).collect();
    let size = weights.len();
    let most = weights.iter().copied().max().unwrap_or(0);
    let width = messages.iter().map(|message| message.width - 1).sum::<usize>() + most + 1;
    let mut cells = vec![0.0; plain.len() / size * width];
    for (cell, chance) in plain.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
        let digits = digits(cell, &shape);
        let mut own = vec![*chance];
        for (message, moves) in messages.iter().zip(&moves) {
            let at: usize = digits.iter().zip(moves).map(|(digit, by)| digit * by).sum();
            own = times(&own, &message.cells[at * message.width..][..message.width], steps);
        }
        let sums = &mut cells[cell / size * width..][weights[cell % size]..];
        own.iter().zip(sums).for_each(|(p, sum)| *sum += p);
    }
    Message { scope: scope[..scope.len() - 1].to_vec(), width, cells }
}

/// The probabilities of the sum of two independent counts.
fn times(a: &[f64], b: &[f64], steps: &mut u64) -> Vec<f64> {
    let mut sums = vec![0.0; a.len() + b.len() - 1];
    for (i, p) in a.iter().enumerate() {
        for (q, sum) in b.iter().zip(&mut sums[i..]) {
            *sum += p * q;
        }
    }
    *steps += (a.len() * b.len()) as u64;
    sums
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A chain of coins, each equal to the previous one with probability `alike`; the first is fair.
    fn chain(n: usize, alike: f64) -> Problem {
        let first = Factor { scope: vec![0], cells: vec![0.5, 0.5] };
        let next = |i| Factor {
            scope: vec![i - 1, i],
            cells: vec![alike, 1.0 - alike, 1.0 - alike, alike],
        };
        Problem {
            sizes: vec![2; n],
            factors: std::iter::once(first).chain((1..n).map(next)).collect(),
            joined: Vec::new(),
        }
    }

    fn counted(problem: Problem) -> Counts {
        let order = problem.order().expect("it is small");
        let weights = vec![vec![0, 1]; problem.sizes.len()];
        problem.count(&weights, &order).expect("nobody ends it")
    }

    #[test]
    fn independent_coins_are_binomial_and_dependent_ones_follow_the_chain() {
        // equal half of the time means independent: n choose k over 2^n
        let found = counted(chain(30, 0.5));
        let mut requested = 1.0 / f64::from(1 << 30);
        for (k, p) in found.chances.iter().enumerate() {
            assert!((p / requested - 1.0).abs() < 1e-12, "{k}: {p}, not {requested}");
            requested *= (30 - k) as f64 / (k + 1) as f64;
        }
        assert!(found.ln_total.abs() < 1e-12);
        // all heads: the first one, then 29 times equal; only 0 and 30 if all are equal
        let dependent = counted(chain(30, 0.9));
        assert!((dependent.chances[30] / (0.5 * libm::pow(0.9, 29.0)) - 1.0).abs() < 1e-12);
        let alike = counted(chain(30, 1.0));
        assert_eq!((alike.chances[0], alike.chances[30]), (0.5, 0.5));
        assert_eq!(alike.chances[15].to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn twice_as_many_cost_four_times_as_much() {
        let steps = |n| counted(chain(n, 0.7)).steps;
        let (few, many) = (steps(200), steps(400));
        assert!(few > 200 && many <= 5 * few, "{few}, then {many}");
    }
}
