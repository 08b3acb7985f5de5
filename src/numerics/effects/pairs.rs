//! Interactions of two inputs: cell means less the main effects of both.

use super::bins::Bins;
use super::curve::{Cell, f_tail};

/// Two inputs that interact.
#[derive(Clone, Debug, PartialEq)]
pub struct Pair {
    /// The indices of the inputs.
    pub inputs: (usize, usize),
    /// The p-value: the chance of so much variance between cells if they did not interact.
    pub p: f64,
    /// The share of the answer's variance that their interaction explains, beyond their main effects.
    pub share: f64,
    /// The least and the greatest mean of the answer over their cells, net of scatter.
    pub extremes: (f64, f64),
}

/// The most rounds in which row and column effects are fitted in turn.
const MOST_ROUNDS: usize = 200;

/// Sums over the readings in each cell of two inputs' bins.
pub(super) struct Grid {
    cells: Vec<Cell>,
    rows: usize,
    columns: usize,
}

impl Grid {
    pub(super) fn new(values: &[f64], weights: &[f64], (a, b): (&Bins, &Bins)) -> Self {
        let mut cells = vec![Cell::default(); a.count * b.count];
        let places = a.of.iter().zip(&b.of);
        for ((value, weight), (row, column)) in values.iter().zip(weights).zip(places) {
            cells[row * b.count + column].add(*weight, *value);
        }
        Self { cells, rows: a.count, columns: b.count }
    }

    /// The mean of each cell less the best additive fit of a row effect and a column effect.
    fn beyond_main_effects(&self) -> Vec<f64> {
        let means = self.cells.iter().map(|c| if c.weight > 0.0 { c.mean() } else { 0.0 });
        let mut left: Vec<f64> = means.collect();
        let at = |row: usize, column: usize| row * self.columns + column;
        let rows: Vec<Vec<usize>> =
            (0..self.rows).map(|r| (0..self.columns).map(|c| at(r, c)).collect()).collect();
        let columns: Vec<Vec<usize>> =
            (0..self.columns).map(|c| (0..self.rows).map(|r| at(r, c)).collect()).collect();
        let size = left.iter().map(|x| x.abs()).fold(0.0, f64::max);
        for _ in 0..MOST_ROUNDS {
            let mut moved = 0.0_f64;
            for line in rows.iter().chain(&columns) {
                let weigh = |i: &usize| self.cells[*i].effective();
                let weight: f64 = line.iter().map(weigh).sum();
                if weight <= 0.0 {
                    continue;
                }
                let mean = line.iter().map(|i| weigh(i) * left[*i]).sum::<f64>() / weight;
                for i in line {
                    left[*i] -= mean;
                }
                moved = moved.max(mean.abs());
            }
            if moved <= 1e-9 * size {
                break;
            }
        }
        left
    }

    /// The number of row and column effects that can be estimated: rows and columns, less one for each part of the
    /// grid that cells with readings connect.
    fn main_effects(&self) -> usize {
        let mut part: Vec<usize> = (0..self.rows + self.columns).collect();
        for (i, _) in self.cells.iter().enumerate().filter(|(_, cell)| cell.weight > 0.0) {
            let (row, column) = (part[i / self.columns], part[self.rows + i % self.columns]);
            part.iter_mut().filter(|p| **p == row).for_each(|p| *p = column);
        }
        let mut parts = part.clone();
        parts.sort_unstable();
        parts.dedup();
        part.len() - parts.len()
    }

    /// Tests the cells beyond main effects. Returns F, its two degrees of freedom, and the variance within cells.
    fn test(&self) -> (f64, f64, f64, f64) {
        let left = self.beyond_main_effects();
        let filled = self.cells.iter().filter(|cell| cell.weight > 0.0).count();
        let degrees = filled.saturating_sub(self.main_effects()) as f64;
        let (mut squares, mut within, mut inner) = (0.0, 0.0, 0.0);
        for (cell, left) in self.cells.iter().zip(&left) {
            let n = cell.effective();
            squares += n * left * left;
            if n > 1.0 {
                within += (n - 1.0) * cell.variance();
                inner += n - 1.0;
            }
        }
        let noise = if inner > 0.0 { within / inner } else { f64::NAN };
        let f = if noise > 0.0 {
            squares / degrees / noise
        } else if squares > 0.0 && noise >= 0.0 {
            f64::INFINITY
        } else {
            0.0
        };
        (f, degrees, inner, noise)
    }

    /// Returns the p-value of no interaction, and the variance of single readings that the interaction explains.
    pub(super) fn together(&self) -> (f64, f64) {
        let (f, degrees, inner, noise) = self.test();
        let n: f64 = self.cells.iter().map(Cell::effective).sum();
        if degrees < 1.0 || n <= 0.0 {
            return (1.0, 0.0);
        }
        let share = if f.is_infinite() {
            let left = self.beyond_main_effects();
            self.cells.iter().zip(&left).map(|(c, x)| c.effective() * x * x).sum::<f64>() / n
        } else {
            ((f - 1.0) * degrees * noise / n).max(0.0)
        };
        (f_tail(f, degrees, inner), share)
    }

    /// The least and the greatest cell mean, shrunk towards the overall mean by the part of their differences that
    /// scatter within cells explains.
    pub(super) fn extremes(&self) -> (f64, f64) {
        let filled = || self.cells.iter().filter(|cell| cell.effective() >= 2.0);
        let total: f64 = filled().map(|cell| cell.weight).sum();
        let center = filled().map(|cell| cell.weight * cell.mean()).sum::<f64>() / total;
        let between: f64 = filled().map(|c| c.weight * (c.mean() - center).powi(2)).sum();
        let scatter: f64 = filled()
            .map(|c| (1.0 - c.weight / total) * c.weight * c.variance() / c.effective())
            .sum();
        let kept = if between > scatter { (1.0 - scatter / between).sqrt() } else { 0.0 };
        let ends = filled().map(|cell| center + kept * (cell.mean() - center));
        ends.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| (low.min(x), high.max(x)))
    }

    /// Subtracts the interaction of the inputs from values. Returns the number of parameters fitted.
    pub(super) fn take_out(&self, values: &mut [f64], (a, b): (&Bins, &Bins)) -> f64 {
        let left = self.beyond_main_effects();
        for (value, (row, column)) in values.iter_mut().zip(a.of.iter().zip(&b.of)) {
            *value -= left[row * self.columns + column];
        }
        let filled = self.cells.iter().filter(|cell| cell.weight > 0.0).count();
        filled.saturating_sub(self.main_effects()) as f64
    }
}
