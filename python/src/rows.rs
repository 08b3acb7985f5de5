//! Rows of a table by column, before they become Arrow data.

use std::sync::Arc;

/// A column: its name, type and meaning.
#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) kind: Kind,
    pub(crate) description: String,
}

/// The type of a column.
#[derive(Clone, Debug)]
pub(crate) enum Kind {
    /// `Utf8`
    Text,
    /// `Float64`
    Number,
    /// `UInt64`
    Whole,
    /// `Date32`
    Date,
    /// `Boolean`
    Truth,
    /// A dictionary of these names with 16-bit codes.
    Name(Arc<Vec<String>>),
}

/// The values of a column.
#[derive(Clone, Debug)]
pub(crate) enum Values {
    Text(Vec<Option<String>>),
    Number(Vec<Option<f64>>),
    Whole(Vec<Option<u64>>),
    /// Days since 1 January 1970.
    Date(Vec<Option<i32>>),
    Truth(Vec<Option<bool>>),
    /// Indices of names.
    Code(Vec<Option<u16>>),
}

/// Rows of a table, by column.
#[derive(Clone, Debug)]
pub(crate) struct Rows {
    pub(crate) columns: Vec<Values>,
    pub(crate) count: usize,
}

/// A stream of rows.
pub(crate) trait Source: Send {
    /// The columns.
    fn fields(&mut self) -> Result<Arc<[Field]>, String>;
    /// The next rows; `None` at the end.
    fn next(&mut self) -> Result<Option<Rows>, String>;
}
