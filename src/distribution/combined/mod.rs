//! Distributions made of others: mixtures, means of quantiles, scaled and truncated ones. `cdf_tree` finds quantiles of mixtures, with
//! `curve` for its parts and `atoms` for points that have a chance of their own; `far` handles the far tails, and
//! `ranks` writes probabilities near 1 without loss.

mod atoms;
mod averaged;
mod cdf_tree;
mod curve;
mod far;
mod mixture;
mod ranks;
mod truncated;

pub use averaged::Averaged;
pub use mixture::{Mixture, Scaled};
pub use truncated::Truncated;
