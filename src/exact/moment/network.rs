//! Builds the network of a single-moment scenario: a node with its table for each relevant variable, in the
//! order of computation.

use super::nodes::{Inputs, MOST_OF_NODE, Network};
use super::restricted::Restricted;
use crate::diagnostic::{Diagnostic, Place, work};
use crate::exact::draws::draws;
use crate::exact::questions::relevant;
use crate::exact::refusal::{alone, not_exact};
use crate::exact::row::RowFacts;
use crate::formula::{Condition, Interned, Number, VariableId};
use crate::inference::digits;
use crate::model::conditional::{ConditionalDistribution, Specification};
use crate::model::facts::{Truth, truth, truth_of, value};
use crate::model::{Event, InterventionValue, Kind, Model, Quantity, Settled, Supposition, World};
use std::cell::Cell;

/// Up to this many cells, conditions are read through their variables.
const FEW_OF_NODE: usize = 1 << 12;

impl<'a> Network<'a> {
    /// Builds the network of the variables in `requested` and all their ancestors.
    ///
    /// # Errors
    ///
    /// If one of them does not have finitely many values.
    pub(crate) fn new(
        model: &'a Model,
        supposition: &'a Supposition,
        world: &'a World,
        requested: &[VariableId],
    ) -> Result<Self, Diagnostic> {
        Self::with((model, supposition, world), requested, true)
    }

    /// Builds the network with a single node for each variable, whose likeliest values are those of a storyline.
    pub(crate) fn whole(
        model: &'a Model,
        supposition: &'a Supposition,
        world: &'a World,
        requested: &[VariableId],
    ) -> Result<Self, Diagnostic> {
        Self::with((model, supposition, world), requested, false)
    }

    fn with(
        (model, supposition, world): (&'a Model, &'a Supposition, &'a World),
        requested: &[VariableId],
        takes_apart: bool,
    ) -> Result<Self, Diagnostic> {
        let of_variable = vec![None; model.variables.len()];
        let (nodes, known, spare) = (Vec::new(), Vec::new(), Cell::default());
        let mut network = Self {
            model,
            world,
            supposition,
            takes_apart,
            nodes,
            of_variable,
            known,
            cells: 0,
            spare,
        };
        let relevant = relevant(model, supposition, requested);
        for id in &model.at_start {
            if relevant[id.index()] {
                let node = network.variable(*id)?;
                network.of_variable[id.index()] = Some(node);
            }
        }
        network.reachable_faults()?;
        Ok(network)
    }

    fn held(&self, id: VariableId) -> Option<InterventionValue> {
        self.supposition
            .interventions
            .iter()
            .find(|made| made.variable == id)
            .map(|made| made.value)
    }

    fn variable(&mut self, id: VariableId) -> Result<usize, Diagnostic> {
        let model = self.model;
        let variable = model.variable(id);
        let width = variable.outcomes.len();
        match (self.held(id), &variable.kind) {
            (Some(InterventionValue::Outcome(outcome)), _) => {
                Ok(self.certain(usize::from(outcome), width, Vec::new()))
            }
            (None, Kind::Choice(option)) => {
                Ok(self.certain(usize::from(*option), width, Vec::new()))
            }
            (Some(InterventionValue::Number(x)), _) => Ok(self.certain(0, 1, vec![x])),
            (None, Kind::Event(event)) => self.event(event, variable.place),
            (None, Kind::Quantity(quantity)) => {
                alone(model, id, quantity)?;
                self.quantity(quantity)
            }
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

    fn event(&mut self, event: &Event, place: Place) -> Result<usize, Diagnostic> {
        let when = match &event.settled {
            Settled::When(condition) => Some(condition),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => None,
        };
        if let Some(noisy_or) = event.noisy_or.as_ref().filter(|_| self.takes_apart) {
            return self.noisy_or(noisy_or, when.map(|when| &**when), place);
        }
        let inputs = self.inputs(&event.conditional, when)?;
        let mut until = vec![0.0; event.conditional.width];
        until[usize::from(event.otherwise.unwrap_or(0))] = 1.0;
        let (parents, rows) = self.rows(&inputs, event.conditional.width, place, &mut |facts| {
            if when.is_some_and(|condition| truth_of(condition, facts) != Truth::True) {
                return Ok(until.clone());
            }
            let mut chances = Vec::new();
            event.conditional.weigh(facts, &mut chances).map(|()| chances)
        })?;
        let mut faults = Vec::new();
        let mut table = Vec::with_capacity(rows.len() * event.conditional.width);
        for (at, row) in rows.into_iter().enumerate() {
            match row {
                None => table.extend(vec![0.0; event.conditional.width]),
                Some(Ok(chances)) => {
                    let sum: f64 = chances.iter().sum();
                    table.extend(chances.iter().map(|p| p / sum));
                }
                Some(Err(fault)) => {
                    faults.push((at, fault));
                    table.extend(vec![0.0; event.conditional.width]);
                }
            }
        }
        Ok(self.add(parents, table, Vec::new(), faults))
    }

    fn quantity(&mut self, quantity: &Quantity) -> Result<usize, Diagnostic> {
        let when = match &quantity.settled {
            Settled::When(condition) => Some(&**condition),
            Settled::AtStart | Settled::AtEnd | Settled::EachStep => None,
        };
        self.number(&quantity.value, when, quantity.place)
    }

    /// Adds a node for the values of a number, undefined unless `when` holds.
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
                return vec![(f64::NAN, 1.0)];
            }
            let Some(all) = draws(number, &mut |parameter| value(parameter, facts)) else {
                endless = true;
                return Vec::new();
            };
            let of = |(drawn, p): &(Vec<(u32, f64)>, f64)| {
                let facts = RowFacts { drawn, ..*facts };
                (value(number, &facts) + 0.0, *p)
            };
            all.iter().map(of).collect()
        })?;
        if endless {
            let what = "this number is drawn from a distribution without finitely many values";
            return Err(not_exact(place, what));
        }
        let rows: Vec<Vec<(f64, f64)>> = rows.into_iter().map(Option::unwrap_or_default).collect();
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

