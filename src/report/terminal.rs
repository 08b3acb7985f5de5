//! A document as text of at most 100 columns. Knows widths and colours, not what the words mean.
//!
//! The text always has its colours; whoever writes it takes them out where they are not wanted.

use super::document::{Align, Block, Cell, Column, Document, Histogram, Parts, Table, Timeline};
use super::number;
use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// Columns of text.
const WIDTH: usize = 100;
/// The narrowest that labels are squeezed to.
const LABEL_LEAST: usize = 20;
/// Space between columns.
const GAP: usize = 2;
/// Cells of the scale from 0 to 100: one for each 5.
const SCALE: usize = 21;
const SCALE_HEADING: &str = "0    25   50   75   100";
/// Days shown of a timeline.
const TIMELINE_POINTS: usize = 10;
const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const CHART: Style = AnsiColor::Cyan.on_default();
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// The document as text, in colour, ending in a line end.
pub fn render(document: &Document) -> String {
    let layout = Layout::of(document);
    let mut text = title(document);
    let mut before: Option<&Block> = None;
    for block in &document.blocks {
        // What is assumed stands right below the title.
        let joined = match before {
            Some(before) => belong_together(before, block),
            None => text.is_empty() || matches!(block, Block::Paragraph(_)),
        };
        if !joined {
            text.push('\n');
        }
        // Only the first table of a kind says what its columns are.
        let headed = |table: &Table| {
            let earlier = document.blocks.iter().take_while(|b| !std::ptr::eq(*b, block));
            !earlier.into_iter().any(|b| matches!(b, Block::Table(t) if t.columns == table.columns))
        };
        text.push_str(&match block {
            Block::Heading(words) => paint(TITLE, words) + "\n",
            Block::Paragraph(words) => wrapped(words, Style::new()),
            Block::Note(words) => wrapped(words, FAINT),
            Block::Table(table) => layout.table(table, headed(table)),
            Block::Parts(parts) => layout.parts(parts),
            Block::Timeline(timeline) => layout.timeline(timeline),
            Block::Histogram(histogram) => layout.histogram(histogram),
        });
        before = Some(block);
    }
    text
}

/// Title to the left, clock to the right of it, or below where it does not fit.
fn title(document: &Document) -> String {
    let Document { title, when, .. } = document;
    if title.is_empty() && when.is_empty() {
        return String::new();
    }
    let head: String = wrap(title, WIDTH).iter().map(|l| paint(TITLE, l) + "\n").collect();
    if when.is_empty() {
        return head;
    }
    let column = (title.width() + 3).max(43);
    if column + when.width() > WIDTH {
        return head + when + "\n";
    }
    let space = " ".repeat(column - title.width());
    format!("{}{space}{}\n", paint(TITLE, title), paint(FAINT, when))
}

/// Whether no empty line stands between two blocks.
fn belong_together(before: &Block, after: &Block) -> bool {
    matches!(
        (before, after),
        (Block::Paragraph(_), Block::Paragraph(_) | Block::Timeline(_))
            | (Block::Note(_), Block::Note(_))
            | (Block::Parts(_) | Block::Histogram(_), Block::Parts(_) | Block::Histogram(_))
            | (Block::Heading(_), _)
    )
}

/// How wide the columns are that stand in line throughout a document.
struct Layout<'d> {
    document: &'d Document,
    /// Width of the labels of parts and of tables with a chart.
    label: usize,
}

impl<'d> Layout<'d> {
    fn of(document: &'d Document) -> Self {
        let mut label = 0;
        let mut most = WIDTH - LABEL_LEAST;
        for block in &document.blocks {
            match block {
                Block::Parts(parts) => label = label.max(parts.label.width()),
                Block::Table(table) if is_chart(table) => {
                    let cells = table.rows.iter().filter_map(|row| row.first());
                    label = cells.map(width).fold(label, usize::max);
                    let others = (1..table.columns.len()).map(|c| GAP + column(document, table, c));
                    most = most.min(WIDTH.saturating_sub(others.sum()));
                }
                _ => {}
            }
        }
        Self { document, label: label.min(most.max(LABEL_LEAST)) }
    }

