//! Solves a scenario given as text. Knows no scenario.

use foretell::internal::exact::{Exact, Extent, Task, solve};
use foretell::internal::forecast::{Body, Forecast, exactly};
use foretell::internal::model::{Model, Supposition};
use foretell::internal::{diagnostic, model, scenario};

/// A scenario with its interventions and evidence.
pub(crate) struct Solve {
    text: String,
    made: Vec<String>,
    learnt: Vec<String>,
}

/// The result of solving a scenario.
pub(crate) struct Solved {
    pub(crate) model: Model,
    pub(crate) supposition: Supposition,
    pub(crate) exact: Exact,
    pub(crate) forecast: Forecast,
}

impl Solve {
    pub(crate) fn of(text: impl Into<String>) -> Self {
        Self { text: text.into(), made: Vec::new(), learnt: Vec::new() }
    }

    pub(crate) fn made(mut self, made: &str) -> Self {
        self.made.push(made.to_owned());
        self
    }

    pub(crate) fn learnt(mut self, learnt: impl Into<String>) -> Self {
        self.learnt.push(learnt.into());
        self
    }

    pub(crate) fn run(self) -> Solved {
        self.try_run().unwrap_or_else(|faults| panic!("{faults}"))
    }

    /// Solves the scenario; or returns the faults or refusals as text.
    pub(crate) fn try_run(self) -> Result<Solved, String> {
        let mut sources = diagnostic::Sources::default();
        let file = sources.add("test.toml", self.text.as_str());
        let (scenario, faults) = scenario::read(&sources, file);
        let shown = |faults: &[diagnostic::Diagnostic], sources: &diagnostic::Sources| {
            diagnostic::render_plain(faults, sources)
        };
        if !faults.is_empty() {
            return Err(shown(&faults, &sources));
        }
        let model = model::compile(&scenario).map_err(|f| shown(&f, &sources))?;
        let supposition = model::suppose(&model, &mut sources, &self.made, &self.learnt)
            .map_err(|f| shown(&f, &sources))?;
        let task = Task {
            questions: None,
            worlds: 200,
            seed: 0,
            threads: 2,
            timelines: true,
            values: Vec::new(),
        };
        let exact = solve(&model, &supposition, &task, &|_| {}).map_err(|f| shown(&f, &sources))?;
        if !exact.refused.is_empty() {
            let refused: Vec<_> = exact.refused.iter().map(|(_, why)| why.clone()).collect();
            return Err(shown(&refused, &sources));
        }
        let forecast = exactly(&model, &supposition, &exact, 0);
        Ok(Solved { model, supposition, exact, forecast })
    }
}

impl Solved {
    /// Asserts the chance of a condition or that a day comes, to 1e-12.
    pub(crate) fn chance(&self, question: &str, wanted: f64) -> &Self {
        let found = match self.body(question) {
            Body::Condition(estimate) => estimate,
            Body::Date(date) => &date.happens,
            other => panic!("`{question}` has no single chance: {other:?}"),
        };
        assert!(found.error().abs() < 1e-300, "{question}: no sampling, no error");
        near(question, found.probability, wanted);
        self
    }

    /// Asserts the chances of a joint table's cells or a variable's outcomes, to 1e-12.
    pub(crate) fn cells(&self, question: &str, wanted: &[f64]) -> &Self {
        let found: Vec<f64> = match self.body(question) {
            Body::Joint(table) => table.cells.iter().map(|cell| cell.probability).collect(),
            Body::Category(outcomes) => outcomes.iter().map(|(_, e)| e.probability).collect(),
            other => panic!("`{question}` has no cells: {other:?}"),
        };
        assert_eq!(found.len(), wanted.len(), "{question}");
        found.iter().zip(wanted).for_each(|(found, wanted)| near(question, *found, *wanted));
        self
    }

    /// Returns the chance that the event has happened by each step.
    pub(crate) fn passed(&self, question: &str) -> Vec<f64> {
        let answer = self.forecast.answers.iter().find(|a| a.question == question);
        let answer = answer.unwrap_or_else(|| panic!("nothing asks `{question}`"));
        answer.timeline.iter().map(|(_, estimate)| estimate.probability).collect()
    }

    pub(crate) fn body(&self, question: &str) -> &Body {
        let answer = self.forecast.answers.iter().find(|a| a.question == question);
        &answer.unwrap_or_else(|| panic!("nothing asks `{question}`")).body
    }

    /// Returns the natural logarithm of the chance of the evidence.
    pub(crate) fn ln_evidence(&self) -> f64 {
        self.forecast.exact.as_ref().expect("it is exact").ln_sure
    }

    pub(crate) fn width(&self) -> usize {
        match self.exact.extent {
            Extent::Elimination(effort) => effort.width,
            Extent::States(_) => panic!("a clock has no width"),
        }
    }
}

pub(crate) fn near(what: &str, found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-12, "{what}: {found} where {wanted} is exact");
}
