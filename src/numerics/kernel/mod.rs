//! Loops over many trials at once: random bits, draws from tables, columns of marks and numbers.
//!
//! Each kernel is written once as a plain loop in safe Rust, the reference. `at_each_level!` (`dispatch.rs`) compiles
//! this loop for each [`Level`] of instructions and selects one when the program runs. If a hand-written loop is
//! measurably faster, it is in `wide/` or `narrow/` and is tested against the reference bit by bit.
//! `cargo bench --bench kernels` compares each level with the plain one.
//!
//! Columns are slices whose length is a multiple of [`GROUP`].

mod bits;
mod columns;
mod dispatch;
mod layout;
mod level;
#[cfg(target_arch = "x86_64")]
mod narrow;
mod numbers;
mod ranks;
mod rows;
mod segments;
mod stays;
mod sums;
#[cfg(test)]
mod tests;
#[cfg(target_arch = "x86_64")]
mod wide;
mod words;

pub use bits::{at_or_above, at_or_above_by_row, fill_u16, uniform, uniforms};
pub use columns::{
    OVERHANG, add_marks_to_indices, add_outcomes_to_indices, count, count_up, different, histogram,
    in_bytes, list, not_after, one_of, own_first, put_step,
};
pub use layout::{
    GROUP, LINE, Lined, MOST_IN_REGISTERS, MOST_TRIALS, RowBounds, Table, place, size,
};
pub(in crate::internal::numerics) use layout::{STRIDE, mix};
pub use level::Level;
pub use numbers::{
    Case, Operand, Relation, add_by_case, add_where, are_finite, minus, over, plus, put,
    put_column, relate, since, times,
};
pub use ranks::ranks;
pub use rows::{Part, row, rows};
pub use segments::{
    HALF, Polynomial, Polynomials, SEGMENTS, Segments, TERMS, at_segment, bounds, by_segments,
    draw_between, draw_by_segments, segment_of,
};
pub use stays::{MOST_DUE_CELLS, MOST_STAYING_ROWS, Waiting, multiply_below, multiply_waiting};
pub use sums::{MOST_SUMMED, Sums, sums};
