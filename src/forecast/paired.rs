//! From paired counts to differences: how far one side is from another on the same trials, with the
//! error of that difference, its range across readings of the inputs, and what can be said of its
//! sign.

use super::estimate::{across, ratio_error, student_quantile, weighted_quantile};
use crate::engine::{Item, Measure, Own, Shared};
use crate::numerics::standard_error;
use serde::Serialize;

/// The answer of one side: a chance, or the mean of a number.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Level {
    /// The chance, or the mean; NaN where no trial was asked.
    pub value: f64,
    /// Its standard error, from sampling alone.
    pub std_error: f64,
    /// Its 95 % interval of sampling.
    pub sampling: (f64, f64),
    /// Its 5–95 % range across worlds; none where there is one world.
    pub range: Option<(f64, f64)>,
}

/// How far a side is from the first.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Difference {
    /// That side's value less the first's; NaN where either is missing.
    pub value: f64,
    /// Its standard error, from sampling alone, the trials of both sides being paired.
    pub std_error: f64,
    /// Its 95 % interval of sampling.
    pub sampling: (f64, f64),
    /// Its 5–95 % range across worlds; none where there is one world.
    pub range: Option<(f64, f64)>,
}

/// What can be said of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Above 0, beyond what sampling explains and in 9 of 10 readings of the inputs.
    Higher,
    /// Below 0, likewise.
    Lower,
    /// Beyond what sampling explains, but of either sign across readings of the inputs.
    SignUnsure,
    /// Within what sampling explains.
    NotSeen,
    /// A side has no trial to ask.
    Missing,
}

impl Difference {
    /// What can be said of it.
    pub fn verdict(&self) -> Verdict {
        if !self.value.is_finite() || !self.std_error.is_finite() {
            return Verdict::Missing;
        }
        if self.sampling.0 <= 0.0 && self.sampling.1 >= 0.0 {
            return Verdict::NotSeen;
        }
        match self.range {
            Some((low, high)) if low < 0.0 && high > 0.0 => Verdict::SignUnsure,
            _ if self.value > 0.0 => Verdict::Higher,
            _ => Verdict::Lower,
        }
    }
}

/// One item, part after part; parts are worlds if there are several.
pub struct Parts<'a> {
    /// The items.
    pub items: Vec<&'a Item>,
    /// Whether parts are worlds.
    pub worlds: bool,
    /// What is measured.
    pub measure: Measure,
}

