//! Values by two variables: cells whose shade grows with the value, hatched where there is none.

use super::plot::{ACCENT, Picture, SMALL, WIDE, faint, hatch, label, px};
use super::words::{Face, clean};
use crate::report::document::{Grid, GridCell, GridKind, picked};
use maud::{Markup, html};

/// The most rows and columns; of more, evenly spaced ones.
const MOST: usize = 60;
/// The height of a row with numbers, and of one with shades alone.
const CELL: f64 = 30.0;
const LOW: f64 = 14.0;
/// The most room for the names of rows.
const NAMES: f64 = 190.0;
/// The darkest shade, so that text on it stays readable.
const DARKEST: f64 = 0.45;
/// The height of a line of small text.
const LINE: f64 = 15.0;

const FACE: Face = Face { size: 13.0, is_bold: false };
const HEAD: Face = Face { size: SMALL, is_bold: false };

/// The layout of a grid.
struct Layout<'a> {
    grid: &'a Grid,
    rows: Vec<usize>,
    columns: Vec<usize>,
    /// Whether cells have room for their texts.
    has_texts: bool,
    /// The values of the lightest and the darkest shade.
    shades: (f64, f64),
    left: f64,
    top: f64,
    cell: (f64, f64),
    /// The lines of the names of both variables, that of the rows first.
    names: (Vec<String>, Vec<String>),
}

/// Draws the grid; `None` without cells.
pub(super) fn draw(grid: &Grid) -> Option<Picture> {
    if grid.columns.is_empty() || grid.rows.is_empty() {
        return None;
    }
    let layout = Layout::of(grid);
    let bottom = layout.top + layout.cell.1 * layout.rows.len() as f64;
    let content = html! {
        (layout.names())
        (layout.column_names())
        @for row in 0..layout.rows.len() { (layout.row(row)) }
        @if !layout.has_texts { (layout.key(bottom + 12.0)) }
    };
    let picture = Picture {
        title: clean(&grid.corner),
        note: layout.note(),
        description: layout.described(),
        width: WIDE,
        height: bottom + if layout.has_texts { 2.0 } else { 44.0 },
        content,
    };
    Some(picture)
}

/// Splits the names of both variables, `meeting ↓   sanctions →`, to put each beside its own.
fn corner(words: &str) -> (String, String) {
    match words.split_once('↓') {
        Some((down, across)) => (format!("{} ↓", down.trim()), across.trim().to_owned()),
        None => (words.trim().to_owned(), String::new()),
    }
}

impl<'a> Layout<'a> {
    fn of(grid: &'a Grid) -> Self {
        let (rows, columns) = (picked(grid.rows.len(), MOST), picked(grid.columns.len(), MOST));
        let (down, across) = corner(&clean(&grid.corner));
        let names = rows.iter().map(|row| FACE.width(&clean(&grid.rows[*row])));
        let left = names.chain([HEAD.width(&down)]).fold(30.0, f64::max).min(NAMES) + 12.0;
        let wide = ((WIDE - left) / columns.len() as f64).min(130.0);
        let texts = rows
            .iter()
            .flat_map(|row| columns.iter().filter_map(|c| grid.cells.get(*row)?.get(*c)));
        let widest = texts.map(|cell| FACE.width(&cell.text)).fold(0.0, f64::max);
        let has_texts = widest + 6.0 <= wide;
        let values = || grid.cells.iter().flatten().filter_map(|cell| cell.value);
        let low = match grid.kind {
            GridKind::Numbers => values().fold(f64::INFINITY, f64::min),
            GridKind::Joint | GridKind::Probabilities => 0.0,
        };
        let shades = (low, values().fold(low, f64::max));
        let cell = (wide, if has_texts { CELL } else { LOW });
        let lines = |words: &str, room: f64| match words {
            "" => Vec::new(),
            words => HEAD.lines(words, room, 2),
        };
        let names = (lines(&down, left - 6.0), lines(&across, WIDE - left));
        let layout = Self { grid, rows, columns, has_texts, shades, left, top: 0.0, cell, names };
        let lines = if layout.every() == 1 {
            let of = |c: &usize| layout.name_lines(*c).len();
            layout.columns.iter().map(of).max().unwrap_or(1)
        } else {
            1
        };
        let lines = (lines + layout.names.1.len()).max(layout.names.0.len());
        Self { top: LINE * lines as f64 + 9.0, ..layout }
    }

    /// The names of both variables: one above the names of the columns, the other above those of the rows.
    fn names(&self) -> Markup {
        let (down, across) = &self.names;
        html! {
            @for (row, line) in across.iter().enumerate() {
                (label(line).at(self.left, 12.0 + LINE * row as f64).small())
            }
            @for (row, line) in down.iter().rev().enumerate() {
                (label(line).at(0.0, self.top - 7.0 - LINE * row as f64).small())
            }
        }
    }

    fn name_lines(&self, column: usize) -> Vec<String> {
        HEAD.lines(&clean(&self.grid.columns[column]), self.cell.0 - 4.0, 3)
    }

    /// The name of a column among those that have one, on one line.
    fn name_line(&self, column: usize) -> Vec<String> {
        HEAD.lines(&clean(&self.grid.columns[column]), NAMES, 1)
    }

    /// The distance between columns that have a name.
    fn every(&self) -> usize {
        if self.has_texts {
            return 1;
        }
        let widths = self.columns.iter().map(|c| HEAD.width(&self.name_line(*c).concat()) + 8.0);
        let widest = widths.fold(0.0, f64::max);
        ((widest / self.cell.0).ceil() as usize).max(1)
    }

