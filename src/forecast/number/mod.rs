//! Numbers and dates with their errors: means, quantiles, histograms, and their ranges across worlds.

pub(crate) mod dates;
pub(crate) mod histogram;
pub(crate) mod quantiles;
pub(crate) mod spans;
pub(crate) mod summary;

pub use spans::{medians_of_worlds, range_of_differences};
