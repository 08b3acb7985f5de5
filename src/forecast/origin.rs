//! The origin of an answer: the paths of a process, and the answer in each case of its causes.

use super::answer::{Answer, Body, Estimate};
use crate::engine::{PathNode, PathTally};
use crate::formula::Condition;
use crate::model::{Asked, Cause, Model, Question, Traced};
use jiff::civil::Date;

/// The origin of an answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Origin {
    /// The paths of a process; `None` if no process decides the answer.
    pub ways: Option<Ways>,
    /// The answer in each case of each cause; empty if there are no causes.
    pub splits: Vec<Split>,
}

/// The paths of trials through the states of a process, in the order of first entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// The process.
    pub process: String,
    /// The date of step 0.
    pub as_of: Date,
    /// The date from which paths are followed, if that is not step 0: today.
    pub from: Option<Date>,
    /// The last date that counts.
    pub until: Date,
    /// Its states, by index.
    pub states: Vec<String>,
    /// The indices of its states in the order of the file.
    pub shown: Vec<u16>,
    /// By state: whether paths end there because the answer is decided.
    pub ends: Vec<bool>,
    /// The outcomes of the question, by index; of a condition or a date, `no` and `yes`.
    pub outcomes: Vec<String>,
    /// All trials that count.
    pub root: PathNode,
    /// The event that the process settles, if the question is about that event.
    pub settles: Option<String>,
}

/// The answer in each case of one cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The name of the cause, or the part of the question's formula.
    pub cause: String,
    /// Whether it is a part of the question's formula.
    pub is_part: bool,
    /// The cases that occur in any trial.
    pub cases: Vec<Case>,
}

/// The answer in one case of a cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Case {
    /// The outcome of the cause, or `yes` and `no`.
    pub name: String,
    /// The chance that it holds.
    pub holds: Estimate,
    /// The answer among the trials in which it holds.
    pub answer: Answer,
}

/// The paths of a process that are followed from a step on; `None` without a clock.
pub fn ways(
    model: &Model,
    question: &Question,
    (traced, first): (&Traced, usize),
    tally: &PathTally,
) -> Option<Ways> {
    let variable = model.variable(traced.process);
    let outcomes = match &question.asked {
        Asked::Category(category) => model.variable(category.variable).outcomes.clone(),
        _ => vec!["no".to_owned(), "yes".to_owned()],
    };
    let states = 0..variable.outcomes.len() as u16;
    Some(Ways {
        process: variable.name.clone(),
        as_of: model.timeline.date(0)?,
        from: model.timeline.date(first).filter(|_| first > 0),
        until: model.timeline.date(traced.last)?,
        states: variable.outcomes.clone(),
        shown: variable.shown.clone(),
        ends: states.map(|state| traced.ends.contains(&state)).collect(),
        outcomes,
        root: tally.root.clone(),
        settles: traced.settles.map(|id| model.variable(id).name.clone()),
    })
}

/// The answer in each case of `cause`, from the answers to the questions that `model::split` makes of it.
pub fn split(cause: &Cause, answers: &[Answer]) -> Split {
    let case = |((name, _), pair): (&(String, Condition), &[Answer])| match pair {
        [Answer { body: Body::Condition(holds), .. }, answer] if answer.kept > answer.left_out => {
            Some(Case { name: name.clone(), holds: *holds, answer: answer.clone() })
        }
        _ => None,
    };
    let cases = cause.cases.iter().zip(answers.chunks_exact(2)).filter_map(case).collect();
    Split { cause: cause.name.clone(), is_part: cause.is_part, cases }
}
