//! Chances and other values with their errors and ranges, as every kind of result has them.

pub use crate::forecast::{NoMean, Settled};
use serde::{Deserialize, Serialize};

/// A chance with its sampling error and its range across readings, kept apart.
///
/// ```
/// # use foretell::{Options, Scenario};
/// # let model = Scenario::read("talks.toml", "[event.deal]\np = \"20% to 40%\"\n").case().compile()?;
/// # let forecast = model.run(&Options::default().trials(10_000).worlds(100))?;
/// let deal = forecast.answer("deal")?.probability()?;
/// if let (Some(chance), Some(error)) = (deal.estimate, deal.std_error) {
///     println!("{chance:.3} ± {error:.3}");
/// }
/// match (deal.range, &deal.range_unresolved) {
///     (Some((low, high)), _) => println!("nine in ten readings: {low:.2} to {high:.2}"),
///     (None, Some(why)) => println!("more readings are needed: {:?}", why.needed_readings),
///     (None, None) => println!("no input is uncertain"),
/// }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Estimate {
    /// The mean over the readings; none if no trial was asked.
    #[serde(rename = "probability")]
    pub estimate: Option<f64>,
    /// The standard error of sampling.
    pub std_error: Option<f64>,
    /// The 95 % interval of sampling.
    pub sampling: Option<(f64, f64)>,
    /// The 5th and the 95th percentile across readings, if they are resolved.
    pub range: Option<(f64, f64)>,
    /// The 95 % half-width of each end of the range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range_half_widths: Option<(f64, f64)>,
    /// Why there is no range, and what would resolve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range_unresolved: Option<Unresolved>,
    /// The way in which the model determines the chance without counting, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
}

/// A range that the trials drawn do not resolve: [`Estimate::range_unresolved`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Unresolved {
    /// Trials that a reading has.
    pub trials_a_reading: Option<f64>,
    /// Trials a reading that would resolve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed_trials_a_reading: Option<f64>,
    /// Readings that would resolve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed_readings: Option<f64>,
}

/// A number, or *never*.
///
/// ```
/// use foretell::result::{Never, Value};
///
/// assert_eq!(Value::Number(3.5).finite(), Some(3.5));
/// assert_eq!(Value::Never(Never::Never).finite(), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(untagged)]
pub enum Value {
    /// A finite number.
    Number(f64),
    /// The day does not come within the horizon.
    Never(Never),
}

impl Value {
    /// The number; none for *never*.
    pub fn finite(self) -> Option<f64> {
        match self {
            Self::Number(number) => Some(number),
            Self::Never(_) => None,
        }
    }
}

/// The word `never`: [`Value::Never`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Never {
    /// Not within the horizon.
    Never,
}

/// A chance or a number with its sampling error and its range across readings, kept apart.
///
/// [`Comparison`](super::Comparison), [`Sweep`](super::Sweep) and [`Sensitivity`](super::Sensitivity) have both kinds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
pub struct Figure {
    /// The mean over the readings; none if no trial was asked, or if there is no stable mean.
    pub value: Option<Value>,
    /// The standard error of sampling.
    pub std_error: Option<f64>,
    /// The 95 % interval of sampling.
    pub sampling: Option<(f64, f64)>,
    /// The 5th and the 95th percentile across readings, if they are resolved.
    pub range: Option<(Value, Value)>,
    /// The 95 % half-width of each end of the range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range_half_widths: Option<(f64, f64)>,
    /// Why there is no range, and what would resolve it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub range_unresolved: Option<Unresolved>,
    /// The number of equally weighted readings that would say as much; none where all weigh the same.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effective_worlds: Option<f64>,
    /// The way in which the model determines the value without counting, if it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub settled: Option<Settled>,
}