impl Parts<'_> {
    /// The answer of a side.
    pub fn level(&self, side: usize) -> Level {
        let own: Vec<Own> = self.items.iter().map(|item| item.own[side]).collect();
        if own.iter().any(Own::is_weighed) {
            return self.level_by_weight(&own);
        }
        if self.measure != Measure::Mean {
            let count = |own: &Own| (own.sum as u64, own.kept as u64);
            let pooled = |counts: Vec<(u64, u64)>| {
                let (hits, kept) = counts.iter().fold((0, 0), |(h, k), (a, b)| (h + a, k + b));
                vec![(hits, kept)]
            };
            let counts: Vec<(u64, u64)> = own.iter().map(count).collect();
            let found = across(&if self.worlds { counts } else { pooled(counts) });
            return Level {
                value: found.probability,
                std_error: found.error(),
                sampling: found.interval(),
                range: found.ends(),
            };
        }
        let all = total(&own);
        let value = all.sum / all.kept;
        let (std_error, sets, range) = if self.worlds {
            let left = own.iter().map(|own| own.sum - value * own.kept);
            let worlds = own.iter().filter(|own| own.kept > 0.0).map(|own| World {
                value: own.sum / own.kept,
                weight: own.kept / all.kept,
                noise: noise(own.kept, own.deviations(own.sum / own.kept) / own.kept.powi(2)),
            });
            let (error, sets) = self.between(left);
            (error / all.kept, sets, Some(range(&worlds.collect::<Vec<_>>(), value)))
        } else {
            let squares = all.deviations(value) / all.kept.powi(2);
            (noise(all.kept, squares).sqrt(), all.kept as usize, None)
        };
        Level { value, std_error, sampling: sampling(value, std_error, sets), range }
    }

    /// The answer of a side whose trials are weighed: a ratio of sums, with its error from the
    /// differences between parts.
    fn level_by_weight(&self, own: &[Own]) -> Level {
        let all = total(own);
        let value = all.sum / all.kept;
        let (error, sets) = self.between(own.iter().map(|own| own.sum - value * own.kept));
        let least = standard_error(0, all.met as u64);
        let is_share = self.measure != Measure::Mean;
        let std_error = match error / all.kept {
            error if error > 0.0 || !is_share => error,
            _ => least,
        };
        let worlds = own.iter().filter(|own| own.kept > 0.0).map(|own| World {
            value: own.sum / own.kept,
            weight: own.kept / all.kept,
            noise: own.noise_by_weight(),
        });
        let range = self.worlds.then(|| range(&worlds.collect::<Vec<_>>(), value));
        let (low, high) = sampling(value, std_error, sets);
        let sampling = if is_share { (low.max(0.0), high.min(1.0)) } else { (low, high) };
        Level { value, std_error, sampling, range }
    }

    /// The same of a difference; `left` has the error that each part adds.
    fn difference_by_weight(
        &self,
        value: f64,
        least: f64,
        sums: &[(Own, Own, Shared)],
    ) -> Difference {
        let first = total(&sums.iter().map(|s| s.0).collect::<Vec<_>>());
        let other = total(&sums.iter().map(|s| s.1).collect::<Vec<_>>());
        let (a, b) = (first.sum / first.kept, other.sum / other.kept);
        let (error, sets) = self.between(sums.iter().map(|(x, y, _)| {
            (y.sum - b * y.kept) / other.kept - (x.sum - a * x.kept) / first.kept
        }));
        let std_error = if error > 0.0 || error.is_nan() { error } else { least };
        let both = sums.iter().filter(|(x, y, _)| x.kept > 0.0 && y.kept > 0.0);
        let worlds = both.map(|(x, y, _)| World {
            value: y.sum / y.kept - x.sum / x.kept,
            weight: 0.5 * (x.kept / first.kept + y.kept / other.kept),
            noise: x.noise_by_weight() + y.noise_by_weight(),
        });
        let range = self.worlds.then(|| range(&worlds.collect::<Vec<_>>(), value));
        Difference { value, std_error, sampling: sampling(value, std_error, sets), range }
    }

    /// How far a side other than the first is from the first.
    ///
    /// With a = Σx/Σk on the first side and b = Σy/Σl on the other, a trial adds
    /// e = (y − b l)/Σl − (x − a k)/Σk to the error of b − a (the linear part of a difference of two
    /// ratios). In one world its variance is Σe² · n/(n − 1), in which Σxy enters: what both
    /// sides share cancels. With worlds it is that of the worlds' sums of e.
    pub fn difference(&self, side: usize) -> Difference {
        let sums: Vec<(Own, Own, Shared)> = self
            .items
            .iter()
            .map(|item| (item.own[0], item.own[side], item.shared[side - 1]))
            .collect();
        let first = total(&sums.iter().map(|s| s.0).collect::<Vec<_>>());
        let other = total(&sums.iter().map(|s| s.1).collect::<Vec<_>>());
        let (a, b) = (first.sum / first.kept, other.sum / other.kept);
        let value = b - a;
        let apart = sums.iter().any(|(x, y, shared)| !is_one(x, y, shared));
        let least = match self.measure {
            Measure::Mean => 0.0,
            _ => standard_error(0, first.met.min(other.met) as u64),
        };
        if sums.iter().any(|(x, y, _)| x.is_weighed() || y.is_weighed()) {
            return self.difference_by_weight(value, least, &sums);
        }
        if !self.worlds {
            let shared = sums.iter().fold(Shared::default(), |all, s| all.and(&s.2));
            let std_error = if apart { paired(&first, &other, &shared).sqrt() } else { least };
            let sampling = sampling(value, std_error, first.kept.min(other.kept) as usize);
            return Difference { value, std_error, sampling, range: None };
        }
        let left = sums
            .iter()
            .map(|(x, y, _)| (y.sum - b * y.kept) / other.kept - (x.sum - a * x.kept) / first.kept);
        let (error, sets) = self.between(left);
        let worlds = sums.iter().filter(|(x, y, _)| x.kept > 0.0 && y.kept > 0.0);
        let worlds = worlds.map(|(x, y, shared)| World {
            value: y.sum / y.kept - x.sum / x.kept,
            weight: 0.5 * (x.kept / first.kept + y.kept / other.kept),
            noise: paired(x, y, shared),
        });
        let range = range(&worlds.collect::<Vec<_>>(), value);
        let std_error = if apart { error } else { least };
        Difference {
            value,
            std_error,
            sampling: sampling(value, std_error, sets),
            range: Some(range),
        }
    }

    /// A sum of the sides' values, each times its weight, and its standard error from the
    /// differences between parts; the error is NaN where there is one part.
    pub fn combined(&self, weights: &[f64]) -> (f64, f64) {
        let totals: Vec<Own> = (0..weights.len())
            .map(|side| total(&self.items.iter().map(|item| item.own[side]).collect::<Vec<_>>()))
            .collect();
        let value = totals.iter().zip(weights).map(|(t, w)| w * (t.sum / t.kept)).sum();
        let left = self.items.iter().map(|item| {
            let sides = item.own.iter().zip(&totals).zip(weights);
            sides.map(|((x, t), w)| w * (x.sum - t.sum / t.kept * x.kept) / t.kept).sum()
        });
        (value, self.between(left).0)
    }

    /// The standard error of a sum of parts that sum to 0 around it, and how many independent parts
    /// tell it: worlds come in sets, each spread evenly over what is unsure. NaN with one part.
    fn between(&self, left: impl Iterator<Item = f64>) -> (f64, usize) {
        if self.worlds {
            return ratio_error(left.map(|r| (r, 1.0)), 0.0, 1.0);
        }
        let n = self.items.len() as f64;
        let squares: f64 = left.map(|r| r * r).sum();
        let error = if n < 2.0 { f64::NAN } else { (squares * n / (n - 1.0)).sqrt() };
        (error, self.items.len())
    }
}

