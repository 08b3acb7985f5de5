//! One point of a sweep: its suppositions, and the rows of its run, one for each outcome.

use super::axes::{Axis, Held, Value as AxisValue};
use crate::diagnostic::Diagnostic;
use crate::engine::{self, Plan, Program, Tallies, Tally, run_batch};
use crate::forecast::{
    self, Answer, Body, Estimate, Figure, NoMean, answers, combination, put_ranges,
};
use crate::model::{Binding, Model, Supposition, faults_with};
use crate::numerics::QUANTILES;
use std::ops::Range;

/// A prepared sweep: a model, its axes and the number of points.
#[derive(Clone, Debug)]
pub struct Sweep {
    /// The scenario, compiled once for all points.
    pub model: Model,
    /// The varied numbers and variables.
    pub axes: Vec<Axis>,
    /// Whether all values are combined with each other; if not, the n-th values of all axes form point n.
    pub is_grid: bool,
    /// Number of points.
    pub points: u64,
}

/// One row of a point's results.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// The question.
    pub question: String,
    /// Its label.
    pub label: String,
    /// The outcome: `yes` for a condition, and for a date that occurs within the horizon; the outcomes of a
    /// joint table in order; for a number, `mean` and its quantiles.
    pub outcome: String,
    /// Its value, with the errors and the range that `run` computes.
    pub value: Value,
    /// The effective number of equally weighted worlds (Kish); `None` if all weigh the same.
    pub worth: Option<f64>,
    /// Number of trials in which it was asked and has an answer.
    pub asked: u64,
}

/// The value of a row.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Value {
    /// The probability of the outcome.
    Chance(Estimate),
    /// A number in its unit; infinite for *never*, NaN if there is none.
    Number(Figure),
    /// The reason why there is no mean.
    NoMean(NoMean),
}

impl Value {
    /// Creates a probability of which only the error and the ends of the range are known.
    pub fn chance(p: f64, std_error: Option<f64>, ends: Option<(f64, f64)>) -> Self {
        let around = |error: f64| ((p - 2.0 * error).max(0.0), (p + 2.0 * error).min(1.0));
        let range = ends.map(within);
        let known = Estimate { std_error, range, ..Estimate::new(p, 0.0, (p, p)) };
        Self::Chance(Estimate { sampling: std_error.map(around), ..known })
    }

    /// Creates a number of which only the error and the ends of the range are known.
    pub fn number(x: f64, std_error: Option<f64>, ends: Option<(f64, f64)>) -> Self {
        let around = |error: f64| (x - 2.0 * error, x + 2.0 * error);
        let sampling = std_error.map(around);
        Self::Number(Figure { value: x, std_error, sampling, range: ends.map(within) })
    }

    /// The probability or the number; NaN if there is none.
    pub fn value(&self) -> f64 {
        match self {
            Self::Chance(estimate) => estimate.probability,
            Self::Number(figure) => figure.value,
            Self::NoMean(NoMean::Never) => f64::INFINITY,
            Self::NoMean(_) => f64::NAN,
        }
    }

    /// Its standard error; NaN if there is none.
    pub fn std_error(&self) -> f64 {
        match self {
            Self::Chance(estimate) if estimate.probability.is_finite() => estimate.error(),
            Self::Number(figure) if figure.value.is_finite() => figure.error(),
            _ => f64::NAN,
        }
    }

    /// Its range across worlds; `None` if it does not depend on uncertain inputs.
    pub fn range(&self) -> Option<forecast::Range> {
        match self {
            Self::Chance(estimate) => estimate.range,
            Self::Number(figure) => figure.range,
            Self::NoMean(_) => None,
        }
    }
}

/// A resolved range of which only the ends are known: their errors are at most a quarter of its width.
fn within((low, high): (f64, f64)) -> forecast::Range {
    let error = 0.25 * (high - low);
    forecast::Range::Resolved { low, high, low_error: error, high_error: error }
}

impl Sweep {
    /// The values at a point, one for each axis.
    pub fn values(&self, point: u64) -> Vec<&AxisValue> {
        if !self.is_grid {
            return self.axes.iter().map(|axis| &axis.values[point as usize]).collect();
        }
        let mut left = point;
        let mut values: Vec<&AxisValue> = Vec::with_capacity(self.axes.len());
        for axis in self.axes.iter().rev() {
            let length = axis.values.len() as u64;
            values.push(&axis.values[(left % length) as usize]);
            left /= length;
        }
        values.reverse();
        values
    }

    /// The point in words, such as `appetite = 0.2, our_push = none`.
    pub fn words(&self, point: u64) -> String {
        let settings = self.axes.iter().zip(self.values(point));
        let settings: Vec<String> =
            settings.map(|(axis, value)| format!("{} = {}", axis.name, value.text)).collect();
        settings.join(", ")
    }

