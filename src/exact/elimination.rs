//! Bucket elimination of nodes and the way back: the probability of the evidence, the marginals of every
//! node, the most probable combination. Independent of models.
//!
//! Summing out a node leaves its conditional distribution given the nodes that are summed out later.
//! Multiplied together on the way back, these give the joint distribution of every table, with sums of
//! positive terms only, so that no digits are lost (bucket elimination: Dechter 1999; Cowell et al. 1999, ch.
//! 6).

use super::factor::{Factor, marginal, product, scale};
use super::order::{Effort, Order, order};
use super::refusal::too_wide;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::work::{self, Phase};

/// Above this many cells over all worlds, exact answers are not computed if sampling is good enough.
pub const MOST_CELLS: f64 = 134_217_728.0;

/// Nodes with their sizes, and tables over them.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The number of values of each node.
    pub(super) sizes: Vec<usize>,
    /// The tables whose product is the joint distribution.
    pub(super) factors: Vec<Factor>,
    /// Sets of nodes whose joint distributions are requested.
    pub(super) joined: Vec<Vec<usize>>,
}

/// The table of a node with the nodes summed out later that share its tables.
struct Bucket {
    /// The later nodes, then the node itself.
    scope: Vec<usize>,
    /// The conditional distribution of the node given the others; after the way back, the joint distribution.
    cells: Vec<f64>,
    /// The bucket of the first of the other nodes to be summed out.
    next: Option<usize>,
}

/// The result of summing out every node.
pub struct Eliminated {
    sizes: Vec<usize>,
    buckets: Vec<Bucket>,
    /// The bucket of each node.
    place: Vec<usize>,
    /// The natural log of the total; negative infinity if nothing is possible.
    pub ln_total: f64,
}

impl Problem {
    /// The elimination order and its cost.
    fn order(&self) -> Order {
        let scopes = self.factors.iter().map(|f| f.scope.as_slice());
        let joined = self.joined.iter().map(Vec::as_slice);
        let most_cells = work::memory() as f64 / 8.0;
        order(&self.sizes, &scopes.chain(joined).collect::<Vec<_>>(), most_cells)
    }

    /// Sums out every node.
    ///
    /// # Errors
    ///
    /// If the tables would exceed the memory limit.
    pub fn sum(&self) -> Result<(Eliminated, Effort), Diagnostic> {
        let (found, effort) = self.within_bounds()?;
        let phase = Phase::begin("summing out", effort.cells as u64);
        let mut ln_total = Total::default();
        let mut pending = Pending::new(self, &found, &mut ln_total);
        let mut buckets = Vec::with_capacity(found.nodes.len());
        for node in &found.nodes {
            let (scope, mut cells, next) = pending.table(*node, &mut ln_total);
            // cancelled work leaves large tables unfinished: they must not be used
            phase.steps(cells.len() as u64)?;
            let (rest, size) = (&scope[..scope.len() - 1], self.sizes[*node]);
            let sums: Vec<f64> = cells.chunks_exact(size).map(|row| row.iter().sum()).collect();
            for (row, sum) in cells.chunks_exact_mut(size).zip(&sums) {
                if *sum > 0.0 {
                    for x in row.iter_mut() {
                        *x /= sum;
                    }
                }
            }
            pending.pass(Factor { scope: rest.to_vec(), cells: sums }, next, &mut ln_total);
            buckets.push(Bucket { scope, cells, next });
        }
        let eliminated = Eliminated {
            sizes: self.sizes.clone(),
            buckets,
            place: pending.place,
            ln_total: ln_total.ln(),
        };
        Ok((eliminated, effort))
    }

    /// The most probable combination and the log of its probability; ties go to the lowest values.
    pub fn likeliest(&self) -> Result<(Vec<usize>, f64), Diagnostic> {
        let (found, effort) = self.within_bounds()?;
        let phase = Phase::begin("summing out", effort.cells as u64);
        let mut ln_most = Total::default();
        let mut pending = Pending::new(self, &found, &mut ln_most);
        let mut best: Vec<(Vec<usize>, Vec<u16>)> = Vec::with_capacity(found.nodes.len());
        for node in &found.nodes {
            let (scope, cells, next) = pending.table(*node, &mut ln_most);
            phase.steps(cells.len() as u64)?;
            let rest = scope[..scope.len() - 1].to_vec();
            let mut most = Vec::with_capacity(cells.len() / self.sizes[*node]);
            let mut which = Vec::with_capacity(most.capacity());
            for row in cells.chunks_exact(self.sizes[*node]) {
                let at = (0..row.len()).fold(0, |b, i| if row[i] > row[b] { i } else { b });
                most.push(row[at]);
                which.push(at as u16);
            }
            pending.pass(Factor { scope: rest.clone(), cells: most }, next, &mut ln_most);
            best.push((rest, which));
        }
        let mut values = vec![0; self.sizes.len()];
        for (node, (rest, which)) in found.nodes.iter().zip(&best).rev() {
            let row = rest.iter().fold(0, |row, n| row * self.sizes[*n] + values[*n]);
            values[*node] = usize::from(which[row]);
        }
        Ok((values, ln_most.ln()))
    }

    /// The elimination order.
    ///
    /// # Errors
    ///
    /// If its tables would exceed the memory limit.
    pub(super) fn within_bounds(&self) -> Result<(Order, Effort), Diagnostic> {
        let phase = Phase::begin("choosing an order", 1);
        let found = self.order();
        drop(phase);
        let effort = Effort {
            width: found.width.saturating_sub(1),
            largest: found.largest,
            cells: found.cells,
            own: self.factors.iter().map(|factor| factor.cells.len() as f64).sum(),
            is_least: !found.is_whole,
        };
        if effort.bytes() > work::memory() as f64 {
            Err(too_wide(&effort))
        } else {
            Ok((found, effort))
        }
    }
}

