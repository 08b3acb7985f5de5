//! Several runs and what they say together. Each analysis yields a plain result; none knows another,
//! nor how a result is shown.
//!
//! [`sweep`] asks the same of a scenario at many points.

pub mod sweep;
