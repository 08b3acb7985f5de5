//! The mixtures of two sides that are drawn to split their difference, and the weight of each in each part.

use super::super::sides::Contender;
use super::change::Change;
use super::changes::{changes, regrouped};
use super::mixture::{NewsOf, mixed};
use super::stages::{self, Knowledge, Stage, stages};
use crate::numerics::stream::Key;
use std::collections::{BTreeMap, BTreeSet};

/// Up to this many edits, all mixtures are drawn; with more, some random orders of change.
const MOST_EXACT: usize = 8;
/// The most mixtures drawn if orders are random.
const MOST_MIXTURES: usize = 400;

/// The most sides that [`split`](super::split()) draws for these two.
pub fn mixtures(left: &Contender, right: &Contender) -> usize {
    let n = changes(left, right).len();
    let of_edits = if n <= MOST_EXACT { 1 << n } else { MOST_MIXTURES };
    of_edits + stages(left, right).len()
}

/// All mixtures of two sides that are drawn.
///
/// Stages and edits follow each other, so that the last of one is the first of the other: the contenders begin with the
/// stages, each as it is before the stage; or if edits come first, end with them, each as it is after the stage.
pub(super) struct Mixtures {
    pub(super) stages: Vec<Stage>,
    pub(super) edits: Vec<Change>,
    /// Whether edits are made before the stages.
    pub(super) edits_first: bool,
    /// Whether some changes are merged.
    pub(super) grouped: bool,
    /// The random orders of the edits; empty if all count.
    pub(super) orders: Vec<Vec<usize>>,
    /// The index of each set of edits among all sets.
    index: BTreeMap<u128, usize>,
    pub(super) contenders: Vec<Contender>,
}

/// Returns the mixtures of two sides, or the changes if none can be made separately. Edits come first only if the news
/// can't be told of the left side.
pub(super) fn mixtures_of_sides(
    left: &Contender,
    right: &Contender,
    seed: u64,
) -> Result<Mixtures, Vec<Change>> {
    let known = (Knowledge::of(left), Knowledge::of(right));
    let all = stages(left, right);
    let first = Edits::of((left, right), seed, NewsOf::Both);
    let is_split = first.as_ref().is_ok_and(|edits| !edits.grouped) || all.is_empty();
    let (edits, edits_first) = match first {
        found if is_split => (found, false),
        found => match Edits::of((left, right), seed, NewsOf::Left) {
            Ok(edits) if found.is_err() || !edits.grouped => (Ok(edits), true),
            _ => (found, false),
        },
    };
    let Edits { changes, grouped, orders, index, plain } = edits?;
    let state = if edits_first { &known.0 } else { &known.1 };
    let of_edits = plain.iter().map(|side| state.given_to(side));
    let side = if edits_first { right } else { plain.first().unwrap_or(left) };
    let (mut stages, is_merged) = stages::possible(all, side, seed);
    let is_watched = !side.model.watched.is_empty();
    for stage in &mut stages {
        stage.change.watched(is_watched);
    }
    let contenders = chained(&stages, side, of_edits.collect(), edits_first);
    let grouped = grouped || is_merged;
    Ok(Mixtures { stages, edits: changes, edits_first, grouped, orders, index, contenders })
}

/// The contenders of stages and edits in their order.
fn chained(
    stages: &[Stage],
    side: &Contender,
    of_edits: Vec<Contender>,
    edits_first: bool,
) -> Vec<Contender> {
    if edits_first {
        let of_stages = stages.iter().map(|stage| stage.after.given_to(side));
        return of_edits.into_iter().chain(of_stages).collect();
    }
    stages.iter().map(|stage| stage.before.given_to(side)).chain(of_edits).collect()
}

/// The edits between two sides, with their mixtures.
struct Edits {
    changes: Vec<Change>,
    grouped: bool,
    orders: Vec<Vec<usize>>,
    index: BTreeMap<u128, usize>,
    plain: Vec<Contender>,
}

impl Edits {
    fn of(
        (left, right): (&Contender, &Contender),
        seed: u64,
        with: NewsOf,
    ) -> Result<Self, Vec<Change>> {
        let mut changes = changes(left, right);
        let mut grouped = false;
        loop {
            let (orders, masks) = mixtures_of(changes.len(), seed);
            match mixed((left, right), &changes, &masks, with) {
                Ok(plain) => {
                    let index = masks.into_iter().zip(0..).collect();
                    return Ok(Self { changes, grouped, orders, index, plain });
                }
                Err(culprit) if changes.len() > 1 => {
                    changes = regrouped(changes, culprit);
                    grouped = true;
                }
                Err(_) => return Err(changes),
            }
        }
    }
}

