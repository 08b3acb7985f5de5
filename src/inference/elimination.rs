//! Bucket elimination of nodes and the way back: the sum of a product of tables, the joint distribution of nodes, the
//! most probable combination.
//!
//! Summing out a node leaves its conditional distribution given the nodes that are summed out later. Multiplied
//! together on the way back, these give the joint distribution of every table, with sums of positive terms only, so
//! no digits are lost.

use super::factor::{Factor, marginal, product, scale};
use super::memory::too_wide;
use super::order::Order;
use crate::diagnostic::Diagnostic;
use crate::diagnostic::work::{self, Phase};

/// Below this many cells, elimination shows no progress.
const FEW_CELLS: u64 = 1 << 22;

/// Nodes with their sizes, and tables over them.
#[derive(Clone, Debug, Default)]
pub struct Problem {
    /// The number of values of each node.
    pub sizes: Vec<usize>,
    /// The tables whose product is the joint distribution.
    pub factors: Vec<Factor>,
    /// Sets of nodes whose joint distributions are requested.
    pub joined: Vec<Vec<usize>>,
}

/// The table of a node with the nodes summed out later that share its tables.
#[derive(Clone, Debug)]
struct Bucket {
    /// The later nodes, then the node itself.
    scope: Vec<usize>,
    /// The conditional distribution of the node given the others; after the way back, the joint distribution.
    cells: Vec<f64>,
}

/// The result of summing out every node.
#[derive(Clone, Debug)]
pub struct Eliminated {
    sizes: Vec<usize>,
    /// In the order in which nodes are summed out; empty if nothing is possible.
    buckets: Vec<Bucket>,
    /// The bucket of each node.
    turn_of: Vec<usize>,
    /// The natural log of the total; negative infinity if nothing is possible.
    pub ln_total: f64,
}

impl Problem {
    /// Finds an elimination order.
    ///
    /// # Errors
    ///
    /// If its tables would exceed the memory limit.
    pub fn order(&self) -> Result<Order, Diagnostic> {
        let phase = Phase::begin("choosing an order", 1);
        let scopes = self.factors.iter().map(|factor| &factor.scope).chain(&self.joined);
        let scopes: Vec<&[usize]> = scopes.map(Vec::as_slice).collect();
        let mut order = Order::best(&self.sizes, &scopes, work::memory() as f64 / 8.0);
        drop(phase);
        order.effort.own = self.factors.iter().map(|factor| factor.cells.len() as f64).sum();
        if order.effort.bytes() > work::memory() as f64 {
            return Err(too_wide(&order.effort));
        }
        Ok(order)
    }

    /// Sums out every node.
    ///
    /// # Errors
    ///
    /// If the work is cancelled.
    pub fn sum(self, order: &Order) -> Result<Eliminated, Diagnostic> {
        let sizes = self.sizes.clone();
        let mut buckets = Vec::with_capacity(order.turns.len());
        let ln_total = self.eliminate(order, |scope, mut cells| {
            let size = sizes[scope[scope.len() - 1]];
            let sums: Vec<f64> = cells.chunks_exact(size).map(|row| row.iter().sum()).collect();
            for (row, sum) in cells.chunks_exact_mut(size).zip(&sums).filter(|(_, sum)| **sum > 0.0)
            {
                for x in row {
                    *x /= sum;
                }
            }
            buckets.push(Bucket { scope, cells });
            sums
        })?;
        if ln_total == f64::NEG_INFINITY {
            buckets.clear();
        }
        Ok(Eliminated { sizes, buckets, turn_of: order.turn_of.clone(), ln_total })
    }

    /// Returns the most probable combination and the log of its probability; ties go to the lowest values.
    ///
    /// # Errors
    ///
    /// If the work is cancelled.
    pub fn likeliest(self, order: &Order) -> Result<(Vec<usize>, f64), Diagnostic> {
        let sizes = self.sizes.clone();
        let mut best: Vec<Vec<u16>> = Vec::with_capacity(order.turns.len());
        let ln_most = self.eliminate(order, |scope, cells| {
            let rows = cells.chunks_exact(sizes[scope[scope.len() - 1]]);
            let most =
                |row: &[f64]| (0..row.len()).fold(0, |b, i| if row[i] > row[b] { i } else { b });
            let which: Vec<u16> = rows.clone().map(|row| most(row) as u16).collect();
            let most = rows.zip(&which).map(|(row, at)| row[usize::from(*at)]).collect();
            best.push(which);
            most
        })?;
        let mut values = vec![0; sizes.len()];
        for ((node, later), which) in order.turns.iter().zip(&best).rev() {
            let row = later.iter().fold(0, |row, n| row * sizes[*n] + values[*n]);
            values[*node] = usize::from(which[row]);
        }
        Ok((values, ln_most))
    }

