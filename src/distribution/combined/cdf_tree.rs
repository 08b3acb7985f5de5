//! An index of the distribution function of a mixture of many parts, from which a quantile costs a few parts, however
//! many overlap.
//!
//! The floating-point numbers are halved into intervals, as often as needed. In an interval, a part whose tails stay
//! the same is a constant, a smooth part is interpolated at Chebyshev nodes, where the values of all such parts are
//! added up, and every other part is passed on to the two halves. So each part is evaluated at a bounded number of
//! points. Counts are tabulated or interpolated between whole numbers.
//!
//! Halves are computed when a quantile first lies in them. They depend on the parts alone, so a quantile has the same
//! bits whichever others were requested before.

use super::curve::{Curve, Grid};
use super::ranks::{halved, middle, of_rank, rank};
use crate::distribution::families::reached;
use std::sync::{Arc, OnceLock};

/// The least tail that an interpolated distribution function resolves.
pub(crate) const LEAST_TAIL: f64 = 1e-12;
/// A tail of a part that is left out.
const NEGLIGIBLE: f64 = 1e-24;
/// An interval with at most this many parts that are neither constant nor interpolated is not halved.
const FEW: usize = 8;
/// The error allowed to an interpolated tail, relative to its change over the interval.
const CLOSE: f64 = 1e-12;
/// The error allowed besides, relative to the tail: the rounding errors of the families' functions.
const ROUNDING: f64 = 1e-12;

/// The tails of a part, by its index, at a number.
pub(crate) type TailsOf<'a> = &'a dyn Fn(usize, f64) -> (f64, f64);

/// An index of the distribution function of a mixture.
#[derive(Debug)]
pub(crate) struct CdfTree {
    parts: Parts,
    root: Interval,
}

/// The weights of the parts, and their kinds.
#[derive(Debug)]
struct Parts {
    /// The weight of each part, and whether its values are the whole multiples of `step`.
    each: Box<[(f64, bool)]>,
    step: f64,
}

impl CdfTree {
    /// Begins the index of parts with these weights and, for counts, the distance between their values.
    pub(crate) fn new(parts: &[(f64, Option<f64>)], tails: TailsOf) -> Self {
        // counts of another distance than the first are correct too, but cost an interval for each value
        let step = parts.iter().find_map(|(_, step)| *step).unwrap_or(f64::NAN);
        let each = parts.iter().map(|(weight, s)| (*weight, *s == Some(step))).collect();
        let parts = Parts { each, step };
        let all: Vec<u32> = (0..).take(parts.each.len()).collect();
        let nothing = Known { settled: (0.0, 0.0), smooth: None, counted: None };
        let root = Interval::new((rank(f64::MIN), rank(f64::MAX)), &all, &nothing, (&parts, tails));
        Self { parts, root }
    }

    /// The smallest number whose tails reach the requested ones; each of these must be at least [`LEAST_TAIL`].
    pub(crate) fn inverse(&self, requested: (f64, f64), tails: TailsOf) -> f64 {
        let mut interval = &self.root;
        while interval.open.len() > FEW && interval.begin + 1 < interval.end {
            let middle = middle(interval.begin, interval.end);
            let is_right = !reached(interval.middle, requested);
            let ends = if is_right { (middle, interval.end) } else { (interval.begin, middle) };
            let half = || {
                let given = (&self.parts, tails);
                Box::new(Interval::new(ends, &interval.open, &interval.known, given))
            };
            interval = interval.halves[usize::from(is_right)].get_or_init(half);
        }
        let tails_at = |x| interval.tails(x, (&self.parts, tails));
        halved((interval.begin + 1, interval.end), |x| reached(tails_at(x), requested))
    }
}

/// The sum of the parts that are constant or interpolated in an interval.
#[derive(Clone, Debug)]
struct Known {
    settled: (f64, f64),
    smooth: Option<Arc<Curve>>,
    counted: Option<Arc<Curve>>,
}

/// The numbers above one rank, up to and including another.
#[derive(Debug)]
struct Interval {
    begin: i64,
    end: i64,
    known: Known,
    /// The parts that are not known.
    open: Box<[u32]>,
    /// The tails of the mixture at the middle rank.
    middle: (f64, f64),
    halves: [OnceLock<Box<Self>>; 2],
}

