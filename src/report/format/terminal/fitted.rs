//! A document with grids as tables of text and without what the width has no room for.

use super::charts::Scales;
use super::table;
use crate::report::document::picked;
use crate::report::document::{
    Align, Block, Cell, Column, Document, Fan, Grid, GridCell, GridKind, Table,
};

/// Shades of a probability, by fifths.
const SHADES: [&str; 5] = ["  ", "░░", "▒▒", "▓▓", "██"];
/// The most columns of a grid with numbers on a page of 100 columns; a wider one is only shaded.
const NUMBERED: usize = 9;
/// The most columns and rows of a shaded grid on such a page.
const SHADED: usize = 30;
/// The most days of a number by date.
const FAN_DAYS: usize = 10;
/// Narrower pages have no room for charts beside wide tables.
const CHARTS_LEAST: usize = 72;

/// Returns the document with grids as tables, and without the charts of tables that are too wide for a narrow page.
pub(super) fn fitted(document: Document, width: usize) -> Document {
    let blocks = document.blocks.into_iter().map(|block| match block {
        Block::Grid(grid) => Block::Table(of_grid(&grid, width)),
        Block::Fan(fan) => Block::Table(of_fan(&fan)),
        Block::Table(table) if width < CHARTS_LEAST => {
            Block::Table(without_charts(table.without_sides(), width))
        }
        Block::Table(table) => Block::Table(table.without_sides()),
        block => block,
    });
    Document { blocks: blocks.collect(), ..document }
}

/// A number by date as a table.
fn of_fan(fan: &Fan) -> Table {
    let unit = if fan.unit.is_empty() { String::new() } else { format!(", {}", fan.unit) };
    let columns = vec![
        Column::left(format!("{}{unit}", fan.label.trim())),
        Column::right("half below"),
        Column::right("a half from"),
        Column::right("9 in 10 from"),
    ];
    let rows = picked(fan.rows.len(), FAN_DAYS).into_iter();
    let rows = rows.map(|at| fan.rows[at].texts(fan.year).map(Cell::Text).to_vec());
    Table { columns, rows: rows.collect() }
}

fn without_charts(table: Table, width: usize) -> Table {
    if table::natural(&table, Scales::of(width)) <= width {
        return table;
    }
    let is_kept = |column: &Column| !matches!(column.align, Align::Chart | Align::Bars(_));
    let kept: Vec<bool> = table.columns.iter().map(is_kept).collect();
    let rows = table.rows.into_iter().map(|row| {
        row.into_iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell).collect()
    });
    let rows = rows.collect();
    Table { columns: table.columns.into_iter().filter(is_kept).collect(), rows }
}

/// A grid as a table: numbers, shaded if they are probabilities; of many columns the shades alone.
fn of_grid(grid: &Grid, width: usize) -> Table {
    let is_joint = grid.kind == GridKind::Joint;
    let numbered = NUMBERED * width / 100;
    let is_numbered = grid.kind != GridKind::Probabilities || grid.columns.len() <= numbered;
    let columns = match (is_joint, is_numbered) {
        (true, _) => (0..grid.columns.len()).collect(),
        (_, true) => picked(grid.columns.len(), numbered),
        (_, false) => picked(grid.columns.len(), SHADED * width / 100),
    };
    let rows = picked(grid.rows.len(), if is_joint { grid.rows.len() } else { SHADED });
    let text = |cell: &GridCell| match grid.kind {
        GridKind::Joint => Cell::text(cell.text.as_str()),
        GridKind::Numbers => Cell::Text(format!("{} ", cell.text)),
        GridKind::Probabilities => Cell::Text(format!("{} {}", cell.text, shade(cell))),
    };
    let indent = if is_joint { "  " } else { "" };
    let row = |at: usize| {
        let cells = columns.iter().map(|column| &grid.cells[at][*column]);
        let name = Cell::Text(format!("{indent}{}", grid.rows[at]));
        let rest: Vec<Cell> = if is_numbered {
            cells.map(text).collect()
        } else {
            vec![Cell::Text(cells.map(shade).collect())]
        };
        std::iter::once(name).chain(rest).collect()
    };
    let names = || columns.iter().map(|column| grid.columns[*column].as_str());
    let heads: Vec<Column> = if is_numbered {
        names().map(Column::right).collect()
    } else {
        let (first, last) =
            (names().next().unwrap_or_default(), names().next_back().unwrap_or_default());
        let room = (2 * columns.len()).saturating_sub(first.len() + last.len());
        vec![Column::left(format!("{first}{}{last}", " ".repeat(room)))]
    };
    let columns = std::iter::once(Column::left(grid.corner.as_str())).chain(heads).collect();
    Table { columns, rows: rows.into_iter().map(row).collect() }
}

fn shade(cell: &GridCell) -> &'static str {
    cell.value.map_or("", |p| SHADES[((p * 5.0) as usize).min(4)])
}
