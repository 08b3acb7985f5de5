//! The forecasts of experts, side by side.

use super::heading::{condition, heading};
use crate::forecast::{Answer, Body, Disagreement, Estimate, Forecast, Voice};
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::format::number;

/// Number of answers shown for each expert, by default.
const MOST_SHOWN: usize = 4;
/// Number of experts that fit side by side.
const ABREAST: usize = 5;

/// A table of the first few requested probabilities, or of all: a column for each expert, and the share of
/// uncertainty that is due to not knowing who is right.
pub(crate) fn blocks(forecast: &Forecast, all: bool) -> Vec<Block> {
    let Some(voices) = &forecast.voices else { return Vec::new() };
    let most = if all { usize::MAX } else { MOST_SHOWN };
    let rows: Vec<(usize, &Answer)> = forecast
        .answers
        .iter()
        .enumerate()
        .filter(|(_, answer)| condition(answer).is_some() && answer.given.is_none())
        .take(most)
        .collect();
    if rows.is_empty() {
        return Vec::new();
    }
    let mut blocks = Vec::new();
    let heard: Vec<&Voice> = voices.experts.iter().filter(|own| own.answers.is_some()).collect();
    let silent: Vec<&Voice> = voices.experts.iter().filter(|own| own.answers.is_none()).collect();
    for (part, abreast) in heard.chunks(ABREAST).enumerate() {
        let is_last = (part + 1) * ABREAST >= heard.len();
        let disagreement = if is_last { &*voices.disagreement } else { &[] };
        blocks.push(Block::Table(table(abreast, disagreement, &rows)));
    }
    if !silent.is_empty() {
        let names: Vec<String> = silent.iter().map(|own| own.label.clone()).collect();
        blocks.push(Block::Note(format!(
            "Left out: {}. No trial satisfies the evidence if that expert alone is right.",
            names.join(", ")
        )));
    }
    if heard.is_empty() {
        return blocks;
    }
    let is_resolved = |estimate: &Estimate| estimate.ends().is_some();
    let has_range = |(index, _): &(usize, &Answer)| {
        let all = heard.iter().filter_map(|expert| expert.answer(*index));
        all.flat_map(Answer::estimates).any(is_resolved)
    };
    let of = if rows.iter().any(has_range) {
        ", with the range of that expert's own readings"
    } else {
        ""
    };
    blocks.push(Block::Note(format!(
        "In 100{of}; disagreement: if one of them is right, the share of the variance due to not knowing which."
    )));
    blocks
}

/// Formats a share with its error, such as `62 % ±3`; no digit goes beyond the error. Empty without an error.
fn percent(disagreement: &Disagreement) -> String {
    let value = 100.0 * disagreement.share;
    // without an error 100 % would look certain
    let Some(error) = disagreement.std_error.map(|error| 100.0 * error) else {
        return String::new();
    };
    let shown = error.max(1.0);
    format!("{} % ±{}", number::with_error(value, shown), number::one_digit_up(shown))
}

/// A column for each expert and, if there is any, the disagreement about each answer.
fn table(
    experts: &[&Voice],
    disagreement: &[Option<Disagreement>],
    rows: &[(usize, &Answer)],
) -> Table {
    let share = |index: usize| disagreement.get(index).copied().flatten();
    let mut columns = vec![Column::left("If one expert alone is right")];
    columns.extend(experts.iter().map(|expert| Column::right(expert.label.clone())));
    let disagree = rows.iter().any(|(index, _)| share(*index).is_some());
    if disagree {
        columns.push(Column::right("disagreement"));
    }
    let row = |(index, answer): &(usize, &Answer)| {
        let mut cells = vec![Cell::text(heading(answer))];
        cells.extend(experts.iter().map(|expert| {
            let Some(Body::Condition(estimate)) = expert.answer(*index).map(|own| &own.body) else {
                return Cell::Empty;
            };
            let range = number::range(estimate);
            let chance = number::in_100(estimate);
            let is_sure = range.is_empty() || range == chance;
            Cell::text(if is_sure { chance } else { format!("{chance} ({range})") })
        }));
        if disagree {
            cells.push(share(*index).map_or(Cell::Empty, |share| Cell::Text(percent(&share))));
        }
        cells
    };
    Table { columns, rows: rows.iter().map(row).collect() }
}
