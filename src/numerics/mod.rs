//! Arithmetic that gives the same bits on every machine and in every order.
//!
//! - [`special`]: the normal, gamma and beta integrals and their inverses, over `libm` alone.
//! - [`stream`], [`strata`]: random numbers addressed by name; those of worlds fill 0 to 1 evenly.
//! - [`ExactSum`], [`Moments`], [`NumberSample`]: tallies of numbers that merge in any order; [`Ordered`] has
//!   their order statistics.
//! - [`sobol`]: points that fill a cube evenly.
//! - [`effects`]: the inputs that move an answer, found from its values over many readings of the inputs.
//! - [`packed`]: counts as few bytes, read back within bounds.
//! - [`parallel`]: loops spread over threads.
//! - [`proportion_interval`], [`standard_error`]: the sampling error of a counted share.
//!
//! Nothing here depends on a distribution, a model or a trial.

pub mod completion;
pub mod effects;
pub mod kernel;
pub mod packed;
pub mod parallel;
pub mod sobol;
pub mod special;
pub mod strata;
pub mod stream;
pub(crate) mod wide;

mod interval;
mod moments;
mod root;
mod sample;
mod sum;

pub use interval::{binomial_tail, clopper_pearson, proportion_interval, standard_error, wilson};
pub use moments::Moments;
pub use sample::{
    Drawn, FARTHEST, MOST_KEPT, MOST_VALUES, NumberSample, Ordered, QUANTILES, SetShare, Weighed,
};
pub use special::normal_quantile;
pub use sum::ExactSum;
