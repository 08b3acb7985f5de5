//! A guarded Newton iteration that inverts a distribution function.

/// The most steps that [`invert_tails`] takes. Bisection alone needs about 75 for a bracket of
/// 1500 units and 53 bits.
const STEPS: usize = 200;

/// The tails of a distribution at a point, and its density there.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tails {
    /// The chance of a value at or below the point.
    pub(crate) lower: f64,
    /// The chance of a value above the point.
    pub(crate) upper: f64,
    /// The derivative of `lower`.
    pub(crate) density: f64,
}

/// The point within `low..high` whose tails are `lower` and `upper` (which sum to 1).
///
/// Uses Newton's method on the logarithm of the smaller tail, kept in a bracket that every step narrows: a step that
/// leaves the bracket, or does not halve the error, is followed by a bisection. Takes at most 200 steps. If no point
/// has these tails, returns the nearer end.
pub(crate) fn invert_tails(
    (mut low, mut high): (f64, f64),
    start: f64,
    (lower, upper): (f64, f64),
    tails: impl Fn(f64) -> Tails,
) -> f64 {
    let mut at = if start > low && start < high { start } else { f64::midpoint(low, high) };
    let mut last_error = f64::INFINITY;
    for _ in 0..STEPS {
        let here = tails(at);
        // positive if `at` is too far to the right, whichever tail is used
        let (error, slope) = if lower <= upper {
            (libm::log(here.lower / lower), here.density / here.lower)
        } else {
            (libm::log(upper / here.upper), here.density / here.upper)
        };
        if error == 0.0 {
            return at;
        }
        if error > 0.0 {
            high = at;
        } else {
            low = at;
        }
        let newton = at - error / slope;
        let inside = newton > low && newton < high;
        if inside && error.abs() < 1e-9 {
            return newton;
        }
        let middle = f64::midpoint(low, high);
        if middle <= low || middle >= high {
            return at;
        }
        (at, last_error) = if inside && error.abs() < 0.5 * last_error {
            (newton, error.abs())
        } else {
            (middle, f64::INFINITY)
        };
    }
    at
}
