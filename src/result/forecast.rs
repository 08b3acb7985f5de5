//! A forecast as data: every answer with its errors and ranges, and what was drawn to find it.

use super::estimate::{Estimate, NoMean, Value};
use super::group::Group;
use super::not_found::NotFound;
use super::schema::Schema;
use serde::{Deserialize, Serialize};

/// A forecast: the answer to each question of a scenario, and what it took to find it.
///
/// Chances go from 0 to 1, days are ISO dates (`2025-12-31`), and what can't be had is absent (`None`, null
/// in JSON), never 0 or NaN.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Forecast {
    /// The version of this format.
    pub schema: Schema,
    /// The scenario's title, or the stem of its file.
    pub title: String,
    /// When it begins and ends; none for a scenario of a single moment.
    pub clock: Option<Clock>,
    /// The option assumed of each choice.
    pub choices: Vec<Chosen>,
    /// The interventions, as `--do` writes them.
    pub interventions: Vec<String>,
    /// The evidence, as `--given` writes it.
    pub evidence: Vec<String>,
    /// Trials drawn.
    pub trials: u64,
    /// Trials in which the evidence holds.
    pub kept: u64,
    /// The number of equally weighted trials that would say as much as those kept; none without evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_sample_size: Option<f64>,
    /// Readings of the uncertain inputs.
    pub worlds: u64,
    /// The number of equally weighted readings that would say as much as those that carry the evidence; none
    /// without evidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_worlds: Option<f64>,
    /// The seed of the random numbers.
    pub seed: u64,
    /// How the chances were computed; none if they were counted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exact: Option<Exact>,
    /// The answers, in the order of the questions.
    pub answers: Vec<Answer>,
    /// The chance of each state of each process by step; empty unless asked for.
    pub processes: Vec<Process>,
    /// The uncertain inputs, before and after the evidence.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub parameters: Vec<Parameter>,
    /// The forecast of each expert alone; empty where nobody sits on a panel.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub experts: Vec<Expert>,
    /// By answer: the share of the variance between readings that is about which expert is right, from 0 to 1.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disagreement: Vec<Option<f64>>,
    /// The standard error of each of these shares; none where it can't be had.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub disagreement_std_error: Vec<Option<f64>>,
    /// The standard error that was asked for, if it was not reached.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub missed: Option<Missed>,
}

impl Forecast {
    /// The answer to a question, by its name.
    pub fn answer(&self, question: &str) -> Result<&Answer, NotFound> {
        let mut answers = self.answers.iter();
        answers.find(|answer| answer.question == question).ok_or_else(|| {
            let there = self.answers.iter().map(|answer| answer.question.as_str());
            NotFound::named("answer", question, there)
        })
    }
}

/// The days between which a scenario plays.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Clock {
    /// The day of step 0.
    pub as_of: String,
    /// The last day.
    pub until: String,
    /// The length of a step: `day`, `week`, `month` or `year`.
    pub step: String,
}

/// The option assumed of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Chosen {
    /// The name of the choice.
    pub name: String,
    /// The option.
    pub value: String,
}

/// How chances were computed where they were not counted. What is by answer stands in the order of the
/// answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Exact {
    /// Variables in the largest table of the elimination.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<usize>,
    /// Cells of that table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub largest_table: Option<f64>,
    /// Joint states that were carried from step to step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joint_states: Option<usize>,
    /// The natural logarithm of the chance of the evidence; none if it is impossible.
    pub ln_probability_of_evidence: Option<f64>,
    /// The natural logarithm of the chance that the condition of the question holds.
    pub ln_probability_asked: Vec<Option<f64>>,
    /// The chance that the answer is undefined, given that it is asked.
    pub probability_undefined: Vec<Option<f64>>,
}

/// An uncertain input: its quantiles as (probability, value) before and after the evidence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Parameter {
    /// Its name, or the path of the place where it is written.
    pub name: String,
    /// As it is written.
    pub written: String,
    /// Before the evidence.
    pub before: Vec<(f64, Option<f64>)>,
    /// After the evidence; as before where there is none.
    pub after: Vec<(f64, Option<f64>)>,
}

/// The forecast of one expert, were that one alone right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Expert {
    /// The expert's name.
    pub name: String,
    /// The expert's label.
    pub label: String,
    /// The answers, in the order of the forecast's.
    pub answers: Vec<Answer>,
}

/// A standard error that was asked for and not reached.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Missed {
    /// The error asked for.
    pub target_std_error: f64,
    /// The largest error that was reached.
    pub std_error: f64,
    /// The label of the question that has it.
    pub label: String,
}

/// The answer to one question.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Answer {
    /// The name of the question, or of the variable where nothing is asked.
    pub question: String,
    /// Its label.
    pub label: String,
    /// The group that it is asked of, and which member; none of a question that is asked once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<Group>,
    /// The condition under which it is asked, as written.
    pub given: Option<String>,
    /// Trials in which it is asked.
    pub kept: u64,
    /// The number of equally weighted trials that would say as much; none where all weigh the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_sample_size: Option<f64>,
    /// The number of equally weighted readings that would say as much; none where all weigh the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_worlds: Option<f64>,
    /// Trials left out because the answer is undefined in them.
    pub left_out: u64,
    /// The answer itself.
    #[serde(flatten)]
    pub body: Body,
    /// For dated questions: the chance that it has happened, by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Day>,
}

impl Answer {
    /// The chance of a condition, or that a dated thing happens within the horizon; an error for other answers.
    pub fn probability(&self) -> Result<&Estimate, NotFound> {
        let other = |what| Err(NotFound::kind(&self.question, what));
        match &self.body {
            Body::Condition { yes } => Ok(yes),
            Body::Date(date) => Ok(&date.happens),
            Body::Category { .. } => other("has several outcomes, not one chance"),
            Body::Number(_) => other("is a number, not a chance"),
            Body::Joint(_) => other("is a joint distribution, not one chance"),
        }
    }

