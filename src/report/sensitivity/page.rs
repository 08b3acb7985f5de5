//! What moves an answer, as a document: bars for each number, shares of variance, ranges in which the
//! answer is high, and at the end which numbers to argue about.

use super::super::document::{Block, Cell, Column, Document, Table};
use super::super::number;
use super::super::paths::short;
use super::scale::Scale;
use crate::analysis::sensitivity::{Boxes, HighBox, Index, Indices, NUDGE, Swing, Tornado};
use crate::forecast::Estimate;

/// Rows told of each table, unless all are wanted.
const MOST_ROWS: usize = 8;
/// Numbers to argue about, at most; each moves the answer at least so much of what the first does.
const MOST_ARGUED: usize = 3;
const WORTH: f64 = 1.0 / 3.0;

/// What was found about one answer.
#[derive(Clone, Debug)]
pub struct Findings {
    /// The scenario's title.
    pub title: String,
    /// The question's name.
    pub question: String,
    /// How output calls it.
    pub label: String,
    /// The outcome looked at.
    pub outcome: String,
    /// What a mean is counted in; none of a chance.
    pub unit: Option<String>,
    /// Each number from one end to the other.
    pub tornado: Tornado,
    /// Shares of the variance, if wanted.
    pub indices: Option<Indices>,
    /// Where the answer is high, if wanted.
    pub boxes: Option<Boxes>,
    /// Whether every number is shown.
    pub all: bool,
}

/// The findings as one document.
pub fn page(findings: &Findings) -> Document {
    let Findings { tornado, indices, boxes, .. } = findings;
    let base = value(findings, tornado.base.value, tornado.base.std_error);
    let ask = if tornado.doubts.is_empty() { "numbers" } else { "doubts" };
    let mut blocks =
        vec![Block::Paragraph(format!("{}: {base}. Which of your {ask} move it?", name(findings)))];
    let scale = Scale::of(tornado);
    if tornado.doubts.is_empty() {
        blocks.push(Block::Paragraph(
            "No range of yours bears on it; say \"20% to 40%\" for a number to tell how unsure you are."
                .into(),
        ));
    } else {
        let heads = ["YOUR RANGES", "low to high end"];
        blocks.extend(bars(findings, heads, &tornado.doubts, &scale));
    }
    if !tornado.plain.is_empty() {
        let nudge = format!("÷ and × {NUDGE}");
        blocks.extend(bars(findings, ["YOUR PLAIN NUMBERS", &nudge], &tornado.plain, &scale));
    }
    blocks.extend(indices.iter().flat_map(|indices| of_indices(findings, indices)));
    blocks.extend(boxes.iter().flat_map(|boxes| of_boxes(findings, boxes)));
    blocks.push(Block::Paragraph(conclusion(findings)));
    blocks.extend(closing(findings));
    Document { title: findings.title.clone(), when: String::new(), blocks }
}

fn name(findings: &Findings) -> String {
    let label = findings.label.trim();
    match (&findings.unit, findings.outcome.as_str()) {
        (Some(unit), _) if unit.is_empty() => format!("{label}, mean"),
        (Some(unit), _) => format!("{label}, mean, {unit}"),
        (None, "yes") => label.to_owned(),
        (None, outcome) => format!("{label}: {outcome}"),
    }
}

/// An answer: a chance in 100, or a mean.
fn value(findings: &Findings, value: f64, std_error: f64) -> String {
    if findings.unit.is_some() {
        return number::with_error(value, std_error);
    }
    let sampling = (value - 2.0 * std_error, value + 2.0 * std_error);
    number::in_100(&Estimate::new(value, std_error, sampling))
}

/// How far an answer moves: in points of 100, or in its own unit.
fn moved(findings: &Findings, by: f64, std_error: f64) -> String {
    if findings.unit.is_some() {
        number::signed_with_error(by, std_error)
    } else {
        number::signed_in_100(by, std_error)
    }
}

