//! Tables of results: typed columns under names. CSV, JSON and Arrow are written from the same cells; nothing is
//! rounded.

#[cfg(feature = "arrow")]
mod arrow;
mod csv;
mod data;
mod json;

pub use data::{Cell, Column, ColumnType, Table};
pub(super) use data::{Spec, distinct, estimate, figure};
