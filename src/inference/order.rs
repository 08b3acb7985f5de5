//! Elimination orders: greedy, by the smallest table made and by the fewest edges added. If both leave large tables,
//! also layer by layer and with other tie-breaks. Takes the order with the fewest cells; deterministic for a given
//! graph.

use std::cmp::Reverse;
use std::collections::{BTreeSet, BinaryHeap};

/// An elimination order and its cost.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// The nodes in the order in which they are summed out, each with the later nodes that share a table with it by
    /// then, ascending.
    pub(super) turns: Vec<(usize, Vec<usize>)>,
    /// By node: its turn.
    pub(super) turn_of: Vec<usize>,
    /// Its cost.
    pub effort: Effort,
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
    /// The cost of summing out nothing.
    pub fn none() -> Self {
        Self { width: 0, largest: 1.0, cells: 0.0, own: 0.0, is_least: false }
    }

    /// Adds the table of a node and its neighbours.
    fn add(&mut self, sizes: &[usize], node: usize, near: &[usize]) {
        let cells: f64 = near.iter().chain([&node]).map(|n| sizes[*n] as f64).product();
        self.cells += cells;
        self.largest = self.largest.max(cells);
        self.width = self.width.max(near.len());
    }

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

impl Order {
    /// Returns the best of several greedy orders of nodes with these sizes, where the nodes of a scope share a table.
    /// An order whose tables have more than `most_cells` cells in all can't be used: it is searched no further than
    /// to say so.
    pub fn best(sizes: &[usize], scopes: &[&[usize]], most_cells: f64) -> Self {
        let base = Greedy::new(sizes, scopes);
        let best = base.with(By::Weight, 0, LOOKS_IF_WIDE).run(f64::INFINITY, most_cells);
        let mut best = best.expect("the search by weight ends with what it has");
        let first = if best.effort.cells > most_cells { LOOKS_IF_WIDE } else { MOST_LOOKS };
        let by_edges = base.with(By::Fill, 0, first).run(best.effort.cells, most_cells);
        best = by_edges.unwrap_or(best);
        let mut looks = LOOKS_OF_TRIES;
        for tie in 0..TRIES {
            if best.effort.cells < FEW_CELLS || looks == 0 || best.effort.is_least {
                break;
            }
            let by = if tie == 0 { By::Layer } else { By::Fill };
            let mut search = base.with(by, tie, looks);
            best = search.run(best.effort.cells, most_cells).unwrap_or(best);
            looks = search.looks;
        }
        best
    }

    /// Returns the order that makes the smallest table at each turn; `None` if all tables have more than `most` cells.
    pub fn by_weight(sizes: &[usize], scopes: &[&[usize]], most: u64) -> Option<Self> {
        Greedy::new(sizes, scopes).run(most as f64 + 1.0, f64::INFINITY)
    }

    /// The turn of the first of these nodes; `None` if there are no nodes.
    pub(super) fn first(&self, scope: &[usize]) -> Option<usize> {
        scope.iter().map(|node| self.turn_of[*node]).min()
    }
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

/// A search for an order, node by node.
#[derive(Clone)]
struct Greedy<'a> {
    sizes: &'a [usize],
    /// The binary logarithms of the sizes.
    bits: Vec<f64>,
    graph: Vec<BTreeSet<usize>>,
    /// The position of each node in a breadth-first search, if nodes are chosen by that.
    layers: Vec<u64>,
    scores: Vec<u64>,
    gone: Vec<bool>,
    by: By,
    /// The tie-break; 0 is by node.
    tie: u64,
    /// The number of pairs of neighbours that may still be examined.
    looks: u64,
}

