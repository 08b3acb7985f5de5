//! The uncertain inputs of a model as columns over worlds: one for each number, and one category for which
//! expert is right.

use crate::formula::VariableId;
use crate::model::{Model, Overrides, Role, UncertainNumber};
use crate::numerics::effects::Reading;
use std::collections::BTreeMap;

/// An uncertain input.
#[derive(Clone, Debug)]
pub struct Uncertain<'a> {
    /// The kind of input.
    pub kind: UncertainKind<'a>,
    /// Its value in each world; for experts, the index of the one who is right.
    pub values: Vec<f64>,
}

/// The kind of an uncertain input.
#[derive(Clone, Debug)]
pub enum UncertainKind<'a> {
    /// A number: a parameter, or a range written in place.
    Number(&'a UncertainNumber),
    /// The choice of which of these experts is right.
    Experts(Vec<&'a UncertainNumber>),
}

impl Uncertain<'_> {
    /// The parameter's name, or the path of the number.
    pub fn name(&self) -> String {
        match &self.kind {
            UncertainKind::Number(uncertain) => uncertain.name.clone(),
            UncertainKind::Experts(_) => "which expert is right".to_owned(),
        }
    }
}

impl UncertainKind<'_> {
    /// The name of the expert with this index; `None` for a number.
    pub fn expert(&self, index: f64) -> Option<String> {
        let Self::Experts(uncertain_numbers) = self else { return None };
        let uncertain = uncertain_numbers.get(index as usize)?;
        Some(uncertain.name.strip_prefix("expert.").unwrap_or(&uncertain.name).to_owned())
    }
}

/// The uncertain inputs selected by `bears`, with their values in the given worlds.
pub fn uncertain<'a>(
    model: &'a Model,
    numbers: &Overrides,
    values: &[&[f64]],
    bears: impl Fn(VariableId) -> bool,
) -> Vec<Uncertain<'a>> {
    let drawn =
        |uncertain: &&UncertainNumber| uncertain.is_drawn_with(numbers) && bears(uncertain.id);
    let (beliefs, plain): (Vec<&UncertainNumber>, Vec<&UncertainNumber>) = model
        .uncertain_numbers
        .iter()
        .filter(drawn)
        .partition(|uncertain| uncertain.role == Role::Belief);
    let column = |uncertain: &UncertainNumber| {
        values.iter().map(|world| world[uncertain.id.index()]).collect()
    };
    let mut found: Vec<Uncertain> = plain
        .into_iter()
        .map(|uncertain| Uncertain {
            values: column(uncertain),
            kind: UncertainKind::Number(uncertain),
        })
        .collect();
    if beliefs.len() > 1 {
        // the expert whose number is smallest is believed
        let first = |world: &&[f64]| {
            let times = beliefs.iter().map(|uncertain| world[uncertain.id.index()]).enumerate();
            times.min_by(|a, b| a.1.total_cmp(&b.1)).map_or(0.0, |(index, _)| index as f64)
        };
        let values = values.iter().map(first).collect();
        found.push(Uncertain { values, kind: UncertainKind::Experts(beliefs) });
    }
    found
}

/// The worlds that have an answer, with their parameter values. Copies of a world, which share its entry in
/// `numbers`, are merged into one; without numbers, all worlds are distinct.
pub fn distinct<'a>(
    readings: &[Option<Reading>],
    values: &[&'a [f64]],
    numbers: &[u64],
) -> (Vec<Reading>, Vec<&'a [f64]>) {
    let mut found: Vec<(Reading, &[f64])> = Vec::new();
    let mut places: BTreeMap<u64, usize> = BTreeMap::new();
    for (i, (reading, values)) in readings.iter().zip(values).enumerate() {
        let Some(reading) = reading else { continue };
        let number = numbers.get(i).copied().unwrap_or(i as u64);
        let place = *places.entry(number).or_insert(found.len());
        match found.get_mut(place) {
            Some((whole, _)) => *whole = joined(*whole, *reading),
            None => found.push((*reading, values)),
        }
    }
    found.into_iter().unzip()
}

/// Merges two copies of a world.
fn joined(a: Reading, b: Reading) -> Reading {
    let weight = a.weight + b.weight;
    let (of_a, of_b) = (a.weight / weight, b.weight / weight);
    Reading {
        value: of_a * a.value + of_b * b.value,
        weight,
        noise: of_a * of_a * a.noise + of_b * of_b * b.noise,
    }
}
