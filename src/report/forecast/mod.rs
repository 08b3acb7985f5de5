//! Forecasts as documents: `present` decides which answer becomes which table, chart or sentence, and the other
//! files word its parts. `exactly` has the documents beside an exact forecast.

mod computed;
mod exactly;
pub(crate) mod experts;
pub(crate) mod heading;
mod joint;
pub(crate) mod known;
pub(crate) mod notes;
pub(crate) mod numbers;
pub(crate) mod present;
pub(crate) mod ranges;
pub(crate) mod readings;
#[cfg(test)]
pub(crate) mod sample;
pub(crate) mod suppositions;
pub(crate) mod when;
pub(crate) mod widest;

pub use exactly::{compared, storyline};
pub use present::{Detail, present};
