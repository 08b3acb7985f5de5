//! The tables of the evidence network: the values that nodes can have in them, what each covers, and the order in which
//! nodes are summed out.

use super::graph::{Key, Scene};
use super::pieces::{Clause, Piece};
use super::timeless::equal_tables;
use crate::inference::Order;

/// The tables of a network, without their numbers. Nodes with a single value are in no scope.
#[derive(Clone, Debug)]
pub(super) struct Layout {
    /// By node: the values that it can have, ascending.
    pub(super) domains: Vec<Vec<u16>>,
    /// By node: the number of these.
    pub(super) sizes: Vec<usize>,
    /// By node: the nodes of its conditional table, itself last.
    pub(super) scopes: Vec<Vec<usize>>,
    /// By node: an earlier one whose conditional table is equal.
    pub(super) equal: Vec<Option<usize>>,
    /// By piece, then by clause: the nodes of its table.
    pub(super) of_pieces: Vec<Vec<Vec<usize>>>,
    /// The order in which nodes are summed out.
    pub(super) order: Order,
    /// Whether the pieces are known to exclude one another, so that nothing need be summed.
    pub(super) is_impossible: bool,
}

impl Layout {
    /// Lays out the tables of nodes with these values, and of pieces; `None` if they have more than `most` cells.
    pub(super) fn new(
        (scene, keys): (&Scene, &[Key]),
        parents: &[Vec<Key>],
        pieces: &[Piece],
        (domains, most): (Vec<Vec<u16>>, u64),
    ) -> Option<Self> {
        let sizes: Vec<usize> = domains.iter().map(Vec::len).collect();
        let open = |some: &mut dyn Iterator<Item = &Key>| -> Vec<usize> {
            let at = some.filter_map(|key| keys.binary_search(key).ok());
            at.filter(|at| sizes[*at] > 1).collect()
        };
        let nodes = keys.iter().zip(parents);
        let scopes: Vec<Vec<usize>> =
            nodes.map(|(key, parents)| open(&mut parents.iter().chain([key]))).collect();
        let of_clause = |clause: &Clause| open(&mut clause.keys.iter());
        let of_pieces: Vec<Vec<Vec<usize>>> =
            pieces.iter().map(|piece| piece.clauses.iter().map(of_clause).collect()).collect();
        let tables = scopes.iter().chain(of_pieces.iter().flatten());
        let tables: Vec<&[usize]> = tables.map(Vec::as_slice).collect();
        let order = Order::by_weight(&sizes, &tables, most)?;
        let equal = equal_tables(scene, keys, parents, &domains);
        Some(Self { domains, sizes, scopes, equal, of_pieces, order, is_impossible: false })
    }

    /// The number of cells in all tables, where computing one costs as much as summing `cost` cells.
    pub(super) fn cells(&self, cost: u64) -> u64 {
        let of =
            |scope: &Vec<usize>| scope.iter().map(|at| self.sizes[*at] as u64).product::<u64>();
        let made: u64 = self.scopes.iter().map(of).sum();
        (self.order.effort.cells as u64).saturating_add(made.saturating_mul(cost))
    }
}
