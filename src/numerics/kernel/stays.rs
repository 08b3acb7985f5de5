//! Trials that stay where they are, by the row of their chances.

use super::dispatch::at_each_level;
use super::layout::GROUP;

/// The most rows that the draws of trials that stay may have.
pub const MOST_STAYING_ROWS: usize = 2048;
/// The most cells of a table by the step in which a delay is due.
pub const MOST_DUE_CELLS: usize = 1024;

/// A number by row of a table.
type ByRow = [f64; MOST_STAYING_ROWS];

/// The factor that gathers the lowest bits of all bytes in the top byte, in order.
const GATHER: u64 = 0x0102_0408_1020_4080;

at_each_level! {
    /// Multiplies the factors of those `marks` of a group whose uniform number is below the share of their row by the
    /// factor of this row. Returns these trials, and the largest absolute exponent to base 2 among the products of
    /// factors other than 0. Rows are at most [`MOST_STAYING_ROWS`].
    pub fn multiply_below(
        rows: &[u16; GROUP],
        uniforms: &[f64; GROUP],
        by_row: (&ByRow, &ByRow),
        marks: u64,
        factors: &mut [f64; GROUP],
    ) -> (u64, u64) = multiplied;
}

/// The draws of trials that wait for a delay.
pub struct Waiting<'a> {
    /// By row: the chance to make no random move.
    pub stays: &'a ByRow,
    /// By row: the sum of the chances of all random moves, each times the chance to meet the facts to come.
    pub leaving: &'a ByRow,
    /// By row: the least chance to meet the facts to come after staying.
    pub least: &'a ByRow,
    /// By row: its first cell in `by_due`.
    pub first_cell: &'a [u32; MOST_STAYING_ROWS],
    /// By the step in which the delay is due: the chance to meet the facts to come after staying.
    pub by_due: &'a [f64; MOST_DUE_CELLS],
    /// The last step of a row in `by_due`, which stands for all later ones.
    pub last_due: u32,
}

at_each_level! {
    /// Multiplies the factors of the trials that stay while they wait for a delay, as [`multiply_below`] does: the share
    /// that stays, and the factor, depend on both the row and the step in which the delay is due.
    pub fn multiply_waiting(
        rows: &[u16; GROUP],
        dues: &[u32; GROUP],
        uniforms: &[f64; GROUP],
        waiting: &Waiting,
        marks: u64,
        factors: &mut [f64; GROUP],
    ) -> (u64, u64) = multiplied_waiting;
}

#[inline(always)]
fn multiplied(
    rows: &[u16; GROUP],
    uniforms: &[f64; GROUP],
    (shares, by_row): (&ByRow, &ByRow),
    marks: u64,
    factors: &mut [f64; GROUP],
) -> (u64, u64) {
    let mut stay = [0_u8; GROUP];
    let mut farthest = 0;
    let trials = rows.iter().zip(uniforms).zip(&mut stay);
    for (i, (factor, ((row, uniform), stay))) in factors.iter_mut().zip(trials).enumerate() {
        let row = usize::from(*row) % MOST_STAYING_ROWS;
        let is_marked = marks >> i & 1 == 1;
        let stays = is_marked && *uniform < shares[row];
        multiply(factor, if stays { by_row[row] } else { 1.0 }, &mut farthest);
        *stay = u8::from(stays);
    }
    (gathered(&stay), farthest)
}

#[inline(always)]
fn multiplied_waiting(
    rows: &[u16; GROUP],
    dues: &[u32; GROUP],
    uniforms: &[f64; GROUP],
    waiting: &Waiting,
    marks: u64,
    factors: &mut [f64; GROUP],
) -> (u64, u64) {
    let mut stay = [0_u8; GROUP];
    let mut farthest = 0;
    let trials = rows.iter().zip(dues).zip(uniforms).zip(&mut stay);
    for (i, (factor, (((row, due), uniform), stay))) in factors.iter_mut().zip(trials).enumerate() {
        let row = usize::from(*row) % MOST_STAYING_ROWS;
        let cell = waiting.first_cell[row] + (*due).min(waiting.last_due);
        let ahead = waiting.by_due[cell as usize % MOST_DUE_CELLS];
        let ahead = if ahead > 0.0 { ahead.max(waiting.least[row]) } else { 0.0 };
        let staying = waiting.stays[row] * ahead;
        let all = staying + waiting.leaving[row];
        let is_marked = marks >> i & 1 == 1;
        let stays = is_marked && *uniform * all < staying;
        multiply(factor, if stays { all / ahead } else { 1.0 }, &mut farthest);
        *stay = u8::from(stays);
    }
    (gathered(&stay), farthest)
}

/// Multiplies the factor of a trial, and notes the absolute exponent of the product if the factor is not 0.
#[inline(always)]
fn multiply(factor: &mut f64, by: f64, farthest: &mut u64) {
    let product = *factor * by;
    let exponent = (product.to_bits() >> 52).abs_diff(1023);
    *farthest = (*farthest).max(if *factor == 0.0 { 0 } else { exponent });
    *factor = product;
}