    /// The nodes that a conditional distribution reads: variables, or whole conditions if that makes a
    /// smaller table.
    fn inputs(
        &mut self,
        conditional: &ConditionalDistribution,
        when: Option<&Interned<Condition>>,
    ) -> Result<Inputs, Diagnostic> {
        let mut plain = Inputs::default();
        let mut conditions: Vec<&Interned<Condition>> = when.into_iter().collect();
        let mut numbers = Vec::new();
        if let Specification::Rule(rule) = &conditional.specification {
            let node = |id: VariableId| Some((id, self.of_variable[id.index()]?));
            plain.variables.extend(rule.base.parents().filter_map(node));
        }
        conditional.specification.for_each_guard(&mut |condition| conditions.push(condition));
        conditional.specification.for_each_number(&mut |number| numbers.push(number));
        for number in numbers {
            self.read_number(number, &mut plain)?;
        }
        let mut whole = Inputs { variables: plain.variables.clone(), truths: Vec::new() };
        for condition in &conditions {
            self.read_condition(condition, &mut plain)?;
        }
        if self.cells(&plain) * conditional.width <= FEW_OF_NODE {
            return Ok(plain);
        }
        for condition in conditions {
            if let Condition::Is { .. } = **condition {
                self.read_condition(condition, &mut whole)?;
            } else {
                let node = self.truth_node(condition)?;
                whole.truths.push((condition.id(), node));
            }
        }
        Ok(if self.cells(&whole) < self.cells(&plain) { whole } else { plain })
    }

    /// Returns an error if a combination for which chances can't be weighed is possible.
    fn reachable_faults(&self) -> Result<(), Diagnostic> {
        for node in 0..self.nodes.len() {
            let parents = &self.nodes[node].parents;
            let sizes: Vec<usize> = parents.iter().map(|parent| self.size(*parent)).collect();
            for (row, fault) in &self.nodes[node].faults {
                let mut restricted = Restricted::new(self, node);
                for (parent, at) in parents.iter().zip(digits(*row, &sizes)) {
                    restricted.keep(*parent, |value| value == at);
                }
                let Some(problem) = restricted.problem(&[]) else { continue };
                let sums = problem.order().and_then(|order| problem.sum(&order));
                if sums.map_or(true, |sums| sums.ln_total > f64::NEG_INFINITY) {
                    work::check()?;
                    return Err(Diagnostic::new(fault.code, fault.place, fault.message.clone()));
                }
            }
        }
        Ok(())
    }
}
