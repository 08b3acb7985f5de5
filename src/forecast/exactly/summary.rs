//! Summarises exact answers as a forecast: no sampling error, and ranges across worlds as in any other.

use super::worlds::{Worlds, days, number};
use crate::exact::{Exact, Exactly, Extent, Masses, WorldAnswers};
use crate::forecast::answer::{Answer, Body, Computed, Drawn, Estimate, Forecast, ProcessTimeline};
use crate::forecast::chance::among::is_carried;
use crate::forecast::chance::estimate::computed;
use crate::forecast::chance::settled::{Known, Nothing};
use crate::forecast::summarise::{assuming, joint, tells_when};
use crate::forecast::uncertain::parameters::parameters;
use crate::forecast::uncertain::widest;
use crate::formula::{Condition, Number};
use crate::model::{Affected, Asked, Kind, Model, Question, Supposition};
use crate::numerics::effects::Reading;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// Summarises answers computed in each world as a forecast.
pub fn exactly(model: &Model, supposition: &Supposition, exact: &Exact, seed: u64) -> Forecast {
    let asked: Vec<&Question> = exact.questions.iter().map(|i| &model.questions[*i]).collect();
    let most = exact.worlds.iter().map(|w| w.ln_kept).fold(f64::NEG_INFINITY, f64::max);
    let weight = |ln: f64| if ln > f64::NEG_INFINITY { libm::exp(ln - most) } else { 0.0 };
    let unsure = Affected::new(model, supposition);
    // readings that agree are no proof: others might not; and what evidence settles is shown as such
    let nothing = Nothing::default();
    let is_wanted = exact.worlds.len() > 1 || supposition.learns();
    let known = is_wanted.then(|| Known::new(model, supposition, &nothing)).flatten();
    let answers = asked.iter().enumerate().map(|(i, question)| {
        let mut worlds: Vec<(&Exactly, f64)> = exact
            .worlds
            .iter()
            .map(|world| (&world.answers[i], weight(world.answers[i].ln_kept)))
            .collect();
        if !unsure.answer(question) {
            // all worlds have the same answer: one of them is enough
            let any = worlds.iter().position(|(_, weight)| *weight > 0.0).unwrap_or(0);
            worlds = vec![worlds[any]];
        }
        let weights = exact.worlds.iter().map(|world| weight(world.answers[i].ln_kept));
        let weighs = question.given.is_some() || supposition.learns();
        let worth = worth(weights, &exact.values).filter(|_| weighs && unsure.answer(question));
        let worlds = Worlds { worlds, is_carried: is_carried(worth) };
        let found = answer(model, question, &worlds);
        let mut found = Answer { tells_when: tells_when(&asked, i), worlds_worth: worth, ..found };
        if let Some(known) = &known {
            known.settle(question, &mut found);
        }
        found
    });
    let answers: Vec<Answer> = answers.collect();
    let kept: Vec<f64> = exact.worlds.iter().map(|world| weight(world.ln_kept)).collect();
    let readings = |index: usize| -> Vec<Option<Reading>> {
        let worlds = exact.worlds.iter().map(|world| &world.answers[index]);
        worlds.map(|answer| reading(answer, weight(answer.ln_kept))).collect()
    };
    let holds = |world: usize| kept[world] > 0.0;
    let worlds =
        widest::Worlds { values: &exact.values, numbers: &[], holds: &holds, readings: &readings };
    let of_all = |index: usize, of: &dyn Fn(&Exactly) -> f64| {
        let pairs: Vec<(f64, f64)> = exact
            .worlds
            .iter()
            .map(|w| &w.answers[index])
            .map(|a| (of(a), weight(a.ln_kept)))
            .collect();
        computed(&pairs).probability
    };
    let asked_at_all = |index: usize| {
        let chances = exact.worlds.iter().map(|w| weight(w.answers[index].ln_kept));
        most + libm::log(chances.sum::<f64>() / exact.worlds.len() as f64)
    };
    Forecast {
        widest: widest::widest(model, supposition, &answers, &worlds),
        processes: match known {
            Some(known) => known.processes(processes(model, &exact.worlds, &kept)),
            None => processes(model, &exact.worlds, &kept),
        },
        parameters: parameters(
            model,
            supposition,
            (&exact.values, if exact.before.is_empty() { &exact.values } else { &exact.before }),
            &|world| kept[world],
        ),
        drawn: Drawn {
            trials: 0,
            kept: 0,
            effective: None,
            worlds_worth: worth(kept.iter().copied(), &exact.values)
                .filter(|_| supposition.learns()),
            worlds: exact.worlds.len() as u64,
            without: kept.iter().filter(|weight| **weight <= 0.0).count() as u64,
            histories: None,
            seed,
        },
        exact: Some(Computed {
            extent: exact.extent,
            ln_sure: ln_mean(exact.worlds.iter().map(|world| world.ln_sure)),
            ln_asked: (0..answers.len()).map(asked_at_all).collect(),
            left_out: (0..answers.len()).map(|i| of_all(i, &|a| a.left_out)).collect(),
        }),
        answers,
        ..assuming(model, supposition)
    }
}

