//! Inference in products of tables against its definition: `oracle` enumerates every combination, and draws from a
//! network by rejection. Neither shares code with the library. Wrong results, of each kind that a fault in an
//! elimination would give, are caught by the same comparisons.

mod draws;
mod oracle;
mod sums;

use foretell::internal::inference::{Factor, Problem};
use foretell::internal::numerics::stream::Key;

/// A source of random choices.
struct Dice {
    key: Key,
    at: u64,
}

impl Dice {
    fn new(seed: u64) -> Self {
        Self { key: Key::of(seed, "random tables"), at: 0 }
    }

    fn uniform(&mut self) -> f64 {
        self.at += 1;
        self.key.uniform(self.at)
    }

    fn below(&mut self, n: usize) -> usize {
        (self.uniform() * n as f64) as usize
    }

    /// Some nodes below `n`, each once, in a random order.
    fn some(&mut self, n: usize, most: usize) -> Vec<usize> {
        let mut nodes: Vec<usize> = Vec::new();
        for _ in 0..=self.below(most) {
            let node = self.below(n);
            if !nodes.contains(&node) {
                nodes.push(node);
            }
        }
        nodes
    }
}

/// A random product of tables over up to seven nodes with one to four values. A fifth of the cells are 0, the others
/// spread over 60 powers of two.
fn tables(seed: u64) -> Problem {
    let mut dice = Dice::new(seed);
    let nodes = 2 + dice.below(6);
    let sizes: Vec<usize> = (0..nodes).map(|_| 1 + dice.below(4)).collect();
    let mut factors = Vec::new();
    for _ in 0..nodes + 3 {
        let scope = dice.some(nodes, 4);
        let cells: usize = scope.iter().map(|node| sizes[*node]).product();
        let cell = |dice: &mut Dice| {
            let exponent = dice.below(60) as i32 - 30;
            if dice.below(5) == 0 { 0.0 } else { dice.uniform() * 2.0_f64.powi(exponent) }
        };
        factors.push(Factor { cells: (0..cells).map(|_| cell(&mut dice)).collect(), scope });
    }
    let joined = (0..3).map(|_| dice.some(nodes, 3)).collect();
    Problem { sizes, factors, joined }
}

/// A random network: each node has a conditional table given up to three earlier ones.
fn network(seed: u64) -> Problem {
    let mut dice = Dice::new(seed);
    let nodes = 3 + dice.below(5);
    let sizes: Vec<usize> = (0..nodes).map(|_| 2 + dice.below(2)).collect();
    let mut factors = Vec::new();
    for node in 0..nodes {
        let mut scope = if node == 0 { Vec::new() } else { dice.some(node, 3) };
        let rows: usize = scope.iter().map(|node| sizes[*node]).product();
        let mut cells = Vec::new();
        for _ in 0..rows {
            let shares: Vec<f64> = (0..sizes[node]).map(|_| 0.05 + dice.uniform()).collect();
            let sum: f64 = shares.iter().sum();
            cells.extend(shares.iter().map(|share| share / sum));
        }
        scope.push(node);
        factors.push(Factor { scope, cells });
    }
    let joined = vec![(0..nodes).collect()];
    Problem { sizes, factors, joined }
}
