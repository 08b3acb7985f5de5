//! A forecast as JSON: everything that it holds, keys always in the same order, null for what is
//! missing. Probabilities go from 0 to 1, days are ISO dates.

use crate::exact::Extent;
use crate::forecast::{self, Answer, Body, DayFigure, Figure, Forecast, Needed, NoMean, Range};
use crate::formula::Unit;
use serde::Serialize;

/// The forecast as indented JSON, ending in a line end.
///
/// # Panics
/// Never: all keys are text, and memory takes whatever is written.
pub fn render(forecast: &Forecast) -> String {
    let shown = Shown::of(forecast);
    super::pretty::render(&shown)
}

#[derive(Serialize)]
struct Shown<'f> {
    title: &'f str,
    clock: Option<Clock>,
    choices: Vec<Named<'f, &'f str>>,
    made: Vec<&'f str>,
    learnt: &'f [String],
    trials: u64,
    kept: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_sample_size: Option<f64>,
    worlds: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_worlds: Option<f64>,
    seed: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    exact: Option<Exact<'f>>,
    answers: Vec<ShownAnswer<'f>>,
    processes: Vec<Process<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parameters: Vec<Parameter<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    experts: Vec<Expert<'f>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    disagreement: Vec<Option<f64>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    missed: Option<Missed<'f>>,
}

/// What one expert alone would have it.
#[derive(Serialize)]
struct Expert<'f> {
    name: &'f str,
    label: &'f str,
    answers: Vec<ShownAnswer<'f>>,
}

/// An error that was asked for and not reached.
#[derive(Serialize)]
struct Missed<'f> {
    target_std_error: f64,
    std_error: f64,
    label: &'f str,
}

/// How chances were computed where they were not counted; what is by answer stands in their order.
#[derive(Serialize)]
struct Exact<'f> {
    #[serde(skip_serializing_if = "Option::is_none")]
    width: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    largest_table: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    joint_states: Option<usize>,
    ln_probability_of_evidence: f64,
    ln_probability_asked: &'f [f64],
    probability_undefined: &'f [f64],
}

/// A parameter's quantiles as the analyst has them, and after what was learnt.
#[derive(Serialize)]
struct Parameter<'f> {
    name: &'f str,
    said: &'f str,
    before: &'f [(f64, f64)],
    after: &'f [(f64, f64)],
}

#[derive(Serialize)]
struct Clock {
    as_of: String,
    until: String,
    step: &'static str,
}

#[derive(Serialize)]
struct Named<'f, T> {
    name: &'f str,
    value: T,
}

#[derive(Serialize)]
struct ShownAnswer<'f> {
    question: &'f str,
    label: &'f str,
    given: Option<&'f str>,
    kept: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_sample_size: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    effective_worlds: Option<f64>,
    left_out: u64,
    #[serde(flatten)]
    body: ShownBody<'f>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    timeline: Vec<Day>,
}

#[derive(Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum ShownBody<'f> {
    Condition {
        #[serde(flatten)]
        yes: Estimate,
    },
    Category {
        outcomes: Vec<Outcome<'f>>,
    },
    Number(Number<'f>),
    Date {
        happens: Estimate,
        quantiles: Vec<Quantile<String>>,
        quantiles_if_happens: Vec<IfHappens>,
    },
    Joint {
        columns: &'f [String],
        outcomes: &'f [Vec<String>],
        cells: Vec<Estimate>,
    },
}

#[derive(Serialize)]
struct Number<'f> {
    unit: &'f str,
    mean: Option<f64>,
    mean_std_error: Option<f64>,
    mean_sampling: Option<(f64, f64)>,
    mean_range: Option<forecast::Range>,
    std_dev: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    no_mean: Option<&'static str>,
    quantiles: Vec<Quantile<Value>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    values: Vec<OneValue>,
    histogram: Vec<Bin>,
}

#[derive(Serialize)]
struct Estimate {
    probability: f64,
    std_error: Option<f64>,
    sampling: Option<(f64, f64)>,
    range: Option<(f64, f64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range_half_widths: Option<(f64, f64)>,
    #[serde(skip_serializing_if = "Option::is_none")]
    range_unresolved: Option<Unresolved>,
    #[serde(skip_serializing_if = "Option::is_none")]
    settled: Option<&'static str>,
}

/// A range that is not resolved, and what would resolve it.
#[derive(Serialize)]
struct Unresolved {
    trials_a_reading: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    needed_trials_a_reading: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    needed_readings: Option<f64>,
}

#[derive(Serialize)]
struct Outcome<'f> {
    outcome: &'f str,
    #[serde(flatten)]
    estimate: Estimate,
}

#[derive(Serialize)]
struct Quantile<T> {
    #[serde(rename = "quantile")]
    at: f64,
    value: T,
    std_error: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sampling: Option<(f64, f64)>,
    range: Option<(T, T)>,
}

