//! A forecast as tables for programs: with all digits, and empty cells for missing values.
//!
//! Numbers are the shortest text that reads back to the same bits. Dates are ISO dates. Cells that a
//! spreadsheet would execute are guarded.

use super::cells::{distinct, guarded};
use super::file_name::{file_name, marked};
use super::joint::combination;
use crate::forecast::{Answer, Body, DayFigure, Estimate, Figure, Forecast, JointTable, NoMean};
use csv::Writer;
use std::collections::BTreeSet;

/// Returns the files of a forecast with their names: always `summary.csv`; the others only if they have rows.
/// The first joint question is in `joint.csv`, each further one in `joint-<question>.csv`.
pub fn files(forecast: &Forecast) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("summary.csv".to_owned(), summary(forecast))];
    files.extend(quantiles(forecast).map(|bytes| ("quantiles.csv".to_owned(), bytes)));
    files.extend(timeline(forecast).map(|bytes| ("timeline.csv".to_owned(), bytes)));
    files.extend(experts(forecast).map(|bytes| ("experts.csv".to_owned(), bytes)));
    let joints = forecast.answers.iter().filter_map(|answer| match &answer.body {
        Body::Joint(table) => Some((answer, table)),
        _ => None,
    });
    let mut taken = BTreeSet::new();
    for (i, (answer, table)) in joints.enumerate() {
        let mut name = file_name(&answer.question);
        // some file systems don't distinguish upper and lower case
        if !taken.insert(name.to_lowercase()) {
            name = marked(&name, &answer.question);
        }
        let name = if i == 0 { "joint.csv".to_owned() } else { format!("joint-{name}.csv") };
        files.push((name, joint(table)));
    }
    files
}

/// Columns `question,outcome,probability,std_error,low,high`; a row for each outcome of each question that is
/// a condition (`yes`), a category, or a date (`yes`: it occurs within the horizon). `low` and `high` are the
/// 5–95 % range across worlds.
pub fn summary(forecast: &Forecast) -> Vec<u8> {
    let mut table = Rows::new(&["question", "outcome", "probability", "std_error", "low", "high"]);
    for answer in &forecast.answers {
        for (outcome, estimate) in outcomes(answer) {
            let [p, error, low, high] = figures(estimate);
            table.add(&[answer.question.clone(), outcome.to_owned(), p, error, low, high]);
        }
    }
    table.finish()
}

/// The probabilities of an answer with their outcomes: `yes` for a condition or a date.
fn outcomes(answer: &Answer) -> Vec<(&str, &Estimate)> {
    match &answer.body {
        Body::Condition(estimate) => vec![("yes", estimate)],
        Body::Category(outcomes) => outcomes.iter().map(|(name, e)| (name.as_str(), e)).collect(),
        Body::Date(date) => vec![("yes", &date.happens)],
        Body::Number(_) | Body::Joint(_) => Vec::new(),
    }
}

/// Columns `question,expert,outcome,probability,std_error,low,high`: the forecast of each expert alone, with
/// a row for each row of `summary.csv`; `None` without a panel.
fn experts(forecast: &Forecast) -> Option<Vec<u8>> {
    let voices = forecast.voices.as_ref()?;
    let columns = ["question", "expert", "outcome", "probability", "std_error", "low", "high"];
    let mut table = Rows::new(&columns);
    for (index, answer) in forecast.answers.iter().enumerate() {
        for expert in &voices.experts {
            for (outcome, estimate) in expert.answers.get(index).map(outcomes).unwrap_or_default() {
                let [p, error, low, high] = figures(estimate);
                let (question, name) = (answer.question.clone(), expert.name.clone());
                table.add(&[question, name, outcome.to_owned(), p, error, low, high]);
            }
        }
    }
    Some(table.finish())
}

/// Columns `question,quantile,value,std_error,low,high,kind`: numbers and dates, of kind `question`, then
/// parameters given the evidence, of kind `parameter`; `None` if there are neither. `low` and `high` are the
/// 5–95 % range across worlds; errors of dates are in days.
fn quantiles(forecast: &Forecast) -> Option<Vec<u8>> {
    let head = ["question", "quantile", "value", "std_error", "low", "high", "kind"];
    let mut table = Rows::new(&head);
    let mut is_empty = true;
    for answer in &forecast.answers {
        let rows = quantile_rows(answer);
        is_empty &= rows.is_empty();
        for (quantile, [value, error, low, high]) in rows {
            let (question, kind) = (answer.question.clone(), "question".to_owned());
            table.add(&[question, quantile, value, error, low, high, kind]);
        }
    }
    for parameter in &forecast.parameters {
        is_empty = false;
        for (quantile, value) in &parameter.after {
            let (quantile, value) = (float(*quantile), float(*value));
            let (name, kind, none) = (parameter.name.clone(), "parameter".to_owned(), String::new);
            table.add(&[name, quantile, value, none(), none(), none(), kind]);
        }
    }
    (!is_empty).then(|| table.finish())
}