    fn table(&self, table: &Table, headed: bool) -> String {
        let mut widths: Vec<usize> =
            (0..table.columns.len()).map(|c| column(self.document, table, c)).collect();
        if let Some(first) = widths.first_mut() {
            *first = if is_chart(table) { self.label } else { *first };
        }
        squeeze(&mut widths, &table.columns);
        let mut text = String::new();
        if headed && table.columns.iter().any(|c| !c.heading.is_empty()) {
            let cells = table.columns.iter().map(|c| match c.align {
                Align::Chart => SCALE_HEADING.to_owned(),
                Align::Left | Align::Right => c.heading.clone(),
            });
            text.push_str(&self.row(&table.columns, &widths, &cells.collect::<Vec<_>>(), FAINT));
        }
        for row in &table.rows {
            let cells: Vec<String> = row.iter().map(content).collect();
            text.push_str(&self.row(&table.columns, &widths, &cells, Style::new()));
        }
        text
    }

    /// One row; words too wide for their column are broken, and its other cells stand on the last
    /// of the lines that makes.
    fn row(&self, columns: &[Column], widths: &[usize], cells: &[String], style: Style) -> String {
        let broken: Vec<Vec<String>> = cells
            .iter()
            .zip(widths)
            .map(
                |(cell, &width)| {
                    if cell.width() > width { wrap(cell, width) } else { vec![cell.clone()] }
                },
            )
            .collect();
        let height = broken.iter().map(Vec::len).max().unwrap_or(1);
        let mut text = String::new();
        for line in 0..height {
            let mut shown = String::new();
            for ((lines, column), &width) in broken.iter().zip(columns).zip(widths) {
                let skipped = height - lines.len();
                let cell = line.checked_sub(skipped).map_or("", |i| lines[i].as_str());
                let space = " ".repeat(width.saturating_sub(cell.width()));
                let style =
                    if column.align == Align::Chart && style.is_plain() { CHART } else { style };
                match column.align {
                    Align::Right => shown += &(space + &paint(style, cell)),
                    Align::Left | Align::Chart => shown += &(paint(style, cell) + &space),
                }
                shown.push_str(&" ".repeat(GAP));
            }
            text.push_str(shown.trim_end());
            text.push('\n');
        }
        text
    }

    fn parts(&self, parts: &Parts) -> String {
        let mut label = wrap(&parts.label, self.label.max(1));
        let indent = self.label + GAP;
        let mut lines: Vec<String> = vec![String::new()];
        for (i, part) in parts.parts.iter().chain([&parts.remark]).enumerate() {
            if part.is_empty() {
                continue;
            }
            let is_remark = i == parts.parts.len();
            let mark = if i == 0 {
                ""
            } else if is_remark {
                "  "
            } else {
                " · "
            };
            let line = lines.last_mut().expect("there is always a last line");
            if indent + line.width() + mark.width() + part.width() <= WIDTH || line.is_empty() {
                line.push_str(mark);
                line.push_str(part);
            } else {
                lines.push(part.clone());
            }
        }
        let last = label.pop().unwrap_or_default();
        let mut text: String = label.iter().map(|l| format!("{l}\n")).collect();
        for (i, line) in lines.iter().enumerate() {
            let label = if i == 0 { last.as_str() } else { "" };
            let space = " ".repeat(indent.saturating_sub(label.width()));
            text.push_str(format!("{label}{space}{line}").trim_end());
            text.push('\n');
        }
        text
    }

    /// Chances above days above months, at evenly spread days, the last among them.
    fn timeline(&self, timeline: &Timeline) -> String {
        let label = self.label.clamp(16, WIDTH - 8 * TIMELINE_POINTS);
        let points = spread(&timeline.points);
        let (mut chances, mut days, mut months) = (String::new(), String::new(), String::new());
        let mut shown = None;
        for (date, estimate) in points {
            chances += &format!("{:>7}", number::in_100(estimate));
            days += &format!("{:>7}", date.day());
            let month = (date.year(), date.month());
            let text =
                if shown == Some(month) { String::new() } else { date.strftime("%b").to_string() };
            months += &format!("{text:>7}");
            shown = Some(month);
        }
        let mut text = String::new();
        let names = wrap(&timeline.label, label);
        let (last, above) = names.split_last().map_or(("", &[][..]), |(l, a)| (l.as_str(), a));
        for line in above {
            text += &format!("{line}\n");
        }
        for (name, row, style) in
            [(last, chances, Style::new()), ("by", days, FAINT), ("", months, FAINT)]
        {
            let space = " ".repeat(label.saturating_sub(name.width()));
            text += &format!("{name}{space}{}\n", paint(style, row.trim_end()));
        }
        text
    }

