//! The findings of a sensitivity analysis of one answer.

use super::discovery::Boxes;
use super::points::Swing;
use super::shares::Indices;
use super::tornado::Tornado;
use crate::analysis::track::Told;
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
    /// Today and the news up to it; `None` without news.
    pub told: Option<Told>,
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

/// The swings that are seen to move the answer.
fn seen(swings: &[Swing]) -> impl Iterator<Item = &Swing> {
    swings.iter().filter(|swing| swing.is_seen)
}

impl Findings {
    /// The label of a number, by its path.
    pub fn label_of(&self, path: &str) -> String {
        label_of(path, &self.conditions)
    }

    /// The numbers that are seen to move the answer, the one that moves it most first: those that are uncertain, else
    /// plain ones. None if too few readings carry the evidence.
    pub fn foremost(&self) -> Vec<&Swing> {
        let tornado = &self.tornado;
        if tornado.base.is_thin() {
            return Vec::new();
        }
        let mut found: Vec<&Swing> = seen(&tornado.uncertain).collect();
        if found.is_empty() {
            found.extend(seen(&tornado.plain));
        }
        found
    }
}
