//! Goes through the blocks of a document.

use super::branches;
use super::fitted::fitted;
use super::layout::Layout;
use super::lines;
use super::style::{FAINT, TITLE, paint, stacked};
use super::wrap::{harmless, wrap, wrap_outline};
use crate::diagnostic::uncoloured;
use crate::report::document::{Block, Document, Links, Outline, Table};
use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// The width of a page, unless a terminal has another.
pub const WIDTH: usize = 100;
/// The narrowest and the widest page.
const WIDTHS: (usize, usize) = (60, 140);
/// The column in which the clock begins, to the right of a short title.
const CLOCK: usize = 43;

/// The width of a page for a terminal of this width.
pub fn bounded(width: usize) -> usize {
    width.clamp(WIDTHS.0, WIDTHS.1)
}

/// Renders the document as text of 100 columns without colours and with a final newline.
pub fn plain(document: &Document) -> String {
    uncoloured(&render(document, WIDTH))
}

/// A line for each name that depends on others: `talks ← moscow, washington`.
fn linked(links: &Links, width: usize) -> String {
    let causes = |to: usize| {
        let from = links.links.iter().filter(|link| link.1 == to);
        from.map(|link| links.names[link.0].as_str()).collect::<Vec<_>>().join(", ")
    };
    let lines = links.names.iter().enumerate().map(|(row, name)| (name, causes(row)));
    let lines = lines.filter(|(_, causes)| !causes.is_empty());
    lines
        .map(|(name, causes)| wrapped(&format!("{name} ← {causes}"), Style::new(), width))
        .collect()
}

/// Renders the document as coloured text of at most `width` columns (60 to 140), with a final newline.
pub fn render(document: &Document, width: usize) -> String {
    let width = bounded(width);
    let document = &fitted(harmless(document), width);
    let layout = Layout::of(document, width);
    let mut text = title(document, width);
    let mut before: Option<&Block> = None;
    for (at, block) in document.blocks.iter().enumerate() {
        // assumptions follow directly below the title
        let joined = match before {
            Some(before) => belong_together(before, block),
            None => text.is_empty() || matches!(block, Block::Paragraph(_)),
        };
        if !joined {
            text.push('\n');
        }
        // only the first table of a kind has its column headings, and each below a line
        let is_headed = |table: &Table| {
            if matches!(before, Some(Block::Line(_))) {
                return true;
            }
            let mut earlier = document.blocks[..at].iter();
            !earlier.any(|b| matches!(b, Block::Table(t) if t.columns == table.columns))
        };
        text.push_str(&match block {
            Block::Heading(words) => wrapped(words, TITLE, width),
            Block::Paragraph(words) => wrapped(words, Style::new(), width),
            Block::Note(words) => wrapped(words, FAINT, width),
            Block::Outline(outline) => outlined(outline, width),
            Block::Table(table) => layout.table(table, is_headed(table)),
            Block::Parts(parts) => layout.parts(&parts.label, &parts.parts, &parts.remark),
            Block::Bars(bars) => layout.bars(bars),
            Block::Curve(curve) => layout.curve(curve),
            Block::Line(line) => lines::drawn(line, width),
            Block::Histogram(histogram) => layout.histogram(histogram),
            Block::Dots(dots) => layout.dots(dots),
            Block::Share(share) => {
                wrapped(&format!("{}: {} in 100", share.label, share.number), Style::new(), width)
            }
            Block::Flow(flow) => branches::lines(flow, width),
            Block::Links(links) => linked(links, width),
            // `fitted` makes a table of it
            Block::Grid(_) | Block::Fan(_) => String::new(),
        });
        before = Some(block);
    }
    text
}

/// The title at the left and the clock at the right, or below if it does not fit.
fn title(document: &Document, width: usize) -> String {
    let Document { title, when, .. } = document;
    if title.is_empty() && when.is_empty() {
        return String::new();
    }
    let head: String = wrap(title, width).iter().map(|l| paint(TITLE, l) + "\n").collect();
    if when.is_empty() {
        return head;
    }
    let column = (title.width() + 3).max(CLOCK);
    if column + when.width() > width {
        return head + &stacked(&wrap(when, width));
    }
    let space = " ".repeat(column - title.width());
    format!("{}{space}{}\n", paint(TITLE, title), paint(FAINT, when))
}

/// Whether two blocks have no empty line between them.
fn belong_together(before: &Block, after: &Block) -> bool {
    let is_part =
        |block: &Block| matches!(block, Block::Parts(_) | Block::Bars(_) | Block::Histogram(_));
    is_part(before) && is_part(after)
        || matches!(
            (before, after),
            (Block::Paragraph(_), Block::Paragraph(_) | Block::Curve(_))
                | (Block::Note(_), Block::Note(_))
                | (Block::Heading(_), _)
        )
}

fn outlined(outline: &Outline, width: usize) -> String {
    let below = outline.below.iter().map(|(depth, sentence)| (2 + 2 * depth, sentence));
    let all = std::iter::once((0, &outline.opening)).chain(below);
    let lines = all.flat_map(|(indent, sentence)| wrap_outline(sentence, indent, width));
    lines.map(|line| line + "\n").collect()
}

fn wrapped(words: &str, style: Style, width: usize) -> String {
    wrap(words, width).iter().map(|line| paint(style, line) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::forecast::{Body, Forecast};
    use crate::report::Detail;
    use crate::report::forecast::present;
    use crate::report::forecast::sample;

    fn at(forecast: &Forecast, width: usize) -> String {
        uncoloured(&render(&present(forecast, Detail::Brief), width))
    }

    fn plain(forecast: &Forecast) -> String {
        at(forecast, WIDTH)
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
        for width in [60, 80, WIDTH, 140] {
            let text = at(&forecast, width);
            assert!(text.lines().all(|line| line.width() <= width), "{text}");
            assert!(!text.contains('\u{1b}'));
        }
    }
}
