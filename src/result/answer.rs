//! The answers of a forecast.

use super::confidence::Confidence;
use super::estimate::{Estimate, NoMean, Value};
use super::group::Group;
use super::not_found::NotFound;
use serde::{Deserialize, Serialize};

/// The answer to one question.
///
/// ```
/// use foretell::{Options, Scenario};
///
/// let text = "[event.venue]\noutcomes = { geneva = 0.6, vienna = 0.4 }\n";
/// let model = Scenario::read("talks.toml", text).case().compile()?;
/// let forecast = model.run(&Options::default().exact(true))?;
/// let geneva = forecast.answer("venue")?.outcome("geneva")?;
/// assert_eq!(geneva.estimate, Some(0.6));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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
    /// How confident the author is in this answer, if that is stated for it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
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
    /// The answer as it stood on the first day of the clock, before any news.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before: Option<Box<Body>>,
    /// The day on which it happened, if the news says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub happened: Option<String>,
    /// The answer itself.
    #[serde(flatten)]
    pub body: Body,
    /// For dated questions: the chance that it has happened, by step.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timeline: Vec<Day>,
    /// For numbers that are asked over time: their quantiles, by day.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fan: Vec<FanDay>,
}

/// The quantiles of a number on a day: [`Answer::fan`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct FanDay {
    /// The day.
    pub date: String,
    /// The quantiles, in ascending order.
    pub quantiles: Vec<Quantile<Value>>,
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
///
/// ```
/// use foretell::result::Body;
/// # let text = "[event.venue]\noutcomes = { geneva = 0.6, vienna = 0.4 }\n";
/// # let model = foretell::Scenario::read("talks.toml", text).case().compile()?;
/// # let forecast = model.run(&foretell::Options::default().exact(true))?;
/// for answer in &forecast.answers {
///     match &answer.body {
///         Body::Condition { yes } => println!("{}: {:?}", answer.label, yes.estimate),
///         Body::Category { outcomes } => println!("{}: {} outcomes", answer.label, outcomes.len()),
///         Body::Number(number) => println!("{}: {:?} {}", answer.label, number.mean, number.unit),
///         Body::Date(date) => println!("{}: {:?}", answer.label, date.happens.estimate),
///         Body::Joint(joint) => println!("{}: {} chances", answer.label, joint.cells.len()),
///     }
/// }
/// # Ok::<(), foretell::Error>(())
/// ```
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

/// One outcome of a category with its chance: [`Body::Category`].
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
///
/// ```
/// use foretell::{Options, Scenario};
///
/// let text = "[quantity.loss]\nvalue = \"normal(10, 2)\"\n[question]\nloss = { ask = \"loss\" }\n";
/// let model = Scenario::read("loss.toml", text).case().compile()?;
/// let forecast = model.run(&Options::default().trials(10_000))?;
/// let loss = forecast.answer("loss")?.number()?;
/// assert!(loss.mean.is_some_and(|mean| (9.8..10.2).contains(&mean)));
/// let median = &loss.quantile(0.5)?;
/// println!("{:?} ± {:?}", median.value.finite(), median.std_error);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
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

/// The distribution of a day: [`Body::Date`].
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

/// The joint distribution of several conditions and categories: [`Body::Joint`].
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

/// A quantile with its errors: [`Number::quantiles`], [`Date::quantiles`].
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

/// A quantile of a day among the trials in which it comes: [`Date::quantiles_if_happens`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct DayQuantile {
    /// The probability.
    #[serde(rename = "quantile")]
    pub at: f64,
    /// The day.
    pub value: String,
}

/// One of few values with its share of the trials: [`Number::values`].
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

/// A bin of a histogram: [`Number::histogram`].
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

/// A chance on a day: [`Answer::timeline`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Day {
    /// The day.
    pub date: String,
    /// The chance.
    #[serde(flatten)]
    pub estimate: Estimate,
}