/// The bits of a word from its bytes of 0 or 1.
#[inline(always)]
fn gathered(stay: &[u8; GROUP]) -> u64 {
    let (eights, _) = stay.as_chunks::<8>();
    let byte = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
    eights.iter().rev().fold(0, |word, eight| word << 8 | byte(eight))
}

#[cfg(test)]
mod tests {
    use super::{
        GROUP, MOST_DUE_CELLS, MOST_STAYING_ROWS, Waiting, multiply_below, multiply_waiting,
    };
    use crate::numerics::kernel::{Level, uniforms};

    #[test]
    fn every_level_multiplies_the_factors_of_the_trials_below_the_share_of_their_row() {
        let mut numbers = [0.0; GROUP];
        uniforms(Level::Plain, 7, &mut numbers);
        let mut shares = [0.0; MOST_STAYING_ROWS];
        uniforms(Level::Plain, 8, &mut shares[..]);
        let by_row =
            std::array::from_fn(|row| if row == 5 { 0.0 } else { 1.0 / (row as f64 + 0.3) });
        let rows: [u16; GROUP] = std::array::from_fn(|i| (i as u16 * 37) % 2048);
        let before: [f64; GROUP] =
            std::array::from_fn(|i| if i % 9 == 2 { 0.0 } else { 2_f64.powi(3 * i as i32 - 80) });
        let marks = 0xF0F3_7FFF_0000_FFFE;
        for level in Level::all() {
            let mut factors = before;
            let (stay, farthest) =
                multiply_below(level, &rows, &numbers, (&shares, &by_row), marks, &mut factors);
            let mut largest = 0;
            for i in 0..GROUP {
                let row = usize::from(rows[i]);
                let stays = marks >> i & 1 == 1 && numbers[i] < shares[row];
                let product = if stays { before[i] * by_row[row] } else { before[i] };
                assert_eq!(stay >> i & 1 == 1, stays, "{level:?}, {i}");
                assert_eq!(factors[i].to_bits(), product.to_bits(), "{level:?}, {i}");
                if before[i] != 0.0 {
                    largest = largest.max(product.log2().floor().abs().min(1023.0) as u64);
                }
            }
            assert_eq!(farthest, largest, "{level:?}");
        }
    }

    #[test]
    fn every_level_multiplies_the_factors_of_the_trials_that_wait_for_a_delay() {
        let by_row = |seed| {
            let mut numbers = [0.0; MOST_STAYING_ROWS];
            uniforms(Level::Plain, seed, &mut numbers);
            numbers
        };
        let mut by_due = [0.0; MOST_DUE_CELLS];
        uniforms(Level::Plain, 7, &mut by_due);
        // delays that are due on some days can't meet the facts
        by_due.iter_mut().step_by(5).for_each(|ahead| *ahead = 0.0);
        let (mut stays, leaving) = (by_row(8), by_row(9).map(|x| 0.1 * x));
        let least = by_row(10).map(|x| 0.2 * x);
        stays[5] = 0.0;
        let last_due = 40;
        let first_cell = std::array::from_fn(|row| row as u32 % 3 * (last_due + 1));
        let waiting = Waiting {
            stays: &stays,
            leaving: &leaving,
            least: &least,
            first_cell: &first_cell,
            by_due: &by_due,
            last_due,
        };
        let mut numbers = [0.0; GROUP];
        uniforms(Level::Plain, 11, &mut numbers);
        let rows: [u16; GROUP] = std::array::from_fn(|i| (i as u16 * 37) % 2048);
        let dues: [u32; GROUP] =
            std::array::from_fn(|i| if i % 7 == 3 { u32::MAX } else { i as u32 });
        let before: [f64; GROUP] =
            std::array::from_fn(|i| if i % 9 == 2 { 0.0 } else { 2_f64.powi(3 * i as i32 - 80) });
        let marks = 0xF0F3_7FFF_0000_FFFE;
        for level in Level::all() {
            let mut factors = before;
            let (stay, _) =
                multiply_waiting(level, &rows, &dues, &numbers, &waiting, marks, &mut factors);
            for i in 0..GROUP {
                let row = usize::from(rows[i]);
                let ahead = by_due[(first_cell[row] + dues[i].min(last_due)) as usize];
                let ahead = if ahead > 0.0 { ahead.max(least[row]) } else { 0.0 };
                let all = stays[row] * ahead + leaving[row];
                let is_below = numbers[i] * all < stays[row] * ahead;
                let stays = marks >> i & 1 == 1 && is_below;
                let product = if stays { before[i] * (all / ahead) } else { before[i] };
                assert_eq!(stay >> i & 1 == 1, stays, "{level:?}, {i}");
                assert_eq!(factors[i].to_bits(), product.to_bits(), "{level:?}, {i}");
            }
            assert!(stay.count_ones() > 5, "{level:?}: {stay:b}");
        }
    }
}
