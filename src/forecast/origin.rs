//! Where an answer comes from: the ways of a process, or the answer in each outcome of a cause.

use super::answer::Estimate;
use super::estimate::estimate;
use super::summarise::listed;
use crate::engine::{AnswerTally, Counts, PathTally};
use crate::formula::VariableId;
use crate::model::{Asked, Followed, Model};
use jiff::civil::Date;

/// Where an answer comes from.
#[derive(Clone, Debug, PartialEq)]
pub enum Origin {
    /// The ways of a process.
    Ways(Ways),
    /// The answer in each outcome of each cause; empty if it has none.
    Splits(Vec<Split>),
}

/// How many trials take which way through the states of a process. Of a state that is entered again
/// only the first visit counts. Vectors are by state, in the order of the file.
#[derive(Clone, Debug, PartialEq)]
pub struct Ways {
    /// The process.
    pub process: String,
    /// The last day that counts.
    pub until: Date,
    /// Trials that count.
    pub trials: u64,
    /// Its states.
    pub states: Vec<String>,
    /// Trials that start in each state.
    pub starts: Vec<u64>,
    /// Trials that ever enter each state.
    pub entered: Vec<u64>,
    /// Trials that never leave each state after entering it.
    pub stays: Vec<u64>,
    /// By state left, then by state entered: trials that first leave the one for the other.
    pub moved: Vec<Vec<u64>>,
    /// Whether the answer is decided in each state, so that it does not matter what follows.
    pub ends: Vec<bool>,
    /// The event that the process settles, where the question is about that.
    pub settles: Option<String>,
}

/// The answer in each outcome of one cause.
#[derive(Clone, Debug, PartialEq)]
pub struct Split {
    /// The cause.
    pub cause: String,
    /// Its outcomes that any trial has, each with the answer's outcomes among those trials; of a
    /// condition the chance of *yes* alone.
    pub rows: Vec<(String, Vec<(String, Estimate)>)>,
}

/// The ways of a followed process; none without a clock.
pub fn ways(model: &Model, followed: &Followed, tally: &PathTally) -> Option<Ways> {
    let variable = model.variable(followed.process);
    let shown: Vec<usize> = variable.shown.iter().map(|i| usize::from(*i)).collect();
    let by_state = |of: &dyn Fn(usize) -> u64| shown.iter().map(|state| of(*state)).collect();
    let is_end = |state: &u16| followed.ends.contains(state);
    Some(Ways {
        process: variable.name.clone(),
        until: model.timeline.date(followed.last)?,
        trials: tally.kept,
        states: shown.iter().map(|state| variable.outcomes[*state].clone()).collect(),
        starts: by_state(&|state| tally.starts[state]),
        entered: by_state(&|state| tally.entered[state]),
        stays: by_state(&|state| tally.stays(state)),
        moved: shown.iter().map(|from| by_state(&|to| tally.moved(*from, to))).collect(),
        ends: variable.shown.iter().map(is_end).collect(),
        settles: followed.settles.map(|id| model.variable(id).name.clone()),
    })
}

/// The answer of a question in each outcome of `cause`, from the tally of both together.
pub fn split(model: &Model, asked: &Asked, cause: VariableId, tally: &AnswerTally) -> Split {
    let variable = model.variable(cause);
    let mut outcomes = listed(model, asked);
    if matches!(asked, Asked::Condition(_)) {
        outcomes.truncate(1); // *yes* comes first, and *no* is the rest
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
