//! The extreme values of many, kept exactly while the others are dropped.

use super::place::number;
use crate::numerics::packed::packed_struct;
use serde::{Deserialize, Serialize};

/// Numbers with their weights.
pub type Weighed = Vec<(f64, u64)>;

/// The values kept at either end: as many as are needed to judge one tail of a distribution.
pub const FARTHEST: usize = 32;

/// The least and the greatest finite values seen, each with its weight.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Farthest {
    /// The least values in rising order of place; at most [`FARTHEST`].
    least: Vec<(u64, u64)>,
    /// The greatest values in falling order of place; at most [`FARTHEST`].
    greatest: Vec<(u64, u64)>,
}

packed_struct!(Farthest { least, greatest });

impl Farthest {
    /// Adds a value by its place, with its weight; infinities are ignored.
    #[inline]
    pub(super) fn add(&mut self, place: u64, weight: u64) {
        // nearly all values lie between the ends
        if self.least.len() == FARTHEST
            && self.greatest.len() == FARTHEST
            && self.least[FARTHEST - 1].0 < place
            && self.greatest[FARTHEST - 1].0 > place
        {
            return;
        }
        self.add_at_end(place, weight);
    }

    /// Adds so many of the same value.
    pub(super) fn add_times(&mut self, place: u64, weight: u64, times: u64) {
        for _ in 0..times.min(FARTHEST as u64) {
            self.add(place, weight);
        }
    }

    /// Adds a value that may belong to an end.
    fn add_at_end(&mut self, place: u64, weight: u64) {
        if !number(place).is_finite() {
            return;
        }
        insert(&mut self.least, (place, weight), |a, b| a < b);
        insert(&mut self.greatest, (place, weight), |a, b| a > b);
    }

    /// Adds the values of another.
    pub(super) fn merge(&mut self, other: &Self) {
        for one in &other.least {
            insert(&mut self.least, *one, |a, b| a < b);
        }
        for one in &other.greatest {
            insert(&mut self.greatest, *one, |a, b| a > b);
        }
    }

    /// Whether these can be ends: in order, finite, and no more than there is room for.
    pub(super) fn is_sound(&self) -> bool {
        let are_finite = |end: &[(u64, u64)]| end.iter().all(|(at, _)| number(*at).is_finite());
        self.least.len().max(self.greatest.len()) <= FARTHEST
            && are_finite(&self.least)
            && are_finite(&self.greatest)
            && self.least.is_sorted()
            && self.greatest.iter().rev().is_sorted_by_key(|(at, _)| at)
    }

    /// The values of both ends with their weights; a value that belongs to both is in both.
    pub(super) fn values(&self) -> (Weighed, Weighed) {
        let of = |end: &[(u64, u64)]| end.iter().map(|(at, w)| (number(*at), *w)).collect();
        (of(&self.least), of(&self.greatest))
    }
}

/// Inserts a value in order among those of one end, if it belongs there.
fn insert(
    end: &mut Vec<(u64, u64)>,
    one: (u64, u64),
    before: fn(&(u64, u64), &(u64, u64)) -> bool,
) {
    if end.len() == FARTHEST && end.last().is_some_and(|last| !before(&one, last)) {
        return;
    }
    let at = end.partition_point(|known| before(known, &one));
    end.insert(at, one);
    end.truncate(FARTHEST);
}
