//! Labels and tables aligned throughout a document.

use super::charts::{self, CURVE_LABEL, Scales};
use super::style::{CHART, FAINT, paint, stacked};
use super::table::{self, GAP, is_chart};
use super::wrap::wrap;
use crate::report::document::{Bars, Block, Curve, Document, Dots, Histogram, Parts, Table};
use crate::report::format::number;
use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// The narrowest width of labels.
const LABEL_LEAST: usize = 20;

/// The widths of columns that are aligned throughout a document.
pub(super) struct Layout<'d> {
    document: &'d Document,
    /// The width of the page.
    width: usize,
    scales: Scales,
    /// Width of the labels of parts and of tables with a chart.
    label: usize,
}

impl<'d> Layout<'d> {
    pub(super) fn of(document: &'d Document, width: usize) -> Self {
        let scales = Scales::of(width);
        let mut label = 0;
        let mut most = width - LABEL_LEAST;
        for block in &document.blocks {
            match block {
                Block::Parts(Parts { label: own, .. }) | Block::Bars(Bars { label: own, .. }) => {
                    label = label.max(own.width());
                }
                Block::Table(table) if is_chart(table) => {
                    let cells = table.rows.iter().filter_map(|row| row.first());
                    label = cells.map(|c| table::width(c, scales)).fold(label, usize::max);
                    let of = |c| GAP + table::column(document, table, c, scales);
                    let others = (1..table.columns.len()).map(of);
                    most = most.min(width.saturating_sub(others.sum()));
                }
                _ => {}
            }
        }
        Self { document, width, scales, label: label.min(most.max(LABEL_LEAST)) }
    }

    /// A table; its columns are named unless an equal table before it names them.
    pub(super) fn table(&self, table: &Table, is_headed: bool) -> String {
        let of = |c| table::column(self.document, table, c, self.scales);
        let mut widths: Vec<usize> = (0..table.columns.len()).map(of).collect();
        if let Some(first) = widths.first_mut() {
            *first = if is_chart(table) { self.label } else { *first };
        }
        table::text(table, widths, is_headed, (self.width, self.scales))
    }

    /// Probabilities of outcomes: `Venue    geneva 41 · budapest 16`.
    pub(super) fn bars(&self, bars: &Bars) -> String {
        let part = |(outcome, estimate): &(String, crate::forecast::Estimate)| {
            let chance = number::in_100(estimate);
            match number::range(estimate) {
                range if bars.has_ranges && !range.is_empty() => {
                    format!("{outcome} {chance} ({range})")
                }
                _ => format!("{outcome} {chance}"),
            }
        };
        let parts: Vec<String> = bars.bars.iter().map(part).collect();
        self.parts(&bars.label, &parts, &bars.remark)
    }

    /// A whole and its parts, with a remark.
    pub(super) fn parts(&self, label: &str, parts: &[String], remark: &str) -> String {
        let mut label = wrap(label, self.label.max(1));
        let indent = self.label + GAP;
        let room = self.width - indent.min(self.width - LABEL_LEAST / 2);
        let mut lines: Vec<String> = vec![String::new()];
        let remarks = (!remark.is_empty()).then_some(("  ", remark));
        let parts = parts.iter().map(|part| (" · ", part.as_str())).chain(remarks);
        for (i, (mark, part)) in parts.filter(|(_, part)| !part.is_empty()).enumerate() {
            let mark = if i == 0 { "" } else { mark };
            let line = lines.last_mut().expect("there is always a last line");
            if line.width() + mark.width() + part.width() <= room {
                line.push_str(mark);
                line.push_str(part);
            } else {
                if line.is_empty() {
                    lines.pop();
                }
                lines.extend(wrap(part, room));
            }
        }
        let last = label.pop().unwrap_or_default();
        let mut text = stacked(&label);
        for (i, line) in lines.iter().enumerate() {
            let label = if i == 0 { last.as_str() } else { "" };
            let space = " ".repeat(indent.saturating_sub(label.width()));
            text.push_str(format!("{label}{space}{line}").trim_end());
            text.push('\n');
        }
        text
    }

