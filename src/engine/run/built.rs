//! Prepares a run before its first trial: checks that the evidence is possible and scales weights.

use super::average::look_ahead;
use super::progress::{Phase, Watch};
use super::worker::draw_block;
use crate::diagnostic::{Diagnostic, count};
use crate::engine::block::Block;
use crate::engine::program::{Plan, Program};
use crate::engine::tables::LANES;
use crate::model::suppose::{impossible, pieces, unsatisfied};
use crate::model::{Binding, Model, Supposition, World, bind};
use std::sync::Arc;

/// Builds the program of the first world, from which those of other worlds are derived.
pub(crate) fn template<'a>(
    model: &'a Model,
    supposition: &'a Supposition,
    plan: &Plan,
    (binding, watch): (&'a Binding, Watch),
) -> Program<'a> {
    watch.alone(Phase::Binding, || {
        let mut program = Program::new(model, binding, supposition, plan);
        prepare(&mut program, plan, None);
        program
    })
}

/// Returns an error that names clauses which can't hold together, if there are any in this world.
pub(crate) fn possible(program: &Program) -> Result<(), Diagnostic> {
    if !program.absorbed.is_impossible() {
        return Ok(());
    }
    let (model, supposition) = (program.model, program.supposition);
    let pieces = program.absorbed.conflict(model, supposition, &program.binding.values);
    if pieces.is_empty() { Ok(()) } else { Err(impossible(model, supposition, &pieces)) }
}

/// Returns an error if clauses can't hold together in the first world; for runs without accepted trials.
pub(crate) fn agree(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
) -> Result<(), Diagnostic> {
    let binding = bind(model, &World::draw_with(model, plan.seed, 0, &supposition.numbers)?);
    possible(&Program::new(model, &binding, supposition, plan))
}

/// Number of trials that scale the weights of a program with the guides of another one.
const SCALED_BY: usize = 64;

/// If trials are weighed, finds the guides of their draws, and scales weights by the heaviest trial of the first block.
/// The guides are those of `known`, a program with the same evidence in other numbers, if there is one.
pub(crate) fn prepare(program: &mut Program, plan: &Plan, known: Option<&Program>) {
    let Some(learning) = program.learning.clone().filter(|_| !program.absorbed.is_impossible())
    else {
        return;
    };
    let known = known.and_then(|known| known.learning.as_ref());
    let shared = known.and_then(|known| learning.guided_as(known));
    let lanes = if shared.is_some() { SCALED_BY } else { LANES };
    match shared {
        Some(shared) => program.learning = Some(Arc::new(shared)),
        None => look_ahead(program, plan),
    }
    let mut block = Box::new(Block::new(program));
    // a fault is reported where it is met in the run
    let _ = draw_block(program, &mut block, (0, lanes), None);
    let best = block.ln_weights.iter().take(lanes).copied().fold(f64::NEG_INFINITY, f64::max);
    if let Some(reference) = program.absorbed.reference.as_mut().filter(|_| best.is_finite()) {
        *reference += best;
    }
}

/// The fault of evidence that no trial satisfied; callers find the part of it that is to blame.
pub(crate) fn no_trial(model: &Model, supposition: &Supposition, trials: u64) -> Diagnostic {
    unsatisfied(model, supposition, &pieces(supposition), &count(trials))
        .help("check that it is possible, ask for less, or draw more trials with `-n`")
}
