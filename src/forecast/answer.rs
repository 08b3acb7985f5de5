//! What a forecast holds: answers with their estimates, errors and ranges. No arithmetic.

use crate::exact::Extent;
use crate::scenario::Conditions;
use std::sync::Arc;

/// What follows from a scenario: the answer to each question, and what it took to get there.
#[derive(Clone, Debug, PartialEq)]
pub struct Forecast {
    /// The scenario's title, or its file's stem.
    pub title: String,
    /// When it begins and ends; none for a single moment.
    pub clock: Option<ClockSpan>,
    /// The options assumed of each `[choice]`, in the order of the file.
    pub choices: Vec<(String, String)>,
    /// What is supposed to be made, as `--do` has it.
    pub made: Vec<Supposed>,
    /// What is supposed to be learnt, as `--given` has it.
    pub learnt: Vec<String>,
    /// The answers, in the order in which the questions stand.
    pub answers: Vec<Answer>,
    /// The chance of each state of each process by step; empty where nobody wants it.
    pub processes: Vec<ProcessTimeline>,
    /// What the analyst is unsure of; empty where there is nothing.
    pub parameters: Vec<ParameterSummary>,
    /// The doubt that moves an answer most; none where there is no doubt.
    pub widest: Option<WidestDoubt>,
    /// What each expert alone would have it; none where nobody sits on a panel.
    pub voices: Option<Voices>,
    /// An error that was asked for and not reached.
    pub missed: Option<Missed>,
    /// What was drawn; of an exact forecast the worlds alone.
    pub drawn: Drawn,
    /// How the chances were computed, where they were not counted.
    pub exact: Option<Computed>,
    /// The conditions of cases and adjustments, for output to call their numbers by.
    pub conditions: Arc<Conditions>,
}

/// How the chances of a forecast were computed.
#[derive(Clone, Debug, PartialEq)]
pub struct Computed {
    /// What it took.
    pub extent: Extent,
    /// The natural logarithm of the chance of what is learnt.
    pub ln_kept: f64,
    /// By answer: the natural logarithm of the chance that it is asked at all.
    pub ln_asked: Vec<f64>,
    /// By answer: the chance, where it is asked, that it is undefined.
    pub left_out: Vec<f64>,
}

/// The forecast of each expert, if that one alone were right.
#[derive(Clone, Debug, PartialEq)]
pub struct Voices {
    /// In the order of the file.
    pub experts: Vec<Voice>,
    /// By answer: were one of them right, each with the chance of their weight, how much of the variance
    /// between readings would be about who it is, from 0 to 1. None where the answer is no chance, or
    /// readings do not differ.
    pub disagreement: Vec<Option<Disagreement>>,
}

/// How much of the variance between readings is about which expert is right.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Disagreement {
    /// The share, from 0 to 1.
    pub share: f64,
    /// Its standard error; `None` if too few readings tell it.
    pub std_error: Option<f64>,
}

/// The forecast of one expert.
#[derive(Clone, Debug, PartialEq)]
pub struct Voice {
    /// The identifier.
    pub name: String,
    /// How output calls the expert.
    pub label: String,
    /// The answers, in the order of the forecast's.
    pub answers: Vec<Answer>,
}

/// A standard error that was asked for and not reached.
#[derive(Clone, Debug, PartialEq)]
pub struct Missed {
    /// What was asked for.
    pub target: f64,
    /// What was reached, and where it is worst.
    pub std_error: f64,
    /// How output calls the question.
    pub label: String,
}

/// What is supposed to be made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Supposed {
    /// As it was written: `sanctions=imposed@2025-10-01`.
    pub text: String,
    /// The variable.
    pub variable: String,
    /// Its outcome or value.
    pub value: String,
    /// The day of the step from which on it is held; none where it is held at all of them.
    pub from: Option<jiff::civil::Date>,
    /// The day of the last step at which it is held; none where that is for good.
    pub until: Option<jiff::civil::Date>,
}

/// The uncertain input that moves an answer most.
#[derive(Clone, Debug, PartialEq)]
pub struct WidestDoubt {
    /// How output calls the question: the one whose answer varies most between readings.
    pub label: String,
    /// The unit of a mean; `None` of a chance.
    pub unit: Option<String>,
    /// What moves it.
    pub mover: Mover,
    /// Readings in which the answer is undefined.
    pub unanswered: u64,
}

/// What moves an answer.
#[derive(Clone, Debug, PartialEq)]
pub enum Mover {
    /// One input.
    Alone {
        /// The parameter, or the path of the place.
        input: String,
        /// The answer at the input's low and high end.
        ends: (f64, f64),
        /// A value within at which the answer is beyond both ends, and the answer there.
        inner: Option<(f64, f64)>,
        /// The largest standard error of these answers.
        std_error: f64,
    },
    /// Which expert is right.
    Experts {
        /// The expert with whom the answer is lowest, and the answer.
        lowest: (String, f64),
        /// The expert with whom it is highest.
        highest: (String, f64),
    },
    /// Two inputs, together more than either alone.
    Together {
        /// The inputs.
        inputs: (String, String),
        /// The lowest and the highest answer over their quarters.
        extremes: (f64, f64),
    },
    /// Readings differ, and neither an input alone nor a pair is seen to be why.
    NotFound,
}

