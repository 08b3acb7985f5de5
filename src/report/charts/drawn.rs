//! The charts of a document, with their titles and the names of their files.

use crate::diagnostic::on_one_line;
use crate::report::document::{Align, Block, Cell, Column, Document, Table};
use crate::report::format::file_name;
use crate::report::format::svg::{Frame, alone};
use serde::Serialize;
use std::collections::BTreeSet;

/// The longest part of a file name that is taken from a title, in characters.
const LONGEST: usize = 48;

/// A chart with the name of its files: [`Page::charts`](crate::Page::charts).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Chart {
    /// The name of its files without their endings.
    pub name: String,
    /// The kind: `interval`, `bars`, `curve`, `line`, `grid`, `flow`, `dots`, `histogram` or `share`.
    pub kind: &'static str,
    /// The title.
    pub title: String,
    /// Its numbers in words.
    pub description: String,
    /// The picture.
    #[serde(skip)]
    pub svg: String,
}

/// Returns a line on where the numbers of a document come from: the name of the scenario, the clock, and what was drawn.
pub fn source(document: &Document, name: &str) -> String {
    let drawn = document.blocks.iter().rev().find_map(|block| match block {
        Block::Note(words) => Some(words.trim_end_matches('.')),
        _ => None,
    });
    let parts = [Some(name), Some(document.when.as_str()), drawn];
    let parts: Vec<&str> = parts.into_iter().flatten().filter(|part| !part.is_empty()).collect();
    format!("Source: {}.", parts.join("; "))
}

/// Returns the charts of a document, in its order. Tables with equal columns, such as all chances that are asked, are one
/// chart unless they have headings of their own.
pub fn charts(document: &Document, source: &str) -> Vec<Chart> {
    let mut charts = Vec::new();
    let mut taken = BTreeSet::new();
    let mut context = Context { document: &document.title, ..Context::default() };
    let mut joined: Vec<&[Column]> = Vec::new();
    for (at, block) in document.blocks.iter().enumerate() {
        let title = context.title(block);
        let whole = match block {
            Block::Table(table) if !matches!(context.before, Some(Block::Heading(_))) => {
                let is_first = !joined.contains(&table.columns.as_slice());
                joined.push(&table.columns);
                is_first.then(|| Block::Table(whole(table, &document.blocks[at..])))
            }
            block => Some(block.clone()),
        };
        context.pass(block);
        let Some((block, kind)) = whole.as_ref().and_then(|block| Some((block, kind(block)?)))
        else {
            continue;
        };
        let Some(drawn) = alone(block, &Frame { title: &title, source }) else { continue };
        let name = unused(&format!("{kind}-{}", plain(&named(block, &title))), &mut taken);
        charts.push(Chart { name, kind, title, description: drawn.description, svg: drawn.svg });
    }
    charts
}

/// Returns a table with the rows of all later ones that have its columns and no heading of their own.
fn whole(table: &Table, blocks: &[Block]) -> Table {
    let mut rows = Vec::new();
    let mut is_headed = false;
    for block in blocks {
        match block {
            Block::Table(other) if other.columns == table.columns && !is_headed => {
                rows.extend(other.rows.iter().cloned());
            }
            _ => {}
        }
        is_headed = matches!(block, Block::Heading(_));
    }
    Table { columns: table.columns.clone(), rows }
}

/// The words before a block that may name it.
#[derive(Default)]
struct Context<'a> {
    /// The title of the document.
    document: &'a str,
    /// Its first sentence that asks a question.
    asked: Option<&'a str>,
    before: Option<&'a Block>,
    /// The last label to which indented ones belong.
    parent: String,
}

impl<'a> Context<'a> {
    /// The title of a chart: its own, or that of the block before it, or the document's.
    fn title(&self, block: &Block) -> String {
        let above = match (self.before, block) {
            (Some(Block::Heading(words)), _) | (Some(Block::Paragraph(words)), Block::Flow(_)) => {
                words.as_str()
            }
            (Some(Block::Parts(parts)), Block::Histogram(_)) => parts.label.as_str(),
            _ => "",
        };
        let of_bars = match kind(block) {
            Some("bars") => self.asked.unwrap_or_default(),
            _ => "",
        };
        let sides = match (sides(block), self.document) {
            (sides, title) if sides.is_empty() || title.is_empty() => sides,
            (sides, title) => format!("{title} {sides}"),
        };
        let found = [own(block), above, of_bars, &sides, self.document]
            .into_iter()
            .find(|words| !words.trim().is_empty());
        let found = found.unwrap_or("Chart");
        let title = on_one_line(found.trim());
        if found.starts_with(' ') && !self.parent.is_empty() {
            return format!("{}, {title}", self.parent);
        }
        title.into_owned()
    }

    fn pass(&mut self, block: &'a Block) {
        let label = match block {
            Block::Heading(words) => words.split("   (").next().unwrap_or_default(),
            Block::Parts(parts) => parts.label.as_str(),
            Block::Table(table) => table
                .rows
                .last()
                .and_then(|row| match row.first() {
                    Some(Cell::Text(words)) => Some(words.as_str()),
                    _ => None,
                })
                .unwrap_or_default(),
            block => own(block),
        };
        if !label.trim().is_empty() && !label.starts_with(' ') {
            self.parent = on_one_line(label.trim()).into_owned();
        }
        if let (None, Block::Paragraph(words)) = (self.asked, block) {
            self.asked = words.contains('?').then_some(words.as_str());
        }
        self.before = Some(block);
    }
}

