//! Turns counts into answers: shares of trials with their standard errors and intervals.

use super::answer::{
    Answer, Authorship, Body, ClockSpan, Drawn, Estimate, Forecast, JointTable, ProcessTimeline,
    Supposed,
};
use super::chance::among::{Among, is_carried};
use super::chance::estimate::{across, estimate};
use super::chance::settled::{Known, Nothing};
use super::chance::weighted::{self, Share};
use super::listed::listed;
use super::number::dates as days;
use super::number::summary::number;
use crate::engine::{Counts, Plan, Tallies, Tally};
use crate::formula::{Number, VariableId};
use crate::model::{
    Affected, Asked, Intervention, InterventionValue, Kind, Model, Question, Supposition, Variable,
};
use crate::scenario::Yardstick;
use jiff::civil::Date;
use std::sync::Arc;

/// The answers of a finished run. `day_by_day`: whether to include the probabilities of first passages by
/// date.
pub fn answers(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    tallies: &Tallies,
    day_by_day: bool,
) -> Vec<Answer> {
    let asked: Vec<&Question> = match &plan.questions {
        Some(chosen) => chosen.iter().map(|i| &model.questions[*i]).collect(),
        None => model.questions.iter().collect(),
    };
    let unsure = Affected::new(model, supposition);
    let nothing = Nothing::default();
    let known = Known::new(model, supposition, &nothing);
    let settle = |question: &Question, mut answer: Answer| {
        if let Some(known) = &known {
            known.settle(question, &mut answer);
        }
        answer
    };
    let of = |(i, question): (usize, &&Question)| {
        let is_conditional = question.given.is_some() || supposition.learns();
        let among = Among::new(tallies, i, (unsure.answer(question), is_conditional));
        let answer = answer(model, question, &among);
        if !day_by_day {
            return settle(question, answer);
        }
        let timeline = timeline(model, question, &among, plan.timelines);
        let tells_when = tells_when(&asked, i);
        settle(question, Answer { timeline, tells_when, ..answer })
    };
    asked.iter().enumerate().map(of).collect()
}

/// Returns, for each displayed range, the number of trials in each world that resolves it, estimated from the
/// counts of a few worlds; infinite if these show no range. Questions that are `computed` are omitted.
pub fn trials_needed(
    (model, supposition): (&Model, &Supposition),
    plan: &Plan,
    tallies: &Tallies,
    computed: &[usize],
) -> Vec<f64> {
    let asked = plan.questions.clone().unwrap_or_else(|| (0..model.questions.len()).collect());
    let answers = answers(model, supposition, plan, tallies, false);
    let ranged = asked.iter().zip(&answers).enumerate().filter(|(_, (question, answer))| {
        answer.leading_range().is_some() && !computed.contains(question)
    });
    let requested = |(index, (_, answer)): (usize, (&usize, &Answer))| {
        Among::new(tallies, index, (true, false)).trials_needed(&answer.body, plan.trials)
    };
    ranged.map(requested).collect()
}

/// The choices of a model and their options, except those that are set.
pub fn choices(model: &Model, is_set: &dyn Fn(VariableId) -> bool) -> Vec<(String, String)> {
    let choices = model.choices.iter().filter(|id| !is_set(**id)).filter_map(|id| {
        let variable = model.variable(*id);
        let Kind::Choice(option) = variable.kind else { return None };
        Some((variable.name.clone(), variable.outcomes[usize::from(option)].clone()))
    });
    choices.collect()
}

/// A forecast with its assumptions and without answers.
pub(super) fn assuming(model: &Model, supposition: &Supposition) -> Forecast {
    Forecast {
        title: model.title.clone(),
        clock: model.timeline.clock.map(|clock| ClockSpan {
            as_of: clock.as_of,
            until: clock.until,
            step: clock.step,
        }),
        choices: choices(model, &|id| supposition.is_always_held(id)),
        interventions: supposition.interventions.iter().map(|made| supposed(model, made)).collect(),
        evidence: supposition.evidence.iter().map(|(_, text)| text.clone()).collect(),
        known: None,
        answers: Vec::new(),
        processes: Vec::new(),
        parameters: Vec::new(),
        widest: None,
        voices: None,
        missed: None,
        yardstick: Yardstick::default(),
        authorship: Authorship::default(),
        conditions: Arc::clone(&model.conditions),
        drawn: Drawn {
            trials: 0,
            kept: 0,
            effective: None,
            worlds: 1,
            without: 0,
            worlds_worth: None,
            histories: None,
            seed: 0,
        },
        exact: None,
    }
}

