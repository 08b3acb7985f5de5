//! The findings of a sensitivity analysis of one answer, and the wording of their values.

use super::super::number;
use super::super::paths::short;
use crate::analysis::sensitivity::{Boxes, Indices, Tornado};
use crate::forecast::Estimate;
use crate::scenario::Conditions;
use std::sync::Arc;

/// The most rows of each table, by default.
pub(super) const MOST_ROWS: usize = 8;
/// The findings of a sensitivity analysis of one answer.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The scenario's title.
    pub title: String,
    /// The question's name.
    pub question: String,
    /// The label of the question in output.
    pub label: String,
    /// The outcome analysed.
    pub outcome: String,
    /// The unit of a mean; `None` for a probability.
    pub unit: Option<String>,
    /// Whether evidence weights the worlds.
    pub is_conditioned: bool,
    /// The movement of the answer with each number.
    pub tornado: Tornado,
    /// The shares of the variance, if requested.
    pub indices: Option<Indices>,
    /// The boxes in which the answer is high, if requested.
    pub boxes: Option<Boxes>,
    /// Whether to show every number.
    pub all: bool,
    /// The conditions of cases and adjustments, from which output derives names for their numbers.
    pub conditions: Arc<Conditions>,
}

impl Findings {
    /// The short name of a number, by its path.
    pub(super) fn short(&self, path: &str) -> String {
        short(path, &self.conditions)
    }
}

/// Formats an answer: a probability in 100, or a mean.
pub(super) fn value(findings: &Findings, value: f64, std_error: f64) -> String {
    if findings.unit.is_some() {
        return number::with_error(value, std_error);
    }
    let sampling = (value - 2.0 * std_error, value + 2.0 * std_error);
    number::in_100(&Estimate::new(value, std_error, sampling))
}
