//! foretell.
pub mod cli;
pub mod diagnostic;
pub mod distribution;
pub mod engine;
pub mod forecast;
pub mod formula;
pub mod model;
pub mod numerics;
pub mod report;
pub mod scenario;
