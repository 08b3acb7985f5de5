//! Results as data: what a run, a comparison or an analysis found, in plain structs that can be written as
//! JSON and read back. Nothing here is worded for a reader; `report` does that.

mod answer;
#[doc(hidden)]
pub mod cells;
mod comparison;
mod confidence;
mod convert;
mod estimate;
mod explanation;
mod forecast;
mod group;
mod not_found;
mod rows;
mod schema;
mod sensitivity;
mod sweep;
mod table;
mod track;

pub use answer::*;
pub use comparison::{
    Change, ChangeKind, Comparison, ComparisonRow, Difference, Part, Side, Split, Verdict, Why,
};
pub use confidence::Confidence;
#[doc(hidden)]
pub use convert::{
    SweepRun, comparison, explanation, forecast, row_of_sweep, sensitivity, sweep, sweep_row, track,
};
pub use estimate::{Estimate, Figure, Never, NoMean, Settled, Unresolved, Value};
pub use explanation::{Case, Cause, Explanation, Path, PathEnd, Paths};
pub use forecast::*;
pub use group::Group;
pub use not_found::NotFound;
#[doc(hidden)]
pub(crate) use rows::sweep_table;
pub use schema::{SCHEMA, Schema};
pub use sensitivity::{
    Absent, Bound, Boxes, Effects, Fixed, HighBox, Index, Indices, Inner, MainEffect, Pair,
    Sensitivity, Swing,
};
pub use sweep::{Axis, Sweep, SweepRow};
pub use table::{Cell, Column, ColumnType, Table};
pub use track::{Every, Track, TrackDate, TrackRow};

#[cfg(test)]
mod tests;
