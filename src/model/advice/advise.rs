//! Collection of all advice about a scenario.

use super::{alike, asked, certain, dates, grounds, never, ranges, rates, uncertain, wait};
use crate::diagnostic::work::Phase;
use crate::diagnostic::{Code, Diagnostic, Place};
use crate::model::advice::reach::reach;
use crate::model::bind::bind;
use crate::model::check::{in_variant, passed_variants, units};
use crate::model::uncertain::implied;
use crate::model::{Model, World};
use crate::scenario::{MoveBy, Scenario, Variant, expanded};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

/// The steps of the search: one for the possible outcomes, and one for each kind of advice.
const KINDS: u64 = 9;

/// All advice about a scenario, in the order of the file; `model` must have been compiled from it.
pub fn advice(scenario: &Scenario, model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let expanded = expanded(scenario, &BTreeSet::new());
    unused(scenario, &expanded.used, &mut found);
    if let Err(cancelled) = gather(&expanded.scenario, model, &mut found) {
        return vec![cancelled];
    }
    found.sort_by_key(|advice| (advice.place, advice.code));
    if let Cow::Owned(written_out) = &expanded.scenario {
        let dead = conditions(written_out);
        let count = |place: Place| found.iter().filter(|own| own.place == Some(place)).count();
        let is_of_all = |place: Place| dead.get(&place).is_none_or(|all| count(place) >= *all);
        let is_kept: Vec<bool> = found
            .iter()
            .map(|advice| advice.code != Code::DeadCase || advice.place.is_none_or(is_of_all))
            .collect();
        let mut kept = is_kept.into_iter();
        found.retain(|_| kept.next().unwrap_or(true));
        found.dedup_by_key(|advice| (advice.place, advice.code));
    }
    found
}

/// Collects one kind of advice after another; fails if the work is cancelled.
fn gather(
    scenario: &Scenario,
    model: &Model,
    found: &mut Vec<Diagnostic>,
) -> Result<(), Diagnostic> {
    let phase = Phase::begin("looking for advice", KINDS);
    let Ok(world) = World::draw(model, 0, 0) else { return Ok(()) };
    let binding = bind(model, &world);
    let possible = reach(model, &binding);
    phase.step()?;
    asked::advise(scenario, model, found);
    phase.step()?;
    grounds::advise(scenario, model, found);
    phase.step()?;
    alike::advise(scenario, found);
    phase.step()?;
    never::advise(scenario, model, &possible, found);
    phase.step()?;
    certain::advise(scenario, found);
    phase.step()?;
    let implied = implied(scenario, model);
    uncertain::advise(scenario, model, &implied, found);
    phase.step()?;
    ranges::advise(scenario, model, found);
    found.extend(passed(scenario, model));
    phase.step()?;
    found.extend(units::unlike(scenario, &model.units));
    if model.timeline.clock.is_some() {
        let known = rates::Known { possible: &possible, binding: &binding, implied: &implied };
        rates::advise(scenario, model, &known, found);
        wait::advise(scenario, model, &possible, found);
        dates::advise(scenario, &model.timeline, found);
    }
    phase.step()
}

/// The number of rules whose condition stands at each place: a table with `for` has one for each member.
fn conditions(scenario: &Scenario) -> BTreeMap<Place, usize> {
    let of_moves = scenario.processes.iter().flat_map(|own| &own.rows).flat_map(|row| &row.moves);
    let of_moves = of_moves.filter_map(|step| match &step.by {
        MoveBy::Chance(rule) => Some(rule),
        MoveBy::After(_) => None,
    });
    let mut found = BTreeMap::new();
    for rule in scenario.events.iter().map(|event| &event.rule).chain(of_moves) {
        let cases = rule.cases.iter().map(|case| case.condition.place);
        let adjusts = rule.adjusts.iter().map(|adjust| adjust.condition.place);
        cases.chain(adjusts).for_each(|place| *found.entry(place).or_default() += 1);
    }
    found
}

/// Advice on definitions that nothing uses.
fn unused(scenario: &Scenario, used: &BTreeSet<String>, found: &mut Vec<Diagnostic>) {
    let own = |name: &str| used.contains(name);
    let base = |name: &str| scenario.memberships.variables.get(name).map(|of| of.base.clone());
    let bases: BTreeSet<String> = used.iter().filter_map(|name| base(name)).collect();
    for definition in &scenario.definitions {
        let name = &definition.name.value;
        let base = base(name);
        if own(name) || base.as_ref().is_some_and(|base| bases.contains(base)) {
            continue;
        }
        let what = format!("nothing uses the definition `{}`", base.as_ref().unwrap_or(name));
        let advice = Diagnostic::new(Code::Unasked, definition.name.place, what);
        found.push(advice.help("write its name in a question or a formula, or take it out"));
    }
}

/// Advice on variants that news makes impossible: they are refused when they are asked for.
fn passed(scenario: &Scenario, model: &Model) -> Vec<Diagnostic> {
    let of = |(variant, fault): (&Variant, Diagnostic)| {
        let name = &variant.name.value;
        let message = format!("the variant `{name}` is refused as of today: {}", fault.message);
        let help = vec!["every command that does not ask for it still works".to_owned()];
        in_variant(Diagnostic { code: Code::VariantPassed, message, help, ..fault }, variant)
    };
    passed_variants(scenario, model).into_iter().map(of).collect()
}
