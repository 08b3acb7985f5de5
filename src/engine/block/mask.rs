//! Sets of trials as one bit per trial, and three-valued truth by trial.

use crate::engine::tables::LANES;
use crate::model::facts::Truth;
use crate::numerics::kernel::{self, GROUP, Level};

const WORDS: usize = LANES / GROUP;

/// A set of trials of a block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marks([u64; WORDS]);

impl Marks {
    /// The empty set.
    pub(crate) const NONE: Self = Self([0; WORDS]);
    /// All trials.
    pub(crate) const ALL: Self = Self([u64::MAX; WORDS]);

    /// The first `lanes` trials.
    #[inline]
    pub(crate) fn first(lanes: usize) -> Self {
        let mut marks = Self::NONE;
        let whole = (lanes / GROUP).min(WORDS);
        marks.0[..whole].fill(u64::MAX);
        if let Some(last) = marks.0.get_mut(whole) {
            *last = (1 << (lanes % GROUP)) - 1;
        }
        marks
    }

    /// The trials that a kernel marks; `fill` sets as many words as it needs.
    #[inline]
    pub(crate) fn by(fill: impl FnOnce(&mut [u64])) -> Self {
        let mut marks = Self::NONE;
        fill(&mut marks.0);
        marks
    }

    /// The words, for kernels.
    #[inline]
    pub(crate) fn words(&self) -> &[u64] {
        &self.0
    }

    /// The mutable words.
    #[inline]
    pub(crate) fn words_mut(&mut self) -> &mut [u64] {
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

    /// The intersection.
    #[inline]
    pub(crate) fn and(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & b)
    }

    /// The union.
    #[inline]
    pub(crate) fn or(&self, other: &Self) -> Self {
        self.with(other, |a, b| a | b)
    }

    /// The difference.
    #[inline]
    pub(crate) fn without(&self, other: &Self) -> Self {
        self.with(other, |a, b| a & !b)
    }

    /// The number of trials.
    #[inline]
    pub(crate) fn count(&self) -> u64 {
        kernel::count(Level::best(), &self.0)
    }

    /// Whether the set is empty.
    #[inline]
    pub(crate) fn is_empty(&self) -> bool {
        // word by word: a kernel's recent narrow stores would stall a wider load
        self.0.iter().all(|word| *word == 0)
    }

    /// Whether the set contains a trial.
    #[inline]
    pub(crate) fn has(&self, lane: usize) -> bool {
        self.0[lane / GROUP] >> (lane % GROUP) & 1 == 1
    }

    /// Adds a trial.
    #[inline]
    pub(crate) fn mark(&mut self, lane: usize) {
        self.0[lane / GROUP] |= 1 << (lane % GROUP);
    }

    /// Removes a trial.
    #[inline]
    pub(crate) fn clear(&mut self, lane: usize) {
        self.0[lane / GROUP] &= !(1 << (lane % GROUP));
    }

    /// Iterates over the trials in order.
    #[inline]
    pub(crate) fn lanes(&self) -> Lanes {
        Lanes { words: self.0, at: 0, left: self.0[0] }
    }
}

/// Iterates over the trials of a set in order.
pub(crate) struct Lanes {
    words: [u64; WORDS],
    at: usize,
    /// The remaining bits of the current word.
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

/// The truth of a condition in each trial; false if neither bit is set.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Truths {
    /// The trials in which it holds.
    pub(crate) holds: Marks,
    /// The trials in which it is undefined.
    pub(crate) undefined: Marks,
}

impl Truths {
    /// The truth value, if it is the same in every lane and defined.
    pub(crate) fn everywhere_equal(&self) -> Option<bool> {
        if !self.undefined.is_empty() {
            return None;
        }
        if self.holds.is_empty() {
            return Some(false);
        }
        (self.holds == Marks::ALL).then_some(true)
    }

    /// The given truth in every trial.
    #[inline]
    pub(crate) fn everywhere(holds: bool) -> Self {
        Self::of(if holds { Marks::ALL } else { Marks::NONE })
    }

    /// Undefined in every trial.
    pub(crate) const UNDEFINED: Self = Self { holds: Marks::NONE, undefined: Marks::ALL };

    /// A two-valued truth.
    #[inline]
    pub(crate) fn of(holds: Marks) -> Self {
        Self { holds, undefined: Marks::NONE }
    }

    /// The truth in one trial.
    #[inline]
    pub(crate) fn of_lane(&self, lane: usize) -> Truth {
        match (self.holds.has(lane), self.undefined.has(lane)) {
            (true, _) => Truth::True,
            (false, true) => Truth::Undefined,
            (false, false) => Truth::False,
        }
    }

    /// The negation; undefined stays undefined.
    #[inline]
    pub(crate) fn negated(&self) -> Self {
        let holds = Marks::ALL.without(&self.holds).without(&self.undefined);
        Self { holds, undefined: self.undefined }
    }

    /// The conjunction: the smaller truth.
    #[inline]
    pub(crate) fn and(&self, other: &Self) -> Self {
        let holds = self.holds.and(&other.holds);
        let possible = self.holds.or(&self.undefined).and(&other.holds.or(&other.undefined));
        Self { holds, undefined: possible.without(&holds) }
    }

    /// The disjunction: the larger truth.
    #[inline]
    pub(crate) fn or(&self, other: &Self) -> Self {
        let holds = self.holds.or(&other.holds);
        Self { holds, undefined: self.undefined.or(&other.undefined).without(&holds) }
    }

    /// Selects `then` or `otherwise`; if the condition is undefined, the value on which both agree.
    #[inline]
    pub(crate) fn choose(&self, then: &Self, otherwise: &Self) -> Self {
        let either = self.one_of(then, otherwise);
        if self.undefined.is_empty() {
            return either;
        }
        let (all, any) = (then.and(otherwise), then.or(otherwise));
        // undefined unless both are true or both are false
        let possible = any.holds.or(&any.undefined);
        let open = self.undefined.and(&possible).without(&all.holds);
        Self {
            holds: either.holds.or(&self.undefined.and(&all.holds)),
            undefined: either.undefined.without(&self.undefined).or(&open),
        }
    }

    /// Selects `then` or `otherwise`; undefined if the condition is.
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
        // every pair of truths in lanes 0 to 8: 0 false, 1 undefined, 2 true
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
            // if both agree, the condition does not matter
            assert_eq!(value(&a.choose(&b, &b), lane), y);
        }
    }
}
