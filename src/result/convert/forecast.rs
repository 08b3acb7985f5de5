//! From a forecast to its data.

use super::super as data;
use super::parts::{both, estimate, finite, half_widths, value};
use crate::exact::Extent;
use crate::forecast::{self, DayFigure, Figure, Forecast};
use crate::formula::Unit;
use jiff::civil;

/// Converts a forecast into data.
pub fn forecast(forecast: &Forecast) -> data::Forecast {
    let voices = forecast.voices.as_ref();
    let known = forecast.known.as_ref();
    data::Forecast {
        schema: data::Schema::default(),
        title: forecast.title.clone(),
        clock: forecast.clock.as_ref().map(clock),
        author: forecast.authorship.author.clone(),
        confidence: forecast.authorship.confidence.as_ref().map(confidence),
        choices: forecast
            .choices
            .iter()
            .map(|(name, value)| data::Chosen { name: name.clone(), value: value.clone() })
            .collect(),
        interventions: forecast.interventions.iter().map(|made| made.text.clone()).collect(),
        evidence: forecast.evidence.clone(),
        today: forecast.today().map(|today| today.to_string()),
        news: known.map_or_else(Vec::new, |known| known.news.iter().map(news).collect()),
        surprises: known.map_or_else(Vec::new, |k| k.surprises.iter().map(surprise).collect()),
        trials: forecast.drawn.trials,
        kept: forecast.drawn.kept,
        effective_sample_size: effective(forecast),
        worlds: forecast.drawn.worlds,
        effective_worlds: forecast.drawn.worlds_worth,
        histories: forecast.drawn.histories,
        seed: forecast.drawn.seed,
        exact: forecast.exact.as_ref().map(exact),
        answers: forecast.answers.iter().map(|own| standing(forecast, own)).collect(),
        processes: forecast.processes.iter().map(process).collect(),
        parameters: forecast.parameters.iter().map(parameter).collect(),
        experts: voices.map_or_else(Vec::new, |v| v.experts.iter().map(expert).collect()),
        disagreement: voices.map_or_else(Vec::new, |voices| {
            voices.disagreement.iter().map(|found| found.and_then(|d| finite(d.share))).collect()
        }),
        disagreement_std_error: voices.map_or_else(Vec::new, |voices| {
            let error =
                |found: &Option<forecast::Disagreement>| (*found)?.std_error.and_then(finite);
            voices.disagreement.iter().map(error).collect()
        }),
        missed: forecast.missed.as_ref().map(|missed| data::Missed {
            target_std_error: missed.target,
            std_error: missed.std_error,
            label: missed.label.clone(),
        }),
    }
}

pub(super) fn clock(clock: &forecast::ClockSpan) -> data::Clock {
    let step = match clock.step {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Year => "year",
    };
    let (as_of, until) = (clock.as_of.to_string(), clock.until.to_string());
    data::Clock { as_of, until, step: step.to_owned() }
}

/// The number of equally weighted trials that would say as much as those that met the evidence.
fn effective(forecast: &Forecast) -> Option<f64> {
    let counted = forecast.learns() && forecast.exact.is_none();
    counted.then(|| forecast.drawn.effective.unwrap_or(forecast.drawn.kept as f64))
}

fn exact(computed: &forecast::Computed) -> data::Exact {
    let (effort, joint_states) = match computed.extent {
        Extent::Elimination(effort) => (Some(effort), None),
        Extent::States(states) => (None, Some(states)),
    };
    let all = |values: &[f64]| values.iter().map(|value| finite(*value)).collect();
    data::Exact {
        width: effort.map(|effort| effort.width),
        largest_table: effort.map(|effort| effort.largest),
        joint_states,
        ln_probability_of_evidence: finite(computed.ln_sure),
        ln_probability_asked: all(&computed.ln_asked),
        probability_undefined: all(&computed.left_out),
    }
}

fn expert(voice: &forecast::Voice) -> data::Expert {
    let answers = voice.answers.as_ref().map(|all| all.iter().map(answer).collect());
    data::Expert { name: voice.name.clone(), label: voice.label.clone(), answers }
}

fn parameter(parameter: &forecast::ParameterSummary) -> data::Parameter {
    let all = |quantiles: &[(f64, f64)]| {
        quantiles.iter().map(|(at, value)| (*at, finite(*value))).collect()
    };
    data::Parameter {
        name: parameter.name.clone(),
        written: parameter.written.clone(),
        before: all(&parameter.before),
        after: all(&parameter.after),
    }
}

/// Converts a piece of news.
pub(super) fn news(news: &forecast::Piece) -> data::News {
    let forecast::Piece { date, text, source, is_report } = news;
    let (date, text) = (date.to_string(), text.clone());
    data::News { date, text, source: source.clone(), is_report: *is_report }
}

fn surprise(found: &forecast::Surprise) -> data::Surprise {
    data::Surprise {
        date: found.news.date.to_string(),
        text: found.news.text.clone(),
        estimate: estimate(&found.chance),
        by_then: Some(estimate(&found.by_then)),
        tail: Some(estimate(&found.tail)),
        judged: found.judged.name().to_owned(),
        expected: found.expected.and_then(|share| finite(share.value)),
        expected_std_error: found.expected.and_then(|share| finite(share.std_error)),
    }
}

