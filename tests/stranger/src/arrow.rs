//! Arrow data hold the values of the tables that they are made of.
//!
//! The kind: a column of another type, a missing value that becomes 0, a day that is off by one.

use arrow_array::cast::AsArray as _;
use arrow_array::types::{Date32Type, Float64Type, UInt64Type};
use arrow_array::{Array as _, RecordBatch};
use foretell::result::{Cell, Column, ColumnType, Table};
use std::error::Error;

/// Returns an error unless each of these tables is held by its own Arrow data, and is told from that of the others.
pub fn check(tables: &[Table]) -> Result<(), Box<dyn Error>> {
    let batches = tables.iter().map(Table::record_batch).collect::<Result<Vec<_>, _>>()?;
    for (table, batch) in tables.iter().zip(&batches) {
        for other in tables {
            let found = differences(other, batch);
            if found.is_empty() != (other.to_csv() == table.to_csv()) {
                return Err(format!("{} in Arrow data of {}: {found:?}", other.name(), table.name()).into());
            }
        }
    }
    Ok(())
}

/// Returns the cells in which a table and Arrow data differ, a line each.
fn differences(table: &Table, batch: &RecordBatch) -> Vec<String> {
    let schema = batch.schema();
    if batch.num_rows() != table.rows() || schema.fields().len() != table.columns().len() {
        return vec!["other rows or columns".to_owned()];
    }
    let mut found = Vec::new();
    for (at, column) in table.columns().iter().enumerate() {
        let field = schema.field(at);
        if field.name() != column.name() || field.metadata()["description"] != column.description() {
            found.push(format!("{} is described otherwise", column.name()));
            continue;
        }
        for (row, cell) in column.cells().iter().enumerate() {
            if !holds(batch, (at, row), column, cell) {
                found.push(format!("{} in row {row} is not {cell:?}", column.name()));
            }
        }
    }
    found
}

/// Whether Arrow data have this cell at a column and row.
fn holds(batch: &RecordBatch, (at, row): (usize, usize), column: &Column, cell: &Cell) -> bool {
    let cells = batch.column(at);
    if cells.is_null(row) {
        return *cell == Cell::Empty;
    }
    let text = || cells.as_string_opt::<i32>().map(|cells| cells.value(row));
    match (column.kind(), cell) {
        (ColumnType::Number, cell) => {
            let number = cells.as_primitive_opt::<Float64Type>().map(|cells| cells.value(row));
            match cell {
                Cell::Number(own) => number.is_some_and(|number| number.to_bits() == own.to_bits()),
                Cell::Never => number == Some(f64::INFINITY),
                _ => false,
            }
        }
        (ColumnType::Whole, Cell::Whole(own)) => {
            cells.as_primitive_opt::<UInt64Type>().is_some_and(|cells| cells.value(row) == *own)
        }
        (ColumnType::Date, Cell::Text(own)) => {
            let day = cells.as_primitive_opt::<Date32Type>().map(|cells| cells.value(row));
            day.is_some() && day == since_1970(own)
        }
        (_, Cell::Text(own)) => text() == Some(own.as_ref()),
        // numbers among texts read back to the same bits
        (ColumnType::Mixed, Cell::Number(own)) => {
            let number = text().and_then(|text| text.parse::<f64>().ok());
            number.is_some_and(|number| number.to_bits() == own.to_bits())
        }
        (ColumnType::Mixed, Cell::Whole(own)) => text() == Some(&own.to_string()),
        (ColumnType::Mixed, Cell::Never) => text() == Some("never"),
        _ => false,
    }
}

/// Returns the days from 1 January 1970 to a date such as `2025-10-31`, counted year by year and month by month.
fn since_1970(date: &str) -> Option<i32> {
    let mut parts = date.split('-').map(|part| part.parse::<i32>().ok());
    let [year, month, day] = [parts.next()??, parts.next()??, parts.next()??];
    let leap = |year: i32| i32::from(year % 4 == 0 && (year % 100 != 0 || year % 400 == 0));
    let years: i32 = (1970..year).map(|year| 365 + leap(year)).sum();
    let lengths = [31, 28 + leap(year), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let months: i32 = lengths.iter().take(usize::try_from(month - 1).ok()?).sum();
    Some(years + months + day - 1)
}
