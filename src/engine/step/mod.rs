//! Takes a block through its steps.

pub(super) mod advance;
pub(super) mod conditional_draw;
pub(super) mod learn;
mod static_draws;
