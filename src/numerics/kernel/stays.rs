//! Trials that stay where they are, by the row of their chances.

use super::dispatch::at_each_level;
use super::layout::GROUP;

/// The most rows that the draws of trials that stay may have.
pub const MOST_STAYING_ROWS: usize = 256;

/// The factor that gathers the lowest bits of all bytes in the top byte, in order.
const GATHER: u64 = 0x0102_0408_1020_4080;

at_each_level! {
    /// Multiplies the factors of those `marks` of a group whose uniform number is below the share of their row by the
    /// factor of this row. Returns these trials, and the largest absolute exponent to base 2 among the products of
    /// factors other than 0. Rows are at most [`MOST_STAYING_ROWS`].
    pub fn multiply_below(
        rows: &[u16; GROUP],
        uniforms: &[f64; GROUP],
        by_row: (&[f64; MOST_STAYING_ROWS], &[f64; MOST_STAYING_ROWS]),
        marks: u64,
        factors: &mut [f64; GROUP],
    ) -> (u64, u64) = multiplied;
}

#[inline(always)]
fn multiplied(
    rows: &[u16; GROUP],
    uniforms: &[f64; GROUP],
    (shares, by_row): (&[f64; MOST_STAYING_ROWS], &[f64; MOST_STAYING_ROWS]),
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
        let product = *factor * if stays { by_row[row] } else { 1.0 };
        let exponent = (product.to_bits() >> 52).abs_diff(1023);
        farthest = farthest.max(if *factor == 0.0 { 0 } else { exponent });
        *factor = product;
        *stay = u8::from(stays);
    }
    let (eights, _) = stay.as_chunks::<8>();
    let byte = |eight: &[u8; 8]| u64::from_le_bytes(*eight).wrapping_mul(GATHER) >> 56;
    let stay = eights.iter().rev().fold(0, |word, eight| word << 8 | byte(eight));
    (stay, farthest)
}

#[cfg(test)]
mod tests {
    use super::{GROUP, MOST_STAYING_ROWS, multiply_below};
    use crate::numerics::kernel::{Level, uniforms};

    #[test]
    fn every_level_multiplies_the_factors_of_the_trials_below_the_share_of_their_row() {
        let mut numbers = [0.0; GROUP];
        uniforms(Level::Plain, 7, &mut numbers);
        let mut shares = [0.0; MOST_STAYING_ROWS];
        uniforms(Level::Plain, 8, &mut shares);
        let by_row =
            std::array::from_fn(|row| if row == 5 { 0.0 } else { 1.0 / (row as f64 + 0.3) });
        let rows: [u16; GROUP] = std::array::from_fn(|i| (i as u16 * 37) % 256);
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
}
