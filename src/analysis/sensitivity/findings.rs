//! The findings of a sensitivity analysis of one answer.

use super::boxes::Boxes;
use super::shares::Indices;
use super::tornado::Tornado;
use crate::scenario::{Conditions, label_of};
use std::sync::Arc;

/// The findings of a sensitivity analysis of one answer.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The scenario's title.
    pub title: String,
    /// The question's name.
    pub question: String,
    /// Its label.
    pub label: String,
    /// The outcome whose chance is analysed.
    pub outcome: String,
    /// The unit of a number; none of a chance.
    pub unit: Option<String>,
    /// Whether evidence weighs the readings.
    pub is_conditioned: bool,
    /// Each number from one end to the other.
    pub tornado: Tornado,
    /// Sobol' indices, if asked for.
    pub indices: Option<Indices>,
    /// The boxes in which the answer is high, if requested.
    pub boxes: Option<Boxes>,
    /// Whether a page shows every number.
    pub all: bool,
    /// The conditions of cases and adjustments, by which their numbers are labelled.
    pub conditions: Arc<Conditions>,
}

impl Findings {
    /// The label of a number, by its path.
    pub fn label_of(&self, path: &str) -> String {
        label_of(path, &self.conditions)
    }
}
