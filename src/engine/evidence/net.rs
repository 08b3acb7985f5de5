//! The evidence network: the part of a model that evidence depends on, as a product of tables, and the
//! distributions given the evidence in a world.

use super::conflict::conflict;
use super::domains::Network;
use super::finder::{CELLS_TO_MAKE_ONE, Finder};
use super::graph::{Key, Scene};
use super::layout::Layout;
use super::pieces::{Origin, Piece};
use super::tables::Tables;
use crate::formula::{Condition, Interned, Number, Part, VariableId};
use crate::inference::{Conditional, Eliminated, Factor, Problem};
use crate::model::conditional::ChanceFault;
use crate::model::{Model, Piece as Said, Still, Supposition};

/// The most cells in all tables of one world.
const MOST_CELLS: u64 = 1 << 22;
/// The most cells in all tables of all worlds.
const MOST_CELLS_OF_ALL: u64 = 1 << 29;

/// Evidence that can be absorbed.
#[derive(Debug)]
pub(crate) struct Evidence {
    /// The monitored conditions.
    pub(crate) memories: Vec<Interned<Condition>>,
    /// The nodes that the evidence depends on, sorted.
    pub(crate) keys: Vec<Key>,
    /// By node: its parents.
    parents: Vec<Vec<Key>>,
    /// The pieces that are absorbed exactly.
    pieces: Vec<Piece>,
    layout: Layout,
}

/// The distributions given the evidence, in one world.
#[derive(Clone, Debug)]
pub(crate) struct Posterior {
    /// The natural log of the expected weight of a trial: the probability of the clauses and of the silence absorbed
    /// exactly, times the expected factor of reports given these, so it may exceed 0.
    pub(crate) ln: f64,
    /// The conditional distributions in the order of drawing; variables are indices of nodes, and values are indices
    /// into [`Evidence::values`]. Nodes with one value are not among them.
    pub(crate) draws: Vec<Conditional>,
}

/// The pieces of a supposition that are not absorbed exactly.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Unabsorbed {
    /// Indices of clauses.
    pub(crate) clauses: Vec<usize>,
    /// Indices of reports.
    pub(crate) reports: Vec<usize>,
    /// Processes, each with the steps at which it is known to have made no move.
    pub(crate) still: Vec<Still>,
}

impl Unabsorbed {
    /// All that is learnt.
    pub(crate) fn all(supposition: &Supposition) -> Self {
        let still = supposition.still.iter().filter(|still| !still.steps.is_empty());
        Self {
            clauses: (0..supposition.clauses.len()).collect(),
            reports: (0..supposition.reports.len()).collect(),
            still: still.cloned().collect(),
        }
    }

    /// Whether all is absorbed.
    pub(crate) fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.reports.is_empty() && self.still.is_empty()
    }
}

impl Evidence {
    /// Finds the evidence of a supposition that can be absorbed in each of `worlds` worlds; `None` if there
    /// is none.
    pub(crate) fn new(model: &Model, supposition: &Supposition, worlds: u64) -> Option<Self> {
        if !supposition.learns() {
            return None;
        }
        let memories = memories(model, supposition);
        let scene = Scene { model, supposition, memories: &memories };
        let mut finder = Finder::new(scene);
        let mut pieces = finder.pieces();
        let most = MOST_CELLS.min(MOST_CELLS_OF_ALL / worlds.max(1));
        let (keys, parents, absorbed, layout) = finder.found(&mut pieces, most);
        let is_any = !absorbed.is_empty();
        is_any.then_some(Self { memories, keys, parents, pieces: absorbed, layout })
    }

    /// The pieces of its supposition that are not absorbed exactly.
    pub(crate) fn unabsorbed(&self, supposition: &Supposition) -> Unabsorbed {
        let mut left = Unabsorbed::all(supposition);
        let steps = |at: usize| {
            let still = &supposition.still[at];
            still.steps.iter().map(|step| (still.variable, *step)).collect::<Vec<_>>()
        };
        let mut silent: Vec<(VariableId, usize)> =
            (0..supposition.still.len()).flat_map(steps).collect();
        for piece in &self.pieces {
            match piece.origin {
                Origin::Clause(at) => left.clauses.retain(|known| *known != at),
                Origin::Report(at) => left.reports.retain(|known| *known != at),
                Origin::Silence(at, (first, last)) => {
                    let process = supposition.still[at].variable;
                    silent.retain(|(id, step)| *id != process || !(first..=last).contains(step));
                }
            }
        }
        for still in &mut left.still {
            still.steps.retain(|step| silent.contains(&(still.variable, *step)));
        }
        left.still.retain(|still| !still.steps.is_empty());
        left
    }

    /// The number of cells in the tables of one world, including the cost of computing conditional tables.
    pub(crate) fn cells(&self) -> u64 {
        self.layout.cells(CELLS_TO_MAKE_ONE)
    }

    /// Whether nothing is absorbed exactly.
    pub(crate) fn is_all_weighed(&self) -> bool {
        self.pieces.is_empty()
    }

