//! The probabilities of the outcomes of one variable: a bar each, with a whisker for its range.

use super::plot::{
    Label, Picture, SIZE, Scale, WIDTH, faint, label, listed, px, rectangle, stack, ticks, whisker,
};
use super::words::{Face, clean};
use crate::forecast::Estimate;
use crate::report::document::Bars;
use crate::report::format::number;
use maud::{Markup, Render, html};

/// The most bars that are drawn; of more, the largest.
const MOST: usize = 30;
/// The least height of a row, and that of a bar.
const STEP: f64 = 26.0;
const THICK: f64 = 14.0;
/// The most room for names.
const NAMES: f64 = 160.0;

const PLAIN: Face = Face { size: SIZE, is_bold: false };

/// An outcome that is drawn.
struct Row<'a> {
    name: String,
    estimate: &'a Estimate,
    /// Its probability and its range, as text.
    number: String,
    range: String,
}

/// The widths of the parts of a chart, and its scale.
struct Layout {
    names: f64,
    numbers: f64,
    right: f64,
    x: Scale,
    /// The number of parts of the scale.
    parts: f64,
    has_ranges: bool,
}

/// Draws the bars; `None` if no outcome has a probability.
pub(super) fn draw(bars: &Bars) -> Option<Picture> {
    let known = |(_, estimate): &&(String, Estimate)| estimate.probability.is_finite();
    let mut known: Vec<&(String, Estimate)> = bars.bars.iter().filter(known).collect();
    let undefined = bars.bars.len() - known.len();
    let mut others = Vec::new();
    if known.len() > MOST {
        known.sort_by(|a, b| b.1.probability.total_cmp(&a.1.probability));
        others = known.split_off(MOST);
    }
    let rows = known.into_iter().map(|(name, estimate)| Row {
        name: clean(name),
        estimate,
        number: number::in_100(estimate),
        range: number::range(estimate),
    });
    let rows: Vec<Row> = rows.collect();
    if rows.is_empty() {
        return None;
    }
    let layout = Layout::of(&rows);
    let mut y = 0.0;
    let mut drawn = Vec::with_capacity(rows.len());
    for row in &rows {
        let (content, height) = layout.row(row, y);
        drawn.push(content);
        y += height;
    }
    let content = html! {
        (layout.axis(y))
        @for row in drawn { (row) }
    };
    let told = rows.iter().map(|row| match row.range.as_str() {
        "" => format!("{}: {}", row.name, row.number),
        range => format!("{}: {} ({range})", row.name, row.number),
    });
    Some(Picture {
        title: bars.label.clone(),
        note: note(layout.has_ranges, &others, undefined),
        description: format!("In 100. {}.", listed(told, MOST)),
        width: WIDTH,
        height: y + 18.0,
        content,
    })
}

/// Says what lines mean, and what is not drawn.
fn note(has_ranges: bool, others: &[&(String, Estimate)], undefined: usize) -> String {
    let mut notes = vec!["In 100.".to_owned()];
    if has_ranges {
        notes.push("Line: 9 in 10 readings of the inputs.".to_owned());
    }
    if let Some((_, most)) = others.first() {
        let (more, most) =
            (number::several(others.len() as u64, "more outcome"), number::in_100(most));
        let have = if others.len() == 1 { "has" } else { "have" };
        let each = if others.len() == 1 { "" } else { " each" };
        notes.push(format!("{more} {have} at most {most}{each}."));
    }
    if undefined > 0 {
        notes.push(format!("{undefined} without a number."));
    }
    notes.join(" ")
}

impl Layout {
    fn of(rows: &[Row]) -> Self {
        let widest = |width: &dyn Fn(&Row) -> f64| rows.iter().map(width).fold(0.0, f64::max);
        let names = widest(&|row| PLAIN.width(&row.name)).clamp(20.0, NAMES) + 10.0;
        let bold = Face { is_bold: true, ..PLAIN };
        let numbers = widest(&|row| bold.width(&row.number));
        let ranges = widest(&|row| PLAIN.width(&row.range));
        let right = numbers + if ranges > 0.0 { ranges + 12.0 } else { 0.0 } + 10.0;
        let reach = |e: &Estimate| e.ends().map_or(e.probability, |ends| ends.1.max(e.probability));
        let most = widest(&|row| reach(row.estimate));
        let ends = [(0.1, 4.0), (0.25, 5.0), (0.5, 5.0)];
        let (most, parts) = ends.into_iter().find(|(end, _)| most <= *end).unwrap_or((1.0, 4.0));
        let x = Scale { values: (0.0, most), ends: (names, WIDTH - right) };
        let has_ranges = rows.iter().any(|row| row.estimate.ends().is_some());
        Self { names, numbers, right, x, parts, has_ranges }
    }

    /// Draws an outcome, and returns its height.
    fn row(&self, row: &Row, y: f64) -> (Markup, f64) {
        let x = &self.x;
        let lines = PLAIN.lines(&row.name, self.names - 10.0, 3);
        let height = STEP.max(16.0 * lines.len() as f64 + 8.0);
        let middle = y + height / 2.0;
        let name = |line: &str, at: f64| label(line).at(self.names - 10.0, at).end().render();
        let drawn = html! {
            (stack(&lines, middle, &name))
            (rectangle(
                (x.at(0.0), middle - THICK / 2.0),
                (x.at(row.estimate.probability), middle + THICK / 2.0),
                if self.has_ranges { "0.5" } else { "0.9" },
            ))
            @if let Some((low, high)) = row.estimate.ends() { (whisker(x.at(low), x.at(high), middle)) }
            (at_right(WIDTH - self.right + 10.0 + self.numbers, middle, &row.number).bold())
            (at_right(WIDTH, middle, &row.range).soft())
        };
        (drawn, height)
    }

    /// Draws the scale below rows that end at a height.
    fn axis(&self, y: f64) -> Markup {
        let x = &self.x;
        html! {
            @for tick in ticks(0.0, x.values.1, self.parts) {
                (faint((x.at(tick), 0.0), (x.at(tick), y)))
                (label(&number::exact(100.0 * tick)).at(x.at(tick), y + 14.0).small().middle())
            }
            line x1=(px(self.names)) y1="0" x2=(px(self.names)) y2=(px(y)) stroke="currentColor" {}
        }
    }
}

fn at_right(right: f64, middle: f64, words: &str) -> Label<'_> {
    label(words).at(right, middle + 4.8).end()
}
