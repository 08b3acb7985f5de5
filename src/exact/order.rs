//! Elimination orders: greedy, by the fewest edges added and by the smallest table made. If both leave large
//! tables, also layer by layer and with other tie-breaks. Takes the order with the fewest cells;
//! deterministic for a given graph.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// An order of all nodes and its cost.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Order {
    /// The nodes, in the order in which they are summed out.
    pub(super) nodes: Vec<usize>,
    /// The total number of cells in all tables.
    pub(super) cells: f64,
    /// The number of cells in the largest table.
    pub(super) largest: f64,
    /// The largest number of nodes in a table.
    pub(super) width: usize,
    /// Whether all nodes are there; else the search was given up, as the tables so far are too large already.
    pub(super) is_whole: bool,
}

/// The cost of an elimination.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Effort {
    /// The largest number of nodes in a table, less one.
    pub width: usize,
    /// The number of cells in the largest table.
    pub largest: f64,
    /// The total number of cells in all tables.
    pub cells: f64,
    /// The total number of cells in the tables of single nodes, which are held as well.
    pub own: f64,
    /// Whether there are more and larger tables than these, which are too many already.
    pub is_least: bool,
}

impl Effort {
    /// The memory that the elimination takes, in bytes: all tables, three copies of those of single nodes,
    /// and the largest table once more while it is filled.
    pub fn bytes(&self) -> f64 {
        8.0 * (self.cells + 3.0 * self.own + self.largest)
    }
}

/// The criterion by which nodes are chosen.
#[derive(Clone, Copy, PartialEq, Eq)]
enum By {
    /// The smallest table.
    Weight,
    /// The fewest edges added.
    Fill,
    /// The position in a breadth-first search from the edge of the graph.
    Layer,
}

/// The upper limit of scores by weight.
const WEIGHTS: u64 = 1 << 32;
/// The most pairs of neighbours examined, after which the search by edges stops.
const MOST_LOOKS: u64 = 300_000_000;
/// The most looks and joined pairs if the tables found so far exceed the memory, to refuse a network that is far too
/// wide early.
const LOOKS_IF_WIDE: u64 = 3_000_000;
/// Below this many cells, further search takes longer than the elimination.
const FEW_CELLS: f64 = 30_000_000.0;
/// Number of searches with other tie-breaks, if the first ones leave large tables.
const TRIES: u64 = 12;
/// The most pairs of neighbours examined by all these searches.
const LOOKS_OF_TRIES: u64 = 10_000_000;

/// The best of several greedy orders of a graph with `sizes[i]` values at node `i`. One whose tables have more than
/// `most_cells` cells in all can't be used: it is looked at no further than to say so.
pub(super) fn order(sizes: &[usize], scopes: &[&[usize]], most_cells: f64) -> Order {
    let mut graph = vec![BTreeSet::new(); sizes.len()];
    for scope in scopes {
        for a in *scope {
            graph[*a].extend(scope.iter().copied().filter(|b| b != a));
        }
    }
    let layers = layers(&graph);
    let bits: Vec<f64> = sizes.iter().map(|size| libm::log2(*size as f64)).collect();
    let search = |by, tie, most, looks: &mut u64| {
        let scores = vec![0; graph.len()];
        let gone = vec![false; graph.len()];
        let looks = std::mem::replace(looks, 0);
        let (graph, bits, layers) = (graph.clone(), &bits, &layers);
        let mut greedy = Greedy { sizes, bits, graph, layers, scores, gone, by, tie, looks };
        (greedy.run(most, most_cells), greedy.looks)
    };
    let mut at_first = LOOKS_IF_WIDE;
    let (best, _) = search(By::Weight, 0, f64::INFINITY, &mut at_first);
    let mut best = best.expect("the search by weight ends with what it has");
    let mut first = if best.cells > most_cells { LOOKS_IF_WIDE } else { MOST_LOOKS };
    best = search(By::Fill, 0, best.cells, &mut first).0.unwrap_or(best);
    let mut looks = LOOKS_OF_TRIES;
    for tie in 0..TRIES {
        if best.cells < FEW_CELLS || looks == 0 || !best.is_whole {
            break;
        }
        let by = if tie == 0 { By::Layer } else { By::Fill };
        let (found, left) = search(by, tie, best.cells, &mut looks);
        looks = left;
        best = found.unwrap_or(best);
    }
    best
}

/// The position of each node in a breadth-first search from a peripheral node, component by component;
/// neighbours of low degree come first (Cuthill and McKee 1969).
fn layers(graph: &[BTreeSet<usize>]) -> Vec<u64> {
    let mut places = vec![u64::MAX; graph.len()];
    let mut placed = 0;
    let mut known = vec![false; graph.len()];
    for from in 0..graph.len() {
        if known[from] {
            continue;
        }
        // the last node of a search is peripheral
        let part = breadth(graph, from);
        for node in &part {
            known[*node] = true;
        }
        for node in breadth(graph, part.last().copied().unwrap_or(from)) {
            places[node] = placed;
            placed += 1;
        }
    }
    places
}

fn breadth(graph: &[BTreeSet<usize>], from: usize) -> Vec<usize> {
    let mut seen = BTreeSet::from([from]);
    let mut found = vec![from];
    let mut at = 0;
    while at < found.len() {
        let near = graph[found[at]].iter().copied();
        let mut next: Vec<usize> = near.filter(|node| seen.insert(*node)).collect();
        next.sort_by_key(|node| (graph[*node].len(), *node));
        found.extend(next);
        at += 1;
    }
    found
}