    fn histogram(&self, histogram: &Histogram) -> String {
        let (Some(first), Some(last)) = (histogram.bins.first(), histogram.bins.last()) else {
            return String::new();
        };
        let most = histogram.bins.iter().map(|bin| bin.2).fold(0.0, f64::max);
        let bar = |share: f64| match share {
            s if s > 0.0 => BARS[((s / most * 8.0).ceil() as usize).clamp(1, 8) - 1],
            _ => ' ',
        };
        let bars: String = histogram.bins.iter().map(|bin| bar(bin.2)).collect();
        let (low, high) = (number::exact(first.0), number::exact(last.1));
        let space = " ".repeat((self.label + GAP).saturating_sub(histogram.label.width()));
        format!("{}{space}{low} {} {high}\n", histogram.label, paint(CHART, &bars))
    }
}

fn is_chart(table: &Table) -> bool {
    table.columns.iter().any(|c| c.align == Align::Chart)
}

/// The width of column `index` in all tables that have the columns of `table`.
fn column(document: &Document, table: &Table, index: usize) -> usize {
    let alike = document.blocks.iter().filter_map(|block| match block {
        Block::Table(other) if other.columns == table.columns => Some(other),
        _ => None,
    });
    let cells = alike.flat_map(|t| t.rows.iter()).filter_map(|row| row.get(index));
    let heading = match table.columns[index].align {
        Align::Chart => SCALE_HEADING.width(),
        Align::Left | Align::Right => table.columns[index].heading.width(),
    };
    cells.map(width).fold(heading, usize::max)
}

/// Takes from the widest columns of words until the row fits.
fn squeeze(widths: &mut [usize], columns: &[Column]) {
    while widths.iter().map(|w| w + GAP).sum::<usize>() > WIDTH + GAP {
        let words = (0..widths.len()).filter(|&c| columns[c].align != Align::Chart);
        match words.max_by_key(|&c| widths[c]) {
            Some(widest) if widths[widest] > 4 => widths[widest] -= 1,
            _ => return,
        }
    }
}

fn width(cell: &Cell) -> usize {
    match cell {
        Cell::Text(text) => text.width(),
        Cell::Interval { .. } => SCALE,
        Cell::Empty => 0,
    }
}

fn content(cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => text.clone(),
        Cell::Interval { low, value, high } => interval(*low, *value, *high),
        Cell::Empty => String::new(),
    }
}

/// `──●───` on the scale from 0 to 100.
fn interval(low: f64, value: f64, high: f64) -> String {
    let at = |p: f64| (p.clamp(0.0, 1.0) * (SCALE - 1) as f64).round() as usize;
    let (low, value, high) = (at(low.min(value)), at(value), at(high.max(value)));
    (0..=high)
        .map(|i| {
            if i == value {
                '●'
            } else if i >= low {
                '─'
            } else {
                ' '
            }
        })
        .collect()
}

/// At most [`TIMELINE_POINTS`] of the points, evenly spread, the last among them.
fn spread<T>(points: &[T]) -> Vec<&T> {
    let shown = points.len().min(TIMELINE_POINTS);
    (1..=shown).map(|i| &points[i * points.len() / shown - 1]).collect()
}

fn paint(style: Style, text: &str) -> String {
    if text.is_empty() || style.is_plain() {
        text.to_owned()
    } else {
        format!("{style}{text}{style:#}")
    }
}

fn wrapped(words: &str, style: Style) -> String {
    wrap(words, WIDTH).iter().map(|line| paint(style, line) + "\n").collect()
}

/// Breaks at spaces; a word wider than the line is broken where it must be. Never empty.
fn wrap(words: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    let indent: String = words.chars().take_while(|&c| c == ' ').collect();
    for (i, word) in words.split_whitespace().enumerate() {
        let space = if i == 0 { indent.as_str() } else { " " };
        if used > 0 && used + 1 + word.width() > width {
            lines.push(String::new());
            used = 0;
        } else {
            lines.last_mut().expect("never empty").push_str(space);
            used += space.width();
        }
        for letter in word.chars() {
            let letter_width = letter.to_string().width();
            if used > 0 && used + letter_width > width {
                lines.push(String::new());
                used = 0;
            }
            lines.last_mut().expect("never empty").push(letter);
            used += letter_width;
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::{Detail, present};
    use super::*;

    fn plain(forecast: &crate::forecast::Forecast) -> String {
        anstream::adapter::strip_str(&render(&present(forecast, Detail::Brief))).to_string()
    }

    #[test]
    fn a_single_moment() {
        println!("{}", plain(&sample::two_leaders()));
        println!("{}", plain(&sample::leaders_summit()));
    }
}