/// A parameter over the worlds.
#[derive(Clone, Debug, PartialEq)]
pub struct ParameterSummary {
    /// Its name, or the path of the place where it is written.
    pub name: String,
    /// As it is written.
    pub said: String,
    /// (quantile, value) as the analyst has it.
    pub before: Vec<(f64, f64)>,
    /// (quantile, value) after what was learnt; the same where nothing was.
    pub after: Vec<(f64, f64)>,
}

/// The clock of a forecast.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClockSpan {
    /// Step 0.
    pub as_of: jiff::civil::Date,
    /// The last day.
    pub until: jiff::civil::Date,
    /// How long a step is.
    pub step: crate::formula::Unit,
}

/// How much was drawn, and how much of it counted.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawn {
    /// Histories drawn.
    pub trials: u64,
    /// Those in which the evidence of `--given` holds.
    pub kept: u64,
    /// As many trials that all count alike say as much as those kept; none where all do.
    pub effective: Option<f64>,
    /// Readings of the inputs.
    pub worlds: u64,
    /// As many readings that all weigh the same say as much as those that carry the evidence; `None`
    /// without evidence or with one reading.
    pub worlds_worth: Option<f64>,
    /// The seed.
    pub seed: u64,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The question's name, or the variable's where nothing is asked.
    pub question: String,
    /// How output calls it.
    pub label: String,
    /// `given` of the question, as written.
    pub given: Option<String>,
    /// Trials among which it was asked: those in which `given` (and `--given`) holds.
    pub kept: u64,
    /// As many trials that all count alike say as much; none where all do.
    pub effective: Option<f64>,
    /// As many readings that all weigh the same say as much as those in which it was asked; `None` without
    /// evidence and condition, with one reading, and where no doubt moves the answer.
    pub worlds_worth: Option<f64>,
    /// Trials left out because the answer was undefined there (1/0, or not settled).
    pub left_out: u64,
    /// The answer.
    pub body: Body,
    /// For dated questions the chance that it has happened by each step.
    pub timeline: Vec<(jiff::civil::Date, Estimate)>,
    /// Whether `timeline` is of all trials, and no other answer's tells more of the same.
    pub tells_when: bool,
}

impl Answer {
    /// Every chance in it.
    pub fn estimates(&self) -> Vec<&Estimate> {
        match &self.body {
            Body::Condition(estimate) => vec![estimate],
            Body::Category(outcomes) => outcomes.iter().map(|(_, e)| e).collect(),
            Body::Number(_) => Vec::new(),
            Body::Date(date) => vec![&date.happens],
            Body::Joint(table) => table.cells.iter().collect(),
        }
    }

    /// The range that stands beside it in the terminal, if it has one: that of a condition, of a day that it comes, of
    /// a number that of its mean or median.
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
    /// A condition: the chance of yes.
    Condition(Estimate),
    /// A variable: the chance of each outcome, as listed in the file.
    Category(Vec<(String, Estimate)>),
    /// A number: its distribution.
    Number(NumberSummary),
    /// A day: the distribution of a first passage, with *never*.
    Date(DateSummary),
    /// Several at once.
    Joint(JointTable),
}

/// A probability with its doubts kept apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean over worlds.
    pub probability: f64,
    /// The standard error of `probability`, from sampling alone; `None` if it can't be had.
    pub std_error: Option<f64>,
    /// The 95 % interval of sampling, or its bounds where few trials or worlds have a hit; `None` if it can't be had.
    pub sampling: Option<(f64, f64)>,
    /// The 5–95 % range across worlds; `None` with one world, where no doubt moves the chance, and where it was not
    /// asked for.
    pub range: Option<Range>,
    /// How the model settles it without counting; `None` if it is counted or computed.
    pub settled: Option<Settled>,
}

impl Estimate {
    /// An estimate with its standard error and its interval of sampling, without a range.
    pub fn new(probability: f64, std_error: f64, sampling: (f64, f64)) -> Self {
        Self {
            probability,
            std_error: Some(std_error),
            sampling: Some(sampling),
            range: None,
            settled: None,
        }
    }

    /// The standard error; NaN if it can't be had.
    pub fn error(&self) -> f64 {
        self.std_error.unwrap_or(f64::NAN)
    }

    /// The interval of sampling; NaN at both ends if it can't be had.
    pub fn interval(&self) -> (f64, f64) {
        self.sampling.unwrap_or((f64::NAN, f64::NAN))
    }

    /// The ends of the range across worlds, if it is resolved.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.range.and_then(Range::ends)
    }

    /// Without its error and range, where too few worlds carry it to tell them.
    pub(super) fn without_error(self) -> Self {
        Self { std_error: None, sampling: None, range: None, ..self }
    }
}