fn confidence(own: &crate::scenario::Confidence) -> data::Confidence {
    let because = own.because.as_ref().map(|why| why.value.clone());
    data::Confidence { level: own.level.word().to_owned(), because }
}

/// Converts an answer, with what it was before the news.
fn standing(forecast: &Forecast, answer: &forecast::Answer) -> data::Answer {
    let happened = match forecast.settled_by(answer) {
        Some(forecast::SettledBy::Happened(day)) => Some(day.to_string()),
        _ => None,
    };
    let before = forecast.before(answer).map(|before| Box::new(body(&before.body)));
    let own = self::answer(answer);
    // islands of trials are no readings
    let effective_worlds = own.effective_worlds.filter(|_| forecast.drawn.worlds > 1);
    let confidence = forecast.authorship.of_questions.get(&answer.question).map(confidence);
    data::Answer { confidence, effective_worlds, before, happened, ..own }
}

pub(super) fn answer(answer: &forecast::Answer) -> data::Answer {
    let day = |(date, e): &(civil::Date, forecast::Estimate)| data::Day {
        date: date.to_string(),
        estimate: estimate(e),
    };
    data::Answer {
        question: answer.question.clone(),
        label: answer.label.clone(),
        group: answer
            .member
            .as_ref()
            .map(|of| data::Group { name: of.group.clone(), member: of.member.clone() }),
        given: answer.given.clone(),
        confidence: None,
        kept: answer.kept,
        effective_sample_size: answer.effective,
        effective_worlds: answer.worlds_worth,
        left_out: answer.left_out,
        before: None,
        happened: None,
        body: body(&answer.body),
        timeline: answer.timeline.iter().map(day).collect(),
        fan: answer.fan.iter().map(fan_day).collect(),
    }
}

fn fan_day(day: &forecast::FanDay) -> data::FanDay {
    data::FanDay {
        date: day.date.to_string(),
        quantiles: day.quantiles.iter().map(quantile).collect(),
    }
}

fn body(body: &forecast::Body) -> data::Body {
    use forecast::Body;
    match body {
        Body::Condition(yes) => data::Body::Condition { yes: estimate(yes) },
        Body::Category(outcomes) => data::Body::Category {
            outcomes: outcomes
                .iter()
                .map(|(name, e)| data::Outcome { outcome: name.clone(), estimate: estimate(e) })
                .collect(),
        },
        Body::Number(number) => data::Body::Number(self::number(number)),
        Body::Date(date) => data::Body::Date(data::Date {
            happens: estimate(&date.happens),
            quantiles: date.quantiles.iter().map(|(at, day)| day_quantile(*at, day)).collect(),
            quantiles_if_happens: date
                .quantiles_if_happens
                .iter()
                .map(|(at, day)| data::DayQuantile { at: *at, value: day.to_string() })
                .collect(),
        }),
        Body::Joint(table) => data::Body::Joint(data::Joint {
            columns: table.columns.clone(),
            outcomes: table.outcomes.clone(),
            cells: table.cells.iter().map(estimate).collect(),
        }),
    }
}

fn quantile((at, figure): &(f64, Figure)) -> data::Quantile<data::Value> {
    data::Quantile {
        at: *at,
        value: value(figure.value),
        std_error: figure.std_error.and_then(finite),
        sampling: figure.sampling.and_then(both),
        range: figure.ends().map(|(low, high)| (value(low), value(high))),
        range_half_widths: half_widths(figure.range),
    }
}

pub(super) fn number(number: &forecast::NumberSummary) -> data::Number {
    let mean = number.mean.ok();
    let share = |(at, share): &(f64, Figure)| data::OneValue {
        value: value(*at),
        share: share.value,
        std_error: share.std_error.and_then(finite),
    };
    data::Number {
        unit: number.unit.clone(),
        mean: mean.and_then(|mean| finite(mean.value)),
        mean_std_error: mean.and_then(|mean| mean.std_error).and_then(finite),
        mean_sampling: mean.and_then(|mean| mean.sampling).and_then(both),
        mean_range: mean.and_then(|mean| mean.ends()).and_then(both),
        mean_range_half_widths: mean.and_then(|mean| half_widths(mean.range)),
        std_dev: number.std_dev.and_then(finite),
        no_mean: number.mean.err(),
        values: number.values.iter().map(share).collect(),
        quantiles: number.quantiles.iter().map(quantile).collect(),
        histogram: number
            .histogram
            .iter()
            .map(|&(from, to, share)| data::Bin { from, to, share })
            .collect(),
    }
}

fn day_quantile(at: f64, figure: &DayFigure) -> data::Quantile<String> {
    let day = |day: Option<civil::Date>| day.map_or_else(|| "never".to_owned(), |d| d.to_string());
    data::Quantile {
        at,
        value: day(figure.day),
        std_error: figure.std_error,
        sampling: None,
        range: figure.range.map(|(low, high)| (day(low), day(high))),
        range_half_widths: None,
    }
}

fn process(process: &forecast::ProcessTimeline) -> data::Process {
    let step = |(date, chances): &(civil::Date, Vec<forecast::Estimate>)| data::Step {
        date: date.to_string(),
        chances: chances.iter().map(estimate).collect(),
    };
    data::Process {
        name: process.process.clone(),
        states: process.states.clone(),
        steps: process.steps.iter().map(step).collect(),
    }
}
