//! Summarises a finished run: sampled answers, with the ranges of those probabilities that can be computed
//! exactly in each world, so that they contain no sampling noise.

use super::answer::{Answer, Body, Drawn, EXPECTED, Estimate, Forecast, Share};
use super::chance::among::is_carried;
use super::chance::settled::settle_processes;
use super::exactly::summary::exactly;
use super::summarise::{answers, assuming, processes};
use super::uncertain::parameters::parameters;
use super::uncertain::widest::{Worlds, reading, widest};
use crate::engine::{Plan, Tallies, Tally};
use crate::exact::{self, Exact, Extent, Task};
use crate::model::{Affected, Asked, Model, Supposition};
use crate::numerics::effects::Reading;
use crate::numerics::special::normal_tails;

/// Models with more variables are not computed alongside their trials.
const MOST_VARIABLES: usize = 48;
/// The most cells in the tables of all worlds.
const MOST_CELLS: f64 = 4e6;

/// Summarises a finished run as a forecast.
pub fn summarise(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    tallies: &Tallies,
) -> Forecast {
    let tally = &tallies.pooled;
    let is_uncertain = model.is_uncertain_with(&supposition.numbers);
    let unsure = Affected::new(model, supposition);
    let mut answers = answers(model, supposition, plan, tallies, true);
    put_ranges(model, supposition, plan, tallies, &mut answers);
    let readings = |index: usize| -> Vec<Option<Reading>> {
        tallies.worlds.iter().map(|tally| reading(&tally.answers[index])).collect()
    };
    let numbers = tallies.drawn.as_ref().map_or(&[][..], |drawn| &drawn.numbers);
    let holds = |world: usize| tallies.worlds[world].kept > 0;
    let worlds = Worlds { values: &tallies.values, numbers, holds: &holds, readings: &readings };
    let weight = |world: usize| tallies.worlds[world].kept as f64;
    let before = tallies.drawn.as_ref().map_or(&tallies.values, |drawn| &drawn.before);
    Forecast {
        widest: widest(model, supposition, &answers, &worlds),
        answers,
        processes: settle_processes(model, supposition, processes(model, &unsure, tallies)),
        parameters: parameters(model, supposition, (&tallies.values, before), &weight),
        drawn: Drawn {
            trials: tally.trials,
            kept: tally.accepted(),
            effective: tally.squares.as_ref().map(|squares| squares.effective(tally.kept)),
            worlds: if is_uncertain { tallies.worlds.len().max(1) as u64 } else { 1 },
            without: tallies.worlds.iter().filter(|world| world.kept == 0).count() as u64,
            worlds_worth: tallies.worth().filter(|_| is_uncertain && supposition.learns()),
            histories: tally.histories,
            seed: plan.seed,
        },
        ..assuming(model, supposition)
    }
}

/// The share of the worlds, each by its weight, in which an answer is at least [`EXPECTED`]; `None` with one world.
pub fn expected(tallies: &Tallies, answer: usize) -> Option<Share> {
    let of = |tally: &Tally| {
        let tally = tally.answers.get(answer)?;
        let kept = tally.kept - tally.left_out;
        let trials = tally.squares.as_ref().map_or(kept as f64, |own| own.effective(kept));
        Some((reading(tally)?, trials))
    };
    let all: Vec<(Reading, f64)> = tallies.worlds.iter().filter_map(of).collect();
    let total: f64 = all.iter().map(|(reading, _)| reading.weight).sum();
    let part = |of: &dyn Fn(&(Reading, f64)) -> f64| {
        all.iter().fold(0.0, |sum, own| sum + own.0.weight * of(own)) / total
    };
    let value = part(&|(reading, _)| f64::from(u8::from(reading.value >= EXPECTED)));
    let worlds = 1.0 / part(&|(reading, _)| reading.weight / total);
    // the trials of a world may put it on the wrong side
    let wrong = part(&|(reading, trials)| {
        let noise = (EXPECTED * (1.0 - EXPECTED) / trials).max(reading.noise).sqrt();
        normal_tails((reading.value - EXPECTED).abs() / noise).1
    });
    let std_error = (value * (1.0 - value) / worlds).sqrt().hypot(wrong);
    (all.len() > 1 && value.is_finite()).then_some(Share { value, std_error })
}

