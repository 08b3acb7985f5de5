//! A sensitivity analysis as a document: bars for each number, shares of variance, boxes in which the answer
//! is high, and finally the numbers to argue about.

use super::conclusion::conclusion;
use super::scale::axis;
use super::shares::{of_boxes, of_indices};
use super::value::{MOST_ROWS, value};
use crate::analysis::sensitivity::{Findings, MOST_MOVED, NUDGE, Swing, Tornado};
use crate::report::document::{Axis, Block, Cell, Column, Document, Table};
use crate::report::forecast::widest::input_value;
use crate::report::forecast::{known, readings};
use crate::report::format::number;

/// The most rows of each table for readers who are not the author.
const MOST_SHORT: usize = 6;

/// Shows the findings as a document.
pub fn page(findings: &Findings) -> Document {
    let Findings { tornado, indices, boxes, .. } = findings;
    let answer = &tornado.base;
    let size = if findings.unit.is_some() { answer.digits() } else { answer.std_error };
    let base = value(findings, answer.value, size);
    let ask = if tornado.uncertain.is_empty() { "numbers" } else { "doubts" };
    if !answer.value.is_finite() {
        let mut blocks: Vec<Block> = known::told(findings.told.as_ref()).into_iter().collect();
        blocks.push(Block::Paragraph(format!("{}: no trial to ask", name(findings))));
        return Document { title: findings.title.clone(), when: String::new(), blocks };
    }
    let mut blocks: Vec<Block> = known::told(findings.told.as_ref()).into_iter().collect();
    let asked = format!("{}: {base}. Which of your {ask} move it?", name(findings));
    blocks.push(Block::Paragraph(asked));
    let axis = axis(tornado, |x, error| value(findings, x, error));
    if tornado.uncertain.is_empty() {
        blocks.push(Block::Paragraph(
            "None of your ranges affects it; write \"20% to 40%\" for a number to show how unsure you are."
                .into(),
        ));
    } else {
        let heads = ["YOUR RANGES", "low to high end"];
        blocks.extend(bars(findings, heads, &tornado.uncertain, &axis));
    }
    if !tornado.plain.is_empty() {
        let nudge = format!("÷ and × {NUDGE}");
        blocks.extend(bars(findings, ["YOUR PLAIN NUMBERS", &nudge], &tornado.plain, &axis));
    }
    blocks.extend(indices.iter().flat_map(|indices| of_indices(findings, indices)));
    blocks.extend(boxes.iter().flat_map(|boxes| of_boxes(findings, boxes)));
    blocks.push(Block::Paragraph(conclusion(findings, "your")));
    blocks.extend(closing(findings));
    Document { title: findings.title.clone(), when: String::new(), blocks }
}

/// The bars and the conclusion for readers who are not the author.
pub fn bars_of(findings: &Findings) -> Vec<Block> {
    let Findings { tornado, .. } = findings;
    if !tornado.base.value.is_finite() {
        return Vec::new();
    }
    let axis = axis(tornado, |x, error| value(findings, x, error));
    let mut blocks = Vec::new();
    blocks.extend(short_bars(findings, "Stated with a range", &tornado.uncertain, &axis));
    let nudged = format!("Stated plainly, ÷ and × {NUDGE}");
    blocks.extend(short_bars(findings, &nudged, &tornado.plain, &axis));
    if !blocks.is_empty() {
        blocks.push(Block::Paragraph(conclusion(findings, "the")));
    }
    blocks
}

/// The numbers that move the answer most as a table of four columns, with a note on the others.
fn short_bars(findings: &Findings, head: &str, swings: &[Swing], axis: &Axis) -> Vec<Block> {
    let seen: Vec<&Swing> = swings.iter().filter(|swing| swing.is_seen).collect();
    if seen.is_empty() {
        return Vec::new();
    }
    let columns = vec![
        Column::left(head),
        Column::left("as written"),
        Column::bars(axis.clone()),
        Column::left("answer"),
    ];
    let row = |swing: &&Swing| {
        let (least, greatest) = reach(swing);
        vec![
            Cell::text(findings.label_of(&swing.name)),
            Cell::text(ends(findings, swing)),
            Cell::Bar { from: least, to: greatest },
            Cell::Text(way(findings, swing)),
        ]
    };
    let rows = seen.iter().take(MOST_SHORT).map(row).collect();
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    let (more, unseen) = (seen.len().saturating_sub(MOST_SHORT), swings.len() - seen.len());
    let more = (more > 0).then(|| more_move_it_less(more));
    let are = if unseen == 1 { "is" } else { "are" };
    let unseen = (unseen > 0).then(|| format!("{unseen} {are} not seen to move it"));
    let notes: Vec<String> = more.into_iter().chain(unseen).collect();
    if !notes.is_empty() {
        blocks.push(Block::Note(format!("{}.", notes.join("; "))));
    }
    blocks
}

