//! Sets of outcomes, the outcomes that can have a positive chance, and simple implications between conditions.

use super::lottery::{Move, Share, Weights};
use crate::formula::{Condition, Number};

/// A set of outcomes, one bit for each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set([u64; 4]);

impl Set {
    pub(super) fn all(outcomes: usize) -> Self {
        let mut set = Self::default();
        (0..outcomes).for_each(|outcome| set.add(outcome as u16));
        set
    }

    pub(super) fn of(outcomes: &[u16]) -> Self {
        let mut set = Self::default();
        for outcome in outcomes {
            set.add(*outcome);
        }
        set
    }

    pub(super) fn add(&mut self, outcome: u16) {
        self.0[usize::from(outcome) / 64 % 4] |= 1 << (outcome % 64);
    }

    pub(super) fn has(&self, outcome: u16) -> bool {
        self.0[usize::from(outcome) / 64 % 4] >> (outcome % 64) & 1 == 1
    }

    pub(super) fn zip(&self, other: &Self, both: impl Fn(u64, u64) -> u64) -> Self {
        Self(std::array::from_fn(|i| both(self.0[i], other.0[i])))
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    pub(super) fn and(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    pub(super) fn without(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.0 == [0; 4]
    }
}

/// The outcomes that can have a positive chance.
pub(super) fn of_weights(weights: &Weights) -> Set {
    let constant = |share: &Share| match share {
        Share::Said(value) => value.number.constant(),
        Share::Rest => None,
        Share::Nothing => Some(0.0),
    };
    let sure = weights.shares.iter().position(|share| constant(share) == Some(1.0));
    if let Some(sure) = sure.filter(|_| !weights.divided) {
        return Set::of(&[sure as u16]);
    }
    let mut found = Set::default();
    for (outcome, share) in weights.shares.iter().enumerate() {
        if constant(share).is_none_or(|p| p > 0.0) {
            found.add(outcome as u16);
        }
    }
    found
}

/// Whether a move may happen: its chance, or that of a case, may be positive.
pub(super) fn has_chance(chance: &Move) -> bool {
    is_open(&chance.chance.number) || chance.cases.iter().any(|(_, said)| is_open(&said.number))
}

/// Whether a chance may be positive.
pub(super) fn is_open(chance: &Number) -> bool {
    chance.constant().is_none_or(|p| p > 0.0)
}

/// Whether a move happens in every step in which its condition holds.
pub(super) fn is_sure(chance: &Move) -> bool {
    chance.cases.is_empty() && chance.chance.number.constant() == Some(1.0)
}

/// Splits a conjunction into its parts.
pub(super) fn split<'c>(condition: &'c Condition, found: &mut Vec<&'c Condition>) {
    match condition {
        Condition::And(parts) => parts.iter().for_each(|part| split(part, found)),
        _ => found.push(condition),
    }
}

/// The truth of `asked` that follows from a condition known to hold; `None` if nothing follows.
pub(super) fn follows(known: &Condition, asked: &Condition) -> Option<bool> {
    let denies = |a: &Condition, b: &Condition| matches!(a, Condition::Not(inner) if **inner == *b);
    if known == asked {
        Some(true)
    } else if denies(known, asked) || denies(asked, known) {
        Some(false)
    } else {
        None
    }
}
