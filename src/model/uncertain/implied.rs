//! The ranges of chances across readings of the inputs, including chances that are not written but follow, such as
//! the pool of a panel or the remainder for `rest`.

use super::parameters::over_one;
use super::uncertainty::{Redrawn, Remainder};
use super::world::World;
use crate::diagnostic::Place;
use crate::formula::{Number, VariableId};
use crate::model::conditional::{Move, Share, Specification, Value, Weights};
use crate::model::tree::{Kind, Model};
use crate::scenario::{self, Chances, MoveBy, Scenario, Start};
use std::collections::{BTreeMap, BTreeSet};

/// The number of readings that are drawn. The ends are accurate to about a tenth of the range.
const WORLDS: u64 = 999;

/// For each place of a number, the range that holds it in 9 of 10 readings of the inputs, from 0 to 1.
pub type Implied = BTreeMap<Place, (f64, f64)>;

/// The ranges of all chances that are uncertain and depend on parameters alone. Empty if nothing is uncertain.
pub fn implied(scenario: &Scenario, model: &Model) -> Implied {
    if !model.is_uncertain() {
        return Implied::new();
    }
    let worlds = (0..WORLDS).filter_map(|index| World::draw(model, 0, index).ok()).collect();
    // redrawing a row in one of many worlds does not change its range
    let moved =
        |(vector, over): &(&Redrawn, f64)| vector.remainder == Remainder::Rest || *over > 0.0;
    let vectors = model.redrawn.iter().zip(over_one(model)).filter(moved);
    let drawn_again = vectors.flat_map(|(vector, _)| &vector.members).copied().collect();
    let mut search = Search { model, worlds, drawn_again, found: Implied::new() };
    let kinds = |name: &str| model.find(name).map(|id| model.variable(id));
    for event in &scenario.events {
        let Some(variable) = kinds(&event.name.value) else { continue };
        let Kind::Event(compiled) = &variable.kind else { continue };
        let known = by_place(&compiled.conditional.specification);
        let rows: &[_] = match &event.rule.base {
            scenario::Base::Table(table) => &table.rows,
            _ => &[],
        };
        let cases = event.rule.cases.iter().map(|case| &case.chances);
        for chances in rows.iter().map(|row| &row.chances).chain(cases) {
            search.chances(chances, &known, &variable.outcomes);
        }
        match &event.rule.base {
            scenario::Base::Chance(literal) => search.yes(literal, &known),
            scenario::Base::Outcomes(outcomes) => {
                search.outcomes(outcomes, &known, &variable.outcomes);
            }
            scenario::Base::Panel(panel) => search.panel(panel, &known, &variable.outcomes),
            scenario::Base::Table(_) | scenario::Base::Cells(_) => {}
        }
    }
    for process in &scenario.processes {
        let Some(variable) = kinds(&process.name.value) else { continue };
        let Kind::Process(compiled) = &variable.kind else { continue };
        let known = by_place(&compiled.start.specification);
        match &process.start {
            Start::State(_) => {}
            Start::Outcomes(outcomes) => search.outcomes(outcomes, &known, &variable.outcomes),
            Start::Panel(panel) => search.panel(panel, &known, &variable.outcomes),
        }
        let moves = compiled.moves.iter().flatten().filter_map(|conditional| {
            match &conditional.specification {
                Specification::Moves(moves) => Some(&moves.moves),
                Specification::Rule(_) => None,
            }
        });
        let rates: Vec<&Value> = moves.flatten().flat_map(rates_of).collect();
        for step in process.rows.iter().flat_map(|row| &row.moves) {
            let MoveBy::Chance(rule) = &step.by else { continue };
            let cases = rule.cases.iter().filter_map(|case| match &case.chances {
                Chances::Chance(literal) => Some(literal),
                Chances::Outcomes(_) | Chances::Panel(_) => None,
            });
            let base = match &rule.base {
                scenario::Base::Chance(literal) => Some(literal),
                _ => None,
            };
            for literal in base.into_iter().chain(cases) {
                if let Some(rate) = rates.iter().find(|rate| rate.place == literal.place) {
                    search.number(rate);
                }
            }
        }
    }
    search.found
}

