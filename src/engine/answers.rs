//! The answers of one side to one question in a block of trials, counted alone and together with
//! those of another side. Knows no worlds and no threads.

use super::ask::{among, outcomes};
use super::block::{Floats, Weights};
use super::columns::Look;
use super::marks::Marks;
use crate::model::{Asked, Question};
use crate::numerics::kernel::Lined;

/// What is measured of a question, the same on every side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// How often each of so many outcomes comes about.
    Outcomes(usize),
    /// How often a day comes at all: one item.
    Happens,
    /// The mean of a number: one item.
    Mean,
}

impl Measure {
    /// How many items it has.
    pub fn items(self) -> usize {
        match self {
            Self::Outcomes(items) => items,
            Self::Happens | Self::Mean => 1,
        }
    }
}

/// What one side has of an item, over the trials in which it was asked: of an outcome, x is 1 where
/// it came about and 0 elsewhere; of a number, the number less the item's origin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Own {
    /// Trials in which it was asked, by weight, as are the sums.
    pub kept: f64,
    /// The same, each for 1.
    pub met: f64,
    /// Σ x.
    pub sum: f64,
    /// Σ x².
    pub squares: f64,
    /// Σ w² over the weights w of these trials.
    pub weight_squares: f64,
}

/// What the first side (x) shares with another (y), over the trials in which both were asked.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shared {
    /// Such trials.
    pub kept: f64,
    /// Σ x.
    pub first: f64,
    /// Σ y.
    pub other: f64,
    /// Σ x y.
    pub products: f64,
}

/// An item over some of the trials.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// By side.
    pub own: Vec<Own>,
    /// The first side with each of the others; empty where that is not wanted.
    pub shared: Vec<Shared>,
    /// The number that numbers are counted from, so that squares of numbers far from 0 keep their digits; 0 of outcomes.
    pub origin: f64,
}

impl Item {
    /// Counts from another origin.
    pub(super) fn count_from(&mut self, origin: f64) {
        let by = self.origin - origin;
        if by == 0.0 {
            return;
        }
        for own in &mut self.own {
            own.squares += by * (own.sum + own.sum) + by * by * own.kept;
            own.sum += by * own.kept;
        }
        for shared in &mut self.shared {
            shared.products += by * (shared.first + shared.other) + by * by * shared.kept;
            shared.first += by * shared.kept;
            shared.other += by * shared.kept;
        }
        self.origin = origin;
    }
}

/// No item.
const NO_ITEM: u32 = u32::MAX;

/// The answers of one side to one question in a block.
pub(super) struct Column {
    /// The trials that count.
    kept: Marks,
    /// The item that came about, or [`NO_ITEM`].
    item: Box<Lined<u32>>,
    /// The number, if one is asked.
    value: Option<Box<Floats>>,
    /// For how much each trial counts; none where each counts for 1.
    weights: Option<Box<Weights>>,
}

impl Column {
    /// The answers to a question among the trials kept; `map` has the item of each own outcome.
    pub(super) fn of(
        look: &Look,
        question: &Question,
        measure: Measure,
        (kept, map): (&Marks, &[Option<u32>]),
    ) -> Self {
        let mut column = Self {
            kept: among(look, question, kept),
            item: Box::new(Lined::of(NO_ITEM)),
            value: None,
            weights: look.block.weights.clone(),
        };
        column.fill(look, &question.asked, measure, map);
        column
    }

    fn fill(&mut self, look: &Look, asked: &Asked, measure: Measure, map: &[Option<u32>]) {
        if let Asked::Number(number, _) | Asked::Duration(number) | Asked::Date(number) = asked {
            let mut values = Box::new(Lined::of(0.0));
            look.number(number, &mut values);
            let happens = measure == Measure::Happens;
            for i in 0..look.block.width() {
                let counts = if happens { !values[i].is_nan() } else { values[i].is_finite() };
                if !counts {
                    self.kept.clear(i);
                }
                self.item[i] = if values[i].is_finite() { 0 } else { NO_ITEM };
            }
            self.value = (!happens).then_some(values);
            return;
        }
        let mut index = Lined::of(0_u32);
        self.kept = self.kept.and(&outcomes(look, asked, &mut index));
        for lane in self.kept.lanes() {
            let item = map.get(index[lane] as usize).copied().flatten();
            self.item[lane] = item.unwrap_or(NO_ITEM);
        }
    }

    /// The first number that counts.
    pub(super) fn first_number(&self) -> Option<f64> {
        let values = self.value.as_ref()?;
        self.kept.lanes().next().map(|lane| values[lane])
    }

    /// The number added where `lane` counts: 1 for an outcome, for a number the number less the origin.
    fn value(&self, lane: usize, origin: f64) -> f64 {
        self.value.as_ref().map_or(1.0, |values| values[lane] - origin)
    }

    fn weight(&self, lane: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[lane] as f64)
    }

    pub(super) fn count_alone(&self, side: usize, items: &mut [Item]) {
        let (mut met, mut kept, mut weight_squares) = (0_u32, 0.0, 0.0);
        for lane in self.kept.lanes() {
            let weight = self.weight(lane);
            met += 1;
            kept += weight;
            weight_squares += weight * weight;
            if let Some(item) = items.get_mut(self.item[lane] as usize) {
                let x = self.value(lane, item.origin);
                item.own[side].sum += weight * x;
                item.own[side].squares += weight * x * x;
            }
        }
        for item in items {
            item.own[side].met += f64::from(met);
            item.own[side].kept += kept;
            item.own[side].weight_squares += weight_squares;
        }
    }

    pub(super) fn count_with(&self, first: &Self, other: usize, items: &mut [Item]) {
        let mut kept = 0_u32;
        for lane in self.kept.and(&first.kept).lanes() {
            kept += 1;
            if let Some(item) = items.get_mut(first.item[lane] as usize) {
                item.shared[other].first += first.value(lane, item.origin);
            }
            if let Some(item) = items.get_mut(self.item[lane] as usize) {
                let y = self.value(lane, item.origin);
                item.shared[other].other += y;
                if first.item[lane] == self.item[lane] {
                    item.shared[other].products += first.value(lane, item.origin) * y;
                }
            }
        }
        for item in items {
            item.shared[other].kept += f64::from(kept);
        }
    }
}
