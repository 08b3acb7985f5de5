//! Counts the paths through a process in a tree of states, in the order in which trials first enter them.
//! Trees can be added in any order.

use serde::{Deserialize, Serialize};

/// The most nodes of a tree: if a process has more paths, only their first entries are distinguished.
const MOST_NODES: usize = 1 << 14;
/// The most states of one path that are distinguished.
pub(crate) const DEEPEST: usize = 128;

/// The paths of a process in the trials in which the first question is asked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathTally {
    /// The number of entries by which paths are distinguished.
    deepest: usize,
    /// The number of nodes at each depth.
    nodes: Vec<usize>,
    /// All trials that count; its children are their initial states.
    pub root: PathNode,
}

/// The trials that first enter states in a particular order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PathNode {
    /// The number of these trials.
    pub reached: u64,
    /// The number of them that went back to an earlier state before they entered the last one.
    pub after_return: u64,
    /// The trials that enter no other state, by final state and outcome of the question, ascending.
    pub ended: Vec<((u16, u16), u64)>,
    /// The children by the state that is entered next, ascending.
    pub next: Vec<(u16, Self)>,
}

/// The path of one trial.
pub(crate) struct Way<'a> {
    /// The states in the order of their first entries.
    pub order: &'a [u16],
    /// Bit d is set if the trial went back to an earlier state after entry d and before the next.
    pub returns: u128,
    /// The final state and the outcome of the question.
    pub end: (u16, u16),
}

impl Default for PathTally {
    fn default() -> Self {
        Self { deepest: DEEPEST, nodes: vec![1], root: PathNode::default() }
    }
}

impl PathTally {
    /// Counts a trial with its weight.
    pub(crate) fn add(&mut self, way: &Way, weight: u64) {
        let order = &way.order[..way.order.len().min(self.deepest)];
        self.root.reached += weight;
        let mut node = &mut self.root;
        let mut is_new = false;
        for (depth, state) in order.iter().enumerate() {
            let state = *state;
            let at = node.next.binary_search_by_key(&state, |(state, _)| *state);
            is_new |= at.is_err();
            let at = at.unwrap_or_else(|at| {
                node.next.insert(at, (state, PathNode::default()));
                self.nodes.resize(self.nodes.len().max(depth + 2), 0);
                self.nodes[depth + 1] += 1;
                at
            });
            node = &mut node.next[at].1;
            node.reached += weight;
            if depth > 0 && way.returns >> (depth - 1) & 1 == 1 {
                node.after_return += weight;
            }
        }
        node.end(way.end, weight);
        if is_new {
            self.prune();
        }
    }

    /// Adds the trials of another tally.
    pub(crate) fn merge(&mut self, other: &Self) {
        self.deepest = self.deepest.min(other.deepest);
        self.root.merge(&other.root);
        self.root.cut(self.deepest);
        self.nodes.clear();
        self.root.count(0, &mut self.nodes);
        self.prune();
    }

    /// Keeps as many entries of each path as fit. Whatever fits in the union of two parts also fits in each
    /// part, so the order of merging has no effect.
    fn prune(&mut self) {
        let mut all = 0;
        let room = self.nodes.iter().take_while(|at_depth| {
            all += **at_depth;
            all <= MOST_NODES
        });
        let room = room.count();
        if room == self.nodes.len() {
            return;
        }
        self.deepest = (room - 1).max(1);
        self.nodes.truncate(self.deepest + 1);
        self.root.cut(self.deepest);
    }
}

impl PathNode {
    fn end(&mut self, end: (u16, u16), weight: u64) {
        match self.ended.binary_search_by_key(&end, |(end, _)| *end) {
            Ok(at) => self.ended[at].1 += weight,
            Err(at) => self.ended.insert(at, (end, weight)),
        }
    }

    fn merge(&mut self, other: &Self) {
        self.reached += other.reached;
        self.after_return += other.after_return;
        for (end, weight) in &other.ended {
            self.end(*end, *weight);
        }
        for (state, theirs) in &other.next {
            match self.next.binary_search_by_key(state, |(state, _)| *state) {
                Ok(at) => self.next[at].1.merge(theirs),
                Err(at) => self.next.insert(at, (*state, theirs.clone())),
            }
        }
    }

    /// Counts the nodes at each depth.
    fn count(&self, depth: usize, by_depth: &mut Vec<usize>) {
        if by_depth.len() <= depth {
            by_depth.push(0);
        }
        by_depth[depth] += 1;
        self.next.iter().for_each(|(_, node)| node.count(depth + 1, by_depth));
    }

    /// Cuts the tree `depth` levels below this node.
    fn cut(&mut self, depth: usize) {
        if depth > 0 {
            self.next.iter_mut().for_each(|(_, node)| node.cut(depth - 1));
            return;
        }
        for (_, node) in std::mem::take(&mut self.next) {
            for (end, weight) in node.ends() {
                self.end(end, weight);
            }
        }
    }

    /// The number of trials by final state and outcome of the question.
    pub fn ends(&self) -> Vec<((u16, u16), u64)> {
        let mut all = Self { ended: self.ended.clone(), ..Self::default() };
        for (_, node) in &self.next {
            for (end, weight) in node.ends() {
                all.end(end, weight);
            }
        }
        all.ended
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Paths through 40 states in a pseudo-random order.
    fn ways() -> Vec<(Vec<u16>, u128)> {
        let mut x = 1_u64;
        let mut next = move || {
            x = x.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            x >> 33
        };
        let mut way = || {
            let mut left: Vec<u16> = (0..40).collect();
            let length = 1 + next() % 12;
            let order = (0..length).map(|_| left.swap_remove(next() as usize % left.len()));
            order.collect::<Vec<u16>>()
        };
        (0..6000).map(|i| (way(), i * 7)).collect()
    }

    fn tally(ways: &[(Vec<u16>, u128)]) -> PathTally {
        let mut tally = PathTally::default();
        for (order, returns) in ways {
            let end = (order[0], u16::from(order.len() % 2 == 0));
            tally.add(&Way { order, returns: *returns, end }, 3);
        }
        tally
    }

    fn check(node: &PathNode) {
        let below: u64 = node.next.iter().map(|(_, node)| node.reached).sum();
        assert_eq!(node.reached, below + node.ended.iter().map(|(_, n)| n).sum::<u64>());
        assert!(node.after_return <= node.reached);
        node.next.iter().for_each(|(_, node)| check(node));
    }

    #[test]
    fn parts_in_any_order_are_the_whole_also_where_ways_are_cut() {
        let ways = ways();
        let whole = tally(&ways);
        assert!(whole.deepest < 12, "no way was cut: {}", whole.deepest);
        check(&whole.root);
        assert_eq!(whole.root.reached, 18_000);
        let parts: Vec<PathTally> = ways.chunks(700).map(tally).collect();
        for order in [[0, 1, 2, 3, 4, 5, 6, 7, 8], [8, 3, 1, 7, 5, 0, 2, 6, 4]] {
            let mut joined = PathTally::default();
            for i in order {
                joined.merge(&parts[i]);
            }
            assert_eq!(joined, whole);
        }
    }
}
