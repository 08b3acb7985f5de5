//! Screening of inputs by the values that an answer has over readings of them: main-effect curves over bins,
//! interactions of pairs, and the variance that neither explains.
//!
//! - `screen`: the whole analysis, with the chance of a false alarm divided among its tests.
//! - [`Curve`]: an input's main effect over its bins, with its F test.
//! - [`Pair`]: the interaction of two inputs.

mod bins;
mod curve;
mod pairs;
mod reading;
mod screen;

#[cfg(test)]
mod tests;

pub use curve::{Curve, CurvePoint, two_sided};
pub use pairs::Pair;
pub use reading::Reading;
pub use screen::{FALSE_ALARM, Remainder, Screen, screen, variance_between};
