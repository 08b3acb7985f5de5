//! Work in parts: drawn by workers, joined by whoever asked.

use crate::case::{Asked, Case, Points};
use crate::errors::raised;
use crate::found::{Data, Found};
use crate::journal::Journal;
use crate::options::Options;
use crate::sides::Against;
use crate::work::{locked, work};
use foretell::{Error, Job, Model, Outcome, Part, Round, Shard, Step, SweepPlan};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

/// A round of work that can be split into parts. Several rounds may follow each other, of which each has a task.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Task {
    inner: foretell::Task,
    round: Arc<Round>,
    /// The points of a sweep.
    plan: Option<SweepPlan>,
    /// Remarks on the work, a sentence each.
    notes: Vec<String>,
    name: String,
    /// The parts that were added, and what is wrong with those that can't be read.
    parts: Mutex<Vec<Result<Part, Error>>>,
}

#[pymethods]
impl Task {
    /// A forecast.
    #[staticmethod]
    fn run(py: Python<'_>, case: &Case, options: &Options) -> PyResult<Self> {
        Self::of(py, case, options, &Job::Run)
    }

    /// A sweep.
    #[staticmethod]
    fn sweep(py: Python<'_>, case: &Case, options: &Options, points: Points) -> PyResult<Self> {
        let design = points.design()?;
        let (model, inner) = (case.model(py)?, options.inner());
        let laid_out = design.clone();
        let (plan, _) = work(py, None, move |_| model.lay_out(&laid_out, &inner))?;
        let task = Self::of(py, case, options, &Job::Sweep(design))?;
        Ok(Self { plan: Some(plan), ..task })
    }

    /// A sensitivity analysis.
    #[staticmethod]
    fn sensitivity(
        py: Python<'_>,
        case: &Case,
        options: &Options,
        subject: Asked,
    ) -> PyResult<Self> {
        Self::of(py, case, options, &Job::Sensitivity(subject.subject()))
    }

    /// A comparison.
    #[staticmethod]
    fn comparison(
        py: Python<'_>,
        case: &Case,
        options: &Options,
        against: Against,
        why: bool,
    ) -> PyResult<Self> {
        let sides = against.sides(py, case)?;
        let task = foretell::Task::comparison(&sides, why, &options.inner());
        Ok(Self::new(task, case.name(), Vec::new()))
    }

    /// The number of points of a sweep; `None` for other work.
    #[getter]
    fn points(&self) -> Option<u64> {
        self.plan.as_ref().map(SweepPlan::points)
    }

    /// Returns the same work in a later round.
    fn at(&self, py: Python<'_>, round: Vec<u8>) -> PyResult<Self> {
        let round = py.detach(|| Round::read(round)).map_err(|error| raised(py, &error))?;
        Ok(Self {
            inner: self.inner.clone(),
            round: Arc::new(round),
            plan: self.plan.clone(),
            notes: self.notes.clone(),
            name: self.name.clone(),
            parts: Mutex::default(),
        })
    }

    /// Draws a part.
    fn draw<'py>(&self, py: Python<'py>, index: u64, of: u64) -> PyResult<Bound<'py, PyBytes>> {
        let (task, round) = (self.inner.clone(), Arc::clone(&self.round));
        let (bytes, _) = work(py, None, move |watch| {
            Ok(task.monitored(watch).part(&round, Shard { index, of })?.to_bytes())
        })?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Adds a part that was drawn elsewhere. What is wrong with any is said when they are joined, all at once.
    #[pyo3(signature = (part, name=None))]
    fn add(&self, py: Python<'_>, part: Vec<u8>, name: Option<String>) {
        let name = name.unwrap_or_else(|| "part".to_owned());
        let part = py.detach(|| Part::read(&name, part));
        locked(&self.parts).push(part);
    }

    /// Adds a part in a file, which is read when the parts are joined.
    fn open(&self, py: Python<'_>, path: PathBuf) {
        let part = py.detach(|| Part::open(path));
        locked(&self.parts).push(part);
    }

    /// Opens the journal of the sweep in a folder.
    fn journal(&self, py: Python<'_>, folder: PathBuf, resume: bool) -> PyResult<Journal> {
        let Some(plan) = &self.plan else {
            return Err(PyTypeError::new_err("only a sweep has a journal"));
        };
        py.detach(|| Journal::open(plan, folder, resume)).map_err(|error| raised(py, &error))
    }

    /// Joins all parts that were added: returns the result, or the round that follows.
    fn join<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        let parts = std::mem::take(&mut *locked(&self.parts));
        let (task, round) = (self.inner.clone(), Arc::clone(&self.round));
        let (step, watch) = work(py, None, move |watch| task.monitored(watch).join(&round, parts))?;
        let data = match step {
            Step::Again(round) => return Ok(PyBytes::new(py, &round.to_bytes()).into_any()),
            Step::Done(Outcome::Run(found)) => Data::Forecast(found),
            Step::Done(Outcome::Sweep(found)) => Data::Sweep(found),
            Step::Done(Outcome::Comparison(found)) => Data::Comparison(found),
            Step::Done(Outcome::Sensitivity(found)) => Data::Sensitivity(found),
            Step::Done(_) => return Err(PyRuntimeError::new_err("an outcome of another kind")),
        };
        let found = Found::new(data, &watch, self.notes.clone(), &self.name);
        Ok(Bound::new(py, found)?.into_any())
    }
}

impl Task {
    fn new(task: foretell::Task, name: &str, notes: Vec<String>) -> Self {
        let (round, parts) = (Arc::default(), Mutex::default());
        Self { inner: task, round, plan: None, notes, name: name.to_owned(), parts }
    }

    /// Work on one model.
    fn of(py: Python<'_>, case: &Case, options: &Options, job: &Job) -> PyResult<Self> {
        let (model, inner): (Model, _) = (case.model(py)?, options.inner());
        let notes = model.notes(&inner).map_err(|error| raised(py, &error))?;
        Ok(Self::new(foretell::Task::new(&model, job, &inner), case.name(), notes))
    }
}
