//! The answers to questions, put together from cases with their probabilities, and what a question reads.

use super::answers::{Exactly, Masses};
use crate::formula::{Condition, Number, Read, VariableId};
use crate::model::facts::Truth;
use crate::model::{Asked, Model, Question, Supposition, Variable};

/// The parts of an answer; itself, if it is not a joint one.
pub(super) fn parts(asked: &Asked) -> Vec<&Asked> {
    match asked {
        Asked::Joint(all) => all.iter().flat_map(|(_, part)| parts(part)).collect(),
        one => vec![one],
    }
}

/// The condition that restricts a question.
pub(super) fn given(question: &Question) -> Option<&Condition> {
    question.given.as_ref().map(|(condition, _)| condition)
}

/// The step of a day; `None` if it is not constant or not on the clock.
pub(super) fn step_of(model: &Model, day: &Number) -> Option<usize> {
    model.timeline.step_at(day.constant()?)
}

/// The variables that an answer reads, including its `given` and the evidence.
pub(super) fn reads_of(question: &Question, supposition: &Supposition) -> Vec<VariableId> {
    let mut found = Vec::new();
    let mut note = |read: Read| {
        if read.is_in_trial() {
            found.push(read.variable);
        }
    };
    question.for_each_read(&mut note);
    supposition.for_each_variable(&mut |id| found.push(id));
    found.sort_unstable();
    found.dedup();
    found
}

/// By variable: whether one of those wanted comes from it. Parameters are no causes: they have one value.
pub(super) fn relevant(
    model: &Model,
    supposition: &Supposition,
    requested: &[VariableId],
) -> Vec<bool> {
    let is_held = |id| supposition.is_always_held(id);
    let found = model.dependencies.ancestors(requested.to_vec(), is_held);
    let is_cause = |(variable, found): (&Variable, bool)| found && !variable.is_parameter();
    model.variables.iter().zip(found).map(is_cause).collect()
}

/// The number of outcomes of an answer; `None` for a number.
fn size(model: &Model, asked: &Asked) -> Option<usize> {
    match asked {
        Asked::Condition(_) => Some(2),
        Asked::Category(category) => Some(model.variable(category.variable).outcomes.len()),
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => None,
        Asked::Joint(all) => {
            all.iter().map(|(_, p)| size(model, p)).try_fold(1, |n, k| Some(n * k?))
        }
    }
}

/// The value of one part of an answer.
#[derive(Clone, Copy)]
pub(super) enum Value {
    /// A number, which may be undefined.
    Number(f64),
    /// The truth of a condition.
    Truth(Truth),
    /// The outcome of a variable.
    Outcome(usize),
}

/// Returns the answer to a question with a joint probability `ln_kept` of its conditions, from cases in which its parts
/// have these values, with the probability of each case given these conditions.
pub(super) fn answer(
    model: &Model,
    asked: &Asked,
    ln_kept: f64,
    cases: impl Iterator<Item = (Vec<Value>, f64)>,
) -> Exactly {
    let size_of = |part: &&Asked| size(model, part).unwrap_or(1);
    let sizes: Vec<usize> = parts(asked).iter().map(size_of).collect();
    let mut masses = vec![0.0; size(model, asked).unwrap_or(0)];
    let (mut left_out, mut numbers) = (0.0, Vec::new());
    for (values, p) in cases {
        let index = values.iter().zip(&sizes).try_fold(0, |index, (value, size)| match value {
            Value::Outcome(outcome) => Some(index * size + outcome),
            Value::Truth(Truth::Undefined) => None,
            Value::Truth(truth) => Some(index * size + usize::from(*truth == Truth::True)),
            Value::Number(x) => {
                numbers.push((*x, p));
                Some(index)
            }
        });
        match (index, masses.is_empty()) {
            (Some(index), false) => masses[index] += p,
            (None, _) => left_out += p,
            (Some(_), true) => {}
        }
    }
    let (masses, left_out) = match size(model, asked) {
        Some(_) => (Masses::Outcomes(masses), left_out),
        None => self::numbers(numbers, asked),
    };
    Exactly { ln_kept, left_out, masses, passed: Vec::new() }
}

/// The answer to a question that is asked in no case.
pub(super) fn nothing(model: &Model, asked: &Asked) -> Exactly {
    answer(model, asked, f64::NEG_INFINITY, std::iter::empty())
}

/// Sorts values, merging the probabilities of equal ones. Removes undefined values (for a plain number also
/// infinite ones), and returns their total probability second.
fn numbers(mut all: Vec<(f64, f64)>, asked: &Asked) -> (Masses, f64) {
    let endless = matches!(asked, Asked::Number(..));
    let is_lost = |x: f64| x.is_nan() || (endless && x.is_infinite());
    let lost = all.iter().filter(|(x, _)| is_lost(*x)).map(|(_, p)| p).sum();
    all.retain(|(x, p)| !is_lost(*x) && *p > 0.0);
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut distinct: Vec<(f64, f64)> = Vec::with_capacity(all.len());
    for (x, p) in all {
        match distinct.last_mut() {
            Some(last) if last.0.total_cmp(&x).is_eq() => last.1 += p,
            _ => distinct.push((x, p)),
        }
    }
    (Masses::Values(distinct), lost)
}
