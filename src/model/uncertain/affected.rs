//! Whether an answer depends on anything uncertain: if not, readings of the inputs differ in it only by sampling
//! noise.

use crate::formula::{Condition, VariableId};
use crate::model::suppose::Supposition;
use crate::model::tree::{Asked, Model, Question};

/// The variables and parameters that depend on uncertain numbers, under a supposition.
pub struct Affected<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    /// For each id (variable, parameter or number written in place), whether it is drawn or reads one that is.
    touched: Vec<bool>,
}

impl<'a> Affected<'a> {
    /// Follows every uncertain number that is drawn to all that read it.
    pub fn new(model: &'a Model, supposition: &'a Supposition) -> Self {
        let drawn =
            model.uncertain_numbers.iter().filter(|d| d.is_drawn_with(&supposition.numbers));
        Self::of(model, supposition, drawn.map(|uncertain| uncertain.id).collect())
    }

    /// Follows only these uncertain numbers.
    pub fn of(
        model: &'a Model,
        supposition: &'a Supposition,
        uncertain_numbers: Vec<VariableId>,
    ) -> Self {
        let is_cut = |id: VariableId| match model.variables.get(id.index()) {
            Some(variable) if !variable.is_parameter() => supposition.is_always_held(id),
            _ => !supposition.numbers.leaves(id),
        };
        let touched = model.dependencies.descendants(uncertain_numbers, is_cut);
        Self { model, supposition, touched }
    }

    /// Whether the answer to a question can differ between readings of the inputs.
    pub fn answer(&self, question: &Question) -> bool {
        self.asked(&question.asked) || self.evidence(question)
    }

    /// Whether the chance of the evidence, or of a question's `given`, can differ between readings of the inputs; if
    /// so, the evidence changes what is known about the inputs.
    pub fn evidence(&self, question: &Question) -> bool {
        question.given.iter().any(|(condition, _)| self.condition(condition)) || self.learnt()
    }

    /// Whether a parameter, or a number written in place, can differ between readings of the inputs.
    pub fn parameter(&self, id: VariableId) -> bool {
        self.touched[id.index()]
    }

    /// Whether a variable can differ between readings of the inputs.
    pub fn variable(&self, id: VariableId) -> bool {
        debug_assert!(id.index() < self.model.variables.len(), "it is a variable's id");
        self.touched[id.index()] || self.learnt()
    }

    /// Whether the chance of what is learnt can differ between readings of the inputs.
    fn learnt(&self) -> bool {
        self.supposition.conditions().any(|condition| self.condition(condition))
            || self.supposition.silent().any(|process| self.touched[process.index()])
    }

    fn asked(&self, asked: &Asked) -> bool {
        let mut found = false;
        asked.for_each_read(&mut |read| found |= self.touched[read.variable.index()]);
        found
    }

    fn condition(&self, condition: &Condition) -> bool {
        let mut found = false;
        condition.for_each_read(&mut |read| found |= self.touched[read.variable.index()]);
        found
    }
}
