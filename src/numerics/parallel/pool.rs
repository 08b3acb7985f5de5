//! Threads of rayon's.

use rayon::{ThreadPool, ThreadPoolBuilder};
use std::cell::Cell;

/// The parallel iterators.
pub mod prelude {
    pub use rayon::prelude::*;
}

thread_local! {
    /// Whether this thread is one of a [`Pool`]: the caller may have pools of its own, with smaller stacks.
    static IS_OURS: Cell<bool> = const { Cell::new(false) };
}

/// Threads that work is spread over.
pub struct Pool(ThreadPool);

impl Pool {
    /// Whether there can be several threads.
    pub const IS_PARALLEL: bool = true;

    /// Creates so many threads, 0 for one per core, with stacks of so many bytes; each calls `begin` first. The error
    /// says why there can't be any.
    pub fn new(
        threads: usize,
        stack_bytes: usize,
        begin: impl Fn() + Send + Sync + 'static,
    ) -> Result<Self, String> {
        let pool = ThreadPoolBuilder::new().num_threads(threads).stack_size(stack_bytes);
        let pool = pool.start_handler(move |_| {
            IS_OURS.set(true);
            begin();
        });
        pool.build().map(Self).map_err(|error| error.to_string())
    }

    /// Whether the present thread is one of a pool.
    pub fn is_within() -> bool {
        IS_OURS.get()
    }

    /// The number of threads of the pool that the present thread is one of.
    pub fn threads_within() -> usize {
        rayon::current_num_threads()
    }

    /// Does work on a thread of the pool, from which parallel iterators use all of them.
    pub fn install<T: Send>(&self, work: impl FnOnce() -> T + Send) -> T {
        self.0.install(work)
    }

    /// Does work on every thread of the pool that the present thread is one of.
    pub fn everywhere<T: Send>(work: impl Fn() -> T + Sync) -> Vec<T> {
        rayon::broadcast(|_| work())
    }
}

/// Does both, if there is a thread for each at once.
pub fn join<A: Send, B: Send>(
    a: impl FnOnce() -> A + Send,
    b: impl FnOnce() -> B + Send,
) -> (A, B) {
    rayon::join(a, b)
}
