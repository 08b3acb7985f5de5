//! From a comparison to its data.

use super::super::comparison as data;
use super::super::estimate::Figure;
use super::super::forecast::Chosen;
use super::super::schema::Schema;
use super::parts::{self, finite, maybe};
use crate::analysis::{Comparison, Row, Splits};
use crate::forecast::{self, Difference, Level};
use crate::scenario::Conditions;

/// Converts a comparison into data; `splits` has one for each side but the first, or none.
pub fn comparison(comparison: &Comparison, splits: &[Splits]) -> data::Comparison {
    let sides = comparison.sides.iter().zip(&comparison.labels);
    let why = comparison.sides.iter().skip(1).zip(splits);
    data::Comparison {
        schema: Schema::default(),
        title: comparison.title.clone(),
        sides: sides
            .map(|(name, label)| data::Side { name: name.clone(), label: label.clone() })
            .collect(),
        choices: comparison
            .assumed
            .iter()
            .map(|(name, value)| Chosen { name: name.clone(), value: value.clone() })
            .collect(),
        evidence: comparison.evidence.clone(),
        trials: comparison.drawn.trials,
        worlds: comparison.drawn.worlds,
        seed: comparison.drawn.seed,
        rows: comparison.rows.iter().map(row).collect(),
        not_compared: comparison.apart.clone(),
        why: why.map(|(side, splits)| self::why(side, splits, &comparison.conditions)).collect(),
    }
}

fn row(row: &Row) -> data::ComparisonRow {
    data::ComparisonRow {
        question: row.question.clone(),
        label: row.label.clone(),
        group: None,
        given: row.given.clone(),
        outcome: row.outcome.clone(),
        is_one_of_many: row.is_one_of_many,
        is_joint: row.is_joint,
        unit: row.unit.clone(),
        sides: row.sides.iter().map(level).collect(),
        differences: row.differences.iter().map(difference).collect(),
    }
}

/// Converts the answer of a side.
pub(super) fn level(level: &Level) -> Figure {
    let Level { value, std_error, sampling, range, worth, settled, .. } = *level;
    let (std_error, sampling) = (Some(std_error), Some(sampling));
    let figure = parts::figure(&forecast::Figure { value, std_error, sampling, range }, worth);
    Figure { settled, ..figure }
}

fn difference(difference: &Difference) -> data::Difference {
    let Difference { value, std_error, sampling, range, .. } = *difference;
    let (std_error, sampling) = (Some(std_error), Some(sampling));
    data::Difference {
        figure: parts::figure(&forecast::Figure { value, std_error, sampling, range }, None),
        verdict: difference.verdict(),
    }
}

fn why(side: &str, splits: &Splits, conditions: &Conditions) -> data::Why {
    let change = |change: &crate::analysis::Change| data::Change {
        name: change.name.clone(),
        label: change.label(conditions, &|day| day.to_string()),
        kind: change.kind(),
        from: change.from.clone(),
        to: change.to.clone(),
    };
    let part = |part: &crate::analysis::Part| data::Part {
        value: finite(part.value),
        std_error: finite(part.std_error),
    };
    let split = |split: &crate::analysis::Split| data::Split {
        question: split.question.clone(),
        outcome: split.outcome.clone(),
        from: maybe(split.ends.0),
        to: maybe(split.ends.1),
        parts: split.parts.iter().map(part).collect(),
    };
    data::Why {
        side: side.to_owned(),
        changes: splits.changes.iter().map(change).collect(),
        same: splits.same as u64,
        orders: splits.orders.map(|orders| orders as u64),
        is_edited_first: splits.edits_first,
        is_grouped: splits.grouped,
        trials: splits.trials,
        splits: splits.splits.iter().map(split).collect(),
    }
}
