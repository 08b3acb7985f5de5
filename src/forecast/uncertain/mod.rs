//! The uncertain inputs behind a forecast: their distributions, the one that moves an answer most, and the experts.

mod experts;
mod inputs;
pub(crate) mod parameters;
pub(crate) mod widest;

pub use experts::{Heard, Speaker, voices};
pub use inputs::{Uncertain, UncertainKind, distinct, uncertain};
