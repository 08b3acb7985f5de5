//! From counts to estimates: shares of trials with their standard errors and intervals.

use super::answer::{
    Answer, Body, ClockSpan, DateSummary, Drawn, Estimate, Forecast, JointTable, NumberSummary,
    ProcessTimeline, Supposed,
};
use crate::engine::{AnswerTally, Counts, Plan, Tally, passage};
use crate::formula::{Number, days_of};
use crate::model::{Asked, Kind, Made, MadeValue, Model, Question, Supposition};
use crate::numerics::{Moments, QuantileSketch, proportion_interval, standard_error};
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// The quantiles that are told of a number or a day.
const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// Bars of a number's histogram.
const BINS: usize = 20;

/// The forecast of a finished run.
pub fn summarise(model: &Model, supposition: &Supposition, plan: &Plan, tally: &Tally) -> Forecast {
    let asked: Vec<&Question> = match &plan.questions {
        Some(chosen) => chosen.iter().map(|i| &model.questions[*i]).collect(),
        None => model.questions.iter().collect(),
    };
    let answers = asked.iter().zip(&tally.answers).enumerate().map(|(i, (question, counts))| {
        Answer { tells_when: tells_when(&asked, i), ..answer(model, question, counts) }
    });
    let made = |id| supposition.made.iter().any(|m| m.variable == id && m.from_step == 0);
    let choices = model.choices.iter().filter(|id| !made(**id)).filter_map(|id| {
        let variable = model.variable(*id);
        let Kind::Choice(option) = variable.kind else { return None };
        Some((variable.name.clone(), variable.outcomes[usize::from(option)].clone()))
    });
    Forecast {
        title: model.title.clone(),
        clock: model.timeline.clock.map(|clock| ClockSpan {
            as_of: clock.as_of,
            until: clock.until,
            step: clock.step,
        }),
        choices: choices.collect(),
        made: supposition.made.iter().map(|made| supposed(model, made)).collect(),
        learnt: supposition.learnt.iter().map(|(_, text)| text.clone()).collect(),
        answers: answers.collect(),
        processes: processes(model, tally),
        drawn: Drawn { trials: tally.trials, kept: tally.kept, worlds: 1, seed: plan.seed },
    }
}

/// A share of trials, with the error of having drawn no more of them.
pub fn estimate(hits: u64, trials: u64) -> Estimate {
    Estimate {
        probability: if trials == 0 { f64::NAN } else { hits as f64 / trials as f64 },
        std_error: standard_error(hits, trials),
        sampling: proportion_interval(hits, trials, 0.95),
        range: None,
    }
}

fn answer(model: &Model, question: &Question, tally: &AnswerTally) -> Answer {
    let counted = tally.kept - tally.left_out;
    let body = match (&question.asked, &tally.counts) {
        (Asked::Condition(_), Counts::Outcomes(counts)) => {
            Body::Condition(estimate(counts[1], counted))
        }
        (Asked::Category(category), Counts::Outcomes(counts)) => {
            let variable = model.variable(category.variable);
            let of = |i: &u16| {
                let i = usize::from(*i);
                (variable.outcomes[i].clone(), estimate(counts[i], counted))
            };
            Body::Category(variable.shown.iter().map(of).collect())
        }
        (Asked::Joint(parts), Counts::Outcomes(counts)) => {
            Body::Joint(joint(model, parts, counts, counted))
        }
        (Asked::Date(_), Counts::Numbers(_, sketch)) => Body::Date(days(sketch, counted)),
        (Asked::Number(_, unit), Counts::Numbers(moments, sketch)) => {
            Body::Number(number(unit.clone(), moments, sketch))
        }
        (_, Counts::Numbers(moments, sketch)) => {
            Body::Number(number("days".to_owned(), moments, sketch))
        }
        (_, Counts::Outcomes(_)) => unreachable!("a tally has the shape of its question"),
    };
    Answer {
        question: question.name.clone(),
        label: question.label.clone(),
        given: question.given.as_ref().map(|(_, text)| text.clone()),
        kept: tally.kept,
        left_out: tally.left_out,
        body,
        timeline: timeline(model, question, tally),
        tells_when: false,
    }
}

