//! Blocks about news: the head of a forecast, the standing of its answers before, and surprises.

mod standing;
mod surprises;

pub(crate) use standing::{head, moved, parameters, settled, told};
pub(crate) use surprises::surprises;
