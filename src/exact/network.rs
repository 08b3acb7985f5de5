//! A scenario of a single moment as a network: a node for each variable that matters, in the order
//! in which they come about, each with its table.

use super::atoms::draws;
use super::elimination::Problem;
use super::factor::Factor;
use super::facts::RowFacts;
use super::refusal::not_exact;
use crate::diagnostic::{Diagnostic, Place};
use crate::formula::{Condition, Number, VariableId};
use crate::model::facts::{Truth, truth, value};
use crate::model::lottery::{Base, Law, LawFault, Lottery, Share, Weights};
use crate::model::{Event, Kind, MadeValue, Model, Quantity, Settled, Supposition, World, reads};

/// The most cells of a node's own table.
const MOST_OF_NODE: usize = 1 << 22;
/// With no more cells than this conditions are read through their variables.
const FEW_OF_NODE: usize = 1 << 12;

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
    faults: Vec<(usize, LawFault)>,
}

/// The nodes of a model, as far as something reads them.
pub struct Network<'a> {
    /// The model.
    pub(super) model: &'a Model,
    /// The parameters.
    pub(super) world: &'a World,
    /// What is made.
    supposition: &'a Supposition,
    /// Every node after its parents.
    pub(super) nodes: Vec<Node>,
    /// By variable: its node.
    pub(super) of_variable: Vec<Option<usize>>,
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

impl<'a> Network<'a> {
    /// The variables that matter to `wanted`, and all that they come from. What has no finitely many
    /// values is refused.
    pub fn new(
        model: &'a Model,
        supposition: &'a Supposition,
        world: &'a World,
        wanted: &[VariableId],
    ) -> Result<Self, Diagnostic> {
        let of_variable = vec![None; model.variables.len()];
        let mut network = Self { model, world, supposition, nodes: Vec::new(), of_variable };
        let relevant = network.relevant(wanted);
        for id in &model.at_start {
            if relevant[id.index()] {
                let node = network.variable(*id)?;
                network.of_variable[id.index()] = Some(node);
            }
        }
        network.reachable_faults()?;
        Ok(network)
    }

    fn held(&self, id: VariableId) -> Option<MadeValue> {
        self.supposition.made.iter().find(|made| made.variable == id).map(|made| made.value)
    }

    fn relevant(&self, wanted: &[VariableId]) -> Vec<bool> {
        let mut relevant = vec![false; self.model.variables.len()];
        let mut open = wanted.to_vec();
        while let Some(id) = open.pop() {
            if std::mem::replace(&mut relevant[id.index()], true) || self.held(id).is_some() {
                continue;
            }
            reads::at_start(self.model.variable(id), &mut |read, _| open.push(read));
        }
        relevant
    }

    fn variable(&mut self, id: VariableId) -> Result<usize, Diagnostic> {
        let model = self.model;
        let variable = model.variable(id);
        let width = variable.outcomes.len();
        match (self.held(id), &variable.kind) {
            (Some(MadeValue::Outcome(outcome)), _) => {
                Ok(self.certain(usize::from(outcome), width, Vec::new()))
            }
            (None, Kind::Choice(option)) => {
                Ok(self.certain(usize::from(*option), width, Vec::new()))
            }
            (Some(MadeValue::Number(x)), _) => Ok(self.certain(0, 1, vec![x])),
            (None, Kind::Event(event)) => self.event(event, variable.place),
            (None, Kind::Quantity(quantity)) => self.quantity(quantity),
            (None, _) => Err(not_exact(
                variable.place,
                format!("`{}` moves, and this is a single moment", variable.name),
            )),
        }
    }