    /// Passes the product of each node's tables to `reduce`, with the node last in its scope; `reduce` returns the
    /// table without that node. Returns the log of what remains in the end; ends early if that is 0.
    fn eliminate(
        self,
        order: &Order,
        mut reduce: impl FnMut(Vec<usize>, Vec<f64>) -> Vec<f64>,
    ) -> Result<f64, Diagnostic> {
        let cells = order.effort.cells as u64;
        let phase = Phase::begin("summing out", if cells < FEW_CELLS { 0 } else { cells });
        let mut total = Total::default();
        let mut tables: Vec<Vec<Factor>> = order.turns.iter().map(|_| Vec::new()).collect();
        let pass = |tables: &mut [Vec<Factor>], mut table: Factor, total: &mut Total| match order
            .first(&table.scope)
        {
            Some(turn) => {
                total.times_power(scale(&mut table.cells));
                tables[turn].push(table);
            }
            None => total.times(table.cells[0]),
        };
        for factor in self.factors {
            pass(&mut tables, factor, &mut total);
        }
        for (turn, (node, later)) in order.turns.iter().enumerate() {
            let mut scope = Vec::with_capacity(later.len() + 1);
            scope.extend_from_slice(later);
            scope.push(*node);
            let parts = std::mem::take(&mut tables[turn]);
            let (cells, power) = product(&scope, &self.sizes, &parts);
            drop(parts);
            // cancelled work leaves large tables unfinished: they must not be used
            phase.steps(cells.len() as u64)?;
            total.times_power(power);
            pass(
                &mut tables,
                Factor { scope: later.clone(), cells: reduce(scope, cells) },
                &mut total,
            );
            if total.is_zero {
                break;
            }
        }
        Ok(total.ln())
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
    /// Multiplies by a power of two; `None` is 0.
    pub(super) fn times_power(&mut self, power: Option<i64>) {
        match power {
            Some(power) => self.power += power,
            None => self.is_zero = true,
        }
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

impl Eliminated {
    /// The number of values of each node.
    pub fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    /// The conditional distribution of each node given those that are summed out later: the node, the later nodes,
    /// and a row for each of their combinations, the last of them varying fastest. Drawing the nodes in this order,
    /// each from its row, draws from the joint distribution.
    pub(super) fn rows(&self) -> impl Iterator<Item = (usize, &[usize], &[f64])> {
        self.buckets.iter().rev().filter_map(|bucket| {
            let (node, later) = bucket.scope.split_last()?;
            Some((*node, later, bucket.cells.as_slice()))
        })
    }

    /// Goes the way back, from conditional to joint distributions.
    pub fn joint(mut self) -> Joint {
        for at in (0..self.buckets.len()).rev() {
            let (before, after) = self.buckets.split_at_mut(at + 1);
            let Bucket { scope, cells } = &mut before[at];
            let Some((node, later)) = scope.split_last() else { continue };
            let Some(next) = later.iter().map(|node| self.turn_of[*node]).min() else { continue };
            let whole = &after[next - at - 1];
            let chances = marginal(&whole.scope, &whole.cells, later, &self.sizes);
            for (row, chance) in cells.chunks_exact_mut(self.sizes[*node]).zip(chances) {
                for x in row {
                    *x *= chance;
                }
            }
        }
        Joint(self)
    }
}

/// The joint distribution of every table.
#[derive(Clone, Debug)]
pub struct Joint(Eliminated);

impl Joint {
    /// The joint distribution of nodes that share a table, the last varying fastest; all 0 if nothing is possible.
    pub fn of(&self, nodes: &[usize]) -> Vec<f64> {
        let Self(Eliminated { sizes, buckets, turn_of, .. }) = self;
        let Some(first) = nodes.iter().map(|node| turn_of[*node]).min() else { return vec![1.0] };
        let Some(bucket) = buckets.get(first) else {
            return vec![0.0; nodes.iter().map(|node| sizes[*node]).product()];
        };
        let found = marginal(&bucket.scope, &bucket.cells, nodes, sizes);
        let sum: f64 = found.iter().sum();
        found.into_iter().map(|x| x / sum).collect()
    }
}
