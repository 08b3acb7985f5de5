//! The parameters of a scenario: their values, in the order in which worlds draw them.

use super::doubt::{Doubt, Redrawn, Role, is_of_doubt};
use super::names::Names;
use super::rules::Checker;
use super::tree::Model;
use super::world::World;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Access, NumberKind, Setting, VariableId};
use crate::scenario::{Said, Scenario};
use std::collections::BTreeSet;

/// The doubts of a scenario: named parameters, and those written in place that the checker found.
pub(super) fn doubts(scenario: &Scenario, names: &Names, checker: &mut Checker) -> Vec<Doubt> {
    let mut found = Vec::new();
    for parameter in &scenario.parameters {
        let Some(named) = names.get(&parameter.name.value) else { continue };
        let figure = &parameter.value;
        let number = match &figure.said {
            Said::Panel(panel) => checker.pooled_chance(panel),
            _ => checker.figure(figure, Setting::Doubt, NumberKind::Number, "`value`"),
        };
        if !is_of_doubt(&number) {
            checker.faults.push(
                Diagnostic::new(
                    Code::NotHere,
                    figure.place,
                    format!(
                        "the parameter `{}` looks at what happens in a trial",
                        parameter.name.value
                    ),
                )
                .help("a parameter is made of numbers, distributions and other parameters"),
            );
        }
        found.push(Doubt {
            id: named.id,
            name: parameter.name.value.clone(),
            text: figure.text.clone(),
            number,
            place: figure.place,
            role: Role::Parameter,
        });
    }
    found.append(&mut checker.doubts);
    in_order(found, &mut checker.faults)
}

/// Each after those that it reads; ties by name, so that the order of the file changes nothing.
fn in_order(mut left: Vec<Doubt>, faults: &mut Vec<Diagnostic>) -> Vec<Doubt> {
    left.sort_by(|a, b| a.name.cmp(&b.name));
    let mut known: BTreeSet<VariableId> = BTreeSet::new();
    let mut ordered: Vec<Doubt> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let (ready, waiting): (Vec<Doubt>, Vec<Doubt>) = left.into_iter().partition(|doubt| {
            let mut ready = true;
            // what looks at a trial has its own fault
            doubt.number.for_each_read(&mut |read| {
                ready &= read.access != Access::Parameter || known.contains(&read.variable);
            });
            ready
        });
        if ready.is_empty() {
            let names: Vec<String> = waiting.iter().map(|d| format!("`{}`", d.name)).collect();
            let what = match &names[..] {
                [one] => format!("{one} waits for itself"),
                several => format!("{} wait for each other", several.join(" and ")),
            };
            faults.push(
                Diagnostic::new(Code::Cycle, waiting[0].place, what)
                    .help("one of these parameters must come first"),
            );
            return ordered;
        }
        known.extend(ready.iter().map(|doubt| doubt.id));
        ordered.extend(ready);
        left = waiting;
    }
    ordered
}

/// Vectors of shares of which most draws leave less than nothing for the rest.
pub(super) fn hopeless(model: &Model) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for vector in &model.redrawn {
        let over = over_one(model, vector);
        if over > 0.5 {
            let what =
                format!("{:.0} in 100 draws of these ranges sum to more than 1", over * 100.0);
            faults.push(
                Diagnostic::new(Code::Sum, vector.place, what)
                    .help("lower the ranges, so that something is left for `rest`"),
            );
        }
    }
    faults
}

/// The share of draws of a vector that leave less than nothing for the rest.
pub fn over_one(model: &Model, vector: &Redrawn) -> f64 {
    let once = (0..WORLDS_TRIED).filter_map(|index| World::draw_once(model, 0, index).ok());
    let sums: Vec<f64> = once.map(|world| world.sum(vector)).collect();
    sums.iter().filter(|sum| **sum > 1.0).count() as f64 / sums.len().max(1) as f64
}

/// Worlds drawn to see how often a vector must be drawn again.
const WORLDS_TRIED: u64 = 400;