/// The answer to a question, without its timeline.
fn answer(model: &Model, question: &Question, among: &Among) -> Answer {
    let tally = among.pooled;
    let counted = tally.kept - tally.left_out;
    let body = match (&question.asked, &tally.counts) {
        (Asked::Condition(_), Counts::Outcomes(_)) => Body::Condition(among.share(1)),
        (Asked::Category(category), Counts::Outcomes(_)) => {
            let variable = model.variable(category.variable);
            let of = |i: &u16| {
                let i = usize::from(*i);
                (variable.outcomes[i].clone(), among.share(i))
            };
            Body::Category(variable.shown.iter().map(of).collect())
        }
        (Asked::Joint(parts), Counts::Outcomes(_)) => {
            Body::Joint(joint(model, parts, &|i| among.share(i)))
        }
        (asked @ Asked::Date(_), Counts::Numbers(_, sample)) => Body::Date(match asked.passage() {
            Some(_) => days::passage(model, among),
            None => days::computed(sample, among),
        }),
        (Asked::Number(_, unit), Counts::Numbers(moments, sample)) => {
            Body::Number(number(unit.clone(), moments, sample, among))
        }
        (_, Counts::Numbers(moments, sample)) => {
            Body::Number(number("days".to_owned(), moments, sample, among))
        }
        (_, Counts::Outcomes(_)) => unreachable!("a tally has the shape of its question"),
    };
    Answer {
        question: question.name.clone(),
        label: question.label.clone(),
        given: question.given.as_ref().map(|(_, text)| text.clone()),
        member: question.member.clone(),
        kept: tally.accepted(),
        left_out: weighted::left_out(tally),
        effective: tally.squares.as_ref().map(|squares| squares.effective(counted)),
        worlds_worth: among.worth,
        body,
        timeline: Vec::new(),
        tells_when: false,
        fan: Vec::new(),
    }
}

fn supposed(model: &Model, made: &Intervention) -> Supposed {
    let variable = model.variable(made.variable);
    let until = (made.to_step < usize::MAX).then(|| model.timeline.date(made.to_step)).flatten();
    let is_dated = made.from_step > 0 || until.is_some();
    Supposed {
        text: made.text.clone(),
        variable: variable.name.clone(),
        value: match made.value {
            InterventionValue::Outcome(outcome) => variable.outcomes[usize::from(outcome)].clone(),
            InterventionValue::Number(value) => value.to_string(),
        },
        from: model.timeline.date(made.from_step).filter(|_| is_dated),
        until: until.filter(|_| is_dated),
    }
}

/// Whether no other question follows the same first passage to a later date; of two that follow it to the
/// same date, only the first.
pub(super) fn tells_when(asked: &[&Question], index: usize) -> bool {
    let follows = |question: &Question| {
        if question.given.is_some() {
            return None;
        }
        let (condition, day) = question.asked.passage()?;
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

/// The probability that a first passage has occurred by each step, up to the date that is asked for, with its
/// range if `ranged`.
fn timeline(
    model: &Model,
    question: &Question,
    among: &Among,
    ranged: bool,
) -> Vec<(Date, Estimate)> {
    let Some((_, by)) = question.asked.passage() else { return Vec::new() };
    let last = match by {
        Some(Number::Constant(day)) => model.timeline.step_at(*day),
        _ => Some(model.timeline.last()),
    };
    let passed = among.passed(last.map_or(0, |last| last + 1), &|_| ranged);
    let dated = passed.into_iter().enumerate();
    dated.filter_map(|(step, estimate)| Some((model.timeline.date(step)?, estimate))).collect()
}

pub(super) fn joint(
    model: &Model,
    parts: &[(String, Asked)],
    share: &dyn Fn(usize) -> Estimate,
) -> JointTable {
    // the tally is in the order of outcome names; tables are in display order
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
        share(index)
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

pub(super) fn processes(
    model: &Model,
    unsure: &Affected<'_>,
    tallies: &Tallies,
) -> Vec<ProcessTimeline> {
    let worlds: Vec<&Tally> = if tallies.worlds.is_empty() {
        vec![&tallies.pooled]
    } else {
        tallies.worlds.iter().collect()
    };
    let is_carried = is_carried(tallies.worth());
    let supported = |found: Estimate| if is_carried { found } else { found.without_error() };
    let found = model.variables.iter().zip(0..);
    let found = found.filter(|(v, _)| matches!(v.kind, Kind::Process(_)));
    let of = |(index, (variable, id)): (usize, (&Variable, u32))| {
        let is_unsure = unsure.variable(VariableId(id));
        let width = variable.outcomes.len();
        let share = |step: usize, state: &u16| {
            let at = step * width + usize::from(*state);
            if tallies.pooled.squares.is_some() {
                let shares = worlds.iter().map(|tally| Share::of_state(tally, index, at));
                let shares: Vec<Share> = shares.collect();
                let sure = || {
                    if tallies.are_islands() {
                        supported(weighted::mean_across(&shares))
                    } else {
                        weighted::pooled(&shares).estimate()
                    }
                };
                return if is_unsure { supported(weighted::across(&shares)) } else { sure() };
            }
            if !is_unsure {
                return estimate(tallies.pooled.processes[index][at], tallies.pooled.kept);
            }
            let counts = worlds.iter().map(|tally| (tally.processes[index][at], tally.kept));
            supported(across(&counts.collect::<Vec<_>>()))
        };
        let steps = (0..=model.timeline.last()).filter_map(|step| {
            let shares = variable.shown.iter().map(|state| share(step, state)).collect();
            Some((model.timeline.date(step)?, shares))
        });
        let states = variable.shown.iter().map(|i| variable.outcomes[usize::from(*i)].clone());
        ProcessTimeline {
            process: variable.name.clone(),
            states: states.collect(),
            steps: steps.collect(),
        }
    };
    if tallies.pooled.processes.is_empty() {
        return Vec::new();
    }
    found.enumerate().map(of).collect()
}
