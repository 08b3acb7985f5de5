//! A table as text: widths of columns, words broken in their cells, and tables too wide for the page in parts.

use super::charts::Scales;
use super::style::{CHART, FAINT, paint, stacked};
use super::wrap::wrap;
use crate::report::document::{Align, Block, Cell, Column, Document, Table};
use anstyle::Style;
use unicode_width::UnicodeWidthStr;

/// Number of spaces between columns.
pub(super) const GAP: usize = 2;
/// The narrowest width of a column on a page of 100 columns, and of a column of words on a narrower page.
const LEAST: usize = 4;
const WORDS_LEAST: usize = 10;

/// Whether a table has intervals on the scale from 0 to 100.
pub(super) fn is_chart(table: &Table) -> bool {
    table.columns.iter().any(|c| c.align == Align::Chart)
}

/// The width of column `index` in all tables that have the columns of `table`.
pub(super) fn column(document: &Document, table: &Table, index: usize, scales: Scales) -> usize {
    let alike = document.blocks.iter().filter_map(|block| match block {
        Block::Table(other) if other.columns == table.columns => Some(other),
        _ => None,
    });
    let rows = alike.flat_map(|t| t.rows.iter()).filter(|row| row.len() == table.columns.len());
    let cells = rows.filter_map(|row| row.get(index));
    let heading = heading(&table.columns[index], scales).width();
    cells.map(|cell| width(cell, scales)).fold(heading, usize::max)
}

/// The width of a table in which no word is broken.
pub(super) fn natural(table: &Table, scales: Scales) -> usize {
    let of = |(index, column): (usize, &Column)| {
        let rows = table.rows.iter().filter(|row| row.len() == table.columns.len());
        let cells = rows.filter_map(|row| row.get(index));
        let heading = heading(column, scales).width();
        cells.map(|cell| width(cell, scales)).fold(heading, usize::max) + GAP
    };
    table.columns.iter().enumerate().map(of).sum::<usize>().saturating_sub(GAP)
}

/// The width of a cell.
pub(super) fn width(cell: &Cell, scales: Scales) -> usize {
    match cell {
        Cell::Text(text) => text.width(),
        Cell::Interval { .. } => scales.chance,
        Cell::Bar { .. } => scales.bars,
        Cell::Sides { .. } | Cell::Empty => 0,
    }
}

fn heading(column: &Column, scales: Scales) -> String {
    match &column.align {
        Align::Chart => scales.heading(),
        Align::Bars(axis) => scales.ends(axis),
        Align::Left | Align::Right | Align::Sides => column.heading.clone(),
    }
}

fn content(cell: &Cell, column: &Column, scales: Scales) -> String {
    match (cell, &column.align) {
        (Cell::Text(text), _) => text.clone(),
        (Cell::Interval { low, value, high }, _) => scales.interval(*low, *value, *high),
        (Cell::Bar { from, to }, Align::Bars(axis)) => scales.bar(axis, *from, *to),
        (Cell::Bar { .. } | Cell::Sides { .. } | Cell::Empty, _) => String::new(),
    }
}

/// The table with columns of these widths, on a page of `page` columns: in parts below each other if it is too wide,
/// each with the first column.
pub(super) fn text(
    table: &Table,
    mut widths: Vec<usize>,
    is_headed: bool,
    (page, scales): (usize, Scales),
) -> String {
    squeeze(&mut widths, &table.columns, page);
    let has_heading = |column: &Column| !heading(column, scales).is_empty();
    let is_headed = is_headed && table.columns.iter().any(has_heading);
    let mut text = String::new();
    for (at, part) in parts(&widths, page).into_iter().enumerate() {
        let columns: Vec<&Column> = part.iter().map(|&c| &table.columns[c]).collect();
        let own: Vec<usize> = part.iter().map(|&c| widths[c]).collect();
        if is_headed {
            let cells: Vec<String> = columns.iter().map(|c| heading(c, scales)).collect();
            text.push_str(&row(&columns, &own, &cells, FAINT));
        }
        for entries in &table.rows {
            if entries.len() < table.columns.len() {
                let words = entries.first().map_or_else(String::new, |cell| match cell {
                    Cell::Text(words) if at == 0 => stacked(&wrap(words, page)),
                    _ => String::new(),
                });
                text.push_str(&words);
                continue;
            }
            let shown = part.iter().map(|&c| content(&entries[c], &table.columns[c], scales));
            text.push_str(&row(&columns, &own, &shown.collect::<Vec<_>>(), Style::new()));
        }
    }
    text
}

