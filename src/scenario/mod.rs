//! What the analyst wrote, with places. Reading TOML, nothing computed.
//!
//! [`read`] walks the parsed document with its spans, so that every fault of a file is told at once,
//! each at its own column; [`chance`] reads the ways of saying a chance; [`paths`] finds and sets
//! numbers by their paths.

mod tree;

pub use tree::*;
