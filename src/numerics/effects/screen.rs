//! Screening of all inputs: their main effects, the interactions of pairs, and the variance that remains.

use super::bins::Bins;
use super::curve::{Curve, take_out};
use super::pairs::{Grid, Pair};
use super::reading::{Reading, effective_number};

/// The chance that any input is named although none has an effect; the same for pairs.
pub const FALSE_ALARM: f64 = 0.05;
/// The most bins of an input.
const MOST_BINS: usize = 20;
/// The effective readings of a bin: the number aimed at, and the least allowed.
const A_BIN: f64 = 8.0;
const LEAST_A_BIN: f64 = 3.0;
/// The fewest effective readings that can be screened.
const FEWEST: f64 = 16.0;
/// The cells along each of two inputs: for tests, and for taking out their interaction.
const CELLS: usize = 4;
const FINE_CELLS: usize = 8;
/// The most pairs times readings that are examined; beyond that, only the pairs of the foremost inputs are.
const MOST_WORK: usize = 100_000_000;
/// The most pairs whose interaction is taken out before the remainder is estimated.
const MOST_PAIRS: usize = 6;
/// Rounds in which main effects are fitted in turn.
const ROUNDS: usize = 6;
/// Differences of this share of the largest value are rounding.
const ROUNDING: f64 = 1e-11;
/// The number of standard errors from which the remainder counts as seen.
const SEEN: f64 = 3.0;

/// The main effects and pair effects on one answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Screen {
    /// The mean of the answer.
    pub mean: f64,
    /// The variance between readings, net of the noise of few trials.
    pub variance: f64,
    /// The standard error of `variance`.
    pub variance_error: f64,
    /// The main effect of each input; `None` if it does not vary over the readings, or they are too few.
    pub curves: Vec<Option<Curve>>,
    /// The inputs whose main effect is seen, the one with the largest share of the variance first.
    pub named: Vec<usize>,
    /// The pairs whose interaction is seen, the one with the largest share of the variance first.
    pub pairs: Vec<Pair>,
    /// The variance that no named effect explains.
    pub remainder: Remainder,
    /// The effective number of readings.
    pub effective: f64,
}

/// The variance between readings that no input alone and no pair explains.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Remainder {
    /// The variance, net of the noise of few trials; by chance it may be below 0.
    pub variance: f64,
    /// The standard error of `variance`.
    pub std_error: f64,
}

impl Remainder {
    /// Whether the variance is more than sampling noise explains.
    pub fn is_seen(&self) -> bool {
        self.variance > SEEN * self.std_error && self.variance > 0.0
    }
}

impl Screen {
    /// Whether the answer is seen to vary between readings.
    pub fn varies(&self) -> bool {
        self.variance > 0.0
            && (self.variance > SEEN * self.variance_error
                || !self.named.is_empty()
                || !self.pairs.is_empty())
    }

    /// The share of the variance between readings that remains, if it is seen.
    pub fn left(&self) -> Option<f64> {
        let is_seen = self.remainder.is_seen() && self.variance > 0.0;
        is_seen.then(|| (self.remainder.variance / self.variance).min(1.0))
    }
}

/// Finds the inputs that move an answer. `inputs` has the values of each input in the readings.
///
/// An input is named if its F test fails at [`FALSE_ALARM`] over the number of inputs; pairs likewise. So if nothing
/// has an effect, nothing is named in 19 of 20 cases. After the first, inputs are tested on the residuals of the main
/// effects named so far, and pairs on the residuals of all named main effects.
pub fn screen(readings: &[Reading], inputs: &[Vec<f64>]) -> Screen {
    let effective = effective_number(readings);
    let total: f64 = readings.iter().map(|reading| reading.weight).sum();
    let mean = readings.iter().map(|r| r.weight * r.value).sum::<f64>() / total;
    let whole: Vec<f64> = readings.iter().map(|reading| reading.value - mean).collect();
    let all = leftover(readings, &whole, 1.0);
    let mut found = Screen {
        mean,
        variance: all.variance,
        variance_error: all.std_error,
        curves: vec![None; inputs.len()],
        named: Vec::new(),
        pairs: Vec::new(),
        remainder: all,
        effective,
    };
    if effective < FEWEST {
        return found;
    }
    let weights: Vec<f64> = readings.iter().map(|reading| reading.weight).collect();
    // the variance between readings without the noise of few trials, or with it if there is nothing else
    let spread = if all.variance > 0.0 {
        total * all.variance
    } else {
        readings.iter().zip(&whole).map(|(r, x)| r.weight * x * x).sum()
    };
    let most = ((effective / A_BIN) as usize).clamp(2, MOST_BINS);
    let bins: Vec<Bins> =
        inputs.iter().map(|values| Bins::new(values, &weights, most, LEAST_A_BIN)).collect();
    found.curves = bins.iter().map(|bins| Curve::new(readings, bins, spread)).collect();
    let rest = Rest { readings, weights: &weights, inputs, bins: &bins, effective };
    let (mut left, fitted) = rest.name(&whole, &mut found);
    let fitted = rest.pair(&mut left, fitted, &mut found);
    found.remainder = leftover(readings, &left, fitted + 1.0);
    found
}

