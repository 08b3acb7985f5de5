//! Draws a block incrementally from a base block: only what changed numbers affect.

mod affected;
mod changes;
mod differences;
pub(super) mod redraw;

pub(super) use affected::ReadGraph;
pub(super) use changes::{Changes, Gain};
pub(super) use redraw::Base;
