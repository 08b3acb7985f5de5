//! Draws the outcomes of a variable for all trials of a block.

mod categorical;
pub(super) mod from_table;
mod variable;

pub(super) use categorical::{Choice, FEW};
pub(super) use variable::At;
