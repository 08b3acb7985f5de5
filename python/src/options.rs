//! The options of a computation.

use pyo3::prelude::*;

/// The options of a computation, made once for each call.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Options(foretell::Options);

#[pymethods]
impl Options {
    #[new]
    #[pyo3(signature = (*, trials, worlds, seed, threads, questions, exact, target, timelines, surprises, memory))]
    fn new(
        trials: Option<u64>,
        worlds: Option<u64>,
        seed: u64,
        threads: usize,
        questions: Vec<String>,
        exact: bool,
        target: Option<f64>,
        timelines: bool,
        surprises: bool,
        memory: Option<u64>,
    ) -> Self {
        let mut options = foretell::Options::default()
            .seed(seed)
            .threads(threads)
            .exact(exact)
            .timelines(timelines)
            .surprises(surprises);
        options = trials.into_iter().fold(options, foretell::Options::trials);
        options = worlds.into_iter().fold(options, foretell::Options::worlds);
        options = target.into_iter().fold(options, foretell::Options::target_std_error);
        options = memory.into_iter().fold(options, foretell::Options::memory);
        Self(questions.into_iter().fold(options, foretell::Options::question))
    }
}

impl Options {
    /// Returns options with all defaults.
    pub(crate) fn plain() -> Self {
        Self(foretell::Options::default())
    }

    /// Returns the options.
    pub(crate) fn inner(&self) -> foretell::Options {
        self.0.clone()
    }
}