    fn column_names(&self) -> Markup {
        let every = self.every();
        html! {
            @for (at, column) in self.columns.iter().enumerate().step_by(every) {
                @let lines = if every == 1 { self.name_lines(*column) } else { self.name_line(*column) };
                @let half = lines.iter().map(|line| HEAD.width(line)).fold(0.0, f64::max) / 2.0;
                @let middle = (self.left + self.cell.0 * (at as f64 + 0.5)).min(WIDE - half);
                @for (row, line) in lines.iter().rev().enumerate() {
                    (label(line).at(middle, self.top - 7.0 - LINE * row as f64).small().middle())
                }
            }
        }
    }

    fn row(&self, at: usize) -> Markup {
        let row = self.rows[at];
        let (wide, high) = self.cell;
        let above = self.top + high * at as f64;
        let name = FACE.lines(
            &clean(&self.grid.rows[row]),
            self.left - 12.0,
            if self.has_texts { 2 } else { 1 },
        );
        // names of low rows would run into each other
        let is_named = self.has_texts || at.is_multiple_of(2) || self.rows.len() < 3;
        let cell = |column: &usize| self.grid.cells.get(row).and_then(|cells| cells.get(*column));
        let first = above + high / 2.0 + 4.5 - 7.0 * (name.len() as f64 - 1.0);
        html! {
            @if is_named {
                @for (line, words) in name.iter().enumerate() {
                    (label(words).at(self.left - 8.0, first + 14.0 * line as f64).face(FACE).end())
                }
            }
            @for (at, cell) in self.columns.iter().map(cell).enumerate() {
                (self.cell((self.left + wide * at as f64, above), cell))
            }
        }
    }

    fn cell(&self, (left, top): (f64, f64), cell: Option<&GridCell>) -> Markup {
        let (wide, high) = self.cell;
        let gap = if self.has_texts { 1.0 } else { 0.5 };
        let value = cell.and_then(|cell| cell.value);
        let text = cell.map_or("", |cell| cell.text.as_str());
        html! {
            @if let Some(value) = value {
                rect.accent x=(px(left + gap)) y=(px(top + gap)) width=(px(wide - 2.0 * gap))
                    height=(px(high - 2.0 * gap)) fill=(ACCENT) fill-opacity=(format!("{:.3}", self.shade(value))) {}
            } @else {
                (hatch((left + gap, top + gap), (left + wide - gap, top + high - gap), 6.0))
            }
            @if self.has_texts && (value.is_some() || !text.is_empty()) {
                (label(text).at(left + wide / 2.0, top + high / 2.0 + 4.5).face(FACE).middle())
            }
        }
    }

    fn shade(&self, value: f64) -> f64 {
        let (low, high) = self.shades;
        let part = (value - low) / (high - low);
        let darkest = if self.has_texts { DARKEST } else { 0.9 };
        if part.is_finite() { 0.03 + (darkest - 0.03) * part.clamp(0.0, 1.0) } else { 0.03 }
    }

    /// The least and the greatest value as text, beside their shades.
    fn key(&self, top: f64) -> Markup {
        const STEPS: u32 = 10;
        const WIDE: f64 = 16.0;
        let mut cells: Vec<&GridCell> =
            self.grid.cells.iter().flatten().filter(|c| c.value.is_some()).collect();
        cells.sort_by(|a, b| a.value.unwrap_or(0.0).total_cmp(&b.value.unwrap_or(0.0)));
        let (Some(least), Some(most)) = (cells.first(), cells.last()) else { return html! {} };
        let low = if self.grid.kind == GridKind::Numbers { least.text.as_str() } else { "0" };
        let (from, to) = self.shades;
        let begin = self.left + HEAD.width(low) + 6.0;
        html! {
            (faint((self.left, top - 6.0), (super::plot::WIDE, top - 6.0)))
            (label(low).at(self.left, top + 15.0).small())
            @for step in 0..=STEPS {
                @let part = f64::from(step) / f64::from(STEPS);
                rect.accent x=(px(begin + WIDE * f64::from(step))) y=(px(top + 4.0)) width=(px(WIDE)) height="14"
                    fill=(ACCENT) fill-opacity=(format!("{:.3}", self.shade(from + part * (to - from)))) {}
            }
            (label(&most.text).at(begin + WIDE * f64::from(STEPS + 1) + 6.0, top + 15.0).small())
        }
    }

    fn note(&self) -> String {
        let mut note = match self.grid.kind {
            GridKind::Joint | GridKind::Probabilities => "In 100.".to_owned(),
            GridKind::Numbers => String::new(),
        };
        if self.grid.cells.iter().flatten().any(|cell| cell.value.is_none()) {
            note += " Hatched: no number.";
        }
        let (rows, columns) = (self.grid.rows.len(), self.grid.columns.len());
        if self.rows.len() < rows || self.columns.len() < columns {
            let points = format!(" Evenly spaced points of {rows} by {columns}.");
            note.push_str(&points);
        }
        note.trim().to_owned()
    }

    fn described(&self) -> String {
        let row = |row: &usize| {
            let cells = self.columns.iter().filter_map(|c| {
                let cell = self.grid.cells.get(*row)?.get(*c)?;
                let text = if cell.value.is_some() { cell.text.as_str() } else { "no number" };
                Some(format!("{} {text}", self.grid.columns[*c].trim()))
            });
            format!("{}: {}", self.grid.rows[*row].trim(), cells.collect::<Vec<_>>().join(", "))
        };
        let rows: Vec<String> = self.rows.iter().take(20).map(row).collect();
        format!("{}.", rows.join("; "))
    }
}
