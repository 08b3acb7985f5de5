//! The order in which nodes are summed out: greedy, by the fewest edges added and by the smallest
//! table made; of the two the one with the fewest cells. Ties go to the lowest node.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// An order of all nodes and what it costs.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// The nodes, the first summed out first.
    pub(super) nodes: Vec<usize>,
    /// Cells of all tables together.
    pub(super) cells: f64,
    /// Cells of the largest table.
    pub(super) largest: f64,
    /// Nodes in the table with the most of them.
    pub(super) width: usize,
}

/// What a node is chosen by.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    Weight,
    Fill,
}

/// Weights are below this.
const WEIGHTS: u64 = 1 << 32;
/// So many looks at pairs of neighbours and no more: beyond it the search by edges is given up.
const MOST_LOOKS: u64 = 300_000_000;

/// The better of two greedy orders of a graph with `sizes[i]` values at node `i`.
pub(super) fn order(sizes: &[usize], scopes: &[&[usize]]) -> Order {
    let mut graph = vec![BTreeSet::new(); sizes.len()];
    for scope in scopes {
        for a in *scope {
            graph[*a].extend(scope.iter().copied().filter(|b| b != a));
        }
    }
    let by_weight = greedy(sizes, graph.clone(), By::Weight);
    let by_fill = greedy(sizes, graph, By::Fill);
    let by_weight = by_weight.expect("the search by weight is never given up");
    by_fill.filter(|fill| fill.cells < by_weight.cells).unwrap_or(by_weight)
}

fn greedy(sizes: &[usize], graph: Vec<BTreeSet<usize>>, by: By) -> Option<Order> {
    let mut greedy = Greedy {
        sizes,
        scores: vec![0; graph.len()],
        gone: vec![false; graph.len()],
        graph,
        by,
        looks: 0,
    };
    let mut heap = BinaryHeap::new();
    for node in 0..sizes.len() {
        greedy.scores[node] = greedy.score(node)?;
        heap.push(Reverse((greedy.scores[node], node)));
    }
    let mut order =
        Order { nodes: Vec::with_capacity(sizes.len()), cells: 0.0, largest: 1.0, width: 0 };
    while let Some(Reverse((score, node))) = heap.pop() {
        if greedy.gone[node] || greedy.scores[node] != score {
            continue;
        }
        let cells: f64 =
            greedy.graph[node].iter().chain([&node]).map(|n| sizes[*n] as f64).product();
        order.nodes.push(node);
        order.cells += cells;
        order.largest = order.largest.max(cells);
        order.width = order.width.max(greedy.graph[node].len() + 1);
        for changed in greedy.take(node) {
            let score = greedy.score(changed)?;
            if score != greedy.scores[changed] {
                greedy.scores[changed] = score;
                heap.push(Reverse((score, changed)));
            }
        }
    }
    Some(order)
}

struct Greedy<'a> {
    sizes: &'a [usize],
    graph: Vec<BTreeSet<usize>>,
    scores: Vec<u64>,
    gone: Vec<bool>,
    by: By,
    looks: u64,
}

impl Greedy<'_> {
    /// The less, the sooner; none where looking on would take too long.
    fn score(&mut self, node: usize) -> Option<u64> {
        let near = &self.graph[node];
        let bits: f64 = near.iter().chain([&node]).map(|n| libm::log2(self.sizes[*n] as f64)).sum();
        // a 256th of a bit tells tables apart well enough
        let weight = ((bits * 256.0).round() as u64).min(WEIGHTS - 1);
        if self.by == By::Weight {
            return Some(weight);
        }
        let mut missing = 0;
        for (i, a) in near.iter().enumerate() {
            self.looks += near.len() as u64;
            if self.looks > MOST_LOOKS {
                return None;
            }
            let later = near.iter().skip(i + 1);
            missing += later.filter(|b| !self.graph[*a].contains(b)).count() as u64;
        }
        // of those that add as few edges the one with the smallest table
        Some(missing * WEIGHTS + weight)
    }

    /// Takes a node out and joins its neighbours; those whose score may have changed.
    fn take(&mut self, node: usize) -> BTreeSet<usize> {
        self.gone[node] = true;
        let near: Vec<usize> = std::mem::take(&mut self.graph[node]).into_iter().collect();
        let mut changed: BTreeSet<usize> = near.iter().copied().collect();
        let mut added = false;
        for (i, a) in near.iter().enumerate() {
            self.graph[*a].remove(&node);
            for b in &near[i + 1..] {
                if self.graph[*a].insert(*b) {
                    self.graph[*b].insert(*a);
                    added = true;
                }
            }
        }
        if self.by == By::Fill && added {
            // an edge is no longer missing for whoever knows both of its ends
            for a in &near {
                changed.extend(self.graph[*a].iter().copied());
            }
        }
        changed
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_has_tables_of_two() {
        let sizes = vec![2; 20_000];
        let scopes: Vec<Vec<usize>> = (1..20_000).map(|i| vec![i - 1, i]).collect();
        let scopes: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).collect();
        let found = order(&sizes, &scopes);
        assert_eq!((found.width, found.nodes.len()), (2, 20_000));
    }

    #[test]
    fn a_grid_of_eight_has_tables_of_about_nine() {
        let at = |x: usize, y: usize| x * 8 + y;
        let mut scopes = Vec::new();
        for x in 0..8 {
            for y in 0..8 {
                scopes.extend((x > 0).then(|| vec![at(x - 1, y), at(x, y)]));
                scopes.extend((y > 0).then(|| vec![at(x, y - 1), at(x, y)]));
            }
        }
        let scopes: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).collect();
        let found = order(&[2; 64], &scopes);
        assert!((9..=11).contains(&found.width), "{}", found.width);
    }
}
