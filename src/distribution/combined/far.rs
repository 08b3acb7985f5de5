//! Parts of a distribution so far out in a tail that their chance underflows, computed in logarithms.

use super::ranks::{of_rank, rank};
use crate::distribution::families::smallest;

/// A narrow or remote part of a distribution, described by the logarithms of the tail in which it lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Far {
    /// Whether the part is measured in the upper tail rather than the lower.
    is_upper: bool,
    /// The logarithm of the larger of the two tails at the ends of the part.
    ln_most: f64,
    /// The chance of the part as a share of the larger tail: 1 less the ratio of the smaller to the larger.
    share: f64,
}

impl Far {
    /// The part between two bounds, given the logarithms of the tails below the lower bound and at the upper bound;
    /// `None` if its chance is 0.
    pub(crate) fn new(before: (f64, f64), after: (f64, f64)) -> Option<Self> {
        let is_upper = before.1 <= before.0;
        let (ln_most, ln_least) = if is_upper { (before.1, after.1) } else { (after.0, before.0) };
        let share = -libm::expm1(ln_least - ln_most);
        (ln_most > f64::NEG_INFINITY && share > 0.0).then_some(Self { is_upper, ln_most, share })
    }

    /// The logarithm of the part's chance.
    pub(crate) fn ln_mass(self) -> f64 {
        self.ln_most + libm::log(self.share)
    }

    /// The tails within the part at a point where the base has the tails given in logarithms.
    pub(crate) fn within(self, (ln_lower, ln_upper): (f64, f64)) -> (f64, f64) {
        let tail = if self.is_upper { ln_upper } else { ln_lower };
        // counted from the end at which the base's tail is the larger
        // 0 is added so that nothing is 0 and not -0
        let gone = (-libm::expm1(tail - self.ln_most) / self.share).clamp(0.0, 1.0) + 0.0;
        let left = 1.0 - gone;
        if self.is_upper { (gone, left) } else { (left, gone) }
    }

    /// The point with these tails within the part, given the logarithms of the base's tails: for a counting base the
    /// smallest whole number, else by false position between the bounds.
    pub(crate) fn inverse(
        self,
        (ln_tails, is_counting): (&dyn Fn(f64) -> (f64, f64), bool),
        (low, high): (f64, f64),
        (lower, upper): (f64, f64),
    ) -> f64 {
        let (gone, left) = if self.is_upper { (lower, upper) } else { (upper, lower) };
        let kept = if gone < 0.5 {
            libm::log1p(-gone * self.share)
        } else {
            libm::log((1.0 - self.share) + left * self.share)
        };
        let target = self.ln_most + kept;
        // rises with x and is 0 at the point
        let over = |x: f64| {
            let (ln_lower, ln_upper) = ln_tails(x);
            if self.is_upper { target - ln_upper } else { ln_lower - target }
        };
        if is_counting {
            let ends = (low.ceil(), high.floor());
            let start = if self.is_upper || high.is_infinite() { ends.0 } else { ends.1 };
            return smallest(ends, start, |k| over(k) >= 0.0);
        }
        root((low, high), over)
    }
}

/// The most steps of [`root`]; bisection alone takes 64.
const STEPS: u32 = 130;

/// The zero of a rising function between two bounds, by the Illinois variant of false position on the ranks of
/// floating-point numbers, with a bisection after each step that has not halved the bracket.
fn root((low, high): (f64, f64), f: impl Fn(f64) -> f64) -> f64 {
    let (mut a, mut b) = (rank(low.max(f64::MIN)), rank(high.min(f64::MAX)));
    let (mut f_a, mut f_b) = (f(of_rank(a)), f(of_rank(b)));
    let mut halve = false;
    for _ in 0..STEPS {
        let width = b.abs_diff(a);
        if width <= 1 {
            break;
        }
        let middle = a.midpoint(b);
        let share = -f_a / (f_b - f_a);
        let at = if halve || !(share > 0.0 && share < 1.0) {
            middle
        } else {
            a.saturating_add_unsigned((share * width as f64) as u64).clamp(a + 1, b - 1)
        };
        let here = f(of_rank(at));
        if here == 0.0 {
            return of_rank(at);
        }
        if here < 0.0 {
            (a, f_a, f_b) = (at, here, 0.5 * f_b);
        } else {
            (b, f_b, f_a) = (at, here, 0.5 * f_a);
        }
        halve = b.abs_diff(a) > width / 2;
    }
    of_rank(b)
}
