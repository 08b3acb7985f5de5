//! Evidence on nodes: the values that each may still have, and the tables restricted to these.

use super::elimination::Problem;
use super::factor::Factor;
use super::nodes::{Network, Node};

/// The values that nodes may have, given evidence.
pub struct Clamped {
    /// Indexed by node.
    pub(super) allowed: Vec<Vec<usize>>,
}

impl Clamped {
    /// The first `nodes` nodes with all their possible values.
    pub(super) fn new(network: &Network, nodes: usize) -> Self {
        let possible =
            |node: &Node| (0..node.possible.len()).filter(|i| node.possible[*i]).collect();
        Self { allowed: network.nodes[..nodes].iter().map(possible).collect() }
    }

    /// Removes the values of a node for which `keep` is false.
    pub(super) fn keep(&mut self, node: usize, keep: impl Fn(usize) -> bool) {
        self.allowed[node].retain(|value| keep(*value));
    }

    /// Returns the tables over the allowed values, without nodes that have only one, and the index of each
    /// node in the problem; `None` if a node has no value left.
    pub(super) fn problem(
        &self,
        network: &Network,
        joined: &[Vec<usize>],
    ) -> Option<(Problem, Vec<Option<usize>>)> {
        if self.allowed.iter().any(Vec::is_empty) {
            return None;
        }
        let mut places = vec![None; self.allowed.len()];
        let mut problem = Problem::default();
        for (node, allowed) in self.allowed.iter().enumerate().filter(|(_, a)| a.len() > 1) {
            places[node] = Some(problem.sizes.len());
            problem.sizes.push(allowed.len());
        }
        for (id, node) in network.nodes.iter().take(self.allowed.len()).enumerate() {
            problem.factors.push(self.factor(network, id, node, &places));
        }
        let place = |nodes: &Vec<usize>| nodes.iter().filter_map(|n| places[*n]).collect();
        problem.joined = joined.iter().map(place).collect();
        Some((problem, places))
    }

    fn factor(
        &self,
        network: &Network,
        id: usize,
        node: &Node,
        places: &[Option<usize>],
    ) -> Factor {
        let all: Vec<usize> = node.parents.iter().copied().chain([id]).collect();
        let mut offsets = vec![0];
        for of in &all {
            let size = network.size(*of);
            let moved = |offset: &usize| {
                let offset = offset * size;
                self.allowed[*of].iter().map(move |value| offset + value).collect::<Vec<_>>()
            };
            offsets = offsets.iter().flat_map(moved).collect();
        }
        let cells = offsets.into_iter().map(|at| node.table[at]).collect();
        Factor { scope: all.iter().filter_map(|n| places[*n]).collect(), cells }
    }
}
