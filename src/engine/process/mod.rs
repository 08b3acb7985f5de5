//! Starts and moves processes.

mod delays;
mod dense;
mod guided;
mod guided_delays;
mod moves;
pub(super) mod passed;
mod sparse;
