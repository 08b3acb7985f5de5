//! Watches the library's work for the terminal: a bar for long stages, notes as they come, and the time of each
//! stage.

use super::output::remark;
use super::progress::Progress;
use crate::api::Monitor;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A monitor that records the stages of the work and their times.
#[derive(Default)]
pub(crate) struct Watch(Mutex<State>);

#[derive(Default)]
struct State {
    bar: Option<Arc<Progress>>,
    /// The stage under way, and its start.
    stage: Option<(&'static str, Instant)>,
    took: Vec<(&'static str, Duration)>,
}

impl Watch {
    /// Returns a watch that a command shares with the library.
    pub(crate) fn new() -> Arc<Self> {
        Arc::default()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the total time of the stages of a name, or of all stages.
    pub(crate) fn took(&self, stage: Option<&str>) -> Duration {
        let state = self.state();
        let of = state.took.iter().filter(|(name, _)| stage.is_none_or(|stage| *name == stage));
        of.map(|(_, took)| *took).sum()
    }
}

impl Monitor for Watch {
    fn begin(&self, stage: &'static str, steps: u64) {
        let what = if stage == "points" { stage } else { "trials" };
        // what is computed without drawing shows a bar of its own phases
        let bar = (stage != "computing").then(|| Arc::new(Progress::of(steps, what)));
        let mut state = self.state();
        state.bar = bar;
        state.stage = Some((stage, Instant::now()));
    }

    fn progress(&self, done: u64, of: u64) {
        let mut state = self.state();
        if let Some(bar) = &state.bar {
            bar.reach(done);
        }
        if done < of {
            return;
        }
        if let Some((stage, since)) = state.stage.take() {
            state.took.push((stage, since.elapsed()));
        }
        if let Some(bar) = state.bar.take() {
            bar.finish();
        }
    }

    fn note(&self, note: &str) {
        remark(&format!("note: {note}"));
    }
}
