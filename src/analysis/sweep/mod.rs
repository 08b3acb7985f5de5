//! Sweeps: the same questions at many points, each a binding and a run of one model.
//!
//! [`prepare`] looks up the axes (`axes`) and lays out the points (`points`): a grid, rows or a design.
//! [`Sweep::row_names`] and [`Sweep::run_point`] return the rows of a point; [`run`] spreads points over
//! threads and reports them in order.

mod axes;
mod point;
mod points;
mod spread;

pub use axes::{Asked, Axis, Held};
pub use point::{Row, Sweep, Value};
pub use points::{Design, Layout, prepare};
pub use spread::{Stop, run};
