//! Columns of truths, outcomes and numbers.

use super::bits::GROUP;
use super::dispatch::at_each_level;

/// Sums of so many ones fit a byte.
const FIT: usize = 128;

at_each_level! {
    /// Moves each row on by the outcome of one more parent: `row · size + outcome`.
    pub fn add_to_rows(rows: &mut [u16], outcomes: &[u8], size: u16) = add_to_row;
}

#[inline(always)]
fn add_to_row(rows: &mut [u16], outcomes: &[u8], size: u16) {
    for (row, outcome) in rows.iter_mut().zip(outcomes) {
        *row = *row * size + u16::from(*outcome);
    }
}
