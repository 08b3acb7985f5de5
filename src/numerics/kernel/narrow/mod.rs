//! Hand-written kernels for AVX2: a register holds bytes of 32 trials, or sixteen bits of 16.
//!
//! Speed relative to the plain loop on the same core (`cargo bench --bench kernels`): ranks from 32 rows of 5
//! outcomes 3 times, comparison of outcomes 10 times. For marking the trials that may move,
//! `foretell run benches/talks_daily.toml` as a whole is 1.6 times as fast as with the plain loop compiled for AVX2.

mod bits;
mod columns;
mod look_up;
mod numbers;
mod ranks;
mod registers;
mod rows;

pub(super) use bits::{fill, mark, mark_by_row};
pub(super) use columns::{count, different, histogram, one_of, own_first};
pub(super) use look_up::MOST_ROWS;
pub(super) use numbers::{draw_between, draw_by_segments};
pub(super) use ranks::ranks;
