//! Sums of columns and of their squares without rounding, as a few numbers that add up to them.
//!
//! A number is cut at two places that are the same for the whole column, 22 and 44 bits below its greatest
//! number. The parts are small multiples of powers of 2, and so are their products: adding up some hundreds
//! of either loses no bit, in whatever order (the pre-rounding of J. Demmel and H. D. Nguyen, "Fast
//! reproducible floating-point summation", 2013, with cuts so that nothing is left).

use super::dispatch::at_each_level;
use super::layout::GROUP;

/// Numbers that are added side by side.
const LANES: usize = 8;
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

/// The sums of at most [`MOST_SUMMED`] numbers; none if one is not finite or out of range, or there are more.
pub fn sums(level: super::Level, numbers: &[f64]) -> Option<Sums> {
    if numbers.len() > MOST_SUMMED {
        return None;
    }
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
    fn greatest(numbers: &[f64]) -> f64 = greatest_of;
}

#[inline(always)]
fn greatest_of(numbers: &[f64]) -> f64 {
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

/// The parts of a group of numbers.
type Parts = [[f64; GROUP]; 3];

/// Where numbers are cut.
#[derive(Clone, Copy)]
struct Cuts {
    /// Smaller numbers are left out.
    least: f64,
    /// What is added and taken off again to round to the first part.
    first: f64,
    /// The same for the second part.
    second: f64,
}

impl Cuts {
    /// For a greatest number between a power of 2 and the next.
    #[inline(always)]
    fn new(power: i32) -> Self {
        // the last place of such a number is that of the part, and half as much again keeps it there
        let rounding = |cut: i32| 1.5 * two_to(power + 1 - cut + 52);
        let least = two_to(power - BELOW);
        Self { least, first: rounding(PART), second: rounding(2 * PART) }
    }

    /// Cuts numbers into their parts; any bit is set if one is left out.
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

    /// The sums from those of the parts and of their products, each pair once.
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

/// The sums, lane by lane.
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
