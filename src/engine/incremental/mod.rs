//! Draws a block incrementally from a base block: only what changed numbers affect.

mod affected;
mod changes;
pub(super) mod redraw;

pub(super) use affected::Upstream;
pub(super) use changes::{Apart, Gain};
pub(super) use redraw::Base;
