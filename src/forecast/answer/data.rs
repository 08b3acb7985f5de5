//! Forecasts and their answers.

use super::authorship::Authorship;
use super::summaries::{DateSummary, FanDay, JointTable, NumberSummary};
use super::values::{Estimate, Judged, Range, Share};
use crate::exact::Extent;
use crate::scenario::{Conditions, MemberOf, Yardstick};
use std::sync::Arc;

/// The forecast of a scenario: the answer to each question, and how it was obtained. It has as many fields as a page has
/// parts.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The scenario's title, or its file's stem.
    pub title: String,
    /// The start and end of the scenario; `None` for a single moment.
    pub clock: Option<ClockSpan>,
    /// The option assumed for each `[choice]`, in the order of the file.
    pub choices: Vec<(String, String)>,
    /// The interventions, as in `--do`.
    pub interventions: Vec<Supposed>,
    /// The evidence, as in `--given`.
    pub evidence: Vec<String>,
    /// The knowledge from news; `None` for a scenario without news and without a day of its own.
    pub known: Option<Standing>,
    /// The answers, in the order of the questions.
    pub answers: Vec<Answer>,
    /// The probability of each state of each process by step; empty unless requested.
    pub processes: Vec<ProcessTimeline>,
    /// The uncertain inputs; empty if there are none.
    pub parameters: Vec<ParameterSummary>,
    /// The uncertain input that moves an answer most; `None` if there are none.
    pub widest: Option<WidestInput>,
    /// The forecast of each expert alone; `None` if there is no panel.
    pub voices: Option<Voices>,
    /// A standard error that was requested and not reached.
    pub missed: Option<Missed>,
    /// The numbers of trials and worlds drawn; of an exact forecast, the worlds only.
    pub drawn: Drawn,
    /// The way in which probabilities were computed; `None` if they were sampled.
    pub exact: Option<Computed>,
    /// The words for probabilities.
    pub yardstick: Yardstick,
    /// The author, and how confident the author is.
    pub authorship: Authorship,
    /// The conditions of cases and adjustments, from which output derives names for their numbers.
    pub conditions: Arc<Conditions>,
}

/// Knowledge from news, and the standing of answers before it.
#[derive(Clone, Debug, PartialEq)]
pub struct Standing {
    /// The day of today.
    pub today: jiff::civil::Date,
    /// The news up to today, by day.
    pub news: Vec<Piece>,
    /// The answers without any news, in the order of the forecast's; empty if they were not computed.
    pub before: Vec<Answer>,
    /// By answer: what the news says of it, if that settles it.
    pub settled: Vec<Option<SettledBy>>,
    /// How surprising each sure piece of news was; empty unless requested.
    pub surprises: Vec<Surprise>,
    /// How surprises were drawn, where that is less than usual.
    pub judged: Judging,
}

/// How surprises were drawn, so that much news takes no more work than a little.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Judging {
    /// The trials and the readings for each piece of news, if they are fewer than for a few pieces.
    pub fewer: Option<(u64, u64)>,
    /// The number of earlier pieces that were not judged.
    pub left_out: usize,
}

/// The way in which news settles an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SettledBy {
    /// It happened on this day.
    Happened(jiff::civil::Date),
    /// It has happened by today, or can't happen any more.
    Known,
}

/// A piece of news as output shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The day.
    pub date: jiff::civil::Date,
    /// The text of what was learnt, as written in the file.
    pub text: String,
    /// The name of its source.
    pub source: Option<String>,
    /// Whether it is an unsure report.
    pub is_report: bool,
}

/// How surprising a piece of news was.
#[derive(Clone, Debug, PartialEq)]
pub struct Surprise {
    /// The piece of news.
    pub news: Piece,
    /// Its probability as of the step before its day, given all news before it in order, that of its own day included.
    pub chance: Estimate,
    /// The probability, as of the news before it that says more than that nothing has changed, that it is so on its day;
    /// of `happened`, that it happens by then.
    pub by_then: Estimate,
    /// The probability that tells whether it is a surprise: `by_then`; or, where that is less, of `happened` that it happens
    /// on its day or later.
    pub tail: Estimate,
    /// The kind of probability that `tail` is.
    pub judged: Judged,
    /// The share of the worlds, each by its weight then, in which `tail` is at least [`EXPECTED`]; `None` with one world.
    pub expected: Option<Share>,
}

/// The probability from which a world is said to have expected news.
pub const EXPECTED: f64 = 0.05;

