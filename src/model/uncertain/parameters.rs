//! The parameters of a scenario, in the order in which worlds draw them.

use super::overrides::Overrides;
use super::uncertainty::{Redrawn, Remainder, Role, UncertainNumber, is_fixed_in_world};
use super::world::World;
use crate::diagnostic::{Code, Diagnostic};
use crate::formula::{Access, NumberKind, Setting, VariableId};
use crate::model::compile::Checker;
use crate::model::compile::Names;
use crate::model::tree::Model;
use crate::scenario::Scenario;
use std::collections::BTreeSet;

/// The uncertain numbers of a scenario: named parameters, and those written in place that the checker found.
pub(crate) fn uncertain_numbers(
    scenario: &Scenario,
    names: &Names,
    checker: &mut Checker,
) -> Vec<UncertainNumber> {
    let mut found = Vec::new();
    for parameter in &scenario.parameters {
        let Some(named) = names.get(&parameter.name.value) else { continue };
        let literal = &parameter.value;
        let number =
            checker.literal(literal, Setting::UncertainNumber, NumberKind::Number, "`value`");
        if !is_fixed_in_world(&number) {
            checker.faults.push(
                Diagnostic::new(
                    Code::NotHere,
                    literal.place,
                    format!(
                        "the parameter `{}` depends on something that happens in a trial",
                        parameter.name.value
                    ),
                )
                .help("a parameter is made of numbers, distributions and other parameters"),
            );
        }
        checker.varied_parameter(literal, named.id, &number);
        found.push(UncertainNumber::written(
            Role::Parameter,
            named.id,
            parameter.name.value.clone(),
            literal,
            number,
        ));
    }
    found.append(&mut checker.uncertain_numbers);
    in_order(found, &mut checker.faults)
}

/// Sorts parameters, each after those that it reads; ties are broken by name, so the order of the file changes
/// nothing.
fn in_order(mut left: Vec<UncertainNumber>, faults: &mut Vec<Diagnostic>) -> Vec<UncertainNumber> {
    left.sort_by(|a, b| a.name.cmp(&b.name));
    let mut known: BTreeSet<VariableId> = BTreeSet::new();
    let mut ordered: Vec<UncertainNumber> = Vec::with_capacity(left.len());
    while !left.is_empty() {
        let (ready, waiting): (Vec<UncertainNumber>, Vec<UncertainNumber>) =
            left.into_iter().partition(|uncertain| {
                let mut ready = true;
                // a parameter that reads a trial has its own fault
                uncertain.number.for_each_read(&mut |read| {
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
        known.extend(ready.iter().map(|uncertain| uncertain.id));
        ordered.extend(ready);
        left = waiting;
    }
    ordered
}

/// The faults of chances for which most draws sum to more than 1.
pub(crate) fn hopeless(model: &Model, overrides: &Overrides) -> Vec<Diagnostic> {
    let over = over_one_with(model, overrides);
    let often = model.redrawn.iter().zip(over).filter(|(_, over)| *over > 0.5);
    let fault = |(vector, over): (&Redrawn, f64)| {
        let (of, help) = match &vector.remainder {
            Remainder::Rest => {
                let help = "lower the ranges, so that something is left for `rest`";
                ("these ranges".to_owned(), help)
            }
            Remainder::Stay(state) => (
                format!("the chances out of `{state}`"),
                "lower the ranges, or say a shorter `per`; if these moves are never open \
                 together, say so in the `if` of one",
            ),
        };
        let what = format!("{:.0} in 100 draws of {of} sum to more than 1", over * 100.0);
        Diagnostic::new(vector.code(), vector.place, what).help(help)
    };
    often.map(fault).collect()
}

/// For each group of redrawn chances of the model, the share of draws that sum to more than 1.
pub fn over_one(model: &Model) -> Vec<f64> {
    over_one_with(model, &Overrides::default())
}

fn over_one_with(model: &Model, overrides: &Overrides) -> Vec<f64> {
    let is_drawn =
        |vector: &Redrawn| vector.members.iter().any(|id| model.is_drawn_with(*id, overrides));
    if !model.redrawn.iter().any(is_drawn) {
        return vec![0.0; model.redrawn.len()];
    }
    let rested_on = rested_on(model);
    let requested = |uncertain: &UncertainNumber| rested_on[uncertain.id.index()];
    let once = (0..WORLDS_TRIED)
        .filter_map(|index| World::draw_once(model, (0, index), overrides, requested).ok());
    let worlds: Vec<World> = once.collect();
    let share = |vector: &Redrawn| {
        if !is_drawn(vector) {
            return 0.0;
        }
        let over = worlds.iter().filter(|world| world.exceeds(vector)).count();
        over as f64 / worlds.len().max(1) as f64
    };
    model.redrawn.iter().map(share).collect()
}

/// For each id, whether redrawn chances depend on it.
fn rested_on(model: &Model) -> Vec<bool> {
    let mut read = Vec::new();
    model.redrawn.iter().for_each(|group| group.for_each_read(&mut |one| read.push(one.variable)));
    model.dependencies.ancestors(read, |_| false)
}

/// The worlds that are drawn to estimate how often chances are redrawn.
const WORLDS_TRIED: u64 = 400;
