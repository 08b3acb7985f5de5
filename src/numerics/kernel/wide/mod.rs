//! Kernels by hand for AVX-512.
//!
//! Times faster than the plain loop on the same core, by `cargo bench --bench kernels`: random bits 4, bits
//! against a floor 8, against one by row 7, ranks from 32 rows of 5 outcomes 7, outcomes that are equal 13,
//! counts 2.

mod columns;
mod draws;
mod numbers;
mod registers;

pub(super) use columns::{count_up, different, histogram, one_of, put, put_step};
pub(super) use draws::{fill, mark, mark_by_row, ranks};
pub(super) use numbers::{draw_between, draw_by_segments};
