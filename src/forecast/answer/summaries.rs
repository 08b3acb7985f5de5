//! The distributions of numbers, dates and joint outcomes.

use super::values::{Estimate, Figure, NoMean};

/// The distribution of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct NumberSummary {
    /// The unit; empty for a plain number.
    pub unit: String,
    /// The mean, or the reason why there is none.
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
    pub never: Figure,
}

impl NumberSummary {
    /// The main figure: the mean, or the median if there is no stable mean.
    pub fn leading(&self) -> Option<&Figure> {
        self.mean.as_ref().ok().or_else(|| self.quantile(0.5))
    }

    /// The quantile at one of the probabilities of `quantiles`.
    pub fn quantile(&self, at: f64) -> Option<&Figure> {
        let found = self.quantiles.iter().find(|(p, _)| (p - at).abs() < 1e-9);
        found.map(|(_, figure)| figure)
    }
}

/// The distribution of a date.
#[derive(Clone, Debug, PartialEq)]
pub struct DateSummary {
    /// The probability that it occurs within the horizon.
    pub happens: Estimate,
    /// (quantile, date) among all trials.
    pub quantiles: Vec<(f64, DayFigure)>,
    /// (quantile, date) among the trials in which it occurs.
    pub quantiles_if_happens: Vec<(f64, jiff::civil::Date)>,
}

/// A date estimated from trials, with its sampling error and its range across worlds; a date of `None` is
/// *never*.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayFigure {
    /// The date.
    pub day: Option<jiff::civil::Date>,
    /// Its standard error in days; `None` if it can't be estimated, 0 if the date is exact.
    pub std_error: Option<f64>,
    /// The 5–95 % range across worlds; `None` with a single world, or if it is not resolved.
    pub range: Option<(Option<jiff::civil::Date>, Option<jiff::civil::Date>)>,
}

/// The joint distribution of several conditions and categories.
#[derive(Clone, Debug, PartialEq)]
pub struct JointTable {
    /// The condition or variable of each column, as written in `ask`.
    pub columns: Vec<String>,
    /// The label of each column: that of a question that asks exactly this, otherwise the text.
    pub labels: Vec<String>,
    /// The outcomes of each column.
    pub outcomes: Vec<Vec<String>>,
    /// The probability of each combination, the last column varying fastest.
    pub cells: Vec<Estimate>,
}

/// The quantiles of a number on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct FanDay {
    /// The day.
    pub date: jiff::civil::Date,
    /// The quantiles with their probabilities, in ascending order.
    pub quantiles: Vec<(f64, Figure)>,
}

impl FanDay {
    /// Returns the quantile of a probability.
    pub fn quantile(&self, requested: f64) -> Option<Figure> {
        let is_it = |(at, _): &&(f64, Figure)| (at - requested).abs() < 1e-9;
        self.quantiles.iter().find(is_it).map(|(_, figure)| *figure)
    }
}
