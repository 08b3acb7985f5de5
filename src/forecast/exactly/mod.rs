//! Exact answers: as a forecast, and compared with sampled numbers.

mod agreement;
mod deviation;
pub(crate) mod summary;
mod worlds;

pub use agreement::{Agreement, FALSE_ALARM, agreement};
pub use deviation::Deviation;
pub use summary::{exactly, unanswered};
