//! The origin of one answer as data: the parts of its question, its causes, the paths that lead to it, and the numbers
//! that it rests on most.

use super::answer::Answer;
use super::estimate::Estimate;
use super::schema::Schema;
use super::sensitivity::Swing;
use serde::{Deserialize, Serialize};

/// The origin of one answer.
///
/// Chances and shares go from 0 to 1, and what can't be had is absent (`None`, null in JSON), never 0 or NaN.
///
/// [`Model::trace`](crate::Model::trace) makes it.
///
/// ```
/// # use foretell::{Options, Scenario};
/// # let text = "[event.meeting]\np = 0.4\n[event.deal]\np = 0.1\ncase = [ { if = \"meeting\", p = 0.5 } ]\n\
/// #     [question]\ndeal = { ask = \"deal\" }\n";
/// # let model = Scenario::read("talks.toml", text).case().compile()?;
/// let origin = model.trace("deal", &Options::default().trials(10_000))?;
/// assert_eq!((&*origin.causes[0].name, origin.causes[0].cases.len()), ("meeting", 2));
/// println!("{}", origin.rests_on[0].name);
/// # Ok::<(), foretell::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Explanation {
    /// The version of this format.
    pub schema: Schema,
    /// The scenario's title, or the stem of its file.
    pub title: String,
    /// The answer.
    pub answer: Answer,
    /// The parts of the question's formula, if it has several; else the events that its chances read.
    pub causes: Vec<Cause>,
    /// The paths of the process that decides the answer; none if no process does.
    pub paths: Option<Paths>,
    /// The numbers that the answer rests on, the one that moves it most first.
    pub rests_on: Vec<Swing>,
    /// Trials drawn.
    pub trials: u64,
    /// Readings of the uncertain inputs.
    pub worlds: u64,
    /// The seed of the random numbers.
    pub seed: u64,
}

/// The answer in each case of a part or an event: [`Explanation::causes`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Cause {
    /// The part of the question's formula, or the name of the event.
    pub name: String,
    /// Whether it is a part of the question's formula.
    pub is_part: bool,
    /// The cases that occur in any trial.
    pub cases: Vec<Case>,
}

/// The answer in one case: [`Cause::cases`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Case {
    /// The outcome of the event; of a part `yes` or `no`.
    pub name: String,
    /// The chance that it holds.
    pub holds: Estimate,
    /// The answer among the trials in which it holds.
    pub answer: Answer,
}

/// The paths of trials through the states of a process, by the order in which they first enter them:
/// [`Explanation::paths`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Paths {
    /// The name of the process.
    pub process: String,
    /// The day from which paths are followed: that of step 0; with news, today.
    pub as_of: String,
    /// The last day that counts.
    pub until: String,
    /// The states of that day.
    pub starts: Vec<Path>,
}

/// The trials that first enter states in one order: [`Paths::starts`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Path {
    /// The state that they enter.
    pub state: String,
    /// Their share of the trials that count.
    pub share: f64,
    /// The share that went back to an earlier state before it entered this one.
    pub share_after_return: f64,
    /// The trials among them that enter no other state.
    pub ended: Vec<PathEnd>,
    /// The states that the others enter next.
    pub next: Vec<Self>,
}

/// The trials that end a path: [`Path::ended`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct PathEnd {
    /// The state in which they end.
    pub state: String,
    /// The outcome of the question; of a condition or a day `no` or `yes`.
    pub outcome: String,
    /// Their share of the trials that count.
    pub share: f64,
}
