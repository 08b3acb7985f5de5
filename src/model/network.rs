//! Conversion of a model of a single moment to a Bayesian network: cases and adjustments are expanded to tables, with
//! a row for each combination of outcomes that a variable reads. The numbers are those of one world; interventions
//! apply.

use super::suppose::{Intervention, InterventionValue, Supposition};
use super::tree::{Event, Kind, Model, Settled, Variable};
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Condition, Number, Reading, VariableId};
use crate::interchange::{Network, Node};
use crate::model::evaluate::{Facts, Truth, truth};
use crate::model::uncertain::World;
use std::collections::BTreeSet;

/// The most numbers of an expanded table.
const MOST_NUMBERS: usize = 1 << 22;

/// Converts the model to a network, or returns the parts that no network can represent.
pub fn network(
    model: &Model,
    world: &World,
    supposition: &Supposition,
) -> Result<Network, Vec<Diagnostic>> {
    let mut faults = Vec::new();
    if model.timeline.clock.is_some() {
        let message = "a network is of a single moment, and this scenario has a clock";
        faults.push(Diagnostic::placeless(Code::NotANetwork, message));
    }
    let mut order: Vec<VariableId> = Vec::new();
    for (variable, id) in model.variables.iter().zip(0..) {
        let kind = match &variable.kind {
            Kind::Parameter(_) => continue,
            Kind::Choice(_) | Kind::Event(_) => None,
            Kind::Process(_) => Some("a process"),
            Kind::Series(_) => Some("a series"),
            Kind::Quantity(_) => Some("a quantity"),
        };
        if let Some(kind) = kind {
            let message = format!("`{}` is {kind}: a network has none", variable.name);
            faults.push(Diagnostic::new(Code::NotANetwork, variable.place, message));
        }
        order.push(VariableId(id));
        names(variable, &mut faults);
    }
    if !faults.is_empty() {
        return Err(faults);
    }
    order.sort_by_key(|id| model.variable(*id).place);
    let mut nodes = Vec::with_capacity(order.len());
    for id in &order {
        let intervention =
            supposition.interventions.iter().find(|intervention| intervention.variable == *id);
        match node(model, world, *id, intervention) {
            Ok((parents, mut node)) => {
                let index = |parent: &VariableId| order.iter().position(|other| other == parent);
                node.parents = parents.iter().filter_map(index).collect();
                nodes.push(node);
            }
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(Network { title: model.title.clone(), nodes }) } else { Err(faults) }
}

/// Reports outcomes whose names no file can contain.
fn names(variable: &Variable, faults: &mut Vec<Diagnostic>) {
    for outcome in &variable.outcomes {
        if outcome.contains(|c: char| c == '"' || c.is_control()) {
            let name = outcome.escape_debug();
            let message = format!("`{}` has the outcome `{name}`", variable.name);
            faults.push(
                Diagnostic::new(Code::NotANetwork, variable.place, message)
                    .help("names in BIF can't hold quotes, tabs and ends of lines"),
            );
        }
    }
}

/// The table of one choice or event with its parents; the node's own list of parents is empty.
pub fn node(
    model: &Model,
    world: &World,
    id: VariableId,
    intervention: Option<&Intervention>,
) -> Result<(Vec<VariableId>, Node), Diagnostic> {
    let variable = model.variable(id);
    let intervention = intervention.and_then(|intervention| match intervention.value {
        InterventionValue::Outcome(outcome) => Some(outcome),
        InterventionValue::Number(_) => None,
    });
    let outcomes = variable.shown.iter().map(|i| variable.outcomes[usize::from(*i)].clone());
    let is_choice = matches!(variable.kind, Kind::Choice(_));
    let mut node = Node {
        name: variable.name.clone(),
        outcomes: outcomes.collect(),
        parents: Vec::new(),
        chances: Vec::new(),
        is_choice,
    };
    let certain = match &variable.kind {
        Kind::Choice(default) => Some(intervention.unwrap_or(*default)),
        _ => intervention,
    };
    if let Some(outcome) = certain {
        node.chances = certainty(variable, outcome);
        return Ok((Vec::new(), node));
    }
    let Kind::Event(event) = &variable.kind else {
        let message = format!("`{}` is no event: a network has none of its kind", variable.name);
        return Err(Diagnostic::new(Code::NotANetwork, variable.place, message));
    };
    let parents = parents(model, id)?;
    node.chances = rows(model, world, variable, event, &parents)?;
    Ok((parents, node))
}

fn certainty(variable: &Variable, outcome: u16) -> Vec<f64> {
    variable.shown.iter().map(|i| if *i == outcome { 1.0 } else { 0.0 }).collect()
}

/// The variables that a variable reads; the parents of its table come first, in their order.
fn parents(model: &Model, id: VariableId) -> Result<Vec<VariableId>, Diagnostic> {
    let variable = model.variable(id);
    let reads = model.dependencies.at_start(id).iter().filter(|read| read.is_in_trial());
    let mut known = BTreeSet::new();
    let found: Vec<VariableId> =
        reads.map(|read| read.variable).filter(|id| known.insert(*id)).collect();
    if found.contains(&id) {
        let message = format!("`{}` looks back on itself, which no network can say", variable.name);
        return Err(Diagnostic::new(Code::NotANetwork, variable.place, message));
    }
    let numbers = found.iter().map(|id| model.variable(*id)).find(|read| read.outcomes.is_empty());
    if let Some(read) = numbers {
        let message = format!("`{}` depends on the number `{}`", variable.name, read.name);
        return Err(Diagnostic::new(Code::NotANetwork, variable.place, message));
    }
    Ok(found)
}

fn rows(
    model: &Model,
    world: &World,
    variable: &Variable,
    event: &Event,
    parents: &[VariableId],
) -> Result<Vec<f64>, Diagnostic> {
    let width = variable.outcomes.len();
    let sizes = parents.iter().map(|parent| model.variable(*parent).outcomes.len());
    let count = sizes.fold(width, usize::saturating_mul);
    if count > MOST_NUMBERS {
        let message =
            format!("the table of `{}` would have more than {MOST_NUMBERS} numbers", variable.name);
        return Err(Diagnostic::new(Code::NotANetwork, variable.place, message)
            .help(format!("it depends on {} others", parents.len())));
    }
    let mut facts = Combination { parents, outcomes: vec![0; parents.len()], world };
    let mut at = vec![0_usize; parents.len()];
    let mut chances = Vec::with_capacity(count);
    let mut row = Vec::new();
    loop {
        for ((outcome, at), parent) in facts.outcomes.iter_mut().zip(&at).zip(parents) {
            *outcome = model.variable(*parent).shown[*at];
        }
        if is_settled(event, &facts, variable)? {
            event.conditional.weigh(&facts, &mut row).map_err(|fault| {
                Diagnostic::new(fault.code, fault.place, fault.message)
                    .help(format!("for {}", reported(model, &facts)))
            })?;
            chances.extend(variable.shown.iter().map(|i| row[usize::from(*i)]));
        } else {
            chances.extend(certainty(variable, event.otherwise.unwrap_or(0)));
        }
        let mut turning = at.iter_mut().zip(parents).rev();
        let turned = turning.find_map(|(at, parent)| {
            *at = (*at + 1) % model.variable(*parent).outcomes.len();
            (*at > 0).then_some(())
        });
        if turned.is_none() {
            return Ok(chances);
        }
    }
}

/// Whether the event is drawn in this combination.
fn is_settled(
    event: &Event,
    facts: &Combination<'_>,
    variable: &Variable,
) -> Result<bool, Diagnostic> {
    let Settled::When(when) = &event.settled else { return Ok(true) };
    match truth(when, facts) {
        Truth::True => Ok(true),
        Truth::False => Ok(false),
        Truth::Undefined => {
            let message = format!("`when` of `{}` is undefined for some outcomes", variable.name);
            Err(Diagnostic::new(Code::NotANetwork, variable.place, message))
        }
    }
}

/// Describes a combination: `a = yes, b = no`.
fn reported(model: &Model, facts: &Combination<'_>) -> String {
    let parts = facts.parents.iter().zip(&facts.outcomes).map(|(parent, outcome)| {
        let parent = model.variable(*parent);
        format!("{} = {}", parent.name, parent.outcomes[usize::from(*outcome)])
    });
    parts.collect::<Vec<String>>().join(", ")
}

/// The state of the world that a row represents.
struct Combination<'a> {
    parents: &'a [VariableId],
    outcomes: Vec<u16>,
    world: &'a World,
}

impl Facts for Combination<'_> {
    fn outcome(&self, variable: VariableId, _: Reading) -> u16 {
        let found = self.parents.iter().position(|parent| *parent == variable);
        found.map_or(0, |i| self.outcomes[i])
    }
    fn number(&self, _: VariableId, _: Reading) -> f64 {
        f64::NAN
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.world.values[id.index()]
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        // at a single moment, `ever` holds if the condition does
        let Condition::Ever(inner) = condition else { return None };
        Some(Truth::of(truth(inner, self) == Truth::True))
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        // counts begin at step 1
        matches!(number, Number::Count(_)).then_some(0.0)
    }
    fn step(&self) -> f64 {
        0.0
    }
    fn today(&self) -> f64 {
        f64::NAN
    }
}
