//! The parameters of a scenario: their values, in the order in which worlds draw them, and which
//! of them go together.

use super::doubt::{Copula, Doubt, Redrawn, Role, is_of_doubt};
use super::names::Names;
use super::overrides::Overrides;
use super::rules::Checker;
use super::tree::Model;
use super::world::World;
use crate::diagnostic::{Code, Diagnostic, Located, nearest};
use crate::formula::{Access, NamedKind, NumberKind, Setting, VariableId};
use crate::scenario::{Said, Scenario};
use std::collections::{BTreeMap, BTreeSet};

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
        checker.varied_parameter(figure, named.id, &number);
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

/// The rank correlations between parameters.
pub(super) fn copula(
    scenario: &Scenario,
    names: &Names,
    doubts: &[Doubt],
    faults: &mut Vec<Diagnostic>,
) -> Option<Copula> {
    let mut ranks: BTreeMap<(String, String), Located<f64>> = BTreeMap::new();
    let mut members: BTreeSet<String> = BTreeSet::new();
    for parameter in &scenario.parameters {
        for (other, rank) in &parameter.correlated {
            let (a, b) = (parameter.name.value.clone(), other.value.clone());
            if let Some(fault) = not_correlated(&a, other, names, doubts) {
                faults.push(fault);
                continue;
            }
            members.extend([a.clone(), b.clone()]);
            let pair = if a < b { (a, b) } else { (b, a) };
            let before = ranks.insert(pair, rank.clone());
            if let Some(before) =
                before.filter(|before| before.value.to_bits() != rank.value.to_bits())
            {
                faults.push(
                    Diagnostic::new(
                        Code::NameTwice,
                        rank.place,
                        "a second correlation of this pair",
                    )
                    .related(before.place, "the first is here"),
                );
            }
        }
    }
    if members.is_empty() {
        return None;
    }
    let members: Vec<String> = members.into_iter().collect();
    let rank = |a: &String, b: &String| {
        let pair = if a < b { (a.clone(), b.clone()) } else { (b.clone(), a.clone()) };
        ranks.get(&pair)
    };
    let matrix: Vec<Vec<f64>> = members
        .iter()
        .map(|a| members.iter().map(|b| rank(a, b).map_or(0.0, |r| r.value)).collect())
        .collect();
    match Copula::root(&matrix) {
        Ok(root) => {
            let id = |name: &String| names.get(name).map_or(VariableId(0), |named| named.id);
            let members = members.iter().map(|name| (id(name), name.clone())).collect();
            Some(Copula { members, root })
        }
        Err((i, j)) => {
            let place = rank(&members[i], &members[j]).map(|r| r.place);
            let what = format!(
                "these correlations can't hold together: `{}` with `{}` clashes with the others",
                members[i], members[j]
            );
            faults.extend(place.map(|place| {
                Diagnostic::new(Code::Inequality, place, what).help(
                    "what goes with one of two that go together must go with the other too: \
                     bring this correlation nearer to 0",
                )
            }));
            None
        }
    }
}

fn not_correlated(
    own: &str,
    other: &Located<String>,
    names: &Names,
    doubts: &[Doubt],
) -> Option<Diagnostic> {
    let parameter = |name: &str| {
        matches!(names.get(name).map(|named| &named.kind), Some(NamedKind::Parameter(_)))
    };
    if other.value == own {
        let what = format!("`{own}` goes with itself by nature");
        return Some(Diagnostic::new(Code::UnknownName, other.place, what));
    }
    if !parameter(&other.value) {
        let all = doubts.iter().filter(|d| d.role == Role::Parameter).map(|d| d.name.as_str());
        let what = format!("there is no parameter `{}`", other.value);
        let near = nearest(&other.value, all);
        return Some(Diagnostic::new(Code::UnknownName, other.place, what).suggest(near));
    }
    let drawn = |name: &str| doubts.iter().any(|d| d.name == name && d.shape().is_some());
    let plain = [own, other.value.as_str()].into_iter().find(|name| !drawn(name))?;
    let what = format!("`{plain}` is not one distribution, and can't be correlated");
    Some(
        Diagnostic::new(Code::FormulaType, other.place, what)
            .help("correlate the parameters that it is made of"),
    )
}

/// Vectors of shares of which most draws leave less than nothing for the rest.
pub(super) fn hopeless(model: &Model, overrides: &Overrides) -> Vec<Diagnostic> {
    let mut faults = Vec::new();
    for vector in &model.redrawn {
        let over = over_one_with(model, vector, overrides);
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
    over_one_with(model, vector, &Overrides::default())
}

fn over_one_with(model: &Model, vector: &Redrawn, overrides: &Overrides) -> f64 {
    if !vector.members.iter().any(|id| model.is_drawn_with(*id, overrides)) {
        return 0.0;
    }
    let once =
        (0..WORLDS_TRIED).filter_map(|index| World::draw_once(model, 0, index, overrides).ok());
    let sums: Vec<f64> = once.map(|world| world.sum(vector)).collect();
    sums.iter().filter(|sum| **sum > 1.0).count() as f64 / sums.len().max(1) as f64
}

/// Worlds drawn to see how often a vector must be drawn again.
const WORLDS_TRIED: u64 = 400;
