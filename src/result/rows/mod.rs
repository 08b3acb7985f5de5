//! Results as tables of rows, for CSV and for columns of other formats: each number that a result holds stands in one
//! of them, and nothing is rounded. A file for each kind of result.

mod comparison;
mod forecast;
mod sensitivity;
mod sweep;
mod table;

pub use sweep::{columns as sweep_columns, row as sweep_cells};
pub use table::{Cell, Table};
