//! A bit for each trial of a block; and the truth of a condition in each, which has three values.

use super::slots::LANES;
use crate::model::facts::Truth;
use crate::numerics::kernel::{self, GROUP, Level};

const WORDS: usize = LANES / GROUP;

/// A bit for each trial.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Marks([u64; WORDS]);

impl Marks {
    /// No trial.
    pub(super) const NONE: Self = Self([0; WORDS]);
    /// Every trial.
    pub(super) const ALL: Self = Self([u64::MAX; WORDS]);

    /// The first trials.
    #[inline]
    pub(super) fn first(lanes: usize) -> Self {
        let mut marks = Self::NONE;
        let whole = (lanes / GROUP).min(WORDS);
        marks.0[..whole].fill(u64::MAX);
        if let Some(last) = marks.0.get_mut(whole) {
            *last = (1 << (lanes % GROUP)) - 1;
        }
        marks
    }

    /// What a kernel has marked, which fills as many words as it needs.
    #[inline]
    pub(super) fn by(fill: impl FnOnce(&mut [u64])) -> Self {
        let mut marks = Self::NONE;
        fill(&mut marks.0);
        marks
    }

    /// For kernels.
    #[inline]
    pub(super) fn words(&self) -> &[u64] {
        &self.0
    }

    /// The words, to be changed.
    #[inline]
    pub(super) fn words_mut(&mut self) -> &mut [u64] {
        &mut self.0
    }

    #[inline]
    fn with(&self, other: &Self, combine: impl Fn(u64, u64) -> u64) -> Self {
        let mut marks = *self;
        for (a, b) in marks.0.iter_mut().zip(&other.0) {
            *a = combine(*a, *b);
        }
        marks
    }

    /// Marked in both.
    #[inline]
    pub(super) fn and(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// Marked in either.
    #[inline]
    pub(super) fn or(&self, other: &Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// Marked here but not there.
    #[inline]
    pub(super) fn without(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    /// How many.
    #[inline]
    pub(super) fn count(&self) -> u64 {
        kernel::count(Level::best(), &self.0)
    }

    /// Whether there is none.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        // word by word: what a kernel has just stored so can't be loaded two words at once
        self.0.iter().all(|word| *word == 0)
    }

    /// Whether a trial is marked.
    #[inline]
    pub(super) fn has(&self, lane: usize) -> bool {
        self.0[lane / GROUP] >> (lane % GROUP) & 1 == 1
    }

    /// Marks a trial.
    #[inline]
    pub(super) fn mark(&mut self, lane: usize) {
        self.0[lane / GROUP] |= 1 << (lane % GROUP);
    }

    /// Takes the mark from a trial.
    #[inline]
    pub(super) fn clear(&mut self, lane: usize) {
        self.0[lane / GROUP] &= !(1 << (lane % GROUP));
    }

    /// The trials marked, in order.
    #[inline]
    pub(super) fn lanes(&self) -> Lanes {
        Lanes { words: self.0, at: 0, left: self.0[0] }
    }
}

/// The trials marked, in order.
pub(super) struct Lanes {
    words: [u64; WORDS],
    at: usize,
    /// What is left of the word at hand.
    left: u64,
}

impl Iterator for Lanes {
    type Item = usize;

    #[inline]
    fn next(&mut self) -> Option<usize> {
        while self.left == 0 {
            self.at += 1;
            self.left = *self.words.get(self.at)?;
        }
        let lane = self.at * GROUP + self.left.trailing_zeros() as usize;
        self.left &= self.left - 1;
        Some(lane)
    }
}

/// The truth of a condition in each trial: where neither is marked, it does not hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Truths {
    /// It holds.
    pub(super) holds: Marks,
    /// It is undefined, and does not hold.
    pub(super) undefined: Marks,
}

impl Truths {
    /// The same in every trial.
    #[inline]
    pub(super) fn everywhere(holds: bool) -> Self {
        Self::of(if holds { Marks::ALL } else { Marks::NONE })
    }

    /// Undefined in every trial.
    pub(super) const UNDEFINED: Self = Self { holds: Marks::NONE, undefined: Marks::ALL };