/// Replaces the ranges of sampled probabilities by those of exact ones if worlds are quickly computed: in
/// single-moment models, for answers with discrete causes.
pub fn put_ranges(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    tallies: &Tallies,
    answers: &mut [Answer],
) {
    let Some(exact) = solved(model, supposition, plan, tallies.worlds.len() as u64) else { return };
    let index = |question: usize| match &plan.questions {
        Some(chosen) => chosen.iter().position(|other| *other == question),
        None => Some(question),
    };
    let computed = exactly(model, supposition, &exact, plan.seed).answers;
    for (question, known) in exact.questions.iter().zip(computed) {
        let Some(answer) = index(*question).and_then(|index| answers.get_mut(index)) else {
            continue;
        };
        if !is_carried(answer.worlds_worth) {
            continue;
        }
        let ranges: Vec<_> = known.estimates().iter().map(|estimate| estimate.range).collect();
        let counted = estimates(answer);
        if ranges.len() == counted.len() {
            let counted = counted.into_iter().zip(ranges);
            let counted = counted.filter(|(counted, _)| counted.settled.is_none());
            counted.for_each(|(counted, range)| counted.range = range);
        }
    }
}

/// The questions of the plan whose probabilities depend on uncertain inputs and can be computed in each of
/// `worlds` worlds, as indices into the model's.
pub fn computed_by_world(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    worlds: u64,
) -> Vec<usize> {
    let requested = requested(model, supposition, plan);
    one_world(model, supposition, plan, (&requested, worlds))
        .map_or_else(Vec::new, |found| found.questions)
}

/// The exact answers in all worlds if they are quickly computed: in single-moment models, for the questions
/// of the plan that have discrete causes and depend on uncertain inputs.
pub fn solved(model: &Model, supposition: &Supposition, plan: &Plan, worlds: u64) -> Option<Exact> {
    let requested = requested(model, supposition, plan);
    let first = one_world(model, supposition, plan, (&requested, worlds))?;
    let task = task(plan, first.questions, worlds);
    exact::solve(model, supposition, &task, &|_| ()).ok()
}

/// The exact answers in the first world, if those of all worlds are quickly computed.
fn one_world(
    model: &Model,
    supposition: &Supposition,
    plan: &Plan,
    (requested, worlds): (&[usize], u64),
) -> Option<Exact> {
    let is_moment = model.timeline.clock.is_none() && !supposition.learns();
    let is_small = worlds > 1 && model.variables.len() <= MOST_VARIABLES;
    if !is_moment || !is_small || requested.is_empty() {
        return None;
    }
    let task = task(plan, requested.to_vec(), 1);
    let found = exact::solve(model, supposition, &task, &|_| ()).ok()?;
    let cells = match found.extent {
        Extent::Elimination(effort) => effort.cells,
        Extent::States(_) => return None,
    };
    (cells * worlds as f64 <= MOST_CELLS && !found.questions.is_empty()).then_some(found)
}

fn task(plan: &Plan, questions: Vec<usize>, worlds: u64) -> Task {
    Task {
        questions: Some(questions),
        worlds,
        seed: plan.seed,
        threads: plan.threads,
        timelines: false,
        values: Vec::new(),
    }
}

/// The questions whose probabilities depend on uncertain inputs, as indices into the model's.
fn requested(model: &Model, supposition: &Supposition, plan: &Plan) -> Vec<usize> {
    let unsure = Affected::new(model, supposition);
    let is_requested = |index: &usize| {
        let question = &model.questions[*index];
        let is_number = matches!(question.asked, Asked::Number(..) | Asked::Duration(_));
        !is_number && unsure.answer(question)
    };
    let all = || (0..model.questions.len()).collect();
    plan.questions.clone().unwrap_or_else(all).into_iter().filter(is_requested).collect()
}

/// Every probability of an answer, in the order of [`Answer::estimates`].
fn estimates(answer: &mut Answer) -> Vec<&mut Estimate> {
    match &mut answer.body {
        Body::Condition(estimate) => vec![estimate],
        Body::Category(outcomes) => outcomes.iter_mut().map(|(_, estimate)| estimate).collect(),
        Body::Number(_) => Vec::new(),
        Body::Date(date) => vec![&mut date.happens],
        Body::Joint(table) => table.cells.iter_mut().collect(),
    }
}
