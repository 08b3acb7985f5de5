//! Worlds with their observations, and the rules by which their range is resolved. Independent of the meaning
//! of values.

use super::mixture::Group;
use crate::forecast::answer::{Needed, Range};
use crate::forecast::chance::spread::{ROUNDING, ratio_error, student_quantile, weighted_quantile};

/// The ranks of the ends.
pub(super) const RANKS: [f64; 2] = [0.05, 0.95];
/// The largest noise at an end, as a share of the width.
pub(super) const NOISE: f64 = 1.0 / 12.0;
/// The largest half-width of an end, as a share of the width.
const HALF: f64 = 0.25;
/// Errors are increased if a half-width is nearer to its limit than this part of it.
const NEAR: f64 = 0.3;
/// The part by which an error is increased at the limit.
const WIDER: f64 = 1.5;
/// The factor by which advice exceeds the estimated need.
pub(super) const MARGIN: f64 = 1.1;
/// Worlds that differ by at most this share of the noise are merged.
const TOGETHER: f64 = 0.2;
/// Worlds further from an end than this many times the noise don't affect it.
const WINDOW: f64 = 12.0;
/// The convergence tolerance of an end, as a share of its half-width.
pub(super) const ENOUGH: f64 = 0.03;

/// Worlds with their observations.
pub(super) struct Seen {
    /// By world, in order: value, weight and sampling variance.
    worlds: Vec<(f64, f64, f64)>,
    /// Sorted by value.
    sorted: Vec<(f64, f64, f64)>,
    /// The sum of the weights, and the effective number of equally weighted worlds.
    total: f64,
    pub(super) effective: f64,
}

impl Seen {
    pub(super) fn new(worlds: impl Iterator<Item = (f64, f64, f64)>) -> Option<Self> {
        let counts = |(value, weight, _): &(f64, f64, f64)| value.is_finite() && *weight > 0.0;
        // a world without an answer keeps its position, because sets are formed by position
        let worlds: Vec<(f64, f64, f64)> =
            worlds.map(|world| if counts(&world) { world } else { (0.0, 0.0, 0.0) }).collect();
        let mut sorted: Vec<(f64, f64, f64)> =
            worlds.iter().filter(|w| w.1 > 0.0).copied().collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let total: f64 = sorted.iter().map(|w| w.1).sum();
        let squares: f64 = sorted.iter().map(|w| w.1 * w.1).sum();
        (sorted.len() > 1).then(|| Self {
            worlds,
            sorted,
            total,
            effective: total * (total / squares),
        })
    }

    pub(super) fn is_exact(&self) -> bool {
        self.sorted.iter().all(|w| w.2 <= 0.0)
    }

    pub(super) fn at(&self, rank: f64) -> f64 {
        let values: Vec<(f64, f64)> = self.sorted.iter().map(|w| (w.0, w.1)).collect();
        weighted_quantile(&values, rank).unwrap_or(f64::NAN)
    }

    /// The percentiles of the observations, including noise.
    pub(super) fn raw(&self) -> [f64; 2] {
        RANKS.map(|rank| self.at(rank))
    }

    pub(super) fn mean_noise(&self) -> f64 {
        self.sorted.iter().map(|w| w.1 * w.2).sum::<f64>() / self.total
    }

    pub(super) fn mean(&self) -> f64 {
        self.sorted.iter().map(|w| w.1 * w.0).sum::<f64>() / self.total
    }

    pub(super) fn variance(&self) -> f64 {
        let mean = self.mean();
        self.sorted.iter().map(|w| w.1 * (w.0 - mean).powi(2)).sum::<f64>() / self.total
    }

    /// The sampling variance in the tenth of the worlds at an end.
    pub(super) fn noise_near(&self, end: usize) -> f64 {
        let tenth = self.sorted.len().div_ceil(10);
        let worlds = if end == 0 {
            &self.sorted[..tenth]
        } else {
            &self.sorted[self.sorted.len() - tenth..]
        };
        let weight: f64 = worlds.iter().map(|w| w.1).sum();
        worlds.iter().map(|w| w.1 * w.2).sum::<f64>() / weight
    }

