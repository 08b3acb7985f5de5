//! Numbers by their leading bits: buckets, in pages of one sign and exponent each.

use std::cmp::Ordering;

/// The bits of a number that are dropped for its bucket: all but 12 of the 52 of its fraction.
pub(super) const DROPPED: u32 = 40;

/// The leaves of a page, which is that of the numbers with one sign and exponent.
pub(super) const LEAVES: usize = 16;
/// The buckets of a leaf.
pub(super) const LEAF: usize = (1 << (52 - DROPPED)) / LEAVES;

/// Numbers that agree in their leading bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) count: u64,
    /// The places of the least and the greatest.
    pub(super) least: u64,
    pub(super) greatest: u64,
}

/// The pages of all numbers: signs and exponents.
pub(super) const PAGES: usize = 1 << 12;

/// The buckets of the numbers with one sign and exponent.
#[derive(Clone, Debug, Default)]
pub(super) struct Page {
    pub(super) leaves: [Option<Box<Leaf>>; LEAVES],
}

/// Buckets side by side. What most numbers need of theirs is 8 bytes, so that more of them stay close.
#[derive(Clone, Debug)]
pub(super) struct Leaf {
    /// The count, then by 8 bits each how far within the bucket the least and the greatest are.
    brief: [u64; LEAF],
    /// The places of the least and the greatest.
    ends: [(u64, u64); LEAF],
}

/// The bits of a word that are not the count.
const BESIDE_COUNT: u32 = 16;

/// How far a place is within its bucket, in 256ths.
fn within(place: u64) -> u8 {
    (place >> (DROPPED - 8)) as u8
}

impl Leaf {
    pub(super) fn new() -> Box<Self> {
        // no number lies between these ends
        Box::new(Self { brief: [0xFF00; LEAF], ends: [(u64::MAX, 0); LEAF] })
    }

    /// Counts a number of a bucket in, by its place.
    #[inline]
    pub(super) fn count_one(&mut self, bucket: usize, place: u64) {
        let brief = &mut self.brief[bucket];
        let at = within(place);
        if at > (*brief >> 8) as u8 && at < *brief as u8 {
            *brief += 1 << BESIDE_COUNT;
        } else {
            self.join(bucket, &Bucket { count: 1, least: place, greatest: place });
        }
    }

    /// Counts numbers of a bucket in.
    pub(super) fn join(&mut self, bucket: usize, more: &Bucket) {
        let mut whole = self.bucket(bucket);
        whole.join(more);
        let ends = u64::from(within(whole.least)) << 8 | u64::from(within(whole.greatest));
        self.brief[bucket] = whole.count << BESIDE_COUNT | ends;
        self.ends[bucket] = (whole.least, whole.greatest);
    }

    fn bucket(&self, bucket: usize) -> Bucket {
        let (least, greatest) = self.ends[bucket];
        Bucket { count: self.brief[bucket] >> BESIDE_COUNT, least, greatest }
    }
}

impl Page {
    /// The buckets that have numbers, by rising values.
    pub(super) fn met(&self) -> impl Iterator<Item = Bucket> {
        let leaves = self.leaves.iter().flatten();
        let buckets = leaves.flat_map(|leaf| (0..LEAF).map(|bucket| leaf.bucket(bucket)));
        buckets.filter(|bucket| bucket.count > 0)
    }
}

impl Bucket {
    pub(super) fn key(&self) -> u64 {
        self.least >> DROPPED
    }

    pub(super) fn join(&mut self, other: &Self) {
        self.count += other.count;
        self.least = self.least.min(other.least);
        self.greatest = self.greatest.max(other.greatest);
    }
}

/// Neighbours that agree in their leading bits, joined.
pub(super) fn gathered(sorted: impl Iterator<Item = Bucket>) -> Vec<Bucket> {
    let mut fresh: Vec<Bucket> = Vec::new();
    for one in sorted {
        match fresh.last_mut() {
            Some(last) if last.key() == one.key() => last.join(&one),
            _ => fresh.push(one),
        }
    }
    fresh
}

/// The place of a number in the order of all numbers; −0 and 0 are one.
pub(super) fn place(x: f64) -> u64 {
    let bits = (x + 0.0).to_bits();
    if bits >> 63 == 0 { bits | 1 << 63 } else { !bits }
}

/// The number at a place.
pub(super) fn number(place: u64) -> f64 {
    f64::from_bits(if place >> 63 == 1 { place & !(1 << 63) } else { !place })
}

impl Bucket {
    /// The value at a rank, counted from 0.
    pub(super) fn at(&self, rank: u64) -> f64 {
        let (low, high) = (number(self.least), number(self.greatest));
        if self.least == self.greatest || rank == 0 {
            return low;
        }
        if rank + 1 >= self.count {
            return high;
        }
        // Both ends have one sign and nearly one size: nothing overflows.
        low + (high - low) * (rank as f64 / (self.count - 1) as f64)
    }

    /// How many of its numbers are below `x`.
    pub(super) fn below(&self, x: f64) -> u64 {
        let (low, high) = (number(self.least), number(self.greatest));
        if x <= low {
            return 0;
        }
        if x > high {
            return self.count;
        }
        // Rank r stands at low + (high − low) r/(count − 1).
        let rank = (x - low) / (high - low) * (self.count - 1) as f64;
        (rank.ceil() as u64).min(self.count - 1)
    }
}

pub(super) fn count_below(buckets: &[Bucket], x: f64) -> u64 {
    buckets.iter().map(|bucket| bucket.below(x)).sum()
}

/// Two lists of buckets in rising order as one.
pub(super) fn joined(a: &[Bucket], b: &[Bucket]) -> Vec<Bucket> {
    let mut all = Vec::with_capacity(a.len() + b.len());
    let (mut i, mut j) = (0, 0);
    while let (Some(x), Some(y)) = (a.get(i), b.get(j)) {
        match x.key().cmp(&y.key()) {
            Ordering::Less => {
                all.push(*x);
                i += 1;
            }
            Ordering::Greater => {
                all.push(*y);
                j += 1;
            }
            Ordering::Equal => {
                let mut both = *x;
                both.join(y);
                all.push(both);
                i += 1;
                j += 1;
            }
        }
    }
    all.extend_from_slice(&a[i..]);
    all.extend_from_slice(&b[j..]);
    all
}