/// The way in which the probabilities of a forecast were computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// The size of the computation.
    pub extent: Extent,
    /// The natural log of the probability of what is learnt for sure, without reports, which are factors; NaN if it is
    /// not known.
    pub ln_sure: f64,
    /// By answer: the natural log of the probability that it is asked.
    pub ln_asked: Vec<f64>,
    /// By answer: the probability that it is undefined, given that it is asked.
    pub left_out: Vec<f64>,
}

/// The forecasts of each expert, if that expert alone were right.
#[derive(Clone, Debug, PartialEq)]
pub struct Voices {
    /// In the order of the file.
    pub experts: Vec<Voice>,
    /// By answer: if one expert is right, each with a probability proportional to their weight, the share of
    /// the variance between worlds that is due to not knowing which. `None` if the answer is not a
    /// probability, or if worlds do not differ.
    pub disagreement: Vec<Option<Disagreement>>,
}

/// The share of the variance between worlds that is due to not knowing which expert is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disagreement {
    /// The share, from 0 to 1.
    pub share: f64,
    /// Its standard error; `None` if there are too few worlds to estimate it.
    pub std_error: Option<f64>,
}

/// The forecast of one expert.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// The identifier.
    pub name: String,
    /// The label of the expert in output.
    pub label: String,
    /// The answers, in the order of the forecast's; `None` if no trial under this expert alone satisfies the evidence.
    pub answers: Option<Vec<Answer>>,
}

impl Voice {
    /// The answer with this index, if there is one.
    pub fn answer(&self, index: usize) -> Option<&Answer> {
        self.answers.as_ref()?.get(index)
    }
}

/// A standard error that was requested and not reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Missed {
    /// The standard error requested.
    pub target: f64,
    /// The largest standard error reached.
    pub std_error: f64,
    /// The label of the question that has it.
    pub label: String,
}

/// An intervention.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supposed {
    /// The text as written, such as `sanctions=imposed@2025-10-01`.
    pub text: String,
    /// The variable.
    pub variable: String,
    /// Its outcome or value.
    pub value: String,
    /// The date of the first step at which it is held; `None` if it is held at all steps.
    pub from: Option<jiff::civil::Date>,
    /// The date of the last step at which it is held; `None` if it is held until the end.
    pub until: Option<jiff::civil::Date>,
}

/// The uncertain input that moves an answer most.
#[derive(Clone, Debug, PartialEq)]
pub struct WidestInput {
    /// The label of the question whose answer varies most between worlds.
    pub label: String,
    /// The unit of a mean; `None` for a probability.
    pub unit: Option<String>,
    /// The cause of the variation.
    pub mover: Mover,
    /// Number of worlds in which the answer is undefined.
    pub unanswered: u64,
}

/// The cause of an answer's variation.
#[derive(Clone, Debug, PartialEq)]
pub enum Mover {
    /// One input.
    Alone {
        /// The name of the parameter, or the path of the number.
        input: String,
        /// The answer at the input's low and high end.
        ends: (f64, f64),
        /// The standard errors of the answers at the ends.
        std_errors: (f64, f64),
        /// An intermediate value at which the answer is beyond both ends, the answer there and its standard error.
        inner: Option<(f64, f64, f64)>,
    },
    /// Not knowing which expert is right.
    Experts {
        /// The expert with the lowest answer, and that answer.
        lowest: (String, f64),
        /// The expert with the highest answer, and that answer.
        highest: (String, f64),
    },
    /// Two inputs, which together move the answer more than either alone.
    Together {
        /// The inputs.
        inputs: (String, String),
        /// The lowest and the highest answer over their quarters.
        extremes: (f64, f64),
    },
    /// Worlds differ, but no single input or pair could be identified as the cause.
    NotFound,
}

/// The distribution of a parameter over the worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSummary {
    /// Its name, or the path of the number.
    pub name: String,
    /// The text as written.
    pub written: String,
    /// (quantile, value) in the prior distribution.
    pub before: Vec<(f64, f64)>,
    /// (quantile, value) given the evidence; equal to `before` without evidence.
    pub after: Vec<(f64, f64)>,
    /// Whether the evidence has moved it by more than the worlds drawn explain.
    pub has_moved: bool,
}

/// The clock of a forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockSpan {
    /// The day of step 0.
    pub as_of: jiff::civil::Date,
    /// The last day.
    pub until: jiff::civil::Date,
    /// The length of a step.
    pub step: crate::formula::Unit,
}

