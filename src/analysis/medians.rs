//! Medians to replace means that are not stable, as `run` shows them, each with the medians of batches of the
//! trials: the error of a difference comes from paired batches.

use super::sides::Contender;
use crate::diagnostic::Diagnostic;
use crate::engine::{
    Counts, LANES, Own, Plan, Shard, Tallies, Watch, evidence_holds, run_shard, waits,
};
use crate::forecast::{
    self, Answer, Body, Difference, Figure, Level, NoMean, NumberSummary, WorldValue,
    range_of_differences, student_quantile,
};
use crate::model::{Asked, Model, Supposition};

/// Number of batches of a side's trials or worlds.
const BATCHES: u64 = 32;

/// A side on which a number is asked: its model, its supposition and the index of the question.
pub(super) type Side<'a> = (&'a Model, &'a Supposition, usize);

/// The median of a number on a side.
pub(super) struct Median {
    /// The median, as `run` computes it.
    pub(super) level: Level,
    /// Whether `run` finds no mean: it is not stable, or *never* in some trials.
    pub(super) is_unstable: bool,
    /// The median of each batch.
    batches: Vec<f64>,
    /// The median of each reading and the trials that each has, if readings are those of every other side.
    by_world: Option<(Vec<WorldValue>, f64)>,
}

/// Draws the medians of a number on all sides, by the index of its question there; `None` if a side has none.
pub(super) fn medians(
    sides: &[Contender],
    indices: &[usize],
    plan: &Plan,
) -> Result<Option<Vec<Median>>, Diagnostic> {
    let sides = sides.iter().zip(indices);
    let of = |(side, index): (&Contender, &usize)| {
        median((&side.model, &side.supposition, *index), plan)
    };
    let found: Vec<Result<Option<Median>, Diagnostic>> = sides.map(of).collect();
    found.into_iter().collect()
}

/// Returns the sum of medians, each times its weight, and its standard error from the sums of paired batches; the error is
/// NaN if too few readings or batches show it.
pub(super) fn combined(medians: &[Median], weights: &[f64]) -> (f64, f64) {
    let sides = || medians.iter().zip(weights).filter(|(_, weight)| **weight != 0.0);
    let value = sides().map(|(median, weight)| weight * median.level.value).sum();
    let batches = sides().map(|(median, _)| median.batches.len()).min().unwrap_or(0);
    let sum = |batch: usize| -> f64 { sides().map(|(m, weight)| weight * m.batches[batch]).sum() };
    let is_thin = sides().any(|(median, _)| median.level.is_thin());
    let error = error_of_mean(&(0..batches).map(sum).collect::<Vec<_>>());
    (value, if is_thin { f64::NAN } else { error })
}

/// The standard error of the mean of some batches.
pub(super) fn error_of_mean(batches: &[f64]) -> f64 {
    let n = batches.len() as f64;
    let mean = batches.iter().sum::<f64>() / n;
    let squares: f64 = batches.iter().map(|x| (x - mean) * (x - mean)).sum();
    (squares / (n * (n - 1.0))).sqrt()
}

/// Whether the mean of a number may be unstable, from its sums in the parts of a run: few trials contribute
/// much of the variance only if the parts that contain them do, or if few parts lie far from the others.
pub(super) fn may_be_unstable(parts: &[Own]) -> bool {
    const FARTHEST: usize = 32;
    const SHARE: f64 = 0.2;
    const FAR: f64 = 1.6;
    if parts.len() < 4 * FARTHEST {
        return true;
    }
    let (sum, kept) = parts.iter().fold((0.0, 0.0), |(s, k), own| (s + own.sum, k + own.kept));
    let mean = sum / kept;
    let own_mean = |own: &Own| own.sum / own.kept.max(f64::MIN_POSITIVE);
    let around = |own: &Own| (own.squares - 2.0 * mean * own.sum + mean * mean * own.kept).max(0.0);
    let away = |own: &Own| own.kept * (own_mean(own) - mean) * (own_mean(own) - mean);
    let held = |of: &dyn Fn(&Own) -> f64| {
        let mut squares: Vec<f64> = parts.iter().map(of).collect();
        squares.sort_by(|a, b| b.total_cmp(a));
        let all: f64 = squares.iter().sum();
        let share = squares[..FARTHEST].iter().sum::<f64>() / all.max(f64::MIN_POSITIVE);
        (share >= SHARE, squares[0] >= FAR * FAR * squares[FARTHEST - 1])
    };
    let (much, is_far) = held(&away);
    held(&around).0 || (much && is_far)
}

/// Whether trials show numbers without a mean: it is not stable, or *never* in some trials.
fn has_no_mean(number: &NumberSummary) -> bool {
    matches!(number.mean, Err(NoMean::Unstable | NoMean::Never))
}

/// Whether the mean of a number may be missing: it may be *never*, as only durations can, or [unstable](may_be_unstable).
pub(super) fn may_have_no_mean(asked: &Asked, parts: &[Own]) -> bool {
    matches!(asked, Asked::Duration(_)) || may_be_unstable(parts)
}

