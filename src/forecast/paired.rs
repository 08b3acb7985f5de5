//! Turns paired counts into differences: between two sides on the same trials, with the error of the
//! difference, its range across worlds, and a verdict on its sign.

use super::among::is_carried;
use super::answer::{Range, Settled};
use super::estimate::{across, ratio_error, student_quantile};
use super::range::{WorldValue, range_of_values};
use crate::engine::{Item, Measure, Own, Shared};
use crate::numerics::standard_error;

/// The answer of one side: a probability, or the mean of a number.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Level {
    /// The probability or mean; NaN if the question was asked in no trial.
    pub value: f64,
    /// Its standard error from sampling alone; NaN if it can't be estimated.
    pub std_error: f64,
    /// Its 95 % interval of sampling; NaN if it can't be estimated.
    pub sampling: (f64, f64),
    /// Its 5–95 % range across worlds; `None` with a single world, or if it does not depend on uncertain
    /// inputs.
    pub range: Option<Range>,
    /// The effective number of equally weighted worlds (Kish); `None` if all weigh the same.
    pub worth: Option<f64>,
    /// The way in which the model or the suppositions determine this chance, so that nothing is estimated.
    pub settled: Option<Settled>,
    /// The standard deviation of a trial; determines the digits shown if there is no error.
    pub spread: f64,
}

/// The difference between a side and the first.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Difference {
    /// The side's value minus the first's; NaN if either is missing.
    pub value: f64,
    /// Its standard error from sampling alone, with the trials of both sides paired; NaN if it can't be
    /// estimated.
    pub std_error: f64,
    /// Its 95 % interval of sampling; NaN if it can't be estimated.
    pub sampling: (f64, f64),
    /// The 5–95 % range of the differences within each world; `None` with a single world, if they don't
    /// depend on uncertain inputs, or if the worlds of the two sides are not the same.
    pub range: Option<Range>,
    /// Whether the difference depends on uncertain inputs and has no range, as the worlds of the two sides are not the same.
    pub is_overall: bool,
}

/// A verdict on a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Above 0, beyond sampling error, and in 9 of 10 worlds.
    Higher,
    /// Below 0, beyond sampling error, and in 9 of 10 worlds.
    Lower,
    /// Above 0 over all worlds; how single worlds differ is not resolved.
    HigherOverall,
    /// Below 0 over all worlds; how single worlds differ is not resolved.
    LowerOverall,
    /// Beyond sampling error, but of either sign across worlds.
    SignUnsure,
    /// Exactly 0: nothing that differs can reach the answer, or both sides are determined and equal.
    Same,
    /// Within sampling error.
    NotSeen,
    /// There are too few worlds or trials to estimate the error.
    TooFew,
    /// On one side, the question is asked in no trial.
    Missing,
}

impl Level {
    /// Creates a level with only a value.
    fn new(value: f64) -> Self {
        let (std_error, spread) = (f64::NAN, f64::NAN);
        let (range, worth, settled) = (None, None, None);
        Self { value, std_error, sampling: UNKNOWN, range, worth, settled, spread }
    }

    /// Makes it the value that the model or the suppositions determine, if what was counted agrees.
    pub fn settle(&mut self, value: f64, settled: Option<Settled>, measure: Measure) {
        if (self.value - value).abs() > 1e-12 * value.abs() || self.value.is_nan() {
            return;
        }
        let known = Self { worth: self.worth, settled, ..Self::new(value) };
        // as `run` has it: a chance that is not estimated has no error, a constant one of 0
        *self = match measure {
            Measure::Mean => Self { std_error: 0.0, sampling: (value, value), ..known },
            _ => known,
        };
    }

    /// The size that determines the digits shown of a mean: the standard error, or the deviation of a trial
    /// if there is none.
    pub fn digits(&self) -> f64 {
        if self.std_error.is_finite() { self.std_error } else { self.spread }
    }

    /// Whether too few worlds carry the answer to estimate its error.
    pub fn is_thin(&self) -> bool {
        !is_carried(self.worth)
    }
}

