//! Probabilities with their errors: from counts, over all worlds and in each, and from weighted counts.

pub(crate) mod among;
pub(crate) mod estimate;
pub(crate) mod settled;
pub(crate) mod spread;
pub(crate) mod weighted;

pub use among::LEAST_WORTH;
pub use estimate::{across, computed, estimate, student_quantile, weighted_quantile};
pub use settled::{JOINED, Known, Nothing};
pub use spread::jackknife;
