//! Scenarios with changes, and what can be done with them.

use crate::errors::{listed, raised};
use crate::found::{Data, Found};
use crate::options::Options;
use crate::sides::Against;
use crate::trials::Trials;
use crate::work::work;
use foretell::result::Explanation;
use foretell::{Design, Error, Every, Model, Report, Scenario, Subject, compare, compare_why};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use std::sync::OnceLock;

/// A scenario with changes, interventions and evidence.
#[pyclass(frozen, module = "foretell._foretell")]
pub(crate) struct Case {
    case: foretell::Case,
    model: OnceLock<Model>,
}

/// The points of a sweep, as Python says them.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Points {
    /// A sweep of the scenario.
    name: Option<String>,
    /// Paths with their values.
    over: Vec<(String, String)>,
    zip: bool,
    /// `sobol` or `lhs`, with the number of points.
    design: Option<(String, usize)>,
    /// The name and the text of a table.
    table: Option<(String, String)>,
}

impl Points {
    /// Returns the design.
    pub(crate) fn design(&self) -> PyResult<Design> {
        let design = match (&self.name, &self.design, &self.table) {
            (Some(name), ..) => Design::named(name),
            (_, Some((kind, points)), _) => match kind.as_str() {
                "sobol" => Design::sobol(*points),
                "lhs" => Design::latin(*points),
                other => {
                    let why = format!("there is no design `{other}`: there is `sobol` and `lhs`");
                    return Err(PyValueError::new_err(why));
                }
            },
            (_, _, Some((name, text))) => Design::table(name, text),
            _ => Design::default(),
        };
        let over = self.over.iter();
        let design = over.fold(design, |design, (path, values)| design.over(path, values));
        Ok(if self.zip { design.zip() } else { design })
    }
}

#[pymethods]
impl Case {
    /// Reads a scenario or a network; never fails.
    #[staticmethod]
    fn read(name: &str, bytes: Vec<u8>, normalize: bool) -> Self {
        let scenario = if normalize {
            Scenario::read_normalized(name, bytes)
        } else {
            Scenario::read(name, bytes)
        };
        Self::of(scenario.case())
    }

    fn set(&self, path: &str, value: &str) -> Self {
        Self::of(self.case.clone().set(path, value))
    }

    fn intervene(&self, name: &str, value: &str) -> Self {
        Self::of(self.case.clone().intervene(name, value))
    }

    fn observe(&self, condition: &str) -> Self {
        Self::of(self.case.clone().observe(condition))
    }

    fn variant(&self, name: &str) -> Self {
        Self::of(self.case.clone().variant(name))
    }

    fn overlay(&self, name: &str, text: &str) -> Self {
        Self::of(self.case.clone().overlay(name, text))
    }

    fn news(&self, name: &str, text: &str) -> Self {
        Self::of(self.case.clone().news(name, text))
    }

    fn believe(&self, expert: &str) -> Self {
        Self::of(self.case.clone().believe(expert))
    }

    fn today(&self, date: &str) -> Self {
        Self::of(self.case.clone().today(date))
    }

    /// The SHA-256 of the scenario's bytes.
    #[getter]
    fn sha256(&self) -> &str {
        self.case.scenario().sha256()
    }

    /// Compiles it; every fault at once.
    fn compile(&self, py: Python<'_>) -> PyResult<(String, Vec<String>)> {
        let model = self.model(py)?;
        let questions = model.questions().into_iter().map(str::to_owned).collect();
        Ok((model.title().to_owned(), questions))
    }

    /// Returns every fault, or else advice: as JSON and as text.
    fn check(&self, py: Python<'_>) -> PyResult<(String, String)> {
        let case = self.case.clone();
        let (found, _) = work(py, None, move |_| match case.compile() {
            // faults of variants, options and sweeps belong to the scenario as it is written
            Ok(_) => Ok(case.scenario().check()),
            Err(Error::Faults(faults)) => Ok(faults),
            Err(other) => Err(other),
        })?;
        Ok((listed(&found), found.to_string()))
    }

    /// Returns every number with its path: path, text, whether it is a fact.
    fn paths(&self) -> Vec<(String, String, bool)> {
        let paths = self.case.scenario().paths().into_iter();
        paths.map(|own| (own.path, own.text, own.is_fact)).collect()
    }

