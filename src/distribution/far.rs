//! A part of a distribution so far out in a tail that its chance is no number: all in logarithms.

use super::counting::smallest;
use super::ranks::{of_rank, rank};

/// The tail of a distribution in which a narrow or remote part of it lies, in logarithms.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Far {
    /// Whether chances are measured from above, and not from below.
    is_upper: bool,
    /// The logarithm of the larger of the tails at the two ends.
    ln_most: f64,
    /// The larger tail less the smaller one, as a part of the larger: the part's own chance.
    share: f64,
}

impl Far {
    /// The part between two bounds, by the logarithms of the tails below the lower and at the upper one; `None`
    /// if there is no chance of it.
    pub(super) fn new(before: (f64, f64), after: (f64, f64)) -> Option<Self> {
        let is_upper = before.1 <= before.0;
        let (ln_most, ln_least) = if is_upper { (before.1, after.1) } else { (after.0, before.0) };
        let share = -libm::expm1(ln_least - ln_most);
        (ln_most > f64::NEG_INFINITY && share > 0.0).then_some(Self { is_upper, ln_most, share })
    }

    /// The logarithm of its chance.
    pub(super) fn ln_mass(self) -> f64 {
        self.ln_most + libm::log(self.share)
    }

    /// The tails within the part at a point of the base with these.
    pub(super) fn within(self, (ln_lower, ln_upper): (f64, f64)) -> (f64, f64) {
        let tail = if self.is_upper { ln_upper } else { ln_lower };
        // from the end where the base's tail is the larger
        let gone = (-libm::expm1(tail - self.ln_most) / self.share).clamp(0.0, 1.0);
        let left = 1.0 - gone;
        if self.is_upper { (gone, left) } else { (left, gone) }
    }

    /// The point of the part with these tails, by the logarithms of the base's tails: of a counting base the
    /// smallest whole number, else by guarded false position between the bounds.
    pub(super) fn inverse(
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
        // rises with x, and is 0 at the point
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

/// The most steps of [`root`]: by halving alone it takes 64.
const STEPS: u32 = 130;

/// The zero of a rising function between two bounds, in the order of all floating-point numbers: false
/// position after Illinois, with a halving wherever that has not halved the bracket.
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
