//! A bar for long work, seen only on a terminal. Knows how much is done, not what.

use super::bar::bar;
use super::guard;
use super::output::Output;
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// A command that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// A progress bar that appears once the command has taken a while.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Whether standard error is a terminal on which the bar is not shown yet.
    is_pending: AtomicBool,
}

impl Progress {
    /// Returns the progress of `pieces` pieces of work, called by `what`.
    pub(crate) fn of(pieces: u64, what: &str) -> Self {
        let bar = bar(pieces, what);
        guard::shows(&bar);
        Self { bar, is_pending: AtomicBool::new(Output::is_watched()) }
    }

    /// Sets the number of pieces done.
    pub(crate) fn reach(&self, done: u64) {
        self.bar.set_position(done);
        if guard::elapsed() > PATIENCE && self.is_pending.swap(false, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }

    /// Clears the bar.
    pub(crate) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