fn bars(findings: &Findings, heads: [&str; 2], swings: &[Swing], scale: &Scale) -> Vec<Block> {
    let columns = vec![
        Column::left(heads[0]),
        Column::left(heads[1]),
        Column::left(scale.heading(|x, error| value(findings, x, error))),
        Column::left(""),
        Column::right("moves it"),
        Column::right("±"),
    ];
    let base = findings.tornado.base.value;
    let seen: Vec<&Swing> = swings.iter().filter(|swing| swing.is_seen()).collect();
    let most = if findings.all { seen.len() } else { MOST_ROWS };
    let row = |swing: &&Swing| {
        let error = swing.std_error;
        let (from, to) = swing.answers;
        let plus_minus = if findings.unit.is_some() {
            number::error(error)
        } else {
            number::one_digit_up(100.0 * error)
        };
        vec![
            Cell::text(format!("  {}", short(&swing.name))),
            Cell::text(ends(swing)),
            Cell::text(scale.bar(swing.answers, base)),
            Cell::text(format!(
                "{} → {}",
                value(findings, from, error),
                value(findings, to, error)
            )),
            Cell::text(moved(findings, swing.difference, error)),
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
    let mut notes = Vec::new();
    let more = seen.len().saturating_sub(most);
    if more > 0 {
        notes.push(format!("{more} more move it less (--all)"));
    }
    let unseen = swings.len() - seen.len();
    if unseen > 0 {
        let are = if unseen == 1 { "is" } else { "are" };
        notes.push(format!("{unseen} {are} not seen to move it"));
    }
    if !notes.is_empty() {
        blocks.push(Block::Note(format!("{}.", notes.join("; "))));
    }
    blocks
}

/// A range as it is written, or where that is long or no range its ends.
fn ends(swing: &Swing) -> String {
    let is_short = swing.said.chars().count() <= 20;
    if is_short {
        swing.said.clone()
    } else {
        format!("{} to {}", input(swing.ends.0), input(swing.ends.1))
    }
}

/// The value of an input, to three digits.
fn input(x: f64) -> String {
    let size = x.abs();
    let text = match size {
        s if s >= 100.0 => format!("{x:.0}"),
        s if s >= 10.0 => format!("{x:.1}"),
        s if s >= 0.1 || s <= 0.0 => format!("{x:.2}"),
        _ => format!("{x:.3}"),
    };
    if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.').to_owned()
    } else {
        text
    }
}

fn of_indices(findings: &Findings, indices: &Indices) -> Vec<Block> {
    let head = "SHARES OF THE VARIANCE across readings";
    if indices.inputs.is_empty() {
        return vec![Block::Paragraph("No input is uncertain: there are no indices.".into())];
    }
    if !indices.varies {
        return vec![
            Block::Heading(head.to_owned()),
            Block::Paragraph(
                "The answer is not seen to vary across readings: indices mean nothing.".into(),
            ),
        ];
    }
    let share = |(index, error): (f64, f64)| {
        if Index::is_seen((index, error)) {
            number::with_error(index, error)
        } else {
            "~0".to_owned()
        }
    };
    let columns = vec![
        Column::left(head),
        Column::right("alone"),
        Column::right("±"),
        Column::right("in all"),
        Column::right("±"),
    ];
    let seen = |index: &&Index| Index::is_seen(index.total) || Index::is_seen(index.first);
    let row = |index: &Index| {
        vec![
            Cell::text(format!("  {}", short(&index.name))),
            Cell::text(share(index.first)),
            Cell::text(number::one_digit_up(index.first.1)),
            Cell::text(share(index.total)),
            Cell::text(number::one_digit_up(index.total.1)),
        ]
    };
    let most = if findings.all { indices.inputs.len() } else { MOST_ROWS };
    let rows: Vec<Vec<Cell>> = indices.inputs.iter().filter(seen).take(most).map(row).collect();
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    let none = indices.inputs.iter().filter(|index| !seen(index)).count();
    let spread = if findings.unit.is_some() {
        number::with_error(indices.std_dev, indices.std_dev / 20.0)
    } else {
        format!("{} in 100", number::with_error(100.0 * indices.std_dev, 5.0 * indices.std_dev))
    };
    let rest =
        if none > 0 { format!(" {none} are indistinguishable from 0.") } else { String::new() };
    blocks.push(Block::Note(format!(
        "First-order and total Sobol' indices; ~0: indistinguishable from 0.{rest} The answer's \
         standard deviation across readings is {spread}."
    )));
    blocks
}

fn of_boxes(findings: &Findings, boxes: &Boxes) -> Vec<Block> {
    let error = findings.tornado.base.std_error.max(0.002 * boxes.threshold.abs());
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
            "{}. {also}where {}: high in {:.0} ±{} of 100 such readings; {:.0} of 100 high ones lie here.",
            i + 1,
            bounds(found),
            100.0 * found.density,
            number::one_digit_up(100.0 * found.density_std_error),
            100.0 * found.coverage,
        )));
    }
    blocks
}