/// Whether each number has no stable mean on some side, by one run of each side. `numbers` gives, by number, the index of
/// its question on each side.
pub(super) fn unstable(
    sides: &[Contender],
    numbers: &[&[usize]],
    plan: &Plan,
) -> Result<Vec<bool>, Diagnostic> {
    let mut found = vec![false; numbers.len()];
    let mut missing = None;
    for (at, Contender { model, supposition, .. }) in sides.iter().enumerate() {
        if numbers.is_empty() {
            break;
        }
        let questions = Some(numbers.iter().map(|indices| indices[at]).collect());
        let plan = Plan { questions, timelines: false, ..plan.clone() };
        let nobody = Watch { progress: &|_| (), spent: None };
        let tallies = match run_shard(model, supposition, &plan, Shard::WHOLE, nobody) {
            Ok(tallies) => tallies,
            Err(fault) => {
                missing = Some(first_of(missing, fault, &plan)?);
                continue;
            }
        };
        evidence_holds(model, supposition, &tallies)?;
        let answers = forecast::answers(model, supposition, &plan, &tallies, false);
        for (is_unstable, indices) in found.iter_mut().zip(numbers) {
            let name = &model.questions[indices[at]].name;
            let answer = answers.iter().find(|answer| answer.question == *name);
            *is_unstable |= answer.is_some_and(
                |answer| matches!(&answer.body, Body::Number(number) if has_no_mean(number)),
            );
        }
    }
    missing.map_or(Ok(found), Err)
}

/// The fault to end with when all runs have been tried, if their counts are waited for; an error at once if not.
fn first_of(
    before: Option<Diagnostic>,
    fault: Diagnostic,
    plan: &Plan,
) -> Result<Diagnostic, Diagnostic> {
    if waits(plan) { Ok(before.unwrap_or(fault)) } else { Err(fault) }
}

/// Draws the median of a number on a side; `None` if it has none.
pub(super) fn median(
    (model, supposition, question): Side,
    plan: &Plan,
) -> Result<Option<Median>, Diagnostic> {
    let plan = Plan { questions: Some(vec![question]), timelines: false, ..plan.clone() };
    let is_uncertain = model.is_uncertain_with(&supposition.numbers);
    let blocks = plan.trials.div_ceil(LANES as u64);
    let parts = if is_uncertain { plan.worlds_drawn() } else { blocks };
    let of = BATCHES.min(parts).max(1);
    let nobody = Watch { progress: &|_| (), spent: None };
    let (mut whole, mut missing): (Option<Tallies>, _) = (None, None);
    let mut batches = Vec::new();
    let answer = |tallies: &Tallies| {
        forecast::answers(model, supposition, &plan, tallies, false).swap_remove(0)
    };
    for index in 0..of {
        let part = match run_shard(model, supposition, &plan, Shard { index, of }, nobody) {
            Ok(part) => part,
            Err(fault) => {
                missing = Some(first_of(missing, fault, &plan)?);
                continue;
            }
        };
        batches.push(middle_of(&part));
        match &mut whole {
            Some(whole) => whole.join(part),
            None => whole = Some(part),
        }
    }
    if let Some(fault) = missing {
        return Err(fault);
    }
    let Some(whole) = whole else { return Ok(None) };
    evidence_holds(model, supposition, &whole)?;
    let answer = answer(&whole);
    let Body::Number(number) = &answer.body else { return Ok(None) };
    let is_unstable = has_no_mean(number);
    let ends = number.quantiles.first().zip(number.quantiles.last());
    let spread = ends.map_or(f64::NAN, |((_, low), (_, high))| (high.value - low.value) / 3.0);
    Ok(middle(&answer).map(|figure| Median {
        level: Level {
            value: figure.value,
            std_error: figure.error(),
            sampling: figure.sampling.unwrap_or((f64::NAN, f64::NAN)),
            range: figure.range,
            worth: answer.worlds_worth,
            settled: None,
            spread,
        },
        is_unstable,
        batches,
        // readings drawn by the weight of the evidence are each side's own
        by_world: whole.drawn.is_none().then(|| forecast::medians_of_worlds(&whole, 0)),
    }))
}

/// The median of the only number that is counted; NaN if no trial has one.
fn middle_of(tallies: &Tallies) -> f64 {
    let Counts::Numbers(_, sample) = &tallies.pooled.answers[0].counts else { return f64::NAN };
    sample.ordered().quantile(0.5).filter(|value| value.is_finite()).unwrap_or(f64::NAN)
}

/// The median of a number.
fn middle(answer: &Answer) -> Option<Figure> {
    let Body::Number(number) = &answer.body else { return None };
    number.quantile(0.5).copied().filter(|figure| figure.value.is_finite())
}

impl Median {
    /// The difference of another median from this one, with the error of the paired batches and the range of the readings'
    /// own differences. Both are absent if too few readings carry either side, and the range if readings are not paired.
    pub(super) fn to(&self, other: &Self) -> Difference {
        let value = other.level.value - self.level.value;
        let batches = self.batches.iter().zip(&other.batches);
        let apart: Vec<f64> = batches.map(|(a, b)| b - a).collect();
        let error = error_of_mean(&apart);
        let is_thin = self.level.is_thin() || other.level.is_thin();
        let is_known = error.is_finite() && error > 0.0 && !is_thin;
        let std_error = if is_known { error } else { f64::NAN };
        let reach = student_quantile(apart.len() as f64 - 1.0) * std_error;
        let can_differ = !is_thin && (self.level.range.is_some() || other.level.range.is_some());
        let worlds = self.by_world.as_ref().zip(other.by_world.as_ref()).filter(|_| can_differ);
        let range = worlds.and_then(|(first, (other, trials))| {
            range_of_differences(&first.0, other, first.1.min(*trials))
        });
        Difference {
            value,
            std_error,
            sampling: (value - reach, value + reach),
            range,
            is_overall: can_differ && range.is_none(),
        }
    }

    /// The number of batches from which the error of a difference is estimated.
    pub(super) fn batches(&self) -> usize {
        self.batches.len()
    }
}