fn rates_of(step: &Move) -> impl Iterator<Item = &Value> {
    std::iter::once(&step.chance).chain(step.cases.iter().map(|(_, value)| value))
}

/// The chances of a rule by the places at which they are written.
fn by_place(specification: &Specification) -> BTreeMap<Place, &Weights> {
    let Specification::Rule(rule) = specification else { return BTreeMap::new() };
    rule.weights().map(|weights| (weights.place, weights)).collect()
}

struct Search<'a> {
    model: &'a Model,
    worlds: Vec<World>,
    /// Uncertain numbers that may be redrawn, so that their own distribution is not that of their values.
    drawn_again: BTreeSet<VariableId>,
    found: Implied,
}

impl Search<'_> {
    fn chances(
        &mut self,
        chances: &Chances,
        known: &BTreeMap<Place, &Weights>,
        outcomes: &[String],
    ) {
        match chances {
            Chances::Chance(literal) => self.yes(literal, known),
            Chances::Outcomes(written) => self.outcomes(written, known, outcomes),
            Chances::Panel(panel) => self.panel(panel, known, outcomes),
        }
    }

    /// Adds the range of the chance of yes.
    fn yes(&mut self, literal: &scenario::Literal, known: &BTreeMap<Place, &Weights>) {
        let weights = known.get(&literal.place);
        if let Some(Share::Given(value)) = weights.and_then(|weights| weights.shares.get(1)) {
            self.number(value);
        }
    }

    fn outcomes(
        &mut self,
        written: &scenario::Outcomes,
        known: &BTreeMap<Place, &Weights>,
        outcomes: &[String],
    ) {
        let Some(weights) = known.get(&written.place) else { return };
        for (name, literal) in &written.shares {
            if let Ok(outcome) = outcomes.binary_search(&name.value) {
                self.note(literal.place, |world| world.shares(weights)?.get(outcome).copied());
            }
        }
    }

    /// Adds the ranges of a panel's pool, at the name of each outcome.
    fn panel(
        &mut self,
        panel: &scenario::Panel<scenario::Outcomes>,
        known: &BTreeMap<Place, &Weights>,
        outcomes: &[String],
    ) {
        let Some(weights) = known.get(&panel.place) else { return };
        for name in panel.names() {
            if let Ok(outcome) = outcomes.binary_search(&name.value) {
                self.note(name.place, |world| world.shares(weights)?.get(outcome).copied());
            }
        }
    }

    /// Adds the range of one number, exactly if it is one distribution.
    fn number(&mut self, value: &Value) {
        let uncertain = match value.number {
            Number::Parameter(id) => {
                self.model.uncertain_numbers.iter().find(|uncertain| uncertain.id == id)
            }
            _ => None,
        };
        let together = uncertain.is_some_and(|uncertain| self.drawn_again.contains(&uncertain.id));
        match uncertain.filter(|_| !together).and_then(|uncertain| uncertain.distribution.as_ref())
        {
            Some(specification) => {
                self.found.insert(
                    value.place,
                    (specification.quantile(0.05), specification.quantile(0.95)),
                );
            }
            None => self.note(value.place, |world| Some(world.value(&value.number))),
        }
    }

    /// Adds the range of a number that has a value in every world.
    fn note(&mut self, place: Place, of: impl Fn(&World) -> Option<f64>) {
        let values: Option<Vec<f64>> =
            self.worlds.iter().map(|world| of(world).filter(|p| p.is_finite())).collect();
        let Some(mut values) = values.filter(|values| !values.is_empty()) else { return };
        values.sort_by(f64::total_cmp);
        let at = |rank: f64| values[((values.len() - 1) as f64 * rank).round() as usize];
        let (low, high) = (at(0.05), at(0.95));
        if high > low {
            self.found.insert(place, (low, high));
        }
    }
}
