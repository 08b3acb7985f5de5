//! Work in parts: drawn by workers, joined by whoever asked.

use crate::case::{Asked, Case, Points};
use crate::errors::raised;
use crate::found::{Data, Found};
use crate::journal::Journal;
use crate::options::Options;
use crate::sides::Against;
use crate::work::{Watch, beside, locked, work};
use foretell::{Error, Job, Model, Outcome, Part, Round, Shard, Step, SweepPlan};
use pyo3::exceptions::{PyRuntimeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
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
    /// The parts that are being joined.
    joining: Mutex<Option<Joining>>,
}

/// Parts that are joined, on a thread of their own, as they come.
struct Joining {
    /// Parts, and what is wrong with those that can't be read.
    parts: Sender<Result<Part, Error>>,
    done: Receiver<Result<Step, Error>>,
    watch: Arc<Watch>,
}

impl Joining {
    fn begin(task: &foretell::Task, round: &Arc<Round>) -> std::io::Result<Self> {
        let (task, round, watch) = (task.clone(), Arc::clone(round), Arc::<Watch>::default());
        let ((parts, come), (send, done)) = (channel(), channel());
        let own = Arc::clone(&watch);
        beside(move || {
            // nobody waits for it if the task was dropped
            let _ = send.send(task.monitored(own).join_arriving(&round, come.into_iter()));
        })?;
        Ok(Self { parts, done, watch })
    }
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
            joining: Mutex::default(),
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

    /// Adds a part that was drawn elsewhere; the parts are joined as they come. What is wrong with any is said at the end,
    /// all at once.
    #[pyo3(signature = (part, name=None))]
    fn add(&self, py: Python<'_>, part: Vec<u8>, name: Option<String>) -> PyResult<()> {
        let name = name.unwrap_or_else(|| "part".to_owned());
        py.detach(|| self.put(Part::read(&name, part)))
    }

    /// Adds a part in a file, which is read when it is joined.
    fn open(&self, py: Python<'_>, path: PathBuf) -> PyResult<()> {
        py.detach(|| self.put(Part::open(path)))
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
        let joining = locked(&self.joining).take();
        let Joining { parts, done, watch } = match joining {
            Some(joining) => joining,
            None => Joining::begin(&self.inner, &self.round)?,
        };
        drop(parts);
        let own = Arc::clone(&watch);
        let (step, _) = work(py, None, move |outer| own.until(&outer, &done))?;
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
        let (round, joining) = (Arc::default(), Mutex::default());
        Self { inner: task, round, plan: None, notes, name: name.to_owned(), joining }
    }

    /// Adds a part, or what is wrong with it.
    fn put(&self, part: Result<Part, Error>) -> PyResult<()> {
        let mut joining = locked(&self.joining);
        let own = match joining.take() {
            Some(own) => own,
            None => Joining::begin(&self.inner, &self.round)?,
        };
        // it ends early only if it breaks down, which shows at the end
        let _ = own.parts.send(part);
        *joining = Some(own);
        Ok(())
    }

    /// Work on one model.
    fn of(py: Python<'_>, case: &Case, options: &Options, job: &Job) -> PyResult<Self> {
        let (model, inner): (Model, _) = (case.model(py)?, options.inner());
        let notes = model.notes(&inner).map_err(|error| raised(py, &error))?;
        Ok(Self::new(foretell::Task::new(&model, job, &inner), case.name(), notes))
    }
}
