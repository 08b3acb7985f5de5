//! The analyst's doubts over the worlds: what parameters were and became, and which one moves an
//! answer most.

use super::answer::{Answer, Body, ParameterSummary, WidestDoubt};
use super::estimate::{QUANTILES, weighted_quantile};
use crate::model::{Doubt, Model, Overrides, Role, Supposition, Unsure};

/// The doubt that moves the answer with the widest range most: how far the answer differs between
/// the worlds where a parameter that it turns on is in its lowest and in its highest tenth. `counted` has the weight of
/// an answer's yes in a world, and of all that it is asked of there.
pub(super) fn widest(
    model: &Model,
    supposition: &Supposition,
    values: &[Vec<f64>],
    answers: &[Answer],
    counted: &dyn Fn(usize, usize) -> (f64, f64),
) -> Option<WidestDoubt> {
    let width = |answer: &Answer| match answer.body {
        Body::Condition(estimate) => estimate.ends().map_or(0.0, |(low, high)| high - low),
        _ => 0.0,
    };
    let (index, answer) =
        answers.iter().enumerate().max_by(|a, b| width(a.1).total_cmp(&width(b.1)))?;
    if width(answer) <= 0.0 {
        return None;
    }
    let moved = |doubt: &Doubt| {
        let mut worlds: Vec<usize> = (0..values.len()).collect();
        let value = |world: &usize| values[*world][doubt.id.index()];
        worlds.sort_by(|a, b| value(a).total_cmp(&value(b)));
        let tenth = worlds.len().div_ceil(10);
        let share = |some: &[usize]| {
            let (hits, trials) = some
                .iter()
                .map(|world| counted(index, *world))
                .fold((0.0, 0.0), |(hits, trials), (h, k)| (hits + h, trials + k));
            if trials > 0.0 { hits / trials } else { 0.0 }
        };
        (share(&worlds[..tenth]), share(&worlds[worlds.len() - tenth..]))
    };
    let question = model.questions.iter().find(|question| question.name == answer.question)?;
    let bears = |doubt: &&Doubt| {
        is_told(model, &supposition.numbers, doubt)
            && Unsure::of(model, supposition, vec![doubt.id]).answer(question)
    };
    let drawn = model.doubts.iter().filter(bears);
    let (parameter, answer_at) = drawn
        .map(|doubt| (doubt.name.clone(), moved(doubt)))
        .max_by(|a, b| (a.1.1 - a.1.0).abs().total_cmp(&(b.1.1 - b.1.0).abs()))?;
    Some(WidestDoubt { label: answer.label.trim().to_owned(), parameter, answer: answer_at })
}

/// What each parameter was over the worlds `before` anything was learnt, and what it became over those
/// that were run, each counting by its weight.
pub(super) fn parameters(
    model: &Model,
    overrides: &Overrides,
    (values, before): (&[Vec<f64>], &[Vec<f64>]),
    weight: &dyn Fn(usize) -> f64,
) -> Vec<ParameterSummary> {
    if values.is_empty() {
        return Vec::new();
    }
    let of = |doubt: &Doubt| {
        let quantiles = |values: &[Vec<f64>], weight: &dyn Fn(usize) -> f64| {
            let mut weighed: Vec<(f64, f64)> = (0..values.len())
                .map(|world| (values[world][doubt.id.index()], weight(world)))
                .filter(|(_, weight)| *weight > 0.0)
                .collect();
            weighed.sort_by(|a, b| a.0.total_cmp(&b.0));
            let at = |p: &f64| Some((*p, weighted_quantile(&weighed, *p)?));
            QUANTILES.iter().filter_map(at).collect::<Vec<_>>()
        };
        ParameterSummary {
            name: doubt.name.clone(),
            said: doubt.text.clone(),
            before: quantiles(before, &|_| 1.0),
            after: quantiles(values, weight),
        }
    };
    let told = model.doubts.iter().filter(|doubt| is_told(model, overrides, doubt));
    told.map(of).collect()
}

/// Whether a doubt is drawn and stated; who is right is told of the experts.
fn is_told(model: &Model, overrides: &Overrides, doubt: &Doubt) -> bool {
    model.is_drawn_with(doubt.id, overrides) && doubt.role != Role::Belief
}
