//! Whether an answer turns on anything that the analyst is unsure of: where it does not, readings of
//! the inputs differ in it by the luck of their trials alone.

use super::reads;
use super::suppose::Supposition;
use super::tree::{Asked, Kind, Model, Question};
use crate::formula::{Condition, VariableId};

/// What turns on doubt under a supposition.
pub struct Unsure<'a> {
    model: &'a Model,
    supposition: &'a Supposition,
    /// By id: a variable, a parameter or a doubt in place that is drawn, or reads one that is.
    touched: Vec<bool>,
}

impl<'a> Unsure<'a> {
    /// Follows every doubt that is drawn to whatever comes to read it.
    pub fn new(model: &'a Model, supposition: &'a Supposition) -> Self {
        let drawn = model.doubts.iter().filter(|d| model.is_drawn_with(d.id, &supposition.numbers));
        Self::of(model, supposition, drawn.map(|doubt| doubt.id).collect())
    }

    /// Follows these doubts alone.
    pub fn of(model: &'a Model, supposition: &'a Supposition, doubts: Vec<VariableId>) -> Self {
        let mut touched = vec![false; model.parameters()];
        // who reads an id, so that each is followed once
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

    /// Whether readings of the inputs can differ in the answer to a question.
    pub fn answer(&self, question: &Question) -> bool {
        let given = question.given.iter().map(|(condition, _)| condition);
        self.asked(&question.asked) || given.chain(self.learnt()).any(|c| self.condition(c))
    }

    /// Whether readings of the inputs can differ in the chance of the evidence, or of what a question is asked
    /// given: then they are learnt about.
    pub fn evidence(&self, question: &Question) -> bool {
        let given = question.given.iter().map(|(condition, _)| condition);
        given.chain(self.learnt()).any(|condition| self.condition(condition))
    }

    /// Whether readings of the inputs can differ in how a variable comes out.
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