impl Difference {
    /// A difference that is not estimated.
    pub fn exact(value: f64) -> Self {
        let (range, is_overall) = (None, false);
        Self { value, std_error: 0.0, sampling: (value, value), range, is_overall }
    }

    /// The verdict on the difference.
    pub fn verdict(&self) -> Verdict {
        if !self.value.is_finite() {
            return Verdict::Missing;
        }
        if !self.std_error.is_finite() {
            return Verdict::TooFew;
        }
        if self.std_error == 0.0 && self.value == 0.0 {
            return Verdict::Same;
        }
        if self.sampling.0 <= 0.0 && self.sampling.1 >= 0.0 {
            return Verdict::NotSeen;
        }
        let is_higher = self.value > 0.0;
        match self.range {
            Some(Range::Unresolved { .. }) if is_higher => Verdict::HigherOverall,
            Some(Range::Unresolved { .. }) => Verdict::LowerOverall,
            None if self.is_overall && is_higher => Verdict::HigherOverall,
            None if self.is_overall => Verdict::LowerOverall,
            Some(Range::Resolved { low, high, .. }) if low < 0.0 && high > 0.0 => {
                Verdict::SignUnsure
            }
            // over all worlds, the sign can differ from that in most of them
            Some(Range::Resolved { low, high, .. })
                if (is_higher && high < 0.0) || (!is_higher && low > 0.0) =>
            {
                Verdict::SignUnsure
            }
            _ if is_higher => Verdict::Higher,
            _ => Verdict::Lower,
        }
    }
}

/// In fewer pairs of trials than this a number that is shifted by as much in all of them may do so by chance.
const SHIFTED: f64 = 100.0;

