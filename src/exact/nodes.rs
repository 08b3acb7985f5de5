//! The nodes of a network: their tables, what they read, one combination of their values at a time.

use super::facts::RowFacts;
use super::refusal::{not_exact, too_large};
use crate::diagnostic::{Diagnostic, Place, work};
use crate::formula::VariableId;
use crate::formula::bounds::Bounds;
use crate::model::facts::Truth;
use crate::model::lottery::LawFault;
use crate::model::{Model, Supposition, World};

/// The most cells of a node's own table.
pub(super) const MOST_OF_NODE: usize = 1 << 22;
/// A node: something with finitely many values.
pub(super) struct Node {
    /// The nodes that its table goes by.
    pub(super) parents: Vec<usize>,
    /// The chance of each value for each combination of the parents' values, the last parent running
    /// fastest but for the node itself.
    pub(super) table: Vec<f64>,
    /// By value: whether it is possible at all.
    pub(super) possible: Vec<bool>,
    /// The values of a number.
    pub(super) values: Vec<f64>,
    /// Combinations of the parents in which the chances can't be weighed.
    pub(super) faults: Vec<(usize, LawFault)>,
}

/// The nodes of a model, as far as something reads them.
pub struct Network<'a> {
    /// The model.
    pub(super) model: &'a Model,
    /// The parameters.
    pub(super) world: &'a World,
    /// What is made.
    pub(super) supposition: &'a Supposition,
    /// Every node after its parents.
    pub(super) nodes: Vec<Node>,
    /// By variable: its node.
    pub(super) of_variable: Vec<Option<usize>>,
    /// The cells of all tables.
    pub(super) cells: usize,
}

/// The nodes that a lottery reads: those of variables and those of conditions, by their address.
#[derive(Default)]
pub(super) struct Inputs {
    /// Nodes of variables.
    pub(super) variables: Vec<(VariableId, usize)>,
    /// Nodes of conditions.
    pub(super) truths: Vec<(usize, usize)>,
}

impl Inputs {
    /// The nodes, each once.
    pub(super) fn nodes(&self) -> Vec<usize> {
        let all = self.variables.iter().map(|(_, n)| *n).chain(self.truths.iter().map(|(_, n)| *n));
        let mut nodes: Vec<usize> = all.collect();
        nodes.sort_unstable();
        nodes.dedup();
        nodes
    }
}

/// One row of a table as it is filled.
pub(super) type Row = Result<Vec<f64>, LawFault>;

impl Network<'_> {
    /// Adds a node; a value is possible if some possible combination of the parents leads to it.
    pub(super) fn add(
        &mut self,
        parents: Vec<usize>,
        table: Vec<f64>,
        values: Vec<f64>,
        faults: Vec<(usize, LawFault)>,
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

    /// A fault if memory does not hold the tables with so many cells more: they are read, kept and wait.
    pub(super) fn room(&self, more: usize) -> Result<(), Diagnostic> {
        let bytes = 24.0 * self.cells.saturating_add(more) as f64;
        if bytes <= work::memory() as f64 {
            return Ok(());
        }
        Err(too_large("the exact answer needs tables that are too large", bytes))
    }

    /// How many values a node has.
    pub(super) fn size(&self, node: usize) -> usize {
        self.nodes[node].possible.len()
    }

    /// How many combinations the inputs' values have.
    pub(super) fn cells(&self, inputs: &Inputs) -> usize {
        inputs.nodes().iter().map(|n| self.size(*n)).fold(1, usize::saturating_mul)
    }

    /// Fills the rows of a table, in the order of the combinations of the inputs' values; none for
    /// those that are impossible. Also the parents.
    pub(super) fn rows(
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
        let mut scratch = Scratch::new(self);
        let filled = (0..rows).map(|row| {
            if !scratch.set(self, inputs, &parents, row) {
                return None;
            }
            Some(fill(&scratch.facts(self, None)))
        });
        let filled = filled.collect();
        Ok((parents, filled))
    }
}

/// The truth that each value of a condition's node stands for.
pub(super) const TRUTHS: [Truth; 3] = [Truth::False, Truth::True, Truth::Undefined];

/// One combination of the values of some nodes.
pub(super) struct Scratch {
    outcomes: Vec<u16>,
    numbers: Vec<f64>,
    truths: Vec<(usize, Truth)>,
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

    /// Sets the values of a row; whether they are possible.
    pub(super) fn set(
        &mut self,
        network: &Network,
        inputs: &Inputs,
        parents: &[usize],
        row: usize,
    ) -> bool {
        let mut left = row;
        let mut values = vec![0; parents.len()];
        for (value, parent) in values.iter_mut().zip(parents).rev() {
            *value = left % network.size(*parent);
            left /= network.size(*parent);
        }
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
    pub(super) fn facts<'s>(
        &'s self,
        network: &'s Network,
        count: Option<(usize, Bounds)>,
    ) -> RowFacts<'s> {
        RowFacts {
            outcomes: &self.outcomes,
            numbers: &self.numbers,
            truths: &self.truths,
            drawn: &[],
            count,
            world: network.world,
            today: self.today,
        }
    }
}
