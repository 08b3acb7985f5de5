//! Sweeps: questions that are answered at many points.
//!
//! `design` has the points as a caller asks for them, `varied` the inputs that are varied, `table` the cells of a table
//! of points; `plan` draws the points, and `rows` writes them as CSV and reads them back.

mod design;
mod plan;
mod rows;
mod table;
mod varied;

pub use design::Design;
pub use plan::SweepPlan;
#[cfg(feature = "cli")]
pub(crate) use plan::{MOST_POINTS, Point};
pub(crate) use varied::axes_of;
