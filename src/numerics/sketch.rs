//! Quantiles and histograms of numbers tallied in any order; knows nothing of dates or steps.

use buckets::{
    Bucket, DROPPED, LEAF, LEAVES, Leaf, PAGES, Page, count_below, gathered, joined, number, place,
};
use serde::{Deserialize, Serialize};

mod buckets;

/// How many numbers may wait before they are sorted in, where none is yet: those of some blocks of trials
/// wait until they are merged.
const WAITING: usize = 32_768;
/// A tally from which quantiles can be read: counts by value, to one part in 4096.
///
/// A bucket holds the numbers that agree in sign, exponent and the first 12 bits of the fraction,
/// by their count and the least and the greatest of them. So whole numbers to 4096 (8192 by twos,
/// and so on) and every value that is alone in its bucket are exact; between others quantiles are
/// interpolated, at most 1/4096 of the value off. Infinities are values like others: infinity is
/// *never*. NaN is left out and counted. Counts have no order, so tallies and merges in any order
/// give the same.
///
/// Buckets come in leaves, sixteen for each doubling of the values' range: 6 kB for each that is met, 3 MB for
/// all values from a millionth to a thousand, 400 MB if numbers of every size there is were to come; and up to
/// 800 kB for what waits.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(into = "Written", from = "Written")]
pub struct QuantileSketch {
    /// By rising values; empty until something is sorted in.
    pages: Vec<Option<Box<Page>>>,
    /// Numbers not yet sorted in, as their places in the order of all numbers.
    waiting: Vec<u64>,
    /// Numbers that were counted in several times, not yet sorted in.
    times: Vec<Bucket>,
    undefined: u64,
}

/// A tally as it is written to files: count, least and greatest of each bucket, by rising values.
#[derive(Serialize, Deserialize)]
struct Written {
    buckets: Vec<(u64, u64, u64)>,
    undefined: u64,
}

impl From<QuantileSketch> for Written {
    fn from(sketch: QuantileSketch) -> Self {
        let settled = sketch.settled();
        let buckets = settled.iter().map(|b| (b.count, b.least, b.greatest)).collect();
        Self { buckets, undefined: sketch.undefined }
    }
}

impl From<Written> for QuantileSketch {
    fn from(written: Written) -> Self {
        let of = |(count, least, greatest)| Bucket { count, least, greatest };
        let mut sketch = Self { undefined: written.undefined, ..Self::default() };
        written.buckets.into_iter().map(of).for_each(|bucket| sketch.count_in(bucket));
        sketch
    }
}

/// A bar of a histogram.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Where it begins, included.
    pub low: f64,
    /// Where it ends: excluded, but for the last bin.
    pub high: f64,
    /// How many numbers it holds.
    pub count: u64,
}

impl PartialEq for QuantileSketch {
    /// Whether both hold the same counts.
    fn eq(&self, other: &Self) -> bool {
        self.undefined == other.undefined && self.settled() == other.settled()
    }
}

impl QuantileSketch {
    /// Of no numbers.
    pub fn new() -> Self {
        Self::default()
    }

    /// Counts a number in.
    #[inline]
    pub fn add(&mut self, x: f64) {
        if x.is_nan() {
            self.undefined += 1;
            return;
        }
        self.add_all(&[x]);
    }

    /// Counts numbers in, of which none is NaN: the same as one by one.
    pub fn add_all(&mut self, numbers: &[f64]) {
        self.take_in(numbers.iter().map(|x| place(*x)));
    }

    /// Counts a number in so many times.
    pub fn add_times(&mut self, x: f64, times: u64) {
        if x.is_nan() {
            self.undefined += times;
        } else if times > 0 {
            let place = place(x);
            self.times.push(Bucket { count: times, least: place, greatest: place });
            if self.times.len() >= WAITING {
                self.settle();
            }
        }
    }

    /// Counts in all that another tally holds.
    pub fn merge(&mut self, other: &Self) {
        self.undefined += other.undefined;
        other.met().for_each(|bucket| self.count_in(bucket));
        self.times.extend(&other.times);
        if self.times.len() >= WAITING {
            self.settle();
        }
        self.take_in(other.waiting.iter().copied());
    }

    /// Counts numbers in, by their places.
    #[inline]
    fn take_in(&mut self, places: impl Iterator<Item = u64>) {
        if !self.pages.is_empty() {
            places.for_each(|place| self.count_one(place));
            return;
        }
        self.waiting.extend(places);
        if self.waiting.len() > WAITING {
            self.settle();
        }
    }

    /// Puts what waits into buckets.
    fn settle(&mut self) {
        for place in std::mem::take(&mut self.waiting) {
            self.count_one(place);
        }
        for bucket in std::mem::take(&mut self.times) {
            self.count_in(bucket);
        }
    }

    /// Counts a number in, by its place.
    #[inline]
    fn count_one(&mut self, place: u64) {
        let key = (place >> DROPPED) as usize;
        self.leaf(key).count_one(key % LEAF, place);
    }

