//! Starts and moves processes.

mod delays;
mod dense;
mod moves;
pub(super) mod passed;
mod sparse;
