//! Interval arithmetic for numbers some of whose parts are undefined: the values that the defined parts allow.
//!
//! An undefined condition is false or true, an undefined number any number. `how_many(x, y)` with one true and one
//! undefined condition is 1 or 2, so `how_many(x, y) >= 1` is decided.

use super::evaluate::{apply1, apply2, compare};
use crate::formula::{Comparison, Function1, Function2, Number};

/// The least and the greatest value that a number can have; equal if it is defined.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounds {
    /// The least possible value.
    pub low: f64,
    /// The greatest possible value.
    pub high: f64,
}

impl Bounds {
    /// The bounds of a number of which nothing is known.
    pub const ANY: Self = Self { low: f64::NEG_INFINITY, high: f64::INFINITY };

    /// The bounds of one number; [`ANY`](Self::ANY) if it is undefined (NaN).
    pub fn of(x: f64) -> Self {
        if x.is_nan() { Self::ANY } else { Self { low: x, high: x } }
    }

    /// The number, if it is defined; else NaN.
    pub fn value(self) -> f64 {
        if self.is_defined() { self.low } else { f64::NAN }
    }

    #[expect(clippy::float_cmp, reason = "equal ends are one number")]
    fn is_defined(self) -> bool {
        self.low == self.high
    }

    /// The bounds of a number that is one of two.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        if self.is_defined() && self == other {
            return self;
        }
        Self { low: self.low.min(other.low), high: self.high.max(other.high) }
    }

    /// The bounds of a function of the number.
    #[must_use]
    pub fn apply1(self, function: Function1) -> Self {
        let Self { low, high } = self;
        if self.is_defined() {
            return Self::of(apply1(function, low));
        }
        let rising = Self { low: apply1(function, low), high: apply1(function, high) };
        match function {
            _ if self == Self::ANY => Self::ANY,
            Function1::Minus => Self { low: -high, high: -low },
            Function1::Floor | Function1::Round | Function1::Exp => rising,
            Function1::Sqrt if low >= 0.0 => rising,
            Function1::Ln if low > 0.0 => rising,
            Function1::Abs if low >= 0.0 => self,
            Function1::Abs | Function1::Ln | Function1::Sqrt | Function1::Sin | Function1::Cos => {
                Self::ANY
            }
        }
    }

    /// The bounds of a function of this number and another.
    #[must_use]
    pub fn apply2(self, function: Function2, other: Self) -> Self {
        if self.is_defined() && other.is_defined() {
            return Self::of(apply2(function, self.low, other.low));
        }
        match function {
            Function2::Plus => self.plus(other),
            Function2::Minus => self.plus(Self { low: -other.high, high: -other.low }),
            Function2::Times if self.is_defined() => other.scaled(&|x| x * self.low, self.low),
            Function2::Times => self.scaled(&|x| x * other.low, other.value()),
            Function2::Over => self.scaled(&|x| x / other.low, other.value()),
            Function2::PlusMonths => Self {
                low: apply2(function, self.low, other.low),
                high: apply2(function, self.high, other.high),
            },
            Function2::Power => Self::ANY,
            Function2::Min => {
                Self { low: self.low.min(other.low), high: self.high.min(other.high) }
            }
            Function2::Max => {
                Self { low: self.low.max(other.low), high: self.high.max(other.high) }
            }
        }
    }

    fn plus(self, other: Self) -> Self {
        let is_endless = |x: Self| x.is_defined() && x.low.is_infinite();
        if is_endless(self) || is_endless(other) {
            return Self::ANY;
        }
        Self { low: self.low + other.low, high: self.high + other.high }
    }

    /// The bounds after multiplication or division by `factor`; [`ANY`](Self::ANY) unless the factor is finite and
    /// not 0.
    fn scaled(self, change: &dyn Fn(f64) -> f64, factor: f64) -> Self {
        if !factor.is_finite() || factor == 0.0 {
            return Self::ANY;
        }
        let (a, b) = (change(self.low), change(self.high));
        if factor > 0.0 { Self { low: a, high: b } } else { Self { low: b, high: a } }
    }

    /// The result of a comparison with another number; `None` if the bounds do not decide it.
    pub fn compare(self, how: Comparison, other: Self) -> Option<bool> {
        if self.is_defined() && other.is_defined() {
            return Some(compare(how, self.low, other.low));
        }
        if self == Self::ANY || other == Self::ANY {
            return None;
        }
        let is_apart = self.high < other.low || other.high < self.low;
        let (surely, possibly) = match how {
            Comparison::Equal => (false, !is_apart),
            Comparison::NotEqual => (is_apart, true),
            Comparison::Less | Comparison::LessEqual => {
                (compare(how, self.high, other.low), compare(how, self.low, other.high))
            }
            Comparison::Greater | Comparison::GreaterEqual => {
                (compare(how, self.low, other.high), compare(how, self.high, other.low))
            }
        };
        (surely == possibly).then_some(surely)
    }
}