    /// Counts numbers of one bucket in.
    fn count_in(&mut self, bucket: Bucket) {
        let key = bucket.key() as usize;
        self.leaf(key).join(key % LEAF, &bucket);
    }

    /// The leaf with the bucket of a key.
    #[inline(always)]
    fn leaf(&mut self, key: usize) -> &mut Leaf {
        if self.pages.is_empty() {
            self.pages.resize(PAGES, None);
        }
        let page = self.pages[key / (LEAF * LEAVES)].get_or_insert_default();
        page.leaves[key / LEAF % LEAVES].get_or_insert_with(Leaf::new)
    }

    /// Takes as little memory as it can.
    pub fn pack(&mut self) {
        self.times = self.settled();
        self.times.shrink_to_fit();
        self.waiting = Vec::new();
        self.pages = Vec::new();
    }

    /// The buckets that have numbers, by rising values.
    fn met(&self) -> impl Iterator<Item = Bucket> {
        self.pages.iter().flatten().flat_map(|page| page.met())
    }

    /// The buckets with what waits sorted in.
    fn settled(&self) -> Vec<Bucket> {
        let buckets: Vec<Bucket> = self.met().collect();
        if self.waiting.is_empty() && self.times.is_empty() {
            return buckets;
        }
        let mut places = self.waiting.clone();
        places.sort_unstable();
        let one = |place: u64| Bucket { count: 1, least: place, greatest: place };
        let fresh = gathered(places.into_iter().map(one));
        let buckets = joined(&buckets, &fresh);
        if self.times.is_empty() {
            return buckets;
        }
        let mut times = self.times.clone();
        times.sort_unstable_by_key(|bucket| bucket.least);
        joined(&buckets, &gathered(times.into_iter()))
    }

    /// How many numbers, infinities among them, NaN not.
    pub fn count(&self) -> u64 {
        self.met().map(|bucket| bucket.count).sum::<u64>()
            + self.waiting.len() as u64
            + self.times.iter().map(|bucket| bucket.count).sum::<u64>()
    }

    /// How many NaN were left out.
    pub fn undefined(&self) -> u64 {
        self.undefined
    }

    /// The smallest value with at least the share `p` of all numbers at or below it: the number
    /// at place ⌈p · count⌉ in rising order, the first for p = 0. None of no numbers or for a `p`
    /// that is no share.
    ///
    /// The numbers inside a bucket are taken to lie evenly from its least to its greatest.
    pub fn quantile(&self, p: f64) -> Option<f64> {
        self.quantiles(&[p]).first().copied().flatten()
    }

    /// Several quantiles at once, each as by [`quantile`](Self::quantile).
    pub fn quantiles(&self, shares: &[f64]) -> Vec<Option<f64>> {
        let buckets = self.settled();
        let count: u64 = buckets.iter().map(|bucket| bucket.count).sum();
        let at = |p: f64| {
            if count == 0 || !(0.0..=1.0).contains(&p) {
                return None;
            }
            // Counted from 0. A share such as 0.05, written in binary, may overshoot a whole
            // number by its rounding: a hair is taken off first.
            let exact = p * count as f64;
            let mut rank = ((exact * (1.0 - 1e-15)).ceil() as u64).clamp(1, count) - 1;
            for bucket in &buckets {
                if rank < bucket.count {
                    return Some(bucket.at(rank));
                }
                rank -= bucket.count;
            }
            None
        };
        shares.iter().map(|&p| at(p)).collect()
    }

    /// How many numbers are below `x`, those of its bucket taken to lie evenly.
    pub fn count_below(&self, x: f64) -> u64 {
        count_below(&self.settled(), x)
    }