impl<'a> Greedy<'a> {
    /// A search by weight without limits.
    fn new(sizes: &'a [usize], scopes: &[&[usize]]) -> Self {
        let mut graph = vec![BTreeSet::new(); sizes.len()];
        for scope in scopes {
            for a in *scope {
                graph[*a].extend(scope.iter().copied().filter(|b| b != a));
            }
        }
        let bits = sizes.iter().map(|size| libm::log2(*size as f64)).collect();
        let (scores, gone) = (vec![0; sizes.len()], vec![false; sizes.len()]);
        let (by, tie, looks) = (By::Weight, 0, u64::MAX);
        Self { sizes, bits, graph, layers: Vec::new(), scores, gone, by, tie, looks }
    }

    /// A search of the same graph with another criterion, tie-break and limit.
    fn with(&self, by: By, tie: u64, looks: u64) -> Self {
        let layers = if by == By::Layer { layers(&self.graph) } else { Vec::new() };
        Self { layers, by, tie, looks, ..self.clone() }
    }

    /// Returns an order with fewer than `most` cells; `None` if there is none, or if it takes too long. By weight, the
    /// order found so far if it has more than `most_cells` when that takes too long.
    fn run(&mut self, most: f64, most_cells: f64) -> Option<Order> {
        let mut heap = BinaryHeap::new();
        for node in 0..self.sizes.len() {
            self.scores[node] = self.score(node)?;
            heap.push(Reverse((self.scores[node], self.turn(node), node)));
        }
        let mut order = Order {
            turns: Vec::with_capacity(self.sizes.len()),
            turn_of: vec![0; self.sizes.len()],
            effort: Effort::none(),
        };
        while let Some(Reverse((score, _, node))) = heap.pop() {
            if self.gone[node] || self.scores[node] != score {
                continue;
            }
            let near: Vec<usize> = std::mem::take(&mut self.graph[node]).into_iter().collect();
            order.effort.add(self.sizes, node, &near);
            if order.effort.cells >= most {
                return None;
            }
            let is_last = order.turns.len() + 1 == self.sizes.len();
            if self.by == By::Weight && !is_last {
                self.looks = self.looks.saturating_sub((near.len() as u64).pow(2));
                if self.looks == 0 && order.effort.cells > most_cells {
                    order.effort.is_least = true;
                    return Some(order);
                }
            }
            for changed in self.take(node, &near) {
                let score = self.score(changed)?;
                if score != self.scores[changed] {
                    self.scores[changed] = score;
                    heap.push(Reverse((score, self.turn(changed), changed)));
                }
            }
            order.turn_of[node] = order.turns.len();
            order.turns.push((node, near));
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

    /// Removes a node whose neighbours are `near` and connects these; returns the nodes whose score may have changed.
    fn take(&mut self, node: usize, near: &[usize]) -> BTreeSet<usize> {
        self.gone[node] = true;
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
            for a in near {
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
        let found = Order::best(&sizes, &scopes, f64::INFINITY);
        assert_eq!((found.effort.width, found.turns.len()), (1, 20_000));
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
        Order::best(&vec![2; side * side], &scopes, f64::INFINITY)
    }

    #[test]
    fn a_grid_has_tables_little_larger_than_its_side() {
        assert!((8..=10).contains(&grid(8).effort.width), "{}", grid(8).effort.width);
        assert!((20..=21).contains(&grid(20).effort.width), "{}", grid(20).effort.width);
        assert!((32..=33).contains(&grid(32).effort.width), "{}", grid(32).effort.width);
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
        let found = Order::best(&vec![2; n], &scopes, most);
        assert!(found.effort.is_least && found.effort.cells > most, "{:?}", found.effort);
        let joined: usize = found.turns.len() * found.effort.width * found.effort.width;
        assert!(joined < 100 * LOOKS_IF_WIDE as usize, "{joined}");
    }

    #[test]
    fn every_node_is_summed_out_once_and_the_order_is_always_the_same() {
        let found = grid(20);
        let mut nodes: Vec<usize> = found.turns.iter().map(|(node, _)| *node).collect();
        nodes.sort_unstable();
        assert_eq!(nodes, (0..400).collect::<Vec<_>>());
        assert_eq!(grid(20), found);
    }
}
