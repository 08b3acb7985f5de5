//! Marks on an axis: an interval with a dot on the scale from 0 to 100, or a bar from one value to another.

use super::plot::{ACCENT, SMALL, Scale, faint, hatch, label, px};
use super::words::{Face, clean};
use crate::report::document::{Align, Axis, Cell, Table};
use crate::report::format::number;
use maud::{Markup, html};

/// The size of the picture of a cell.
const CELL: (f64, f64) = (160.0, 16.0);

/// The marks of one column of a table.
#[derive(Clone, Debug)]
pub(super) struct Marks {
    /// The index of the column.
    pub(super) column: usize,
    scale: Scale,
    /// The axis of bars; `None` for intervals.
    axis: Option<Axis>,
}

impl Marks {
    /// Finds the first column of marks; `None` if there is none, or no row has one.
    pub(super) fn of(table: &Table) -> Option<Self> {
        let column = table
            .columns
            .iter()
            .position(|c| matches!(c.align, Align::Chart | Align::Bars(_) | Align::Sides))?;
        let is_marked = |row: &Vec<Cell>| {
            matches!(
                row.get(column),
                Some(Cell::Interval { .. } | Cell::Bar { .. } | Cell::Sides { .. })
            )
        };
        table.rows.iter().any(is_marked).then_some(())?;
        let axis = match &table.columns[column].align {
            Align::Bars(axis) => Some(axis.clone()),
            _ => None,
        };
        let values = axis.as_ref().map_or((0.0, 1.0), |axis| (axis.low, axis.high));
        Some(Self { column, scale: Scale { values, ends: (0.0, 1.0) }, axis })
    }

    /// Puts the axis between these coordinates.
    pub(super) fn placed(self, left: f64, right: f64) -> Self {
        Self { scale: Scale { ends: (left + 6.0, right - 6.0), ..self.scale }, ..self }
    }

    /// Draws the heading at a height, and the lines of the axis between two heights.
    pub(super) fn axis(&self, head: f64, (top, bottom): (f64, f64)) -> Markup {
        let x = &self.scale;
        let Some(axis) = &self.axis else {
            let count = if x.length() < 180.0 { 2_u32 } else { 4 };
            let ticks: Vec<f64> = (0..=count).map(|i| f64::from(i) / f64::from(count)).collect();
            return html! {
                @for tick in ticks {
                    (faint((x.at(tick), top), (x.at(tick), bottom)))
                    (label(&number::exact(100.0 * tick)).at(x.at(tick), head).small().middle())
                }
            };
        };
        let face = Face { size: SMALL, is_bold: false };
        let end = |words: &str| face.lines(&clean(words), x.length() / 2.0 - 4.0, 1).concat();
        let (low, high) = (end(&axis.ends.0), end(&axis.ends.1));
        html! {
            (label(&low).at(x.at(axis.low) - 6.0, head).small())
            (label(&high).at(x.at(axis.high) + 6.0, head).small().end())
            line x1=(px(x.at(axis.mark))) y1=(px(top)) x2=(px(x.at(axis.mark))) y2=(px(bottom)) stroke="currentColor"
                stroke-width="1.2" {}
        }
    }

    /// Draws the mark of a row.
    pub(super) fn draw(&self, cell: &Cell, middle: f64) -> Markup {
        match (cell, &self.axis) {
            (Cell::Interval { low, value, high }, _) => {
                dot(&self.scale, middle, (*low, *value, *high))
            }
            (Cell::Sides { first, other }, _) => sides(&self.scale, middle, (*first, *other)),
            (Cell::Bar { from, to }, Some(axis)) => {
                two_sided(&self.scale, axis.mark, (*from, *to), middle)
            }
            _ => html! {},
        }
    }
}

/// Says what marks and signs in the table mean.
pub(super) fn note(table: &Table) -> String {
    let mut words: Vec<&str> = Vec::new();
    let sides: String;
    let cells = || table.rows.iter().flatten();
    let is_wide =
        |cell: &Cell| matches!(cell, Cell::Interval { low, high, .. } if high - low > 0.005);
    if table.columns.iter().any(|column| column.align == Align::Chart) {
        let has_ranges = table.columns.iter().any(|column| column.heading == "range");
        match (cells().any(is_wide), has_ranges) {
            (true, true) => words.push("Line: 9 in 10 readings of the inputs."),
            (true, false) => words.push("Line: 95 % interval of sampling."),
            (false, _) => {}
        }
    }
    if table.columns.iter().any(|column| column.align == Align::Sides) {
        // the columns of both sides come after that of the labels
        let names: Vec<&str> =
            table.columns.iter().skip(1).map(|column| column.heading.as_str()).collect();
        if let [first, other, ..] = names.as_slice() {
            sides = format!("In 100. Ring: {first}. Dot: {other}.");
            words.push(&sides);
        }
    }
    if table.columns.iter().any(|column| column.heading == "±") {
        words.push("±: one standard error from sampling.");
    }
    if cells().any(|cell| matches!(cell, Cell::Text(text) if text.trim() == "?")) {
        words.push("?: a range that the trials don't resolve.");
    }
    words.join(" ")
}

