//! The nodes of a network: their tables, their inputs, and a cursor over combinations of values.

use crate::diagnostic::{Diagnostic, Place, work};
use crate::exact::refusal::not_exact;
use crate::exact::row::RowFacts;
use crate::formula::{FormulaId, VariableId};
use crate::inference::{digits, too_large};
use crate::model::conditional::ChanceFault;
use crate::model::facts::Truth;
use crate::model::{Model, Supposition, World};
use std::cell::Cell;

/// The most cells of a node's table.
pub(super) const MOST_OF_NODE: usize = 1 << 22;
/// A node: a variable or condition with finitely many values.
pub(super) struct Node {
    /// The parents of its table.
    pub(super) parents: Vec<usize>,
    /// The probability of each value for each combination of the parents' values. The node itself varies
    /// fastest, then its last parent.
    pub(super) table: Vec<f64>,
    /// By value: whether it is possible.
    pub(super) possible: Vec<bool>,
    /// The values, if it is a number.
    pub(super) values: Vec<f64>,
    /// Combinations of the parents for which the chances can't be weighed.
    pub(super) faults: Vec<(usize, ChanceFault)>,
}

/// The nodes of the relevant part of a model.
pub(crate) struct Network<'a> {
    /// The model.
    pub(super) model: &'a Model,
    /// The parameters.
    pub(super) world: &'a World,
    /// The evidence, interventions and overrides.
    pub(super) supposition: &'a Supposition,
    /// Whether events with causes are taken apart into nodes that are no variables.
    pub(super) takes_apart: bool,
    /// The nodes, each after its parents.
    pub(super) nodes: Vec<Node>,
    /// The node of each variable.
    pub(crate) of_variable: Vec<Option<usize>>,
    /// The evidence: nodes with the values that they may have.
    pub(super) known: Vec<(usize, Vec<usize>)>,
    /// The total number of cells in all tables.
    pub(super) cells: usize,
    /// A combination without values, for the next table: making one takes as long as there are variables.
    pub(super) spare: Cell<Option<Scratch>>,
}

/// The nodes that a conditional distribution reads: those of variables, and those of its conditions.
#[derive(Default)]
pub(super) struct Inputs {
    /// Nodes of variables.
    pub(super) variables: Vec<(VariableId, usize)>,
    /// Nodes of conditions.
    pub(super) truths: Vec<(FormulaId, usize)>,
}

impl Inputs {
    /// The nodes, without repetition.
    pub(super) fn nodes(&self) -> Vec<usize> {
        let all = self.variables.iter().map(|(_, n)| *n).chain(self.truths.iter().map(|(_, n)| *n));
        let mut nodes: Vec<usize> = all.collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}

impl Network<'_> {
    /// Adds a node; a value is possible if some possible combination of the parents leads to it.
    pub(super) fn add(
        &mut self,
        parents: Vec<usize>,
        table: Vec<f64>,
        values: Vec<f64>,
        faults: Vec<(usize, ChanceFault)>,
    ) -> usize {
        let rows: usize = parents.iter().map(|p| self.size(*p)).product();
        let width = table.len() / rows;
        let mut possible = vec![false; width];
        for row in table.chunks_exact(width) {
            possible.iter_mut().zip(row).for_each(|(seen, p)| *seen |= *p > 0.0);
        }
        self.cells += table.len();
        self.nodes.push(Node { parents, table, possible, values, faults });
        self.nodes.len() - 1
    }

    /// Returns an error if the tables with `more` additional cells exceed the memory limit; each cell is held
    /// three times.
    pub(super) fn room(&self, more: usize) -> Result<(), Diagnostic> {
        let bytes = 24.0 * self.cells.saturating_add(more) as f64;
        if bytes <= work::memory() as f64 {
            return Ok(());
        }
        Err(too_large("the exact answer needs tables that are too large", bytes))
    }

    /// The number of values of a node.
    pub(super) fn size(&self, node: usize) -> usize {
        self.nodes[node].possible.len()
    }

    /// The number of combinations of the inputs' values.
    pub(super) fn cells(&self, inputs: &Inputs) -> usize {
        inputs.nodes().iter().map(|n| self.size(*n)).fold(1, usize::saturating_mul)
    }

    /// Fills the rows of a table in the order of the combinations of the inputs' values; `None` for
    /// impossible ones. Returns the parents and the rows.
    pub(super) fn rows<Row>(
        &self,
        inputs: &Inputs,
        width: usize,
        place: Place,
        fill: &mut dyn FnMut(&RowFacts) -> Row,
    ) -> Result<(Vec<usize>, Vec<Option<Row>>), Diagnostic> {
        let parents = inputs.nodes();
        let rows = self.cells(inputs);
        if rows.saturating_mul(width) > MOST_OF_NODE {
            let what =
                format!("what this depends on has {rows} combinations: too many for a table");
            return Err(not_exact(place, what));
        }
        work::check()?;
        self.room(rows * width)?;
        let mut scratch = self.spare.take().unwrap_or_else(|| Scratch::new(self));
        let filled = (0..rows).map(|row| {
            if !scratch.set(self, inputs, &parents, row) {
                return None;
            }
            Some(fill(&scratch.facts(self)))
        });
        let filled = filled.collect();
        scratch.clear(inputs);
        self.spare.set(Some(scratch));
        Ok((parents, filled))
    }
}

/// The truth for each value of a condition's node.
pub(super) const TRUTHS: [Truth; 3] = [Truth::False, Truth::True, Truth::Undefined];
/// The value for a condition that holds.
pub(super) const HOLDS: usize = 1;

/// One combination of the values of some nodes.
pub(super) struct Scratch {
    outcomes: Vec<u16>,
    numbers: Vec<f64>,
    truths: Vec<(FormulaId, Truth)>,
    today: f64,
}

impl Scratch {
    pub(super) fn new(network: &Network) -> Self {
        let variables = network.model.variables.len();
        Self {
            outcomes: vec![0; variables],
            numbers: vec![f64::NAN; variables],
            truths: Vec::new(),
            today: network.model.timeline.days[0],
        }
    }

    /// Forgets the values of a table's rows.
    fn clear(&mut self, inputs: &Inputs) {
        for (id, _) in &inputs.variables {
            self.outcomes[id.index()] = 0;
            self.numbers[id.index()] = f64::NAN;
        }
        self.truths.clear();
    }

    /// Sets the values of a row; returns whether they are possible.
    pub(super) fn set(
        &mut self,
        network: &Network,
        inputs: &Inputs,
        parents: &[usize],
        row: usize,
    ) -> bool {
        let sizes: Vec<usize> = parents.iter().map(|parent| network.size(*parent)).collect();
        let values = digits(row, &sizes);
        let value = |node: usize| values[parents.binary_search(&node).unwrap_or(0)];
        for (id, node) in &inputs.variables {
            let at = value(*node);
            match network.nodes[*node].values.get(at) {
                Some(number) => self.numbers[id.index()] = *number,
                None => self.outcomes[id.index()] = at as u16,
            }
        }
        self.truths.clear();
        self.truths.extend(inputs.truths.iter().map(|(at, node)| (*at, TRUTHS[value(*node)])));
        parents.iter().zip(&values).all(|(node, value)| network.nodes[*node].possible[*value])
    }

    /// The combination as a state of the world.
    pub(super) fn facts<'s>(&'s self, network: &'s Network) -> RowFacts<'s> {
        RowFacts {
            outcomes: &self.outcomes,
            numbers: &self.numbers,
            truths: &self.truths,
            drawn: &[],
            world: network.world,
            today: self.today,
        }
    }
}
