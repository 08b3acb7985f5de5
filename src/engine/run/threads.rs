//! The threads of runs, with stacks deep enough for formulas.

use super::progress::Watch;
use crate::diagnostic::{Code, Diagnostic, work};
use crate::engine::block::Block;
use crate::engine::program::{Plan, Program};
use crate::numerics::parallel::Pool;

/// Stack size of a thread: columns of nested formulas live on the stack.
pub(crate) const STACK_BYTES: usize = 64 << 20;

/// Runs work that splits into turns on as many threads as a plan requests: in a new pool, or in the current
/// one when called from within [`pool`].
pub(crate) fn in_pool<T: Send>(
    plan: &Plan,
    turns: u64,
    watch: Watch,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Diagnostic> {
    let threads = threads(plan.threads, turns);
    if Pool::is_within() {
        return Ok(watch.together(threads, work));
    }
    let pool = pool(threads)?;
    Ok(watch.together(threads, || pool.install(work)))
}

/// The most threads whose blocks fit beside all else in the memory of the command.
pub(crate) fn room(program: &Program) -> u64 {
    (work::memory() / 4 / Block::bytes(program).max(1)).max(1)
}

/// The fewest turns that a thread takes at once: all if the plan has one thread.
pub(crate) fn at_once(plan: &Plan) -> usize {
    if plan.threads == 1 { usize::MAX } else { 1 }
}

/// Creates a pool of threads with the stacks that runs need; 0 for one thread per core. A single-threaded run
/// that starts in a pool stays on its thread.
pub fn pool(threads: usize) -> Result<Pool, Diagnostic> {
    Pool::new(threads, STACK_BYTES, work::inherited())
        .map_err(|e| Diagnostic::placeless(Code::TooLarge, format!("no threads to run on: {e}")))
}

/// The number of threads: as requested (0 for one per core), but at most one per turn, because each needs a
/// block and a stack.
pub fn threads(wanted: usize, turns: u64) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if wanted == 0 { cores() } else { wanted };
    threads.min(usize::try_from(turns).unwrap_or(usize::MAX)).max(1)
}