    fn certain(&mut self, value: usize, width: usize, values: Vec<f64>) -> usize {
        let table: Vec<f64> = (0..width).map(|i| f64::from(u8::from(i == value))).collect();
        self.add(Vec::new(), table, values, Vec::new())
    }

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
        self.nodes.push(Node { parents, table, possible, values, faults });
        self.nodes.len() - 1
    }

    /// How many values a node has.
    pub(super) fn size(&self, node: usize) -> usize {
        self.nodes[node].possible.len()
    }

    fn event(&mut self, event: &Event, place: Place) -> Result<usize, Diagnostic> {
        let when = match &event.settled {
            Settled::When(condition) => Some(condition),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => None,
        };
        let inputs = self.inputs(&event.lottery, when)?;
        let mut until = vec![0.0; event.lottery.width];
        until[usize::from(event.otherwise.unwrap_or(0))] = 1.0;
        let (parents, rows) = self.rows(&inputs, event.lottery.width, place, &mut |facts| {
            if when.is_some_and(|condition| truth(condition, facts) != Truth::True) {
                return Ok(until.clone());
            }
            let mut chances = Vec::new();
            event.lottery.weigh(facts, &mut chances).map(|()| chances)
        })?;
        let mut faults = Vec::new();
        let mut table = Vec::with_capacity(rows.len() * event.lottery.width);
        for (at, row) in rows.into_iter().enumerate() {
            match row {
                None => table.extend(vec![0.0; event.lottery.width]),
                Some(Ok(chances)) => {
                    let sum: f64 = chances.iter().sum();
                    table.extend(chances.iter().map(|p| p / sum));
                }
                Some(Err(fault)) => {
                    faults.push((at, fault));
                    table.extend(vec![0.0; event.lottery.width]);
                }
            }
        }
        Ok(self.add(parents, table, Vec::new(), faults))
    }

    fn quantity(&mut self, quantity: &Quantity) -> Result<usize, Diagnostic> {
        let when = match &quantity.settled {
            Settled::When(condition) => Some(condition),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => None,
        };
        self.number(&quantity.value, when, quantity.place)
    }

    /// A node for the values of a number, undefined unless `when` holds.
    pub(super) fn number(
        &mut self,
        number: &Number,
        when: Option<&Condition>,
        place: Place,
    ) -> Result<usize, Diagnostic> {
        let mut inputs = Inputs::default();
        self.read_number(number, &mut inputs)?;
        if let Some(when) = when {
            self.read_condition(when, &mut inputs)?;
        }
        let mut endless = false;
        let (parents, rows) = self.rows(&inputs, 1, place, &mut |facts| {
            if when.is_some_and(|condition| truth(condition, facts) != Truth::True) {
                return Ok(vec![f64::NAN, 1.0]);
            }
            let Some(all) = draws(number, &mut |parameter| value(parameter, facts)) else {
                endless = true;
                return Ok(Vec::new());
            };
            let of = |(drawn, p): &(Vec<(u32, f64)>, f64)| {
                let facts = RowFacts { drawn, ..*facts };
                [value(number, &facts), *p]
            };
            Ok(all.iter().flat_map(of).collect())
        })?;
        if endless {
            let what = "this number is drawn from a distribution without finitely many values";
            return Err(not_exact(place, what));
        }
        let pairs = |row: &Option<Row>| match row {
            Some(Ok(pairs)) => pairs.chunks_exact(2).map(|p| (p[0] + 0.0, p[1])).collect(),
            _ => Vec::new(),
        };
        let rows: Vec<Vec<(f64, f64)>> = rows.iter().map(pairs).collect();
        let mut values: Vec<f64> = rows.iter().flatten().map(|(x, _)| *x).collect();
        values.sort_by(f64::total_cmp);
        values.dedup_by(|a, b| a.total_cmp(b).is_eq());
        if rows.len().saturating_mul(values.len()) > MOST_OF_NODE {
            return Err(not_exact(place, "this number has too many values"));
        }
        let mut table = vec![0.0; rows.len() * values.len()];
        for (at, row) in rows.iter().enumerate() {
            for (x, p) in row {
                if let Ok(i) = values.binary_search_by(|v| v.total_cmp(x)) {
                    table[at * values.len() + i] += p;
                }
            }
        }
        Ok(self.add(parents, table, values, Vec::new()))
    }

    /// The nodes that a lottery goes by: variables, or whole conditions where that makes a smaller
    /// table.
    fn inputs(
        &mut self,
        lottery: &Lottery,
        when: Option<&Condition>,
    ) -> Result<Inputs, Diagnostic> {
        let mut plain = Inputs::default();
        let mut conditions: Vec<&Condition> = when.into_iter().collect();
        let mut numbers = Vec::new();
        gather(&lottery.law, &mut conditions, &mut numbers, &mut |id| {
            if let Some(node) = self.of_variable[id.index()] {
                plain.variables.push((id, node));
            }
        });
        for number in numbers {
            self.read_number(number, &mut plain)?;
        }
        let mut whole = Inputs { variables: plain.variables.clone(), truths: Vec::new() };
        for condition in &conditions {
            self.read_condition(condition, &mut plain)?;
        }
        if self.cells(&plain) * lottery.width <= FEW_OF_NODE {
            return Ok(plain);
        }
        for condition in conditions {
            if let Condition::Is { .. } = condition {
                self.read_condition(condition, &mut whole)?;
            } else {
                let node = self.truth_node(condition)?;
                whole.truths.push((super::facts::address(condition), node));
            }
        }
        Ok(if self.cells(&whole) < self.cells(&plain) { whole } else { plain })
    }

    fn cells(&self, inputs: &Inputs) -> usize {
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
        let mut scratch = super::conditions::Scratch::new(self);
        let filled = (0..rows).map(|row| {
            if !scratch.set(self, inputs, &parents, row) {
                return None;
            }
            Some(fill(&scratch.facts(self, None)))
        });
        let filled = filled.collect();
        Ok((parents, filled))
    }

    /// Stops where a combination in which chances can't be weighed has a chance of coming about.
    fn reachable_faults(&mut self) -> Result<(), Diagnostic> {
        for node in 0..self.nodes.len() {
            let parents = self.nodes[node].parents.clone();
            for (row, fault) in &self.nodes[node].faults {
                let mut clamped = Clamped::new(self, node);
                let mut left = *row;
                for parent in parents.iter().rev() {
                    let (size, at) = (self.size(*parent), left % self.size(*parent));
                    left /= size;
                    clamped.keep(*parent, |value| value == at);
                }
                let reached = clamped.problem(self, &[]).map(|(problem, _)| problem.sum());
                if !matches!(reached, Some(Ok((ref sums, _))) if sums.ln_total == f64::NEG_INFINITY)
                    && reached.is_some()
                {
                    return Err(Diagnostic::new(fault.code, fault.place, fault.message.clone()));
                }
            }
        }
        Ok(())
    }
}

