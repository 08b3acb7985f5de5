//! The threads of all work in the library: with stacks deep enough for formulas, and within the work of the thread that
//! started them.

use super::pool::Pool;
use super::window::{StopsIfBroken, Window};
use crate::diagnostic::{Code, Diagnostic, work};

/// Stack size of a thread: formulas and the branches of a step are walked recursively, and columns live on the stack.
const STACK_BYTES: usize = 64 << 20;

/// Runs work on this many threads, 0 for one per core: on those of the present pool if the caller is within one of ours,
/// otherwise in a new pool.
pub fn spread<T: Send>(threads: usize, work: impl FnOnce() -> T + Send) -> Result<T, Diagnostic> {
    if Pool::is_within() { Ok(work()) } else { Ok(pool(threads)?.install(work)) }
}

/// Creates a pool of threads; 0 for one thread per core.
pub fn pool(threads: usize) -> Result<Pool, Diagnostic> {
    Pool::new(threads, STACK_BYTES, work::inherited())
        .map_err(|e| Diagnostic::placeless(Code::TooLarge, format!("no threads to run on: {e}")))
}

/// The number of threads: as requested (0 for one per core), but at most one per turn, because each needs memory
/// and a stack.
pub fn threads(requested: usize, turns: u64) -> usize {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = if requested == 0 { cores() } else { requested };
    threads.min(usize::try_from(turns).unwrap_or(usize::MAX)).max(1)
}

/// Runs `work`, whose threads take turns from a window, while the present thread passes the pieces that they hand over to
/// `sink`, in order. An error of the sink stops the window.
///
/// # Errors
///
/// The outer error is that of `work`, the inner one that of the sink.
pub fn in_order<T: Send, E>(
    window: &Window<T>,
    work: impl FnOnce() -> Result<(), Diagnostic> + Send,
    mut sink: impl FnMut(T) -> Result<(), E>,
) -> Result<Result<(), E>, Diagnostic> {
    let inherit = work::inherited();
    let (received, worked) = std::thread::scope(|scope| {
        let working = scope.spawn(|| {
            inherit();
            let _guard = StopsIfBroken(window);
            let done = work();
            if done.is_err() {
                window.stop();
            }
            done
        });
        // a sink that panics must not leave threads waiting
        let _guard = StopsIfBroken(window);
        let mut received = Ok(());
        while let Some(piece) = window.receive() {
            received = sink(piece);
            if received.is_err() {
                window.stop();
            }
        }
        (received, working.join())
    });
    match worked {
        Ok(worked) => worked.map(|()| received),
        Err(broken) => std::panic::resume_unwind(broken),
    }
}
