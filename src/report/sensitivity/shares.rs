//! Shares of the variance, and boxes in which the answer is high, in words and tables.

use super::value::{MOST_ROWS, value};
use crate::analysis::sensitivity::{Absent, Boxes, Findings, HighBox, Index, Indices};
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::forecast::widest::input_value;
use crate::report::format::number;

/// Words for the reason why there are no indices, if so.
fn absent(indices: &Indices) -> Option<&'static str> {
    match indices.absent {
        Some(Absent::Evidence) => Some(
            "There are no indices: they need independent inputs, and the evidence ties yours to each other.",
        ),
        Some(Absent::Undefined) => {
            Some("The answer is undefined at too many points: there are no indices.")
        }
        None if indices.inputs.is_empty() => Some("No input is uncertain: there are no indices."),
        None if !indices.varies => {
            Some("No variation across readings is found, so indices would have no meaning.")
        }
        None => None,
    }
}

/// Shows Sobol' indices as a table.
pub(super) fn of_indices(findings: &Findings, indices: &Indices) -> Vec<Block> {
    let head = "SHARES OF THE VARIANCE across readings";
    if let Some(words) = absent(indices) {
        return vec![Block::Heading(head.to_owned()), Block::Paragraph(words.to_owned())];
    }
    let is_shown = |(index, error): (f64, f64)| index > 0.0 && (error.is_nan() || index > error);
    let share = |(index, error): (f64, f64)| {
        if is_shown((index, error)) { number::with_error(index, error) } else { "~0".to_owned() }
    };
    let columns = vec![
        Column::left(head),
        Column::right("alone"),
        Column::right("±"),
        Column::right("in all"),
        Column::right("±"),
    ];
    let error = |error: f64| if error > 0.0 { number::one_digit_up(error) } else { String::new() };
    let seen = |index: &&Index| is_shown(index.total) || is_shown(index.first);
    let row = |index: &Index| {
        vec![
            Cell::text(format!("  {}", findings.label_of(&index.name))),
            Cell::text(share(index.first)),
            Cell::text(error(index.first.1)),
            Cell::text(share(index.total)),
            Cell::text(error(index.total.1)),
        ]
    };
    let most = if findings.all { indices.inputs.len() } else { MOST_ROWS };
    let rows: Vec<Vec<Cell>> = indices.inputs.iter().filter(seen).take(most).map(row).collect();
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    let none = indices.inputs.iter().filter(|index| !seen(index)).count();
    let spread = indices.std_dev.map_or_else(String::new, |(spread, error)| {
        if findings.unit.is_some() {
            number::with_error(spread, error)
        } else {
            format!("{} in 100", number::with_error(100.0 * spread, 100.0 * error))
        }
    });
    let rest =
        if none > 0 { format!(" {none} are at most their standard error.") } else { String::new() };
    blocks.push(Block::Note(format!(
        "First-order and total Sobol' indices; ~0: at most its standard error.{rest} The answer's \
         standard deviation across readings is {spread}."
    )));
    blocks
}

/// Describes the boxes in which the answer is high.
pub(super) fn of_boxes(findings: &Findings, boxes: &Boxes) -> Vec<Block> {
    let error = findings.tornado.base.std_error.max(0.002 * boxes.threshold.abs());
    if boxes.too_few {
        return vec![Block::Paragraph(
            "Too few readings carry the answer to say where it is high; take more (`--worlds`)."
                .into(),
        )];
    }
    let above = value(findings, boxes.threshold, error);
    let mut blocks = vec![Block::Heading(format!(
        "WHERE IT IS HIGH (above {above}, as {:.0} of 100 readings are)",
        100.0 * boxes.share
    ))];
    if boxes.boxes.is_empty() {
        blocks.push(Block::Paragraph(
            "No simple ranges of your inputs hold the high readings.".into(),
        ));
    }
    for (i, found) in boxes.boxes.iter().enumerate() {
        let also = if i == 0 { "" } else { "elsewhere, " };
        blocks.push(Block::Paragraph(format!(
            "{}. {also}where {}: high in {:.0}{} of 100 such readings; {:.0}{} of 100 high ones lie here.",
            i + 1,
            bounds(findings, found),
            100.0 * found.density,
            plus_minus(found.density_std_error),
            100.0 * found.coverage,
            plus_minus(found.coverage_std_error),
        )));
    }
    blocks
}

fn bounds(findings: &Findings, found: &HighBox) -> String {
    let bound = |bound: &crate::analysis::sensitivity::Bound| {
        let name = findings.label_of(&bound.name);
        match (bound.low, bound.high) {
            (Some(low), Some(high)) => {
                format!("{name} is {} to {}", input_value(low), input_value(high))
            }
            (Some(low), None) => format!("{name} is over {}", input_value(low)),
            (None, Some(high)) => format!("{name} is under {}", input_value(high)),
            (None, None) => name,
        }
    };
    found.bounds.iter().map(bound).collect::<Vec<_>>().join(" and ")
}

fn plus_minus(error: Option<f64>) -> String {
    error.map_or_else(String::new, |error| format!(" ±{}", number::one_digit_up(100.0 * error)))
}
