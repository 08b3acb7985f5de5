//! The definition of every result: sums over all combinations, and draws that are rejected unless the evidence holds.

use super::Dice;
use foretell::internal::inference::Problem;
use std::collections::BTreeMap;

/// Every combination of values with its product, which is not 0.
pub(super) struct Enumerated {
    sizes: Vec<usize>,
    pub(super) all: Vec<(Vec<usize>, f64)>,
}

impl Enumerated {
    pub(super) fn new(problem: &Problem) -> Self {
        let mut all = vec![Vec::new()];
        for size in &problem.sizes {
            let with =
                |values: Vec<usize>| (0..*size).map(move |v| [values.clone(), vec![v]].concat());
            all = all.into_iter().flat_map(with).collect();
        }
        let product = |values: &Vec<usize>| -> f64 {
            let of = |f: &foretell::internal::inference::Factor| {
                let at = f.scope.iter().fold(0, |at, n| at * problem.sizes[*n] + values[*n]);
                f.cells[at]
            };
            problem.factors.iter().map(of).product()
        };
        let all = all.into_iter().map(|values| (product(&values), values));
        let all = all.filter(|(p, _)| *p > 0.0).map(|(p, values)| (values, p)).collect();
        Self { sizes: problem.sizes.clone(), all }
    }

    pub(super) fn total(&self) -> f64 {
        self.all.iter().map(|(_, p)| p).sum()
    }

    /// The joint distribution of some nodes, the last varying fastest.
    pub(super) fn joint(&self, nodes: &[usize]) -> Vec<f64> {
        let mut sums = vec![0.0; nodes.iter().map(|n| self.sizes[*n]).product()];
        for (values, p) in &self.all {
            sums[nodes.iter().fold(0, |at, n| at * self.sizes[*n] + values[*n])] += p;
        }
        let total = self.total();
        sums.into_iter().map(|sum| sum / total).collect()
    }

    /// The probability of each sum of weights.
    pub(super) fn counts(&self, weights: &[Vec<usize>]) -> BTreeMap<usize, f64> {
        let mut counts = BTreeMap::new();
        for (values, p) in &self.all {
            let count: usize = values.iter().zip(weights).map(|(value, of)| of[*value]).sum();
            *counts.entry(count).or_default() += p / self.total();
        }
        counts
    }
}

/// Draws node by node from a network, whose factors are its conditional tables in order. Returns the number of draws in
/// which `holds`, and of these the shares of the combinations of all nodes.
pub(super) fn rejected(
    network: &Problem,
    draws: u64,
    holds: &dyn Fn(&[usize]) -> bool,
) -> (u64, Vec<f64>) {
    let mut dice = Dice::new(draws);
    let mut counts = vec![0.0; network.sizes.iter().product()];
    let mut accepted = 0;
    for _ in 0..draws {
        let mut values: Vec<usize> = Vec::new();
        for (node, factor) in network.factors.iter().enumerate() {
            let parents = &factor.scope[..factor.scope.len() - 1];
            let row = parents.iter().fold(0, |row, n| row * network.sizes[*n] + values[*n]);
            let row = &factor.cells[row * network.sizes[node]..][..network.sizes[node]];
            let mut left = dice.uniform();
            let found = row.iter().position(|p| {
                left -= p;
                left < 0.0
            });
            values.push(found.unwrap_or(row.len() - 1));
        }
        if holds(&values) {
            accepted += 1;
            counts[values.iter().zip(&network.sizes).fold(0, |at, (v, size)| at * size + v)] += 1.0;
        }
    }
    for count in &mut counts {
        *count /= accepted as f64;
    }
    (accepted, counts)
}