/// The columns of each part of a table: all, or as many as fit beside the first.
fn parts(widths: &[usize], page: usize) -> Vec<Vec<usize>> {
    let mut parts: Vec<Vec<usize>> = vec![Vec::new()];
    let mut used = 0;
    for (column, width) in widths.iter().enumerate() {
        let last = parts.last_mut().expect("there is always a part");
        if last.len() > 1 && used + width > page {
            parts.push(vec![0, column]);
            used = widths[0] + width + 2 * GAP;
        } else {
            last.push(column);
            used += width + GAP;
        }
    }
    parts
}

/// Takes from the widest columns of words until the row fits, if it can be made to.
fn squeeze(widths: &mut [usize], columns: &[Column], page: usize) {
    let is_narrow = page < 100;
    let least = |column: &Column| match column.align {
        Align::Chart | Align::Bars(_) | Align::Sides => usize::MAX,
        Align::Right if is_narrow => usize::MAX,
        Align::Left if is_narrow => WORDS_LEAST,
        Align::Left | Align::Right => LEAST,
    };
    while widths.iter().map(|w| w + GAP).sum::<usize>() > page + GAP {
        let squeezable = (0..widths.len()).filter(|&c| widths[c] > least(&columns[c]));
        match squeezable.max_by_key(|&c| widths[c]) {
            Some(widest) => widths[widest] -= 1,
            None => break,
        }
    }
    let Some((first, others)) = widths.split_first_mut() else { return };
    // the first column stands in every part of a table that is too wide, beside at least one other
    let widest = others.iter().copied().max().unwrap_or(0);
    if *first + GAP + widest > page {
        *first = (*first).min((page - GAP).saturating_sub(widest).max(page / 3));
        let room = page - GAP - *first;
        for width in others.iter_mut() {
            *width = (*width).min(room);
        }
    }
}

/// A row of a table; words too wide for their column are wrapped, and other cells are placed beside the last line of the
/// first cell.
fn row(columns: &[&Column], widths: &[usize], cells: &[String], style: Style) -> String {
    let broken: Vec<Vec<String>> = cells
        .iter()
        .zip(widths)
        .map(
            |(cell, &width)| {
                if cell.width() > width { wrap(cell, width) } else { vec![cell.clone()] }
            },
        )
        .collect();
    let first = broken.first().map_or(1, Vec::len);
    let height = broken.iter().map(Vec::len).max().unwrap_or(1);
    let mut text = String::new();
    for line in 0..height {
        let mut shown = String::new();
        for ((lines, column), &width) in broken.iter().zip(columns).zip(widths) {
            let at = line.checked_sub(first.saturating_sub(lines.len()));
            let cell = at.and_then(|at| lines.get(at)).map_or("", String::as_str);
            let space = " ".repeat(width.saturating_sub(cell.width()));
            let style =
                if column.align == Align::Chart && style.is_plain() { CHART } else { style };
            match column.align {
                Align::Right => shown += &(space + &paint(style, cell)),
                Align::Left | Align::Chart | Align::Bars(_) | Align::Sides => {
                    shown += &(paint(style, cell) + &space);
                }
            }
            shown.push_str(&" ".repeat(GAP));
        }
        text.push_str(shown.trim_end());
        text.push('\n');
    }
    text
}
