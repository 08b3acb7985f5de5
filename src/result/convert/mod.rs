//! From what the layers below compute to results as data, a file for each kind of result.

mod comparison;
mod explanation;
mod forecast;
mod parts;
mod sensitivity;
mod sweep;
mod track;

pub use comparison::comparison;
pub use explanation::explanation;
pub use forecast::forecast;
pub use sensitivity::sensitivity;
pub use sweep::{SweepRun, row_of_sweep, sweep, sweep_row};
pub use track::track;