    /// The chance of an outcome of a category; of a condition `yes`.
    pub fn outcome(&self, name: &str) -> Result<&Estimate, NotFound> {
        match &self.body {
            Body::Category { outcomes } => {
                let found = outcomes.iter().find(|found| found.outcome == name);
                found.map(|found| &found.estimate).ok_or_else(|| {
                    let there = outcomes.iter().map(|found| found.outcome.as_str());
                    NotFound::named("outcome", name, there)
                })
            }
            _ if name == "yes" => self.probability(),
            _ => Err(NotFound::named("outcome", name, ["yes"])),
        }
    }

    /// The distribution of a number; an error for other answers.
    pub fn number(&self) -> Result<&Number, NotFound> {
        match &self.body {
            Body::Number(number) => Ok(number),
            _ => Err(NotFound::kind(&self.question, "is not a number")),
        }
    }
}

/// The kinds of answers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    /// A condition.
    Condition {
        /// The chance that it holds.
        #[serde(flatten)]
        yes: Estimate,
    },
    /// An event or a process with several outcomes.
    Category {
        /// The chance of each, in the order of the file.
        outcomes: Vec<Outcome>,
    },
    /// A number.
    Number(Number),
    /// A day.
    Date(Date),
    /// Several conditions and categories at once.
    Joint(Joint),
}

/// One outcome of a category with its chance.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Outcome {
    /// The outcome.
    pub outcome: String,
    /// Its chance.
    #[serde(flatten)]
    pub estimate: Estimate,
}

/// The distribution of a number.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Number {
    /// The unit; empty for a plain number.
    pub unit: String,
    /// The mean, if there is a stable one.
    pub mean: Option<f64>,
    /// Its standard error of sampling.
    pub mean_std_error: Option<f64>,
    /// Its 95 % interval of sampling.
    pub mean_sampling: Option<(f64, f64)>,
    /// The 5th and the 95th percentile of the mean across readings, if they are resolved.
    pub mean_range: Option<(f64, f64)>,
    /// The 95 % half-widths of the errors of those ends.
    #[serde(default)]
    pub mean_range_half_widths: Option<(f64, f64)>,
    /// The standard deviation.
    pub std_dev: Option<f64>,
    /// Why there is no mean.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub no_mean: Option<NoMean>,
    /// The quantiles.
    pub quantiles: Vec<Quantile<Value>>,
    /// Each value with its share of the trials, where there are at most a dozen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<OneValue>,
    /// The finite values in bins of equal width.
    pub histogram: Vec<Bin>,
}

impl Number {
    /// The quantile at a probability that was computed, such as 0.5; an error at others.
    pub fn quantile(&self, probability: f64) -> Result<&Quantile<Value>, NotFound> {
        let mut quantiles = self.quantiles.iter();
        quantiles.find(|quantile| (quantile.at - probability).abs() < 1e-9).ok_or_else(|| {
            let there: Vec<String> = self.quantiles.iter().map(|own| own.at.to_string()).collect();
            NotFound::named("quantile", &probability.to_string(), there.iter().map(String::as_str))
        })
    }
}

/// The distribution of a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Date {
    /// The chance that it comes within the horizon.
    pub happens: Estimate,
    /// Quantiles among all trials; a day, or `never`.
    pub quantiles: Vec<Quantile<String>>,
    /// Quantiles among the trials in which it comes.
    pub quantiles_if_happens: Vec<DayQuantile>,
}

/// The joint distribution of several conditions and categories.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Joint {
    /// The name of each column, as it is asked.
    pub columns: Vec<String>,
    /// The outcomes of each column.
    pub outcomes: Vec<Vec<String>>,
    /// The chance of each combination, the last column fastest.
    pub cells: Vec<Estimate>,
}

/// A quantile with its errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Quantile<T> {
    /// The probability.
    #[serde(rename = "quantile")]
    pub at: f64,
    /// The quantile.
    pub value: T,
    /// Its standard error of sampling; of a day in days.
    pub std_error: Option<f64>,
    /// Its 95 % interval of sampling.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sampling: Option<(f64, f64)>,
    /// Its 5th and 95th percentile across readings, if they are resolved.
    pub range: Option<(T, T)>,
    /// The 95 % half-widths of the errors of those ends; absent for days.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range_half_widths: Option<(f64, f64)>,
}

/// A quantile of a day among the trials in which it comes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayQuantile {
    /// The probability.
    #[serde(rename = "quantile")]
    pub at: f64,
    /// The day.
    pub value: String,
}

/// One of few values with its share of the trials.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct OneValue {
    /// The value.
    pub value: Value,
    /// Its share, from 0 to 1.
    pub share: f64,
    /// The standard error of the share.
    pub std_error: Option<f64>,
}

/// A bin of a histogram.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Bin {
    /// The lower edge.
    pub from: f64,
    /// The upper edge.
    pub to: f64,
    /// The share of the trials, from 0 to 1.
    pub share: f64,
}

/// A chance on a day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Day {
    /// The day.
    pub date: String,
    /// The chance.
    #[serde(flatten)]
    pub estimate: Estimate,
}

/// The chance of each state of a process by step.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Process {
    /// The name of the process.
    #[serde(rename = "process")]
    pub name: String,
    /// Its states, in the order of the file.
    pub states: Vec<String>,
    /// The steps.
    pub steps: Vec<Step>,
}

/// A step of a process.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// The day.
    pub date: String,
    /// The chance of each state.
    pub chances: Vec<Estimate>,
}