fn bounds(found: &HighBox) -> String {
    let bound = |bound: &crate::analysis::sensitivity::Bound| {
        let name = short(&bound.name);
        match (bound.low, bound.high) {
            (Some(low), Some(high)) => format!("{name} is {} to {}", input(low), input(high)),
            (Some(low), None) => format!("{name} is over {}", input(low)),
            (None, Some(high)) => format!("{name} is under {}", input(high)),
            (None, None) => name,
        }
    };
    found.bounds.iter().map(bound).collect::<Vec<_>>().join(" and ")
}

/// Which numbers to argue about, in a sentence.
fn conclusion(findings: &Findings) -> String {
    let Tornado { doubts, plain, .. } = &findings.tornado;
    let of_doubts = argued(doubts);
    let (swings, count, kind) = if of_doubts > 0 {
        (doubts, of_doubts, "of your ranges")
    } else {
        (plain, argued(plain), "number, nudged alike,")
    };
    if count == 0 {
        return "No number is seen to move it: there is nothing to argue about.".to_owned();
    }
    let names: Vec<String> = swings[..count].iter().map(|swing| short(&swing.name)).collect();
    let mut sentences = vec![format!("Argue about {}.", listed(&names))];
    if let Some(next) = swings.get(count) {
        let by = distance(findings, next);
        sentences.push(format!("No other {kind} moves it more than {by}."));
    }
    if let Some(first) = plain.first().filter(|swing| of_doubts > 0 && swing.is_seen()) {
        let (name, by) = (short(&first.name), distance(findings, first));
        sentences.push(format!("Of your plain numbers {name} moves it most, by {by}."));
    }
    sentences.join(" ")
}

/// How many of the first swings are worth an argument.
fn argued(swings: &[Swing]) -> usize {
    let most = swings.first().map_or(0.0, |swing| swing.difference.abs());
    let worth = |swing: &&Swing| swing.is_seen() && swing.difference.abs() >= WORTH * most;
    swings.iter().take_while(worth).count().min(MOST_ARGUED)
}

/// `6 points`, rounded up.
fn distance(findings: &Findings, swing: &Swing) -> String {
    let by = swing.difference.abs().max(2.0 * swing.std_error);
    if findings.unit.is_some() {
        return number::error(by);
    }
    let points = 100.0 * by;
    let points =
        if points < 1.0 { number::one_digit_up(points) } else { format!("{:.0}", points.ceil()) };
    format!("{points} point{}", if points == "1" { "" } else { "s" })
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

fn closing(findings: &Findings) -> Vec<Block> {
    let tornado = &findings.tornado;
    let mut notes = Vec::new();
    if let Some((path, reason)) = tornado.fixed.first() {
        let more = tornado.fixed.len() - 1;
        let others = if more > 0 { format!(", and {more} more like it") } else { String::new() };
        notes.push(format!("Not moved: {}, for {reason}{others}.", short(path)));
    }
    let plain = if tornado.plain.is_empty() {
        ""
    } else {
        " Plain chances are nudged by their odds, other plain numbers themselves."
    };
    notes.push(format!(
        "Same trials at all points, all else as it is; ±: one standard error from sampling.{plain} What \
         moves it most was drawn again with more trials."
    ));
    let readings = match tornado.worlds {
        0 | 1 => String::new(),
        many => format!(", {} readings", number::count(many)),
    };
    let trials = number::count(tornado.trials);
    notes.push(format!(
        "{trials} trials of each of the foremost points{readings}, seed {}",
        tornado.seed
    ));
    if let Some(indices) = &findings.indices {
        notes.push(format!(
            "Indices from {} points, each drawn twice with {} trials",
            number::count(indices.points),
            number::count(indices.trials)
        ));
    }
    if let Some(boxes) = &findings.boxes {
        notes.push(format!(
            "Ranges found in half of {} readings and counted in the other half",
            number::count(boxes.worlds)
        ));
    }
    notes.into_iter().map(Block::Note).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inputs_have_three_digits() {
        for (x, text) in [(0.280_1, "0.28"), (12.34, "12.3"), (1234.4, "1234"), (0.0123, "0.012")] {
            assert_eq!(input(x), text);
        }
        assert_eq!((input(0.0), input(-2.0)), ("0".to_owned(), "-2".to_owned()));
    }

    #[test]
    fn names_are_listed() {
        let names =
            |n: usize| ["a", "b", "c"][..n].iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        assert_eq!(listed(&names(1)), "a");
        assert_eq!(listed(&names(3)), "a, b and c");
    }
}