impl Mixtures {
    /// The changes: stages, then edits.
    pub(super) fn changes(&self) -> impl Iterator<Item = &Change> {
        self.stages.iter().map(|stage| &stage.change).chain(&self.edits)
    }

    /// Whether anything was learnt between the sides, in more than one stage.
    pub(super) fn has_stages(&self) -> bool {
        self.stages.len() > 1
    }

    /// The mixtures with all stages as one.
    pub(super) fn with_merged_stages(&self) -> Self {
        let (own, of_edits) = if self.edits_first {
            let (of_edits, own) = self.contenders.split_at(self.index.len());
            (own, of_edits)
        } else {
            self.contenders.split_at(self.stages.len())
        };
        let kept = if self.edits_first { own.last() } else { own.first() };
        let kept = kept.into_iter().cloned();
        let contenders = if self.edits_first {
            of_edits.iter().cloned().chain(kept).collect()
        } else {
            kept.chain(of_edits.iter().cloned()).collect()
        };
        Self {
            stages: stages::merged(self.stages.clone()),
            edits: self.edits.clone(),
            edits_first: self.edits_first,
            grouped: true,
            orders: self.orders.clone(),
            index: self.index.clone(),
            contenders,
        }
    }

    /// The contender that has a set of edits.
    fn at(&self, mask: u128) -> usize {
        self.index[&mask] + if self.edits_first { 0 } else { self.stages.len() }
    }

    /// The contenders before and after an edit is made in an order.
    pub(super) fn marginal(&self, edit: usize, order: &[usize]) -> (usize, usize) {
        let before = order.iter().take_while(|other| **other != edit);
        let without = before.fold(0_u128, |mask, other| mask | 1 << other);
        (self.at(without), self.at(without | 1 << edit))
    }

    /// By change: the weight of each contender in its part.
    pub(super) fn weights(&self) -> Vec<Vec<f64>> {
        let of_stages = (0..self.stages.len()).map(|stage| {
            let mut weights = vec![0.0; self.contenders.len()];
            // a stage is followed by the next, or by the edits; or follows the edits
            let before = if self.edits_first { self.index.len() - 1 + stage } else { stage };
            weights[before] -= 1.0;
            weights[before + 1] += 1.0;
            weights
        });
        of_stages.chain((0..self.edits.len()).map(|edit| self.weights_of(edit))).collect()
    }

    /// The weight of each contender in the part of an edit.
    fn weights_of(&self, edit: usize) -> Vec<f64> {
        let mut weights = vec![0.0; self.contenders.len()];
        if !self.orders.is_empty() {
            for order in &self.orders {
                let (without, with) = self.marginal(edit, order);
                weights[with] += 1.0 / self.orders.len() as f64;
                weights[without] -= 1.0 / self.orders.len() as f64;
            }
            return weights;
        }
        // |S|! (n − |S| − 1)! ÷ n! for the set S that the edit joins
        let n = self.edits.len();
        let share = |size: usize| {
            let choose = (0..size).fold(1.0, |c, k| c * (n - 1 - k) as f64 / (k + 1) as f64);
            1.0 / (n as f64 * choose)
        };
        for mask in self.index.keys().filter(|mask| **mask & (1 << edit) == 0) {
            let share = share(mask.count_ones() as usize);
            weights[self.at(*mask)] -= share;
            weights[self.at(mask | 1 << edit)] += share;
        }
        weights
    }
}

/// The random orders (empty if all count), and the sets of changes to draw: bit i is change i. The first is
/// the empty set, the last contains all changes.
fn mixtures_of(n: usize, seed: u64) -> (Vec<Vec<usize>>, Vec<u128>) {
    if n <= MOST_EXACT {
        return (Vec::new(), (0..1_u128 << n).collect());
    }
    let pairs = (MOST_MIXTURES / (2 * n)).max(2);
    let key = Key::of(seed, "orders of change");
    let mut orders = Vec::new();
    for pair in 0..pairs as u64 {
        let mut order: Vec<usize> = (0..n).collect();
        let key = key.at(pair);
        order.sort_by_key(|change| key.word(*change as u64));
        let back: Vec<usize> = order.iter().rev().copied().collect();
        orders.extend([order, back]);
    }
    let mut masks = BTreeSet::from([0]);
    for order in &orders {
        let mut mask = 0_u128;
        for change in order {
            mask |= 1 << change;
            masks.insert(mask);
        }
    }
    (orders, masks.into_iter().collect())
}
