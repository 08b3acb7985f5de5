//! Reads a scenario with news as text, and answers it exactly and by sampling. Knows no scenario.

use foretell::internal::engine::{Plan, run};
use foretell::internal::exact::{Exact, Task, solve};
use foretell::internal::forecast::{Agreement, Body, Forecast, agreement, exactly};
use foretell::internal::model::{Model, Supposition, compile, learn, suppose};
use foretell::internal::{diagnostic, scenario};

/// A scenario with what its news teach.
pub(super) struct Learnt {
    pub(super) model: Model,
    pub(super) supposition: Supposition,
}

/// The exact answers of a scenario.
pub(super) struct Solved {
    pub(super) exact: Exact,
    pub(super) forecast: Forecast,
}

impl Learnt {
    pub(super) fn new(text: &str) -> Self {
        Self::given(text, &[])
    }

    /// With further evidence.
    pub(super) fn given(text: &str, given: &[String]) -> Self {
        let mut sources = diagnostic::Sources::default();
        let file = sources.add("test.toml", text);
        let (read, faults) = scenario::read(&sources, file);
        let shown = |faults: &[diagnostic::Diagnostic], sources: &diagnostic::Sources| {
            diagnostic::render_plain(faults, sources)
        };
        assert!(faults.is_empty(), "{text}\n{}", shown(&faults, &sources));
        let model = compile(&read).unwrap_or_else(|f| panic!("{text}\n{}", shown(&f, &sources)));
        let supposition = suppose(&model, &mut sources, &[], given);
        let mut supposition =
            supposition.unwrap_or_else(|f| panic!("{text}\n{}", shown(&f, &sources)));
        learn(&model, &mut supposition, None, &|_| true);
        Self { model, supposition }
    }

    /// The exact answers in this many worlds, or in the worlds with these parameters.
    fn exact(&self, worlds: u64, values: Vec<Vec<f64>>) -> Exact {
        let (questions, seed, threads, timelines) = (None, 1, 1, true);
        let task = Task { questions, worlds, seed, threads, timelines, values };
        let exact = solve(&self.model, &self.supposition, &task, &|_| {});
        let exact = exact.unwrap_or_else(|faults| panic!("{faults:?}"));
        assert!(exact.refused.is_empty(), "{:?}", exact.refused);
        exact
    }

    pub(super) fn solve(&self, worlds: u64) -> Solved {
        let exact = self.exact(worlds, Vec::new());
        let forecast = exactly(&self.model, &self.supposition, &exact, 1);
        Solved { exact, forecast }
    }

    fn plan(trials: u64, worlds: u64) -> Plan {
        Plan { trials, seed: 1, worlds, threads: 1, timelines: true, ..Plan::default() }
    }

    /// Compares sampled answers with exact ones to the same questions in the same worlds; those of `told` if the exact
    /// ones are about another supposition.
    pub(super) fn compared(&self, told: Option<&Self>, trials: u64, worlds: u64) -> Agreement {
        let plan = Self::plan(trials, worlds);
        let tallies = run(&self.model, &self.supposition, &plan, &|_| {});
        let tallies = tallies.unwrap_or_else(|fault| panic!("{fault:?}"));
        let exact = told.unwrap_or(self).exact(worlds, tallies.values.clone());
        agreement(&self.model, &exact, &tallies)
    }
}

impl Solved {
    /// The chance of a condition, or that a day comes.
    pub(super) fn chance(&self, question: &str) -> f64 {
        match self.body(question) {
            Body::Condition(estimate) => estimate.probability,
            Body::Date(date) => date.happens.probability,
            other => panic!("`{question}` has no single chance: {other:?}"),
        }
    }

    /// The chances of a variable's outcomes.
    pub(super) fn cells(&self, question: &str) -> Vec<f64> {
        match self.body(question) {
            Body::Category(outcomes) => outcomes.iter().map(|(_, e)| e.probability).collect(),
            other => panic!("`{question}` has no cells: {other:?}"),
        }
    }

    /// The chance of a combination in a joint table of two columns.
    pub(super) fn cell(&self, question: &str, outcomes: [&str; 2]) -> f64 {
        let Body::Joint(table) = self.body(question) else { panic!("`{question}` is no table") };
        let at = |column: usize| {
            let place = table.outcomes[column].iter().position(|name| name == outcomes[column]);
            place.unwrap_or_else(|| panic!("{:?}", table.outcomes))
        };
        table.cells[at(0) * table.outcomes[1].len() + at(1)].probability
    }

    /// The mean of a number.
    pub(super) fn mean(&self, question: &str) -> f64 {
        match self.body(question) {
            Body::Number(number) => number.mean.expect("a mean").value,
            other => panic!("`{question}` is no number: {other:?}"),
        }
    }

    /// The chance that it has happened by each step.
    pub(super) fn passed(&self, question: &str) -> Vec<f64> {
        let answer = self.forecast.answers.iter().find(|a| a.question == question);
        let answer = answer.unwrap_or_else(|| panic!("nothing asks `{question}`"));
        answer.timeline.iter().map(|(_, estimate)| estimate.probability).collect()
    }

    /// The chance of what is learnt for sure.
    pub(super) fn ln_sure(&self) -> f64 {
        self.forecast.exact.as_ref().expect("it is exact").ln_sure
    }

    /// By step: the chances of a process's states.
    pub(super) fn states(&self, process: &str) -> Vec<Vec<f64>> {
        let found = self.forecast.processes.iter().find(|known| known.process == process);
        let found = found.unwrap_or_else(|| panic!("no process `{process}`"));
        let of = |states: &Vec<foretell::internal::forecast::Estimate>| {
            states.iter().map(|estimate| estimate.probability).collect()
        };
        found.steps.iter().map(|(_, states)| of(states)).collect()
    }

    fn body(&self, question: &str) -> &Body {
        let answer = self.forecast.answers.iter().find(|a| a.question == question);
        &answer.unwrap_or_else(|| panic!("nothing asks `{question}`")).body
    }
}

/// Asserts that two numbers are equal up to rounding.
pub(super) fn near(what: &str, found: f64, wanted: f64) {
    assert!((found - wanted).abs() <= 1e-11, "{what}: {found} where {wanted} is exact");
}
