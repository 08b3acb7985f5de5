//! How columns and tables lie in memory, and the words of random bits: what all kernels agree on.

use std::ops::{Deref, DerefMut};

/// 2^64 divided by the golden ratio, the counter's stride.
pub(in crate::numerics) const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;
/// The trials of a word of marks.
pub const GROUP: usize = 64;
/// Stafford's variant 13 of the mixing of MurmurHash3.
#[inline(always)]
pub(in crate::numerics) fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The most trials that kernels which draw take at once.
pub const MOST_TRIALS: usize = 1024;
/// Marks of all of them.
pub(super) const EVERY: [u64; MOST_TRIALS / GROUP] = [u64::MAX; MOST_TRIALS / GROUP];

/// A value for each of [`MOST_TRIALS`] trials, from the beginning of a line of the cache on: a register as wide
/// as a line is then loaded and stored without touching two of them.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Lined<T>([T; MOST_TRIALS]);

impl<T: Copy> Lined<T> {
    /// The same for every trial.
    #[inline(always)]
    pub const fn of(value: T) -> Self {
        Self([value; MOST_TRIALS])
    }
}

impl<T> Deref for Lined<T> {
    type Target = [T; MOST_TRIALS];

    #[inline(always)]
    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl<T> DerefMut for Lined<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

/// The floors of rows, of which there are as many as registers hold; those of rows beyond the slice are
/// the highest there is.
#[derive(Clone, Copy, Debug)]
pub struct Floors<'a> {
    /// By row; fastest where as long as a multiple of [`LINE`].
    pub by_row: &'a [u16],
    /// The least of them.
    pub lowest: u16,
}

impl<'a> Floors<'a> {
    /// By row, filled up to whole lines: where they stand, or, if they are not that long, put into `space`, which
    /// is filled with the highest floor there is.
    #[inline(always)]
    pub(super) fn in_lines(self, space: &'a mut [u16; MOST_IN_REGISTERS]) -> &'a [u16] {
        let rows = self.by_row.len();
        // what was just copied can't be loaded at once, which is why most are that long
        if rows > 0 && rows.is_multiple_of(LINE) {
            return self.by_row;
        }
        space[..rows].copy_from_slice(self.by_row);
        &space[..rows.next_multiple_of(LINE).max(LINE)]
    }
}

/// Rows that the registers hold are padded to a multiple of this.
pub const LINE: usize = 32;
/// The most rows that registers hold.
pub const MOST_IN_REGISTERS: usize = 128;

/// The upper halves of thresholds, ascending in each row.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// Each where [`place`] says.
    pub thresholds: &'a [u16],
    /// How many rows there are.
    pub rows: usize,
    /// How many thresholds a row has.
    pub each: usize,
}

/// How far the thresholds of one row stand apart, in a table of so many rows that registers hold.
pub(super) fn stride(rows: usize) -> usize {
    if rows == 1 { rows } else { rows.next_multiple_of(LINE) }
}

/// Where threshold `j` of a row stands in a table of so many rows, each of so many thresholds: the first
/// thresholds of all rows come first where registers hold them, else row comes after row.
#[inline]
pub fn place(rows: usize, each: usize, row: usize, j: usize) -> usize {
    if rows > MOST_IN_REGISTERS { row * each + j } else { j * stride(rows) + row }
}

/// How many numbers a table of so many rows takes, each of so many thresholds.
pub fn size(rows: usize, each: usize) -> usize {
    if rows > MOST_IN_REGISTERS { rows * each } else { each * stride(rows) }
}
