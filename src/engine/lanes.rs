//! How many trials go side by side.

/// How many trials a block holds.
pub const LANES: usize = 1024;
