//! All advice about a scenario. Knows which kinds there are, not how they are found.

use super::reach::reach;
use super::{alike, asked, certain, dates, grounds, never, ranges, rates, unsure, wait};
use crate::diagnostic::Diagnostic;
use crate::diagnostic::work::Phase;
use crate::model::{Model, World, bind, implied, units};
use crate::scenario::Scenario;

/// Steps of the search: one to find what can come about, and one for each kind of advice.
const KINDS: u64 = 9;

/// What is odd about a scenario though legal, in the order of the file; `model` must have been
/// compiled from it.
pub fn advice(scenario: &Scenario, model: &Model) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if let Err(cancelled) = gather(scenario, model, &mut found) {
        return vec![cancelled];
    }
    found.sort_by_key(|advice| (advice.place, advice.code));
    found
}

/// Finds one kind after another; a fault where the work is to end.
fn gather(
    scenario: &Scenario,
    model: &Model,
    found: &mut Vec<Diagnostic>,
) -> Result<(), Diagnostic> {
    let phase = Phase::begin("looking for what is odd", KINDS);
    let Ok(world) = World::draw(model, 0, 0) else { return Ok(()) };
    let binding = bind(model, &world);
    let possible = reach(model, &binding);
    phase.step()?;
    asked::advise(scenario, model, found);
    phase.step()?;
    grounds::advise(scenario, found);
    phase.step()?;
    alike::advise(scenario, found);
    phase.step()?;
    never::advise(scenario, model, &possible, found);
    phase.step()?;
    certain::advise(scenario, found);
    phase.step()?;
    let implied = implied(scenario, model);
    unsure::advise(scenario, model, &implied, found);
    phase.step()?;
    ranges::advise(scenario, model, found);
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
