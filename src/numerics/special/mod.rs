//! The special functions behind the distributions: tails and their inverses.
//!
//! A *pair of tails* is (lower, upper): the chances of a value at or below a point, and above it. They sum to 1, and
//! each keeps its own relative accuracy, so one in a million million above is as accurate as one in a million million
//! below. Inverses take both for the same reason.
//!
//! Only `libm` and the exactly rounded operations (`+ - * /`, `sqrt`, `abs`, `floor`) are used, so the bits are the
//! same on every machine.

mod beta;
mod far;
mod gamma;
mod normal;
mod stirling;
mod temme;

pub use beta::{beta_inverse, beta_tails, ln_beta_inverse_near_0};
pub use far::{ln_beta_tails, ln_gamma_tails, ln_normal_tails, ln_of_rest};
pub use gamma::{gamma_inverse, gamma_tails, ln_gamma_1p, ln_gamma_inverse};
pub use normal::{normal_inverse, normal_quantile, normal_tails};

#[cfg(test)]
mod tests;