impl Own {
    /// Whether trials count for more than 1.
    fn is_weighed(&self) -> bool {
        self.kept > self.met
    }

    /// The variance of the mean from sampling, where all of a world's trials weigh about the same.
    fn noise_by_weight(&self) -> f64 {
        if self.kept <= 0.0 || self.met <= 1.0 {
            return 0.0;
        }
        self.deviations(self.sum / self.kept) / self.kept / (self.met - 1.0)
    }

    /// Σ(x − mean)².
    fn deviations(&self, mean: f64) -> f64 {
        (self.squares - 2.0 * mean * self.sum + mean * mean * self.kept).max(0.0)
    }
}

impl Shared {
    fn and(&self, more: &Self) -> Self {
        Self {
            kept: self.kept + more.kept,
            first: self.first + more.first,
            other: self.other + more.other,
            products: self.products + more.products,
        }
    }
}

fn total(own: &[Own]) -> Own {
    own.iter().fold(Own::default(), |all, own| Own {
        kept: all.kept + own.kept,
        met: all.met + own.met,
        sum: all.sum + own.sum,
        squares: all.squares + own.squares,
    })
}

/// Whether both sides agree in every trial: Σ(x − y)² = 0 over the same trials.
fn is_one(x: &Own, y: &Own, shared: &Shared) -> bool {
    let same_trials = x.kept <= shared.kept && y.kept <= shared.kept;
    same_trials && x.squares + y.squares - 2.0 * shared.products <= 0.0
}

/// The variance of a difference of two means over paired trials.
fn paired(x: &Own, y: &Own, shared: &Shared) -> f64 {
    let (a, b) = (x.sum / x.kept, y.sum / y.kept);
    let together = shared.products - b * shared.first - a * shared.other + a * b * shared.kept;
    let squares = x.deviations(a) / x.kept.powi(2) + y.deviations(b) / y.kept.powi(2)
        - 2.0 * together / (x.kept * y.kept);
    noise(x.kept.max(y.kept), squares.max(0.0))
}

/// A variance of sampling from the squares found in `n` trials.
fn noise(n: f64, squares: f64) -> f64 {
    if n > 1.0 { squares * n / (n - 1.0) } else { 0.0 }
}

/// The 95 % interval of a value whose error comes of so many independent parts.
fn sampling(value: f64, std_error: f64, parts: usize) -> (f64, f64) {
    let reach = student_quantile(parts.saturating_sub(1)) * std_error;
    (value - reach, value + reach)
}

/// What one world says.
struct World {
    value: f64,
    weight: f64,
    /// The variance of `value` from sampling within the world.
    noise: f64,
}

/// The 5th and the 95th percentile of the worlds' values, freed of sampling noise as those of
/// chances are: drawn together around `center` by √((V − E) ÷ V).
fn range(worlds: &[World], center: f64) -> (f64, f64) {
    let total: f64 = worlds.iter().map(|w| w.weight).sum();
    let found: f64 =
        worlds.iter().map(|w| w.weight * (w.value - center).powi(2)).sum::<f64>() / total;
    let noise: f64 = worlds.iter().map(|w| w.weight * w.noise).sum::<f64>() / total;
    let shrink = if found > noise { ((found - noise) / found).sqrt() } else { 0.0 };
    let mut values: Vec<(f64, f64)> = worlds.iter().map(|w| (w.value, w.weight)).collect();
    values.sort_by(|a, b| a.0.total_cmp(&b.0));
    let at = |rank: f64| weighted_quantile(&values, rank).unwrap_or(center);
    let drawn_in = |x: f64| center + shrink * (x - center);
    (drawn_in(at(0.05)), drawn_in(at(0.95)))
}