fn name(findings: &Findings) -> String {
    let label = findings.label.trim();
    match (&findings.unit, findings.outcome.as_str()) {
        (Some(unit), outcome) if unit.is_empty() => format!("{label}, {outcome}"),
        (Some(unit), outcome) => format!("{label}, {outcome}, {unit}"),
        (None, "yes") => label.to_owned(),
        (None, outcome) => format!("{label}: {outcome}"),
    }
}

/// Formats a movement of the answer: in points of 100, or in its own unit.
fn moved(findings: &Findings, by: f64, std_error: f64) -> String {
    if findings.unit.is_some() {
        number::signed_with_error(by, std_error)
    } else {
        number::signed_in_100(by, std_error)
    }
}

fn bars(findings: &Findings, heads: [&str; 2], swings: &[Swing], axis: &Axis) -> Vec<Block> {
    let columns = vec![
        Column::left(heads[0]),
        Column::left(heads[1]),
        Column::bars(axis.clone()),
        Column::left(""),
        Column::right("moves it"),
        Column::right("±"),
    ];
    let seen: Vec<&Swing> = swings.iter().filter(|swing| swing.is_seen).collect();
    let most = if findings.all { seen.len() } else { MOST_ROWS };
    let row = |swing: &&Swing| {
        let (movement, error) = swing.movement();
        let error = error.unwrap_or(f64::NAN);
        let (least, greatest) = reach(swing);
        let plus_minus = if findings.unit.is_some() {
            number::error(error)
        } else {
            number::one_digit_up(100.0 * error)
        };
        vec![
            Cell::text(format!("  {}", findings.label_of(&swing.name))),
            Cell::text(ends(findings, swing)),
            Cell::Bar { from: least, to: greatest },
            Cell::Text(way(findings, swing)),
            Cell::text(moved(findings, movement, error)),
            Cell::text(plus_minus),
        ]
    };
    let rows: Vec<Vec<Cell>> = seen.iter().take(most).map(row).collect();
    let mut blocks = Vec::new();
    if rows.is_empty() {
        blocks.push(Block::Heading(heads[0].to_owned()));
    } else {
        blocks.push(Block::Table(Table { columns, rows }));
    }
    let thin = swings.iter().filter(|swing| swing.is_thin).count();
    let open = swings.iter().filter(|swing| swing.is_open() && !swing.is_thin).count();
    blocks.extend(unseen((swings.len(), thin, open), seen.len(), most));
    blocks
}

/// The answers at both ends, and between them where one is beyond both: `21 → 42`.
pub(super) fn way(findings: &Findings, swing: &Swing) -> String {
    let error = swing.movement().1.unwrap_or(f64::NAN);
    let shown = |x: f64| value(findings, x, error);
    let (from, to) = (shown(swing.answers.0), shown(swing.answers.1));
    match &swing.inner {
        Some(inner) => {
            let (there, at) = (shown(inner.answer), input_value(inner.input));
            format!("{from} → {there} at {at} → {to}")
        }
        None => format!("{from} → {to}"),
    }
}

/// Words for numbers that move an answer less than those shown.
pub(super) fn more_move_it_less(more: usize) -> String {
    format!("{more} more {} it less", if more == 1 { "moves" } else { "move" })
}

/// A note on the numbers without a row.
fn unseen((all, thin, open): (usize, usize, usize), seen: usize, most: usize) -> Option<Block> {
    let mut notes = Vec::new();
    let more = seen.saturating_sub(most);
    if more > 0 {
        notes.push(format!("{} (--all)", more_move_it_less(more)));
    }
    let are = |count: usize| if count == 1 { "is" } else { "are" };
    if thin > 0 {
        notes.push(format!("{thin} {} carried by too few readings for an error", are(thin)));
    }
    if open > 0 {
        let have = if open == 1 { "has" } else { "have" };
        notes.push(format!("{open} {have} an end at which the answer is undefined or not asked"));
    }
    let unseen = all - seen - thin - open;
    if unseen > 0 {
        let numbers = if unseen == 1 { "number is" } else { "numbers are" };
        let unseen = number::count(unseen as u64);
        notes.push(format!(
            "{unseen} {numbers} not seen to move it: the effect can't be told from 0"
        ));
    }
    (!notes.is_empty()).then(|| Block::Note(format!("{}.", notes.join("; "))))
}