/// The interval if none can be estimated.
const UNKNOWN: (f64, f64) = (f64::NAN, f64::NAN);

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
        let from_origin = self.told(side);
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
    fn told(&self, side: usize) -> Level {
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
        let (std_error, degrees, range) = if self.worlds {
            let left = own.iter().map(|own| (own.sum - value * own.kept, own.kept));
            let worlds = own.iter().map(|own| World {
                value: own.sum / own.kept + self.origin(),
                weight: own.kept / all.kept,
                trials: own.kept,
                spread: own.deviations(own.sum / own.kept) / (own.kept - 1.0),
            });
            let (error, degrees) = self.between(left);
            (error / all.kept, degrees, self.range(&[side], worlds.collect()))
        } else {
            let squares = all.deviations(value) / all.kept.powi(2);
            (noise(all.kept, squares).sqrt(), all.kept - 1.0, None)
        };
        // trials that agree tell no error
        let std_error = if std_error > 0.0 { std_error } else { f64::NAN };
        let sampling = sampling(value, std_error, degrees);
        Level { std_error, sampling, range, ..Level::new(value) }
    }

    /// The answer of a side with weighted trials: a ratio of sums, with its error from the differences
    /// between parts.
    fn level_by_weight(&self, side: usize, own: &[Own]) -> Level {
        let all = total(own);
        let value = all.sum / all.kept;
        let left = own.iter().map(|own| (own.sum - value * own.kept, own.kept));
        let (error, degrees) = self.between(left);
        let least = standard_error(0, all.met as u64);
        let is_share = self.measure != Measure::Mean;
        let std_error = match error / all.kept {
            error if error > 0.0 => error,
            _ if is_share => least,
            _ => f64::NAN,
        };
        let worlds = own.iter().map(|own| World {
            value: own.sum / own.kept + self.origin(),
            weight: own.kept / all.kept,
            trials: own.met,
            spread: own.spread_by_weight(),
        });
        let range = self.range(&[side], worlds.collect());
        let (low, high) = sampling(value, std_error, degrees);
        let sampling = if is_share { (low.max(0.0), high.min(1.0)) } else { (low, high) };
        Level { std_error, sampling, range, ..Level::new(value) }
    }

    /// The difference of a side if its trials, or those of the first side, are weighted. `least` is the error
    /// to use if no part differs.
    fn difference_by_weight(
        &self,
        side: usize,
        least: f64,
        sums: &[(Own, Own, Shared)],
    ) -> Difference {
        let first = total(&sums.iter().map(|s| s.0).collect::<Vec<_>>());
        let other = total(&sums.iter().map(|s| s.1).collect::<Vec<_>>());
        let (a, b) = (first.sum / first.kept, other.sum / other.kept);
        let value = b - a;
        let weight = |x: &Own, y: &Own| 0.5 * (x.kept / first.kept + y.kept / other.kept);
        let (error, degrees) = self.between(sums.iter().map(|(x, y, _)| {
            let left = (y.sum - b * y.kept) / other.kept - (x.sum - a * x.kept) / first.kept;
            (left, weight(x, y))
        }));
        let error = seen(error, first.deviation() + other.deviation());
        let std_error = if error > 0.0 || error.is_nan() { error } else { least };
        let worlds = sums.iter().map(|(x, y, _)| World {
            value: y.sum / y.kept - x.sum / x.kept,
            weight: weight(x, y),
            trials: x.met.min(y.met),
            spread: x.spread_by_weight() + y.spread_by_weight(),
        });
        let worlds: Vec<World> = worlds.collect();
        // trials that agree everywhere show no range
        let apart = worlds.iter().any(|world| world.value.abs() > 0.0);
        let range = if apart { self.range(&[0, side], worlds) } else { None };
        Difference {
            value,
            std_error,
            sampling: sampling(value, std_error, degrees),
            range,
            is_overall: false,
        }
    }

    /// The difference between a side and the first, without an error and a range if too few worlds carry
    /// either.
    pub fn difference(&self, side: usize) -> Difference {
        let found = self.told_difference(side);
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
    fn told_difference(&self, side: usize) -> Difference {
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
        if sums.iter().any(|(x, y, _)| x.is_weighed() || y.is_weighed()) {
            return self.difference_by_weight(side, least, &sums);
        }
        if !self.worlds {
            let shared = sums.iter().fold(Shared::default(), |all, s| all.and(&s.2));
            let error = paired(&first, &other, &shared).sqrt();
            let std_error = if apart && error > 0.0 { error } else { least };
            let sampling = sampling(value, std_error, first.kept.min(other.kept) - 1.0);
            return Difference { value, std_error, sampling, range: None, is_overall: false };
        }
        let weight = |x: &Own, y: &Own| 0.5 * (x.kept / first.kept + y.kept / other.kept);
        let (error, degrees) = self.between(sums.iter().map(|(x, y, _)| {
            let left = (y.sum - b * y.kept) / other.kept - (x.sum - a * x.kept) / first.kept;
            (left, weight(x, y))
        }));
        let error = seen(error, first.deviation() + other.deviation());
        let worlds = sums.iter().map(|(x, y, shared)| World {
            value: y.sum / y.kept - x.sum / x.kept,
            weight: weight(x, y),
            trials: x.kept.min(y.kept),
            spread: paired(x, y, shared) * x.kept.min(y.kept),
        });
        let range = if apart { self.range(&[0, side], worlds.collect()) } else { None };
        let std_error = if apart && error > 0.0 { error } else { least };
        Difference {
            value,
            std_error,
            sampling: sampling(value, std_error, degrees),
            range,
            is_overall: false,
        }
    }

    /// The standard error of a difference that is the same in every pair of trials: as if one more differed, by a
    /// chance of 1 or by the deviations of both sides. A number that is shifted by as much in many trials has none.
    fn least(&self, first: &Own, other: &Own, value: f64) -> f64 {
        let pairs = first.met.min(other.met);
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

    /// The standard error of a sum of deviations `left` over parts, each with the weight of its part, and its degrees of
    /// freedom: worlds come in sets, each stratified over the uncertain inputs. NaN with a single part.
    fn between(&self, left: impl Iterator<Item = (f64, f64)>) -> (f64, f64) {
        if self.worlds {
            return ratio_error(left, 0.0, 1.0);
        }
        let n = self.items.len() as f64;
        let squares: f64 = left.map(|(r, _)| r * r).sum();
        let error = if n < 2.0 { f64::NAN } else { (squares * n / (n - 1.0)).sqrt() };
        (error, n - 1.0)
    }
}

impl Own {
    /// Whether trials are weighted.
    fn is_weighed(&self) -> bool {
        self.kept > self.met
    }

    /// The variance of a trial around the mean, if all trials of a world weigh about the same.
    fn spread_by_weight(&self) -> f64 {
        self.deviations(self.sum / self.kept) / self.kept * self.met / (self.met - 1.0)
    }

    /// The standard deviation of a trial.
    fn deviation(&self) -> f64 {
        (self.deviations(self.sum / self.kept) / self.kept).sqrt()
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
        weight_squares: all.weight_squares + own.weight_squares,
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
    let alone = x.deviations(a) / x.kept.powi(2) + y.deviations(b) / y.kept.powi(2);
    let squares = alone - 2.0 * together / (x.kept * y.kept);
    // a difference of sums of squares this small has no correct digits
    let whole = x.squares / x.kept.powi(2) + y.squares / y.kept.powi(2);
    noise(x.kept.max(y.kept), if squares > 1e-13 * whole { squares } else { 0.0 })
}

/// A sum over trials with deviations of size `scale`; 0 if it is within rounding.
fn seen(sum: f64, scale: f64) -> f64 {
    if sum.abs() <= 1e-13 * scale { 0.0 } else { sum }
}

/// The sampling variance of a mean from the squares found in `n` trials.
fn noise(n: f64, squares: f64) -> f64 {
    if n > 1.0 { squares * n / (n - 1.0) } else { 0.0 }
}

/// The 95 % interval of a value, by the degrees of freedom of its error.
fn sampling(value: f64, std_error: f64, degrees_of_freedom: f64) -> (f64, f64) {
    let reach = student_quantile(degrees_of_freedom) * std_error;
    (value - reach, value + reach)
}

/// The value of one world, estimated from its trials.
struct World {
    value: f64,
    weight: f64,
    /// Number of trials in which it was asked.
    trials: f64,
    /// The variance of a trial around `value`, found in these trials; not finite if they are too few.
    spread: f64,
}

/// The weight, in trials, of the pooled variance in that of one world's trials.
const PRIOR_TRIALS: f64 = 10.0;

/// The 5th and 95th percentile of the worlds' values.
///
/// A world with few trials can't estimate its own noise: if its trials agree by chance, it would seem exact.
/// So the variance of a trial found in the world is combined with [`PRIOR_TRIALS`] trials of the variance
/// found in all worlds (an empirical Bayes estimate, as in G. K. Smyth, *Statistical Applications in Genetics
/// and Molecular Biology* 3, 2004, eq. 5).
fn range(worlds: Vec<World>) -> Option<Range> {
    let told = |w: &World| w.trials > 1.0 && w.spread.is_finite();
    let (sum, degrees) = worlds
        .iter()
        .filter(|w| told(w))
        .fold((0.0, 0.0), |(sum, n), w| (sum + (w.trials - 1.0) * w.spread, n + w.trials - 1.0));
    if degrees <= 0.0 {
        return None;
    }
    let pooled = sum / degrees;
    let asked = worlds.iter().filter(|w| w.trials > 0.0 && w.weight > 0.0);
    let (trials, counted) = asked.fold((0.0, 0.0), |(sum, n), w| (sum + w.trials, n + 1.0));
    let value = |w: World| {
        let own = if told(&w) { (w.trials - 1.0) * w.spread } else { 0.0 };
        let spread = (own + PRIOR_TRIALS * pooled) / ((w.trials - 1.0).max(0.0) + PRIOR_TRIALS);
        let is_told = w.trials > 0.0 && w.value.is_finite();
        let weight = if is_told { w.weight } else { 0.0 };
        WorldValue { value: w.value, noise: spread / w.trials, weight }
    };
    let values: Vec<WorldValue> = worlds.into_iter().map(value).collect();
    range_of_values(&values, trials / counted)
}
