//! Collection of all advice about a scenario.

use super::{alike, asked, certain, dates, grounds, never, ranges, rates, uncertain, wait};
use crate::diagnostic::work::Phase;
use crate::diagnostic::{Code, Diagnostic};
use crate::model::advice::reach::reach;
use crate::model::bind::bind;
use crate::model::check::{in_variant, passed_variants, units};
use crate::model::uncertain::implied;
use crate::model::{Model, World};
use crate::scenario::{Scenario, Variant};

/// The steps of the search: one for the possible outcomes, and one for each kind of advice.
const KINDS: u64 = 9;

/// All advice about a scenario, in the order of the file; `model` must have been compiled from it.
pub fn advice(scenario: &Scenario, model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Err(cancelled) = gather(scenario, model, &mut found) {
        return vec![cancelled];
    }
    found.sort_by_key(|advice| (advice.place, advice.code));
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