    /// By node: the values that it can have given the evidence, ascending.
    pub(crate) fn values(&self) -> &[Vec<u16>] {
        &self.layout.domains
    }

    /// Computes the distributions given the evidence in the world with these parameters; `None` if a distribution is
    /// invalid for some combination of parents, even one that no trial has, or if the work is cancelled.
    pub(crate) fn solve(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Option<Posterior> {
        if self.layout.is_impossible {
            return Some(Posterior { ln: f64::NEG_INFINITY, draws: Vec::new() });
        }
        let scene = Scene { model, supposition, memories: &self.memories };
        let (mut factors, pieces) = self.factors(scene, parameters, &self.layout).ok()?;
        factors.extend(pieces.into_iter().flatten());
        let sums = sum(&self.layout, factors)?;
        let mut draws = sums.conditionals();
        draws.retain(|conditional| self.layout.sizes[conditional.node] > 1);
        Some(Posterior { ln: sums.ln_total, draws })
    }

    /// Returns a small set of pieces that can't hold together, empty if all can.
    pub(crate) fn conflict(
        &self,
        model: &Model,
        supposition: &Supposition,
        parameters: &[f64],
    ) -> Vec<Said> {
        let scene = Scene { model, supposition, memories: &self.memories };
        let network = Network { scene, keys: &self.keys };
        let sure: Vec<usize> =
            (0..self.pieces.len()).filter(|i| !self.pieces[*i].origin.is_report()).collect();
        let said = |found: Vec<usize>| -> Vec<Said> {
            found.into_iter().map(|i| self.pieces[sure[i]].origin.said()).collect()
        };
        let every: Vec<usize> = (0..sure.len()).collect();
        // tables that can be summed without some of the pieces
        let all = Layout::new(
            (&scene, &self.keys),
            &self.parents,
            &self.pieces,
            (network.all(), MOST_CELLS),
        );
        let Some(layout) = all else {
            let possible = |some: &[usize]| {
                let pieces: Vec<&Piece> = some.iter().map(|i| &self.pieces[sure[*i]]).collect();
                network.domains(&pieces).is_some()
            };
            return said(if possible(&every) { every } else { conflict(sure.len(), &possible) });
        };
        let Ok((tables, pieces)) = self.factors(scene, parameters, &layout) else {
            return Vec::new();
        };
        let possible = |some: &[usize]| {
            let some = some.iter().flat_map(|i| pieces[sure[*i]].iter().cloned());
            let sums = sum(&layout, tables.iter().cloned().chain(some).collect());
            sums.is_none_or(|sums| sums.ln_total > f64::NEG_INFINITY)
        };
        said(if possible(&every) { Vec::new() } else { conflict(sure.len(), &possible) })
    }

    /// The conditional tables of all nodes, and by piece those of its clauses.
    fn factors(
        &self,
        scene: Scene,
        parameters: &[f64],
        layout: &Layout,
    ) -> Result<(Vec<Factor>, Vec<Vec<Factor>>), ChanceFault> {
        let tables = Tables { scene, parameters, nodes: &self.keys, domains: &layout.domains };
        let mut nodes: Vec<Factor> = Vec::with_capacity(self.keys.len());
        for (node, scope) in layout.scopes.iter().enumerate() {
            let cells = match layout.equal[node] {
                Some(earlier) => nodes[earlier].cells.clone(),
                None => tables.chances(self.keys[node], &self.parents[node])?,
            };
            nodes.push(Factor { cells, scope: scope.clone() });
        }
        let of_piece = |(piece, scopes): (&Piece, &Vec<Vec<usize>>)| {
            let clauses = piece.clauses.iter().zip(scopes);
            let of_clause = clauses.map(|(clause, scope)| Factor {
                cells: tables.of_clause(clause),
                scope: scope.clone(),
            });
            of_clause.collect()
        };
        let pieces = self.pieces.iter().zip(&layout.of_pieces).map(of_piece).collect();
        Ok((nodes, pieces))
    }
}

fn sum(layout: &Layout, factors: Vec<Factor>) -> Option<Eliminated> {
    let problem = Problem { sizes: layout.sizes.clone(), factors, joined: Vec::new() };
    problem.sum(&layout.order).ok()
}

/// The conditions that rules or the evidence need a monitor of.
fn memories(model: &Model, supposition: &Supposition) -> Vec<Interned<Condition>> {
    let mut found: Vec<Interned<Condition>> =
        model.monitored.iter().map(|memory| memory.condition.clone()).collect();
    let clauses = supposition.clauses.iter().map(|clause| &clause.condition);
    let cases = supposition.reports.iter().flat_map(|report| &report.cases);
    for condition in clauses.chain(cases.map(|(condition, _)| condition)) {
        condition.walk(&mut |part, _| {
            if let Part::Condition(
                Condition::Ever(inner) | Condition::By(inner, Number::Constant(_)),
            ) = part
                && !found.contains(inner)
            {
                found.push(inner.clone());
            }
        });
    }
    found
}
