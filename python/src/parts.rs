//! Work in parts: drawn by workers, joined by whoever asked.

use crate::case::{Case, Points};
use crate::errors::raised;
use crate::found::{Data, Found};
use crate::options::Options;
use crate::work::work;
use foretell::{Job, Model, Outcome, Part, Shard};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::PyBytes;
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
        crate::work::locked(&self.parts).push(part);
        Ok(())
    }

    /// Joins all parts that were added.
    fn join(&self, py: Python<'_>) -> PyResult<Found> {
        let parts = std::mem::take(&mut *crate::work::locked(&self.parts));
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
