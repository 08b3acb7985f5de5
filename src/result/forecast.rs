//! A forecast as data: every answer with its errors and ranges, and what was drawn to find it. The structs have a field
//! for each of the published format, however many these are.

use super::answer::Answer;
use super::confidence::Confidence;
use super::estimate::Estimate;
use super::not_found::NotFound;
use super::schema::Schema;
use serde::{Deserialize, Serialize};

/// A forecast: the answer to each question of a scenario, and what it took to find it.
///
/// Chances go from 0 to 1, days are ISO dates (`2025-12-31`), and what can't be had is absent (`None`, null
/// in JSON), never 0 or NaN.
///
/// ```
/// use foretell::{Options, Scenario};
/// use foretell::result::Forecast;
///
/// let model = Scenario::read("coin.toml", "[event.heads]\np = 0.5\n").case().compile()?;
/// let forecast = model.run(&Options::default().trials(10_000))?;
/// let text = serde_json::to_string(&forecast)?;
/// assert_eq!(serde_json::from_str::<Forecast>(&text)?, forecast);
/// println!("{}", forecast.summary().to_csv());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Forecast {
    /// The version of this format.
    pub schema: Schema,
    /// The scenario's title, or the stem of its file.
    pub title: String,
    /// When it begins and ends; none for a scenario of a single moment.
    pub clock: Option<Clock>,
    /// The author; none if the scenario names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// How confident the author is in the whole analysis; none if that is not stated.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// The option assumed of each choice.
    pub choices: Vec<Chosen>,
    /// The interventions, as `--do` writes them.
    pub interventions: Vec<String>,
    /// The evidence, as `--given` writes it.
    pub evidence: Vec<String>,
    /// The last day of which anything is known; none for a scenario without news and without a day of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub today: Option<String>,
    /// The news up to today, by day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub news: Vec<News>,
    /// The chance that each sure piece of news had the day before; empty unless asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub surprises: Vec<Surprise>,
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
    /// The number of trials at the start from which those kept descend; none if no trial was drawn anew by weight.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub histories: Option<u64>,
    /// The seed of the random numbers.
    pub seed: u64,
    /// The way in which the chances were computed; none if they were counted.
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

/// The days between which a scenario plays: [`Forecast::clock`].
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

/// A piece of news: [`Forecast::news`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct News {
    /// The day on which it was learnt.
    pub date: String,
    /// What was learnt, as written in the file.
    pub text: String,
    /// The name of its source.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<String>,
    /// Whether it is an unsure report: `heard`.
    pub is_report: bool,
}

/// How surprising a piece of news was: [`Forecast::surprises`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Surprise {
    /// The day on which it was learnt.
    pub date: String,
    /// What was learnt, as written in the file.
    pub text: String,
    /// Its chance as of the day before, given all news before it in order, that of its own day included. The chances of the
    /// news of a day multiply to that of all of it.
    #[serde(flatten)]
    pub estimate: Estimate,
    /// The chance, as of the news before it that says more than that nothing has changed, that it is so on its day; or,
    /// of `happened`, that it happens by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_then: Option<Estimate>,
    /// The chance by which it is judged: `by_then`; or, where that is less, of `happened` that it happens on its day or later.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tail: Option<Estimate>,
    /// The kind of chance that `tail` is: `is` of `is`; of `happened` `early` if it is `by_then`, and `late` if it is the other.
    #[serde(default)]
    pub judged: String,
    /// The share of the readings, each by its weight then, in which `tail` is at least 0.05; none without readings.
    pub expected: Option<f64>,
    /// The error of that share, from the number of readings and from the trials of each.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_std_error: Option<f64>,
}

/// The option assumed of a choice: [`Forecast::choices`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Chosen {
    /// The name of the choice.
    pub name: String,
    /// The option.
    pub value: String,
}

/// The way in which chances were computed, if they were not counted; lists are in the order of the answers:
/// [`Forecast::exact`].
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

/// An uncertain input: its quantiles as (probability, value) before and after the evidence:
/// [`Forecast::parameters`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Parameter {
    /// Its name, or the path of the place where it is written.
    pub name: String,
    /// The number or range as it is written.
    pub written: String,
    /// Before the evidence.
    pub before: Vec<(f64, Option<f64>)>,
    /// After the evidence; as before where there is none.
    pub after: Vec<(f64, Option<f64>)>,
}

/// The forecast if one expert alone is right: [`Forecast::experts`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Expert {
    /// The expert's name.
    pub name: String,
    /// The expert's label.
    pub label: String,
    /// The answers, in the order of the forecast's; null if no trial satisfies the evidence where this expert alone is
    /// right.
    pub answers: Option<Vec<Answer>>,
}

/// A standard error that was asked for and not reached: [`Forecast::missed`].
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

/// The chance of each state of a process by step: [`Forecast::processes`].
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

/// A step of a process: [`Process::steps`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Step {
    /// The day.
    pub date: String,
    /// The chance of each state.
    pub chances: Vec<Estimate>,
}