/// The answer of a world as one number: the probability of yes or that the date occurs, or the mean. `None`
/// if the world has no answer or no finite mean.
fn reading(answer: &Exactly, weight: f64) -> Option<Reading> {
    let defined = 1.0 - answer.left_out;
    let weight = weight * defined;
    if weight.is_nan() || weight <= 0.0 {
        return None;
    }
    let value = match (&answer.masses, answer.passed.last()) {
        (_, Some(comes)) => *comes,
        (Masses::Outcomes(masses), None) => masses.get(1)? / defined,
        (Masses::Values(values), None) => {
            values.iter().map(|(x, p)| x * p).sum::<f64>() / values.iter().map(|v| v.1).sum::<f64>()
        }
    };
    value.is_finite().then_some(Reading { value, weight, noise: 0.0 })
}

/// The log of the mean of numbers given by their logs; NaN if one of them is.
fn ln_mean(all: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let n = all.len() as f64;
    let most = all.clone().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + libm::log(all.map(|ln| libm::exp(ln - most)).sum::<f64>() / n)
}

/// A forecast with its assumptions and without answers; `ln_sure` is the log probability of what is learnt for sure.
pub fn unanswered(model: &Model, supposition: &Supposition, ln_sure: f64) -> Forecast {
    let exact =
        Computed { extent: Extent::States(1), ln_sure, ln_asked: Vec::new(), left_out: Vec::new() };
    Forecast { exact: Some(exact), ..assuming(model, supposition) }
}

/// The effective number of equally weighted worlds with these weights, merging copies of a world (Kish 1965);
/// `None` with a single world.
fn worth(weights: impl Iterator<Item = f64>, values: &[Vec<f64>]) -> Option<f64> {
    let mut by_world: BTreeMap<Vec<u64>, f64> = BTreeMap::new();
    for (values, weight) in values.iter().zip(weights) {
        *by_world.entry(values.iter().map(|x| x.to_bits()).collect()).or_default() += weight;
    }
    let (sum, squares) = by_world.values().fold((0.0, 0.0), |(s, q), w| (s + w, q + w * w));
    (!by_world.is_empty()).then(|| if squares > 0.0 { sum * sum / squares } else { 0.0 })
}

fn answer(model: &Model, question: &Question, worlds: &Worlds) -> Answer {
    let timeline = timeline(model, &question.asked, worlds);
    let body = match &question.asked {
        Asked::Condition(_) => Body::Condition(worlds.share(1)),
        Asked::Category(category) => {
            let variable = model.variable(category.variable);
            let of = |i: &u16| {
                let i = usize::from(*i);
                (variable.outcomes[i].clone(), worlds.share(i))
            };
            Body::Category(variable.shown.iter().map(of).collect())
        }
        Asked::Joint(parts) => Body::Joint(joint(model, parts, &|i| worlds.share(i))),
        Asked::Date(_) => Body::Date(days(worlds, timeline.last().map(|(_, happens)| *happens))),
        Asked::Number(_, unit) => Body::Number(number(unit.clone(), worlds)),
        Asked::Duration(_) => Body::Number(number("days".to_owned(), worlds)),
    };
    Answer {
        question: question.name.clone(),
        label: question.label.clone(),
        given: question.given.as_ref().map(|(_, text)| text.clone()),
        member: question.member.clone(),
        kept: 0,
        effective: None,
        worlds_worth: None,
        left_out: 0,
        body,
        timeline,
        tells_when: false,
        fan: Vec::new(),
    }
}

/// The probability that a first passage has occurred by each step, up to the date that is asked for.
fn timeline(model: &Model, asked: &Asked, worlds: &Worlds) -> Vec<(Date, Estimate)> {
    let last = match asked {
        Asked::Condition(Condition::By(_, Number::Constant(day))) => model.timeline.step_at(*day),
        _ => Some(model.timeline.last()),
    };
    let known = worlds.worlds.iter().map(|(answer, _)| answer.passed.len()).min().unwrap_or(0);
    let steps = last.map_or(0, |last| last + 1).min(known);
    (0..steps).filter_map(|step| Some((model.timeline.date(step)?, worlds.passed(step)))).collect()
}

fn processes(model: &Model, worlds: &[WorldAnswers], kept: &[f64]) -> Vec<ProcessTimeline> {
    let found = model.variables.iter().filter(|v| matches!(v.kind, Kind::Process(_)));
    let of = |(index, variable): (usize, &crate::model::Variable)| {
        let known = worlds.iter().all(|w| w.processes.get(index).is_some_and(|p| !p.is_empty()));
        if !known {
            return None;
        }
        let width = variable.outcomes.len();
        let share = |step: usize, state: &u16| {
            let at = step * width + usize::from(*state);
            let pairs: Vec<(f64, f64)> =
                worlds.iter().zip(kept).map(|(w, k)| (w.processes[index][at], *k)).collect();
            computed(&pairs)
        };
        let steps = (0..=model.timeline.last()).filter_map(|step| {
            let shares = variable.shown.iter().map(|state| share(step, state)).collect();
            Some((model.timeline.date(step)?, shares))
        });
        let states = variable.shown.iter().map(|i| variable.outcomes[usize::from(*i)].clone());
        Some(ProcessTimeline {
            process: variable.name.clone(),
            states: states.collect(),
            steps: steps.collect(),
        })
    };
    found.enumerate().filter_map(of).collect()
}