/// The variance of an answer between readings, net of the noise of few trials, and its mean.
pub fn variance_between(readings: &[Reading]) -> (f64, f64) {
    let total: f64 = readings.iter().map(|reading| reading.weight).sum();
    let mean = readings.iter().map(|r| r.weight * r.value).sum::<f64>() / total;
    let around: Vec<f64> = readings.iter().map(|reading| reading.value - mean).collect();
    (leftover(readings, &around, 1.0).variance, mean)
}

/// The variance of residuals after `fitted` parameters were estimated, net of the noise of few trials.
fn leftover(readings: &[Reading], left: &[f64], fitted: f64) -> Remainder {
    let n = effective_number(readings);
    let total: f64 = readings.iter().map(|reading| reading.weight).sum();
    let square = readings.iter().zip(left).map(|(r, x)| r.weight * x * x).sum::<f64>() / total;
    // values that differ by rounding alone don't vary
    let largest = readings.iter().map(|r| r.value.abs()).fold(0.0, f64::max);
    let square = if square <= (ROUNDING * largest).powi(2) { 0.0 } else { square };
    // the variance of a trial: a reading of a single one has that of the others, and so more noise than they
    let of_trials = readings.iter().filter(|r| !r.noise.is_nan()).map(|r| r.weight * r.noise);
    let (sum, known) = of_trials.fold((0.0, 0.0), |(sum, n), own| (sum + own, n + 1.0));
    let noise = if known > 0.0 { sum * (readings.len() as f64 / known) / total } else { square };
    let widened = if n > fitted { n / (n - fitted) } else { f64::INFINITY };
    let scatter: f64 = readings
        .iter()
        .zip(left)
        .map(|(r, x)| (r.weight * (x * x - square)).powi(2))
        .sum::<f64>()
        .sqrt()
        / total;
    Remainder { variance: widened * square - noise, std_error: widened * scatter }
}

struct Rest<'a> {
    readings: &'a [Reading],
    weights: &'a [f64],
    inputs: &'a [Vec<f64>],
    bins: &'a [Bins],
    effective: f64,
}

