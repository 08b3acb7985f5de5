//! A bar for long work, seen only on a terminal. Knows how much is done, not what.

use super::bar::bar;
use super::guard;
use super::output::Output;
use indicatif::{ProgressBar, ProgressDrawTarget};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// Work that is done sooner shows no bar.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run has come.
pub(super) struct Progress {
    bar: ProgressBar,
    began: Instant,
    /// Whether somebody watches who has not yet been shown the bar.
    is_pending: AtomicBool,
}

impl Progress {
    /// For work of so many pieces, called by `what`.
    pub(super) fn of(pieces: u64, what: &str) -> Self {
        let bar = bar(pieces, what);
        guard::shows(&bar);
        Self { bar, began: Instant::now(), is_pending: AtomicBool::new(Output::is_watched()) }
    }

    /// Shows that so many are done.
    pub(super) fn reach(&self, done: u64) {
        self.bar.set_position(done);
        if self.began.elapsed() > PATIENCE && self.is_pending.swap(false, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr_with_hz(10));
        }
    }

    /// Takes the bar away.
    pub(super) fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