/// Each quantile (or `mean`, `std_dev`) with its value, standard error and the ends of its range.
fn quantile_rows(answer: &Answer) -> Vec<(String, [String; 4])> {
    match &answer.body {
        Body::Number(summary) => {
            let nothing = || [const { String::new() }; 4];
            let mean = match &summary.mean {
                Ok(mean) => of_figure(mean),
                Err(NoMean::Never) => {
                    of_figure(&Figure { std_error: None, ..Figure::exact(f64::INFINITY) })
                }
                Err(NoMean::Unstable | NoMean::NoTrials) => nothing(),
            };
            let mut std_dev = nothing();
            std_dev[0] = summary.std_dev.map(float).unwrap_or_default();
            let quantiles =
                summary.quantiles.iter().map(|(q, figure)| (float(*q), of_figure(figure)));
            let moments = [("mean", mean), ("std_dev", std_dev)];
            quantiles.chain(moments.map(|(name, row)| (name.to_owned(), row))).collect()
        }
        Body::Date(summary) => {
            let day = |day: &Option<jiff::civil::Date>| {
                day.map_or_else(|| "never".to_owned(), |day| day.to_string())
            };
            let row = |figure: &DayFigure| {
                let (low, high) = figure.range.unzip();
                let end = |end: Option<Option<jiff::civil::Date>>| end.map(|end| day(&end));
                let error = figure.std_error.map(float).unwrap_or_default();
                let (low, high) = (end(low).unwrap_or_default(), end(high).unwrap_or_default());
                [day(&figure.day), error, low, high]
            };
            summary.quantiles.iter().map(|(q, figure)| (float(*q), row(figure))).collect()
        }
        Body::Condition(_) | Body::Category(_) | Body::Joint(_) => Vec::new(),
    }
}

/// Columns `question,date,probability,std_error,low,high`: dated questions, then `process.state`; `None` if
/// there are neither.
fn timeline(forecast: &Forecast) -> Option<Vec<u8>> {
    let mut table = Rows::new(&["question", "date", "probability", "std_error", "low", "high"]);
    let mut is_empty = true;
    let mut row = |name: &str, day: jiff::civil::Date, estimate: &Estimate| {
        is_empty = false;
        let [p, error, low, high] = figures(estimate);
        table.add(&[name.to_owned(), day.to_string(), p, error, low, high]);
    };
    for answer in &forecast.answers {
        for (day, estimate) in &answer.timeline {
            row(&answer.question, *day, estimate);
        }
    }
    for process in &forecast.processes {
        for (i, state) in process.states.iter().enumerate() {
            let name = format!("{}.{state}", process.process);
            for (day, chances) in &process.steps {
                if let Some(estimate) = chances.get(i) {
                    row(&name, *day, estimate);
                }
            }
        }
    }
    (!is_empty).then(|| table.finish())
}

/// A column for each variable, then `probability,std_error`; a row for each combination. A variable named
/// like one of these gets a column such as `ask.probability`.
fn joint(joint: &JointTable) -> Vec<u8> {
    let ours = ["probability", "std_error"];
    let names = distinct(joint.columns.iter().map(String::as_str), "ask", &ours);
    let mut table = Rows::new(&names.iter().map(String::as_str).chain(ours).collect::<Vec<_>>());
    for (i, estimate) in joint.cells.iter().enumerate() {
        let [p, error, ..] = figures(estimate);
        let names = combination(joint, i).into_iter().map(str::to_owned);
        table.add(&names.chain([p, error]).collect::<Vec<_>>());
    }
    table.finish()
}

/// The value, the standard error and the ends of the range of a number; `never` for infinity.
pub(super) fn of_figure(figure: &Figure) -> [String; 4] {
    let value = |x: f64| {
        if x.is_infinite() { "never".to_owned() } else { float(x) }
    };
    let (low, high) = figure.ends().unzip();
    let end = |end: Option<f64>| end.map(value).unwrap_or_default();
    [value(figure.value), float(figure.error()), end(low), end(high)]
}

