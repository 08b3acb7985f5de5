//! Counts by value: numbers that take few values, in any number of trials.

use super::place::number;
use crate::numerics::packed::packed_struct;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The most values that are counted one by one.
pub const MOST_VALUES: usize = 4096;

/// The weights of the trials of one set that have one value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Cell {
    /// Σ w.
    pub(super) weight: u64,
    /// Σ w².
    #[serde(with = "crate::numerics::wide")]
    pub(super) squares: u128,
}

packed_struct!(Cell { weight, squares });

impl Cell {
    /// The cell of `times` trials of the same weight.
    pub(super) fn of(weight: u64, times: u64) -> Self {
        Self { weight: weight * times, squares: square(weight) * u128::from(times) }
    }

    pub(super) fn add(&mut self, other: Self) {
        self.weight += other.weight;
        self.squares += other.squares;
    }
}

/// A weight squared.
pub(super) fn square(weight: u64) -> u128 {
    u128::from(weight) * u128::from(weight)
}

/// A weight squared, rounded once.
pub(super) fn rounded_square(weight: u64) -> f64 {
    // below 2^53 a weight is exact, and so its product is rounded once
    if weight < 1 << 53 { weight as f64 * weight as f64 } else { square(weight) as f64 }
}

/// Counts of each value in each set of worlds.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counted {
    /// Indexed by the value's place; the cells in rising order of sets.
    values: BTreeMap<u64, Vec<(u8, Cell)>>,
}

packed_struct!(Counted { values });

impl Counted {
    /// Adds trials of one set with one value. Returns false if there are then too many values.
    pub(super) fn add(&mut self, place: u64, set: u8, cell: Cell) -> bool {
        let sets = self.values.entry(place).or_default();
        match sets.binary_search_by_key(&set, |(known, _)| *known) {
            Ok(at) => sets[at].1.add(cell),
            Err(at) => sets.insert(at, (set, cell)),
        }
        self.values.len() <= MOST_VALUES
    }

    /// Adds the counts of another. Returns false if there are then too many values.
    pub(super) fn merge(&mut self, other: &Self) -> bool {
        other
            .values
            .iter()
            .all(|(place, sets)| sets.iter().all(|(set, cell)| self.add(*place, *set, *cell)))
    }

    /// Moves all trials, which are of one set, to set `set`.
    pub(super) fn move_to(&mut self, set: u8) {
        self.values.values_mut().flatten().for_each(|(known, _)| *known = set);
    }

    /// Each value with its weight, in rising order.
    pub(super) fn weights(&self) -> impl Iterator<Item = (f64, u64)> {
        self.values
            .iter()
            .map(|(place, sets)| (number(*place), sets.iter().map(|(_, cell)| cell.weight).sum()))
    }

    /// The weight of all trials; `None` if these can't be counts: too many values, none of them a number, sets out
    /// of order, or more than fits.
    pub(super) fn total(&self) -> Option<u64> {
        let mut total: u64 = 0;
        for (place, sets) in &self.values {
            let is_rising = sets.windows(2).all(|pair| pair[0].0 < pair[1].0);
            if number(*place).is_nan() || !is_rising {
                return None;
            }
            for (_, cell) in sets {
                total = total.checked_add(cell.weight)?;
                (cell.squares <= square(cell.weight)).then_some(())?;
            }
        }
        (self.values.len() <= MOST_VALUES).then_some(total)
    }

    /// Calls `each` with the place, the set and the cell of every value in every set.
    pub(super) fn each(&self, mut each: impl FnMut(u64, u8, Cell)) {
        for (place, sets) in &self.values {
            for (set, cell) in sets {
                each(*place, *set, *cell);
            }
        }
    }
}
