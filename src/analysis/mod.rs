//! What forecasts are compared and taken apart for. Each analysis yields a plain result; none knows
//! another, nor how results are shown.
//!
//! [`experts()`] forecasts once for each expert who sits on a panel; [`sharpen()`] draws until every
//! answer is as sharp as was asked.

mod experts;
mod sharpen;

pub use experts::experts;
pub use sharpen::{MOST_TRIALS, sharpen};
