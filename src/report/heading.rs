//! How answers are called, and which of them are single chances. Knows no layout.

use crate::forecast::{Answer, Body, Estimate};

/// How an answer is called; with its `given` where its label can't be expected to say it.
pub(super) fn heading(answer: &Answer) -> String {
    match &answer.given {
        Some(given) if answer.label == answer.question => {
            format!("{}, given {given}", answer.label)
        }
        _ => answer.label.clone(),
    }
}

pub(super) fn condition(answer: &Answer) -> Option<&Estimate> {
    match &answer.body {
        Body::Condition(estimate) => Some(estimate),
        _ => None,
    }
}
