//! A combination of node values as a state of the world, for weighing chances.

use crate::formula::bounds::Bounds;
use crate::formula::{Condition, Number, Reading, VariableId};
use crate::model::World;
use crate::model::facts::{Facts, Truth};

/// The values of the nodes that a formula reads; other variables have no meaningful values.
pub(super) struct RowFacts<'a> {
    /// The outcome of each variable.
    pub(super) outcomes: &'a [u16],
    /// The value of each variable that is a number.
    pub(super) numbers: &'a [f64],
    /// Truths of whole conditions, by their address in the model.
    pub(super) truths: &'a [(usize, Truth)],
    /// The values of the formula's draws, by ordinal.
    pub(super) drawn: &'a [(u32, f64)],
    /// The bounds of a count of conditions that is a node of its own, by its address.
    pub(super) count: Option<(usize, Bounds)>,
    /// The parameters.
    pub(super) world: &'a World,
    /// The day of the moment.
    pub(super) today: f64,
}

/// The address of a condition or number: the model does not move during the computation.
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
