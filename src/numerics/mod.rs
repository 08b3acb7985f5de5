//! Arithmetic that gives the same bits on every machine and in every order.
//!
//! - [`special`]: the normal, gamma and beta integrals and their inverses, over `libm` alone.
//!
//! Nothing here knows a distribution's name, a model or a trial.

pub mod special;

mod root;
