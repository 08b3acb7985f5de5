//! The distribution of the number of nodes whose values count, without a node for that number.
//!
//! Nodes are summed out as in `elimination`, but a message has, for each combination of its nodes, the
//! probabilities of every count so far: a polynomial. When messages are combined, their counts add (a
//! convolution of positive terms only). `n` nodes that are summed out one by one cost about n² in total, and
//! the memory of a few messages.

use super::elimination::{Problem, Total};
use super::factor::{Factor, product, scale, strides};
use super::order::Order;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::work::Phase;

/// The probability of each count, and the log of their sum.
pub(super) struct Counts {
    pub(super) chances: Vec<f64>,
    pub(super) ln_total: f64,
    /// The number of multiplications made.
    #[cfg_attr(not(test), expect(dead_code, reason = "tests hold the growth to it"))]
    pub(super) steps: u64,
}

/// For each combination of the scope, the probability of each count.
struct Message {
    scope: Vec<usize>,
    cells: Vec<Vec<f64>>,
}

/// The tables and messages to combine when a node is summed out.
#[derive(Default)]
struct Waiting {
    tables: Vec<Factor>,
    messages: Vec<Message>,
}

impl Problem {
    /// The distribution of a sum of weights; `weights` has the weight of each value, by node.
    pub(super) fn count(
        &self,
        weights: &[Vec<usize>],
        order: &Order,
    ) -> Result<Counts, Diagnostic> {
        let mut place = vec![0; self.sizes.len()];
        order.nodes.iter().enumerate().for_each(|(at, node)| place[*node] = at);
        let first = |scope: &[usize]| scope.iter().map(|node| place[*node]).min();
        let mut waiting: Vec<Waiting> = order.nodes.iter().map(|_| Waiting::default()).collect();
        let (mut total, mut counts, mut steps) = (Total::default(), vec![1.0], 0);
        for factor in &self.factors {
            match first(&factor.scope) {
                Some(bucket) => waiting[bucket].tables.push(factor.clone()),
                None => total.times(factor.cells[0]),
            }
        }
        let phase = Phase::begin("counting", order.nodes.len() as u64);
        for (bucket, node) in order.nodes.iter().enumerate() {
            phase.step()?;
            let found = std::mem::take(&mut waiting[bucket]);
            let mut message = self.summed(*node, &found, &weights[*node], (&mut total, &mut steps));
            total.power(scale_all(&mut message.cells));
            if let Some(next) = first(&message.scope) {
                waiting[next].messages.push(message);
            } else {
                counts = times(&counts, &message.cells[0], &mut steps);
                total.power(scale(&mut counts));
            }
        }
        let sum: f64 = counts.iter().sum();
        total.times(sum);
        for p in &mut counts {
            *p /= sum;
        }
        Ok(Counts { chances: counts, ln_total: total.ln(), steps })
    }

    /// Sums a node out of the product of its tables and messages.
    fn summed(
        &self,
        node: usize,
        found: &Waiting,
        weights: &[usize],
        (total, steps): (&mut Total, &mut u64),
    ) -> Message {
        let scopes = found.tables.iter().map(|table| &table.scope);
        let scopes = scopes.chain(found.messages.iter().map(|message| &message.scope));
        let mut scope: Vec<usize> = scopes.flatten().copied().filter(|n| *n != node).collect();
        scope.sort_unstable();
        scope.dedup();
        scope.push(node);
        let tables: Vec<&Factor> = found.tables.iter().collect();
        let (plain, power) = product(&scope, &self.sizes, &tables);
        total.power(power);
        let shape: Vec<usize> = scope.iter().map(|n| self.sizes[*n]).collect();
        let moves: Vec<Vec<usize>> = found
            .messages
            .iter()
            .map(|message| strides(&scope, &message.scope, &self.sizes))
            .collect();
        let size = self.sizes[node];
        let mut cells = vec![Vec::new(); plain.len() / size];
        for (cell, chance) in plain.iter().enumerate().filter(|(_, chance)| **chance > 0.0) {
            let digits = digits(cell, &shape);
            let mut own = vec![*chance];
            for (message, moves) in found.messages.iter().zip(&moves) {
                let at: usize = digits.iter().zip(moves).map(|(digit, by)| digit * by).sum();
                own = times(&own, &message.cells[at], steps);
            }
            let sum: &mut Vec<f64> = &mut cells[cell / size];
            let by = weights[cell % size];
            sum.resize(sum.len().max(own.len() + by), 0.0);
            own.iter().zip(&mut sum[by..]).for_each(|(p, sum)| *sum += p);
        }
        scope.pop();
        Message { scope, cells }
    }
}

/// The probabilities of the sum of two independent counts.
fn times(a: &[f64], b: &[f64], steps: &mut u64) -> Vec<f64> {
    if a.is_empty() || b.is_empty() {
        return Vec::new();
    }
    let mut sums = vec![0.0; a.len() + b.len() - 1];
    for (i, p) in a.iter().enumerate() {
        for (q, sum) in b.iter().zip(&mut sums[i..]) {
            *sum += p * q;
        }
    }
    *steps += (a.len() * b.len()) as u64;
    sums
}

/// Divides all cells by the power of two that brings the largest to between 1 and 2; returns its exponent.
fn scale_all(cells: &mut [Vec<f64>]) -> i64 {
    let most = cells.iter().flatten().copied().fold(0.0, f64::max);
    if most <= 0.0 || !most.is_finite() {
        return 0;
    }
    let exponent = libm::frexp(most).1 - 1;
    for x in cells.iter_mut().flatten() {
        *x = libm::ldexp(*x, -exponent);
    }
    i64::from(exponent)
}

fn digits(cell: usize, shape: &[usize]) -> Vec<usize> {
    let mut left = cell;
    let mut digits = vec![0; shape.len()];
    for (digit, size) in digits.iter_mut().zip(shape).rev() {
        *digit = left % size;
        left /= size;
    }
    digits
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exact::order::order;

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

    fn counted(problem: &Problem) -> Counts {
        let scopes: Vec<&[usize]> = problem.factors.iter().map(|f| f.scope.as_slice()).collect();
        let order = order(&problem.sizes, &scopes, f64::INFINITY);
        let weights = vec![vec![0, 1]; problem.sizes.len()];
        problem.count(&weights, &order).expect("nobody ends it")
    }

    #[test]
    fn independent_coins_are_binomial_and_dependent_ones_follow_the_chain() {
        // equal half of the time means independent: n choose k over 2^n
        let found = counted(&chain(30, 0.5));
        let mut wanted = 1.0 / f64::from(1 << 30);
        for (k, p) in found.chances.iter().enumerate() {
            assert!((p / wanted - 1.0).abs() < 1e-12, "{k}: {p}, not {wanted}");
            wanted *= (30 - k) as f64 / (k + 1) as f64;
        }
        assert!(found.ln_total.abs() < 1e-12);
        // all heads: the first one, then 29 times equal; only 0 and 30 if all are equal
        let dependent = counted(&chain(30, 0.9));
        assert!((dependent.chances[30] / (0.5 * libm::pow(0.9, 29.0)) - 1.0).abs() < 1e-12);
        let alike = counted(&chain(30, 1.0));
        assert_eq!((alike.chances[0], alike.chances[30]), (0.5, 0.5));
        assert_eq!(alike.chances[15].to_bits(), 0.0_f64.to_bits());
    }

    #[test]
    fn twice_as_many_cost_four_times_as_much() {
        let steps = |n| counted(&chain(n, 0.7)).steps;
        let (few, many) = (steps(200), steps(400));
        assert!(few > 200 && many <= 5 * few, "{few}, then {many}");
    }
}
