//! The settings of a run.

use super::settled::Pilots;
use crate::formula::VariableId;
use std::any::Any;
use std::sync::Arc;

/// The settings of a run.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Number of trials.
    pub trials: u64,
    /// The seed of all random streams.
    pub seed: u64,
    /// Number of worlds, if any input is uncertain; 1,000 by default.
    pub worlds: u64,
    /// Number of threads; 0 for one per core.
    pub threads: usize,
    /// The questions asked, as indices into the model's; `None` for all.
    pub questions: Option<Vec<usize>>,
    /// Whether to count each state of each process at each step.
    pub timelines: bool,
    /// The process whose paths to count, if any.
    pub paths: Option<Paths>,
    /// The routes by which outcomes are drawn, all of which give the same numbers: tests take some away.
    #[doc(hidden)]
    pub routes: Routes,
    /// The ledger of counts, if the work is done in parts.
    pub kept: Option<Kept>,
}

/// The ledger of the counts of runs, and the name under which they stand there.
#[derive(Clone, Debug)]
pub struct Kept {
    /// The name of these runs among all of the work.
    pub name: String,
    /// The ledger, whose kind only the runs know.
    pub ledger: Arc<dyn Any + Send + Sync>,
    /// The pilots of the part.
    pub pilots: Arc<Pilots>,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            trials: 10_000,
            seed: 0,
            worlds: 1_000,
            threads: 0,
            questions: None,
            timelines: false,
            paths: None,
            routes: Routes::ALL,
            kept: None,
        }
    }
}

impl Plan {
    /// The number of worlds drawn if any input is uncertain: at most half the trials, because separating the
    /// variance between worlds from sampling noise takes at least two trials in each.
    pub fn worlds_drawn(&self) -> u64 {
        self.worlds.clamp(1, (self.trials / 2).max(1))
    }

    /// Finds something about these runs by a pilot; in work that is done in parts, once for all parts of a round.
    pub(crate) fn settled<T: Clone + Send + Sync + 'static, E>(
        &self,
        what: &str,
        find: impl FnOnce() -> Result<T, E>,
    ) -> Result<T, E> {
        match &self.kept {
            Some(kept) => kept.pilots.settled(&format!("{what} of {}", kept.name), find),
            None => find(),
        }
    }

    /// Returns the plan for runs of this name: work in parts tells runs apart by name.
    #[must_use]
    pub fn named(&self, name: &str) -> Self {
        let kept = self.kept.as_ref().map(|kept| {
            let name = if kept.name.is_empty() {
                name.to_owned()
            } else {
                format!("{}/{name}", kept.name)
            };
            Kept { name, ..kept.clone() }
        });
        Self { kept, ..self.clone() }
    }
}

/// A request for the paths of a process from state to state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paths {
    /// The process.
    pub process: VariableId,
    /// The states at which a path ends, because later moves don't matter.
    pub ends: Vec<u16>,
    /// The step from which paths are followed; states at which a path ends count from step 0.
    pub first: usize,
    /// The last step that counts.
    pub last: usize,
}

/// A way to draw outcomes faster than trial by trial. Without any, each trial is drawn from chances that are computed
/// for it alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Route {
    /// Draws from tables of thresholds that are computed before the run.
    Tables,
    /// Draws a few requested trials one by one, where otherwise all are drawn.
    Few,
    /// Draws the moves of a process from one table of all states.
    Dense,
    /// Skips the trials that stay, or have the first outcome, whatever their row is.
    Bound,
    /// Skips the trials that the bound of their own row, or of a group of rows, keeps in place.
    Rows,
    /// Finds the rows of a few trials column by column.
    Sparse,
    /// Draws the events of a single moment from data collected before the run, and counts them while drawing.
    Static,
    /// Draws several sides or points incrementally from the first.
    Incremental,
}

impl Route {
    /// Every route.
    pub const ALL: [Self; 8] = [
        Self::Tables,
        Self::Few,
        Self::Dense,
        Self::Bound,
        Self::Rows,
        Self::Sparse,
        Self::Static,
        Self::Incremental,
    ];
}

/// A set of routes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Routes(u8);

impl Routes {
    /// Every route.
    pub const ALL: Self = Self(u8::MAX);
    /// No route: trial by trial.
    pub const NONE: Self = Self(0);

    /// Returns the set without a route.
    #[must_use]
    pub fn without(self, route: Route) -> Self {
        Self(self.0 & !(1 << route as u8))
    }

    /// Returns the set with a route.
    #[must_use]
    pub fn with(self, route: Route) -> Self {
        Self(self.0 | 1 << route as u8)
    }

    /// Whether the set has a route.
    pub(crate) fn has(self, route: Route) -> bool {
        self.0 >> route as u8 & 1 == 1
    }
}
