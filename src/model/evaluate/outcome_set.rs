//! Sets of outcomes, the outcomes that can have a positive chance, and simple implications between conditions.

use crate::formula::{Condition, Number};
use crate::model::conditional::{Move, Share, Weights};

/// A set of outcomes, one bit for each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Set {
    /// The first outcomes, which are all of most variables.
    first: [u64; FIRST],
    /// The others; the last word is not 0.
    others: Vec<u64>,
}

/// The number of words of the first outcomes.
const FIRST: usize = 4;

impl Set {
    pub(crate) fn all(outcomes: usize) -> Self {
        (0..outcomes).map(|outcome| outcome as u16).collect()
    }

    pub(crate) fn of(outcomes: &[u16]) -> Self {
        outcomes.iter().copied().collect()
    }

    pub(crate) fn add(&mut self, outcome: u16) {
        let (word, bit) = (usize::from(outcome) / 64, 1 << (outcome % 64));
        match word.checked_sub(FIRST) {
            None => self.first[word] |= bit,
            Some(at) => {
                self.others.resize(self.others.len().max(at + 1), 0);
                self.others[at] |= bit;
            }
        }
    }

    pub(crate) fn has(&self, outcome: u16) -> bool {
        let word = usize::from(outcome) / 64;
        let word = match word.checked_sub(FIRST) {
            None => self.first[word],
            Some(at) => self.others.get(at).copied().unwrap_or(0),
        };
        word >> (outcome % 64) & 1 == 1
    }

    /// The outcomes in the set, ascending.
    pub(crate) fn outcomes(&self) -> impl Iterator<Item = u16> {
        let all = 64 * (FIRST + self.others.len());
        (0..all as u16).filter(|outcome| self.has(*outcome))
    }

    fn zip(&self, other: &Self, both: impl Fn(u64, u64) -> u64) -> Self {
        let first = std::array::from_fn(|i| both(self.first[i], other.first[i]));
        let word = |words: &[u64], at: usize| words.get(at).copied().unwrap_or(0);
        let length = self.others.len().max(other.others.len());
        let others = (0..length).map(|at| both(word(&self.others, at), word(&other.others, at)));
        let mut others: Vec<u64> = others.collect();
        others.truncate(others.iter().rposition(|word| *word != 0).map_or(0, |last| last + 1));
        Self { first, others }
    }

    pub(crate) fn or(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a | b)
    }

    pub(crate) fn and(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & b)
    }

    pub(crate) fn without(&self, other: &Self) -> Self {
        self.zip(other, |a, b| a & !b)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.first == [0; FIRST] && self.others.is_empty()
    }
}

impl FromIterator<u16> for Set {
    fn from_iter<I: IntoIterator<Item = u16>>(outcomes: I) -> Self {
        let mut set = Self::default();
        outcomes.into_iter().for_each(|outcome| set.add(outcome));
        set
    }
}

/// The outcomes that can have a positive chance.
pub(crate) fn of_weights(weights: &Weights) -> Set {
    let constant = |share: &Share| match share {
        Share::Given(value) => value.number.constant(),
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
pub(crate) fn has_chance(chance: &Move) -> bool {
    is_open(&chance.chance.number)
        || chance.cases.iter().any(|(_, written)| is_open(&written.number))
}

/// Whether a chance may be positive.
pub(crate) fn is_open(chance: &Number) -> bool {
    chance.constant().is_none_or(|p| p > 0.0)
}

/// Whether a move happens in every step in which its condition holds.
pub(crate) fn is_sure(chance: &Move) -> bool {
    chance.cases.is_empty() && chance.chance.number.constant() == Some(1.0)
}

/// Splits a conjunction into its parts.
pub(crate) fn split<'c>(condition: &'c Condition, found: &mut Vec<&'c Condition>) {
    match condition {
        Condition::And(parts) => parts.iter().for_each(|part| split(part, found)),
        _ => found.push(condition),
    }
}

/// The truth of `asked` that follows from a condition known to hold; `None` if nothing follows.
pub(crate) fn follows(known: &Condition, asked: &Condition) -> Option<bool> {
    let denies = |a: &Condition, b: &Condition| matches!(a, Condition::Not(inner) if **inner == *b);
    if known == asked {
        Some(true)
    } else if denies(known, asked) || denies(asked, known) {
        Some(false)
    } else {
        None
    }
}
