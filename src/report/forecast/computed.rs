//! Notes on exact answers: how they were computed, where they are undefined, and how likely their questions
//! are asked.

use crate::exact::Extent;
use crate::forecast::{Answer, Computed, Forecast};
use crate::report::document::Block;
use crate::report::format::number;

/// Describes how the probabilities were computed.
pub(crate) fn how(exact: &Computed) -> String {
    match exact.extent {
        Extent::Elimination(effort) => format!(
            "Exact, without sampling error: elimination of width {}, largest table {} cells",
            effort.width,
            number::count(effort.largest as u64)
        ),
        Extent::States(states) => format!(
            "Exact, without sampling error: at most {} joint states a step",
            number::count(states as u64)
        ),
    }
}

/// Lists the answers that may be undefined, with the probability.
pub(crate) fn undefined(forecast: &Forecast, heading: fn(&Answer) -> String) -> Vec<Block> {
    let Some(exact) = &forecast.exact else { return Vec::new() };
    let all = forecast.answers.iter().zip(&exact.left_out);
    let notes = all.filter(|(_, left_out)| **left_out > 0.0).map(|(answer, left_out)| {
        let (label, chance) = (heading(answer), number::exact(*left_out));
        Block::Note(format!("{label}: undefined with probability {chance}, which is left out."))
    });
    notes.collect()
}

/// Lists the probability that each conditional question is asked.
pub(crate) fn asked(forecast: &Forecast, heading: fn(&Answer) -> String) -> Vec<Block> {
    let Some(exact) = &forecast.exact else { return Vec::new() };
    let all = forecast.answers.iter().zip(&exact.ln_asked);
    let notes = all.filter(|(answer, _)| answer.given.is_some()).map(|(answer, ln)| {
        let (label, chance) = (heading(answer), number::likelihood(*ln));
        Block::Note(format!("{label}: asked with probability {chance}."))
    });
    notes.collect()
}
