//! The answers of sides and their differences from paired counts, by world if there are several.

use super::difference::{Difference, Level, UNKNOWN};
use super::sums::{is_one, noise, paired, seen, total};
use super::worlds::{World, range};
use crate::engine::{Item, Measure, Own, Shared};
use crate::forecast::answer::Range;
use crate::forecast::chance::among::is_carried;
use crate::forecast::chance::estimate::{across, ratio_error, student_quantile};
use crate::forecast::chance::spread::{mean_reaches, ratio_skewness};
use crate::numerics::standard_error;

/// In fewer pairs of trials than this a number that is shifted by as much in all of them may do so by chance.
const SHIFTED: f64 = 100.0;

/// The sums of one item, by part; parts are worlds if there are several.
pub struct Parts<'a> {
    /// The item in each part.
    pub items: Vec<&'a Item>,
    /// Whether parts are worlds.
    pub worlds: bool,
    /// The statistic measured.
    pub measure: Measure,
    /// By side: whether its answer depends on uncertain inputs.
    pub uncertain: Vec<bool>,
    /// By side: the effective number of equally weighted worlds; `None` if all weigh the same, or if the
    /// answer does not depend on them.
    pub worth: Vec<Option<f64>>,
}

impl Parts<'_> {
    /// The answer of a side, without an error and a range if too few worlds carry it.
    pub fn level(&self, side: usize) -> Level {
        let worth = self.worth[side];
        let all = total(&self.items.iter().map(|item| item.own[side]).collect::<Vec<_>>());
        let spread = all.deviation();
        let from_origin = self.level_of_all(side);
        let value = from_origin.value + self.origin();
        let found = Level { value, worth, spread, ..from_origin };
        if is_carried(worth) {
            let (low, high) = found.sampling;
            return Level { sampling: (low + self.origin(), high + self.origin()), ..found };
        }
        Level { std_error: f64::NAN, sampling: UNKNOWN, range: None, ..found }
    }

    /// The origin that is subtracted from the item's numbers.
    fn origin(&self) -> f64 {
        self.items.first().map_or(0.0, |item| item.origin)
    }

    /// The answer of a side minus the origin, even if few worlds carry it; the range includes the origin.
    fn level_of_all(&self, side: usize) -> Level {
        let own: Vec<Own> = self.items.iter().map(|item| item.own[side]).collect();
        if own.iter().any(Own::is_weighed) {
            return self.level_by_weight(side, &own);
        }
        if self.measure != Measure::Mean {
            let count = |own: &Own| (own.sum as u64, own.kept as u64);
            let pooled = |counts: Vec<(u64, u64)>| {
                let (hits, kept) = counts.iter().fold((0, 0), |(h, k), (a, b)| (h + a, k + b));
                vec![(hits, kept)]
            };
            let counts: Vec<(u64, u64)> = own.iter().map(count).collect();
            let are_many = self.worlds && self.uncertain[side];
            let found = across(&if are_many { counts } else { pooled(counts) });
            return Level {
                value: found.probability,
                std_error: found.error(),
                sampling: found.interval(),
                range: found.range,
                ..Level::new(found.probability)
            };
        }
        let all = total(&own);
        let value = all.sum / all.kept;
        let (std_error, reaches, range) = if self.worlds {
            let left = own.iter().map(|own| (own.sum - value * own.kept, own.kept));
            let worlds = own.iter().map(|own| World {
                value: own.sum / own.kept + self.origin(),
                weight: own.kept / all.kept,
                trials: own.kept,
                spread: own.deviations(own.sum / own.kept) / (own.kept - 1.0),
            });
            let (error, reaches) = self.between(left);
            (error / all.kept, reaches, self.range(&[side], worlds.collect()))
        } else {
            let squares = all.deviations(value) / all.kept.powi(2);
            (noise(all.kept, squares).sqrt(), student(all.kept - 1.0), None)
        };
        // trials that agree tell no error
        let std_error = if std_error > 0.0 { std_error } else { f64::NAN };
        let sampling = sampling(value, std_error, reaches);
        Level { std_error, sampling, range, ..Level::new(value) }
    }

    /// The answer of a side with weighted trials: a ratio of sums, with its error from the differences
    /// between parts.
    fn level_by_weight(&self, side: usize, own: &[Own]) -> Level {
        let all = total(own);
        let value = all.sum / all.kept;
        let left = own.iter().map(|own| (own.sum - value * own.kept, own.kept));
        let (error, reaches) = self.between(left);
        let least = standard_error(0, all.accepted as u64);
        let is_share = self.measure != Measure::Mean;
        let std_error = match error / all.kept {
            error if error > 0.0 => error,
            _ if is_share => least,
            _ => f64::NAN,
        };
        let worlds = own.iter().map(|own| World {
            value: own.sum / own.kept + self.origin(),
            weight: own.kept / all.kept,
            trials: own.accepted,
            spread: own.spread_by_weight(),
        });
        let range = self.range(&[side], worlds.collect());
        let (low, high) = sampling(value, std_error, reaches);
        let sampling = if is_share { (low.max(0.0), high.min(1.0)) } else { (low, high) };
        Level { std_error, sampling, range, ..Level::new(value) }
    }

    /// The difference between a side and the first, without an error and a range if too few worlds carry
    /// either.
    pub fn difference(&self, side: usize) -> Difference {
        let found = self.difference_of_all(side);
        if is_carried(self.worth[0]) && is_carried(self.worth[side]) {
            return found;
        }
        Difference { std_error: f64::NAN, sampling: UNKNOWN, range: None, ..found }
    }

    /// The difference between a side and the first, even if few worlds carry them.
    ///
    /// With a = Σx/Σk on the first side and b = Σy/Σl on the other, a trial adds e = (y − b l)/Σl − (x − a
    /// k)/Σk to the error of b − a (the linear part of a difference of two ratios). With a single world, its
    /// variance is Σe² · n/(n − 1), which contains Σxy: noise shared by both sides cancels. With several
    /// worlds, it is that of the worlds' sums of e.
    fn difference_of_all(&self, side: usize) -> Difference {
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
        let least = self.least(&first, &other, value);
        let is_weighted = sums.iter().any(|(x, y, _)| x.is_weighed() || y.is_weighed());
        if !self.worlds && !is_weighted {
            let shared = sums.iter().fold(Shared::default(), |all, s| all.and(&s.2));
            let error = paired(&first, &other, &shared).sqrt();
            let std_error = if apart && error > 0.0 { error } else { least };
            let reaches = student(first.kept.min(other.kept) - 1.0);
            let sampling = sampling(value, std_error, reaches);
            return Difference { value, std_error, sampling, range: None, is_overall: false };
        }
        let weight = |x: &Own, y: &Own| 0.5 * (x.kept / first.kept + y.kept / other.kept);
        let (error, reaches) = self.between(sums.iter().map(|(x, y, _)| {
            let left = (y.sum - b * y.kept) / other.kept - (x.sum - a * x.kept) / first.kept;
            (left, weight(x, y))
        }));
        let error = seen(error, first.deviation() + other.deviation());
        let worlds = sums.iter().map(|(x, y, shared)| {
            let (value, weight) = (y.sum / y.kept - x.sum / x.kept, weight(x, y));
            let pairs = x.kept.min(y.kept);
            let (trials, spread) = if is_weighted {
                (x.accepted.min(y.accepted), x.spread_by_weight() + y.spread_by_weight())
            } else {
                (pairs, paired(x, y, shared) * pairs)
            };
            World { value, weight, trials, spread }
        });
        let worlds: Vec<World> = worlds.collect();
        let (apart, is_known) = if is_weighted {
            // trials that agree everywhere show no range
            (worlds.iter().any(|w| w.value.abs() > 0.0), error > 0.0 || error.is_nan())
        } else {
            (apart, apart && error > 0.0)
        };
        let range = if apart { self.range(&[0, side], worlds) } else { None };
        let std_error = if is_known { error } else { least };
        Difference {
            value,
            std_error,
            sampling: sampling(value, std_error, reaches),
            range,
            is_overall: false,
        }
    }

    /// The standard error of a difference that is the same in every pair of trials: as if one more differed, by a
    /// chance of 1 or by the deviations of both sides. A number that is shifted by as much in many trials has none.
    fn least(&self, first: &Own, other: &Own, value: f64) -> f64 {
        let pairs = first.accepted.min(other.accepted);
        if self.measure != Measure::Mean {
            return if pairs > 0.0 { standard_error(0, pairs as u64) } else { f64::NAN };
        }
        if pairs >= SHIFTED && value != 0.0 {
            return 0.0;
        }
        let error = (first.deviation().powi(2) + other.deviation().powi(2)).sqrt() / pairs;
        if error > 0.0 { error } else { f64::NAN }
    }

    /// The range of the worlds' values, if the answer of any of these sides depends on uncertain inputs.
    fn range(&self, sides: &[usize], worlds: Vec<World>) -> Option<Range> {
        let can_differ = self.worlds && sides.iter().any(|side| self.uncertain[*side]);
        if can_differ { range(worlds) } else { None }
    }

    /// A weighted sum of the sides' values, and its standard error from the differences between parts; NaN
    /// with a single part, or if too few worlds carry a side.
    pub fn combined(&self, weights: &[f64]) -> (f64, f64) {
        let totals: Vec<Own> = (0..weights.len())
            .map(|side| total(&self.items.iter().map(|item| item.own[side]).collect::<Vec<_>>()))
            .collect();
        let all: f64 = weights.iter().sum();
        // the weights of a difference sum to 0, up to rounding
        let origin = if all.abs() < 1e-9 { 0.0 } else { all * self.origin() };
        let value: f64 = totals.iter().zip(weights).map(|(t, w)| w * (t.sum / t.kept)).sum();
        let scale: f64 = totals.iter().zip(weights).map(|(t, w)| (w * t.deviation()).abs()).sum();
        let left = self.items.iter().map(|item| {
            let sides = item.own.iter().zip(&totals).zip(weights).filter(|(_, w)| **w != 0.0);
            sides.fold((0.0, 0.0), |(left, weight), ((x, t), w)| {
                let apart = w * (x.sum - t.sum / t.kept * x.kept) / t.kept;
                (left + apart, weight + x.kept / t.kept)
            })
        });
        let mut counted = self.worth.iter().zip(weights).filter(|(_, weight)| **weight != 0.0);
        let is_carried = counted.all(|(worth, _)| is_carried(*worth));
        let error = if is_carried { seen(self.between(left).0, scale) } else { f64::NAN };
        (seen(value, scale) + origin, error)
    }

    /// The standard error of a sum of deviations `left` over parts, each with the weight of its part, and the numbers of
    /// errors that its 95 % interval extends down and up: worlds come in sets, each stratified over the uncertain
    /// inputs. NaN with a single part.
    fn between(&self, left: impl Iterator<Item = (f64, f64)> + Clone) -> (f64, (f64, f64)) {
        if self.worlds {
            let (error, degrees) = ratio_error(left.clone(), 0.0, 1.0);
            return (error, mean_reaches(ratio_skewness(left, 0.0), degrees));
        }
        let n = self.items.len() as f64;
        let squares: f64 = left.map(|(r, _)| r * r).sum();
        let error = if n < 2.0 { f64::NAN } else { (squares * n / (n - 1.0)).sqrt() };
        (error, student(n - 1.0))
    }
}

/// The numbers of errors that an interval without skewness extends down and up.
fn student(degrees_of_freedom: f64) -> (f64, f64) {
    let reach = student_quantile(degrees_of_freedom);
    (reach, reach)
}

/// The 95 % interval of a value that extends by `below` and `above` errors.
fn sampling(value: f64, std_error: f64, (below, above): (f64, f64)) -> (f64, f64) {
    (value - below * std_error, value + above * std_error)
}
