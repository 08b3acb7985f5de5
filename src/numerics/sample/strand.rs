//! The numbers of one set of worlds, with the depths and the weights of their trials.

use super::counted::{Cell, rounded_square};
use super::farthest::Farthest;
use super::place::place;
use super::{Drawn, SetShare};
use serde::{Deserialize, Serialize};

/// The numbers of one set. In files and in what is read from them, where few numbers are different, equal ones of the same
/// depth are one entry with the number of their trials.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Strand {
    pub(super) set: u8,
    /// The places of the numbers in the order of all numbers.
    pub(super) places: Vec<u64>,
    /// The depth of each number's trial.
    pub(super) depths: Vec<u8>,
    /// The weight of each number's trial; empty if each weighs 1.
    pub(super) weights: Vec<u64>,
    /// The number of trials of each entry, whose trials weigh 1; empty if each has one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) times: Vec<u64>,
}

/// Entries are for several trials if there are at least so many trials for each.
const FEWEST_TIMES: usize = 4;
/// If so many of the first twice as many numbers are different, most of the others are taken to be.
const MANY_DIFFERENT: usize = 512;

impl Strand {
    pub(super) fn weight(&self, index: usize) -> u64 {
        self.weights.get(index).copied().unwrap_or(1)
    }

    fn times(&self, index: usize) -> u64 {
        self.times.get(index).copied().unwrap_or(1)
    }

    /// The number of trials.
    pub(super) fn len(&self) -> usize {
        if self.times.is_empty() {
            return self.places.len();
        }
        self.times.iter().fold(0, |sum, times| sum.saturating_add(*times as usize))
    }

    /// The weight of all trials; `None` if it is more than fits.
    pub(super) fn total(&self) -> Option<u64> {
        if self.weights.is_empty() {
            return u64::try_from(self.len()).ok();
        }
        self.weights.iter().try_fold(0_u64, |sum, weight| sum.checked_add(*weight))
    }

    /// Adds the trials whose depth is at least `level`; passes the others to `let_go`.
    pub(super) fn add_from(&mut self, level: u8, drawn: Drawn, let_go: &mut Farthest) {
        debug_assert_eq!(drawn.values.len(), drawn.depths.len(), "a depth for each number");
        self.separate();
        if level == 0 {
            self.places.extend(drawn.values.iter().map(|x| place(*x)));
            self.depths.extend_from_slice(drawn.depths);
            self.weights.extend_from_slice(drawn.weights);
            return;
        }
        for (index, (x, depth)) in drawn.values.iter().zip(drawn.depths).enumerate() {
            let weight = drawn.weights.get(index).copied();
            if *depth < level {
                let_go.add(place(*x), weight.unwrap_or(1));
                continue;
            }
            self.places.push(place(*x));
            self.depths.push(*depth);
            self.weights.extend(weight);
        }
    }

    /// Adds the trials of another strand whose depth is at least `level`; passes the others to `let_go`.
    pub(super) fn append(&mut self, other: &Self, level: u8, let_go: &mut Farthest) {
        if self.times.is_empty()
            && other.times.is_empty()
            && other.depths.iter().all(|depth| *depth >= level)
        {
            self.places.extend_from_slice(&other.places);
            self.depths.extend_from_slice(&other.depths);
            self.weights.extend_from_slice(&other.weights);
            return;
        }
        let is_separate =
            !self.places.is_empty() && self.times.is_empty() != other.times.is_empty();
        if is_separate {
            self.separate();
        }
        for index in 0..other.places.len() {
            let (place, depth) = (other.places[index], other.depths[index]);
            let times = other.times(index);
            if depth < level {
                let_go.add_times(place, other.weight(index), times);
                continue;
            }
            let copies = if is_separate { times as usize } else { 1 };
            self.places.extend(std::iter::repeat_n(place, copies));
            self.depths.extend(std::iter::repeat_n(depth, copies));
            self.weights.extend(other.weights.get(index));
            if !is_separate {
                self.times.extend(other.times.get(index));
            }
        }
    }

    /// Keeps the trials whose depth is at least `level`; passes the others to `let_go`.
    pub(super) fn keep_from(&mut self, level: u8, let_go: &mut Farthest) {
        let mut kept = 0;
        for index in 0..self.places.len() {
            let (weight, times) = (self.weight(index), self.times(index));
            if self.depths[index] < level {
                let_go.add_times(self.places[index], weight, times);
                continue;
            }
            self.places[kept] = self.places[index];
            self.depths[kept] = self.depths[index];
            if let Some(slot) = self.weights.get_mut(kept) {
                *slot = weight;
            }
            if let Some(slot) = self.times.get_mut(kept) {
                *slot = times;
            }
            kept += 1;
        }
        self.places.truncate(kept);
        self.depths.truncate(kept);
        self.weights.truncate(kept);
        self.times.truncate(kept);
    }

    /// Makes an entry for each trial.
    fn separate(&mut self) {
        if self.times.is_empty() {
            return;
        }
        let mut places = Vec::with_capacity(self.len());
        self.list(&mut places);
        let mut depths = Vec::with_capacity(places.len());
        for (index, depth) in self.depths.iter().enumerate() {
            depths.extend(std::iter::repeat_n(*depth, self.times(index) as usize));
        }
        (self.places, self.depths, self.times) = (places, depths, Vec::new());
    }

