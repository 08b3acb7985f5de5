//! The distributions an analyst may write: `normal(0.3, 1.1)`, `lognormal(p10 = 3, p90 = 12)`.
//!
//! There are two stages, because the parameters in a formula may be formulas themselves: [`Recipe::resolve`] reads
//! the function's name and its arguments' names, once; [`Recipe::build`] takes the numbers, as often as they change,
//! and returns a [`Distribution`] or the [`Inequality`] that they break.
//!
//! A [`Distribution`] is sampled through its [quantile function](Distribution::quantile), one uniform number per
//! draw. Quantiles are accurate to 1e-9 relative from 1e-6 to 0.999999 and reasonable far beyond; they are always
//! finite, take bounded time and have the same bits on every machine.
//!
//! | family | written | values |
//! | --- | --- | --- |
//! | normal | `normal(mean, sd)`, `normal(p10=, p90=)` | numbers |
//! | lognormal | `lognormal(mean=, sd=)`, `(mu=, sigma=)`, `(p10=, p90=)` | above 0 |
//! | uniform | `uniform(low, high)` | between |
//! | triangular | `triangular(low, mode, high)` | between |
//! | PERT | `pert(low, mode, high)`, `(low, mode, high, lambda)` | between |
//! | beta | `beta(a, b)`, `(mean=, sd=)` | 0 to 1 |
//! | metalog | `quantiles(5%: 60, 50%: 70, 95%: 95, low = 0, high = …)` | numbers, or within the bounds |
//! | gamma | `gamma(shape=, scale=)` | above 0 |
//! | exponential | `exponential(mean=)`, `exponential(p50=)` | above 0 |
//! | Weibull | `weibull(shape=, scale=)`, `weibull(p10=, p90=)` | above 0 |
//! | Student's t | `student_t(df)`, `student_t(df, loc, scale)` | numbers |
//! | Poisson | `poisson(mean)` | 0, 1, 2 … |
//! | binomial | `binomial(n, p)` | 0 … n |
//! | geometric | `geometric(p)`: tries up to and with the first success | 1, 2, 3 … |
//! | negative binomial | `negative_binomial(failures_before=, p=)`, `(mean=, sd=)` | 0, 1, 2 … |
//!
//! Each can be sampled with any generator of `rand`, as `rand_distr::Distribution<f64>`. Any two of p1 … p99 serve as
//! percentiles. There are also mixtures, means of quantiles, truncation, scaling, the point mass, the logit-normal behind `20% to 40%`,
//! and the mirrored lognormal behind `-5 to -2`. Nothing here depends on formulas or worlds.

mod combined;
mod families;
mod inequality;
mod kinds;
mod prepared;
mod quick;
mod recipe;
mod resolve;
mod sampled;

pub use combined::{Averaged, Mixture, Scaled, Truncated};
pub use families::{
    Beta, Binomial, Bounded, Exponential, Gamma, Geometric, LogNormal, LogitNormal, Metalog,
    Mirrored, NegativeBinomial, Normal, Poisson, StudentT, Triangular, Uniform, Weibull,
};
pub use inequality::Inequality;
pub use kinds::Distribution;
pub use prepared::Prepared;
pub use quick::Quick;
pub use recipe::Recipe;
pub use resolve::{FAMILIES, RecipeFault};

#[cfg(test)]
mod tests;