fn supposed(model: &Model, made: &Made) -> Supposed {
    let variable = model.variable(made.variable);
    Supposed {
        text: made.text.clone(),
        variable: variable.name.clone(),
        value: match made.value {
            MadeValue::Outcome(outcome) => variable.outcomes[usize::from(outcome)].clone(),
            MadeValue::Number(value) => value.to_string(),
        },
        from: model.timeline.date(made.from_step).filter(|_| made.from_step > 0),
    }
}

/// Whether no other question follows the same first passage to a later day; of two that follow it
/// to one day the first tells.
fn tells_when(asked: &[&Question], index: usize) -> bool {
    let follows = |question: &Question| {
        if question.given.is_some() {
            return None;
        }
        let (condition, day) = passage(&question.asked)?;
        let day = match day {
            Some(Number::Constant(day)) => *day,
            _ => f64::INFINITY,
        };
        Some((condition.clone(), day))
    };
    let Some((own, day)) = follows(asked[index]) else { return false };
    asked.iter().enumerate().all(|(i, other)| match follows(other) {
        Some((condition, other_day)) if i != index && condition == own => {
            other_day < day || (other_day <= day && i > index)
        }
        _ => true,
    })
}

/// The chance that a first passage has come by each step, up to the day that is asked for.
fn timeline(model: &Model, question: &Question, tally: &AnswerTally) -> Vec<(Date, Estimate)> {
    let Some((_, by)) = passage(&question.asked) else { return Vec::new() };
    let last = match by {
        Some(Number::Constant(day)) => model.timeline.step_at(*day),
        _ => Some(model.timeline.last()),
    };
    let mut so_far = 0;
    let steps = tally.first_steps.iter().take(last.map_or(0, |last| last + 1)).enumerate();
    steps
        .filter_map(|(step, count)| {
            so_far += count;
            Some((model.timeline.date(step)?, estimate(so_far, tally.kept)))
        })
        .collect()
}

fn joint(model: &Model, parts: &[(String, Asked)], counts: &[u64], counted: u64) -> JointTable {
    // the tally counts outcomes in the order of their names; tables show them as listed
    let shown: Vec<Vec<(usize, String)>> =
        parts.iter().map(|(_, part)| listed(model, part)).collect();
    let sizes: Vec<usize> = shown.iter().map(Vec::len).collect();
    let cells = (0..sizes.iter().product()).map(|cell: usize| {
        let mut left = cell;
        let mut index = 0;
        let mut stride = 1;
        for (part, size) in shown.iter().zip(&sizes).rev() {
            index += part[left % size].0 * stride;
            stride *= size;
            left /= size;
        }
        estimate(counts[index], counted)
    });
    let label = |(text, part): &(String, Asked)| {
        let same = |other: &&Question| match (part, &other.asked) {
            (Asked::Condition(own), Asked::Condition(asked)) => own == asked,
            (Asked::Category(own), Asked::Category(asked)) => own == asked,
            _ => false,
        };
        let asked = model.questions.iter().find(|q| q.given.is_none() && same(q));
        asked.filter(|q| q.label != q.name).map_or(text, |q| &q.label).clone()
    };
    JointTable {
        labels: parts.iter().map(label).collect(),
        columns: parts.iter().map(|(text, _)| text.clone()).collect(),
        cells: cells.collect(),
        outcomes: shown.iter().map(|p| p.iter().map(|(_, name)| name.clone()).collect()).collect(),
    }
}

