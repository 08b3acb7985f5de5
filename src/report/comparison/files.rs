//! A comparison as tables for programs, with all digits.

use super::super::csv::{Rows, float};
use super::super::pretty;
use crate::analysis::{Comparison, Row, Splits};
use crate::forecast::{Difference, Level, Range};
use crate::result;
use crate::scenario::label_of;

/// Returns the files of a comparison with their names: always `comparison.csv`; `comparison-means.csv` if a
/// number is asked, and `why.csv` if differences were split. `splits` has one entry for each side except the
/// first, or is empty.
pub fn files(comparison: &Comparison, splits: &[Splits]) -> Vec<(String, Vec<u8>)> {
    let mut files = vec![("comparison.csv".to_owned(), table(comparison))];
    let means: Vec<&Row> = comparison.rows.iter().filter(|row| row.unit.is_some()).collect();
    if !means.is_empty() {
        let head = ["question", "side", "mean", "std_error", "low", "high"];
        let rows = sides(comparison, means, |row| vec![row.question.clone()], (&head, true));
        files.push(("comparison-means.csv".to_owned(), rows));
    }
    if !splits.is_empty() {
        files.push(("why.csv".to_owned(), why(comparison, splits)));
    }
    files
}

/// Columns `question,outcome,side,probability,std_error,low,high,difference,difference_std_error,
/// difference_low,difference_high`; a row for each side of each outcome. The first side has no difference;
/// `low` and `high` are the 5–95 % range across worlds.
pub fn table(comparison: &Comparison) -> Vec<u8> {
    let chances = comparison.rows.iter().filter(|row| row.unit.is_none()).collect();
    let key = |row: &Row| vec![row.question.clone(), row.outcome.clone()];
    let head = ["question", "outcome", "side", "probability", "std_error", "low", "high"];
    sides(comparison, chances, key, (&head, false))
}

fn sides(
    comparison: &Comparison,
    rows: Vec<&Row>,
    key: impl Fn(&Row) -> Vec<String>,
    (head, are_numbers): (&[&str], bool),
) -> Vec<u8> {
    let differences = ["difference", "difference_std_error", "difference_low", "difference_high"];
    let measure: &[&str] = if are_numbers { &["measure"] } else { &[] };
    let mut table = Rows::new(&[head, &differences, measure].concat());
    for row in rows {
        for (side, level) in row.sides.iter().enumerate() {
            let mut cells = key(row);
            cells.push(comparison.sides[side].clone());
            cells.extend(of_level(level));
            let difference = side.checked_sub(1).map(|i| &row.differences[i]);
            cells.extend(difference.map_or_else(Default::default, of_difference));
            cells.extend(are_numbers.then(|| row.outcome.clone()));
            table.add(&cells);
        }
    }
    table.finish()
}

fn of_level(level: &Level) -> [String; 4] {
    let [low, high] = ends(level.range);
    [float(level.value), float(level.std_error), low, high]
}

fn of_difference(difference: &Difference) -> [String; 4] {
    let [low, high] = ends(difference.range);
    [float(difference.value), float(difference.std_error), low, high]
}

/// The ends of a range; empty if it is not resolved.
fn ends(range: Option<Range>) -> [String; 2] {
    range.and_then(Range::ends).map(|(low, high)| [float(low), float(high)]).unwrap_or_default()
}

/// Columns `question,outcome,side,change,from,to,part,part_std_error,label`: the amount that each change adds
/// to the difference of a side from the first.
fn why(comparison: &Comparison, splits: &[Splits]) -> Vec<u8> {
    let head =
        ["question", "outcome", "side", "change", "from", "to", "part", "part_std_error", "label"];
    let mut table = Rows::new(&head);
    for (side, splits) in comparison.sides[1..].iter().zip(splits) {
        for split in &splits.splits {
            for (change, part) in splits.changes.iter().zip(&split.parts) {
                table.add(&[
                    split.question.clone(),
                    split.outcome.clone(),
                    side.clone(),
                    change.name.clone(),
                    change.from.clone(),
                    change.to.clone(),
                    float(part.value),
                    float(part.std_error),
                    label_of(&change.name, &comparison.conditions),
                ]);
            }
        }
    }
    table.finish()
}

/// The comparison as indented JSON, null for what is missing.
pub fn json(comparison: &Comparison, splits: &[Splits]) -> String {
    pretty::render(&result::comparison(comparison, splits))
}
