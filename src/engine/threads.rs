//! The threads that runs work on, with stacks as deep as formulas need.

use super::program::Plan;
use super::watch::Watch;
use crate::diagnostic::{Code, Diagnostic, work};

/// Columns of nested formulas live on the stack.
pub(super) const STACK_BYTES: usize = 64 << 20;

/// Does work that splits into turns on as many threads as a plan wants: in a pool of its own, or,
/// within one of [`pool`], there.
pub(super) fn in_pool<T: Send>(
    plan: &Plan,
    turns: u64,
    watch: Watch,
    work: impl FnOnce() -> T + Send,
) -> Result<T, Diagnostic> {
    let threads = threads(plan.threads, turns);
    if rayon::current_thread_index().is_some() {
        return Ok(watch.together(threads, work));
    }
    let pool = pool(threads)?;
    Ok(watch.together(threads, || pool.install(work)))
}

/// The fewest turns that a thread takes at once: all of them, where the plan has one thread.
pub(super) fn at_once(plan: &Plan) -> usize {
    if plan.threads == 1 { usize::MAX } else { 1 }
}

/// Threads with stacks as runs need them; 0 for as many as there are cores. A run with one thread
/// that is started on one of these stays on it.
pub fn pool(threads: usize) -> Result<rayon::ThreadPool, Diagnostic> {
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .stack_size(STACK_BYTES)
        .start_handler({
            let inherit = work::inherited();
            move |_| inherit()
        })
        .build()
        .map_err(|e| Diagnostic::placeless(Code::TooLarge, format!("no threads to run on: {e}")))
}

/// As many threads as are wanted (0 for the cores), but no more than there are turns: each has a
/// block and a stack.
pub(super) fn threads(wanted: usize, turns: u64) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if wanted == 0 { cores() } else { wanted };
    threads.min(usize::try_from(turns).unwrap_or(usize::MAX)).max(1)
}
