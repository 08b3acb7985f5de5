//! The layout of columns and tables in memory, and the mixing of random words, which all kernels share.

use std::ops::{Deref, DerefMut};

/// 2^64 divided by the golden ratio, the stride of the counter.
pub(in crate::internal::numerics) const STRIDE: u64 = 0x9E37_79B9_7F4A_7C15;
/// The trials whose marks fill a word.
pub const GROUP: usize = 64;
/// The finalizer of MurmurHash3 with Stafford's constants, variant 13.
#[inline(always)]
pub(in crate::internal::numerics) fn mix(z: u64) -> u64 {
    let z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The most trials that drawing kernels take at once.
pub const MOST_TRIALS: usize = 1024;
/// Marks of all [`MOST_TRIALS`] trials.
pub(super) const EVERY: [u64; MOST_TRIALS / GROUP] = [u64::MAX; MOST_TRIALS / GROUP];

/// A value for each of [`MOST_TRIALS`] trials, aligned to a cache line, so that a register as wide as a line is
/// loaded and stored without touching two lines.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(C, align(64))]
pub struct Lined<T>([T; MOST_TRIALS]);

impl<T: Copy> Lined<T> {
    /// A column with `value` for every trial.
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

/// The rejection bounds of rows that fit in registers. Rows beyond the slice have the highest possible bound.
#[derive(Clone, Copy, Debug)]
pub struct RowBounds<'a> {
    /// Indexed by row; fastest if the length is a multiple of [`LINE`].
    pub by_row: &'a [u16],
    /// The least of the bounds.
    pub lowest: u16,
}

#[cfg(target_arch = "x86_64")]
impl<'a> RowBounds<'a> {
    /// The bounds padded to whole lines: the slice itself if its length fits, else a copy in `space`, which is filled
    /// with the highest possible bound.
    #[inline(always)]
    pub(super) fn in_lines(self, space: &'a mut [u16; MOST_IN_REGISTERS]) -> &'a [u16] {
        let rows = self.by_row.len();
        // a value just copied can't be loaded at once (store forwarding), so most callers pass whole lines
        if rows > 0 && rows.is_multiple_of(LINE) {
            return self.by_row;
        }
        space[..rows].copy_from_slice(self.by_row);
        &space[..rows.next_multiple_of(LINE).max(LINE)]
    }
}

/// Rows that fit in registers are padded to a multiple of this.
pub const LINE: usize = 32;
/// The most rows that fit in registers.
pub const MOST_IN_REGISTERS: usize = 128;

/// The upper sixteen bits of the thresholds of a conditional table, ascending within each row.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    /// The thresholds, in the order that [`place`] gives.
    pub thresholds: &'a [u16],
    /// The number of rows.
    pub rows: usize,
    /// The number of thresholds of a row.
    pub each: usize,
}

/// The distance between consecutive thresholds of one row, in a table of `rows` rows that fit in registers.
pub(super) fn stride(rows: usize) -> usize {
    if rows == 1 { rows } else { rows.next_multiple_of(LINE) }
}

/// The index of threshold `j` of a row, in a table of `rows` rows of `each` thresholds: column by column if the rows
/// fit in registers, else row by row.
#[inline]
pub fn place(rows: usize, each: usize, row: usize, j: usize) -> usize {
    if rows > MOST_IN_REGISTERS { row * each + j } else { j * stride(rows) + row }
}

/// The length of a table of `rows` rows of `each` thresholds.
pub fn size(rows: usize, each: usize) -> usize {
    if rows > MOST_IN_REGISTERS { rows * each } else { each * stride(rows) }
}
