//! From a sweep to its data.

use super::super::estimate::Figure;
use super::super::schema::Schema;
use super::super::sweep as data;
use super::forecast::news;
use super::parts;
use crate::analysis::Told;
use crate::analysis::sweep::{Axis, Row, Value};
use crate::forecast::{self, NoMean};
use crate::scenario::{Conditions, label_of};

/// A sweep and what was drawn for it.
#[derive(Clone, Debug)]
pub struct SweepRun<'a> {
    /// The scenario's title.
    pub title: &'a str,
    /// The varied inputs.
    pub axes: &'a [Axis],
    /// The conditions of cases and adjustments, by which their numbers are labelled.
    pub conditions: &'a Conditions,
    /// Whether each value is combined with each.
    pub is_grid: bool,
    /// The values of each point and its rows, in order; all points have the same rows.
    pub points: &'a [(Vec<String>, Vec<Row>)],
    /// Today and the news up to it; `None` without news.
    pub told: Option<Told>,
    /// Trials of a point.
    pub trials: u64,
    /// Readings of the inputs at a point; 1 if nothing is uncertain.
    pub worlds: u64,
    /// The seed.
    pub seed: u64,
}

/// Converts a sweep into data.
pub fn sweep(run: &SweepRun) -> data::Sweep {
    let axis = |axis: &Axis| data::Axis {
        name: axis.name.clone(),
        label: label_of(axis.name.trim(), run.conditions),
    };
    let point = |(values, rows): &(Vec<String>, Vec<Row>)| {
        rows.iter().map(|row| sweep_row(run.axes, values, row)).collect::<Vec<_>>()
    };
    data::Sweep {
        schema: Schema::default(),
        title: run.title.to_owned(),
        axes: run.axes.iter().map(axis).collect(),
        is_grid: run.is_grid,
        today: run.told.as_ref().map(|told| told.today.to_string()),
        news: run.told.as_ref().map_or_else(Vec::new, |told| told.news.iter().map(news).collect()),
        trials: run.trials,
        worlds: run.worlds,
        seed: run.seed,
        rows: run.points.iter().flat_map(point).collect(),
    }
}

/// Converts a row of a sweep into data.
pub fn sweep_row(axes: &[Axis], values: &[String], row: &Row) -> data::SweepRow {
    let names = axes.iter().map(|axis| axis.name.clone());
    let mut no_mean = None;
    let figure = match &row.value {
        Value::Chance(chance) => {
            let (value, std_error) = (chance.probability, chance.std_error);
            let (sampling, range) = (chance.sampling, chance.range);
            let of = forecast::Figure { value, std_error, sampling, range };
            Figure { settled: chance.settled, ..parts::figure(&of, row.worth) }
        }
        Value::Number(number) => parts::figure(number, row.worth),
        Value::NoMean(why) => {
            no_mean = Some(*why);
            let value = (*why == NoMean::Never).then(|| parts::value(f64::INFINITY));
            let effective_worlds = row.worth.and_then(parts::finite);
            Figure { value, effective_worlds, ..Figure::default() }
        }
    };
    data::SweepRow {
        at: names.zip(values.iter().cloned()).collect(),
        question: row.question.clone(),
        label: row.label.clone(),
        group: None,
        outcome: row.outcome.clone(),
        figure,
        no_mean,
    }
}

/// Converts data back into a row of this name and kind, which was asked in so many trials.
pub fn row_of_sweep(name: &Row, own: &data::SweepRow, asked: u64) -> Row {
    let figure = &own.figure;
    let (value, std_error) = (parts::number(figure.value), figure.std_error);
    let (sampling, range) = (figure.sampling, parts::range(figure));
    let value = match (own.no_mean, &name.value) {
        (Some(why), _) => Value::NoMean(why),
        (None, Value::Chance(_)) => {
            let settled = figure.settled;
            let probability = value;
            Value::Chance(forecast::Estimate { probability, std_error, sampling, range, settled })
        }
        (None, _) => Value::Number(forecast::Figure { value, std_error, sampling, range }),
    };
    Row { value, worth: figure.effective_worlds, asked, ..name.clone() }
}