/// The outcomes of a part of a joint table as they are shown, each with its index in the tally.
pub(super) fn listed(model: &Model, part: &Asked) -> Vec<(usize, String)> {
    match part {
        Asked::Category(category) => {
            let variable = model.variable(category.variable);
            let of = |i: &u16| (usize::from(*i), variable.outcomes[usize::from(*i)].clone());
            variable.shown.iter().map(of).collect()
        }
        _ => vec![(1, "yes".to_owned()), (0, "no".to_owned())],
    }
}

fn number(unit: String, moments: &Moments, sketch: &QuantileSketch) -> NumberSummary {
    let n = moments.count() as f64;
    let never = sketch.count() > moments.count();
    let mean = if never { f64::INFINITY } else { moments.mean().unwrap_or(f64::NAN) };
    let std_dev = moments.sample_variance().filter(|_| !never).map_or(f64::NAN, f64::sqrt);
    let quantiles = QUANTILES.iter().filter_map(|p| {
        let value = sketch.quantile(*p)?;
        Some((*p, value, quantile_error(sketch, *p, n)))
    });
    let total = sketch.count().max(1) as f64;
    let bins = sketch.histogram(BINS);
    NumberSummary {
        unit,
        mean: (mean, std_dev / n.sqrt()),
        std_dev,
        quantiles: quantiles.collect(),
        histogram: bins.iter().map(|b| (b.low, b.high, b.count as f64 / total)).collect(),
    }
}

/// The standard error of a quantile: half the distance between the quantiles one standard error
/// of the count to either side (Woodruff 1952).
fn quantile_error(sketch: &QuantileSketch, p: f64, n: f64) -> f64 {
    let half = (p * (1.0 - p) / n.max(1.0)).sqrt();
    let low = sketch.quantile((p - half).max(0.0));
    let high = sketch.quantile((p + half).min(1.0));
    low.zip(high).map_or(f64::NAN, |(low, high)| (high - low) / 2.0)
}

fn days(sketch: &QuantileSketch, counted: u64) -> DateSummary {
    let comes = sketch.count_below(f64::INFINITY);
    let at = |rank: f64| sketch.quantile(rank).filter(|day| day.is_finite()).and_then(date_of);
    let quantiles = QUANTILES.iter().map(|p| {
        // a quantile that falls between a day and never is never
        let beyond = *p * counted as f64 > comes as f64;
        (*p, if beyond { None } else { at(*p) })
    });
    let share = comes as f64 / counted.max(1) as f64;
    let if_happens = QUANTILES.iter().filter_map(|p| {
        let day = at((p * share).min(share))?;
        Some((*p, day))
    });
    DateSummary {
        happens: estimate(comes, counted),
        quantiles: quantiles.collect(),
        quantiles_if_happens: if comes == 0 { Vec::new() } else { if_happens.collect() },
    }
}

/// The date of a day since 1970-01-01, at or before it.
fn date_of(day: f64) -> Option<Date> {
    let epoch = jiff::civil::date(1970, 1, 1);
    debug_assert!(days_of(epoch).abs() < 0.5);
    let span: Span = (day.floor() as i64).days();
    epoch.checked_add(span).ok()
}

fn processes(model: &Model, tally: &Tally) -> Vec<ProcessTimeline> {
    let found = model.variables.iter().filter(|v| matches!(v.kind, Kind::Process(_)));
    let of = |(variable, counts): (&crate::model::Variable, &Vec<u64>)| {
        let rows = counts.chunks_exact(variable.outcomes.len()).enumerate();
        let steps = rows.filter_map(|(step, row)| {
            let of = |i: &u16| estimate(row[usize::from(*i)], tally.kept);
            Some((model.timeline.date(step)?, variable.shown.iter().map(of).collect()))
        });
        let states = variable.shown.iter().map(|i| variable.outcomes[usize::from(*i)].clone());
        ProcessTimeline {
            process: variable.name.clone(),
            states: states.collect(),
            steps: steps.collect(),
        }
    };
    found.zip(&tally.processes).map(of).collect()
}
