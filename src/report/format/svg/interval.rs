//! Intervals on the scale from 0 to 100 and bars on an axis: small ones for the cells of a table, and a table of intervals
//! as one chart.

use super::plot::{
    ACCENT, Anchor, LINE, RULE, Scale, WIDTH, picture, px, shortened, text, width_of,
};
use crate::report::document::{Axis, Cell, Table};
use crate::report::format::number;
use maud::{Markup, html};

/// The size of a cell's picture.
const CELL: (f64, f64) = (160.0, 16.0);

/// Returns a small picture of an interval on the scale from 0 to 100, for a cell of a table.
pub(crate) fn interval(low: f64, value: f64, high: f64) -> Markup {
    let x = Scale { values: (0.0, 1.0), ends: (4.0, CELL.0 - 4.0) };
    let middle = CELL.1 / 2.0;
    small(&html! {
        @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            line.rule x1=(px(x.at(tick))) y1="0" x2=(px(x.at(tick))) y2=(px(CELL.1)) stroke=(RULE)
                stroke-opacity="0.35";
        }
        (mark(&x, middle, (low, value, high)))
    })
}

/// Returns a small picture of a bar between two values of an axis, for a cell of a table.
pub(crate) fn bar(axis: &Axis, from: f64, to: f64) -> Markup {
    let x = Scale { values: (axis.low, axis.high), ends: (2.0, CELL.0 - 2.0) };
    small(&html! {
        rect.accent x=(px(x.at(from.min(to)))) y="3" width=(px((x.at(to) - x.at(from)).abs().max(1.0)))
            height=(px(CELL.1 - 6.0)) fill=(ACCENT) fill-opacity="0.8";
        line x1=(px(x.at(axis.mark))) y1="0" x2=(px(x.at(axis.mark))) y2=(px(CELL.1)) stroke="currentColor";
    })
}

fn small(content: &Markup) -> Markup {
    html! {
        svg.cell xmlns="http://www.w3.org/2000/svg" viewBox=(format!("0 0 {} {}", px(CELL.0), px(CELL.1)))
            width=(px(CELL.0)) height=(px(CELL.1)) aria-hidden="true" { (content) }
    }
}

/// A line from the lower to the upper end with a dot at the value.
fn mark(x: &Scale, y: f64, (low, value, high): (f64, f64, f64)) -> Markup {
    html! {
        line.line x1=(px(x.at(low.min(value)))) y1=(px(y)) x2=(px(x.at(high.max(value)))) y2=(px(y)) stroke=(ACCENT)
            stroke-width="2.5";
        circle.accent cx=(px(x.at(value))) cy=(px(y)) r="4.5" fill=(ACCENT);
    }
}

/// Draws a table of intervals as a chart of labelled rows; `None` if it has none.
pub(super) fn draw(table: &Table) -> Option<Markup> {
    const STEP: f64 = 24.0;
    const NAMES: f64 = 260.0;
    let rows: Vec<(&str, &str, (f64, f64, f64))> =
        table.rows.iter().filter_map(|row| interval_of(row)).collect();
    if rows.is_empty() {
        return None;
    }
    let widest = rows.iter().map(|(name, ..)| width_of(name)).fold(40.0, f64::max);
    let left = widest.min(NAMES) + 60.0;
    let x = Scale { values: (0.0, 1.0), ends: (left, WIDTH - 16.0) };
    let height = STEP * rows.len() as f64;
    let content = html! {
        @for tick in [0.0, 0.25, 0.5, 0.75, 1.0] {
            line.rule x1=(px(x.at(tick))) y1="0" x2=(px(x.at(tick))) y2=(px(height)) stroke=(RULE)
                stroke-opacity="0.35";
            (text(x.at(tick), height + LINE - 2.0, Anchor::Middle, &number::exact(100.0 * tick)))
        }
        @for (row, (name, number, ends)) in rows.iter().enumerate() {
            @let middle = STEP * (row as f64 + 0.5);
            (text(0.0, middle + 4.5, Anchor::Start, &shortened(name, NAMES)))
            (text(left - 12.0, middle + 4.5, Anchor::End, number))
            (mark(&x, middle, *ends))
        }
    };
    let told = rows.iter().map(|(name, number, _)| format!("{}: {number} in 100", name.trim()));
    let description = format!("{}.", told.collect::<Vec<_>>().join("; "));
    Some(picture(height + LINE + 4.0, "Chances in 100", &description, &content))
}

/// The name, the number as text, and the ends of a row that has an interval.
fn interval_of(row: &[Cell]) -> Option<(&str, &str, (f64, f64, f64))> {
    let words = |cell: &'_ Cell| matches!(cell, Cell::Text(_));
    let (name, number) = (row.first()?, row.get(1)?);
    let ends = row.iter().find_map(|cell| match cell {
        Cell::Interval { low, value, high } => Some((*low, *value, *high)),
        _ => None,
    })?;
    match (name, number) {
        (Cell::Text(name), Cell::Text(number)) if words(&row[0]) => Some((name, number, ends)),
        _ => None,
    }
}
