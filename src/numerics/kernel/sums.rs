//! Exact sums of columns and of their squares, as a few numbers that add up to them.
//!
//! A number is split at two places that are the same for the whole column, 22 and 44 bits below its greatest number.
//! The parts are small multiples of powers of 2, and so are their products, so adding up some hundreds of either
//! loses no bit in any order (the pre-rounding of J. Demmel and H. D. Nguyen, "Fast reproducible floating-point
//! summation", 2013, with splits that leave no remainder).

use super::dispatch::at_each_level;
use super::layout::GROUP;

/// The numbers that are added in parallel.
const LANES: usize = 8;
/// The most numbers summed at once: products of parts have 44 bits, so the sum of 512 fits in 53.
pub const MOST_SUMMED: usize = 512;
/// The bits of a part.
const PART: i32 = 22;
/// The most powers of 2 by which a number may be below the greatest and still have only three parts.
const BELOW: i32 = 14;
/// The exponents of the greatest number for which no product is out of range.
const POWERS: std::ops::RangeInclusive<i32> = -400..=400;

/// The exact sums of some numbers and of their squares.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Sums {
    /// Numbers that add up to the sum.
    pub sum: [f64; 3],
    /// Numbers that add up to the sum of squares.
    pub squares: [f64; 6],
    /// Smaller numbers than this are left out of both sums; 0 if no number is left out.
    pub left_out: f64,
}

/// The sums of at most [`MOST_SUMMED`] numbers; `None` if there are more, or if one is not finite or out of range.
pub fn sums(level: super::Level, numbers: &[f64]) -> Option<Sums> {
    if numbers.len() > MOST_SUMMED {
        return None;
    }
    let greatest = greatest(level, numbers);
    if greatest == 0.0 {
        return Some(Sums::default());
    }
    // the exponent of a number that is not subnormal; that of NaN and infinity is out of range
    let power = (greatest.to_bits() >> 52) as i32 - 1023;
    POWERS.contains(&power).then(|| summed(level, numbers, power))
}

/// 2 to a power within the range of normal numbers.
#[inline(always)]
fn two_to(power: i32) -> f64 {
    f64::from_bits(((power + 1023) as u64) << 52)
}

at_each_level! {
    /// The greatest absolute value; NaN if a number is.
    fn greatest(numbers: &[f64]) -> f64 = greatest_of;
}

#[inline(always)]
fn greatest_of(numbers: &[f64]) -> f64 {
    let mut greatest = [0.0_f64; LANES];
    // 0 times a number that is not finite is NaN
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

/// The three parts of each number of a group.
type Parts = [[f64; GROUP]; 3];

/// The places at which numbers are split.
#[derive(Clone, Copy)]
struct Cuts {
    /// Smaller numbers are left out.
    least: f64,
    /// The number whose addition and subtraction rounds to the first part.
    first: f64,
    /// The number whose addition and subtraction rounds to the second part.
    second: f64,
}

impl Cuts {
    /// The splits for a greatest number between 2 to `power` and twice that.
    #[inline(always)]
    fn new(power: i32) -> Self {
        // the last place of such a number is that of the part; half as much again keeps its exponent
        let rounding = |cut: i32| 1.5 * two_to(power + 1 - cut + 52);
        let least = two_to(power - BELOW);
        Self { least, first: rounding(PART), second: rounding(2 * PART) }
    }

    /// Splits numbers into their parts. The result is not 0 if a number was left out.
    #[inline(always)]
    fn cut(self, numbers: &[f64; GROUP], [first, second, third]: &mut Parts) -> u64 {
        let mut left_out = 0;
        for i in 0..GROUP {
            let number = numbers[i];
            let x = if number.abs() >= self.least { number } else { 0.0 };
            left_out |= x.to_bits() ^ number.to_bits();
            first[i] = (x + self.first) - self.first;
            let rest = x - first[i];
            second[i] = (rest + self.second) - self.second;
            third[i] = rest - second[i];
        }
        left_out
    }

    /// The sums, given those of the parts and of the products of each pair of parts.
    #[inline(always)]
    fn sums(self, sum: [f64; 3], products: [f64; 6], left_out: bool) -> Sums {
        let [aa, ab, ac, bb, bc, cc] = products;
        Sums {
            sum,
            squares: [aa, 2.0 * ab, 2.0 * ac, bb, 2.0 * bc, cc],
            left_out: if left_out { self.least } else { 0.0 },
        }
    }
}

at_each_level! {
    fn summed(numbers: &[f64], power: i32) -> Sums = sums_of;
}

/// Sums of parts and of their products, lane by lane.
struct Lanes {
    sum: [[f64; LANES]; 3],
    squares: [[f64; LANES]; 6],
}

#[inline(always)]
fn sums_of(numbers: &[f64], power: i32) -> Sums {
    let mut lanes = Lanes { sum: [[0.0; LANES]; 3], squares: [[0.0; LANES]; 6] };
    let mut left_out = 0;
    let cuts = Cuts::new(power);
    let mut parts = [[0.0; GROUP]; 3];
    for some in numbers.chunks(GROUP) {
        let mut whole = [0.0; GROUP];
        whole[..some.len()].copy_from_slice(some);
        left_out |= cuts.cut(&whole, &mut parts);
        lanes.add(&parts);
    }
    let total = |lanes: [f64; LANES]| lanes.iter().sum::<f64>();
    cuts.sums(lanes.sum.map(total), lanes.squares.map(total), left_out != 0)
}

impl Lanes {
    #[inline(always)]
    fn add(&mut self, [a, b, c]: &Parts) {
        for at in (0..GROUP).step_by(LANES) {
            for i in 0..LANES {
                let (a, b, c) = (a[at + i], b[at + i], c[at + i]);
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
}
