//! The parts of questions used by both exact methods, and what a question reads.

use super::answers::Masses;
use crate::formula::{Category, Condition, Number, Read, VariableId};
use crate::model::{Asked, Model, Question, Supposition};

/// Visits every condition, number and category of an answer.
pub(super) fn parts<'q>(
    asked: &'q Asked,
    condition: &mut dyn FnMut(&'q Condition),
    number: &mut dyn FnMut(&'q Number),
    category: &mut dyn FnMut(&'q Category),
) {
    match asked {
        Asked::Condition(c) => condition(c),
        Asked::Category(c) => category(c),
        Asked::Number(n, _) | Asked::Duration(n) | Asked::Date(n) => number(n),
        Asked::Joint(all) => {
            for (_, part) in all {
                parts(part, condition, number, category);
            }
        }
    }
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
    supposition.evidence.iter().for_each(|(condition, _)| condition.for_each_read(&mut note));
    found.sort_unstable();
    found.dedup();
    found
}

/// The number of outcomes of an answer; `None` for a number.
pub(super) fn size(model: &Model, asked: &Asked) -> Option<usize> {
    match asked {
        Asked::Condition(_) => Some(2),
        Asked::Category(category) => Some(model.variable(category.variable).outcomes.len()),
        Asked::Number(..) | Asked::Duration(_) | Asked::Date(_) => None,
        Asked::Joint(all) => {
            all.iter().map(|(_, p)| size(model, p)).try_fold(1, |n, k| Some(n * k?))
        }
    }
}

/// Sorts values, merging the probabilities of equal ones. Removes undefined values (for a plain number also
/// infinite ones), and returns their total probability second.
pub(super) fn values(mut all: Vec<(f64, f64)>, asked: &Asked) -> (Masses, f64) {
    let endless = matches!(asked, Asked::Number(..));
    let is_lost = |x: f64| x.is_nan() || (endless && x.is_infinite());
    let lost = all.iter().filter(|(x, _)| is_lost(*x)).map(|(_, p)| p).sum();
    all.retain(|(x, p)| !is_lost(*x) && *p > 0.0);
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut together: Vec<(f64, f64)> = Vec::with_capacity(all.len());
    for (x, p) in all {
        match together.last_mut() {
            Some(last) if last.0.total_cmp(&x).is_eq() => last.1 += p,
            _ => together.push((x, p)),
        }
    }
    (Masses::Values(together), lost)
}