/// The probability, the standard error and the ends of the range.
pub(super) fn figures(estimate: &Estimate) -> [String; 4] {
    let end = |end: Option<f64>| end.map(float).unwrap_or_default();
    [
        float(estimate.probability),
        float(estimate.error()),
        end(estimate.ends().map(|r| r.0)),
        end(estimate.ends().map(|r| r.1)),
    ]
}

/// Formats a number as the shortest text that reads back to the same bits; empty if it is not finite.
pub fn float(value: f64) -> String {
    if !value.is_finite() {
        String::new()
    } else if value == 0.0 {
        "0".to_owned()
    } else if (1e-5..1e16).contains(&value.abs()) {
        format!("{value}")
    } else {
        format!("{value:e}")
    }
}

/// A table written to memory.
pub(super) struct Rows {
    writer: Writer<Vec<u8>>,
}

impl Rows {
    pub(super) fn new(header: &[&str]) -> Self {
        let mut writer = Writer::from_writer(Vec::new());
        let header = header.iter().map(|cell| guarded(cell).into_owned());
        writer.write_record(header).expect("memory takes every row of equal length");
        Self { writer }
    }

    pub(super) fn add(&mut self, row: &[String]) {
        for cell in row {
            self.writer.write_field(&*guarded(cell)).expect("memory takes every field");
        }
        let end = self.writer.write_record(None::<&[u8]>);
        end.expect("memory takes every row of equal length");
    }

    pub(super) fn finish(self) -> Vec<u8> {
        self.writer.into_inner().expect("memory is never full before the program is")
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    fn named(forecast: &Forecast, name: &str) -> String {
        let file = files(forecast).into_iter().find(|(found, _)| found == name);
        String::from_utf8(file.expect("the file is written").1).expect("it is text")
    }

    #[test]
    fn numbers_read_back_to_the_same_bits() {
        for value in [0.1 + 0.2, 1.0 / 3.0, 5e-324, 1e300, -2.5, 1e-7, 123_456_789.0] {
            assert_eq!(float(value).parse::<f64>().map(f64::to_bits), Ok(value.to_bits()));
        }
        assert_eq!([float(-0.0), float(1.0), float(f64::NAN)], ["0", "1", ""]);
        assert_eq!(float(1e300), "1e300");
    }

    #[test]
    fn one_world_has_no_range() {
        let forecast = sample::two_leaders();
        let names: Vec<String> = files(&forecast).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["summary.csv", "joint.csv"]);
        let summary = named(&forecast, "summary.csv");
        assert!(summary.starts_with(
            "question,outcome,probability,std_error,low,high\nmeeting,yes,0.3,0.000458257569495584,,\n"
        ));
        assert!(named(&forecast, "joint.csv").starts_with(
            "meeting,sanctions,probability,std_error\nyes,none,0.05,0.0002179449471770337\n\
             yes,threatened,0.17,"
        ));
    }

    #[test]
    fn a_clock_adds_quantiles_and_timelines() {
        let forecast = sample::leaders_summit();
        assert_eq!(
            named(&forecast, "quantiles.csv"),
            "question,quantile,value,std_error,low,high,kind\nfirst,0.05,2025-10-03,1,,,question\n\
             first,0.5,never,,,,question\nloss,0.05,8.2,0.02,,,question\n\
             loss,0.5,20.13,0.03,,,question\nloss,0.95,36.4,0.2,,,question\n\
             loss,mean,21.312,0.02,9,35,question\nloss,std_dev,8.1,,,,question\n"
        );
        let timeline = named(&forecast, "timeline.csv");
        assert!(timeline.contains("\nfirst,2025-08-20,0,0,0.1,0.4\n"));
        assert!(timeline.ends_with("talks.leaders,2025-08-20,0.25,0.00043301270189221935,,\n"));
        assert!(named(&forecast, "summary.csv").contains("\nby_sep,yes,0.04,"));
    }

    #[test]
    fn further_joint_questions_are_named() {
        let mut forecast = sample::two_leaders();
        let mut second = forecast.answers[5].clone();
        second.question = "again".into();
        forecast.answers.push(second);
        let names: Vec<String> = files(&forecast).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["summary.csv", "joint.csv", "joint-again.csv"]);
    }
}