impl Interval {
    fn new(
        (begin, end): (i64, i64),
        candidates: &[u32],
        outer: &Known,
        (parts, tails): (&Parts, TailsOf),
    ) -> Self {
        let ends = (of_rank(begin), of_rank(end));
        let mut known = outer.clone();
        let mut smooth = Sum::new(Grid::of_numbers(ends));
        let mut counted = Sum::new(Grid::of_counts(ends, parts.step));
        let mut open = Vec::new();
        for at in candidates {
            let (weight, is_counted) = parts.each[*at as usize];
            let part = |x| tails(*at as usize, x);
            let (from, to) = (part(ends.0), part(ends.1));
            if from == to || to.0 <= NEGLIGIBLE || from.1 <= NEGLIGIBLE {
                let constant = if from.1 <= NEGLIGIBLE { from } else { to };
                known.settled = plus(known.settled, weight, constant);
                continue;
            }
            let sum = if is_counted { &mut counted } else { &mut smooth };
            if !sum.takes(weight, (from, to), &part) {
                open.push(*at);
            }
        }
        if let Some(curve) = smooth.with(outer.smooth.as_deref()) {
            known.smooth = Some(Arc::new(curve));
        }
        if let Some(curve) = counted.with(outer.counted.as_deref()) {
            known.counted = Some(Arc::new(curve));
        }
        let halves = [OnceLock::new(), OnceLock::new()];
        let mut found = Self { begin, end, known, open: open.into(), middle: (0.0, 0.0), halves };
        found.middle = found.tails(of_rank(middle(begin, end)), (parts, tails));
        found
    }

    /// The tails of the mixture at a number in the interval.
    fn tails(&self, x: f64, (parts, tails): (&Parts, TailsOf)) -> (f64, f64) {
        let mut sum = self.known.settled;
        if let Some(curve) = &self.known.smooth {
            sum = plus(sum, 1.0, curve.value(x));
        }
        if let Some(curve) = &self.known.counted {
            sum = plus(sum, 1.0, curve.value((x / parts.step).floor()));
        }
        self.open
            .iter()
            .fold(sum, |sum, at| plus(sum, parts.each[*at as usize].0, tails(*at as usize, x)))
    }
}

fn plus(sum: (f64, f64), weight: f64, tails: (f64, f64)) -> (f64, f64) {
    (sum.0 + weight * tails.0, sum.1 + weight * tails.1)
}

/// The sum of the interpolated parts at the nodes of an interval.
struct Sum {
    grid: Option<Grid>,
    values: Vec<(f64, f64)>,
}

impl Sum {
    fn new(grid: Option<Grid>) -> Self {
        Self { grid, values: Vec::new() }
    }

    /// Adds a part if it can be interpolated; returns whether it was added.
    fn takes(
        &mut self,
        weight: f64,
        ends: ((f64, f64), (f64, f64)),
        part: &dyn Fn(f64) -> (f64, f64),
    ) -> bool {
        let Some(grid) = &self.grid else { return false };
        let Some(values) = interpolated(grid, ends, part) else { return false };
        self.values.resize(values.len(), (0.0, 0.0));
        for (sum, value) in self.values.iter_mut().zip(values) {
            *sum = plus(*sum, weight, value);
        }
        true
    }

    /// The curve of the sum and an outer curve; `None` if no part was added.
    fn with(self, outer: Option<&Curve>) -> Option<Curve> {
        let Self { grid, mut values } = self;
        let grid = grid.filter(|_| !values.is_empty())?;
        if let Some(outer) = outer {
            for (sum, at) in values.iter_mut().zip(grid.nodes()) {
                *sum = plus(*sum, 1.0, outer.value(*at));
            }
        }
        Some(grid.into_curve(values))
    }
}

