//! The forecasts of experts, side by side.

use super::heading::{condition, heading};
use crate::forecast::{Answer, Body, Disagreement, Estimate, Forecast, Voice, Voices};
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
    for from in (0..voices.experts.len()).step_by(ABREAST) {
        let last = from + ABREAST >= voices.experts.len();
        blocks.push(Block::Table(table(voices, from, last, &rows)));
    }
    let is_resolved = |estimate: &Estimate| estimate.ends().is_some();
    let has_range = |(index, _): &(usize, &Answer)| {
        let of = |expert: &Voice| expert.answers[*index].estimates().into_iter().any(is_resolved);
        voices.experts.iter().any(of)
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

/// Formats a share with its error, such as `62 % ±3`; no digit goes beyond the error.
fn percent(disagreement: &Disagreement) -> String {
    let value = 100.0 * disagreement.share;
    let Some(error) = disagreement.std_error.map(|error| 100.0 * error) else {
        return format!("{value:.0} %");
    };
    let shown = error.max(1.0);
    format!("{} % ±{}", number::with_error(value, shown), number::one_digit_up(shown))
}

fn table(voices: &Voices, from: usize, last: bool, rows: &[(usize, &Answer)]) -> Table {
    let experts = &voices.experts[from..(from + ABREAST).min(voices.experts.len())];
    let mut columns = vec![Column::left("If one expert alone is right")];
    columns.extend(experts.iter().map(|expert| Column::right(expert.label.clone())));
    let disagree = last && rows.iter().any(|(index, _)| voices.disagreement[*index].is_some());
    if disagree {
        columns.push(Column::right("disagreement"));
    }
    let row = |(index, answer): &(usize, &Answer)| {
        let mut cells = vec![Cell::text(heading(answer))];
        cells.extend(experts.iter().map(|expert| {
            let Body::Condition(estimate) = &expert.answers[*index].body else {
                return Cell::Empty;
            };
            let range = number::range(estimate);
            let chance = number::in_100(estimate);
            let is_sure = range.is_empty() || range == chance;
            Cell::text(if is_sure { chance } else { format!("{chance} ({range})") })
        }));
        if disagree {
            let share = voices.disagreement[*index];
            cells.push(share.map_or(Cell::Empty, |s| Cell::Text(percent(&s))));
        }
        cells
    };
    Table { columns, rows: rows.iter().map(row).collect() }
}