impl Rest<'_> {
    /// Names inputs one by one, each time the one with the largest F on the residuals of those before. Returns the
    /// residuals of all of them and the number of parameters fitted.
    fn name(&self, whole: &[f64], found: &mut Screen) -> (Vec<f64>, f64) {
        let varying: Vec<usize> =
            (0..self.inputs.len()).filter(|i| found.curves[*i].is_some()).collect();
        let level = FALSE_ALARM / varying.len() as f64;
        let mut tests: Vec<(usize, f64, f64)> = varying
            .iter()
            .filter_map(|i| found.curves[*i].as_ref().map(|curve| (*i, curve.f, curve.p)))
            .collect();
        let (mut left, mut fitted) = (whole.to_vec(), 0.0);
        loop {
            tests.retain(|(input, ..)| !found.named.contains(input));
            let passed = tests.iter().filter(|(.., p)| *p < level);
            let Some((next, ..)) = passed.max_by(|a, b| a.1.total_cmp(&b.1)) else { break };
            found.named.push(*next);
            (left, fitted) = self.without_main_effects(whole, &found.named);
            if self.effective < 2.0 * fitted {
                break;
            }
            let of_rest: Vec<Reading> = self
                .readings
                .iter()
                .zip(&left)
                .map(|(reading, value)| Reading { value: *value, ..*reading })
                .collect();
            for (input, f, p) in &mut tests {
                let curve = Curve::new(&of_rest, &self.bins[*input], 1.0);
                (*f, *p) = curve.map_or((0.0, 1.0), |curve| (curve.f, curve.p));
            }
        }
        let share = |i: &usize| found.curves[*i].as_ref().map_or(0.0, |curve| curve.share);
        let mut named = found.named.clone();
        named.sort_by(|a, b| share(b).total_cmp(&share(a)).then(a.cmp(b)));
        found.named = named;
        (left, fitted)
    }

    /// The residuals of the main effects of some inputs, fitted in turn, and the number of parameters fitted.
    fn without_main_effects(&self, values: &[f64], named: &[usize]) -> (Vec<f64>, f64) {
        let mut left = values.to_vec();
        let numbers: usize = named.iter().map(|i| 2 * self.bins[*i].count).sum();
        let lines = (numbers as f64) < 0.5 * self.effective;
        let mut fits: Vec<Vec<f64>> = vec![vec![0.0; values.len()]; named.len()];
        let mut fitted = 0.0;
        let rounds = if named.len() < 2 { 1 } else { ROUNDS };
        for _ in 0..rounds {
            fitted = 0.0;
            for (input, fit) in named.iter().zip(&mut fits) {
                let own: Vec<f64> = left.iter().zip(fit.iter()).map(|(x, f)| x + f).collect();
                left.clone_from(&own);
                fitted += take_out(&mut left, self.weights, &self.bins[*input], lines);
                fit.iter_mut().zip(own.iter().zip(&left)).for_each(|(f, (o, l))| *f = o - l);
            }
        }
        (left, fitted)
    }

    /// Finds the pairs that interact in the residuals of main effects, one by one, and subtracts their interaction.
    /// `fitted` is the number of parameters fitted before; returns the number with those of the pairs.
    fn pair(&self, left: &mut [f64], mut fitted: f64, found: &mut Screen) -> f64 {
        let looked = self.looked_at(found);
        let cells: Vec<Bins> = looked.iter().map(|i| self.cells(*i, CELLS)).collect();
        let mut ahead: Vec<(usize, usize)> =
            (0..looked.len()).flat_map(|j| (0..j).map(move |i| (i, j))).collect();
        let level = FALSE_ALARM / ahead.len() as f64;
        let values: Vec<f64> = self.readings.iter().map(|reading| reading.value).collect();
        let fine = (FINE_CELLS * FINE_CELLS) as f64 * A_BIN <= self.effective;
        let along = if fine { FINE_CELLS } else { CELLS };
        while found.variance > 0.0 && found.pairs.len() < MOST_PAIRS {
            let test = |(i, j): &(usize, usize)| {
                let grid = Grid::new(left, self.weights, (&cells[*i], &cells[*j]));
                let (p, together) = grid.together();
                (p < level).then_some((*i, *j, p, together))
            };
            let passed: Vec<(usize, usize, f64, f64)> = ahead.iter().filter_map(test).collect();
            let Some(best) = passed.iter().max_by(|a, b| a.3.total_cmp(&b.3)) else { break };
            let (first, second, p, together) = *best;
            ahead = passed
                .iter()
                .map(|(i, j, ..)| (*i, *j))
                .filter(|of| *of != (first, second))
                .collect();
            let extremes =
                Grid::new(&values, self.weights, (&cells[first], &cells[second])).extremes();
            // corrects for the part of this that earlier fits took
            let whole = self.effective / (self.effective - fitted).max(1.0);
            let share = (whole * together / found.variance).min(1.0);
            let inputs = (looked[first], looked[second]);
            let (a, b) = (self.cells(inputs.0, along), self.cells(inputs.1, along));
            fitted += Grid::new(left, self.weights, (&a, &b)).take_out(left, (&a, &b));
            found.pairs.push(Pair { inputs, p, share, extremes });
        }
        found.pairs.sort_by(|a, b| b.share.total_cmp(&a.share).then(a.inputs.cmp(&b.inputs)));
        fitted
    }

    /// The inputs whose pairs are examined: all that vary, or the foremost ones if those are too many.
    fn looked_at(&self, found: &Screen) -> Vec<usize> {
        let mut looked: Vec<usize> =
            (0..self.inputs.len()).filter(|i| found.curves[*i].is_some()).collect();
        let f = |i: &usize| found.curves[*i].as_ref().map_or(0.0, |curve| curve.f);
        looked.sort_by(|a, b| f(b).total_cmp(&f(a)).then(a.cmp(b)));
        while looked.len() * looked.len() / 2 * self.readings.len() > MOST_WORK {
            looked.pop();
        }
        looked.sort_unstable();
        looked
    }

    fn cells(&self, input: usize, cells: usize) -> Bins {
        Bins::new(&self.inputs[input], self.weights, cells, 0.0)
    }
}