/// The tails of a part at the nodes of a grid, if the curve through them is close to the part; `ends` are the part's
/// tails at both ends of the interval.
fn interpolated(
    grid: &Grid,
    (from, to): ((f64, f64), (f64, f64)),
    part: &dyn Fn(f64) -> (f64, f64),
) -> Option<Vec<(f64, f64)>> {
    let value = |at: f64| part(grid.number(at));
    let values = |grid: &Grid| grid.nodes().iter().map(|at| value(*at)).collect();
    if grid.is_whole() {
        return Some(values(grid));
    }
    let change = |to: (f64, f64)| (to.0 - from.0).max(from.1 - to.1);
    let half = change(value(grid.half())) / change(to);
    if !(0.02..=0.98).contains(&half) {
        // nearly all of the change lies in one half: no polynomial is close
        return None;
    }
    let values: Vec<(f64, f64)> = values(grid);
    let error = |tail: f64| CLOSE * change(to) + ROUNDING * tail;
    let errors = (error(to.0), error(from.1));
    let is_close = |at: f64, exact: (f64, f64)| {
        let (lower, upper) = grid.value(&values, at);
        (lower - exact.0).abs() <= errors.0 && (upper - exact.1).abs() <= errors.1
    };
    let [first, last] = grid.ends();
    let is_fine = is_close(first, from)
        && is_close(last, to)
        && grid.between().iter().all(|at| is_close(*at, value(*at)));
    is_fine.then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::numerics::special::normal_tails;
    use std::cell::Cell;

    /// The evaluations of parts for 400 quantiles of a mixture of overlapping normals, by the index and by bisection of
    /// the sum of all parts.
    fn evaluations(n: usize) -> (u64, u64) {
        let mean = |part: usize| (part * 7919 % n) as f64 / n as f64;
        let counted = Cell::new(0);
        let tails = |part: usize, x: f64| {
            counted.set(counted.get() + 1);
            normal_tails((x - mean(part)) / (0.5 + mean(n - 1 - part)))
        };
        let parts = vec![(1.0 / n as f64, None); n];
        let tree = CdfTree::new(&parts, &tails);
        let whole = |x| (0..n).fold((0.0, 0.0), |sum, at| plus(sum, 1.0 / n as f64, tails(at, x)));
        let (mut by_tree, mut by_sum) = (counted.take(), 0);
        for i in 1..400 {
            let u = f64::from(i) / 400.0;
            let x = tree.inverse((u, 1.0 - u), &tails);
            by_tree += counted.take();
            if i % 100 == 0 {
                let exact = halved((rank(-9.0), rank(9.0)), |x| reached(whole(x), (u, 1.0 - u)));
                by_sum += 100 * counted.take();
                assert!((x - exact).abs() < 1e-10, "{u}: {x}, exactly {exact}");
            }
        }
        (by_tree, by_sum)
    }

    #[test]
    fn a_part_costs_the_same_among_many_and_a_quantile_nothing_more() {
        let (few, many) = (evaluations(250), evaluations(2000));
        assert!(many.0 <= 2000 * 800, "{} evaluations of each part", many.0 / 2000);
        assert!(4 * many.0 <= 5 * 8 * few.0, "{few:?}, then {many:?}");
        // the wrong way, the sum of all parts at every step of a bisection, is found out
        assert!(many.1 > 2000 * 800, "{many:?}");
    }

    #[test]
    fn counts_and_points_cost_the_same_among_many() {
        // uniform counts of 0 to `most`, and point masses
        let evaluations = |n: usize, step: Option<f64>, most: f64| {
            let counted = Cell::new(0_u64);
            let tails = |part: usize, x: f64| {
                counted.set(counted.get() + 1);
                let lower = if step.is_some() {
                    let k = (x.floor() - (part % 16) as f64).clamp(-1.0, most);
                    (k + 1.0) / (most + 1.0)
                } else {
                    f64::from(x >= part as f64)
                };
                (lower, 1.0 - lower)
            };
            let tree = CdfTree::new(&vec![(1.0 / n as f64, step); n], &tails);
            for i in 1..100 {
                let u = f64::from(i) / 100.0 - 1e-4;
                let x = tree.inverse((u, 1.0 - u), &tails);
                let middle = if step.is_some() { 7.5 + u * (most + 1.0) } else { u * n as f64 };
                assert!((x - middle).abs() <= 10.0, "{u}: {x}, about {middle}");
                assert!(x.fract().abs() <= 0.0);
            }
            counted.get()
        };
        for (step, most) in [(Some(1.0), 20.0), (Some(1.0), 1e6), (None, 0.0)] {
            let (few, many) = (evaluations(500, step, most), evaluations(4000, step, most));
            assert!(4 * many <= 5 * 8 * few, "{step:?}, {most}: {few}, then {many}");
        }
    }
}