    /// The supposition at a point: that of all points with the point's values.
    pub fn supposition(&self, base: &Supposition, point: u64) -> Result<Supposition, Diagnostic> {
        let mut supposed = base.clone();
        let mut given = Vec::new();
        for value in self.values(point) {
            match &value.held {
                Held::Number(index, x) => given.push((&self.model.varied[*index], *x)),
                Held::Made(made) => supposed.interventions.push(made.clone()),
                Held::Ratio(ratio, x) => ratio.put(&mut supposed, *x),
            }
        }
        supposed.numbers = self.model.give(&given)?;
        Ok(supposed)
    }

    /// Draws a point. A fault mentions the point; if no trial satisfies the evidence, its rows have no
    /// numbers.
    pub fn run_point(
        &self,
        base: &Supposition,
        plan: &Plan,
        point: u64,
    ) -> Result<Vec<Row>, Diagnostic> {
        let located = |fault: Diagnostic| fault.help(format!("at {}", self.words(point)));
        let supposed = self.supposition(base, point).map_err(located)?;
        if let Some(fault) = certain_fault(&self.model, &supposed) {
            return Err(located(fault));
        }
        match engine::run(&self.model, &supposed, plan, &|_| ()) {
            Ok(tallies) => Ok(self.rows(&supposed, plan, &tallies)),
            Err(fault) if fault.is_unmet_evidence() => Ok(self.row_names(plan)),
            Err(fault) => Err(located(fault)),
        }
    }

    /// Draws several points as [`Sweep::run_point`] does, sharing common draws, on one thread. The results
    /// end with the first point that can't be drawn.
    pub fn run_points(
        &self,
        base: &Supposition,
        plan: &Plan,
        points: Range<u64>,
    ) -> Vec<Result<Vec<Row>, Diagnostic>> {
        let supposed = |point| {
            let supposed = self.supposition(base, point)?;
            // with a single world, it is found when the world is bound
            let is_unsure = self.model.is_uncertain_with(&supposed.numbers);
            let fault = is_unsure.then(|| certain_fault(&self.model, &supposed)).flatten();
            fault.map_or(Ok(supposed), Err)
        };
        let supposed: Result<Vec<Supposition>, Diagnostic> = points.clone().map(supposed).collect();
        // points that learn differently share no weights
        let is_learnt = |axis: &Axis| matches!(axis.values[0].held, Held::Ratio(..));
        let together = supposed.ok().filter(|_| !self.axes.iter().any(is_learnt));
        let together = together.and_then(|s| Some((run_batch(&self.model, &s, plan)?, s)));
        if let Some((tallies, supposed)) = together {
            let both = tallies.iter().zip(&supposed);
            return both.map(|(t, s)| Ok(self.rows(s, plan, t))).collect();
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

    /// The rows of a point from its counts, with the ranges that `run` computes.
    fn rows(&self, supposed: &Supposition, plan: &Plan, tallies: &Tallies) -> Vec<Row> {
        let mut answers = answers(&self.model, supposed, plan, tallies, false);
        put_ranges(&self.model, supposed, plan, tallies, &mut answers);
        rows(&answers)
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

/// The rows of answers, one for each outcome of each question.
fn rows(answers: &[Answer]) -> Vec<Row> {
    let mut rows = Vec::new();
    for answer in answers {
        let mut add = |outcome: String, value: Value| {
            rows.push(Row {
                question: answer.question.clone(),
                label: answer.label.clone(),
                outcome,
                value,
                worth: answer.worlds_worth,
                asked: answer.kept.saturating_sub(answer.left_out),
            });
        };
        match &answer.body {
            Body::Condition(estimate) => add("yes".to_owned(), Value::Chance(*estimate)),
            Body::Date(date) => add("yes".to_owned(), Value::Chance(date.happens)),
            Body::Category(outcomes) => {
                for (name, estimate) in outcomes {
                    add(name.clone(), Value::Chance(*estimate));
                }
            }
            Body::Joint(table) => {
                for (i, estimate) in table.cells.iter().enumerate() {
                    add(combination(&table.outcomes, i).join(" & "), Value::Chance(*estimate));
                }
            }
            Body::Number(number) => {
                add("mean".to_owned(), number.mean.map_or_else(Value::NoMean, Value::Number));
                for at in QUANTILES {
                    let nothing = Figure::unknown(f64::NAN);
                    let found = number.quantile(at).copied().unwrap_or(nothing);
                    add(at.to_string(), Value::Number(found));
                }
            }
        }
    }
    rows
}