    /// Appends the place of each trial to a list.
    pub(super) fn list(&self, to: &mut Vec<u64>) {
        if self.times.is_empty() {
            to.extend_from_slice(&self.places);
            return;
        }
        for (index, place) in self.places.iter().enumerate() {
            to.extend(std::iter::repeat_n(*place, self.times(index) as usize));
        }
    }

    /// Calls `add` with each place and its cell, equal neighbours together, until it returns false. Returns what it
    /// returned last.
    pub(super) fn by_value(&self, mut add: impl FnMut(u64, Cell) -> bool) -> bool {
        let mut index = 0;
        while let Some(place) = self.places.get(index) {
            let mut cell = Cell::default();
            while self.places.get(index) == Some(place) {
                cell.add(Cell::of(self.weight(index), self.times(index)));
                index += 1;
            }
            if !add(*place, cell) {
                return false;
            }
        }
        true
    }

    /// Adds all numbers to those of which the ends are sought.
    pub(super) fn add_ends(&self, ends: &mut Farthest) {
        for (index, place) in self.places.iter().enumerate() {
            ends.add_times(*place, self.weight(index), self.times(index));
        }
    }

    /// The weights of the trials for which a place is a hit, and of all.
    pub(super) fn share(&self, is_hit: &impl Fn(u64) -> bool) -> SetShare {
        if self.weights.is_empty() {
            let hits = if self.times.is_empty() {
                self.places.iter().filter(|place| is_hit(**place)).count() as u64
            } else {
                let pairs = self.places.iter().zip(&self.times);
                pairs.filter(|(place, _)| is_hit(**place)).map(|(_, times)| times).sum()
            };
            let (hits, of) = (hits as f64, self.len() as f64);
            return SetShare { hits, of, hit_squares: hits, squares: of };
        }
        let mut share = SetShare::default();
        for (place, weight) in self.places.iter().zip(&self.weights) {
            share.add(is_hit(*place), *weight as f64, rounded_square(*weight));
        }
        share
    }

    /// The form in which its numbers are written, in rising order: entries for several trials if few are different.
    pub(super) fn written(&self) -> Self {
        let (set, most) = (self.set, self.len() / FEWEST_TIMES);
        let listed = |all: &[(u64, u8, u64)]| Self {
            set,
            places: all.iter().map(|one| one.0).collect(),
            depths: all.iter().map(|one| one.1).collect(),
            ..Self::default()
        };
        let counts = |all: &[(u64, u8, u64)]| all.iter().map(|one| one.2).collect();
        if let (true, Some(alike)) = (self.weights.is_empty(), self.alike(most)) {
            let mut all: Vec<(u64, u8, u64)> = alike.into_iter().filter(|one| one.2 > 0).collect();
            all.sort_unstable();
            return Self { times: counts(&all), ..listed(&all) };
        }
        let mut own = self.clone();
        own.separate();
        let mut all: Vec<(u64, u8, u64)> = (0..own.places.len())
            .map(|index| (own.places[index], own.depths[index], own.weight(index)))
            .collect();
        all.sort_unstable();
        if !own.weights.is_empty() {
            return Self { weights: counts(&all), ..listed(&all) };
        }
        let is_equal = |a: &(u64, u8, u64), b: &(u64, u8, u64)| (a.0, a.1) == (b.0, b.1);
        if all.chunk_by(is_equal).count() > most {
            return listed(&all);
        }
        let times = all.chunk_by(is_equal).map(|equal| equal.len() as u64).collect();
        all.dedup_by(|b, a| is_equal(a, b));
        Self { times, ..listed(&all) }
    }

    /// Counts equal numbers of the same depth by hash (open addressing); `None` if more than `most` are different, or many of
    /// the first ones, so that sorting is faster. Slots without trials are free.
    pub(super) fn alike(&self, most: usize) -> Option<Vec<(u64, u8, u64)>> {
        let mut slots = vec![(0, 0, 0); 64];
        let mut used = 0;
        for (index, (place, depth)) in self.places.iter().zip(&self.depths).enumerate() {
            if 2 * used >= slots.len() {
                slots = rehashed(&slots);
            }
            let at = slot_of(&slots, *place, *depth);
            if slots[at].2 == 0 {
                used += 1;
                // entries for several trials are all different
                let is_varied =
                    self.times.is_empty() && used == MANY_DIFFERENT && index < 2 * MANY_DIFFERENT;
                if used > most || is_varied {
                    return None;
                }
                slots[at] = (*place, *depth, 0);
            }
            slots[at].2 += self.times(index);
        }
        Some(slots)
    }
}

/// The slot of a number of a depth, or the free one that it gets. There is a free one, and their number is a power of 2.
fn slot_of(slots: &[(u64, u8, u64)], place: u64, depth: u8) -> usize {
    // by the multipliers of splitmix64: the high bits of the product depend on all of the number
    let key = (place ^ place >> 29)
        .wrapping_add(u64::from(depth).wrapping_mul(0xBF58_476D_1CE4_E5B9))
        .wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let mut at = (key >> (64 - slots.len().trailing_zeros())) as usize;
    while slots[at].2 > 0 && (slots[at].0, slots[at].1) != (place, depth) {
        at = (at + 1) & (slots.len() - 1);
    }
    at
}

/// A table of twice as many slots with the entries of `slots`.
fn rehashed(slots: &[(u64, u8, u64)]) -> Vec<(u64, u8, u64)> {
    let mut larger = vec![(0, 0, 0); 2 * slots.len()];
    for one in slots.iter().filter(|one| one.2 > 0) {
        let at = slot_of(&larger, one.0, one.1);
        larger[at] = *one;
    }
    larger
}