/// The 5th and the 95th percentile of a value across readings of the inputs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Range {
    /// Both ends, each with its 95 % half-width: no digit beyond it is printed.
    Resolved {
        /// The 5th percentile.
        low: f64,
        /// The 95th percentile.
        high: f64,
        /// The half-width of the interval of `low`.
        low_error: f64,
        /// The half-width of the interval of `high`.
        high_error: f64,
    },
    /// A range that the trials drawn do not resolve.
    Unresolved {
        /// The trials that a reading has (their effective number if they are weighed).
        trials_a_reading: f64,
        /// What would resolve it.
        needed: Needed,
    },
}

/// What resolves a range that is not.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Needed {
    /// So many trials in each reading; infinite if nothing tells how many.
    TrialsAReading(f64),
    /// So many readings.
    Readings(f64),
}

impl Range {
    /// The ends, if they are resolved.
    pub fn ends(self) -> Option<(f64, f64)> {
        match self {
            Self::Resolved { low, high, .. } => Some((low, high)),
            Self::Unresolved { .. } => None,
        }
    }
}

impl serde::Serialize for Range {
    /// Writes `[low, high]`, or null if the range is not resolved.
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.ends().serialize(serializer)
    }
}

/// How a chance is known from the model, without counting.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Settled {
    /// It is what is supposed.
    Supposed,
    /// It can't fail.
    Certain,
    /// It can't be.
    Impossible,
}

/// A number computed from trials, with its doubts kept apart.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The number; infinite for *never*.
    pub value: f64,
    /// Its standard error, from sampling alone; `None` if it can't be had, 0 if the value is exact.
    pub std_error: Option<f64>,
    /// The 95 % interval of sampling; `None` if it can't be had.
    pub sampling: Option<(f64, f64)>,
    /// The 5–95 % range across worlds; `None` with one world.
    pub range: Option<Range>,
}

impl Figure {
    /// A number known exactly.
    pub fn exact(value: f64) -> Self {
        Self { value, std_error: Some(0.0), sampling: Some((value, value)), range: None }
    }

    /// The standard error; NaN if it can't be had.
    pub fn error(&self) -> f64 {
        self.std_error.unwrap_or(f64::NAN)
    }

    /// The ends of the range across worlds, if it is resolved.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.range.and_then(Range::ends)
    }
}

/// Why a number has no mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoMean {
    /// It has no value in any trial.
    NoTrials,
    /// It is *never* in some trials.
    Never,
    /// A few trials hold so much of the variance that the mean of those drawn means little.
    Unstable,
}

/// The distribution of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberSummary {
    /// The unit; empty for a plain number.
    pub unit: String,
    /// The mean, or why there is none.
    pub mean: Result<Figure, NoMean>,
    /// The standard deviation; `None` if there is none.
    pub std_dev: Option<f64>,
    /// (quantile, value) at 0.05, 0.25, 0.5, 0.75 and 0.95.
    pub quantiles: Vec<(f64, Figure)>,
    /// (value, share of trials) of every value, if there are at most a dozen; infinite for *never*.
    pub values: Vec<(f64, Figure)>,
    /// (lower edge, upper edge, share of trials) of a histogram of the finite values.
    pub histogram: Vec<(f64, f64, f64)>,
    /// The share of trials in which it is *never*.
    pub never: f64,
}

impl NumberSummary {
    /// The figure that stands for the whole: the mean, or the median if there is no stable mean.
    pub fn leading(&self) -> Option<&Figure> {
        let median = self.quantiles.iter().find(|(p, _)| (p - 0.5).abs() < 1e-9);
        self.mean.as_ref().ok().or(median.map(|(_, figure)| figure))
    }
}

/// The distribution of a day.
#[derive(Clone, Debug, PartialEq)]
pub struct DateSummary {
    /// The chance that it comes within the horizon.
    pub happens: Estimate,
    /// (quantile, day) among all trials.
    pub quantiles: Vec<(f64, DayFigure)>,
    /// (quantile, day) among the trials in which it comes.
    pub quantiles_if_happens: Vec<(f64, jiff::civil::Date)>,
}

/// A day computed from trials, with its doubts kept apart; `None` as a day is *never*.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayFigure {
    /// The day.
    pub day: Option<jiff::civil::Date>,
    /// Its standard error in days; `None` if it can't be had, 0 if the day is exact.
    pub std_error: Option<f64>,
    /// The 5–95 % range across worlds; `None` with one world, and if it is not resolved.
    pub range: Option<(Option<jiff::civil::Date>, Option<jiff::civil::Date>)>,
}

/// The joint distribution of several conditions and categories.
#[derive(Clone, Debug, PartialEq)]
pub struct JointTable {
    /// What each column is, as written in `ask`.
    pub columns: Vec<String>,
    /// How people call each column: the label of a question that asks just this, else the text.
    pub labels: Vec<String>,
    /// The outcomes of each column.
    pub outcomes: Vec<Vec<String>>,
    /// A chance for each combination, the last column running fastest.
    pub cells: Vec<Estimate>,
}

/// The chance of each state of a process at each step.
#[derive(Clone, Debug, PartialEq)]
pub struct ProcessTimeline {
    /// The process.
    pub process: String,
    /// Its states, as listed in the file.
    pub states: Vec<String>,
    /// The day of each step, and the chance of each state on it.
    pub steps: Vec<(jiff::civil::Date, Vec<Estimate>)>,
}
