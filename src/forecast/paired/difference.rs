//! The answer of each side, the difference between two sides, and the verdict on it.

use crate::engine::Measure;
use crate::forecast::answer::{Range, Settled};
use crate::forecast::chance::among::is_carried;
use serde::{Deserialize, Serialize};

/// The answer of one side: a probability, or the mean of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The probability or mean; NaN if the question was asked in no trial.
    pub value: f64,
    /// Its standard error from sampling alone; NaN if it can't be estimated.
    pub std_error: f64,
    /// Its 95 % interval of sampling; NaN if it can't be estimated.
    pub sampling: (f64, f64),
    /// Its 5–95 % range across worlds; `None` with a single world, or if it does not depend on uncertain
    /// inputs.
    pub range: Option<Range>,
    /// The effective number of equally weighted worlds (Kish); `None` if all weigh the same.
    pub worth: Option<f64>,
    /// The way in which the model or the suppositions determine this chance, so that nothing is estimated.
    pub settled: Option<Settled>,
    /// The standard deviation of a trial; determines the digits shown if there is no error.
    pub spread: f64,
}

/// The difference between a side and the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The side's value minus the first's; NaN if either is missing.
    pub value: f64,
    /// Its standard error from sampling alone, with the trials of both sides paired; NaN if it can't be
    /// estimated.
    pub std_error: f64,
    /// Its 95 % interval of sampling; NaN if it can't be estimated.
    pub sampling: (f64, f64),
    /// The 5–95 % range of the differences within each world; `None` with a single world, if they don't
    /// depend on uncertain inputs, or if the worlds of the two sides are not the same.
    pub range: Option<Range>,
    /// Whether the difference depends on uncertain inputs and has no range, as the worlds of the two sides are not the same.
    pub is_overall: bool,
}

/// The verdict on a difference: [`Difference::verdict`](crate::result::Difference::verdict).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(test, derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Above 0, beyond sampling error, and in 9 of 10 readings of the inputs.
    Higher,
    /// Below 0, beyond sampling error, and in 9 of 10 readings of the inputs.
    Lower,
    /// Above 0 over all readings of the inputs; how single readings differ is not resolved.
    HigherOverall,
    /// Below 0 over all readings of the inputs; how single readings differ is not resolved.
    LowerOverall,
    /// Beyond sampling error, but of either sign across readings of the inputs.
    SignUnsure,
    /// Exactly 0: nothing that differs can reach the answer, or both sides are determined and equal.
    Same,
    /// Within sampling error.
    NotSeen,
    /// Its error can't be had from so few worlds or trials.
    TooFew,
    /// One of the answers is missing.
    Missing,
}

/// The interval if none can be estimated.
pub(super) const UNKNOWN: (f64, f64) = (f64::NAN, f64::NAN);

impl Level {
    /// Creates a level with only a value.
    pub(super) fn new(value: f64) -> Self {
        let (std_error, spread) = (f64::NAN, f64::NAN);
        let (range, worth, settled) = (None, None, None);
        Self { value, std_error, sampling: UNKNOWN, range, worth, settled, spread }
    }

    /// Makes it the value that the model or the suppositions determine, if what was counted agrees.
    pub fn settle(&mut self, value: f64, settled: Option<Settled>, measure: Measure) {
        if (self.value - value).abs() > 1e-12 * value.abs() || self.value.is_nan() {
            return;
        }
        let known = Self { worth: self.worth, settled, ..Self::new(value) };
        // as `run` has it: a chance that is not estimated has no error, a constant one of 0
        *self = match measure {
            Measure::Mean => Self { std_error: 0.0, sampling: (value, value), ..known },
            _ => known,
        };
    }

    /// The size that determines the digits shown of a mean: the standard error, or the deviation of a trial
    /// if there is none, or its own size if a single trial shows no deviation.
    pub fn digits(&self) -> f64 {
        match (self.std_error, self.spread) {
            (error, _) if error.is_finite() => error,
            (_, spread) if spread > 0.0 => spread,
            _ => self.value.abs(),
        }
    }

    /// Whether too few worlds carry the answer to estimate its error.
    pub fn is_thin(&self) -> bool {
        !is_carried(self.worth)
    }
}

impl Difference {
    /// A difference that is not estimated.
    pub fn exact(value: f64) -> Self {
        let (range, is_overall) = (None, false);
        Self { value, std_error: 0.0, sampling: (value, value), range, is_overall }
    }

    /// The verdict on the difference.
    pub fn verdict(&self) -> Verdict {
        if !self.value.is_finite() {
            return Verdict::Missing;
        }
        if !self.std_error.is_finite() {
            return Verdict::TooFew;
        }
        if self.std_error == 0.0 && self.value == 0.0 {
            return Verdict::Same;
        }
        if self.sampling.0 <= 0.0 && self.sampling.1 >= 0.0 {
            return Verdict::NotSeen;
        }
        let is_higher = self.value > 0.0;
        match self.range {
            Some(Range::Unresolved { .. }) if is_higher => Verdict::HigherOverall,
            Some(Range::Unresolved { .. }) => Verdict::LowerOverall,
            None if self.is_overall && is_higher => Verdict::HigherOverall,
            None if self.is_overall => Verdict::LowerOverall,
            Some(Range::Resolved { low, high, .. }) if low < 0.0 && high > 0.0 => {
                Verdict::SignUnsure
            }
            // over all worlds, the sign can differ from that in most of them
            Some(Range::Resolved { low, high, .. })
                if (is_higher && high < 0.0) || (!is_higher && low > 0.0) =>
            {
                Verdict::SignUnsure
            }
            _ if is_higher => Verdict::Higher,
            _ => Verdict::Lower,
        }
    }
}
