//! The worlds of a run: which are drawn, and how much information unequal weights leave.

pub(super) mod bits;
mod chosen;
mod effective;

pub use chosen::{Chosen, DrawnWorlds, Likelihood, Pool};
pub(super) use chosen::{index, number, sets};
pub(super) use effective::{WorldWeight, worth};
