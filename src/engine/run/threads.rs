//! The threads of runs, each of which needs a block of trials.

use super::progress::Watch;
use crate::diagnostic::{Diagnostic, work};
use crate::engine::block::Block;
use crate::engine::program::{Plan, Program};
use crate::numerics::parallel::{spread, threads};

/// Runs work that splits into turns on as many threads as a plan requests.
pub(crate) fn in_pool<T: Send>(
    plan: &Plan,
    turns: u64,
    watch: Watch,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Diagnostic> {
    let threads = threads(plan.threads, turns);
    watch.together(threads, || spread(threads, work))
}

/// The most threads whose blocks fit beside all else in the memory of the command.
pub(crate) fn room(program: &Program) -> u64 {
    (work::memory() / 4 / Block::bytes(program).max(1)).max(1)
}

/// The fewest turns that a thread takes at once: all if the plan has one thread.
pub(crate) fn at_once(plan: &Plan) -> usize {
    if plan.threads == 1 { usize::MAX } else { 1 }
}
