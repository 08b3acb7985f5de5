//! The rows of a comparison that are shown, their labels and their answers.

use crate::analysis::{Comparison, Row};
use crate::forecast::{Estimate, Level, Verdict};
use crate::report::format::number;

/// Whether a side differs from the first in a row.
pub(super) fn differs(row: &Row, side: usize) -> bool {
    is_seen(row.differences[side - 1].verdict())
}

/// Whether a verdict is a difference that was seen.
pub(super) fn is_seen(verdict: Verdict) -> bool {
    !matches!(verdict, Verdict::Same | Verdict::NotSeen | Verdict::Missing)
}

/// The rows shown by default, and the number of further rows that differ: probabilities with the widest
/// differences, at most one for each question with several outcomes, without repetition.
pub(super) fn widest(comparison: &Comparison, side: usize, most: usize) -> (Vec<&Row>, usize) {
    let width = |row: &Row| match row.unit {
        // a number has its own scale, so it comes after all probabilities
        Some(_) => 0.0,
        None => row.differences[side - 1].value.abs(),
    };
    let same = |a: &Row, b: &Row| {
        a.sides[0].value.to_bits() == b.sides[0].value.to_bits()
            && a.sides[side].value.to_bits() == b.sides[side].value.to_bits()
    };
    let differing = comparison.rows.iter().filter(|row| differs(row, side));
    let mut found: Vec<&Row> = Vec::new();
    for row in differing.clone() {
        let widest = differing
            .clone()
            .filter(|other| other.question == row.question)
            .all(|other| width(other) <= width(row));
        let is_known = |other: &&Row| same(other, row) || other.question == row.question;
        if widest && !row.is_joint && !found.iter().any(is_known) {
            found.push(row);
        }
    }
    let mut widths: Vec<f64> = found.iter().map(|row| width(row)).collect();
    widths.sort_by(|a, b| b.total_cmp(a));
    let least = widths.get(most - 1).copied().unwrap_or(0.0);
    let all = found.len();
    found.retain(|row| width(row) >= least);
    found.truncate(most);
    let left_out = all - found.len();
    (found, left_out)
}

/// The labels of questions without a significant difference.
pub(super) fn unseen(comparison: &Comparison, side: usize) -> Vec<String> {
    let mut labels: Vec<String> = Vec::new();
    for row in comparison.rows.iter().filter(|row| !row.is_joint) {
        let mut alike = comparison.rows.iter().filter(|other| other.question == row.question);
        let label = plain_label(comparison, row);
        if !alike.any(|other| differs(other, side)) && !labels.contains(&label) {
            labels.push(label);
        }
    }
    labels
}

/// The label of a question. A label indented below another one continues it.
pub(super) fn plain_label(comparison: &Comparison, row: &Row) -> String {
    let own = row.label.trim();
    if row.label.starts_with(' ') {
        let rows = comparison.rows.iter();
        let before = rows.take_while(|other| other.question != row.question);
        let above = before.filter(|other| !other.label.starts_with(' ')).last();
        return above.map_or_else(|| own.to_owned(), |a| format!("{}, {own}", a.label));
    }
    match &row.given {
        Some(given) if row.label == row.question => format!("{own}, given {given}"),
        _ => own.to_owned(),
    }
}

/// The text in the column of a side.
pub(super) fn level(level: &Level, is_mean: bool) -> String {
    if is_mean {
        number::with_error(level.value, level.digits())
    } else {
        number::in_100(&chance(level))
    }
}

fn chance(level: &Level) -> Estimate {
    let Level { value, std_error, sampling, range, .. } = *level;
    let known = Estimate::new(value, std_error, sampling);
    if std_error.is_finite() {
        return Estimate { range, ..known };
    }
    Estimate { std_error: None, sampling: None, settled: level.settled, ..known }
}
