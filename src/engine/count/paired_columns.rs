//! One side's answers to one question in a block of trials, counted alone and jointly with those of another
//! side. Independent of worlds and threads.

use super::questions::{among, outcomes};
use crate::engine::block::{Floats, Look, Marks, Weights};
use crate::model::{Asked, Question};
use crate::numerics::kernel::Lined;
use crate::numerics::packed::packed_struct;

/// The statistic measured for a question, on every side.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// The frequency of each outcome: one item per outcome.
    Outcomes(usize),
    /// The frequency with which a date occurs at all: one item.
    Happens,
    /// The mean of a number: one item.
    Mean,
}

impl Measure {
    /// The number of items.
    pub fn items(self) -> usize {
        match self {
            Self::Outcomes(items) => items,
            Self::Happens | Self::Mean => 1,
        }
    }
}

/// Sums for one item on one side, over the trials in which the question is asked. For an outcome, x is 1 if
/// it occurs and 0 otherwise; for a number, x is the number minus the item's origin.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Own {
    /// The total weight of these trials; the other sums are weighted too, except `accepted`.
    pub kept: f64,
    /// The number of these trials, unweighted.
    pub accepted: f64,
    /// Σ x.
    pub sum: f64,
    /// Σ x².
    pub squares: f64,
    /// Σ w², over the weights w of these trials.
    pub weight_squares: f64,
}

/// Joint sums of the first side (x) and another side (y), over the trials in which both ask the question.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Shared {
    /// The number of such trials.
    pub kept: f64,
    /// Σ x.
    pub first: f64,
    /// Σ y.
    pub other: f64,
    /// Σ x y.
    pub products: f64,
}

/// The sums of an item over some of the trials.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Item {
    /// Indexed by side.
    pub own: Vec<Own>,
    /// The first side with each of the others; empty unless requested.
    pub shared: Vec<Shared>,
    /// Subtracted from each number, so that squares of numbers far from 0 keep their precision; 0 for
    /// outcomes.
    pub origin: f64,
}

packed_struct!(Own { kept, accepted, sum, squares, weight_squares });
packed_struct!(Shared { kept, first, other, products });
packed_struct!(Item { own, shared, origin });

impl Item {
    /// Shifts the sums to another origin.
    pub(crate) fn count_from(&mut self, origin: f64) {
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

impl Item {
    /// Adds the sums of later trials, whose origin may be another.
    pub(crate) fn add(&mut self, mut more: Self) {
        if self.own.iter().all(|own| own.accepted <= 0.0) {
            *self = more;
            return;
        }
        if more.own.iter().any(|own| own.accepted > 0.0) {
            more.count_from(self.origin);
        }
        for (own, more) in self.own.iter_mut().zip(&more.own) {
            own.kept += more.kept;
            own.accepted += more.accepted;
            own.sum += more.sum;
            own.squares += more.squares;
            own.weight_squares += more.weight_squares;
        }
        for (shared, more) in self.shared.iter_mut().zip(&more.shared) {
            shared.kept += more.kept;
            shared.first += more.first;
            shared.other += more.other;
            shared.products += more.products;
        }
    }
}

/// Marks a trial without an item.
const NO_ITEM: u32 = u32::MAX;

/// The answers of one side to one question in a block.
pub(crate) struct Column {
    /// The trials in which the question is asked.
    kept: Marks,
    /// The item of each trial, or [`NO_ITEM`].
    item: Box<Lined<u32>>,
    /// The value of each trial, if the question asks for a number.
    value: Option<Box<Floats>>,
    /// The weight of each trial; `None` if each weighs 1.
    weights: Option<Box<Weights>>,
}

impl Column {
    /// Evaluates a question in the `kept` trials; `map` gives the item of each of the side's own outcomes.
    pub(crate) fn of(
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

    /// The number in the first trial that counts.
    pub(crate) fn first_number(&self) -> Option<f64> {
        let values = self.value.as_ref()?;
        self.kept.lanes().next().map(|lane| values[lane])
    }

    /// The amount added for a trial: 1 for an outcome, the number minus the origin for a number.
    fn value(&self, lane: usize, origin: f64) -> f64 {
        self.value.as_ref().map_or(1.0, |values| values[lane] - origin)
    }

    fn weight(&self, lane: usize) -> f64 {
        self.weights.as_ref().map_or(1.0, |weights| weights[lane] as f64)
    }

    pub(crate) fn count_alone(&self, side: usize, items: &mut [Item]) {
        let (mut accepted, mut kept, mut weight_squares) = (0_u32, 0.0, 0.0);
        for lane in self.kept.lanes() {
            let weight = self.weight(lane);
            accepted += 1;
            kept += weight;
            weight_squares += weight * weight;
            if let Some(item) = items.get_mut(self.item[lane] as usize) {
                let x = self.value(lane, item.origin);
                item.own[side].sum += weight * x;
                item.own[side].squares += weight * x * x;
            }
        }
        for item in items {
            item.own[side].accepted += f64::from(accepted);
            item.own[side].kept += kept;
            item.own[side].weight_squares += weight_squares;
        }
    }

    pub(crate) fn count_with(&self, first: &Self, other: usize, items: &mut [Item]) {
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
