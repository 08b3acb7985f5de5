//! Probabilities and numbers with their errors and ranges.

use serde::{Deserialize, Serialize};

/// A probability with its sampling error and its range across worlds, kept separate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean over worlds.
    pub probability: f64,
    /// The standard error of `probability` from sampling alone; `None` if it can't be estimated.
    pub std_error: Option<f64>,
    /// The 95 % interval of sampling, or its bounds if few trials or worlds have a hit; `None` if it can't be
    /// estimated.
    pub sampling: Option<(f64, f64)>,
    /// The 5–95 % range across worlds; `None` with a single world, if the probability does not depend on
    /// uncertain inputs, or if it was not requested.
    pub range: Option<Range>,
    /// The way in which the model determines the probability without sampling; `None` if it is sampled or computed.
    pub settled: Option<Settled>,
}

impl Estimate {
    /// Creates an estimate without a range.
    pub fn new(probability: f64, std_error: f64, sampling: (f64, f64)) -> Self {
        Self {
            probability,
            std_error: Some(std_error),
            sampling: Some(sampling),
            range: None,
            settled: None,
        }
    }

    /// The standard error; NaN if there is none.
    pub fn error(&self) -> f64 {
        self.std_error.unwrap_or(f64::NAN)
    }

    /// The interval of sampling; NaN at both ends if there is none.
    pub fn interval(&self) -> (f64, f64) {
        self.sampling.unwrap_or((f64::NAN, f64::NAN))
    }

    /// The ends of the range across worlds, if it is resolved.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.range.and_then(Range::ends)
    }

    /// Removes the error and the range, if too few worlds carry the estimate.
    pub(crate) fn without_error(self) -> Self {
        Self { std_error: None, sampling: None, range: None, ..self }
    }
}

/// The 5th and 95th percentile of a value across worlds.
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
    /// A range that the trials drawn don't resolve.
    Unresolved {
        /// Number of trials in each world (effective number if they are weighted).
        trials_a_reading: f64,
        /// The sample size that would resolve it.
        needed: Needed,
    },
}

/// The sample size that resolves a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Needed {
    /// The number of trials in each world; infinite if it can't be estimated.
    TrialsAReading(f64),
    /// The number of worlds.
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

/// The way in which a chance follows from the model without counting:
/// [`Estimate::settled`](crate::result::Estimate::settled).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Settled {
    /// An intervention or the evidence makes it so.
    Supposed,
    /// The chance is 1.
    Certain,
    /// The chance is 0.
    Impossible,
}

/// A number estimated from trials, with its sampling error and its range across worlds, kept separate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure {
    /// The number; infinite for *never*.
    pub value: f64,
    /// Its standard error from sampling alone; `None` if it can't be estimated, 0 if the value is exact.
    pub std_error: Option<f64>,
    /// The 95 % interval of sampling; `None` if it can't be estimated.
    pub sampling: Option<(f64, f64)>,
    /// The 5–95 % range across worlds; `None` with a single world.
    pub range: Option<Range>,
}

impl Figure {
    /// Creates an exact number.
    pub fn exact(value: f64) -> Self {
        Self { value, std_error: Some(0.0), sampling: Some((value, value)), range: None }
    }

    /// A number of which no error is known.
    pub fn unknown(value: f64) -> Self {
        Self { value, std_error: None, sampling: None, range: None }
    }

    /// The standard error; NaN if there is none.
    pub fn error(&self) -> f64 {
        self.std_error.unwrap_or(f64::NAN)
    }

    /// The ends of the range across worlds, if it is resolved.
    pub fn ends(&self) -> Option<(f64, f64)> {
        self.range.and_then(Range::ends)
    }
}

/// The reason why a number has no mean: [`Number::no_mean`](crate::result::Number::no_mean).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum NoMean {
    /// The number has no value in any trial.
    NoTrials,
    /// The number is a wait that does not end within the horizon in some trials.
    Never,
    /// A few trials hold so much of the variance that the mean of the sample says little.
    Unstable,
}

/// The condition whose chance tells whether news is a surprise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judged {
    /// Of `is`: that it is so on its day.
    Is,
    /// Of `happened`: that it happens by its day.
    Early,
    /// Of `happened`: that it happens on its day or later, or never.
    Late,
}

impl Judged {
    /// The name in files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Is => "is",
            Self::Early => "early",
            Self::Late => "late",
        }
    }
}

/// A share of the worlds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Share {
    /// The share, from 0 to 1.
    pub value: f64,
    /// Its error: that of drawing worlds, and the share of those that the trials of a world may put on the wrong side.
    pub std_error: f64,
}
