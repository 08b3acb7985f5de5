//! The exact answers of worlds to one question as probabilities, numbers and dates.

use crate::exact::{Exactly, Masses};
use crate::forecast::answer::{DateSummary, Estimate, Figure, NoMean, NumberSummary, Range};
use crate::forecast::chance::estimate::{QUANTILES, computed, ratio_error};
use crate::forecast::chance::spread::{ROUNDING, mean_reaches, ratio_skewness};
use crate::forecast::number::dates;
use crate::forecast::number::histogram::of_chances;
use crate::forecast::number::quantiles::{Side, Spread, share_error};
use crate::forecast::number::spans::{range_with_never, with_ends};
use crate::forecast::number::summary::FEW_VALUES;
use crate::forecast::range::{WorldValue, range_of_exact};
use crate::numerics::SetShare;
use crate::numerics::strata::REPLICATES;

/// The answers to one question in each world.
pub(super) struct Worlds<'a> {
    /// The answers with the worlds' weights.
    pub(super) worlds: Vec<(&'a Exactly, f64)>,
    /// Whether these worlds are enough for an error and a range.
    pub(super) is_carried: bool,
}

impl Worlds<'_> {
    /// The weighted mean of probabilities, without its error if too few worlds carry it.
    fn estimate(&self, worlds: &[(f64, f64)]) -> Estimate {
        let found = computed(worlds);
        if self.is_carried { found } else { found.without_error() }
    }

    /// The probability of an outcome, given that the answer is defined.
    pub(super) fn share(&self, outcome: usize) -> Estimate {
        let of = |(answer, weight): &(&Exactly, f64)| match &answer.masses {
            Masses::Outcomes(masses) => {
                let defined: f64 = masses.iter().sum();
                let p = if defined > 0.0 { masses[outcome] / defined } else { 0.0 };
                (p.min(1.0), weight * defined)
            }
            Masses::Values(_) => unreachable!("a number has no outcomes"),
        };
        self.estimate(&self.worlds.iter().map(of).collect::<Vec<_>>())
    }

    /// The probability that a first passage has occurred by a step.
    pub(super) fn passed(&self, step: usize) -> Estimate {
        let of = |(answer, weight): &(&Exactly, f64)| (answer.passed[step], *weight);
        self.estimate(&self.worlds.iter().map(of).collect::<Vec<_>>())
    }

    /// Every value with its probability over all worlds, ascending.
    fn values(&self) -> Vec<(f64, f64)> {
        let mut all: Vec<(f64, f64)> = Vec::new();
        for (answer, weight) in &self.worlds {
            if let Masses::Values(values) = &answer.masses {
                all.extend(values.iter().map(|(x, p)| (*x, p * weight)));
            }
        }
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = all.iter().map(|(_, p)| p).sum();
        for (_, p) in &mut all {
            *p /= total;
        }
        all
    }

    /// The mean of a function of the values, as an estimate over worlds.
    fn mean_of(&self, of: &dyn Fn(f64) -> f64) -> Estimate {
        self.estimate(&self.means(of))
    }

    /// The mean of a function of the values in each world, with the world's weight.
    fn means(&self, of: &dyn Fn(f64) -> f64) -> Vec<(f64, f64)> {
        let of = |(answer, weight): &(&Exactly, f64)| match &answer.masses {
            Masses::Values(values) => {
                let defined: f64 = values.iter().map(|(_, p)| p).sum();
                let sum: f64 = values.iter().map(|(x, p)| of(*x) * p).sum();
                (if defined > 0.0 { sum / defined } else { 0.0 }, weight * defined)
            }
            Masses::Outcomes(_) => (0.0, 0.0),
        };
        self.worlds.iter().map(of).collect()
    }

    /// The mean of the values, with its range across worlds.
    fn mean(&self) -> Figure {
        let means = self.means(&|x| x);
        let total: f64 = means.iter().map(|(_, weight)| weight).sum();
        let value = means.iter().map(|(x, weight)| x * weight).sum::<f64>() / total;
        if means.len() < 2 {
            return Figure::exact(value);
        }
        if !self.is_carried {
            return Figure { std_error: None, sampling: None, ..Figure::exact(value) };
        }
        let sums = || means.iter().map(|(x, weight)| (x * weight, *weight));
        let (error, degrees) = ratio_error(sums(), value, total);
        let error = if error <= ROUNDING * value.abs() { 0.0 } else { error };
        let (below, above) = mean_reaches(ratio_skewness(sums(), value), degrees);
        Figure {
            value,
            std_error: Some(error).filter(|error| error.is_finite()),
            sampling: error.is_finite().then_some((value - below * error, value + above * error)),
            range: range_of_exact(&means),
        }
    }

    /// The ranges of the quantiles across worlds, in the order of [`QUANTILES`]; empty with a single world.
    fn ranges(&self) -> Vec<Option<Range>> {
        if self.worlds.len() < 2 || !self.is_carried {
            return Vec::new();
        }
        let of = |p: &f64| {
            let value = |(answer, weight): &(&Exactly, f64)| {
                let Masses::Values(values) = &answer.masses else { return WorldValue::NOTHING };
                let defined: f64 = values.iter().map(|(_, chance)| chance).sum();
                let value = if defined > 0.0 { quantile(values, p * defined) } else { None };
                value.map_or(WorldValue::NOTHING, |value| WorldValue {
                    value,
                    noise: 0.0,
                    weight: weight * defined,
                })
            };
            range_with_never(self.worlds.iter().map(value).collect(), f64::INFINITY)
        };
        QUANTILES.iter().map(of).collect()
    }

    /// Calls `of` with the quantiles of the values and the shares below them. No trial is drawn: equal shares are exact.
    fn with_spread<T>(
        &self,
        values: &[(f64, f64)],
        ranges: &[Option<Range>],
        of: impl FnOnce(&Spread) -> T,
    ) -> T {
        of(&Spread {
            quantile: &|p| quantile(values, p),
            sets: &|x, side| self.sets(|value| is_counted(value, x, side)),
            is_carried: self.is_carried,
            worlds: Some(f64::INFINITY),
            ranges,
        })
    }

    /// The share of each set of worlds with one of the selected values, without noise within a world.
    fn sets(&self, is_hit: impl Fn(f64) -> bool) -> Vec<SetShare> {
        let mut sets = vec![SetShare::default(); self.worlds.len().min(REPLICATES as usize)];
        for (index, (answer, weight)) in self.worlds.iter().enumerate() {
            let Masses::Values(values) = &answer.masses else { continue };
            let set = &mut sets[index % REPLICATES as usize];
            for (x, p) in values {
                set.of += weight * p;
                set.hits += if is_hit(*x) { weight * p } else { 0.0 };
            }
        }
        sets
    }
}