    /// Two-valued.
    #[inline]
    pub(super) fn of(holds: Marks) -> Self {
        Self { holds, undefined: Marks::NONE }
    }

    /// The truth in one trial.
    #[inline]
    pub(super) fn of_lane(&self, lane: usize) -> Truth {
        match (self.holds.has(lane), self.undefined.has(lane)) {
            (true, _) => Truth::True,
            (false, true) => Truth::Undefined,
            (false, false) => Truth::False,
        }
    }

    /// Undefined stays undefined.
    #[inline]
    pub(super) fn negated(&self) -> Self {
        let holds = Marks::ALL.without(&self.holds).without(&self.undefined);
        Self { holds, undefined: self.undefined }
    }

    /// The smaller of two truths.
    #[inline]
    pub(super) fn and(&self, other: &Self) -> Self {
        let holds = self.holds.and(&other.holds);
        let possible = self.holds.or(&self.undefined).and(&other.holds.or(&other.undefined));
        Self { holds, undefined: possible.without(&holds) }
    }

    /// The larger of two truths.
    #[inline]
    pub(super) fn or(&self, other: &Self) -> Self {
        let holds = self.holds.or(&other.holds);
        Self { holds, undefined: self.undefined.or(&other.undefined).without(&holds) }
    }

    /// One of two truths, by a third; where that is undefined, what both agree on.
    #[inline]
    pub(super) fn choose(&self, then: &Self, otherwise: &Self) -> Self {
        let either = self.one_of(then, otherwise);
        if self.undefined.is_empty() {
            return either;
        }
        let (all, any) = (then.and(otherwise), then.or(otherwise));
        // what is neither in both nor in one of them is open
        let possible = any.holds.or(&any.undefined);
        let open = self.undefined.and(&possible).without(&all.holds);
        Self {
            holds: either.holds.or(&self.undefined.and(&all.holds)),
            undefined: either.undefined.without(&self.undefined).or(&open),
        }
    }

    /// One of two truths, by a third; undefined where that is.
    #[inline]
    fn one_of(&self, then: &Self, otherwise: &Self) -> Self {
        let not = self.negated().holds;
        let of = |then: &Marks, otherwise: &Marks| self.holds.and(then).or(&not.and(otherwise));
        Self {
            holds: of(&then.holds, &otherwise.holds),
            undefined: of(&then.undefined, &otherwise.undefined).or(&self.undefined),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_trials_are_marked_and_listed() {
        for lanes in [0, 1, 63, 64, 65, 1000, LANES] {
            let marks = Marks::first(lanes);
            assert_eq!(marks.count(), lanes as u64);
            assert!(marks.lanes().eq(0..lanes));
            assert_eq!(marks.is_empty(), lanes == 0);
            assert!((0..LANES).all(|lane| marks.has(lane) == (lane < lanes)));
        }
    }

    #[test]
    fn truths_combine_as_the_smaller_and_the_larger() {
        // every pair of truths in the lanes 0 to 8: 0 false, 1 undefined, 2 true
        let column = |value: &dyn Fn(usize) -> usize| {
            let mut truths = Truths::everywhere(false);
            for lane in 0..9 {
                match value(lane) {
                    1 => truths.undefined.mark(lane),
                    2 => truths.holds.mark(lane),
                    _ => {}
                }
            }
            truths
        };
        let value = |truths: &Truths, lane: usize| {
            assert!(!(truths.holds.has(lane) && truths.undefined.has(lane)));
            2 * usize::from(truths.holds.has(lane)) + usize::from(truths.undefined.has(lane))
        };
        let (a, b) = (column(&|lane| lane / 3), column(&|lane| lane % 3));
        for lane in 0..9 {
            let (x, y) = (lane / 3, lane % 3);
            assert_eq!(value(&a.and(&b), lane), x.min(y));
            assert_eq!(value(&a.or(&b), lane), x.max(y));
            assert_eq!(value(&a.negated(), lane), 2 - x);
            assert_eq!(value(&a.choose(&b, &b.negated()), lane), [2 - y, 1, y][x]);
            // where both agree it does not matter which is taken
            assert_eq!(value(&a.choose(&b, &b), lane), y);
        }
    }
}
