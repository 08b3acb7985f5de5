//! Rows of conditional tables: weighted sums of a trial's outcomes and marks.

use super::dispatch::at_each_level;
use super::layout::GROUP;

/// A column that selects rows, with its contribution to the row of each trial.
#[derive(Clone, Copy, Debug)]
pub enum Part<'a> {
    /// The outcome times a factor.
    Outcomes(&'a [u8], u16),
    /// A number that is added if the trial is marked.
    Marks(&'a [u64], u16),
}

impl Part<'_> {
    /// A column that adds nothing.
    pub const NOTHING: Self = Self::Outcomes(&[], 0);
}

/// The row that one trial selects.
#[inline]
pub fn row(parts: &[Part], trial: usize) -> usize {
    let added = parts.iter().map(|part| match part {
        Part::Outcomes(outcomes, times) => usize::from(outcomes[trial]) * usize::from(*times),
        Part::Marks(marks, more) => {
            (marks[trial / GROUP] >> (trial % GROUP) & 1) as usize * usize::from(*more)
        }
    });
    added.sum()
}

at_each_level! {
    /// The row that each trial selects.
    pub fn rows(parts: &[Part<'_>], rows: &mut [u16]) = summed;
}

#[inline(always)]
pub(super) fn summed(parts: &[Part], rows: &mut [u16]) {
    for (group, rows) in rows.chunks_exact_mut(GROUP).enumerate() {
        let mut sums = [0_u16; GROUP];
        for part in parts {
            match part {
                Part::Outcomes(outcomes, times) => {
                    let outcomes = &outcomes[group * GROUP..(group + 1) * GROUP];
                    for (sum, outcome) in sums.iter_mut().zip(outcomes) {
                        // trials not in use may have any outcome
                        *sum = sum.wrapping_add(times.wrapping_mul(u16::from(*outcome)));
                    }
                }
                Part::Marks(marks, more) => {
                    for (sum, one) in sums.iter_mut().zip(spread(marks[group])) {
                        *sum = sum.wrapping_add(more.wrapping_mul(u16::from(one)));
                    }
                }
            }
        }
        rows.copy_from_slice(&sums);
    }
}

/// The trials whose marks fill a byte.
const EIGHT: usize = 8;
/// The lowest bit of each byte.
const ONES: u64 = 0x0101_0101_0101_0101;
/// All but the top bit of each byte.
const LOWER: u64 = 0x7F7F_7F7F_7F7F_7F7F;

/// A byte for each trial of a group, 1 if it is marked.
#[inline(always)]
pub(super) fn spread(marks: u64) -> [u8; GROUP] {
    let mut ones = [0; GROUP];
    for i in 0..GROUP / EIGHT {
        // a copy of the byte in each byte, which keeps only the bit of its own place
        let own = ((marks >> (EIGHT * i) & 0xFF) * ONES) & 0x8040_2010_0804_0201;
        let one = (((own + LOWER) | own) >> 7) & ONES;
        ones[EIGHT * i..EIGHT * (i + 1)].copy_from_slice(&one.to_le_bytes());
    }
    ones
}