/// A product that does not underflow.
#[derive(Default)]
pub(super) struct Total {
    power: i64,
    ln: f64,
    is_zero: bool,
}

impl Total {
    /// Multiplies by 2^`power`.
    pub(super) fn power(&mut self, power: i64) {
        self.power += power;
    }

    /// Multiplies by `x`.
    pub(super) fn times(&mut self, x: f64) {
        if x > 0.0 {
            let (mantissa, exponent) = libm::frexp(x);
            self.power += i64::from(exponent);
            self.ln += libm::log(mantissa);
        } else {
            self.is_zero = true;
        }
    }

    /// The natural log; negative infinity for 0.
    pub(super) fn ln(&self) -> f64 {
        if self.is_zero {
            return f64::NEG_INFINITY;
        }
        self.ln + self.power as f64 * std::f64::consts::LN_2
    }
}

/// The tables to multiply when each node is summed out.
struct Pending<'a> {
    sizes: &'a [usize],
    /// Indexed by bucket.
    tables: Vec<Vec<Factor>>,
    /// Scopes that must be in one table, by bucket.
    joined: Vec<Vec<Vec<usize>>>,
    place: Vec<usize>,
}

impl<'a> Pending<'a> {
    fn new(problem: &'a Problem, order: &Order, total: &mut Total) -> Self {
        let mut place = vec![0; problem.sizes.len()];
        order.nodes.iter().enumerate().for_each(|(at, node)| place[*node] = at);
        let nodes = order.nodes.len();
        let (tables, joined) = (vec![Vec::new(); nodes], vec![Vec::new(); nodes]);
        let mut pending = Self { sizes: &problem.sizes, tables, joined, place };
        for factor in &problem.factors {
            let first = pending.first(&factor.scope);
            pending.pass(factor.clone(), first, total);
        }
        for scope in &problem.joined {
            if let Some(first) = pending.first(scope) {
                pending.joined[first].push(scope.clone());
            }
        }
        pending
    }

    /// The bucket of the first of these nodes to be summed out; `None` if there are no nodes.
    fn first(&self, scope: &[usize]) -> Option<usize> {
        scope.iter().map(|node| self.place[*node]).min()
    }

    /// Passes a table to a bucket; one without nodes is a factor of the total.
    fn pass(&mut self, mut table: Factor, to: Option<usize>, total: &mut Total) {
        match to {
            Some(bucket) => {
                total.power += scale(&mut table.cells);
                self.tables[bucket].push(table);
            }
            None => total.times(table.cells[0]),
        }
    }

    /// The product of a node's tables: its scope, its cells, and the bucket that its sum goes to.
    fn table(&mut self, node: usize, total: &mut Total) -> (Vec<usize>, Vec<f64>, Option<usize>) {
        let bucket = self.place[node];
        let parts = std::mem::take(&mut self.tables[bucket]);
        let together = std::mem::take(&mut self.joined[bucket]);
        let scopes = parts.iter().map(|f| &f.scope).chain(&together);
        let mut rest: Vec<usize> = scopes.flatten().copied().filter(|n| *n != node).collect();
        rest.sort_unstable();
        rest.dedup();
        let next = self.first(&rest);
        rest.push(node);
        let (cells, power) = product(&rest, self.sizes, &parts.iter().collect::<Vec<_>>());
        total.power += power;
        (rest, cells, next)
    }
}

impl Eliminated {
    /// The conditional distribution of each node given those that are summed out later: the node, the later
    /// nodes, and a row for each of their combinations, the last of them varying fastest. Drawing the nodes
    /// in this order, each from its row, draws from the joint distribution.
    ///
    /// # Panics
    /// Never: every bucket has its node.
    pub fn conditionals(&self) -> impl Iterator<Item = (usize, &[usize], &[f64])> {
        self.buckets.iter().rev().map(|bucket| {
            let (node, later) = bucket.scope.split_last().expect("a bucket has its node");
            (*node, later, bucket.cells.as_slice())
        })
    }

    /// Goes the way back, from conditional to joint distributions.
    ///
    /// # Panics
    /// Never: every bucket has its node.
    pub fn joint(mut self) -> Joint {
        for at in (0..self.buckets.len()).rev() {
            let (before, after) = self.buckets.split_at_mut(at + 1);
            let Bucket { scope, cells, next } = &mut before[at];
            let (node, rest) = scope.split_last().expect("a bucket has its node");
            let Some(next) = next else { continue };
            let whole = &after[*next - at - 1];
            let chances = marginal(&whole.scope, &whole.cells, rest, &self.sizes);
            for (row, chance) in cells.chunks_exact_mut(self.sizes[*node]).zip(chances) {
                for x in row.iter_mut() {
                    *x *= chance;
                }
            }
        }
        Joint { sizes: self.sizes, buckets: self.buckets, place: self.place }
    }
}

/// The joint distribution of every table.
pub struct Joint {
    sizes: Vec<usize>,
    buckets: Vec<Bucket>,
    place: Vec<usize>,
}

impl Joint {
    /// The joint distribution of nodes that share a table, the last varying fastest.
    pub fn of(&self, nodes: &[usize]) -> Vec<f64> {
        let Some(first) = nodes.iter().map(|node| self.place[*node]).min() else {
            return vec![1.0];
        };
        let bucket = &self.buckets[first];
        let found = marginal(&bucket.scope, &bucket.cells, nodes, &self.sizes);
        let sum: f64 = found.iter().sum();
        found.into_iter().map(|x| x / sum).collect()
    }
}
