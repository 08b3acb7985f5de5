//! Sweeps in folders.

use crate::errors::raised;
use crate::work::locked;
use foretell::{Part, Shard, SweepPlan};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::path::PathBuf;
use std::sync::Mutex;

/// A sweep in a folder, which `foretell sweep --resume` finishes too.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Journal {
    points: u64,
    journal: Mutex<Option<foretell::Journal>>,
}

impl Journal {
    /// Opens the journal of a sweep.
    pub(crate) fn open(
        plan: &SweepPlan,
        folder: PathBuf,
        resume: bool,
    ) -> Result<Self, foretell::Error> {
        let journal = foretell::Journal::open(plan, folder, resume)?;
        Ok(Self { points: plan.points(), journal: Mutex::new(Some(journal)) })
    }

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