struct Greedy<'a> {
    sizes: &'a [usize],
    /// The binary logarithms of the sizes.
    bits: &'a [f64],
    graph: Vec<BTreeSet<usize>>,
    /// The position of each node in a breadth-first search.
    layers: &'a [u64],
    scores: Vec<u64>,
    gone: Vec<bool>,
    by: By,
    /// The tie-break; 0 is by node.
    tie: u64,
    /// The number of pairs of neighbours that may still be examined.
    looks: u64,
}

impl Greedy<'_> {
    /// The order; none where it takes too long or has no fewer than `most` cells. By weight, as far as it comes before
    /// that takes too long, if it has more than `most_cells` by then.
    fn run(&mut self, most: f64, most_cells: f64) -> Option<Order> {
        let mut heap = BinaryHeap::new();
        for node in 0..self.sizes.len() {
            self.scores[node] = self.score(node)?;
            heap.push(Reverse((self.scores[node], self.turn(node), node)));
        }
        let mut order =
            Order { nodes: Vec::new(), cells: 0.0, largest: 1.0, width: 0, is_whole: true };
        while let Some(Reverse((score, _, node))) = heap.pop() {
            if self.gone[node] || self.scores[node] != score {
                continue;
            }
            let table = self.graph[node].iter().chain([&node]);
            let cells: f64 = table.map(|n| self.sizes[*n] as f64).product();
            order.nodes.push(node);
            order.cells += cells;
            order.largest = order.largest.max(cells);
            order.width = order.width.max(self.graph[node].len() + 1);
            if order.cells >= most {
                return None;
            }
            if self.by == By::Weight {
                self.looks = self.looks.saturating_sub((self.graph[node].len() as u64).pow(2));
                if self.looks == 0 && order.cells > most_cells {
                    order.is_whole = order.nodes.len() == self.sizes.len();
                    return Some(order);
                }
            }
            for changed in self.take(node) {
                let score = self.score(changed)?;
                if score != self.scores[changed] {
                    self.scores[changed] = score;
                    heap.push(Reverse((score, self.turn(changed), changed)));
                }
            }
        }
        Some(order)
    }

    /// The rank of a node among equal scores, lowest first: a hash of node and tie-break (splitmix64).
    fn turn(&self, node: usize) -> u64 {
        if self.tie == 0 {
            return node as u64;
        }
        let mut x = (node as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15).wrapping_add(self.tie);
        x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ (x >> 31)
    }

    /// The score of a node, lowest first; `None` if computing it would take too long.
    fn score(&mut self, node: usize) -> Option<u64> {
        if self.by == By::Layer {
            return Some(self.layers[node]);
        }
        let near = &self.graph[node];
        let bits: f64 = near.iter().chain([&node]).map(|n| self.bits[*n]).sum();
        // a 256th of a bit is precise enough to rank tables
        let weight = ((bits * 256.0).round() as u64).min(WEIGHTS - 1);
        if self.by == By::Weight {
            return Some(weight);
        }
        let mut missing = 0;
        for (i, a) in near.iter().enumerate() {
            self.looks = self.looks.saturating_sub(near.len() as u64);
            if self.looks == 0 {
                return None;
            }
            let later = near.iter().skip(i + 1);
            missing += later.filter(|b| !self.graph[*a].contains(b)).count() as u64;
        }
        // among nodes that add equally few edges, prefer the smallest table
        Some(missing * WEIGHTS + weight)
    }

    /// Removes a node and connects its neighbours; returns the nodes whose score may have changed.
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
            // a new edge changes the score of every node adjacent to both of its ends
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
        let found = order(&sizes, &scopes, f64::INFINITY);
        assert_eq!((found.width, found.nodes.len()), (2, 20_000));
    }

    fn grid(side: usize) -> Order {
        let at = |x: usize, y: usize| x * side + y;
        let mut scopes = Vec::new();
        for x in 0..side {
            for y in 0..side {
                scopes.extend((x > 0).then(|| vec![at(x - 1, y), at(x, y)]));
                scopes.extend((y > 0).then(|| vec![at(x, y - 1), at(x, y)]));
            }
        }
        let scopes: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).collect();
        order(&vec![2; side * side], &scopes, f64::INFINITY)
    }

    #[test]
    fn a_grid_has_tables_little_larger_than_its_side() {
        assert!((9..=11).contains(&grid(8).width), "{}", grid(8).width);
        assert!((21..=22).contains(&grid(20).width), "{}", grid(20).width);
        assert!((33..=34).contains(&grid(32).width), "{}", grid(32).width);
    }

    /// A network that is far too wide is given up after a fixed number of looks: here each node is tied to five
    /// others, and an order of all would join hundreds of neighbours at thousands of nodes.
    #[test]
    fn what_is_far_too_wide_is_given_up_soon() {
        let n = 4000_usize;
        let other = |i: usize, k: usize| (i * 7919 + k * k * 104_729 + i * i % 613 * k) % n;
        let scopes: Vec<Vec<usize>> = (0..n)
            .flat_map(|i| {
                (1..6).map(move |k| vec![i, other(i, k)]).filter(|pair| pair[0] != pair[1])
            })
            .collect();
        let scopes: Vec<&[usize]> = scopes.iter().map(Vec::as_slice).collect();
        let most = 134_217_728.0;
        let found = order(&vec![2; n], &scopes, most);
        assert!(!found.is_whole && found.cells > most, "{found:?}");
        let joined: usize = found.nodes.len() * found.width * found.width;
        assert!(joined < 100 * LOOKS_IF_WIDE as usize, "{joined}");
    }

    #[test]
    fn every_node_is_summed_out_once_and_the_order_is_always_the_same() {
        let found = grid(20);
        let mut nodes = found.nodes.clone();
        nodes.sort_unstable();
        assert_eq!(nodes, (0..400).collect::<Vec<_>>());
        assert_eq!(grid(20), found);
    }
}