/// The smallest and the largest answer of a swing.
fn reach(swing: &Swing) -> (f64, f64) {
    let (from, to) = swing.answers;
    let inner = swing.inner.map_or(from, |inner| inner.answer);
    (from.min(to).min(inner), from.max(to).max(inner))
}

/// A range as written; its ends if the text is long or not a range, or if evidence has moved them.
pub(super) fn ends(findings: &Findings, swing: &Swing) -> String {
    let is_short = swing.written.chars().count() <= 20;
    match swing.ends {
        Some((low, high)) if findings.is_conditioned || !is_short => {
            format!("{} to {}", input_value(low), input_value(high))
        }
        _ => swing.written.clone(),
    }
}

/// The plain numbers that were not moved, as they can hardly move the answer.
fn not_moved(tornado: &Tornado) -> Vec<String> {
    let numbers = |count: usize| match count {
        1 => "1 plain number".to_owned(),
        many => format!("{} plain numbers", number::count(many as u64)),
    };
    let mut notes = Vec::new();
    if tornado.faint > 0 {
        let numbers = numbers(tornado.faint);
        notes.push(format!("Not moved: {numbers} that can't move it by a millionth (--all)."));
    }
    if tornado.unmoved > 0 {
        let numbers = numbers(tornado.unmoved);
        notes.push(format!(
            "Not moved: {numbers} beyond the {MOST_MOVED} that could move it most (--all)."
        ));
    }
    notes
}

fn closing(findings: &Findings) -> Vec<Block> {
    let tornado = &findings.tornado;
    let mut notes = Vec::new();
    if let Some((path, reason)) = tornado.fixed.first() {
        let more = tornado.fixed.len() - 1;
        let others = if more > 0 { format!(", and {more} more like it") } else { String::new() };
        notes.push(format!("Not moved: {}, for {reason}{others}.", findings.label_of(path)));
    }
    notes.extend(not_moved(tornado));
    if tornado.is_median {
        notes.push(
            "It has no stable mean: its median is shown, without shares of the variance and boxes."
                .to_owned(),
        );
    }
    let plain = if tornado.plain.is_empty() {
        ""
    } else {
        " Plain chances are nudged by their odds, other plain numbers themselves."
    };
    notes.push(format!(
        "All points use the same trials, with all else unchanged; ±: one standard error from \
        sampling.{plain} The numbers that move it most were drawn again with more trials."
    ));
    if let Some(effects) = tornado.effects.as_ref().filter(|effects| effects.unanswered > 0) {
        notes.push(format!(
            "In {} the answer is undefined; {} left out.",
            number::several(effects.unanswered, "reading"),
            if effects.unanswered == 1 { "it is" } else { "they are" }
        ));
    }
    let thin = tornado.base.worth.filter(|_| tornado.base.is_thin());
    notes.extend(thin.and_then(|worth| {
        readings::warning("The evidence leaves", worth, (tornado.worlds, tornado.trials))
    }));
    let readings = readings::drawn(tornado.worlds);
    let trials = number::several(tornado.trials, "trial");
    notes.push(format!("{trials} at each of the main points{readings}, seed {}", tornado.seed));
    let indices = findings.indices.as_ref().filter(|indices| indices.absent.is_none());
    if let Some(indices) = indices {
        let left_out = match indices.left_out {
            0 => String::new(),
            some => format!("; {some} left out, as the answer is undefined there"),
        };
        notes.push(format!(
            "Indices from {}, each drawn twice with {}{left_out}",
            number::several(indices.points, "point"),
            number::several(indices.trials, "trial")
        ));
    }
    if let Some(boxes) = findings.boxes.as_ref().filter(|boxes| !boxes.too_few) {
        notes.push(format!(
            "Ranges found in half of {} readings and counted in the other half",
            number::count(boxes.worlds)
        ));
    }
    notes.into_iter().map(Block::Note).collect()
}
