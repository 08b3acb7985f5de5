//! The author of a forecast, and how confident the author is in it: apart from how likely anything is.

use crate::scenario::{Confidence, Scenario};
use std::collections::BTreeMap;

/// The author of a forecast, and their confidence in the evidence and the model behind it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Authorship {
    /// The author's name.
    pub author: Option<String>,
    /// The confidence in the whole analysis.
    pub confidence: Option<Confidence>,
    /// The confidence in single answers, by question.
    pub of_questions: BTreeMap<String, Confidence>,
}

impl Authorship {
    /// Returns the authorship that a scenario states.
    pub fn of(scenario: &Scenario) -> Self {
        let own = scenario.questions.iter().filter_map(|question| {
            Some((question.name.value.clone(), question.confidence.clone()?))
        });
        Self {
            author: scenario.author.as_ref().map(|author| author.value.clone()),
            confidence: scenario.confidence.clone(),
            of_questions: own.collect(),
        }
    }

    /// Returns the confidence in an answer: its own, or that in the whole analysis.
    pub fn confidence_in(&self, question: &str) -> Option<&Confidence> {
        self.of_questions.get(question).or(self.confidence.as_ref())
    }
}
