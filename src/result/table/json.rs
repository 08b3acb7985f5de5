//! Tables as JSON: a record for each row, null for missing values.

use super::data::{Cell, Table};
use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

impl Serialize for Table<'_> {
    /// Writes a list with a map for each row: the cell of each column by its name.
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut rows = to.serialize_seq(Some(self.rows))?;
        for index in 0..self.rows {
            rows.serialize_element(&Record { table: self, index })?;
        }
        rows.end()
    }
}

/// A row of a table.
struct Record<'a> {
    table: &'a Table<'a>,
    index: usize,
}

impl Serialize for Record<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut cells = to.serialize_map(Some(self.table.columns.len()))?;
        for column in &self.table.columns {
            cells.serialize_entry(column.name(), &column.cells[self.index])?;
        }
        cells.end()
    }
}

impl Serialize for Cell<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => to.serialize_str(text),
            Self::Number(number) => to.serialize_f64(*number),
            Self::Whole(number) => to.serialize_u64(*number),
            Self::Never => to.serialize_str("never"),
            Self::Empty => to.serialize_none(),
        }
    }
}