    /// The 95 % half-widths of the ends (Woodruff): the distance to the values whose rank is within the error
    /// of the share of worlds at or below the end, or at least that of one world. Infinite if that rank is
    /// beyond all worlds.
    pub(super) fn halves(&self, ends: [f64; 2]) -> [f64; 2] {
        let of = |(rank, end): (f64, f64)| {
            let below = |value: f64| f64::from(u8::from(value <= end));
            let share = self.sorted.iter().map(|w| w.1 * below(w.0)).sum::<f64>() / self.total;
            let sums = self.worlds.iter().map(|w| (w.1 * below(w.0), w.1));
            let (error, degrees) = ratio_error(sums, share, self.total);
            let reach = student_quantile(degrees) * error;
            let reach = if reach.is_finite() { reach } else { 1.0 }.max(1.0 / self.effective);
            if reach >= rank.min(1.0 - rank)
                && self.sorted[0].0 < self.sorted[self.sorted.len() - 1].0
            {
                return f64::INFINITY;
            }
            (end - self.at((rank - reach).max(0.0))).max(self.at((rank + reach).min(1.0)) - end)
        };
        [of((RANKS[0], ends[0])), of((RANKS[1], ends[1]))]
    }

    /// Whether the smallest and largest value differ only by rounding.
    fn differ_by_rounding_alone(&self) -> bool {
        let (low, high) = (self.sorted[0].0, self.sorted[self.sorted.len() - 1].0);
        high - low <= ROUNDING * low.abs().max(high.abs())
    }

    /// The range if there is no noise.
    pub(super) fn exactly(&self) -> Range {
        let ends = self.raw();
        if self.differ_by_rounding_alone() {
            return Range::Resolved {
                low: ends[0],
                high: ends[0],
                low_error: 0.0,
                high_error: 0.0,
            };
        }
        let halves = self.halves(ends);
        let width = ends[1] - ends[0];
        let worst = halves[0].max(halves[1]);
        if worst > HALF * width && worst > 0.0 {
            return Range::Unresolved {
                trials_a_reading: f64::INFINITY,
                needed: self.more_worlds(worst, width),
            };
        }
        let wider = 1.0 + WIDER * nearness(worst, width);
        let [low_error, high_error] = halves.map(|half| wider * half);
        Range::Resolved { low: ends[0], high: ends[1], low_error, high_error }
    }

    /// The number of worlds that would resolve ends of this half-width.
    pub(super) fn more_worlds(&self, half: f64, width: f64) -> Needed {
        let worlds = self.sorted.len() as f64;
        let times = (half / (HALF * width)).powi(2);
        Needed::Readings(
            (worlds * if times.is_finite() { times.max(1.5) } else { 4.0 }).max(128.0).ceil(),
        )
    }

    /// The number of trials in each world at which the noise at both ends is small compared with the width;
    /// infinite if worlds do not differ beyond noise. `one_trial` returns the variance of one trial at an end
    /// with a given value.
    pub(super) fn needed(&self, one_trial: &dyn Fn(usize, f64) -> f64) -> f64 {
        let (found, sampled) = (self.variance(), self.mean_noise());
        let between = found - sampled;
        if between <= found * (2.0 / self.effective.max(2.0)).sqrt() {
            return f64::INFINITY;
        }
        let (mean, shrink) = (self.mean(), (between / found).sqrt());
        let [low, high] = self.raw().map(|end| mean + shrink * (end - mean));
        MARGIN * one_trial(0, low).max(one_trial(1, high)) / (NOISE * (high - low)).powi(2)
    }

