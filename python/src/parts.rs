//! Work in parts: drawn by workers, joined by whoever asked.

use crate::case::{Case, Points};
use crate::errors::raised;
use crate::found::{Data, Found};
use crate::options::Options;
use crate::work::{locked, work};
use foretell::{Job, Model, Outcome, Part, Shard};
use pyo3::exceptions::{PyRuntimeError, PyTypeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;
use std::sync::Mutex;

/// Work that can be split into parts.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Task {
    model: Model,
    job: Job,
    options: foretell::Options,
    name: String,
    parts: Mutex<Vec<Part>>,
}

#[pymethods]
impl Task {
    /// A forecast, or with `points` a sweep.
    #[new]
    fn new(
        py: Python<'_>,
        case: &Case,
        options: &Options,
        points: Option<Points>,
    ) -> PyResult<Self> {
        let job = match points {
            None => Job::Run,
            Some(points) => Job::Sweep(points.design()?),
        };
        Ok(Self {
            model: case.model(py)?,
            job,
            options: options.inner(),
            name: case.name().to_owned(),
            parts: Mutex::default(),
        })
    }

    /// The number of points of a sweep; `None` for other work.
    fn points(&self, py: Python<'_>) -> PyResult<Option<u64>> {
        let Job::Sweep(design) = &self.job else { return Ok(None) };
        let plan = self.model.lay_out(design, &self.options);
        Ok(Some(plan.map_err(|error| raised(py, &error))?.points()))
    }

    /// Draws a part.
    fn draw<'py>(&self, py: Python<'py>, index: u64, of: u64) -> PyResult<Bound<'py, PyBytes>> {
        let (model, job, options) = (self.model.clone(), self.job.clone(), self.options.clone());
        let (bytes, _) = work(py, None, move |watch| {
            let part = model.part(&job, Shard { index, of }, &options.shared_monitor(watch))?;
            Ok(part.to_bytes())
        })?;
        Ok(PyBytes::new(py, &bytes))
    }

    /// Adds a part that was drawn elsewhere.
    fn add(&self, py: Python<'_>, bytes: Vec<u8>) -> PyResult<()> {
        let part = py.detach(|| Part::read("part", bytes)).map_err(|error| raised(py, &error))?;
        locked(&self.parts).push(part);
        Ok(())
    }

    /// Opens the journal of the sweep in a folder.
    fn journal(&self, py: Python<'_>, folder: PathBuf, resume: bool) -> PyResult<Journal> {
        let Job::Sweep(design) = &self.job else {
            return Err(PyTypeError::new_err("only a sweep has a journal"));
        };
        let open = || {
            let plan = self.model.lay_out(design, &self.options)?;
            let journal = foretell::Journal::open(&plan, folder, resume)?;
            Ok(Journal { points: plan.points(), journal: Mutex::new(Some(journal)) })
        };
        py.detach(open).map_err(|error| raised(py, &error))
    }

    /// Joins all parts that were added.
    fn join(&self, py: Python<'_>) -> PyResult<Found> {
        let parts = std::mem::take(&mut *locked(&self.parts));
        let (model, job) = (self.model.clone(), self.job.clone());
        let (outcome, watch) = work(py, None, move |_| model.merge(&job, parts))?;
        let data = match outcome {
            Outcome::Run(found) => Data::Forecast(found),
            Outcome::Sweep(found) => Data::Sweep(found),
            _ => return Err(PyRuntimeError::new_err("an outcome of another kind")),
        };
        Ok(Found::new(data, &watch, Vec::new(), &self.name))
    }
}

/// A sweep in a folder, which `foretell sweep --resume` finishes too.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Journal {
    points: u64,
    journal: Mutex<Option<foretell::Journal>>,
}

impl Journal {
    fn with<T: Send>(
        &self,
        py: Python<'_>,
        work: impl FnOnce(&mut foretell::Journal) -> Result<T, foretell::Error> + Send,
    ) -> PyResult<T> {
        let done = py.detach(|| locked(&self.journal).as_mut().map(work));
        let done = done.ok_or_else(|| PyValueError::new_err("the journal is finished"))?;
        done.map_err(|error| raised(py, &error))
    }
}

#[pymethods]
impl Journal {
    /// The next points that are missing, from the first to the one after the last; `None` if all are there.
    fn missing(&self, py: Python<'_>) -> PyResult<Option<(u64, u64)>> {
        self.with(py, |journal| Ok(journal.missing().map(|points| (points.start, points.end))))
    }

    /// Whether all points of a part are there.
    fn has(&self, py: Python<'_>, index: u64, of: u64) -> PyResult<bool> {
        if index >= of {
            return Err(PyValueError::new_err(format!("there is no part {index} of {of}")));
        }
        let points = Shard { index, of }.share(self.points);
        self.with(py, |journal| Ok(journal.has(&points)))
    }

    /// Adds the points of a part, in any order.
    fn join(&self, py: Python<'_>, part: Vec<u8>) -> PyResult<()> {
        self.with(py, |journal| journal.join(&Part::read("part", part)?))
    }

    /// Finishes the table; returns its path.
    fn finish(&self, py: Python<'_>) -> PyResult<PathBuf> {
        self.with(py, |journal| match journal.missing() {
            None => Ok(()),
            Some(points) => {
                Err(foretell::Error::Usage(format!("point {} is missing", points.start + 1)))
            }
        })?;
        let journal = locked(&self.journal).take();
        let journal = journal.ok_or_else(|| PyValueError::new_err("the journal is finished"))?;
        py.detach(|| journal.finish()).map_err(|error| raised(py, &error))
    }

    /// Ends the writing; the sweep can be gone on with.
    fn close(&self) {
        drop(locked(&self.journal).take());
    }
}
