//! foretell.
pub mod diagnostic;
pub mod distribution;
pub mod formula;
pub mod numerics;