/// The names of the sides that a table compares; empty for any other block.
fn sides(block: &Block) -> String {
    let Block::Table(table) = block else { return String::new() };
    match table.columns.as_slice() {
        [_, first, other, ..]
            if table.columns.iter().any(|column| column.align == Align::Sides) =>
        {
            format!("{} and {}", first.heading.trim(), other.heading.trim())
        }
        _ => String::new(),
    }
}

/// The label of a block; empty if it has none.
fn own(block: &Block) -> &str {
    match block {
        Block::Bars(bars) => &bars.label,
        Block::Curve(curve) => &curve.event,
        Block::Line(line) => &line.label,
        Block::Dots(dots) => &dots.label,
        Block::Share(share) => &share.label,
        Block::Histogram(histogram) => &histogram.label,
        Block::Fan(fan) => &fan.label,
        _ => "",
    }
}

impl Chart {
    /// Returns the picture as PNG, or why it can't be one; `None` if the program is built without PNG.
    pub fn png(&self) -> Option<Result<Vec<u8>, String>> {
        #[cfg(feature = "png")]
        return Some(super::png::png(&self.svg));
        #[cfg(not(feature = "png"))]
        None
    }
}

/// The kind of a chart; `None` for a block that is never one.
fn kind(block: &Block) -> Option<&'static str> {
    Some(match block {
        Block::Table(table) if table.columns.iter().any(|c| matches!(c.align, Align::Bars(_))) => {
            "bars"
        }
        Block::Table(_) => "interval",
        Block::Bars(_) => "bars",
        Block::Curve(_) => "curve",
        Block::Line(_) => "line",
        Block::Grid(_) => "grid",
        Block::Flow(_) => "flow",
        Block::Dots(_) => "dots",
        Block::Histogram(_) => "histogram",
        Block::Fan(_) => "fan",
        Block::Share(_) => "share",
        Block::Heading(_)
        | Block::Paragraph(_)
        | Block::Note(_)
        | Block::Outline(_)
        | Block::Parts(_)
        | Block::Links(_) => return None,
    })
}

/// Returns the part of a title that does not change with the numbers.
fn named(block: &Block, title: &str) -> String {
    let sides = sides(block);
    if !sides.is_empty() {
        return sides;
    }
    let without_error = title.split(" (±").next().unwrap_or(title);
    let kept = match block {
        // `They meet: 31. Which of your doubts move it?`
        Block::Table(_) if title.ends_with('?') => {
            title.rsplit_once(": ").map_or(without_error, |(label, _)| label)
        }
        Block::Flow(flow) => &flow.words,
        _ => without_error,
    };
    kept.to_owned()
}

/// Returns the letters and digits of a title in lower case, with hyphens between words.
fn plain(title: &str) -> String {
    let mut plain = String::new();
    for character in title.to_lowercase().chars().take(4 * LONGEST) {
        match character {
            c if c.is_alphanumeric() => plain.push(c),
            _ if plain.is_empty() || plain.ends_with('-') => {}
            _ => plain.push('-'),
        }
    }
    let kept: String = plain.chars().take(LONGEST).collect();
    // whole words, if there is more than one
    let whole = if kept.len() < plain.len() { kept.rsplit_once('-') } else { None };
    whole.map_or(kept.as_str(), |(words, _)| words).trim_matches('-').to_owned()
}

/// Returns a name that is not taken yet, by itself or with a number.
fn unused(wanted: &str, taken: &mut BTreeSet<String>) -> String {
    let wanted = file_name(wanted.trim_end_matches('-'));
    let mut name = wanted.clone();
    let mut count = 1_u32;
    while !taken.insert(name.to_lowercase()) {
        count += 1;
        name = format!("{wanted}-{count}");
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::forecast::{Detail, present, sample};

    fn of(forecast: &crate::forecast::Forecast) -> Vec<Chart> {
        let document = present(forecast, Detail::Brief);
        charts(&document, &source(&document, "a.toml"))
    }

    #[test]
    fn files_are_named_by_kind_and_title() {
        let charts = of(&sample::leaders_summit());
        let names: Vec<&str> = charts.iter().map(|chart| chart.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "interval-will-the-two-presidents-meet",
                "curve-first-meeting",
                "histogram-oil-revenue-lost",
            ]
        );
        assert!(charts.iter().all(|chart| chart.svg.contains("Source: a.toml; as of 20 Aug 2025")));
    }

    #[test]
    fn names_of_any_labels_are_plain_and_differ() {
        let mut forecast = sample::two_leaders();
        let bars = forecast.answers[4].clone();
        let labels = [
            "../../x",
            "..\\..\\x",
            "a\u{0}b\u{202e}",
            "CON",
            "",
            "A b",
            "a B",
            "\u{5e4}\u{5d2}",
            &"long ".repeat(99),
        ];
        forecast.answers = labels
            .iter()
            .map(|label| crate::forecast::Answer { label: (*label).to_owned(), ..bars.clone() })
            .collect();
        let charts = of(&forecast);
        assert_eq!(charts.len(), labels.len());
        let names: BTreeSet<String> =
            charts.iter().map(|chart| chart.name.to_lowercase()).collect();
        assert_eq!(names.len(), labels.len(), "{names:?}");
        for name in names {
            assert!(name.starts_with("bars") && name.len() < 200, "{name}");
            assert!(name.chars().all(|c| c.is_alphanumeric() || c == '-' || c == '_'), "{name}");
        }
    }
}
