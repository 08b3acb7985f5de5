//! The main effect of one input: the mean of the answer in each of its bins, tested by an analysis of variance that
//! allows for bins of unequal weight and spread.

use super::bins::Bins;
use super::reading::Reading;
use crate::numerics::special::beta_tails;

/// The main effect of an input.
#[derive(Clone, Debug, PartialEq)]
pub struct Curve {
    /// The points, from the input's lowest bin to its highest.
    pub points: Vec<CurvePoint>,
    /// The F ratio: the variance between bins over the variance expected from scatter within them.
    pub f: f64,
    /// The p-value: the chance of so large a ratio if the input had no effect.
    pub p: f64,
    /// The share of the answer's variance that lies between bins, net of scatter.
    pub share: f64,
    /// Whether bins have equal weight, rather than a value of the input each.
    pub is_even: bool,
}

/// The answer in one bin of an input.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CurvePoint {
    /// The input's value in the middle of the bin.
    pub input: f64,
    /// The mean of the answer in the bin.
    pub mean: f64,
    /// The mean shrunk towards that of all readings by √max(0, 1 − 1 ÷ F), so that scatter alone shows no effect.
    pub shrunk: f64,
    /// The standard error of `mean`.
    pub std_error: f64,
}

/// Weighted sums over the readings of a cell.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cell {
    pub(super) weight: f64,
    squares: f64,
    sum: f64,
    sum_of_squares: f64,
}

impl Cell {
    pub(super) fn add(&mut self, weight: f64, value: f64) {
        self.weight += weight;
        self.squares += weight * weight;
        self.sum += weight * value;
        self.sum_of_squares += weight * value * value;
    }

    pub(super) fn effective(&self) -> f64 {
        if self.squares > 0.0 { self.weight * self.weight / self.squares } else { 0.0 }
    }

    pub(super) fn mean(&self) -> f64 {
        self.sum / self.weight
    }

    /// The variance of single readings, corrected for the effective number of readings.
    pub(super) fn variance(&self) -> f64 {
        let n = self.effective();
        let mean = self.mean();
        let found = (self.sum_of_squares / self.weight - mean * mean).max(0.0);
        if n > 1.0 { found * n / (n - 1.0) } else { found }
    }
}

/// The upper tail of the F distribution.
pub(super) fn f_tail(f: f64, between: f64, within: f64) -> f64 {
    if f.is_nan() || between <= 0.0 || within <= 0.0 {
        return 1.0;
    }
    if f.is_infinite() {
        return 0.0;
    }
    let (above, all) = (between * f, between * f + within);
    beta_tails(0.5 * between, 0.5 * within, above / all, within / all).1
}

/// The two-sided p-value of Student's t.
pub fn two_sided(t: f64, degrees: f64) -> f64 {
    f_tail(t * t, 1.0, degrees)
}

impl Curve {
    /// The curve of some values over the bins of an input; `spread` is the weighted sum of squares of the readings
    /// around their mean. `None` if there are fewer than two bins.
    ///
    /// The test is that of M. B. Brown and A. B. Forsythe (*Technometrics* 16, 1974): the sum of squares between bins
    /// over Σ (1 − Wᵦ ÷ W) s²ᵦ, with Satterthwaite's degrees of freedom. For bins of equal size and spread it is the
    /// usual F test.
    pub(super) fn new(readings: &[Reading], bins: &Bins, spread: f64) -> Option<Self> {
        let mut cells = vec![Cell::default(); bins.count];
        // values relative to one of them, so that squares lose no digits
        let origin = readings.first()?.value;
        for (reading, bin) in readings.iter().zip(&bins.of) {
            cells[*bin].add(reading.weight, reading.value - origin);
        }
        if bins.count < 2 {
            return None;
        }
        let total: f64 = cells.iter().map(|cell| cell.weight).sum();
        let center = cells.iter().map(|cell| cell.sum).sum::<f64>() / total;
        let between: f64 =
            cells.iter().map(|cell| cell.weight * (cell.mean() - center).powi(2)).sum();
        let scatter = |cell: &Cell| {
            (1.0 - cell.weight / total) * cell.weight * cell.variance() / cell.effective()
        };
        let expected: f64 = cells.iter().map(scatter).sum();
        let squares: f64 = cells
            .iter()
            .map(|cell| scatter(cell).powi(2) / (cell.effective() - 1.0).max(0.5))
            .sum();
        let degrees = (bins.count - 1) as f64;
        // differences within rounding error are no effect
        let rounding = 1e-20 * total * origin * origin;
        let f = if between <= rounding {
            0.0
        } else if expected > 0.0 {
            between / expected
        } else {
            f64::INFINITY
        };
        let within = if squares > 0.0 { expected * expected / squares } else { f64::INFINITY };
        let p = if within.is_finite() { f_tail(f, degrees, within) } else { f64::from(f <= 1.0) };
        let shrink = if f > 1.0 { (1.0 - 1.0 / f).sqrt() } else { 0.0 };
        let point = |(cell, input): (&Cell, &f64)| CurvePoint {
            input: *input,
            mean: origin + cell.mean(),
            shrunk: origin + center + shrink * (cell.mean() - center),
            std_error: (cell.variance() / cell.effective()).sqrt(),
        };
        let points = cells.iter().zip(&bins.middles).map(point).collect();
        let share =
            if spread > 0.0 { ((between - expected) / spread).clamp(0.0, 1.0) } else { 0.0 };
        Some(Self { points, f, p, share, is_even: !bins.places.is_empty() })
    }

