//! The answers of a model: forecasts, sampled, exact and trial by trial; explanations; sensitivity.

mod exact;
mod explain;
mod fans;
mod forecast;
mod sensitivity;
mod standing;
mod surprises;
mod track;
mod trials;

pub use exact::CrossCheck;
pub(crate) use explain::Trace;
pub use sensitivity::Subject;
