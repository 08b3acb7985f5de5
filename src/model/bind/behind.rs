//! The parameters behind a chance, for messages about a world in which it is not valid.

use crate::diagnostic::Place;
use crate::formula::{Access, Number, VariableId};
use crate::model::conditional::Specification;
use crate::model::tree::{Kind, Model};
use crate::scenario::VARIED;

/// The most parameters whose values a message lists.
const MOST_LISTED: usize = 6;

/// The parameters that the numbers around a place depend on, each with its value; `values` are those of a world, by
/// id. Empty if nothing there is uncertain.
fn behind(model: &Model, place: Place, values: &[f64]) -> Vec<(String, f64)> {
    let mut found: Vec<VariableId> = Vec::new();
    for variable in &model.variables {
        match &variable.kind {
            Kind::Series(series) if series.place == place => {
                note(&series.start, &mut found);
                note(&series.next, &mut found);
            }
            Kind::Quantity(quantity) if quantity.place == place => {
                note(&quantity.value, &mut found);
            }
            _ => {}
        }
        for conditional in variable.conditionals() {
            if holds(&conditional.specification, place) {
                conditional.specification.for_each_number(&mut |number| note(number, &mut found));
            }
        }
    }
    let uncertain_numbers =
        model.uncertain_numbers.iter().filter(|uncertain| found.contains(&uncertain.id));
    let valued = uncertain_numbers.filter_map(|uncertain| {
        let path = uncertain.name.trim_start_matches(VARIED);
        Some((path.to_owned(), *values.get(uncertain.id.index())?))
    });
    valued.filter(|(_, value)| value.is_finite()).collect()
}

/// Adds the values of parameters to a message: `this happened in world 3, where appetite = 0.62`.
pub fn in_words(what: &str, model: &Model, place: Place, values: &[f64]) -> String {
    let behind = behind(model, place, values);
    if behind.is_empty() {
        return what.to_owned();
    }
    let reported: Vec<String> =
        behind.iter().take(MOST_LISTED).map(|(name, x)| format!("{name} = {}", six(*x))).collect();
    let more = if behind.len() > MOST_LISTED { " and others" } else { "" };
    format!("{what}, where {}{more}", reported.join(", "))
}

/// A number rounded to six decimals.
fn six(x: f64) -> f64 {
    let rounded = (x * 1e6).round() / 1e6;
    if rounded.is_finite() { rounded } else { x }
}

/// Whether a part of the conditional distribution is written at a place.
fn holds(specification: &Specification, place: Place) -> bool {
    let mut found = false;
    specification.for_each_place(&mut |written| found |= written == place);
    found
}

fn note(number: &Number, found: &mut Vec<VariableId>) {
    number.for_each_read(&mut |read| {
        if read.access == Access::Parameter && !found.contains(&read.variable) {
            found.push(read.variable);
        }
    });
}
