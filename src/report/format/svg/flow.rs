//! A whole that divides repeatedly: a row for each part, whose bar stands below its place in the part before. What goes on
//! flows down through bands; what ends does not.

use super::plot::{ACCENT, LINE, Picture, SIZE, Scale, WIDTH, hatch, label, px, rectangle, stack};
use super::words::{Face, clean};
use crate::report::document::Flow;
use maud::{Markup, Render, html};

/// The room for numbers and words.
const WORDS: f64 = 200.0;
/// The indentation of a level, and the number of levels that are indented.
const INDENT: f64 = 9.0;
const INDENTED: usize = 8;
/// The thickness of a bar, and the least height of a row.
const THICK: f64 = 13.0;
const STEP: f64 = 21.0;
/// The most rows.
const MOST: usize = 100;

/// Draws the parts; `None` if the whole does not divide.
pub(super) fn draw(flow: &Flow) -> Option<Picture> {
    if flow.branches.is_empty() || !flow.share.is_finite() || flow.share <= 0.0 {
        return None;
    }
    let mut rows = Vec::new();
    lay_out(flow, (0, 0.0), None, &mut rows);
    let all = rows.len();
    rows.truncate(MOST);
    let x = Scale { values: (0.0, flow.share), ends: (WORDS + 14.0, WIDTH) };
    let tops = tops(&rows);
    let height = tops.last().copied().unwrap_or(0.0);
    let middle = |row: usize| tops[row] + (tops[row + 1] - tops[row]) / 2.0;
    let content = html! {
        @for (at, row) in rows.iter().enumerate() {
            @if let Some(parent) = row.parent {
                (rectangle(
                    (x.at(row.from), middle(parent) + THICK / 2.0),
                    (x.at(row.to), middle(at) - THICK / 2.0),
                    if row.is_end() { "0.07" } else { "0.16" },
                ))
            }
        }
        @for (at, row) in rows.iter().enumerate() { (part(row, middle(at), &x)) }
    };
    let more = all.saturating_sub(MOST);
    let picture = Picture {
        title: format!("{} {}", flow.number, flow.words),
        note: if more == 0 {
            String::new()
        } else {
            match more {
                1 => "1 more part is not drawn.".to_owned(),
                _ => format!("{more} more parts are not drawn."),
            }
        },
        description: format!("Shares in 100. {}", described(flow, 6)),
        width: WIDTH,
        height,
        content,
    };
    Some(picture)
}

/// A part with its place between the ends of the whole.
struct Row<'a> {
    flow: &'a Flow,
    depth: usize,
    parent: Option<usize>,
    from: f64,
    to: f64,
    lines: Vec<String>,
}

impl Row<'_> {
    /// Whether it divides no further, and is not the part asked for.
    fn is_end(&self) -> bool {
        self.flow.branches.is_empty() && !self.flow.is_asked
    }
}

/// Adds a part and those below it: first the parts that end, as in text, then those that go on.
fn lay_out<'a>(
    flow: &'a Flow,
    (depth, from): (usize, f64),
    parent: Option<usize>,
    rows: &mut Vec<Row<'a>>,
) {
    let here = rows.len();
    let face = Face { size: SIZE, is_bold: flow.is_asked };
    let words = format!("{} {}", flow.number, flow.words);
    let lines = face.lines(&clean(&words), WORDS - indent(depth), 4);
    let share = if flow.share.is_finite() { flow.share.max(0.0) } else { 0.0 };
    rows.push(Row { flow, depth, parent, from, to: from + share, lines });
    let is_end = |branch: &&Flow| branch.branches.is_empty() && !branch.is_asked;
    let (ends, rest): (Vec<&Flow>, Vec<&Flow>) = flow.branches.iter().partition(is_end);
    let mut at = from;
    for branch in ends.into_iter().chain(rest) {
        lay_out(branch, (depth + 1, at), Some(here), rows);
        at += if branch.share.is_finite() { branch.share.max(0.0) } else { 0.0 };
    }
}

fn indent(depth: usize) -> f64 {
    INDENT * depth.min(INDENTED) as f64
}

/// The heights at which rows begin, and the end of the last one.
fn tops(rows: &[Row]) -> Vec<f64> {
    let mut at = 0.0;
    let heights = rows.iter().map(|row| STEP.max(LINE * row.lines.len() as f64 + 6.0));
    let ends = heights.map(|height| {
        at += height;
        at
    });
    std::iter::once(0.0).chain(ends).collect()
}

/// The words of a part and its bar: filled if it is asked for, plain if it goes on, hatched if it ends.
fn part(row: &Row, middle: f64, x: &Scale) -> Markup {
    let place = |line: &str, at: f64| {
        let words = label(line).at(indent(row.depth), at);
        if row.flow.is_asked { words.bold().render() } else { words.render() }
    };
    let (left, top) = (x.at(row.from), middle - THICK / 2.0);
    let right = x.at(row.to).max(left + 1.0);
    html! {
        (stack(&row.lines, middle, &place))
        @if row.is_end() {
            rect.rule x=(px(left)) y=(px(top)) width=(px(right - left)) height=(px(THICK)) fill="none"
                stroke="#8a8f98" {}
            (hatch((left, top), (right, top + THICK), 5.0))
        } @else {
            rect.accent x=(px(left)) y=(px(top)) width=(px(right - left)) height=(px(THICK)) fill=(ACCENT)
                fill-opacity=(if row.flow.is_asked { "1" } else { "0.5" }) {}
        }
    }
}

/// The whole and its parts in words, as far as so many levels.
fn described(flow: &Flow, levels: usize) -> String {
    let here = format!("{} {}", flow.number, flow.words);
    if levels == 0 || flow.branches.is_empty() {
        return here;
    }
    let parts: Vec<String> = flow.branches.iter().map(|b| described(b, levels - 1)).collect();
    format!("{here} ({})", parts.join("; "))
}
