//! The origin of an answer: the paths of a process, or the answer for each outcome of a cause.

use super::answer::Estimate;
use super::estimate::estimate;
use super::listed::listed;
use crate::engine::{AnswerTally, Counts, PathNode, PathTally};
use crate::formula::VariableId;
use crate::model::{Asked, Followed, Model, Question};
use jiff::civil::Date;

/// The origin of an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The paths of a process.
    Ways(Ways),
    /// The answer for each outcome of each cause; empty if there are no causes.
    Splits(Vec<Split>),
}

/// The paths of trials through the states of a process, in the order of first entry.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// The process.
    pub process: String,
    /// The date of step 0.
    pub as_of: Date,
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

/// The answer for each outcome of one cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The cause.
    pub cause: String,
    /// Its outcomes that occur in any trial, each with the answer's outcomes among those trials; of a
    /// condition, only the probability of *yes*.
    pub rows: Vec<(String, Vec<(String, Estimate)>)>,
}

/// The paths of a followed process; `None` without a clock.
pub fn ways(
    model: &Model,
    question: &Question,
    followed: &Followed,
    tally: &PathTally,
) -> Option<Ways> {
    let variable = model.variable(followed.process);
    let outcomes = match &question.asked {
        Asked::Category(category) => model.variable(category.variable).outcomes.clone(),
        _ => vec!["no".to_owned(), "yes".to_owned()],
    };
    let states = 0..variable.outcomes.len() as u16;
    Some(Ways {
        process: variable.name.clone(),
        as_of: model.timeline.date(0)?,
        until: model.timeline.date(followed.last)?,
        states: variable.outcomes.clone(),
        shown: variable.shown.clone(),
        ends: states.map(|state| followed.ends.contains(&state)).collect(),
        outcomes,
        root: tally.root.clone(),
        settles: followed.settles.map(|id| model.variable(id).name.clone()),
    })
}

/// The answer to a question for each outcome of `cause`, from their joint tally.
pub fn split(model: &Model, asked: &Asked, cause: VariableId, tally: &AnswerTally) -> Split {
    let variable = model.variable(cause);
    let mut outcomes = listed(model, asked);
    if matches!(asked, Asked::Condition(_)) {
        outcomes.truncate(1); // *yes* comes first; *no* is the rest
    }
    let Counts::Outcomes(counts) = &tally.counts else {
        return Split { cause: variable.name.clone(), rows: Vec::new() };
    };
    let width = variable.outcomes.len();
    let worth =
        tally.squares.as_ref().map(|squares| squares.effective(tally.kept - tally.left_out));
    let all = (tally.kept - tally.left_out) as f64;
    let share = |hits: u64, of: u64| match worth {
        Some(worth) => {
            let plain = |weight: u64| (weight as f64 / all * worth).round() as u64;
            estimate(plain(hits).min(plain(of)), plain(of))
        }
        None => estimate(hits, of),
    };
    let row = |of: &u16| {
        let of = usize::from(*of);
        let trials: u64 = counts.iter().skip(of).step_by(width).sum();
        let told = outcomes
            .iter()
            .map(|(place, name)| (name.clone(), share(counts[place * width + of], trials)));
        (trials > 0).then(|| (variable.outcomes[of].clone(), told.collect()))
    };
    Split { cause: variable.name.clone(), rows: variable.shown.iter().filter_map(row).collect() }
}
