//! Turns paired counts into differences: between two sides on the same trials, with the error of the
//! difference, its range across worlds, and a verdict on its sign.

mod difference;
mod parts;
mod sums;
mod worlds;

pub use difference::{Difference, Level, Verdict};
pub use parts::Parts;
