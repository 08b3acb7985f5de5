//! Whether an answer depends on anything uncertain: if not, readings of the inputs differ in it only by sampling
//! noise.

use super::reads;
use super::suppose::Supposition;
use super::tree::{Asked, Kind, Model, Question};
use crate::formula::{Condition, VariableId};

/// The variables and parameters that depend on uncertain numbers, under a supposition.
pub struct Unsure<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    /// For each id (variable, parameter or number written in place), whether it is drawn or reads one that is.
    touched: Vec<bool>,
}

impl<'a> Unsure<'a> {
    /// Follows every uncertain number that is drawn to all that read it.
    pub fn new(model: &'a Model, supposition: &'a Supposition) -> Self {
        let drawn = model.doubts.iter().filter(|d| model.is_drawn_with(d.id, &supposition.numbers));
        Self::of(model, supposition, drawn.map(|doubt| doubt.id).collect())
    }

    /// Follows only these uncertain numbers.
    pub fn of(model: &'a Model, supposition: &'a Supposition, doubts: Vec<VariableId>) -> Self {
        let mut touched = vec![false; model.parameters()];
        // the readers of each id, so that each is followed once
        let mut readers: Vec<Vec<VariableId>> = vec![Vec::new(); touched.len()];
        for doubt in model.doubts.iter().filter(|doubt| supposition.numbers.leaves(doubt.id)) {
            doubt.number.for_each_read(&mut |read| readers[read.variable.index()].push(doubt.id));
        }
        for (index, variable) in model.variables.iter().enumerate() {
            let id = VariableId(index as u32);
            let held = supposition.is_always_held(id);
            if !held && !matches!(variable.kind, Kind::Parameter(_)) {
                reads::of_variable(variable, &mut |read| readers[read.index()].push(id));
            }
        }
        let mut ahead = doubts;
        while let Some(id) = ahead.pop() {
            if !std::mem::replace(&mut touched[id.index()], true) {
                ahead.append(&mut readers[id.index()]);
            }
        }
        Self { model, supposition, touched }
    }

    /// Whether the answer to a question can differ between readings of the inputs.
    pub fn answer(&self, question: &Question) -> bool {
        let given = question.given.iter().map(|(condition, _)| condition);
        self.asked(&question.asked) || given.chain(self.learnt()).any(|c| self.condition(c))
    }

    /// Whether the chance of the evidence, or of a question's `given`, can differ between readings of the inputs; if
    /// so, the evidence changes what is known about the inputs.
    pub fn evidence(&self, question: &Question) -> bool {
        let given = question.given.iter().map(|(condition, _)| condition);
        given.chain(self.learnt()).any(|condition| self.condition(condition))
    }

    /// Whether a variable can differ between readings of the inputs.
    pub fn variable(&self, id: VariableId) -> bool {
        debug_assert!(id.index() < self.model.variables.len(), "it is a variable's id");
        self.touched[id.index()] || self.learnt().any(|c| self.condition(c))
    }

    fn learnt(&self) -> impl Iterator<Item = &'a Condition> {
        self.supposition.learnt.iter().map(|(condition, _)| condition)
    }

    fn asked(&self, asked: &Asked) -> bool {
        match asked {
            Asked::Condition(condition) => self.condition(condition),
            Asked::Category(category) => self.touched[category.variable.index()],
            Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) => {
                let mut found = false;
                number.for_each_read(&mut |read| found |= self.touched[read.variable.index()]);
                found
            }
            Asked::Joint(parts) => parts.iter().any(|(_, part)| self.asked(part)),
        }
    }

    fn condition(&self, condition: &Condition) -> bool {
        let mut found = false;
        condition.for_each_read(&mut |read| found |= self.touched[read.variable.index()]);
        found
    }
}
