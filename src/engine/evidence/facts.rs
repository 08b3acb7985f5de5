//! Evaluates conditions for given values of evidence nodes.

use super::graph::{Key, Scene, Seen, Stand};
use crate::formula::{Condition, Interned, Number, Reading, VariableId};
use crate::model::facts::{Facts, Truth, truth};

/// A state of the world in which the evidence nodes have given values.
pub(super) struct Given<'a> {
    /// The model.
    pub(super) scene: Scene<'a>,
    /// The position from which a formula reads.
    pub(super) stand: Stand,
    /// The nodes that have a value.
    pub(super) keys: &'a [Key],
    /// Their values.
    pub(super) values: &'a [usize],
    /// The parameters of the world.
    pub(super) parameters: &'a [f64],
}

impl Given<'_> {
    /// The value of a node.
    pub(super) fn value(&self, key: Key) -> usize {
        self.keys.iter().position(|known| *known == key).map_or(0, |at| self.values[at])
    }

    fn remembered(&self, condition: &Interned<Condition>, step: Option<usize>) -> Truth {
        let key = step.and_then(|step| self.scene.memory(condition, step));
        Truth::of(key.is_some_and(|key| self.value(key) == 1))
    }
}

impl Facts for Given<'_> {
    fn outcome(&self, variable: VariableId, reading: Reading) -> u16 {
        match self.scene.seen(variable, self.stand.step_of(reading)) {
            Seen::Fixed(outcome) => outcome,
            Seen::Open(key) => self.scene.outcome(variable, self.value(key) as u16),
        }
    }
    fn number(&self, _: VariableId, _: Reading) -> f64 {
        f64::NAN
    }
    fn parameter(&self, id: VariableId) -> f64 {
        self.parameters[id.index()]
    }
    fn known(&self, condition: &Condition) -> Option<Truth> {
        let timeline = &self.scene.model.timeline;
        match condition {
            Condition::Ever(inner) => Some(self.remembered(inner, self.stand.remembers(inner))),
            Condition::By(inner, Number::Constant(day)) => {
                let step = timeline.step_at(*day).map(|step| step.min(self.stand.step));
                Some(self.remembered(inner, step))
            }
            Condition::At(inner, Number::Constant(day)) => {
                let Some(step) = timeline.step_at(*day) else { return Some(Truth::Undefined) };
                Some(truth(inner, &Self { stand: Stand::end_of(step), ..*self }))
            }
            _ => None,
        }
    }
    fn step(&self) -> f64 {
        self.stand.step as f64
    }
    fn today(&self) -> f64 {
        self.scene.model.timeline.days[self.stand.step]
    }
}
