//! One point of a sweep: what is held there, and what its run says, a row for each outcome.

use super::axes::{Axis, Held, Value};
use crate::diagnostic::{Code, Diagnostic};
use crate::engine::{self, Plan, Program, Tallies, Tally, run_batch};
use crate::forecast::{Answer, Body, Estimate, answers};
use crate::model::{Binding, Model, Supposition, faults_with};
use std::ops::Range;

/// A sweep laid out: a model, what is varied in it, and how many points there are.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The scenario, compiled once for all points.
    pub model: Model,
    /// What is varied.
    pub axes: Vec<Axis>,
    /// Whether each value goes with each; else the first go with the first.
    pub is_grid: bool,
    /// How many points there are.
    pub points: u64,
}

/// One line of what a point says.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The question.
    pub question: String,
    /// The outcome: `yes` for a condition, and for a day that comes within the horizon; the outcomes
    /// of a joint table one after the other; of a number `mean` and its quantiles.
    pub outcome: String,
    /// The chance of the outcome; of a number, the value in its unit. NaN where there is none.
    pub value: f64,
    /// Its standard error.
    pub std_error: f64,
    /// The 5–95 % range across worlds.
    pub range: Option<(f64, f64)>,
}

impl Sweep {
    /// The values at a point, one of each axis.
    pub fn values(&self, point: u64) -> Vec<&Value> {
        if !self.is_grid {
            return self.axes.iter().map(|axis| &axis.values[point as usize]).collect();
        }
        let mut left = point;
        let mut values: Vec<&Value> = Vec::with_capacity(self.axes.len());
        for axis in self.axes.iter().rev() {
            let length = axis.values.len() as u64;
            values.push(&axis.values[(left % length) as usize]);
            left /= length;
        }
        values.reverse();
        values
    }

    /// The point in words: `appetite = 0.2, our_push = none`.
    pub fn words(&self, point: u64) -> String {
        let said = self.axes.iter().zip(self.values(point));
        let said: Vec<String> =
            said.map(|(axis, value)| format!("{} = {}", axis.name, value.text)).collect();
        said.join(", ")
    }

    /// What is supposed at a point, on top of what is supposed at all of them.
    pub fn supposition(&self, base: &Supposition, point: u64) -> Result<Supposition, Diagnostic> {
        let mut supposed = base.clone();
        let mut given = Vec::new();
        for value in self.values(point) {
            match &value.held {
                Held::Number(index, x) => given.push((&self.model.varied[*index], *x)),
                Held::Made(made) => supposed.made.push(made.clone()),
            }
        }
        supposed.numbers = self.model.give(&given)?;
        Ok(supposed)
    }

    /// Draws a point. A fault names it; evidence that no trial met leaves its numbers empty.
    pub fn run_point(
        &self,
        base: &Supposition,
        plan: &Plan,
        point: u64,
    ) -> Result<Vec<Row>, Diagnostic> {
        let told = |fault: Diagnostic| fault.help(format!("at {}", self.words(point)));
        let supposed = self.supposition(base, point).map_err(told)?;
        if let Some(fault) = certain_fault(&self.model, &supposed) {
            return Err(told(fault));
        }
        match engine::run(&self.model, &supposed, plan, &|_| ()) {
            Ok(tallies) => Ok(rows(&answers(&self.model, &supposed, plan, &tallies, false))),
            Err(fault) if matches!(fault.code, Code::NoTrial | Code::Impossible) => {
                Ok(self.row_names(plan))
            }
            Err(fault) => Err(told(fault)),
        }
    }

    /// Draws several points as [`Sweep::run_point`] does, in which what they have in common is drawn
    /// once, on one thread. The last is the first that can't be drawn.
    pub fn run_points(
        &self,
        base: &Supposition,
        plan: &Plan,
        points: Range<u64>,
    ) -> Vec<Result<Vec<Row>, Diagnostic>> {
        let supposed = |point| {
            let supposed = self.supposition(base, point)?;
            // in the only world there is it is seen when it is bound
            let is_unsure = self.model.is_uncertain_with(&supposed.numbers);
            let fault = is_unsure.then(|| certain_fault(&self.model, &supposed)).flatten();
            fault.map_or(Ok(supposed), Err)
        };
        let supposed: Result<Vec<Supposition>, Diagnostic> = points.clone().map(supposed).collect();
        let together = supposed.ok().and_then(|s| Some((run_batch(&self.model, &s, plan)?, s)));
        if let Some((tallies, supposed)) = together {
            let both = tallies.iter().zip(&supposed);
            return both.map(|(t, s)| Ok(rows(&answers(&self.model, s, plan, t, false)))).collect();
        }
        let mut done = Vec::new();
        for point in points {
            done.push(self.run_point(base, plan, point));
            if done.last().is_some_and(Result::is_err) {
                break;
            }
        }
        done
    }

    /// The rows of every point, without numbers.
    pub fn row_names(&self, plan: &Plan) -> Vec<Row> {
        let nothing = Supposition::default();
        let count = self.model.variables.len();
        let binding = Binding {
            settle: vec![None; count],
            moves: vec![Vec::new(); count],
            values: Vec::new(),
        };
        let program = Program::new(&self.model, &binding, &nothing, plan);
        let tallies = Tallies::of_one(Tally::new(&program));
        rows(&answers(&self.model, &nothing, plan, &tallies, false))
    }
}

/// A fault that every trial would meet.
fn certain_fault(model: &Model, supposed: &Supposition) -> Option<Diagnostic> {
    faults_with(model, &supposed.numbers).into_iter().next()
}

/// What a forecast says, a row for each outcome of each question.
fn rows(answers: &[Answer]) -> Vec<Row> {
    let mut rows = Vec::new();
    for answer in answers {
        let mut add = |outcome: String, value: f64, std_error: f64, range| {
            let question = answer.question.clone();
            let std_error = if f64::is_nan(value) { f64::NAN } else { std_error };
            rows.push(Row { question, outcome, value, std_error, range });
        };
        let mut chance = |outcome: String, estimate: &Estimate| {
            add(outcome, estimate.probability, estimate.error(), estimate.ends());
        };
        match &answer.body {
            Body::Condition(estimate) => chance("yes".to_owned(), estimate),
            Body::Date(date) => chance("yes".to_owned(), &date.happens),
            Body::Category(outcomes) => {
                for (name, estimate) in outcomes {
                    chance(name.clone(), estimate);
                }
            }
            Body::Joint(table) => {
                for (i, estimate) in table.cells.iter().enumerate() {
                    chance(combination(&table.outcomes, i), estimate);
                }
            }
            Body::Number(number) => {
                let (value, error) =
                    number.mean.map_or((f64::NAN, f64::NAN), |m| (m.value, m.error()));
                add("mean".to_owned(), value, error, None);
                for (quantile, figure) in &number.quantiles {
                    add(quantile.to_string(), figure.value, figure.error(), None);
                }
            }
        }
    }
    rows
}

/// `yes & imposed`: the outcomes of one cell of a joint table, the last column running fastest.
fn combination(outcomes: &[Vec<String>], cell: usize) -> String {
    let mut left = cell;
    let mut names: Vec<&str> = Vec::with_capacity(outcomes.len());
    for column in outcomes.iter().rev() {
        names.push(&column[left % column.len()]);
        left /= column.len();
    }
    names.reverse();
    names.join(" & ")
}
