//! Finds the uncertain input that moves an answer most, from the answer in each world: by main effects over
//! bins, then by pairs; if worlds differ and neither explains it, says so.

use super::inputs::{Uncertain, distinct, uncertain};
use crate::engine::{AnswerTally, Counts};
use crate::forecast::answer::{Answer, Body, Mover, WidestInput};
use crate::forecast::chance::among::LEAST_WORTH;
use crate::model::{Affected, Model, Supposition};
use crate::numerics::effects::{CurvePoint, Reading, Screen, screen, variance_between};

/// The answers of a sampled or exact run, by world.
pub(crate) struct Worlds<'a> {
    /// The parameter values of each world.
    pub(crate) values: &'a [Vec<f64>],
    /// The number of each world, shared by its copies; empty if all worlds are distinct.
    pub(crate) numbers: &'a [u64],
    /// Returns whether the evidence holds in some trial of a world.
    pub(crate) holds: &'a dyn Fn(usize) -> bool,
    /// Returns the value of an answer in each world; `None` if it has no answer.
    pub(crate) readings: &'a dyn Fn(usize) -> Vec<Option<Reading>>,
}

/// Finds the answer that varies most between worlds, and the input that moves it most. Probabilities are
/// measured in points. A number with a stable mean is considered only if no probability varies, by its
/// relative spread.
pub(crate) fn widest(
    model: &Model,
    supposition: &Supposition,
    answers: &[Answer],
    worlds: &Worlds,
) -> Option<WidestInput> {
    if worlds.values.is_empty() {
        return None;
    }
    let is_chance = |answer: &Answer| matches!(answer.body, Body::Condition(_) | Body::Date(_));
    let spread = |index: &usize| {
        let found: Vec<Reading> = (worlds.readings)(*index).into_iter().flatten().collect();
        let (variance, mean) = variance_between(&found);
        let scale = if is_chance(&answers[*index]) { 1.0 } else { mean.abs() };
        if variance > 0.0 { variance.sqrt() / scale } else { 0.0 }
    };
    let unsure = Affected::new(model, supposition);
    let question = |index: &usize| {
        model.questions.iter().find(|question| question.name == answers[*index].question)
    };
    // a number without a stable mean has no reproducible value in a world
    let has_readings = |index: &usize| match &answers[*index].body {
        Body::Number(number) => number.mean.is_ok(),
        _ => true,
    };
    let varies = |index: &usize| {
        has_readings(index) && question(index).is_some_and(|question| unsure.answer(question))
    };
    let varying: Vec<usize> = (0..answers.len()).filter(varies).collect();
    let of_kind = |chance: bool| -> Option<WidestInput> {
        let of = varying.iter().copied().filter(|index| is_chance(&answers[*index]) == chance);
        let widths = of.map(|index| (index, spread(&index)));
        let (index, _) = widths
            .filter(|(_, width)| *width > 0.0)
            .max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        mover(model, supposition, &answers[index], worlds, index)
    };
    of_kind(true).or_else(|| of_kind(false))
}

fn mover(
    model: &Model,
    supposition: &Supposition,
    answer: &Answer,
    worlds: &Worlds,
    index: usize,
) -> Option<WidestInput> {
    let question = model.questions.iter().find(|question| question.name == answer.question)?;
    let readings = (worlds.readings)(index);
    let is_without =
        |(world, reading): &(usize, &Option<Reading>)| reading.is_none() && (worlds.holds)(*world);
    let unanswered = readings.iter().enumerate().filter(is_without).count() as u64;
    let values: Vec<&[f64]> = worlds.values.iter().map(Vec::as_slice).collect();
    let (readings, values) = distinct(&readings, &values, worlds.numbers);
    let bears = |id| Affected::of(model, supposition, vec![id]).answer(question);
    let inputs = uncertain(model, &supposition.numbers, &values, bears);
    let columns: Vec<Vec<f64>> = inputs.iter().map(|input| input.values.clone()).collect();
    let found = screen(&readings, &columns);
    // with so few worlds, one or two inputs may be identified, but the absence of any is not evidence
    let is_found = !found.named.is_empty() || !found.pairs.is_empty();
    if !found.varies() || !is_found && found.effective < LEAST_WORTH {
        return None;
    }
    let unit = match &answer.body {
        Body::Number(number) => Some(number.unit.clone()),
        _ => None,
    };
    Some(WidestInput {
        label: answer.label.trim().to_owned(),
        unit,
        mover: foremost(&found, &inputs),
        unanswered,
    })
}

/// The input that moves the answer most: a single one, a pair if it moves it more, or neither.
fn foremost(found: &Screen, inputs: &[Uncertain]) -> Mover {
    let alone = found.named.first().and_then(|i| Some((*i, found.curves[*i].as_ref()?)));
    let pair = found.pairs.first();
    let share = alone.map_or(0.0, |(_, curve)| curve.share);
    if let Some(pair) = pair.filter(|pair| pair.share > share) {
        let (a, b) = pair.inputs;
        return Mover::Together {
            inputs: (inputs[a].name(), inputs[b].name()),
            extremes: pair.extremes,
        };
    }
    let Some((input, curve)) = alone else { return Mover::NotFound };
    let (first, last) = (curve.points[0], curve.points[curve.points.len() - 1]);
    let order = |a: &&CurvePoint, b: &&CurvePoint| a.shrunk.total_cmp(&b.shrunk);
    let lowest = *curve.points.iter().min_by(order).unwrap_or(&first);
    let highest = *curve.points.iter().max_by(order).unwrap_or(&last);
    let kind = &inputs[input].kind;
    if let (Some(low), Some(high)) = (kind.expert(lowest.input), kind.expert(highest.input)) {
        return Mover::Experts { lowest: (low, lowest.shrunk), highest: (high, highest.shrunk) };
    }
    let inner = curve.inner_extreme();
    let [low, high] = curve.ends();
    Mover::Alone {
        input: inputs[input].name(),
        ends: (low.shrunk, high.shrunk),
        std_errors: (low.std_error, high.std_error),
        inner: inner.map(|point| (point.input, point.shrunk, point.std_error)),
    }
}

/// The value of an answer in a world: the share of yes for a condition, the share of trials in which a date
/// occurs, or the mean of a number. `None` if the world has no answer, or no finite mean.
pub(crate) fn reading(tally: &AnswerTally) -> Option<Reading> {
    let weight = (tally.kept - tally.left_out) as f64;
    if weight <= 0.0 {
        return None;
    }
    let effective = match &tally.squares {
        Some(squares) => squares.effective(tally.kept - tally.left_out),
        None => weight,
    };
    let share = |hits: f64| {
        let q = (hits / weight).clamp(0.0, 1.0);
        Reading { value: q, weight, noise: noise(q * (1.0 - q), effective) }
    };
    match &tally.counts {
        Counts::Outcomes(counts) => Some(share(*counts.get(1)? as f64)),
        Counts::Numbers(..) if !tally.first_steps.is_empty() => {
            Some(share(tally.first_steps.iter().sum::<u64>() as f64))
        }
        Counts::Numbers(moments, ..) => {
            let all_finite = moments.count() >= tally.kept - tally.left_out;
            let value = moments.mean().filter(|_| all_finite)?;
            let noise = noise(moments.variance()?, effective);
            Some(Reading { value, weight, noise })
        }
    }
}

/// The variance of a mean over this many effective trials, from the variance found among them.
fn noise(variance: f64, effective: f64) -> f64 {
    // a single trial gives no estimate of its noise: NaN means that of the other worlds is used
    if effective > 1.0 { variance / (effective - 1.0) } else { f64::NAN }
}