    /// Probabilities above days above months, at evenly spaced dates including the last.
    pub(super) fn curve(&self, curve: &Curve) -> String {
        let (points, chances, cell) = charts::fitting(&curve.points, curve.is_whole, self.width);
        let days = points.iter().map(|(date, _)| date.day().to_string()).collect();
        let mut shown = None;
        let months = points.iter().map(|(date, _)| {
            let is_new =
                shown.replace((date.year(), date.month())) != Some((date.year(), date.month()));
            if is_new { date.strftime("%b").to_string() } else { String::new() }
        });
        let months = months.collect();
        let mut year = curve.year;
        let years = points.iter().map(|(date, _)| {
            let before = std::mem::replace(&mut year, date.year());
            if before == date.year() { String::new() } else { date.year().to_string() }
        });
        let years: Vec<String> = years.collect();
        let room = self.width.saturating_sub(cell * points.len());
        let label = self.label.max(CURVE_LABEL).min(room);
        let names = wrap(&curve.label, label);
        let (last, above) = names.split_last().map_or(("", &[][..]), |(l, a)| (l.as_str(), a));
        let mut text = stacked(above);
        for (name, row, style) in [
            (last, chances, Style::new()),
            ("by", days, FAINT),
            ("", months, FAINT),
            ("", years, FAINT),
        ] {
            if row.iter().all(String::is_empty) {
                continue;
            }
            let space = " ".repeat(label.saturating_sub(name.width()));
            let row = row.iter().fold(String::new(), |row, value| row + &format!("{value:>cell$}"));
            text += &(name.to_owned() + &space + &paint(style, row.trim_end()) + "\n");
        }
        text
    }

    pub(super) fn histogram(&self, histogram: &Histogram) -> String {
        let Some((low, bars, high)) = charts::histogram(histogram) else { return String::new() };
        let indent = self.label + GAP;
        let used = low.width() + bars.width() + high.width() + 2;
        let label = &histogram.label;
        // a label that leaves no room for the bars stands above them
        let (above, space) = if indent.max(label.width()) + used <= self.width {
            (String::new(), " ".repeat(indent.saturating_sub(label.width())))
        } else {
            let above = if label.is_empty() { Vec::new() } else { wrap(label, self.width) };
            (stacked(&above), " ".repeat(indent.min(self.width.saturating_sub(used))))
        };
        let beside = if above.is_empty() { label.as_str() } else { "" };
        format!("{above}{beside}{space}{low} {} {high}\n", paint(CHART, &bars))
    }

    /// Dots of equal chance, stacked in the columns of an axis, whose ends are below.
    pub(super) fn dots(&self, dots: &Dots) -> String {
        let (Some(first), Some(last)) = (dots.values.first(), dots.values.last()) else {
            return String::new();
        };
        let (low, high) = dots.ends.unwrap_or((*first, *last));
        let columns = self.width.saturating_sub(self.label + GAP).clamp(11, 61);
        let at = |value: f64| {
            let part = (value - low) / (high - low);
            let part = if part.is_finite() { part.clamp(0.0, 1.0) } else { 0.5 };
            (part * (columns - 1) as f64).round() as usize
        };
        let mut stacks = vec![0_usize; columns];
        dots.values.iter().for_each(|value| stacks[at(*value)] += 1);
        let indent = " ".repeat(self.label + GAP);
        let levels = (1..=stacks.iter().copied().max().unwrap_or(0)).rev();
        let mut text = stacked(&wrap(&dots.label, self.width));
        for level in levels {
            let row = stacks.iter().map(|stack| if *stack >= level { '•' } else { ' ' });
            let row: String = row.collect();
            text.extend([indent.as_str(), &paint(CHART, row.trim_end()), "\n"]);
        }
        let (from, to) = (dots.word(low), dots.word(high));
        let space = columns.saturating_sub(from.width() + to.width()).max(1);
        text + &format!("{indent}{from}{}{to}\n", " ".repeat(space))
    }
}