    /// The means at the input's 5th and 95th percentile, net of scatter: between the middles of the outer two bins,
    /// if bins are of equal weight; the means of the outer bins if they are not, or if these middles are inside.
    pub fn ends(&self) -> [CurvePoint; 2] {
        let last = self.points.len() - 1;
        [self.end(0, 1), self.end(last, last - 1)]
    }

    /// The point between an outer bin and the next at which a twentieth of the readings lie farther out.
    fn end(&self, outer: usize, next: usize) -> CurvePoint {
        const OUTSIDE: f64 = 0.05;
        let (a, b) = (self.points[outer], self.points[next]);
        let bins = self.points.len() as f64;
        let way = if self.is_even { (OUTSIDE * bins - 0.5).clamp(0.0, 1.0) } else { 0.0 };
        let between = |a: f64, b: f64| a + way * (b - a);
        CurvePoint {
            input: between(a.input, b.input),
            mean: between(a.mean, b.mean),
            shrunk: between(a.shrunk, b.shrunk),
            std_error: ((1.0 - way) * a.std_error).hypot(way * b.std_error),
        }
    }

    /// The least and the greatest of the means, net of scatter.
    pub fn extremes(&self) -> (f64, f64) {
        let all = self.points.iter().map(|point| point.shrunk);
        all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    }

    /// The inner bin that lies farthest beyond both ends, if it is beyond the nearer end by three standard errors of
    /// their difference and by a quarter of the whole movement; else `None`.
    pub fn inner_extreme(&self) -> Option<CurvePoint> {
        let (first, last) = (self.points[0], self.points[self.points.len() - 1]);
        let beyond = |point: &CurvePoint| {
            let ends = [first, last].map(|end| {
                let by = point.shrunk - end.shrunk;
                (by, by.abs() / point.std_error.hypot(end.std_error).max(f64::MIN_POSITIVE))
            });
            let [(a, sure_a), (b, sure_b)] = ends;
            let is_beyond = a * b > 0.0 && sure_a.min(sure_b) > 3.0;
            if is_beyond { a.abs().min(b.abs()) } else { 0.0 }
        };
        let inner = self.points.get(1..self.points.len().saturating_sub(1)).unwrap_or(&[]);
        let found = inner.iter().max_by(|a, b| beyond(a).total_cmp(&beyond(b)))?;
        let (low, high) = self.extremes();
        (beyond(found) > 0.25 * (high - low)).then_some(*found)
    }
}

/// Subtracts a fitted curve from values: the mean of each bin and, with `lines`, a slope within each bin along the
/// input's order. Returns the number of parameters fitted.
pub(super) fn take_out(values: &mut [f64], weights: &[f64], bins: &Bins, lines: bool) -> f64 {
    let lines = lines && !bins.places.is_empty();
    let mut cells = vec![Cell::default(); bins.count];
    for ((value, weight), bin) in values.iter().zip(weights).zip(&bins.of) {
        cells[*bin].add(*weight, *value);
    }
    let mut slopes = vec![(0.0, 0.0); bins.count];
    if lines {
        for (i, bin) in bins.of.iter().enumerate() {
            let (weight, place) = (weights[i], bins.places[i]);
            slopes[*bin].0 += weight * place * (values[i] - cells[*bin].mean());
            slopes[*bin].1 += weight * place * place;
        }
    }
    for (i, bin) in bins.of.iter().enumerate() {
        let (above, below) = slopes[*bin];
        let line = if below > 0.0 { above / below * bins.places[i] } else { 0.0 };
        values[i] -= cells[*bin].mean() + line;
    }
    let fitted = if lines { 2 * bins.count } else { bins.count };
    (fitted - 1) as f64
}
