//! The tables of a forecast.

use super::super::estimate::Estimate;
use super::super::estimate::NoMean;
use super::super::forecast::{Answer, Body, Forecast, Joint, Number};
use super::table::{Cell, Table, distinct, of_estimate};
use crate::forecast::combination;

impl Forecast {
    /// The forecast as tables: always `summary`; `quantiles`, `timeline` and `experts` if they have rows; a `joint` for
    /// each question about several things at once.
    pub fn tables(&self) -> Vec<Table<'_>> {
        let has_steps = self.answers.iter().any(|answer| !answer.timeline.is_empty())
            || self.processes.iter().any(|process| !process.steps.is_empty());
        let mut tables = vec![self.summary()];
        tables.extend(self.quantiles());
        tables.extend(has_steps.then(|| self.timeline()));
        tables.extend((!self.experts.is_empty()).then(|| self.of_experts()));
        tables.extend(self.answers.iter().filter_map(|answer| match &answer.body {
            Body::Joint(joint) => Some(of_joint(&answer.question, joint)),
            _ => None,
        }));
        tables
    }

    /// `question,outcome,probability,std_error,low,high`: a row for each outcome of each question that is a condition
    /// (`yes`), a category, or a day (`yes`: it comes within the horizon). `low` and `high` are the 5–95 % range across
    /// readings.
    fn summary(&self) -> Table<'_> {
        let rows = self.answers.iter().flat_map(|answer| {
            outcomes(answer).into_iter().map(|(outcome, estimate)| {
                let [p, error, low, high] = of_estimate(estimate);
                vec![Cell::text(&answer.question), Cell::text(outcome), p, error, low, high]
            })
        });
        let columns = ["question", "outcome", "probability", "std_error", "low", "high"];
        Table::new("summary", &columns, rows)
    }

    /// `question,quantile,value,std_error,low,high,kind` for numbers and days, of kind `question`, then for parameters
    /// (after the evidence), of kind `parameter`; `None` if there are neither. `low` and `high` are the 5–95 % range
    /// across readings; errors of days are in days.
    fn quantiles(&self) -> Option<Table<'_>> {
        let mut rows = Vec::new();
        for answer in &self.answers {
            for (quantile, [value, error, low, high]) in quantile_rows(answer) {
                let (question, kind) = (Cell::text(&answer.question), Cell::text("question"));
                rows.push(vec![question, quantile, value, error, low, high, kind]);
            }
        }
        for parameter in &self.parameters {
            for (at, value) in &parameter.after {
                let (name, kind) = (Cell::text(&parameter.name), Cell::text("parameter"));
                let (at, value) = (Cell::Number(*at), Cell::number(*value));
                rows.push(vec![name, at, value, Cell::Empty, Cell::Empty, Cell::Empty, kind]);
            }
        }
        let columns = ["question", "quantile", "value", "std_error", "low", "high", "kind"];
        (!rows.is_empty()).then(|| Table::new("quantiles", &columns, rows.into_iter()))
    }

    /// `question,date,probability,std_error,low,high`: dated questions, then `process.state`.
    fn timeline(&self) -> Table<'_> {
        fn row(name: &str, date: &str, estimate: &Estimate) -> Vec<Cell> {
            let [p, error, low, high] = of_estimate(estimate);
            vec![Cell::text(name), Cell::text(date), p, error, low, high]
        }
        let of_answers = self.answers.iter().flat_map(|answer| {
            answer.timeline.iter().map(|day| row(&answer.question, &day.date, &day.estimate))
        });
        let of_processes = self.processes.iter().flat_map(|process| {
            process.states.iter().enumerate().flat_map(move |(i, state)| {
                let name = format!("{}.{state}", process.name);
                let chances = process.steps.iter().map(move |step| (step, step.chances.get(i)));
                chances.filter_map(move |(step, own)| Some(row(&name, &step.date, own?)))
            })
        });
        let columns = ["question", "date", "probability", "std_error", "low", "high"];
        Table::new("timeline", &columns, of_answers.chain(of_processes))
    }

    /// `question,expert,outcome,probability,std_error,low,high`: the forecast of each expert alone, a row for each row
    /// of `summary`.
    fn of_experts(&self) -> Table<'_> {
        let rows = self.answers.iter().enumerate().flat_map(move |(index, answer)| {
            self.experts.iter().flat_map(move |expert| {
                let own = expert.answers.get(index).map(outcomes).unwrap_or_default();
                own.into_iter().map(move |(outcome, estimate)| {
                    let [p, error, low, high] = of_estimate(estimate);
                    let names = [&answer.question, &expert.name, outcome].map(Cell::text);
                    names.into_iter().chain([p, error, low, high]).collect()
                })
            })
        });
        let columns = ["question", "expert", "outcome", "probability", "std_error", "low", "high"];
        Table::new("experts", &columns, rows)
    }
}

