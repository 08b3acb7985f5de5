//! Evidence on nodes: the values that each may still have, and the tables restricted to these.

use super::nodes::{Network, Node};
use crate::inference::{Factor, Problem};

/// The values that the nodes of a network may have.
pub(crate) struct Restricted<'n, 'a> {
    network: &'n Network<'a>,
    /// Indexed by node.
    pub(crate) allowed: Vec<Vec<usize>>,
    /// The index of each node in the problem; `None` if it has a single value.
    pub(crate) places: Vec<Option<usize>>,
}

impl<'n, 'a> Restricted<'n, 'a> {
    /// The first `nodes` nodes with all their possible values.
    pub(super) fn new(network: &'n Network<'a>, nodes: usize) -> Self {
        let possible =
            |node: &Node| (0..node.possible.len()).filter(|i| node.possible[*i]).collect();
        let allowed = network.nodes[..nodes].iter().map(possible).collect();
        Self { network, allowed, places: Vec::new() }
    }

    /// All nodes with the values that the evidence leaves to them.
    pub(crate) fn given(network: &'n Network<'a>) -> Self {
        let mut restricted = Self::new(network, network.nodes.len());
        for (node, values) in &network.known {
            restricted.keep(*node, |value| values.contains(&value));
        }
        restricted
    }

    /// Removes the values of a node for which `keep` is false.
    pub(super) fn keep(&mut self, node: usize, keep: impl Fn(usize) -> bool) {
        self.allowed[node].retain(|value| keep(*value));
    }

    /// Returns the tables over the allowed values, without nodes that have only one, to find the joint distributions of
    /// sets of nodes; `None` if a node has no value left.
    pub(crate) fn problem(&mut self, joined: &[Vec<usize>]) -> Option<Problem> {
        if self.allowed.iter().any(Vec::is_empty) {
            return None;
        }
        self.places = vec![None; self.allowed.len()];
        let mut problem = Problem::default();
        for (node, allowed) in self.allowed.iter().enumerate().filter(|(_, a)| a.len() > 1) {
            self.places[node] = Some(problem.sizes.len());
            problem.sizes.push(allowed.len());
        }
        problem.factors = (0..self.allowed.len()).map(|id| self.factor(id)).collect();
        let place = |nodes: &Vec<usize>| nodes.iter().filter_map(|n| self.places[*n]).collect();
        problem.joined = joined.iter().map(place).collect();
        Some(problem)
    }

    fn factor(&self, id: usize) -> Factor {
        let node = &self.network.nodes[id];
        let all = || node.parents.iter().copied().chain([id]);
        let mut offsets = vec![0];
        for of in all() {
            let size = self.network.size(of);
            let moved = |offset: &usize| {
                let offset = offset * size;
                self.allowed[of].iter().map(move |value| offset + value).collect::<Vec<_>>()
            };
            offsets = offsets.iter().flat_map(moved).collect();
        }
        let cells = offsets.into_iter().map(|at| node.table[at]).collect();
        Factor { scope: all().filter_map(|n| self.places[n]).collect(), cells }
    }
}
