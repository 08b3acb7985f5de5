//! Takes a block through its steps.

pub(super) mod advance;
pub(super) mod conditional_draw;
mod static_draws;