    /// The range with the ends found by `mixed`, each to a fraction of its half-width; `noise` returns the
    /// sampling variance at an end with a given value, and observations are `step` apart (0 if they are continuous).
    pub(super) fn range(
        &self,
        (trials, step): (f64, f64),
        noise: &dyn Fn(usize, f64) -> f64,
        mixed: &dyn Fn(usize, f64) -> f64,
    ) -> Range {
        let raw = self.raw();
        let (found, sampled) = (self.variance(), self.mean_noise());
        let worst = |ends: [f64; 2]| noise(0, ends[0]).max(noise(1, ends[1])).max(0.0);
        // sampling alone can hide a spread of this size
        let hidden = found * (2.0 / self.effective.max(2.0)).sqrt();
        let spread = 3.29 * (found - sampled).max(hidden).sqrt();
        let unresolved = |width: f64, ends: [f64; 2]| {
            let times = worst(ends) / (NOISE * width).powi(2);
            // if all worlds show the same, there is no estimate of how little they differ
            let requested =
                if times.is_finite() { (MARGIN * trials * times).ceil() } else { f64::INFINITY };
            let needed = Needed::TrialsAReading(requested);
            Range::Unresolved { trials_a_reading: trials, needed }
        };
        let shrink = ((found - sampled).max(0.0) / found).sqrt();
        let shrunk = shrink * (raw[1] - raw[0]);
        if found - sampled <= 2.0 * hidden && worst(raw) > 0.0 {
            // no width is found, and more trials may find none either
            let needed = Needed::TrialsAReading(f64::INFINITY);
            return Range::Unresolved { trials_a_reading: trials, needed };
        }
        if found <= 0.0 || worst(raw).sqrt() > 1.02 * NOISE * shrunk {
            return unresolved(shrunk.max(0.25 * spread), raw);
        }
        // ranks that read off one and the same observation tell no half-width
        let halves = self.halves(raw).map(|half| half.max(0.5 * step));
        let ends = [mixed(0, halves[0]), mixed(1, halves[1])];
        let width = ends[1] - ends[0];
        if width.is_nan() || width <= 0.0 || worst(ends).sqrt() > NOISE * width {
            return unresolved(if width > 0.0 { width } else { spread }, ends);
        }
        let widest = halves[0].max(halves[1]);
        if widest > HALF * width {
            return Range::Unresolved {
                trials_a_reading: trials,
                needed: self.more_worlds(widest, width),
            };
        }
        let mean = self.mean();
        let away = |end: usize| {
            let shrunk = mean + shrink * (raw[end] - mean);
            (ends[end] - raw[end]).abs().max((ends[end] - shrunk).abs())
        };
        let errors = [halves[0] + away(0), halves[1] + away(1)];
        let excess = |ends: [f64; 2]| worst(ends).sqrt() / NOISE - (ends[1] - ends[0]);
        // an end that lay nearer to the middle by its error might leave the range unresolved
        let inner = [[ends[0] + errors[0], ends[1]], [ends[0], ends[1] - errors[1]]];
        let near = |inner: [f64; 2]| (excess(inner) / (excess(inner) - excess(ends))).max(0.0);
        let wider =
            1.0 + WIDER * inner.map(near).into_iter().fold(nearness(widest, width), f64::max);
        Range::Resolved {
            low: ends[0],
            high: ends[1],
            low_error: wider * errors[0],
            high_error: wider * errors[1],
        }
    }

    /// Groups worlds around an end that have about equal observations on a scale; the others are moved so far
    /// away that they don't affect it.
    pub(super) fn groups(
        &self,
        end: usize,
        typical: f64,
        scale: &dyn Fn(f64) -> f64,
        noise: &dyn Fn(f64) -> f64,
    ) -> Vec<Group> {
        let middle = scale(self.raw()[end]);
        let (low, high) = (middle - WINDOW * typical, middle + WINDOW * typical);
        let mut groups: Vec<Group> = Vec::new();
        let mut begin = f64::NAN;
        for (value, weight, variance) in &self.sorted {
            let at = scale(*value).clamp(low, high);
            let own = noise(*variance).clamp(1e-3 * typical, 1e3 * typical);
            match groups.last_mut() {
                Some(last) if at - begin <= TOGETHER * typical => {
                    let sum = last.weight + weight;
                    let mean = |a: f64, b: f64| (a * last.weight + b * weight) / sum;
                    *last =
                        Group { at: mean(last.at, at), noise: mean(last.noise, own), weight: sum };
                }
                _ => {
                    begin = at;
                    groups.push(Group { at, noise: own, weight: *weight });
                }
            }
        }
        groups
    }
}

/// The nearness of a half-width to its limit: 1 at the limit, 0 far from it. A range that is rarely resolved is
/// resolved in the
/// runs that overestimate its width or underestimate its half-widths, so errors are increased near the limits.
fn nearness(half: f64, width: f64) -> f64 {
    if width > 0.0 { (1.0 - (1.0 - half / (HALF * width)) / NEAR).clamp(0.0, 1.0) } else { 0.0 }
}
