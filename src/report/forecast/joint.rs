//! Joint tables in a document: two columns become a grid, more a list. Independent of formats.

use crate::forecast::{Estimate, JointTable, combination};
use crate::report::document::{Block, Cell, Column, Grid, GridCell, GridKind, Table};
use crate::report::format::number;

/// The most rows of a list that are shown; `joint.csv` has them all.
const LISTED: usize = 24;
/// A table with more columns becomes a list.
const GRID_COLUMNS: usize = 7;

/// Shows a joint table under its label.
pub(crate) fn blocks(label: &str, table: &JointTable) -> Vec<Block> {
    if table.cells.iter().all(|e| !e.probability.is_finite()) {
        return vec![Block::Paragraph(format!("{label}: no trial to ask"))];
    }
    let title = Block::Heading(format!("{label}, in 100{}", error(&table.cells)));
    match table.outcomes.as_slice() {
        [rows, columns] if columns.len() <= GRID_COLUMNS => {
            vec![title, grid(table, rows, columns)]
        }
        _ => std::iter::once(title).chain(list(table)).collect(),
    }
}

/// The largest of the standard errors, such as ` (±0.05)`.
fn error(cells: &[Estimate]) -> String {
    if cells.iter().any(|e| e.range.is_some()) {
        return String::new();
    }
    let worst = cells.iter().map(Estimate::error).filter(|e| e.is_finite()).fold(0.0, f64::max);
    if worst > 0.0 {
        format!(" (±{})", number::one_digit_up(100.0 * worst))
    } else {
        String::new()
    }
}

fn grid(table: &JointTable, rows: &[String], columns: &[String]) -> Block {
    let cell = |estimate: &Estimate| GridCell {
        value: Some(estimate.probability).filter(|p| p.is_finite()),
        text: number::in_100(estimate),
    };
    let cells = table.cells.chunks(columns.len().max(1));
    Block::Grid(Grid {
        corner: format!("{} ↓   {} →", table.labels[0], table.labels[1]),
        rows: rows.to_vec(),
        columns: columns.to_vec(),
        cells: cells.map(|row| row.iter().map(cell).collect()).collect(),
        kind: GridKind::Joint,
    })
}

/// The combinations, the most probable first.
fn list(table: &JointTable) -> Vec<Block> {
    let mut order: Vec<usize> = (0..table.cells.len()).collect();
    order.sort_by(|&a, &b| table.cells[b].probability.total_cmp(&table.cells[a].probability));
    let (shown, hidden) = order.split_at(order.len().min(LISTED));
    let row = |&cell: &usize| {
        let names = combination(&table.outcomes, cell).into_iter().map(Cell::text);
        names.chain([Cell::Text(number::in_100(&table.cells[cell]))]).collect()
    };
    let columns = table.labels.iter().map(|name| Column::left(name.as_str()));
    let columns = columns.chain([Column::right("in 100")]).collect();
    let rows = shown.iter().map(row).collect();
    let mut blocks = vec![Block::Table(Table { columns, rows })];
    if !hidden.is_empty() {
        let most = hidden.first().map(|&cell| number::in_100(&table.cells[cell]));
        blocks.push(Block::Note(format!(
            "… and {} more, at most {} each: `--out` writes them all.",
            number::count(hidden.len() as u64),
            most.unwrap_or_default()
        )));
    }
    blocks
}
