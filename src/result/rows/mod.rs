//! Results as tables of rows, which are written as CSV; nothing is rounded. A file for each kind of result.

mod comparison;
mod forecast;
mod sensitivity;
mod sweep;
mod table;

pub use sweep::{columns as sweep_columns, row as sweep_cells};
pub use table::{Cell, Table};