    /// `bins` bars of one width from the least to the greatest finite number, infinities left out.
    /// One bar without width where all finite numbers are the same; none where there are none.
    pub fn histogram(&self, bins: usize) -> Vec<Bin> {
        let buckets = self.settled();
        let finite: Vec<Bucket> =
            buckets.iter().filter(|bucket| number(bucket.least).is_finite()).copied().collect();
        let (Some(first), Some(last)) = (finite.first(), finite.last()) else {
            return Vec::new();
        };
        let (low, high) = (number(first.least), number(last.greatest));
        let all: u64 = finite.iter().map(|bucket| bucket.count).sum();
        if bins == 0 || first.least == last.greatest {
            return vec![Bin { low, high, count: all }];
        }
        // Halved, so that the width of the widest range is a number too.
        let half_width = (0.5 * high - 0.5 * low) / bins as f64;
        let edge = |i: usize| {
            if i == bins { high } else { low + half_width * i as f64 + half_width * i as f64 }
        };
        let upto: Vec<u64> = (0..=bins)
            .map(|i| if i == bins { all } else { count_below(&finite, edge(i)) })
            .collect();
        (0..bins)
            .map(|i| Bin {
                low: edge(i),
                high: edge(i + 1),
                count: upto[i + 1].saturating_sub(upto[i]),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::{QuantileSketch, number, place};
    use proptest::prelude::*;

    fn of(numbers: &[f64]) -> QuantileSketch {
        let mut sketch = QuantileSketch::new();
        for x in numbers {
            sketch.add(*x);
        }
        sketch
    }

    /// The quantile by sorting.
    fn sorted(numbers: &[f64], p: f64) -> f64 {
        let mut sorted = numbers.to_vec();
        sorted.sort_by(f64::total_cmp);
        let rank = (p * (1.0 - 1e-15) * sorted.len() as f64).ceil() as usize;
        sorted[rank.clamp(1, sorted.len()) - 1]
    }

    #[test]
    fn whole_numbers_are_exact() {
        let numbers: Vec<f64> = (0..=4096).rev().map(f64::from).collect();
        let sketch = of(&numbers);
        for k in 0..=4096_u32 {
            let p = f64::from(k + 1) / 4097.0;
            assert_eq!(sketch.quantile(p).map(f64::to_bits), Some(f64::from(k).to_bits()), "{k}");
        }
    }

    #[test]
    fn never_and_no_numbers() {
        let sketch = of(&[3.0, f64::INFINITY, 1.0, f64::INFINITY, f64::NAN]);
        assert_eq!((sketch.count(), sketch.undefined()), (4, 1));
        assert_eq!(sketch.quantile(0.5), Some(3.0));
        assert_eq!(sketch.quantile(0.51), Some(f64::INFINITY));
        assert_eq!(sketch.quantile(1.5), None);
        assert_eq!(of(&[]).quantile(0.5), None);
        assert_eq!(of(&[f64::NEG_INFINITY, 0.0]).quantile(0.5), Some(f64::NEG_INFINITY));
        let bins = sketch.histogram(2);
        assert_eq!(bins.iter().map(|bin| bin.count).collect::<Vec<_>>(), [1, 1]);
    }

    #[test]
    fn histograms_count_everything_once() {
        let numbers: Vec<f64> = (0..1000).map(|i| f64::from(i) * 0.01 - 3.0).collect();
        let bins = of(&numbers).histogram(10);
        assert_eq!(bins.len(), 10);
        assert_eq!(bins.iter().map(|bin| bin.count).sum::<u64>(), 1000);
        // Every bin has 100, but for a value or two beside its edges.
        assert!(bins.iter().all(|bin| (98..=102).contains(&bin.count)), "{bins:?}");
        assert!(bins.windows(2).all(|pair| pair[0].high.to_bits() == pair[1].low.to_bits()));
        assert_eq!(of(&[2.0, 2.0]).histogram(5).len(), 1);
        assert!(of(&[f64::INFINITY]).histogram(5).is_empty());
        assert_eq!(of(&[f64::MIN, f64::MAX]).histogram(3).len(), 3);
    }

    proptest! {
        #[test]
        fn places_keep_the_order(a in any::<f64>(), b in any::<f64>()) {
            prop_assume!(!a.is_nan() && !b.is_nan());
            prop_assert_eq!(a.partial_cmp(&b), Some(place(a).cmp(&place(b))));
            prop_assert_eq!(number(place(a)).to_bits(), (a + 0.0).to_bits());
        }

        #[test]
        fn one_part_in_4096(
            numbers in prop::collection::vec(prop_oneof![-1e3..1e3, -1e-3..1e-3, 1.0..1.01], 1..800),
            p in 0.0..=1.0,
        ) {
            let found = of(&numbers).quantile(p).expect("numbers");
            let wanted = sorted(&numbers, p);
            prop_assert!((found - wanted).abs() <= wanted.abs() / 4096.0, "{} for {}", found, wanted);
        }

        #[test]
        fn all_at_once_is_one_by_one(
            numbers in prop::collection::vec(prop_oneof![-5.0..5.0, Just(f64::INFINITY)], 0..400),
            parts in 1..200_usize,
        ) {
            let mut at_once = QuantileSketch::new();
            for part in 0..parts {
                at_once.add_all(&numbers);
                // sorted in early by some
                if part == parts / 2 && parts % 2 == 0 {
                    at_once.settle();
                }
            }
            let repeated: Vec<f64> =
                std::iter::repeat_n(&numbers, parts).flatten().copied().collect();
            prop_assert!(at_once == of(&repeated));
        }

        #[test]
        fn order_and_grouping_do_not_matter(
            numbers in prop::collection::vec(prop_oneof![-5.0..5.0, 1.0..1.001], 1..500),
            cut in any::<prop::sample::Index>(),
            p in 0.0..=1.0,
        ) {
            let (a, b) = numbers.split_at(cut.index(numbers.len()));
            let mut merged = of(&b.iter().rev().copied().collect::<Vec<_>>());
            merged.merge(&of(a));
            let whole = of(&numbers);
            prop_assert!(merged == whole);
            prop_assert_eq!(merged.quantile(p).map(f64::to_bits), whole.quantile(p).map(f64::to_bits));
            prop_assert_eq!(merged.histogram(7), whole.histogram(7));
        }
    }
}
