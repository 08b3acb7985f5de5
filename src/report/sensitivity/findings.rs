//! The findings of a sensitivity analysis of one answer, and the wording of their values.

use super::super::number;
use super::super::paths::short;
use crate::analysis::sensitivity::{Boxes, Indices, Tornado};
use crate::forecast::Estimate;
use crate::scenario::Conditions;
use std::sync::Arc;

/// Rows told of each table, unless all are wanted.
pub(super) const MOST_ROWS: usize = 8;
/// The findings of a sensitivity analysis of one answer.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The scenario's title.
    pub title: String,
    /// The question's name.
    pub question: String,
    /// How output calls it.
    pub label: String,
    /// The outcome looked at.
    pub outcome: String,
    /// What a mean is counted in; none of a chance.
    pub unit: Option<String>,
    /// Whether evidence weighs the readings.
    pub is_conditioned: bool,
    /// Each number from one end to the other.
    pub tornado: Tornado,
    /// Shares of the variance, if wanted.
    pub indices: Option<Indices>,
    /// Where the answer is high, if wanted.
    pub boxes: Option<Boxes>,
    /// Whether every number is shown.
    pub all: bool,
    /// The conditions of cases and adjustments, by which their numbers are called.
    pub conditions: Arc<Conditions>,
}

impl Findings {
    /// How a number is called, by its path.
    pub(super) fn short(&self, path: &str) -> String {
        short(path, &self.conditions)
    }
}

/// An answer: a chance in 100, or a mean.
pub(super) fn value(findings: &Findings, value: f64, std_error: f64) -> String {
    if findings.unit.is_some() {
        return number::with_error(value, std_error);
    }
    let sampling = (value - 2.0 * std_error, value + 2.0 * std_error);
    number::in_100(&Estimate::new(value, std_error, sampling))
}
