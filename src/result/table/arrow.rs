//! Tables as Arrow data: null for missing values, infinity for *never*, days as `Date32`, and the meaning of each column
//! in its metadata.

use super::data::{Cell, Column, ColumnType, Table};
use arrow_array::{ArrayRef, Date32Array, Float64Array, RecordBatch, StringArray, UInt64Array};
use arrow_schema::{ArrowError, DataType, Field, Schema};
use jiff::civil::{Date, date};
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::Arc;

impl Table<'_> {
    /// The table as Arrow data; an error if a day of a result that was read is not a date.
    ///
    /// Numbers are `Float64`, in which *never* is positive infinity; days are `Date32`; a column of numbers and texts
    /// ([`ColumnType::Mixed`]) has the texts that CSV has. Each field has its `description` as metadata.
    pub fn record_batch(&self) -> Result<RecordBatch, ArrowError> {
        let field = |column: &Column| {
            let kind = match column.kind {
                ColumnType::Text | ColumnType::Mixed => DataType::Utf8,
                ColumnType::Number => DataType::Float64,
                ColumnType::Whole => DataType::UInt64,
                ColumnType::Date => DataType::Date32,
            };
            let about = ("description".to_owned(), column.description.to_owned());
            Field::new(column.name(), kind, true).with_metadata(HashMap::from([about]))
        };
        let fields: Vec<Field> = self.columns.iter().map(field).collect();
        let arrays: Result<Vec<ArrayRef>, ArrowError> = self.columns.iter().map(array).collect();
        RecordBatch::try_new(Arc::new(Schema::new(fields)), arrays?)
    }
}

fn array(column: &Column) -> Result<ArrayRef, ArrowError> {
    let cells = column.cells.iter();
    Ok(match column.kind {
        ColumnType::Text | ColumnType::Mixed => Arc::new(cells.map(text).collect::<StringArray>()),
        ColumnType::Number => Arc::new(cells.map(number).collect::<Float64Array>()),
        ColumnType::Whole => {
            let whole = |cell: &Cell| match cell {
                Cell::Whole(number) => Some(*number),
                _ => None,
            };
            Arc::new(cells.map(whole).collect::<UInt64Array>())
        }
        ColumnType::Date => Arc::new(cells.map(day).collect::<Result<Date32Array, ArrowError>>()?),
    })
}

fn text<'a>(cell: &'a Cell) -> Option<Cow<'a, str>> {
    (*cell != Cell::Empty).then(|| cell.text())
}

fn number(cell: &Cell) -> Option<f64> {
    match cell {
        Cell::Number(number) => Some(*number),
        Cell::Never => Some(f64::INFINITY),
        _ => None,
    }
}

/// The days from 1 January 1970 to a date.
fn day(cell: &Cell) -> Result<Option<i32>, ArrowError> {
    let Cell::Text(text) = cell else { return Ok(None) };
    let day: Date =
        text.parse().map_err(|_| ArrowError::ParseError(format!("{text} is no day")))?;
    let since = day
        .since(date(1970, 1, 1))
        .map_err(|error| ArrowError::ParseError(format!("{text} is too far away: {error}")))?;
    Ok(Some(since.get_days()))
}
