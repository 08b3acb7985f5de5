//! Exact answers on a clock: the probability of every joint state, from step to step.
//!
//! `carried` finds the registers (`register`) that have to be carried, with `heard` those of reports, `layout` packs them
//! into a key, and `state` unpacks them as values (`values`) for formulas. `step` follows every branch through a step, with `chances` and
//! `delays`; `pass` goes forward and back over all steps, and `summary` reads each of them. `answer` answers questions.

mod answer;
mod carried;
mod chances;
mod counters;
mod delays;
mod heard;
mod layout;
mod look;
mod pass;
mod register;
mod state;
mod step;
mod summary;
mod values;

pub(super) use answer::Clock;
pub(super) use carried::Carried;
pub(super) use layout::Layout;
pub(super) use pass::{Layer, Pass, likeliest, ln_along};
pub(super) use register::Register;
