//! Sums of columns and of their squares without rounding, as a few numbers that add up to them.
//!
//! A number is cut at two places that are the same for the whole column, 22 and 44 bits below its greatest
//! number. The parts are small multiples of powers of 2, and so are their products: adding up some hundreds
//! of either loses no bit, in whatever order (the pre-rounding of J. Demmel and H. D. Nguyen, "Fast
//! reproducible floating-point summation", 2013, with cuts so that nothing is left).

use super::dispatch::at_each_level;
#[cfg(target_arch = "x86_64")]
use super::narrow;

/// The most numbers summed at once: their parts' products have 44 bits, so that so many fit 53.
pub const MOST_SUMMED: usize = 512;
/// The bits of a part.
const PART: i32 = 22;
/// How many powers of 2 a number may be below the greatest to have no more than three parts.
const BELOW: i32 = 14;
/// The powers of 2 of a greatest number with which no product leaves the range of numbers.
const POWERS: std::ops::RangeInclusive<i32> = -400..=400;

/// The sums of some numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Add up to the sum.
    pub sum: [f64; 3],
    /// Add up to the sum of squares.
    pub squares: [f64; 6],
    /// Numbers smaller than this are left out of both; 0 if none is.
    pub left_out: f64,
}

/// The sums of at most [`MOST_SUMMED`] numbers; none if one is not finite or out of range.
pub fn sums(level: super::Level, numbers: &[f64]) -> Option<Sums> {
    assert!(numbers.len() <= MOST_SUMMED);
    let greatest = greatest(level, numbers);
    if greatest == 0.0 {
        return Some(Sums::default());
    }
    // the exponent of a number that is not subnormal; NaN and infinity have one out of range
    let power = (greatest.to_bits() >> 52) as i32 - 1023;
    POWERS.contains(&power).then(|| summed(level, numbers, power))
}

/// 2 to a power, of those that normal numbers have.
#[inline(always)]
fn two_to(power: i32) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
}

at_each_level! {
    /// The greatest absolute value; NaN if a number is.
    fn greatest(numbers: &[f64]) -> f64 = greatest_of::<2>, avx512: greatest_of::<8>, avx2: greatest_of::<4>;
}

#[inline(always)]
fn greatest_of<const LANES: usize>(numbers: &[f64]) -> f64 {
    let mut greatest = [0.0_f64; LANES];
    // 0 times what is not finite is NaN
    let mut nothing = [0.0_f64; LANES];
    let (whole, rest) = numbers.as_chunks::<LANES>();
    for part in whole {
        for i in 0..LANES {
            let size = part[i].abs();
            nothing[i] += part[i] * 0.0;
            greatest[i] = if size > greatest[i] { size } else { greatest[i] };
        }
    }
    let found = greatest.iter().chain(rest).fold(0.0_f64, |most, x| most.max(x.abs()));
    let nothing = nothing.iter().sum::<f64>() + rest.iter().map(|x| x * 0.0).sum::<f64>();
    if nothing.is_nan() { f64::NAN } else { found }
}

/// Where numbers are cut.
#[derive(Clone, Copy)]
pub(super) struct Cuts {
    /// Smaller numbers are left out.
    pub(super) least: f64,
    /// What is added and taken off again to round to the first part.
    pub(super) first: f64,
    /// The same for the second part.
    pub(super) second: f64,
}

impl Cuts {
    /// For a greatest number between a power of 2 and the next.
    #[inline(always)]
    pub(super) fn new(power: i32) -> Self {
        // the last place of such a number is that of the part, and half as much again keeps it there
        let rounding = |cut: i32| 1.5 * two_to(power + 1 - cut + 52);
        let least = two_to(power - BELOW);
        Self { least, first: rounding(PART), second: rounding(2 * PART) }
    }

    /// The sums from those of the parts and of their products, each pair once.
    #[inline(always)]
    pub(super) fn sums(self, sum: [f64; 3], products: [f64; 6], left_out: bool) -> Sums {
        let [aa, ab, ac, bb, bc, cc] = products;
        Sums {
            sum,
            squares: [aa, 2.0 * ab, 2.0 * ac, bb, 2.0 * bc, cc],
            left_out: if left_out { self.least } else { 0.0 },
        }
    }
}

at_each_level! {
    fn summed(numbers: &[f64], power: i32) -> Sums = sums_of::<2>, avx512: sums_of::<8>, avx2: narrow::summed;
}

/// The sums, lane by lane.
struct Lanes<const LANES: usize> {
    sum: [[f64; LANES]; 3],
    squares: [[f64; LANES]; 6],
    left_out: [u64; LANES],
}

#[inline(always)]
fn sums_of<const LANES: usize>(numbers: &[f64], power: i32) -> Sums {
    let mut lanes =
        Lanes { sum: [[0.0; LANES]; 3], squares: [[0.0; LANES]; 6], left_out: [0; LANES] };
    let cuts = Cuts::new(power);
    let (whole, rest) = numbers.as_chunks::<LANES>();
    for part in whole {
        lanes.add(part, cuts);
    }
    let mut last = [0.0; LANES];
    last[..rest.len()].copy_from_slice(rest);
    lanes.add(&last, cuts);
    let total = |lanes: [f64; LANES]| lanes.iter().sum::<f64>();
    let left_out = lanes.left_out.iter().any(|bits| *bits != 0);
    cuts.sums(lanes.sum.map(total), lanes.squares.map(total), left_out)
}

impl<const LANES: usize> Lanes<LANES> {
    #[inline(always)]
    fn add(&mut self, numbers: &[f64; LANES], Cuts { least, first, second }: Cuts) {
        for i in 0..LANES {
            let number = numbers[i];
            let x = if number.abs() >= least { number } else { 0.0 };
            self.left_out[i] |= x.to_bits() ^ number.to_bits();
            let a = (x + first) - first;
            let rest = x - a;
            let b = (rest + second) - second;
            let c = rest - b;
            self.sum[0][i] += a;
            self.sum[1][i] += b;
            self.sum[2][i] += c;
            self.squares[0][i] += a * a;
            self.squares[1][i] += a * b;
            self.squares[2][i] += a * c;
            self.squares[3][i] += b * b;
            self.squares[4][i] += b * c;
            self.squares[5][i] += c * c;
        }
    }
}