/// A quantile of a first passage among the trials in which it comes.
#[derive(Serialize)]
struct IfHappens {
    #[serde(rename = "quantile")]
    at: f64,
    value: String,
}

/// A number, or `"never"`.
#[derive(Serialize)]
#[serde(untagged)]
enum Value {
    Number(f64),
    Never(&'static str),
}

/// One of few values, with its share of the trials.
#[derive(Serialize)]
struct OneValue {
    value: Value,
    share: f64,
    std_error: Option<f64>,
}

#[derive(Serialize)]
struct Bin {
    from: f64,
    to: f64,
    share: f64,
}

#[derive(Serialize)]
struct Day {
    date: String,
    #[serde(flatten)]
    estimate: Estimate,
}

#[derive(Serialize)]
struct Process<'f> {
    #[serde(rename = "process")]
    name: &'f str,
    states: &'f [String],
    steps: Vec<Step>,
}

#[derive(Serialize)]
struct Step {
    date: String,
    chances: Vec<Estimate>,
}

impl<'f> Shown<'f> {
    fn of(forecast: &'f Forecast) -> Self {
        let experts = forecast.voices.as_ref().map_or(&[][..], |voices| &voices.experts);
        let choice = |(name, value): &'f (String, String)| Named { name, value: value.as_str() };
        Self {
            title: &forecast.title,
            clock: forecast.clock.as_ref().map(|clock| Clock {
                as_of: clock.as_of.to_string(),
                until: clock.until.to_string(),
                step: match clock.step {
                    Unit::Day => "day",
                    Unit::Week => "week",
                    Unit::Month => "month",
                    Unit::Year => "year",
                },
            }),
            choices: forecast.choices.iter().map(choice).collect(),
            made: forecast.made.iter().map(|made| made.text.as_str()).collect(),
            learnt: &forecast.learnt,
            trials: forecast.drawn.trials,
            kept: forecast.drawn.kept,
            effective_sample_size: effective(forecast),
            worlds: forecast.drawn.worlds,
            effective_worlds: forecast.drawn.worlds_worth,
            seed: forecast.drawn.seed,
            exact: forecast.exact.as_ref().map(exact),
            answers: forecast.answers.iter().map(answer).collect(),
            processes: forecast.processes.iter().map(process).collect(),
            parameters: forecast.parameters.iter().map(parameter).collect(),
            experts: experts.iter().map(expert).collect(),
            disagreement: forecast
                .voices
                .as_ref()
                .map_or_else(Vec::new, |v| v.disagreement.clone()),
            missed: forecast.missed.as_ref().map(|missed| Missed {
                target_std_error: missed.target,
                std_error: missed.std_error,
                label: &missed.label,
            }),
        }
    }
}

/// As many trials that all count alike say as much as those that met what is learnt.
fn effective(forecast: &Forecast) -> Option<f64> {
    let counted = !forecast.learnt.is_empty() && forecast.exact.is_none();
    counted.then(|| forecast.drawn.effective.unwrap_or(forecast.drawn.kept as f64))
}

fn exact(computed: &forecast::Computed) -> Exact<'_> {
    let (effort, joint_states) = match computed.extent {
        Extent::Elimination(effort) => (Some(effort), None),
        Extent::States(states) => (None, Some(states)),
    };
    Exact {
        width: effort.map(|effort| effort.width),
        largest_table: effort.map(|effort| effort.largest),
        joint_states,
        ln_probability_of_evidence: computed.ln_kept,
        ln_probability_asked: &computed.ln_asked,
        probability_undefined: &computed.left_out,
    }
}

fn expert(voice: &forecast::Voice) -> Expert<'_> {
    let answers = voice.answers.iter().map(answer).collect();
    Expert { name: &voice.name, label: &voice.label, answers }
}

fn parameter(parameter: &forecast::ParameterSummary) -> Parameter<'_> {
    Parameter {
        name: &parameter.name,
        said: &parameter.said,
        before: &parameter.before,
        after: &parameter.after,
    }
}

fn answer(answer: &Answer) -> ShownAnswer<'_> {
    let day = |(date, e): &(jiff::civil::Date, forecast::Estimate)| Day {
        date: date.to_string(),
        estimate: estimate(e),
    };
    ShownAnswer {
        question: &answer.question,
        label: &answer.label,
        given: answer.given.as_deref(),
        kept: answer.kept,
        effective_sample_size: answer.effective,
        effective_worlds: answer.worlds_worth,
        left_out: answer.left_out,
        body: body(&answer.body),
        timeline: answer.timeline.iter().map(day).collect(),
    }
}

