//! Renders a document as text of at most 100 columns. Handles widths and colours, not the meaning of words.
//!
//! The text always has colours; the caller strips them if they are not wanted.

use super::document::{Align, Block, Cell, Column, Document, Histogram, Parts, Table, Timeline};
use super::page::{harmless, wrap};
use super::{branches, number};
use crate::diagnostic::uncoloured;
use anstyle::{AnsiColor, Style};
use unicode_width::UnicodeWidthStr;

/// The width of the text in columns.
const WIDTH: usize = 100;
/// The narrowest width of labels.
const LABEL_LEAST: usize = 20;
/// Number of spaces between columns.
const GAP: usize = 2;
/// Number of characters of the scale from 0 to 100: one for each 5.
const SCALE: usize = 21;
const SCALE_HEADING: &str = "0    25   50   75   100";
/// The most dates of a timeline that are shown.
const TIMELINE_POINTS: usize = 10;
/// The narrowest width of a timeline's label.
const TIMELINE_LABEL: usize = 16;
const TITLE: Style = Style::new().bold();
const FAINT: Style = Style::new().dimmed();
const CHART: Style = AnsiColor::Cyan.on_default();
const BARS: [char; 8] = ['▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Renders the document as text without colours and with a final newline.
pub fn plain(document: &Document) -> String {
    uncoloured(&render(document))
}

/// Renders the document as coloured text with a final newline.
pub fn render(document: &Document) -> String {
    let document = &harmless(document);
    let layout = Layout::of(document);
    let mut text = title(document);
    let mut before: Option<&Block> = None;
    for block in &document.blocks {
        // assumptions follow directly below the title
        let joined = match before {
            Some(before) => belong_together(before, block),
            None => text.is_empty() || matches!(block, Block::Paragraph(_)),
        };
        if !joined {
            text.push('\n');
        }
        // only the first table of a kind has its column headings
        let headed = |table: &Table| {
            let earlier = document.blocks.iter().take_while(|b| !std::ptr::eq(*b, block));
            !earlier.into_iter().any(|b| matches!(b, Block::Table(t) if t.columns == table.columns))
        };
        text.push_str(&match block {
            Block::Heading(words) => wrapped(words, TITLE),
            Block::Paragraph(words) => wrapped(words, Style::new()),
            Block::Note(words) => wrapped(words, FAINT),
            Block::Table(table) => layout.table(table, headed(table)),
            Block::Parts(parts) => layout.parts(parts),
            Block::Timeline(timeline) => layout.timeline(timeline),
            Block::Histogram(histogram) => layout.histogram(histogram),
            Block::Tree(tree) => branches::lines(tree, WIDTH),
        });
        before = Some(block);
    }
    text
}

/// The title at the left and the clock at the right, or below if it does not fit.
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

/// Whether two blocks have no empty line between them.
fn belong_together(before: &Block, after: &Block) -> bool {
    matches!(
        (before, after),
        (Block::Paragraph(_), Block::Paragraph(_) | Block::Timeline(_))
            | (Block::Note(_), Block::Note(_))
            | (Block::Parts(_) | Block::Histogram(_), Block::Parts(_) | Block::Histogram(_))
            | (Block::Heading(_), _)
    )
}

/// The widths of columns that are aligned throughout a document.
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
            text.push_str(&row(&table.columns, &widths, &cells.collect::<Vec<_>>(), FAINT));
        }
        for entries in &table.rows {
            let cells: Vec<String> = entries.iter().map(content).collect();
            text.push_str(&row(&table.columns, &widths, &cells, Style::new()));
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
        let mut text = stacked(&label);
        for (i, line) in lines.iter().enumerate() {
            let label = if i == 0 { last.as_str() } else { "" };
            let space = " ".repeat(indent.saturating_sub(label.width()));
            text.push_str(format!("{label}{space}{line}").trim_end());
            text.push('\n');
        }
        text
    }

    /// Renders a timeline: probabilities above days above months, at evenly spaced dates including the last.
    fn timeline(&self, timeline: &Timeline) -> String {
        let (points, chances, cell) = fitting(&timeline.points, timeline.is_whole);
        let days = points.iter().map(|(date, _)| date.day().to_string()).collect();
        let mut shown = None;
        let months = points.iter().map(|(date, _)| {
            let is_new =
                shown.replace((date.year(), date.month())) != Some((date.year(), date.month()));
            if is_new { date.strftime("%b").to_string() } else { String::new() }
        });
        let months = months.collect();
        let mut year = timeline.year;
        let years = points.iter().map(|(date, _)| {
            let before = std::mem::replace(&mut year, date.year());
            if before == date.year() { String::new() } else { date.year().to_string() }
        });
        let years: Vec<String> = years.collect();
        let room = WIDTH.saturating_sub(cell * points.len());
        let label = self.label.max(TIMELINE_LABEL).min(room);
        let names = wrap(&timeline.label, label);
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
        let edge = |value| number::to_bin(value, first.1 - first.0);
        let (low, high) = (edge(first.0), edge(last.1));
        let space = " ".repeat((self.label + GAP).saturating_sub(histogram.label.width()));
        format!("{}{space}{low} {} {high}\n", histogram.label, paint(CHART, &bars))
    }
}

