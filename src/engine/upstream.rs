//! What of a block can stay where some numbers change: all that lies upstream of them.

use super::program::Program;
use crate::formula::Access;
use crate::model::{Model, reads};

/// What each variable of a model of one moment reads.
#[derive(Clone, Debug)]
pub(super) struct Upstream {
    /// By variable: parameters.
    parameters: Vec<Vec<usize>>,
    /// By variable: other variables.
    parents: Vec<Vec<usize>>,
}

impl Upstream {
    /// None for a model with a clock, of which a block holds one step, and where evidence decides what
    /// is drawn.
    pub(super) fn new(program: &Program) -> Option<Self> {
        if program.last() > 0 || program.absorbed.keys() > 0 || program.absorbed.is_weighed() {
            return None;
        }
        let count = program.model.variables.len();
        let (mut parameters, mut parents) = (vec![Vec::new(); count], vec![Vec::new(); count]);
        for (id, variable) in program.model.variables.iter().enumerate() {
            reads::of_variable_whole(variable, &mut |read| {
                let kind = if read.access == Access::Parameter {
                    &mut parameters[id]
                } else {
                    &mut parents[id]
                };
                kind.push(read.variable.index());
            });
        }
        for reads in parameters.iter_mut().chain(&mut parents) {
            reads.sort_unstable();
            reads.dedup();
        }
        Some(Self { parameters, parents })
    }

    /// By variable: whether it comes out otherwise in `after` than in `before`, two programs of one
    /// model with the same streams.
    pub(super) fn anew(&self, model: &Model, before: &Program, after: &Program) -> Vec<bool> {
        let other = |id: &usize| {
            before.binding.values[*id].to_bits() != after.binding.values[*id].to_bits()
        };
        let mut anew: Vec<bool> =
            self.parameters.iter().map(|parameters| parameters.iter().any(other)).collect();
        for id in &model.at_start {
            let id = *id;
            let (held, then) = (before.held(id, 0), after.held(id, 0));
            let is_held_otherwise = held.map(|made| made.value) != then.map(|made| made.value);
            let is_downstream = self.parents[id.index()].iter().any(|parent| anew[*parent]);
            anew[id.index()] |= is_held_otherwise || is_downstream;
        }
        anew
    }
}
