//! The parts of differences as tables, with notes on how they were split.

use super::rows::{differs, level, plain_label};
use crate::analysis::{Change, ChangeKind, Comparison, Row, Split, Splits};
use crate::report::document::{Block, Cell, Column, Table};
use crate::report::format::number::{self, Parts};
use jiff::civil::Date;

/// The least part of a difference of chances that is worth a table, if others have larger ones.
const LEAST: f64 = 0.0005;

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
    let row = |split: &Split| {
        let is_own = |row: &&Row| row.question == split.question && row.outcome == split.outcome;
        comparison.rows.iter().find(is_own)
    };
    let found = splits.splits.iter().filter_map(|split| row(split).map(|row| (split, row)));
    let found: Vec<(&Split, &Row, Parts)> =
        found.map(|(split, row)| (split, row, amounts(split, row, side))).collect();
    let is_seen = |(split, row, parts): &(&Split, &Row, Parts)| match row.unit {
        Some(_) => parts.parts.iter().any(|part| part != "0"),
        None => split.parts.iter().any(|part| part.value.abs() >= LEAST),
    };
    let is_shown = |split: &Split| {
        let mut own = found.iter().filter(|(other, ..)| other.question == split.question);
        own.any(is_seen)
    };
    // if no part of any is seen, the parts that were asked for are shown all the same
    let is_any = found.iter().any(is_seen);
    let mut unseen: Vec<String> = Vec::new();
    for (split, row, parts) in &found {
        if is_shown(split) || !is_any {
            blocks.push(split_table(comparison, splits, (split, row, parts), side));
            continue;
        }
        let label = plain_label(comparison, row);
        if !unseen.contains(&label) {
            unseen.push(label);
        }
    }
    blocks.extend(notes_on(splits).into_iter().map(Block::Note));
    let words = || format!("Split, with every part too small to show: {}.", unseen.join(", "));
    blocks.extend((!unseen.is_empty()).then(|| Block::Note(words())));
    blocks
}

/// The parts of a difference with their errors; chances are in 100.
fn amounts(split: &Split, row: &Row, side: usize) -> Parts {
    let is_mean = row.unit.is_some();
    let scale = if is_mean { 1.0 } else { 100.0 };
    let values: Vec<f64> = split.parts.iter().map(|part| scale * part.value).collect();
    let errors: Vec<f64> = split.parts.iter().map(|part| scale * part.std_error).collect();
    let otherwise = if is_mean { row.sides[side].spread } else { 1.0 };
    number::parts(&values, &errors, otherwise)
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
    (split, row, amounts): (&Split, &Row, &Parts),
    side: usize,
) -> Block {
    let is_mean = row.unit.is_some();
    let Parts { parts, errors, whole: gap } = amounts;
    let day = &days(splits);
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
    let mut order: Vec<usize> = (0..split.parts.len()).collect();
    // time and news in their order, then edits by size
    let is_edit = |i: usize| splits.changes[i].kind() == ChangeKind::Edit;
    order.sort_by(|a, b| {
        let size = |i: usize| if is_edit(i) { split.parts[i].value.abs() } else { 0.0 };
        let by_size = size(*b).total_cmp(&size(*a));
        is_edit(*a).cmp(&is_edit(*b)).then(by_size).then(a.cmp(b))
    });
    let text = Cell::text;
    let rows = order.into_iter().map(|i| {
        let change = &splits.changes[i];
        let or_dash =
            |words: &str| if words.is_empty() { "–".to_owned() } else { readable(words, day) };
        vec![
            text(format!("  {}", change.label(&comparison.conditions, day))),
            text(or_dash(&change.from)),
            text(or_dash(&change.to)),
            text(parts[i].clone()),
            text(errors[i].clone()),
        ]
    });
    Block::Table(Table { rows: rows.collect(), columns })
}

/// Writes days, with their years unless all changes are of one year.
fn days(splits: &Splits) -> impl Fn(Date) -> String {
    let ends = |change: &Change| [&change.from, &change.to].map(|text| date(text));
    let told = splits.changes.iter().flat_map(Change::days);
    let all = splits.changes.iter().flat_map(ends).flatten().chain(told);
    let mut years: Vec<i16> = all.map(Date::year).collect();
    years.dedup();
    let is_one = years.len() == 1;
    move |day| if is_one { number::day(day) } else { number::day_and_year(day) }
}

/// The day that a text is, as files have it.
fn date(text: &str) -> Option<Date> {
    text.parse().ok().filter(|day: &Date| day.to_string() == text)
}

/// A value as written, or a day as readers say it.
fn readable(text: &str, day: &dyn Fn(Date) -> String) -> String {
    date(text).map_or_else(|| text.to_owned(), day)
}
