//! Samples of the numbers of trials: all numbers while they fit, then those of a fixed subsample.

use counted::{Cell, Counted};
use farthest::Farthest;
use place::{number, place};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use strand::Strand;
use written::Written;

mod counted;
mod farthest;
mod ordered;
mod place;
mod strand;
mod written;

pub use counted::MOST_VALUES;
pub use farthest::{FARTHEST, Weighed};
pub use ordered::Ordered;

/// The quantiles that are reported for numbers, days and parameters.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];
/// The most numbers that a sample keeps one by one.
pub const MOST_KEPT: usize = 1 << 20;
/// Up to this many places, weights are added up by place.
const FEW_PLACES: usize = 256;

/// A sample of the numbers of trials that can be merged in any order.
///
/// Up to [`MOST_KEPT`] numbers are all kept, and every quantile is an order statistic of all of them. Beyond that a
/// sample has a *level* j: it keeps the trials whose depth is at least j. The caller gives the depth of each trial
/// (the trailing zeros of its index in its world), so half of the trials have depth 0 and a quarter depth 1. The
/// level is the least at which the numbers fit: it depends on which trials there are, not on how they were grouped.
/// If there are at most [`MOST_VALUES`] different numbers, all of them are also counted by value, so nothing is lost
/// however many trials there are. The [`FARTHEST`] numbers at either end are always kept.
///
/// Every number belongs to one of a few sets of worlds. The sets are independent of each other, so errors can be
/// estimated from the differences between them. Infinities are ordinary values: infinity means *never*. NaN must not
/// be added. A number takes 9 bytes, or 17 if trials are weighted: at most 18 MB.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub struct NumberSample {
    /// The most numbers kept.
    most: usize,
    level: u8,
    /// The numbers of each set, in rising order of sets.
    sets: Vec<Strand>,
    /// Counts of all numbers by value; `None` while all are kept, or if there are too many different values.
    counted: Option<Counted>,
    /// The extreme values among the numbers that are not kept.
    let_go: Farthest,
}

/// The numbers of some trials, with the trials' depths and weights.
#[derive(Clone, Copy, Debug)]
pub struct Drawn<'a> {
    /// The numbers; none is NaN.
    pub values: &'a [f64],
    /// The depth of each trial.
    pub depths: &'a [u8],
    /// The weight of each trial; empty if each weighs 1.
    pub weights: &'a [u64],
}

/// The weight of the trials of one set, and of those that lie below a limit.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct SetShare {
    /// Σ w of the trials below the limit.
    pub hits: f64,
    /// Σ w of all trials.
    pub of: f64,
    /// Σ w² of the trials below the limit.
    pub hit_squares: f64,
    /// Σ w² of all trials.
    pub squares: f64,
}

impl Default for NumberSample {
    fn default() -> Self {
        Self::new(MOST_KEPT)
    }
}

impl NumberSample {
    /// An empty sample that keeps at most `most` numbers.
    pub fn new(most: usize) -> Self {
        Self { most, level: 0, sets: Vec::new(), counted: None, let_go: Farthest::default() }
    }

    /// Whether there are no numbers.
    pub fn is_empty(&self) -> bool {
        self.sets.iter().all(|strand| strand.places.is_empty()) && self.counted.is_none()
    }

    /// Whether only a part of the trials is kept, and their numbers have too many values to be counted.
    pub fn is_partial(&self) -> bool {
        self.level > 0 && self.counted.is_none()
    }

    /// Adds numbers to set 0.
    pub fn add(&mut self, drawn: Drawn) {
        if drawn.values.is_empty() {
            return;
        }
        self.count(drawn);
        let at = self.strand(0);
        self.sets[at].add_from(self.level, drawn, &mut self.let_go);
        self.fit();
    }

    /// Moves all numbers, which are of one set, to set `set`.
    pub fn move_to(&mut self, set: u8) {
        debug_assert!(self.sets.len() < 2, "the numbers are of one set");
        self.sets.iter_mut().for_each(|strand| strand.set = set);
        if let Some(counted) = &mut self.counted {
            counted.move_to(set);
        }
    }

    /// Counts numbers by value, unless the sample no longer does.
    fn count(&mut self, drawn: Drawn) {
        let Some(counted) = &mut self.counted else { return };
        let weight = |index: usize| drawn.weights.get(index).copied().unwrap_or(1);
        let mut sorted: Vec<(u64, u64)> =
            drawn.values.iter().enumerate().map(|(i, x)| (place(*x), weight(i))).collect();
        sorted.sort_unstable();
        let mut fits = true;
        for alike in sorted.chunk_by(|a, b| a == b) {
            let (place, weight) = alike[0];
            fits = fits && counted.add(place, 0, Cell::of(weight, alike.len() as u64));
        }
        if !fits {
            self.counted = None;
        }
    }

    /// The index of the strand of a set, which is inserted if it is missing.
    fn strand(&mut self, set: u8) -> usize {
        let found = self.sets.binary_search_by_key(&set, |strand| strand.set);
        found.unwrap_or_else(|at| {
            self.sets.insert(at, Strand { set, ..Strand::default() });
            at
        })
    }

    /// Adds all numbers of another sample.
    pub fn merge(&mut self, other: &Self) {
        let mut other_counted = None;
        if self.level.max(other.level) > 0 {
            // a sample that let numbers go has counted them by value, or they have too many values
            other_counted = if other.level > 0 { other.counted.clone() } else { other.by_value() };
            if self.level == 0 {
                self.counted = self.by_value();
            }
        }
        self.counted = match (self.counted.take(), other_counted) {
            (Some(mut mine), Some(theirs)) => mine.merge(&theirs).then_some(mine),
            _ => None,
        };
        self.let_go.merge(&other.let_go);
        let level = self.level.max(other.level);
        self.raise_to(level);
        for theirs in &other.sets {
            let at = self.strand(theirs.set);
            self.sets[at].append(theirs, level, &mut self.let_go);
        }
        self.fit();
    }

