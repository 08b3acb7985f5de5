//! Screening of inputs by the values that an answer has over readings of them: main-effect curves
//! over bins, pairs of inputs beyond their main effects, and the variance that neither explains.
//!
//! - [`screen`]: all of it at once, each test with its chance of a false alarm shared out.
//! - [`Curve`]: an input's main effect over its bins, with its F test.
//! - [`Pair`]: what two inputs do together.

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
