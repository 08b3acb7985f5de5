//! Sweeps: questions that are answered at many points.
//!
//! `design` has the points as a caller asks for them, `varied` the inputs that are varied, `table` the cells of a table
//! of points; `plan` draws the points, `rows` writes them as CSV and reads them back, and a [`Journal`] keeps them in a
//! folder as they are finished, with those that come before their turn in `later`.

mod design;
#[cfg(feature = "files")]
mod journal;
#[cfg(feature = "files")]
mod later;
#[cfg(feature = "files")]
mod place;
mod plan;
mod rows;
mod table;
mod varied;

pub use design::Design;
#[cfg(feature = "files")]
pub use journal::Journal;
pub use plan::SweepPlan;
#[cfg(feature = "cli")]
pub(crate) use plan::{MOST_POINTS, Point};
pub(crate) use varied::axes_of;
