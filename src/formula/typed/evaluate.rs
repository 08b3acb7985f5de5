//! Arithmetic: the value of each function, operator and comparison of a typed formula.
//!
//! There is one definition for all users, with `libm` where the platform's own functions differ in their last bits.

use crate::formula::calendar::plus_months;
use crate::formula::{Comparison, Function1, Function2};

/// The value of a function of one number; NaN outside its domain (`ln(0)`, `sqrt(-1)`).
pub fn apply1(function: Function1, x: f64) -> f64 {
    match function {
        Function1::Minus => -x,
        Function1::Abs => x.abs(),
        Function1::Exp => libm::exp(x),
        Function1::Ln if x <= 0.0 => f64::NAN,
        Function1::Ln => libm::log(x),
        Function1::Sqrt => libm::sqrt(x),
        Function1::Sin => libm::sin(x),
        Function1::Cos => libm::cos(x),
        Function1::Round => libm::round(x),
        Function1::Floor => libm::floor(x),
    }
}

/// The value of a function of two numbers. A division by 0 is undefined (NaN), and so is 0 to a negative power. A
/// function of an undefined number is undefined, `min` and `max` too.
pub fn apply2(function: Function2, x: f64, y: f64) -> f64 {
    match function {
        Function2::Plus => x + y,
        Function2::Minus => x - y,
        Function2::Times => x * y,
        Function2::Over if y == 0.0 => f64::NAN,
        Function2::Over => x / y,
        Function2::Power if x == 0.0 && y < 0.0 || x.is_nan() || y.is_nan() => f64::NAN,
        Function2::Power => libm::pow(x, y),
        Function2::PlusMonths => plus_months(x, y),
        Function2::Min if y < x || y.is_nan() => y,
        Function2::Max if y > x || y.is_nan() => y,
        Function2::Min | Function2::Max => x,
    }
}

/// Whether `x` and `y` satisfy a comparison. Equal infinities are two *nevers*, for which only `!=` holds.
#[expect(clippy::float_cmp, reason = "`==` in a formula is exact")]
pub fn compare(comparison: Comparison, x: f64, y: f64) -> bool {
    if x.is_infinite() && x == y {
        return comparison == Comparison::NotEqual;
    }
    match comparison {
        Comparison::Equal => x == y,
        Comparison::NotEqual => x != y,
        Comparison::Less => x < y,
        Comparison::LessEqual => x <= y,
        Comparison::Greater => x > y,
        Comparison::GreaterEqual => x >= y,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_nevers_are_not_equal_and_neither_is_before_the_other() {
        let never = f64::INFINITY;
        for comparison in [
            Comparison::Equal,
            Comparison::Less,
            Comparison::LessEqual,
            Comparison::Greater,
            Comparison::GreaterEqual,
        ] {
            assert!(!compare(comparison, never, never), "{comparison:?}");
        }
        assert!(compare(Comparison::NotEqual, never, never));
        assert!(compare(Comparison::Less, 3.0, never));
        assert!(compare(Comparison::GreaterEqual, never, 3.0));
    }

    #[test]
    fn divisions_by_zero_and_logarithms_of_zero_are_undefined_and_not_infinite() {
        for x in [-1.0, 0.0, 1.0, f64::INFINITY] {
            assert!(apply2(Function2::Over, x, 0.0).is_nan());
            assert!(apply2(Function2::Over, x, -0.0).is_nan());
        }
        assert!(apply2(Function2::Power, 0.0, -1.0).is_nan());
        assert!(apply2(Function2::Power, -0.0, -3.0).is_nan());
        assert!(apply2(Function2::Power, -8.0, 0.5).is_nan());
        // IEEE has pow(NaN, 0) = pow(1, NaN) = 1
        assert!(apply2(Function2::Power, f64::NAN, 0.0).is_nan());
        assert!(apply2(Function2::Power, 1.0, f64::NAN).is_nan());
        assert!(apply1(Function1::Ln, 0.0).is_nan() && apply1(Function1::Ln, -0.0).is_nan());
        assert!(apply1(Function1::Sqrt, -1.0).is_nan());
        assert!(apply2(Function2::Minus, f64::INFINITY, f64::INFINITY).is_nan());
        // an overflow is infinite, which compares correctly with any other number
        assert!(compare(Comparison::Greater, apply2(Function2::Times, 1e300, 1e300), 1e308));
        assert!(compare(Comparison::Greater, apply1(Function1::Exp, 1000.0), 1e308));
    }

    #[test]
    fn halves_round_away_from_zero() {
        assert!(apply1(Function1::Round, 2.5).to_bits() == 3.0_f64.to_bits());
        assert!(apply1(Function1::Round, -2.5).to_bits() == (-3.0_f64).to_bits());
    }

    #[test]
    fn what_is_no_number_stays_none() {
        for function in [Function2::Min, Function2::Max] {
            assert!(apply2(function, f64::NAN, 1.0).is_nan());
            assert!(apply2(function, 1.0, f64::NAN).is_nan());
        }
        assert!(compare(Comparison::Equal, apply2(Function2::Min, 2.0, 1.0), 1.0));
        assert!(compare(Comparison::Equal, apply2(Function2::Max, 2.0, 1.0), 2.0));
    }
}
