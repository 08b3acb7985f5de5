//! Tallies to estimates, ranges and errors; pure arithmetic, no drawing and no printing.
//!
//! [`Forecast`] is what follows from a scenario; [`summarise`] makes it of a tally.
//! [`Origin`] is where one answer comes from; [`Difference`] is how far two sides are apart.

mod answer;
mod doubts;
mod estimate;
mod origin;
mod paired;
mod summarise;
mod voices;

pub use answer::*;
pub use estimate::{across, estimate, weighted_quantile};
pub use origin::{Origin, Split, Ways, split, ways};
pub use paired::{Difference, Level, Parts, Verdict};
pub use summarise::summarise;
pub use voices::{Heard, voices};
