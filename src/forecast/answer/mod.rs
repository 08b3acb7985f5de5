//! The data of a forecast: answers with their estimates, errors and ranges. No arithmetic.

mod data;
mod values;

pub use data::*;
pub use values::*;
