//! The distribution across worlds of a value that each world shows with noise: the nonparametric
//! maximum-likelihood mixture (J. Kiefer and J. Wolfowitz, *Annals of Mathematical Statistics* 27, 1956), by
//! expectation maximisation on a fixed grid (N. Laird, *JASA* 73, 1978).

/// The most points of a grid.
const MOST_POINTS: usize = 1024;
/// The spacing of the grid in units of the noise.
const STEP: f64 = 0.2;
/// The distance from an observation within which values are considered, in units of the noise.
const REACH: f64 = 4.5;
/// The most rounds, and the number of rounds between checks for convergence.
const ROUNDS: usize = 200;
const LOOK: usize = 10;

/// Worlds with about equal observations, on a scale on which noise is about equal everywhere.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// Their position on the scale.
    pub(super) at: f64,
    /// The noise on the scale.
    pub(super) noise: f64,
    /// Their weight.
    pub(super) weight: f64,
}

/// The candidate values: evenly spaced points from a first one on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Grid {
    first: f64,
    step: f64,
    points: usize,
}

impl Grid {
    /// A grid over all values that the groups (sorted by position) may have, within the limits of the scale.
    pub(super) fn over(groups: &[Group], noise: f64, (least, most): (f64, f64)) -> Self {
        let at = |group: Option<&Group>| group.map_or(0.0, |group| group.at);
        let low = (at(groups.first()) - REACH * noise).max(least);
        let high = (at(groups.last()) + REACH * noise).min(most);
        let requested = (high - low) / (STEP * noise);
        let points = (requested.min((MOST_POINTS - 2) as f64).max(0.0)) as usize + 2;
        Self { first: low, step: (high - low) / (points - 1) as f64, points }
    }

    /// The positions of all points.
    pub(super) fn places(&self) -> impl Iterator<Item = f64> {
        (0..self.points).map(|point| self.at(point))
    }

    /// The position of a point.
    pub(super) fn at(&self, point: usize) -> f64 {
        self.first + self.step * point as f64
    }

    /// The points within reach of a group: at least the nearest one.
    fn near(&self, group: &Group) -> std::ops::Range<usize> {
        let reach = REACH * group.noise;
        let index = |x: f64| ((x - self.first) / self.step).clamp(0.0, (self.points - 1) as f64);
        let from = index(group.at - reach).ceil() as usize;
        let to = index(group.at + reach).floor() as usize + 1;
        if from < to { from..to } else { from.min(to)..from.min(to) + 1 }
    }
}

/// The percentile of the mixture at a rank, on the scale. `likelihood` returns the log likelihood of a group
/// (by index) at a point of the grid; `enough` is the convergence tolerance of the percentile.
pub(super) fn percentile(
    groups: &[Group],
    grid: &Grid,
    likelihood: &dyn Fn(usize, usize) -> f64,
    (rank, enough): (f64, f64),
) -> f64 {
    let near: Vec<std::ops::Range<usize>> = groups.iter().map(|group| grid.near(group)).collect();
    let rows: Vec<Vec<f64>> = (near.iter().enumerate())
        .map(|(i, points)| relative(points.clone().map(|point| likelihood(i, point)).collect()))
        .collect();
    let total: f64 = groups.iter().map(|group| group.weight).sum();
    let mut masses = vec![1.0 / grid.points as f64; grid.points];
    let mut next = vec![0.0; grid.points];
    let mut found = f64::NAN;
    for round in 1..=ROUNDS {
        next.fill(0.0);
        for ((group, points), row) in groups.iter().zip(&near).zip(&rows) {
            let own = &masses[points.clone()];
            let sum: f64 = own.iter().zip(row).map(|(mass, likely)| mass * likely).sum();
            let factor = if sum > 0.0 { group.weight / (total * sum) } else { 0.0 };
            for ((next, mass), likely) in next[points.clone()].iter_mut().zip(own).zip(row) {
                *next += factor * mass * likely;
            }
        }
        std::mem::swap(&mut masses, &mut next);
        if round % LOOK == 0 {
            let before = std::mem::replace(&mut found, quantile(grid, &masses, rank));
            if (found - before).abs() <= enough {
                break;
            }
        }
    }
    found
}

/// Likelihoods relative to the largest, from their logs.
fn relative(logs: Vec<f64>) -> Vec<f64> {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let of = |ln: f64| if most > f64::NEG_INFINITY { libm::exp(ln - most) } else { 1.0 };
    logs.into_iter().map(of).collect()
}

/// The position with the share `rank` of the mass below it, counting half of each point's own mass on either
/// side.
fn quantile(grid: &Grid, masses: &[f64], rank: f64) -> f64 {
    let total: f64 = masses.iter().sum();
    let (mut below, mut before) = (0.0, None);
    for (point, mass) in masses.iter().enumerate().filter(|(_, mass)| **mass > 0.0) {
        let here = (below + mass / 2.0) / total;
        if here >= rank {
            return match before {
                Some((place, at)) if here > at => {
                    place + (grid.at(point) - place) * (rank - at) / (here - at)
                }
                _ => grid.at(point),
            };
        }
        before = Some((grid.at(point), here));
        below += mass;
    }
    before.map_or(f64::NAN, |(place, _)| place)
}
