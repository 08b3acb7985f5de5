//! A scenario ready to be drawn through the library, on one thread.

use foretell::internal::diagnostic::Sources;
use foretell::internal::engine::{self, Plan, Tally};
use foretell::internal::model::{self, Model, Supposition};
use foretell::internal::scenario;

/// A compiled scenario.
pub(crate) struct Ready {
    pub(crate) model: Model,
}

impl Ready {
    pub(crate) fn new(text: &str) -> Self {
        let mut sources = Sources::default();
        let file = sources.add("scenario", text);
        let (written, findings) = scenario::read(&sources, file);
        assert!(findings.iter().all(|finding| !finding.is_fault()), "{findings:?}");
        let model = model::compile(&written).expect("the scenario has no faults");
        Self { model }
    }

    /// Draws this many trials in this many worlds; one world if no number is uncertain.
    pub(crate) fn draw(&self, trials: u64, worlds: u64) -> Tally {
        let plan = Plan { trials, seed: 0, worlds, threads: 1, ..Plan::default() };
        engine::run(&self.model, &Supposition::default(), &plan, &|_| ())
            .expect("no trial goes wrong")
            .pooled
    }
}
