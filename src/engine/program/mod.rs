//! A model with its numbers and questions, built for drawing.

mod build;
mod distributions;
mod monitors;
mod phases;
mod plan;
mod settled;
mod streams;

pub use build::Program;
pub(super) use build::{Snapshot, Tracker};
pub(super) use distributions::{Law, Laws};
pub use plan::{Kept, Paths, Plan, Route, Routes};
pub(super) use settled::Pilots;
pub use settled::Settled;
pub(super) use streams::Purpose;
