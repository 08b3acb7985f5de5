//! Runs as callers ask for them: drawn here or, if the work is done in parts, looked up in its ledger.

use super::super::bound::Side;
use super::super::built::{agree, no_trial};
use super::super::execute::{Tallies, draw_part};
use super::super::paired::{Paired, Pairing};
use super::super::progress::Watch;
use super::cut::Shard;
use super::ledger::Ledger;
use crate::diagnostic::Diagnostic;
use crate::engine::count::Measure;
use crate::engine::program::Plan;
use crate::model::{Model, Supposition};

/// Draws every trial of a plan: in one world if no input is uncertain, otherwise in equal parts in each of
/// many. Calls `progress` with the number of trials as they finish.
pub fn run(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Tallies, Diagnostic> {
    run_watched(model, supposition, plan, Watch::progress(progress))
}

/// Draws every trial of a plan, reporting to `watch`.
pub fn run_watched(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    watch: Watch,
) -> Result<Tallies, Diagnostic> {
    let tallies = run_shard(model, supposition, plan, Shard::WHOLE, watch)?;
    was_possible(model, supposition, plan, &tallies)?;
    Ok(tallies)
}

/// Returns an error if no trial satisfies the evidence, naming conflicting clauses if they are known.
pub(crate) fn was_possible(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    tallies: &Tallies,
) -> Result<(), Diagnostic> {
    if tallies.pooled.kept == 0 {
        agree(model, supposition, plan)?;
    }
    evidence_holds(model, supposition, tallies)
}

/// Returns an error if no trial satisfies the evidence.
pub fn evidence_holds(
    model: &Model,
    supposition: &Supposition,
    tallies: &Tallies,
) -> Result<(), Diagnostic> {
    if supposition.learns() && tallies.pooled.kept == 0 {
        return Err(no_trial(model, supposition, tallies.pooled.trials));
    }
    Ok(())
}

/// Draws a part of a plan: some of the worlds, or some of the blocks of a single world, or of all worlds if these are
/// fewer than the parts. The parts, joined in order and finished, equal the result of [`run`].
pub fn run_shard(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    shard: Shard,
    watch: Watch,
) -> Result<Tallies, Diagnostic> {
    match Ledger::of(plan) {
        Some((ledger, name)) => ledger.run(name, (model, supposition, plan), shard, watch),
        None => draw_part(model, supposition, plan, (shard, Shard::WHOLE), watch),
    }
}

/// Draws every trial of a plan on every side. With `across`, the first side is also counted jointly with each
/// other. Ignores `questions`, `timelines` and `paths` of the plan.
///
/// # Errors
///
/// The first fault in the order of trials, or evidence that no trial of a side satisfies.
pub fn run_paired(
    sides: &[Side<'_>],
    measures: &[Measure],
    plan: &Plan,
    across: bool,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Paired, Diagnostic> {
    let pairing = Pairing::new(sides, measures, plan, across)?;
    match Ledger::of(plan) {
        Some((ledger, name)) => ledger.paired(name, &pairing, progress),
        None => pairing.finished(pairing.draw(Shard::WHOLE, progress)?),
    }
}
