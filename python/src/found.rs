//! Results: data, tables, and the page that the program would print.

use crate::errors::missing;
use crate::frame::Frame;
use crate::work::Watch;
use foretell::Page;
use foretell::result::{Comparison, Explanation, Forecast, Sensitivity, Sweep, Table, Track};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use serde::Serialize;

/// The data of a result.
pub(crate) enum Data {
    Forecast(Box<Forecast>),
    Comparison(Box<Comparison>),
    Sweep(Box<Sweep>),
    Sensitivity(Box<Sensitivity>),
    Track(Box<Track>),
    Explanation(Box<Explanation>),
}

/// A chart: name, kind, title, description and SVG.
type Drawn = (String, &'static str, String, String, String);

/// A result.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Found {
    data: Data,
    page: Option<Page>,
    notes: Vec<String>,
    /// The name of the scenario.
    name: String,
}

#[pymethods]
impl Found {
    /// Reads a result from JSON; `kind` is `forecast`, `comparison`, `sweep`, `sensitivity` or `track`.
    #[staticmethod]
    fn read(kind: &str, text: &str) -> PyResult<Self> {
        let data = match kind {
            "forecast" => serde_json::from_str(text).map(|found| Data::Forecast(Box::new(found))),
            "comparison" => {
                serde_json::from_str(text).map(|found| Data::Comparison(Box::new(found)))
            }
            "sweep" => serde_json::from_str(text).map(|found| Data::Sweep(Box::new(found))),
            "sensitivity" => {
                serde_json::from_str(text).map(|found| Data::Sensitivity(Box::new(found)))
            }
            "track" => serde_json::from_str(text).map(|found| Data::Track(Box::new(found))),
            other => return Err(PyValueError::new_err(format!("there is no result `{other}`"))),
        };
        let data = data.map_err(|error| PyValueError::new_err(format!("not a {kind}: {error}")))?;
        Ok(Self { data, page: None, notes: Vec::new(), name: "scenario".to_owned() })
    }

    /// The kind of result.
    #[getter]
    fn kind(&self) -> &'static str {
        match &self.data {
            Data::Forecast(_) => "forecast",
            Data::Comparison(_) => "comparison",
            Data::Sweep(_) => "sweep",
            Data::Sensitivity(_) => "sensitivity",
            Data::Track(_) => "track",
            Data::Explanation(_) => "explanation",
        }
    }

    /// The result as JSON.
    fn json(&self) -> PyResult<String> {
        match &self.data {
            Data::Forecast(found) => text(&**found),
            Data::Comparison(found) => text(&**found),
            Data::Sweep(found) => text(&**found),
            Data::Sensitivity(found) => text(&**found),
            Data::Track(found) => text(&**found),
            Data::Explanation(found) => text(&**found),
        }
    }

    /// The names of the tables, each with the question that it belongs to.
    fn names(&self) -> Vec<(String, Option<String>)> {
        let tables = self.tables();
        let named = |table: &Table| (table.name().to_owned(), table.question().map(str::to_owned));
        tables.iter().map(named).collect()
    }

    /// The table of a name, and of a question if several have that name.
    #[pyo3(signature = (name, question=None))]
    fn table(&self, py: Python<'_>, name: &str, question: Option<&str>) -> PyResult<Frame> {
        let tables = self.tables();
        let of = |table: &&Table| {
            table.name() == name && question.is_none_or(|asked| table.question() == Some(asked))
        };
        tables.iter().find(of).map(Frame::of).ok_or_else(|| {
            let names: Vec<&str> = tables.iter().map(Table::name).collect();
            let what = question.map_or_else(String::new, |question| format!(" of `{question}`"));
            missing(py, &format!("there is no table `{name}`{what}: there is {}", names.join(", ")))
        })
    }

    /// The page as text, as the program prints it; `None` if the result was read.
    fn text(&self) -> Option<String> {
        self.page.as_ref().map(Page::text)
    }

    /// The page as a part of a page in HTML; `None` if the result was read.
    fn html(&self) -> Option<String> {
        self.page.as_ref().map(Page::html)
    }

    /// The charts of the page, or of an answer: name, kind, title, description and SVG of each.
    #[pyo3(signature = (question=None))]
    fn charts(&self, py: Python<'_>, question: Option<&str>) -> PyResult<Vec<Drawn>> {
        let Some(page) = &self.page else { return Ok(Vec::new()) };
        let charts = match question {
            None => page.charts(&self.name),
            Some(asked) => {
                let of = page.of_question(asked);
                let none = || missing(py, &format!("there is no answer `{asked}`"));
                of.ok_or_else(none)?.charts(&self.name)
            }
        };
        let parts = charts.into_iter();
        Ok(parts.map(|own| (own.name, own.kind, own.title, own.description, own.svg)).collect())
    }

    /// Remarks on the run, a sentence each.
    #[getter]
    fn notes(&self) -> Vec<String> {
        self.notes.clone()
    }
}

impl Found {
    /// Returns a result with what was seen of it.
    pub(crate) fn new(data: Data, watch: &Watch, mut notes: Vec<String>, name: &str) -> Self {
        notes.extend(watch.notes());
        Self { data, page: watch.shown(), notes, name: name.to_owned() }
    }

    fn tables(&self) -> Vec<Table<'_>> {
        match &self.data {
            Data::Forecast(found) => found.tables(),
            Data::Comparison(found) => found.tables(),
            Data::Sweep(found) => found.tables(),
            Data::Sensitivity(found) => found.tables(),
            Data::Track(found) => found.tables(),
            Data::Explanation(_) => Vec::new(),
        }
    }
}

fn text(found: &impl Serialize) -> PyResult<String> {
    serde_json::to_string(found).map_err(|error| PyValueError::new_err(error.to_string()))
}