/// The probabilities of an answer with their outcomes: `yes` of a condition or a day.
fn outcomes(answer: &Answer) -> Vec<(&str, &Estimate)> {
    match &answer.body {
        Body::Condition { yes } => vec![("yes", yes)],
        Body::Category { outcomes } => {
            outcomes.iter().map(|own| (own.outcome.as_str(), &own.estimate)).collect()
        }
        Body::Date(date) => vec![("yes", &date.happens)],
        Body::Number(_) | Body::Joint(_) => Vec::new(),
    }
}

/// Each quantile (or `mean`, `std_dev`) with its value, its standard error and the ends of its range.
fn quantile_rows(answer: &Answer) -> Vec<(Cell, [Cell; 4])> {
    match &answer.body {
        Body::Number(number) => of_number(number),
        Body::Date(date) => {
            let rows = date.quantiles.iter().map(|quantile| {
                let (low, high) = quantile.range.clone().unzip();
                let end = |end: Option<String>| end.map_or(Cell::Empty, Cell::Text);
                let (value, error) =
                    (Cell::text(&quantile.value), Cell::number(quantile.std_error));
                (Cell::Number(quantile.at), [value, error, end(low), end(high)])
            });
            rows.collect()
        }
        Body::Condition { .. } | Body::Category { .. } | Body::Joint(_) => Vec::new(),
    }
}

fn of_number(number: &Number) -> Vec<(Cell, [Cell; 4])> {
    let quantiles = number.quantiles.iter().map(|quantile| {
        let (low, high) = quantile.range.unzip();
        let (value, error) = (Cell::value(Some(quantile.value)), Cell::number(quantile.std_error));
        (Cell::Number(quantile.at), [value, error, Cell::value(low), Cell::value(high)])
    });
    let (low, high) = number.mean_range.unzip();
    let mean = match number.no_mean {
        Some(NoMean::Never) => Cell::Never,
        _ => Cell::number(number.mean),
    };
    let mean = [mean, Cell::number(number.mean_std_error), Cell::number(low), Cell::number(high)];
    let std_dev = [Cell::number(number.std_dev), Cell::Empty, Cell::Empty, Cell::Empty];
    let moments = [(Cell::text("mean"), mean), (Cell::text("std_dev"), std_dev)];
    quantiles.chain(moments).collect()
}

/// A column for each variable, then `probability,std_error`; a row for each combination. A variable of such a
/// name has a column `ask.probability`.
fn of_joint<'a>(question: &'a str, joint: &'a Joint) -> Table<'a> {
    let ours = ["probability", "std_error"];
    let mut columns = distinct(joint.columns.iter().map(String::as_str), "ask", &ours);
    columns.extend(ours.map(str::to_owned));
    let rows = joint.cells.iter().enumerate().map(|(cell, estimate)| {
        let [p, error, ..] = of_estimate(estimate);
        let names = combination(&joint.outcomes, cell).into_iter().map(Cell::text);
        names.chain([p, error]).collect()
    });
    Table { name: "joint", question: Some(question), columns, rows: Box::new(rows) }
}
