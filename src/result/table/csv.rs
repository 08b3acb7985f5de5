//! Tables as CSV: empty cells for missing values, numbers as the shortest text that reads back to the same bits, days as
//! ISO dates. Texts that a spreadsheet would execute are guarded.

use super::super::cells::{float, lines};
use super::data::{Cell, Table};
use std::borrow::Cow;

impl Table<'_> {
    /// The table as CSV: a line with the names of the columns, then one for each row.
    ///
    /// A text that a spreadsheet would execute as a formula has an apostrophe before it.
    pub fn to_csv(&self) -> String {
        let names = self.columns.iter().map(|column| Cow::Borrowed(column.name()));
        lines([names].into_iter()) + &self.csv_rows()
    }

    /// The rows as CSV, without the names of the columns.
    pub(crate) fn csv_rows(&self) -> String {
        lines((0..self.rows).map(|row| self.columns.iter().map(move |own| own.cells[row].text())))
    }
}

impl Cell<'_> {
    /// The cell as text; empty for a missing value.
    pub(super) fn text(&self) -> Cow<'_, str> {
        match self {
            Self::Text(text) => Cow::Borrowed(text),
            Self::Number(number) => Cow::Owned(float(*number)),
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Never => Cow::Borrowed("never"),
            Self::Empty => Cow::Borrowed(""),
        }
    }
}
