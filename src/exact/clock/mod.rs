//! Exact answers on a clock: the probability of every joint state, from step to step.
//!
//! `carried` finds the values that have to be carried, `layout` packs them into a key, and `state` unpacks them for
//! formulas. `step` follows every branch through a step, with `chances` and `delays`; `pass` goes forward and back
//! over all steps, and `summary` reads each of them. `answer` answers questions.

mod answer;
mod carried;
mod chances;
mod counters;
mod delays;
mod layout;
mod pass;
mod state;
mod step;
mod summary;

pub(super) use answer::Clock;
pub(super) use carried::{Carried, Register};
pub(super) use layout::Layout;
pub(super) use pass::{Pass, likeliest};
