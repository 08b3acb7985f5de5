//! Limits of counters: a count is needed only up to the largest number that it is compared with.

use crate::exact::row::RowFacts;
use crate::formula::{Condition, Interned, Number};
use crate::model::World;
use crate::model::facts::value;

/// A condition that is counted.
#[derive(Clone, Debug)]
pub(super) struct Counted {
    pub(super) condition: Interned<Condition>,
    /// The count from which on all counts are alike: all that reads it compares it with less.
    pub(super) most: u32,
    /// The number of times that the count is read.
    pub(super) reads: usize,
    /// The fixed numbers that it is compared with, one for each time.
    pub(super) compared: Vec<Number>,
}

impl Counted {
    /// A condition whose count nothing reads so far.
    pub(super) fn of(condition: &Interned<Condition>) -> Self {
        Self { condition: condition.clone(), most: 0, reads: 0, compared: Vec::new() }
    }

    /// Names the counter, for comparison with those of other questions.
    pub(super) fn signature(&self) -> String {
        format!("count {} {:?}", self.most, self.condition)
    }

    /// Finds the count from which on all counts are alike, by the numbers that it is compared with in a world.
    pub(super) fn bound(&mut self, world: &World, steps: usize) {
        let facts = RowFacts::of_world(world);
        let beyond = |number: &Number| value(number, &facts).floor() + 1.0;
        let most = self.compared.iter().map(beyond).fold(0.0, f64::max);
        let is_only_compared = self.compared.len() == self.reads;
        self.most = if is_only_compared { most.min(steps as f64) as u32 } else { steps as u32 };
    }
}