    /// Whether these can be the numbers of trials with a total weight, which is 1 each unless they are `weighed`, in a
    /// sample like `blank`.
    pub fn is_of(&self, weight: u64, weighed: bool, blank: &Self) -> bool {
        let are_weighed = |strand: &Strand| strand.weights.is_empty() != weighed;
        let kept = self.sets.iter().try_fold(0_u64, |sum, strand| sum.checked_add(strand.total()?));
        let Some(kept) = kept else { return false };
        let counted = self.counted.as_ref().is_none_or(|counted| counted.total() == Some(weight));
        self.most == blank.most
            && self.sets.iter().all(are_weighed)
            && counted
            && if self.level == 0 { kept == weight } else { kept <= weight }
    }

    /// All numbers counted by value, while all are kept; `None` if there are too many values.
    fn by_value(&self) -> Option<Counted> {
        let mut counted = Counted::default();
        let fits = |strand: &Strand| {
            let add = |place, cell| counted.add(place, strand.set, cell);
            strand.by_value(add)
        };
        self.sets.iter().all(fits).then_some(counted)
    }

    /// Raises the level until the numbers fit.
    fn fit(&mut self) {
        while self.kept() > self.most && self.level < u8::MAX {
            if self.level == 0 {
                self.counted = self.by_value();
            }
            self.raise_to(self.level + 1);
        }
    }

    fn kept(&self) -> usize {
        self.sets.iter().map(Strand::len).sum()
    }

    fn raise_to(&mut self, level: u8) {
        if level > self.level {
            self.level = level;
            for strand in &mut self.sets {
                strand.keep_from(level, &mut self.let_go);
            }
        }
    }

    /// The numbers in rising order: all of them, or those of the subsample.
    pub fn ordered(&self) -> Ordered {
        if let Some(counted) = &self.counted {
            return Ordered::weighed(counted.weights());
        }
        if self.sets.iter().all(|strand| strand.weights.is_empty()) {
            let mut places = Vec::with_capacity(self.kept());
            self.sets.iter().for_each(|strand| strand.list(&mut places));
            places.sort_unstable();
            return Ordered::plain(places.into_iter().map(number).collect());
        }
        if let Some(weights) = self.weights_of_few() {
            return Ordered::weighed(weights.into_iter().map(|(at, weight)| (number(at), weight)));
        }
        let mut pairs: Vec<(u64, u64)> = Vec::with_capacity(self.kept());
        for strand in &self.sets {
            pairs.extend(strand.places.iter().copied().zip(strand.weights.iter().copied()));
        }
        pairs.sort_unstable();
        Ordered::weighed(pairs.into_iter().map(|(at, weight)| (number(at), weight)))
    }

    /// The weight at each place, if there are few: sorting all numbers takes longer.
    fn weights_of_few(&self) -> Option<BTreeMap<u64, u64>> {
        let mut weights = BTreeMap::new();
        for strand in &self.sets {
            for (place, weight) in strand.places.iter().zip(&strand.weights) {
                *weights.entry(*place).or_default() += weight;
                if weights.len() > FEW_PLACES {
                    return None;
                }
            }
        }
        Some(weights)
    }

    /// Whether all numbers are of one set and weigh 1, so that shares follow from their order alone.
    pub fn is_plain(&self) -> bool {
        self.counted.is_none() && matches!(&self.sets[..], [set] if set.weights.is_empty())
    }

    /// The weight at or below `x` of each set, in rising order of sets.
    pub fn sets_at_most(&self, x: f64) -> Vec<SetShare> {
        self.sets_upto(|at| at <= place(x))
    }

    /// The weight below `x` of each set, in rising order of sets.
    pub fn sets_below(&self, x: f64) -> Vec<SetShare> {
        self.sets_upto(|at| at < place(x))
    }

    fn sets_upto(&self, is_hit: impl Fn(u64) -> bool) -> Vec<SetShare> {
        let Some(counted) = &self.counted else {
            let of = |strand: &Strand| strand.share(&is_hit);
            return self.sets.iter().map(of).collect();
        };
        let mut shares: Vec<(u8, SetShare)> = Vec::new();
        counted.each(|place, set, cell| {
            let at = shares.binary_search_by_key(&set, |(known, _)| *known).unwrap_or_else(|at| {
                shares.insert(at, (set, SetShare::default()));
                at
            });
            shares[at].1.add(is_hit(place), cell.weight as f64, cell.squares as f64);
        });
        shares.into_iter().map(|(_, share)| share).collect()
    }

    /// The [`FARTHEST`] least and the [`FARTHEST`] greatest finite numbers of all that were added, kept or not, with
    /// their weights.
    pub fn ends(&self) -> (Weighed, Weighed) {
        let mut ends = self.let_go.clone();
        self.sets.iter().for_each(|strand| strand.add_ends(&mut ends));
        ends.values()
    }
}

impl SetShare {
    fn add(&mut self, is_hit: bool, weight: f64, square: f64) {
        self.of += weight;
        self.squares += square;
        if is_hit {
            self.hits += weight;
            self.hit_squares += square;
        }
    }

    /// Returns the sums over two sets together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            hits: self.hits + other.hits,
            of: self.of + other.of,
            hit_squares: self.hit_squares + other.hit_squares,
            squares: self.squares + other.squares,
        }
    }
}

#[cfg(test)]
mod tests;