/// A line from the lower to the upper end with a dot at the value.
fn dot(x: &Scale, y: f64, (low, value, high): (f64, f64, f64)) -> Markup {
    if !value.is_finite() {
        return html! {};
    }
    // `min` and `max` ignore ends that are not numbers
    let (left, right) = (x.at(low.min(value)), x.at(high.max(value)));
    html! {
        @if right - left > 0.5 {
            line.line x1=(px(left)) y1=(px(y)) x2=(px(right)) y2=(px(y)) stroke=(ACCENT) stroke-width="2.5"
                stroke-opacity="0.6" {}
        }
        circle.accent cx=(px(x.at(value))) cy=(px(y)) r="4.5" fill=(ACCENT) {}
    }
}

/// A ring at one value, a dot at another, and a line between.
fn sides(x: &Scale, y: f64, (first, other): (f64, f64)) -> Markup {
    const RADIUS: f64 = 4.5;
    let (from, to) = (x.at(first), x.at(other));
    let towards = if to > from { RADIUS } else { -RADIUS };
    html! {
        @if (to - from).abs() > RADIUS {
            line.line x1=(px(from + towards)) y1=(px(y)) x2=(px(to)) y2=(px(y)) stroke=(ACCENT) stroke-width="2" {}
        }
        circle.accent cx=(px(to)) cy=(px(y)) r=(px(RADIUS)) fill=(ACCENT) {}
        circle cx=(px(from)) cy=(px(y)) r=(px(RADIUS)) fill="none" stroke="currentColor" stroke-width="1.5" {}
    }
}

/// A bar between two values: filled above the marked value, hatched below it.
fn two_sided(x: &Scale, mark: f64, (from, to): (f64, f64), middle: f64) -> Markup {
    const HALF: f64 = 7.0;
    if !(from.is_finite() && to.is_finite()) {
        return html! {};
    }
    let (low, high) = (from.min(to), from.max(to));
    let piece = |from: f64, to: f64, is_below: bool| {
        let (left, right) = (x.at(from), x.at(to).max(x.at(from) + 0.8));
        html! {
            rect.accent x=(px(left)) y=(px(middle - HALF)) width=(px(right - left)) height=(px(2.0 * HALF))
                fill=(ACCENT) fill-opacity=(if is_below { "0.3" } else { "0.85" }) {}
            @if is_below { (hatch((left, middle - HALF), (right, middle + HALF), 4.0)) }
        }
    };
    html! {
        @if low < mark { (piece(low, high.min(mark), true)) }
        @if high > mark { (piece(low.max(mark), high, false)) }
    }
}

/// Returns a small picture of an interval on the scale from 0 to 100, for a cell of a table.
pub(crate) fn interval(low: f64, value: f64, high: f64) -> Markup {
    let x = Scale { values: (0.0, 1.0), ends: (5.0, CELL.0 - 5.0) };
    small(&html! {
        @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] { (faint((x.at(tick), 0.0), (x.at(tick), CELL.1))) }
        (dot(&x, CELL.1 / 2.0, (low, value, high)))
    })
}

/// Returns a small picture of a bar between two values of an axis, for a cell of a table.
pub(crate) fn bar(axis: &Axis, from: f64, to: f64) -> Markup {
    let x = Scale { values: (axis.low, axis.high), ends: (2.0, CELL.0 - 2.0) };
    let at = px(x.at(axis.mark));
    small(&html! {
        (two_sided(&x, axis.mark, (from, to), CELL.1 / 2.0))
        line x1=(at) y1="0" x2=(at) y2=(px(CELL.1)) stroke="currentColor" {}
    })
}

fn small(content: &Markup) -> Markup {
    html! {
        svg.cell xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {}", px(CELL.0), px(CELL.1)))
            width=(px(CELL.0)) height=(px(CELL.1)) aria-hidden="true" fill="currentColor" { (content) }
    }
}
