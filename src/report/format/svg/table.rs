//! A table with intervals or bars: its columns of text as in the terminal, and between them the marks on one axis.

use super::marks::{self, Marks};
use super::plot::{LINE, Picture, SMALL, WIDE, faint, label, listed};
use super::words::{Face, clean};
use crate::report::document::{Align, Cell, Table};
use maud::{Markup, Render, html};

/// The space between columns.
const GAP: f64 = 14.0;
/// The least and the greatest width of the marks.
const MARKS: (f64, f64) = (150.0, 320.0);
/// The greatest width of the first column, and of others of words.
const FIRST: f64 = 230.0;
const WORDS: f64 = 170.0;
/// The width to which a column of words may be pressed.
const LEAST: f64 = 60.0;
/// The least height of a row, and the height of the heading.
const STEP: f64 = 25.0;
const HEAD: f64 = 34.0;
/// The indentation of a row that belongs to the one above.
const INDENT: f64 = 12.0;

/// The width beyond which a heading is broken.
const HEADING: f64 = 90.0;

const FACE: Face = Face { size: 13.0, is_bold: false };
const SMALLER: Face = Face { size: SMALL, is_bold: false };

/// A column that is drawn: its index in the table, its place, and the texts of its cells.
struct Drawn {
    index: usize,
    left: f64,
    width: f64,
}

/// Draws the table; `None` if it has no intervals or bars.
pub(super) fn draw(table: &Table) -> Option<Picture> {
    let marks = Marks::of(table)?;
    let columns = columns(table, &marks);
    let place = columns.iter().find(|column| column.index == marks.column)?;
    let marks = marks.placed(place.left, place.left + place.width);
    let heads: Vec<Vec<String>> =
        columns.iter().map(|column| head(table, column, &marks)).collect();
    let most = heads.iter().map(Vec::len).max().unwrap_or(1);
    let top = HEAD + 14.0 * most.saturating_sub(1) as f64;
    let mut y = top;
    let mut rows = Vec::new();
    for row in &table.rows {
        let (drawn, height) = if row.len() < table.columns.len() {
            spanning(row, y)
        } else {
            whole(table, row, (&columns, &marks), y)
        };
        rows.push(drawn);
        y += height;
    }
    let heads = columns.iter().zip(&heads).map(|(column, lines)| {
        let right = table.columns[column.index].align == Align::Right;
        let at = if right { column.left + column.width } else { column.left };
        html! {
            @for (row, line) in lines.iter().rev().enumerate() {
                @let words = label(line).at(at, top - 12.0 - 14.0 * row as f64).small();
                @if right { (words.end()) } @else { (words) }
            }
        }
    });
    let content = html! {
        @for head in heads { (head) }
        (marks.axis(top - 12.0, (top - 6.0, y)))
        (faint((0.0, top - 5.0), (WIDE, top - 5.0)))
        @for row in rows { (row) }
    };
    Some(Picture {
        title: String::new(),
        note: marks::note(table),
        description: described(table),
        width: WIDE,
        height: y + 4.0,
        content,
    })
}

/// The lines of a heading; the marks have an axis instead.
fn head(table: &Table, column: &Drawn, marks: &Marks) -> Vec<String> {
    if column.index == marks.column {
        return Vec::new();
    }
    SMALLER.lines(&clean(&table.columns[column.index].heading), column.width + 0.01, 3)
}

/// Draws a row of one cell that spans all columns, and returns its height.
fn spanning(row: &[Cell], y: f64) -> (Markup, f64) {
    let lines = FACE.lines(&row.first().map(text).unwrap_or_default(), WIDE, 3);
    let height = STEP.max(LINE * lines.len() as f64 + 8.0);
    let place = |line: &str, at: f64| label(line).at(0.0, at).face(FACE).bold().render();
    (stacked(&lines, y + height / 2.0, &place), height)
}

/// Draws a row with a cell for each column, and returns its height.
fn whole(
    table: &Table,
    row: &[Cell],
    (columns, marks): (&[Drawn], &Marks),
    y: f64,
) -> (Markup, f64) {
    let lines: Vec<Vec<String>> =
        columns.iter().map(|column| wrapped(table, column, row)).collect();
    let most = lines.iter().map(Vec::len).max().unwrap_or(1);
    let height = STEP.max((LINE - 1.0) * most as f64 + 9.0);
    let middle = y + height / 2.0;
    let drawn = html! {
        (cells(table, row, columns, (&lines, middle)))
        (marks.draw(&row[marks.column], middle))
    };
    (drawn, height)
}