/// Whether an undefined number may still have bounds from its defined parts.
pub fn may_be_bounded(number: &Number) -> bool {
    match number {
        Number::HowMany(_)
        | Number::If(..)
        | Number::Binary(Function2::Min | Function2::Max, ..) => true,
        Number::Unary(_, a) => may_be_bounded(a),
        Number::Binary(_, a, b) => may_be_bounded(a) || may_be_bounded(b),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const FUNCTIONS1: [Function1; 9] = [
        Function1::Minus,
        Function1::Abs,
        Function1::Exp,
        Function1::Ln,
        Function1::Sqrt,
        Function1::Sin,
        Function1::Cos,
        Function1::Round,
        Function1::Floor,
    ];
    const FUNCTIONS2: [Function2; 7] = [
        Function2::Plus,
        Function2::Minus,
        Function2::Times,
        Function2::Over,
        Function2::Power,
        Function2::Min,
        Function2::Max,
    ];
    const COMPARISONS: [Comparison; 6] = [
        Comparison::Equal,
        Comparison::NotEqual,
        Comparison::Less,
        Comparison::LessEqual,
        Comparison::Greater,
        Comparison::GreaterEqual,
    ];

    fn holds(bounds: Bounds, x: f64) -> bool {
        bounds == Bounds::ANY || bounds.low <= x && x <= bounds.high
    }

    proptest! {
        // numbers within bounds give results within the bounds of the result
        #[test]
        fn bounds_hold_every_value(
            ends in proptest::array::uniform4(-8_i32..8), at in (0.0..=1.0_f64, 0.0..=1.0_f64),
        ) {
            let [a, b, c, d] = ends.map(f64::from);
            let (x, y) = (
                Bounds { low: a.min(b), high: a.max(b) },
                Bounds { low: c.min(d), high: c.max(d) },
            );
            let within = |b: Bounds, at: f64| b.low + (b.high - b.low) * at;
            let (u, v) = (within(x, at.0), within(y, at.1));
            for function in FUNCTIONS1 {
                let found = apply1(function, u);
                prop_assert!(found.is_nan() || holds(x.apply1(function), found), "{function:?}");
            }
            for function in FUNCTIONS2 {
                let found = apply2(function, u, v);
                prop_assert!(found.is_nan() || holds(x.apply2(function, y), found), "{function:?}");
            }
            for how in COMPARISONS {
                if let Some(decided) = x.compare(how, y) {
                    prop_assert_eq!(decided, compare(how, u, v), "{:?}", how);
                }
            }
        }
    }

    #[test]
    fn an_unknown_number_decides_nothing_but_a_bound_does() {
        let (any, five, never) = (Bounds::ANY, Bounds::of(5.0), Bounds::of(f64::INFINITY));
        let at_least_five = any.apply2(Function2::Max, five);
        assert_eq!(at_least_five.compare(Comparison::Greater, Bounds::of(4.0)), Some(true));
        assert_eq!(at_least_five.compare(Comparison::Greater, five), None);
        assert_eq!(at_least_five.compare(Comparison::Less, never), None, "it may be never");
        for how in COMPARISONS {
            assert_eq!(any.compare(how, five), None);
            assert_eq!(any.compare(how, any), None);
            assert_eq!(never.compare(how, any), None);
        }
        assert!(any.value().is_nan() && never.value().is_infinite());
    }
}
