//! Tallies to estimates, ranges and errors; pure arithmetic, no drawing and no printing.
//!
//! [`Forecast`] is what follows from a scenario; [`summarise`] makes it of a tally.

mod answer;
mod summarise;

pub use answer::*;
pub use summarise::{estimate, summarise};