fn body(body: &Body) -> ShownBody<'_> {
    match body {
        Body::Condition(yes) => ShownBody::Condition { yes: estimate(yes) },
        Body::Category(outcomes) => {
            let outcome = |(outcome, e)| Outcome { outcome, estimate: estimate(e) };
            let outcomes = outcomes.iter().map(|(name, e)| outcome((name.as_str(), e)));
            ShownBody::Category { outcomes: outcomes.collect() }
        }
        Body::Number(number) => ShownBody::Number(self::number(number)),
        Body::Date(date) => ShownBody::Date {
            happens: estimate(&date.happens),
            quantiles: date
                .quantiles
                .iter()
                .map(|(at, figure)| day_quantile(*at, figure))
                .collect(),
            quantiles_if_happens: date
                .quantiles_if_happens
                .iter()
                .map(|(at, day)| IfHappens { at: *at, value: day.to_string() })
                .collect(),
        },
        Body::Joint(table) => ShownBody::Joint {
            columns: &table.columns,
            outcomes: &table.outcomes,
            cells: table.cells.iter().map(estimate).collect(),
        },
    }
}

fn number(number: &forecast::NumberSummary) -> Number<'_> {
    let mean = number.mean.ok();
    let quantile = |(at, figure): &(f64, Figure)| Quantile {
        at: *at,
        value: value(figure.value),
        std_error: figure.std_error,
        sampling: figure.sampling,
        range: figure.ends().map(|(low, high)| (value(low), value(high))),
    };
    let share = |(at, share): &(f64, Figure)| OneValue {
        value: value(*at),
        share: share.value,
        std_error: share.std_error,
    };
    let bin = |&(from, to, share)| Bin { from, to, share };
    Number {
        unit: &number.unit,
        mean: mean.map(|mean| mean.value),
        mean_std_error: mean.and_then(|mean| mean.std_error),
        mean_sampling: mean.and_then(|mean| mean.sampling),
        mean_range: mean.and_then(|mean| mean.range),
        std_dev: number.std_dev,
        no_mean: number.mean.err().map(|why| match why {
            NoMean::NoTrials => "no trial to ask",
            NoMean::Never => "never in some trials",
            NoMean::Unstable => "no stable mean",
        }),
        values: number.values.iter().map(share).collect(),
        quantiles: number.quantiles.iter().map(quantile).collect(),
        histogram: number.histogram.iter().map(bin).collect(),
    }
}

fn value(x: f64) -> Value {
    if x.is_finite() { Value::Number(x) } else { Value::Never("never") }
}

fn day_quantile(at: f64, figure: &DayFigure) -> Quantile<String> {
    let day = |day: Option<jiff::civil::Date>| {
        day.map_or_else(|| "never".to_owned(), |day| day.to_string())
    };
    Quantile {
        at,
        value: day(figure.day),
        std_error: figure.std_error,
        sampling: None,
        range: figure.range.map(|(low, high)| (day(low), day(high))),
    }
}

fn process(process: &forecast::ProcessTimeline) -> Process<'_> {
    let step = |(date, chances): &(jiff::civil::Date, Vec<forecast::Estimate>)| Step {
        date: date.to_string(),
        chances: chances.iter().map(estimate).collect(),
    };
    Process {
        name: &process.process,
        states: &process.states,
        steps: process.steps.iter().map(step).collect(),
    }
}

fn estimate(estimate: &forecast::Estimate) -> Estimate {
    Estimate {
        probability: estimate.probability,
        std_error: estimate.std_error,
        sampling: estimate.sampling,
        range: estimate.ends(),
        range_half_widths: match estimate.range {
            Some(Range::Resolved { low_error, high_error, .. }) => Some((low_error, high_error)),
            _ => None,
        },
        range_unresolved: match estimate.range {
            Some(Range::Unresolved { trials_a_reading, needed }) => {
                let (needed_trials_a_reading, needed_readings) = match needed {
                    Needed::TrialsAReading(trials) => (Some(trials), None),
                    Needed::Readings(readings) => (None, Some(readings)),
                };
                Some(Unresolved { trials_a_reading, needed_trials_a_reading, needed_readings })
            }
            _ => None,
        },
        settled: estimate.settled.map(|settled| match settled {
            forecast::Settled::Supposed => "supposed",
            forecast::Settled::Certain => "certain",
            forecast::Settled::Impossible => "impossible",
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::*;

    #[test]
    fn holds_every_number_and_null_for_what_is_missing() {
        let mut forecast = sample::leaders_summit();
        let undefined = sample::chance(f64::NAN);
        forecast.answers.push(sample::answer("empty", "x", Some("no"), Body::Condition(undefined)));
        let read: serde_json::Value = serde_json::from_str(&render(&forecast)).expect("it is JSON");
        assert_eq!(read["clock"]["until"], "2025-12-31");
        assert_eq!(read["answers"][0]["kind"], "condition");
        assert_eq!(read["answers"][0]["range"][1], 0.07);
        assert_eq!(read["answers"][3]["quantiles"][1]["value"], "never");
        assert_eq!(read["answers"][4]["mean"], 21.312);
        assert_eq!(read["answers"][4]["quantiles"][0]["std_error"], 0.02);
        assert!(read["answers"][5]["probability"].is_null());
        assert_eq!(read["processes"][0]["steps"][0]["chances"][1]["probability"], 0.25);
    }
}
