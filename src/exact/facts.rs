//! One combination of the values of nodes as a state of the world, for weighing chances.

use crate::formula::bounds::Bounds;
use crate::formula::{Condition, Number, Reading, VariableId};
use crate::model::World;
use crate::model::facts::{Facts, Truth};

/// The values of the nodes that a formula reads; of others it knows nothing.
pub(super) struct RowFacts<'a> {
    /// By variable: its outcome.
    pub(super) outcomes: &'a [u16],
    /// By variable: its value, if it is a number.
    pub(super) numbers: &'a [f64],
    /// Conditions known as a whole, by their address in the model.
    pub(super) truths: &'a [(usize, Truth)],
    /// What the draws of the formula came to, by ordinal.
    pub(super) drawn: &'a [(u32, f64)],
    /// A count of conditions, where it is known as a whole, by its address.
    pub(super) count: Option<(usize, Bounds)>,
    /// The parameters.
    pub(super) world: &'a World,
    /// The day of the moment.
    pub(super) today: f64,
}

/// Where a condition stands: the model does not move while it is computed.
pub(super) fn address<T>(part: &T) -> usize {
    std::ptr::from_ref(part).addr()
}

impl Facts for RowFacts<'_> {
    fn outcome(&self, variable: VariableId, _: Reading) -> u16 {
        self.outcomes[variable.index()]
    }
    fn number(&self, variable: VariableId, _: Reading) -> f64 {
        self.numbers[variable.index()]
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.world.values[id.index()]
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        let here = address(condition);
        self.truths.iter().find(|(at, _)| *at == here).map(|(_, truth)| *truth)
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Draw(draw) => {
                self.drawn.iter().find(|(ordinal, _)| *ordinal == draw.ordinal).map(|(_, x)| *x)
            }
            _ => None,
        }
    }
    fn known_bounds(&self, number: &Number) -> Option<Bounds> {
        self.count.filter(|(at, _)| *at == address(number)).map(|(_, count)| count)
    }
    fn step(&self) -> f64 {
        0.0
    }
    fn today(&self) -> f64 {
        self.today
    }
}