/// Renders one row; words too wide for their column are wrapped, and the other cells are placed on the last
/// of the resulting lines.
fn row(columns: &[Column], widths: &[usize], cells: &[String], style: Style) -> String {
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

fn is_chart(table: &Table) -> bool {
    table.columns.iter().any(|c| c.align == Align::Chart)
}

/// The width of column `index` in all tables with the same columns as `table`.
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

/// Narrows the widest text columns until the row fits.
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

/// Renders an interval, such as `──●───`, on the scale from 0 to 100.
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

/// A date of a timeline with its probability.
type Dated = (jiff::civil::Date, crate::forecast::Estimate);

/// Picks as many points as fit on a line beside the label; returns them with their formatted probabilities
/// and the width of a cell: more digits need more space.
fn fitting(points: &[Dated], is_whole: bool) -> (Vec<&Dated>, Vec<String>, usize) {
    let chance = if is_whole { number::whole_in_100 } else { number::in_100 };
    let mut most = TIMELINE_POINTS;
    loop {
        let shown = spread(points, most);
        let chances: Vec<String> = shown.iter().map(|(_, e)| chance(e)).collect();
        let cell = chances.iter().map(|c| c.width()).fold(4, usize::max) + 1;
        if most <= 1 || cell * shown.len() + TIMELINE_LABEL <= WIDTH {
            return (shown, chances, cell);
        }
        most -= 1;
    }
}

/// Picks at most `most` points, evenly spaced, including the last.
fn spread<T>(points: &[T], most: usize) -> Vec<&T> {
    let shown = points.len().min(most);
    (1..=shown).map(|i| &points[i * points.len() / shown - 1]).collect()
}

fn paint(style: Style, text: &str) -> String {
    if text.is_empty() || style.is_plain() {
        text.to_owned()
    } else {
        format!("{style}{text}{style:#}")
    }
}

/// Joins lines, each with its line end.
fn stacked(lines: &[String]) -> String {
    lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect()
}

fn wrapped(words: &str, style: Style) -> String {
    wrap(words, WIDTH).iter().map(|line| paint(style, line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::super::sample;
    use super::super::{Detail, present};
    use super::*;
    use crate::forecast::{Body, Forecast};

    fn plain(forecast: &Forecast) -> String {
        anstream::adapter::strip_str(&render(&present(forecast, Detail::Brief))).to_string()
    }

    #[test]
    fn a_single_moment() {
        assert_eq!(
            plain(&sample::two_leaders()),
            "\
Will the two presidents meet?
Assuming our_push = none

                      in 100     ±  0    25   50   75   100
They meet               30.0  0.05        ●                  unlikely (20–45 %)
Sanctions imposed       30.1  0.05        ●                  unlikely (20–45 %)
  if they meet          26.3  0.05       ●
They meet in Moscow  <0.0004        ●                        none of 1,000,000 trials

Venue, if they meet  geneva 41.0 · budapest 16.1 · other 42.9  (±0.05)

Together, in 100 (±0.05)
meeting ↓   sanctions →  none  threatened  imposed
  yes                     5.0        17.0      8.0
  no                     10.0        38.0     22.0

±: one standard error from sampling, at most 0.05 in 100.
Words are those of ICD-203; chances below 1 or above 99 in 100, or with a condition, have no word.
1,000,000 trials, seed 0
"
        );
    }

    #[test]
    fn a_clock_and_several_worlds() {
        assert_eq!(
            plain(&sample::leaders_summit()),
            "\
Will the two presidents meet?              as of 20 Aug 2025, until 31 Dec, daily
Assuming our_push = none
Supposing somebody makes sanctions = imposed from 1 Oct 2025 on
Supposing we learn that concession == territory (kept 612,345 of 1,000,000 trials)

                          in 100  range  0    25   50   75   100
They meet by 30 Sep            4  2–7    ─●                       almost no chance (1–5 %)
They meet by 31 Oct           12  7–19    ─●──                    very unlikely (5–20 %)
They meet by 31 Dec           31  19–45      ──●───               unlikely (20–45 %)

First meeting, by 31 Dec      31  19–45      ──●───               unlikely (20–45 %)

When: if it comes by then, half by 11 Nov, 95 in 100 by 26 Dec
chance so far               3    6    9   12   15   18   21   25   28   31
by                          1   14   28   11   25    7   20    4   17   31
                          Sep            Oct       Nov       Dec

Oil revenue lost          half below 20.1 USD bn · 9 in 10 from 8.2 to 36
                          mean 21.3 ±0.02, range 9–35
                          0  ▃▅▆█████▆▅▃ 48

Range: 9 in 10 readings of your inputs. Sampling error: at most 0.05 in 100.
1,000,000 trials, 1,000 readings, seed 7
"
        );
    }

    #[test]
    fn nothing_is_wider_than_the_page_or_steers_the_terminal() {
        let mut forecast = sample::two_leaders();
        forecast.title = "Long title ".repeat(30);
        for answer in &mut forecast.answers {
            answer.label =
                format!("A label {} \u{1b}[2J with\nmany words", "that goes on ".repeat(9));
        }
        if let Body::Category(outcomes) = &mut forecast.answers[4].body {
            outcomes.extend((0..40).map(|i| (format!("outcome number {i}"), sample::chance(0.01))));
        }
        let text = plain(&forecast);
        assert!(text.lines().all(|line| line.width() <= WIDTH), "{text}");
        assert!(!text.contains('\u{1b}'));
    }

    #[test]
    fn intervals_stand_on_their_scale() {
        assert_eq!(interval(0.19, 0.31, 0.45), "    ──●───");
        assert_eq!(interval(0.0, 0.0, 0.0), "●");
        assert_eq!(interval(-1.0, 1.0, 9.0).chars().count(), SCALE);
    }

    #[test]
    fn a_timeline_of_many_digits_shows_fewer_days() {
        let day = |i: i8| jiff::civil::date(2025, 9, i);
        let chance = |p: f64| crate::forecast::Estimate::new(p, 1e-9, (p, p + 1e-9));
        let points: Vec<Dated> =
            (1..=20).map(|i| (day(i), chance(0.000_000_012_3 * f64::from(i)))).collect();
        let (shown, chances, cell) = fitting(&points, false);
        assert!(shown.len() < TIMELINE_POINTS && !shown.is_empty(), "{chances:?}");
        assert!(cell * shown.len() + TIMELINE_LABEL <= WIDTH);
    }

    #[test]
    fn timelines_end_with_the_last_day() {
        let points: Vec<usize> = (0..134).collect();
        let shown = spread(&points, TIMELINE_POINTS);
        assert_eq!((shown.len(), shown.last()), (TIMELINE_POINTS, Some(&&133)));
        assert_eq!(spread(&[1, 2], TIMELINE_POINTS), [&1, &2]);
        assert!(spread::<u8>(&[], 3).is_empty());
    }
}
