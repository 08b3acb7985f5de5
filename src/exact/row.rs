//! A combination of node values as a state of the world, for weighing chances.

use crate::formula::{FormulaId, Number, Reading, VariableId};
use crate::model::World;
use crate::model::facts::{Facts, Truth};

/// The values of the nodes that a formula reads; other variables have no meaningful values.
pub(super) struct RowFacts<'a> {
    /// The outcome of each variable.
    pub(super) outcomes: &'a [u16],
    /// The value of each variable that is a number.
    pub(super) numbers: &'a [f64],
    /// Truths of conditions of the distribution.
    pub(super) truths: &'a [(FormulaId, Truth)],
    /// The values of the formula's draws, by ordinal.
    pub(super) drawn: &'a [(u32, f64)],
    /// The parameters.
    pub(super) world: &'a World,
    /// The day of the moment.
    pub(super) today: f64,
}

impl<'a> RowFacts<'a> {
    /// The parameters alone.
    pub(super) fn of_world(world: &'a World) -> Self {
        let today = f64::NAN;
        Self { outcomes: &[], numbers: &[], truths: &[], drawn: &[], world, today }
    }
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
    fn computed_truth(&self, id: FormulaId) -> Option<Truth> {
        self.truths.iter().find(|(known, _)| *known == id).map(|(_, truth)| *truth)
    }
    fn known_number(&self, number: &Number) -> Option<f64> {
        match number {
            Number::Draw(draw) => {
                self.drawn.iter().find(|(ordinal, _)| *ordinal == draw.ordinal).map(|(_, x)| *x)
            }
            _ => None,
        }
    }
    fn step(&self) -> f64 {
        0.0
    }
    fn today(&self) -> f64 {
        self.today
    }
}