    /// Forecasts.
    fn run(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Found> {
        self.found(py, options, progress, |model, options| {
            model.run(options).map(|found| Data::Forecast(Box::new(found)))
        })
    }

    /// Forecasts again for each day up to today.
    fn track(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
        every: &str,
    ) -> PyResult<Found> {
        let every = match every {
            "day" => Every::Day,
            "week" => Every::Week,
            "news" => Every::News,
            other => {
                let why = format!("every {other:?}: there is `day`, `week` and `news`");
                return Err(PyValueError::new_err(why));
            }
        };
        self.found(py, options, progress, move |model, options| {
            model.track(options, every).map(|found| Data::Track(Box::new(found)))
        })
    }

    /// Answers the questions at every point of a design.
    fn sweep(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
        points: Points,
    ) -> PyResult<Found> {
        let design = points.design()?;
        self.found(py, options, progress, move |model, options| {
            model.sweep(&design, options).map(|found| Data::Sweep(Box::new(found)))
        })
    }

    /// Finds the numbers that move an answer.
    fn sensitivity(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
        subject: Asked,
    ) -> PyResult<Found> {
        let subject = subject.subject();
        self.found(py, options, progress, move |model, options| {
            model.sensitivity(&subject, options).map(|found| Data::Sensitivity(Box::new(found)))
        })
    }

    /// Compares with other scenarios, choices, variants, experts or days.
    fn compare(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
        against: Against,
        why: bool,
    ) -> PyResult<Found> {
        let sides = against.sides(py, self)?;
        let options = options.inner();
        let (found, watch) = work(py, progress.as_ref(), move |watch| {
            let options = options.shared_monitor(watch);
            if why { compare_why(&sides, &options) } else { compare(&sides, &options) }
        })?;
        Ok(Found::new(Data::Comparison(Box::new(found)), &watch, Vec::new(), self.name()))
    }

    /// Finds where the answer to a question comes from.
    fn trace(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
        question: String,
    ) -> PyResult<Found> {
        self.found(py, options, progress, move |model, options| {
            let found: Explanation = model.trace(&question, options)?;
            Ok(Data::Explanation(Box::new(found)))
        })
    }

    /// Explains the model, or one variable, in sentences.
    #[pyo3(signature = (name=None))]
    fn explain(&self, py: Python<'_>, name: Option<String>) -> PyResult<String> {
        self.said(py, None, &Options::plain(), move |model, options| {
            model.explain(name.as_deref(), options)
        })
    }

    /// Returns one page in HTML for readers without the program.
    fn report(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<String> {
        self.said(py, progress, options, |model, options| model.report(&Report::default(), options))
    }

    /// Draws the model for Graphviz, or for Mermaid.
    #[pyo3(signature = (format, name=None))]
    fn drawing(&self, py: Python<'_>, format: &str, name: Option<&str>) -> PyResult<String> {
        let model = self.model(py)?;
        let drawn = if format == "mermaid" { model.mermaid(name) } else { model.dot(name) };
        drawn.map_err(|error| raised(py, &error))
    }

    /// Starts to draw trials; `columns` names those to keep.
    fn trials(
        &self,
        py: Python<'_>,
        options: &Options,
        columns: Option<Vec<String>>,
    ) -> PyResult<Trials> {
        Ok(Trials::new(self.model(py)?, options.inner(), columns))
    }
}

/// The subject of a sensitivity analysis, as Python says it.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
pub(crate) struct Asked {
    question: Option<String>,
    outcome: Option<String>,
    indices: bool,
    boxes: bool,
    all: bool,
}

impl Asked {
    /// Returns the subject.
    pub(crate) fn subject(&self) -> Subject {
        let subject = Subject::default().indices(self.indices).boxes(self.boxes).all(self.all);
        let subject = self.question.iter().fold(subject, Subject::question);
        self.outcome.iter().fold(subject, Subject::outcome)
    }
}

impl Case {
    fn of(case: foretell::Case) -> Self {
        Self { case, model: OnceLock::new() }
    }

    /// Returns the scenario with its changes.
    pub(crate) fn case(&self) -> &foretell::Case {
        &self.case
    }

    /// Returns the name of the scenario.
    pub(crate) fn name(&self) -> &str {
        self.case.scenario().name()
    }

    /// Returns the compiled model; compiles it once.
    pub(crate) fn model(&self, py: Python<'_>) -> PyResult<Model> {
        if let Some(model) = self.model.get() {
            return Ok(model.clone());
        }
        let case = self.case.clone();
        let (model, _) = work(py, None, move |_| case.compile())?;
        Ok(self.model.get_or_init(|| model).clone())
    }

    /// Does work on the model that ends in a result.
    fn found(
        &self,
        py: Python<'_>,
        options: &Options,
        progress: Option<Py<PyAny>>,
        task: impl FnOnce(&Model, &foretell::Options) -> Result<Data, Error> + Send + 'static,
    ) -> PyResult<Found> {
        let model = self.model(py)?;
        let notes = model.notes(&options.inner()).map_err(|error| raised(py, &error))?;
        let options = options.inner();
        let (data, watch) =
            work(py, progress.as_ref(), move |watch| task(&model, &options.shared_monitor(watch)))?;
        Ok(Found::new(data, &watch, notes, self.name()))
    }

    /// Does work on the model that ends in a text.
    fn said(
        &self,
        py: Python<'_>,
        progress: Option<Py<PyAny>>,
        options: &Options,
        task: impl FnOnce(&Model, &foretell::Options) -> Result<String, Error> + Send + 'static,
    ) -> PyResult<String> {
        let (model, options) = (self.model(py)?, options.inner());
        let (text, _) =
            work(py, progress.as_ref(), move |watch| task(&model, &options.shared_monitor(watch)))?;
        Ok(text)
    }
}

/// Returns the page on a code, such as E0302; `None` if there is no such code.
#[pyfunction]
pub(crate) fn explain_code(code: &str) -> Option<String> {
    foretell::explain_code(code)
}

/// Returns the version of the library.
#[pyfunction]
pub(crate) fn version() -> &'static str {
    env!("CARGO_PKG_VERSION")
}