/// The smallest value with at least the share `p` at or below it.
fn quantile(values: &[(f64, f64)], p: f64) -> Option<f64> {
    let mut below = 0.0;
    for (x, chance) in values {
        below += chance;
        if below >= p - ROUNDING {
            return Some(*x);
        }
    }
    values.last().map(|(x, _)| *x)
}

pub(super) fn days(worlds: &Worlds, happens: Option<Estimate>) -> DateSummary {
    let values = worlds.values();
    let comes: f64 = values.iter().filter(|(x, _)| x.is_finite()).map(|(_, p)| p).sum();
    let share = |x: f64| f64::from(u8::from(x.is_finite()));
    let happens = happens.unwrap_or_else(|| worlds.mean_of(&share));
    // an end between two days becomes the later one
    let comes_on = |x: f64| {
        let day = values.iter().map(|(day, _)| *day).find(|day| *day >= x);
        day.unwrap_or(f64::INFINITY)
    };
    let ranges = worlds.ranges().into_iter().map(|range| Some(with_ends(range?, &comes_on)));
    let ranges: Vec<Option<Range>> = ranges.collect();
    worlds.with_spread(&values, &ranges, |spread| dates::days(spread, happens, comes))
}

/// Whether a value counts on this side of `x`.
fn is_counted(value: f64, x: f64, side: Side) -> bool {
    match side {
        Side::AtMost => value <= x,
        Side::Below => value < x,
    }
}

pub(super) fn number(unit: String, worlds: &Worlds) -> NumberSummary {
    let values = worlds.values();
    let endless = values.iter().filter(|(x, _)| x.is_infinite()).map(|(_, p)| p).sum();
    let sets = worlds.sets(f64::is_infinite);
    let never = Figure { std_error: Some(share_error(&sets).std_error), ..Figure::exact(endless) };
    let pooled: f64 = values.iter().map(|(x, p)| x * p).sum();
    let variance: f64 = values.iter().map(|(x, p)| (x - pooled) * (x - pooled) * p).sum();
    let mean = if values.is_empty() || !values.iter().any(|(_, p)| *p > 0.0) {
        Err(NoMean::NoTrials)
    } else if never.value > 0.0 {
        Err(NoMean::Never)
    } else {
        Ok(worlds.mean())
    };
    let ranges = worlds.ranges();
    let quantiles = worlds.with_spread(&values, &ranges, |spread| {
        let known = QUANTILES.iter().enumerate();
        known.filter_map(|(i, p)| Some((*p, spread.figure(i, *p)?))).collect()
    });
    let mut distinct = values.clone();
    distinct.dedup_by(|next, kept| {
        let is_one = next.0.to_bits() == kept.0.to_bits();
        kept.1 += if is_one { next.1 } else { 0.0 };
        is_one
    });
    distinct.retain(|(_, p)| *p > 0.0);
    let shares = distinct.iter().map(|(x, p)| {
        let sets = worlds.sets(|value| value.to_bits() == x.to_bits());
        let error = share_error(&sets).std_error;
        (*x, Figure { std_error: Some(error), ..Figure::exact(*p) })
    });
    NumberSummary {
        unit,
        std_dev: mean.ok().map(|_| variance.sqrt()),
        mean,
        quantiles,
        values: if distinct.len() > FEW_VALUES { Vec::new() } else { shares.collect() },
        histogram: of_chances(&distinct),
        never,
    }
}