/// The numbers of trials and worlds drawn, and how many of them count.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Number of trials drawn.
    pub trials: u64,
    /// Number of trials that satisfy the evidence.
    pub kept: u64,
    /// The effective number of equally weighted trials among those kept; `None` if trials are not weighted.
    pub effective: Option<f64>,
    /// Number of worlds.
    pub worlds: u64,
    /// The number of worlds in which the evidence holds in no trial, or can't hold if answers are exact.
    pub without: u64,
    /// The effective number of equally weighted worlds; `None` without evidence or with a single world.
    pub worlds_worth: Option<f64>,
    /// The number of trials at the start from which those kept descend; `None` if no trial was drawn anew.
    pub histories: Option<u64>,
    /// The seed.
    pub seed: u64,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question's name, or the variable's if the scenario has no questions.
    pub question: String,
    /// The label of the question in output.
    pub label: String,
    /// The question's `given`, as written.
    pub given: Option<String>,
    /// The member of a group whose question it is.
    pub member: Option<MemberOf>,
    /// Number of trials in which it was asked: those that satisfy the evidence and `given`.
    pub kept: u64,
    /// The effective number of equally weighted trials; `None` if trials are not weighted.
    pub effective: Option<f64>,
    /// The effective number of equally weighted worlds; `None` without evidence and `given`, with a single
    /// world, and if the answer does not depend on uncertain inputs.
    pub worlds_worth: Option<f64>,
    /// Number of trials in which the answer is undefined (1/0, or not settled).
    pub left_out: u64,
    /// The answer.
    pub body: Body,
    /// For dated questions, the probability that it has happened by each step.
    pub timeline: Vec<(jiff::civil::Date, Estimate)>,
    /// Whether `timeline` covers all trials and no other answer's timeline extends it.
    pub tells_when: bool,
    /// The quantiles of a number that is asked over time, by day; empty unless asked.
    pub fan: Vec<FanDay>,
}

impl Forecast {
    /// Whether the forecast learns anything: evidence or news.
    pub fn learns(&self) -> bool {
        !self.evidence.is_empty() || self.known.as_ref().is_some_and(|known| !known.news.is_empty())
    }

    /// The last known day; `None` if nothing is known.
    pub fn today(&self) -> Option<jiff::civil::Date> {
        self.known.as_ref().map(|known| known.today)
    }

    /// The answer to a question without any news, if it was computed.
    pub fn before(&self, answer: &Answer) -> Option<&Answer> {
        let before = &self.known.as_ref()?.before;
        before.iter().find(|other| other.question == answer.question)
    }

    /// The way in which news settles an answer.
    pub fn settled_by(&self, answer: &Answer) -> Option<SettledBy> {
        let at = self.answers.iter().position(|own| own.question == answer.question)?;
        self.known.as_ref()?.settled.get(at).copied().flatten()
    }
}

impl Answer {
    /// All probabilities of the answer.
    pub fn estimates(&self) -> Vec<&Estimate> {
        match &self.body {
            Body::Condition(estimate) => vec![estimate],
            Body::Category(outcomes) => outcomes.iter().map(|(_, e)| e).collect(),
            Body::Number(_) => Vec::new(),
            Body::Date(date) => vec![&date.happens],
            Body::Joint(table) => table.cells.iter().collect(),
        }
    }

    /// The range displayed beside the answer, if it has one: of a condition's probability, of the probability
    /// that a date occurs, or of a number's mean or median.
    pub fn leading_range(&self) -> Option<Range> {
        match &self.body {
            Body::Condition(estimate) => estimate.range,
            Body::Date(date) => date.happens.range,
            Body::Number(number) => number.leading().and_then(|figure| figure.range),
            Body::Category(_) | Body::Joint(_) => None,
        }
    }
}

/// The kinds of answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// The probability that a condition holds.
    Condition(Estimate),
    /// The probability of each outcome of a variable, as listed in the file.
    Category(Vec<(String, Estimate)>),
    /// The distribution of a number.
    Number(NumberSummary),
    /// The distribution of the date of a first passage, with *never*.
    Date(DateSummary),
    /// A joint distribution.
    Joint(JointTable),
}

/// The probability of each state of a process at each step.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessTimeline {
    /// The process.
    pub process: String,
    /// Its states, as listed in the file.
    pub states: Vec<String>,
    /// The date of each step, and the probability of each state on it.
    pub steps: Vec<(jiff::civil::Date, Vec<Estimate>)>,
}
