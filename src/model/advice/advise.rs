//! All advice about a scenario. Knows which kinds there are, not how they are found.

use super::reach::reach;
use super::{alike, asked, certain, dates, grounds, never, ranges, rates, unsure, wait};
use crate::diagnostic::Diagnostic;
use crate::model::{Model, World, bind, implied, units};
use crate::scenario::Scenario;

/// What is odd about a scenario though legal, in the order of the file; `model` must have been
/// compiled from it.
pub fn advice(scenario: &Scenario, model: &Model) -> Vec<Diagnostic> {
    let Ok(world) = World::draw(model, 0, 0) else { return Vec::new() };
    let binding = bind(model, &world);
    let possible = reach(model, &binding);
    let mut found = Vec::new();
    asked::advise(scenario, model, &mut found);
    grounds::advise(scenario, &mut found);
    alike::advise(scenario, &mut found);
    never::advise(scenario, model, &possible, &mut found);
    certain::advise(scenario, &mut found);
    let implied = implied(scenario, model);
    unsure::advise(scenario, model, &implied, &mut found);
    ranges::advise(scenario, model, &mut found);
    found.extend(units::unlike(scenario, &model.units));
    if model.timeline.clock.is_some() {
        let known = rates::Known { possible: &possible, binding: &binding, implied: &implied };
        rates::advise(scenario, model, &known, &mut found);
        wait::advise(scenario, model, &possible, &mut found);
        dates::advise(scenario, &model.timeline, &mut found);
    }
    found.sort_by_key(|advice| (advice.place, advice.code));
    found
}
