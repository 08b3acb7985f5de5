//! The data of a forecast: answers with their estimates, errors and ranges. No arithmetic.

mod authorship;
mod data;
mod summaries;
mod values;

pub use authorship::Authorship;
pub use data::*;
pub use summaries::*;
pub use values::*;
