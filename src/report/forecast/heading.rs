//! Headings and kinds of answers. Independent of layout.

use crate::forecast::{Answer, Body, Estimate, Forecast};

/// The heading of an answer: its label, with its `given` if the question has no label of its own.
pub(crate) fn heading(answer: &Answer) -> String {
    match &answer.given {
        Some(given) if answer.label == answer.question => {
            format!("{}, given {given}", answer.label)
        }
        _ => answer.label.clone(),
    }
}

/// The chance of an answer that is a condition.
pub(crate) fn condition(answer: &Answer) -> Option<&Estimate> {
    match &answer.body {
        Body::Condition(estimate) => Some(estimate),
        _ => None,
    }
}

/// Whether there are several readings of the uncertain inputs.
pub(crate) fn has_worlds(forecast: &Forecast) -> bool {
    forecast.drawn.worlds > 1
}