fn text(cell: &Cell) -> String {
    if let Cell::Text(words) = cell { clean(words) } else { String::new() }
}

/// Chooses the widths of the columns, without those that have no text at all; the marks take what is left.
fn columns(table: &Table, marks: &Marks) -> Vec<Drawn> {
    let rows = || table.rows.iter().filter(|row| row.len() == table.columns.len());
    let natural = |index: usize| {
        // a long heading is broken into lines
        let head = SMALLER.width(&clean(&table.columns[index].heading)).min(HEADING);
        let indent = |cell: &Cell| if is_indented(cell) { INDENT } else { 0.0 };
        rows().map(|row| FACE.width(&text(&row[index])) + indent(&row[index])).fold(head, f64::max)
    };
    let mut drawn: Vec<Drawn> = (0..table.columns.len())
        .filter_map(|index| {
            let most = match (&table.columns[index].align, index) {
                _ if index == marks.column => MARKS.1,
                (Align::Left, 0) => FIRST,
                (Align::Left, _) => WORDS,
                _ => f64::INFINITY,
            };
            let width = if index == marks.column { most } else { natural(index).min(most) };
            (width > 0.0).then_some(Drawn { index, left: 0.0, width })
        })
        .collect();
    let is_words = |column: &Drawn| table.columns[column.index].align == Align::Left;
    loop {
        let used: f64 = drawn.iter().map(|column| column.width + GAP).sum::<f64>() - GAP;
        let over = used - WIDE;
        if over <= 0.0 {
            break;
        }
        let pressed = drawn
            .iter_mut()
            .map(|column| {
                let is_marks = column.index == marks.column;
                let least = if is_marks {
                    MARKS.0
                } else if is_words(column) {
                    LEAST
                } else {
                    f64::INFINITY
                };
                // the marks give way first
                let order = if is_marks { f64::INFINITY } else { column.width };
                (order, least, column)
            })
            .filter(|(_, least, column)| column.width > *least + 0.01)
            .max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, least, column)) = pressed else { break };
        column.width = (column.width - over.clamp(1.0, 20.0)).max(least);
    }
    let mut left = 0.0;
    for column in &mut drawn {
        column.left = left;
        left += column.width + GAP;
    }
    drawn
}

fn is_indented(cell: &Cell) -> bool {
    matches!(cell, Cell::Text(words) if words.starts_with(' '))
}

/// The lines of a cell.
fn wrapped(table: &Table, column: &Drawn, row: &[Cell]) -> Vec<String> {
    let cell = &row[column.index];
    if table.columns[column.index].align == Align::Left {
        let indent = if is_indented(cell) { INDENT } else { 0.0 };
        return FACE.lines(&text(cell), column.width - indent + 0.01, 4);
    }
    vec![text(cell)]
}

fn cells(
    table: &Table,
    row: &[Cell],
    columns: &[Drawn],
    (lines, middle): (&[Vec<String>], f64),
) -> Markup {
    let rows = columns.iter().zip(lines).map(|(column, lines)| {
        let left = column.left + if is_indented(&row[column.index]) { INDENT } else { 0.0 };
        let right = table.columns[column.index].align == Align::Right;
        let is_number = table.columns[column.index].heading == "in 100";
        stacked(lines, middle, &|line, at| {
            let words = label(line).face(FACE);
            let words = if right {
                words.at(column.left + column.width, at).end()
            } else {
                words.at(left, at)
            };
            if is_number { words.bold().render() } else { words.render() }
        })
    });
    html! { @for row in rows { (row) } }
}

/// Lines of text around a middle height.
fn stacked(lines: &[String], middle: f64, place: &dyn Fn(&str, f64) -> Markup) -> Markup {
    let step = LINE - 1.0;
    let first = middle + 4.5 - step / 2.0 * (lines.len() as f64 - 1.0);
    html! { @for (row, line) in lines.iter().enumerate() { (place(line, first + step * row as f64)) } }
}

/// The rows in words, each cell after its heading.
fn described(table: &Table) -> String {
    let row = |row: &Vec<Cell>| {
        let cells = row.iter().zip(&table.columns).filter_map(|(cell, column)| {
            let (words, head) = (text(cell), clean(&column.heading));
            (!words.is_empty())
                .then(|| if head.is_empty() { words } else { format!("{head} {words}") })
        });
        cells.collect::<Vec<_>>().join(", ")
    };
    format!("{}.", listed(table.rows.iter().map(row), 40))
}
