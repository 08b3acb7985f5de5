//! The families of distributions: their parameters, checked, and their quantile functions.

mod bounded;
mod counting;
mod metalog;
mod negative_binomial;
mod normal;
mod student;
mod waiting;

pub use bounded::{Beta, Triangular, Uniform};
pub use counting::{Binomial, Geometric, Poisson};
pub(crate) use counting::{reached, smallest};
pub use metalog::{Bounded, Metalog};
pub use negative_binomial::NegativeBinomial;
pub use normal::{LogNormal, LogitNormal, Mirrored, Normal};
pub use student::StudentT;
pub use waiting::{Exponential, Gamma, Weibull};
