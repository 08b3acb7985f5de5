//! What forecasts are compared and taken apart for. Each analysis yields a plain result; none knows
//! another, nor how results are shown.
//!
//! [`experts()`] forecasts once for each expert who sits on a panel; [`sharpen()`] draws until every
//! answer is as sharp as was asked; [`sweep`] asks the same of a scenario at many points.

mod experts;
mod sharpen;
pub mod sweep;

pub use experts::experts;
pub use sharpen::{MOST_TRIALS, sharpen};