/// The conditions, numbers and table parents of a law.
fn gather<'l>(
    law: &'l Law,
    conditions: &mut Vec<&'l Condition>,
    numbers: &mut Vec<&'l Number>,
    parent: &mut dyn FnMut(VariableId),
) {
    let Law::Rule(rule) = law else { return };
    let base: &[Weights] = match &rule.base {
        Base::Plain(weights) => std::slice::from_ref(weights),
        Base::Table { given, rows } => {
            given.iter().for_each(|(id, _)| parent(*id));
            rows
        }
    };
    for weights in base.iter().chain(rule.cases.iter().map(|(_, weights)| weights)) {
        numbers.extend(weights.shares.iter().filter_map(|share| match share {
            Share::Said(said) => Some(&said.number),
            Share::Rest | Share::Nothing => None,
        }));
    }
    conditions.extend(rule.cases.iter().map(|(condition, _)| condition));
    conditions.extend(rule.adjusts.iter().map(|adjust| &adjust.condition));
    let factors = rule.adjusts.iter().flat_map(|adjust| &adjust.factors);
    numbers.extend(factors.map(|(_, factor)| &factor.number));
}

/// The values that nodes may have, once something is known.
pub struct Clamped {
    /// By node.
    pub(super) allowed: Vec<Vec<usize>>,
}

impl Clamped {
    /// The first `nodes` nodes with all their possible values.
    pub(super) fn new(network: &Network, nodes: usize) -> Self {
        let possible =
            |node: &Node| (0..node.possible.len()).filter(|i| node.possible[*i]).collect();
        Self { allowed: network.nodes[..nodes].iter().map(possible).collect() }
    }

    /// Keeps some values of a node.
    pub(super) fn keep(&mut self, node: usize, keep: impl Fn(usize) -> bool) {
        self.allowed[node].retain(|value| keep(*value));
    }

    /// The tables over the allowed values, without nodes that have one only; none where a node has
    /// no value left. Also which place each node has in the problem.
    pub(super) fn problem(
        &self,
        network: &Network,
        joined: &[Vec<usize>],
    ) -> Option<(Problem, Vec<Option<usize>>)> {
        if self.allowed.iter().any(Vec::is_empty) {
            return None;
        }
        let mut places = vec![None; self.allowed.len()];
        let mut problem = Problem::default();
        for (node, allowed) in self.allowed.iter().enumerate().filter(|(_, a)| a.len() > 1) {
            places[node] = Some(problem.sizes.len());
            problem.sizes.push(allowed.len());
        }
        for (id, node) in network.nodes.iter().take(self.allowed.len()).enumerate() {
            problem.factors.push(self.factor(network, id, node, &places));
        }
        let place = |nodes: &Vec<usize>| nodes.iter().filter_map(|n| places[*n]).collect();
        problem.joined = joined.iter().map(place).collect();
        Some((problem, places))
    }

    fn factor(
        &self,
        network: &Network,
        id: usize,
        node: &Node,
        places: &[Option<usize>],
    ) -> Factor {
        let all: Vec<usize> = node.parents.iter().copied().chain([id]).collect();
        let mut offsets = vec![0];
        for of in &all {
            let size = network.size(*of);
            let moved = |offset: &usize| {
                let offset = offset * size;
                self.allowed[*of].iter().map(move |value| offset + value).collect::<Vec<_>>()
            };
            offsets = offsets.iter().flat_map(moved).collect();
        }
        let cells = offsets.into_iter().map(|at| node.table[at]).collect();
        Factor { scope: all.iter().filter_map(|n| places[*n]).collect(), cells }
    }
}
