//! The parts of differences as tables, with notes on how they were split.

use super::rows::{differs, level, plain_label};
use crate::analysis::{Change, ChangeKind, Comparison, Row, Split, Splits};
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::format::number;

/// The parts of the differences of a side.
pub(super) fn why(comparison: &Comparison, splits: &Splits, side: usize) -> Vec<Block> {
    let mut blocks = parts(comparison, splits, side);
    let hint = |words: String| Block::Note(words + " `--question NAME` splits one of them.");
    blocks.extend(not_split(comparison, splits, side).map(hint));
    blocks
}

/// The parts of the differences of a side, for readers who are not the author.
pub(super) fn why_in_brief(comparison: &Comparison, splits: &Splits, side: usize) -> Vec<Block> {
    let mut blocks = parts(comparison, splits, side);
    blocks.extend(not_split(comparison, splits, side).map(Block::Note));
    blocks
}

fn parts(comparison: &Comparison, splits: &Splits, side: usize) -> Vec<Block> {
    let mut blocks = Vec::new();
    for split in &splits.splits {
        let found = comparison
            .rows
            .iter()
            .find(|row| row.question == split.question && row.outcome == split.outcome);
        blocks.extend(found.map(|row| split_table(comparison, splits, split, row, side)));
    }
    blocks.extend(notes_on(splits).into_iter().map(Block::Note));
    blocks
}

/// Sentences on how differences were split.
fn notes_on(splits: &Splits) -> Vec<String> {
    let same = format!(
        "Same in both: {} other number{}.",
        splits.same,
        if splits.same == 1 { "" } else { "s" }
    );
    if splits.splits.is_empty() {
        let what = if splits.changes.is_empty() {
            "The sides differ in no number and no rule: there is nothing to split."
        } else {
            "The sides differ in too much to split the difference: no number can be changed alone."
        };
        return vec![what.to_owned(), same];
    }
    let mut notes = vec![same];
    let is_edited = splits.changes.iter().any(|change| change.kind() == ChangeKind::Edit);
    let is_told = splits.changes.iter().any(|change| change.kind() != ChangeKind::Edit);
    if splits.grouped {
        let what = if is_told {
            "Changes that can't be made alone, and time that can't pass without the news after it, are taken together."
        } else {
            "Numbers that can't be changed alone are changed together."
        };
        notes.push(what.to_owned());
    }
    notes.extend(is_told.then(|| in_order(splits)));
    notes.extend(together(splits));
    if is_edited {
        let orders = match splits.orders {
            Some(orders) => format!("{orders} orders of change"),
            None => "all orders of change".to_owned(),
        };
        let part = if is_told {
            "The part of an edit is the difference that it"
        } else {
            "Each part is the difference that its change"
        };
        notes.push(format!("{part} makes, averaged over {orders}."));
    }
    notes
}

/// A sentence on news that is taken together because it is much.
fn together(splits: &Splits) -> Option<String> {
    let pieces = splits.changes.iter().map(Change::pieces);
    let (all, parts) =
        pieces.filter(|pieces| *pieces > 0).fold((0, 0), |(all, n), own| (all + own, n + 1));
    (all > parts && parts > 1).then(|| {
        format!("{all} pieces of news are taken together by their days, in {parts} parts.")
    })
}

/// A sentence on the questions that differ and were not split.
fn not_split(comparison: &Comparison, splits: &Splits, side: usize) -> Option<String> {
    let is_split = |row: &Row| splits.splits.iter().any(|split| split.question == row.question);
    let mut labels: Vec<String> = Vec::new();
    for row in comparison.rows.iter().filter(|row| differs(row, side) && !is_split(row)) {
        let label = plain_label(comparison, row);
        if !labels.contains(&label) {
            labels.push(label);
        }
    }
    let words = || format!("Not split: {}.", labels.join(", "));
    (!splits.splits.is_empty() && !labels.is_empty()).then(words)
}

/// A sentence on the order of time, news and edits.
fn in_order(splits: &Splits) -> String {
    let told = if splits.changes.iter().any(Change::is_back) {
        "news that is removed, the last first, each without those after it; then time taken back"
    } else {
        "time; then news by date, each given those before it"
    };
    let is_edited = splits.changes.iter().any(|change| change.kind() == ChangeKind::Edit);
    match (is_edited, splits.edits_first) {
        (false, _) => format!("In this order: {told}."),
        (true, true) => {
            format!("In this order: edits, as the news are about what they add; {told}.")
        }
        (true, false) => format!("In this order: {told}; then edits."),
    }
}

fn split_table(
    comparison: &Comparison,
    splits: &Splits,
    split: &Split,
    row: &Row,
    side: usize,
) -> Block {
    let is_mean = row.unit.is_some();
    let values: Vec<f64> = split.parts.iter().map(|part| part.value).collect();
    let errors = split.parts.iter().map(|part| part.std_error);
    let worst = errors.clone().filter(|e| e.is_finite()).reduce(f64::max);
    let worst = worst.unwrap_or(if is_mean { row.sides[side].spread } else { 0.01 });
    let (parts, gap) = if is_mean {
        let gap = number::signed_with_error(split.ends.1 - split.ends.0, worst);
        (values.iter().map(|x| number::signed_with_error(*x, worst)).collect(), gap)
    } else {
        number::parts_in_100(&values, worst)
    };
    let head =
        |side: usize| format!("{} {}", comparison.labels[side], level(&row.sides[side], is_mean));
    let mut label = plain_label(comparison, row);
    if row.is_one_of_many {
        label = format!("{label}: {}", row.outcome);
    }
    let columns = vec![
        Column::left(label),
        Column::left(head(0)),
        Column::left(head(side)),
        Column::right(format!("gap {gap}")),
        Column::right("±"),
    ];
    let error = |error: f64| match (error.is_finite(), is_mean) {
        (false, _) => String::new(),
        (true, true) => number::error(error),
        (true, false) => number::one_digit_up(100.0 * error),
    };
    let mut order: Vec<usize> = (0..values.len()).collect();
    // time and news in their order, then edits by size
    let is_edit = |i: usize| splits.changes[i].kind() == ChangeKind::Edit;
    order.sort_by(|a, b| {
        let size = |i: usize| if is_edit(i) { values[i].abs() } else { 0.0 };
        let by_size = size(*b).total_cmp(&size(*a));
        is_edit(*a).cmp(&is_edit(*b)).then(by_size).then(a.cmp(b))
    });
    let text = Cell::text;
    let rows = order.into_iter().map(|i| {
        let change = &splits.changes[i];
        let or_dash =
            |words: &str| if words.is_empty() { "–".to_owned() } else { words.to_owned() };
        vec![
            text(format!("  {}", change.label(&comparison.conditions))),
            text(or_dash(&change.from)),
            text(or_dash(&change.to)),
            text(parts[i].clone()),
            text(error(split.parts[i].std_error)),
        ]
    });
    Block::Table(Table { rows: rows.collect(), columns })
}
