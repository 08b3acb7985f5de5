//! A model with its numbers and questions, built for drawing.

mod build;
mod distributions;
mod monitors;
mod phases;
mod streams;

pub use build::{Paths, Plan, Program};
pub(super) use build::{Snapshot, Tracker};
pub(super) use distributions::{Law, Laws};
pub(super) use streams::Purpose;
