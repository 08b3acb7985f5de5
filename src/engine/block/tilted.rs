//! Draws of one step that look ahead: chances times the chance to meet the facts to come, by row of a table.

use super::mask::Marks;
use crate::numerics::kernel::{Lined, MOST_STAYING_ROWS};
use std::ops::Range;

/// An outcome that can be drawn.
#[derive(Clone, Copy)]
pub(crate) struct TiltedOutcome {
    pub(crate) to: u16,
    /// The sum of the products of chances up to this outcome.
    pub(crate) sum: f64,
    /// Its chance to meet the facts to come.
    pub(crate) ahead: f64,
}

/// The draws of one row in a mode: chances times the chance to meet the facts to come.
pub(crate) struct Tilted {
    /// The chance to stay; 0 if nothing is left.
    pub(crate) stays: f64,
    /// The chance to meet the facts to come after staying, unless it depends on a delay.
    pub(crate) ahead: f64,
    /// The least chance to meet the facts to come that draws take an outcome to have, if it has any.
    pub(crate) least: f64,
    /// The places of the outcomes other than staying that can be drawn.
    pub(crate) others: Range<usize>,
    /// The sum of the products of all outcomes other than staying.
    pub(crate) leaving: f64,
}

impl Tilted {
    /// The factor on the weight of a trial that stays, given its chance to meet the facts to come.
    pub(crate) fn after_staying(&self, ahead: f64) -> f64 {
        // nothing else could be drawn
        if self.others.is_empty() && self.stays >= 1.0 {
            return 1.0;
        }
        (self.stays * ahead + self.leaving) / ahead
    }

    /// The chance that a trial stays, unless it depends on a delay.
    pub(crate) fn share(&self) -> f64 {
        let staying = self.stays * self.ahead;
        let all = staying + self.leaving;
        // a draw at the border is made outcome by outcome
        if all > 0.0 { staying / all * (1.0 - f64::EPSILON) } else { 0.0 }
    }
}

/// The draws of one conditional distribution in a step, each row made when it is first met. A reused value has arbitrary
/// contents.
pub(crate) struct TiltedRows {
    /// Number of rows of its table; 0 if it has none.
    pub(crate) size: usize,
    /// By trial: its row.
    pub(crate) of_trial: Lined<u16>,
    /// The trials whose row is not in the table.
    pub(crate) open: Marks,
    /// By mode and row: the index of its draws, and 1; 0 if it is not made.
    pub(crate) made_at: Vec<u32>,
    pub(crate) made: Vec<Tilted>,
    /// The outcomes of all rows that are made.
    pub(crate) others: Vec<TiltedOutcome>,
    /// By row, if there are few and no modes, once it is made: the chance that a trial stays.
    pub(super) shares: [f64; MOST_STAYING_ROWS],
    /// By row: the factor on the weight of a trial that stays.
    pub(super) factors: [f64; MOST_STAYING_ROWS],
    /// By outcome in drawing order: the chances of the row being made.
    pub(crate) chances: Vec<f64>,
    /// A uniform number of each trial.
    pub(crate) uniforms: Lined<f64>,
}

impl TiltedRows {
    /// An empty value.
    pub(crate) const NONE: Self = Self {
        size: 0,
        of_trial: Lined::of(0),
        open: Marks::NONE,
        made_at: Vec::new(),
        made: Vec::new(),
        others: Vec::new(),
        shares: [0.0; MOST_STAYING_ROWS],
        factors: [1.0; MOST_STAYING_ROWS],
        chances: Vec::new(),
        uniforms: Lined::of(0.0),
    };

    /// Begins a table of `size` rows in several modes, with none made.
    pub(crate) fn begin(&mut self, size: usize, modes: usize, open: Marks) {
        (self.size, self.open) = (size, open);
        self.made_at.clear();
        self.made_at.resize(size * modes, 0);
        self.shares[..size.min(MOST_STAYING_ROWS)].fill(0.0);
        self.made.clear();
        self.others.clear();
    }

    /// Notes the share of the trials of a row that stay, and the factor on their weights, if rows are few.
    pub(crate) fn note_staying(&mut self, row: usize, tilted: &Tilted) {
        if let (Some(share), Some(factor)) = (self.shares.get_mut(row), self.factors.get_mut(row)) {
            (*share, *factor) = (tilted.share(), tilted.after_staying(tilted.ahead));
        }
    }

    /// The place of a trial's row in a mode; `None` if it is not in the table.
    pub(crate) fn place(&self, mode: usize, lane: usize) -> Option<usize> {
        let is_open = self.size == 0 || self.open.has(lane);
        (!is_open).then(|| mode * self.size + usize::from(self.of_trial[lane]))
    }

    /// Draws from a row that is made, with a uniform number; returns the outcome, `None` for staying, and the factor on
    /// the trial's weight. `ahead` is the chance to meet the facts to come after staying.
    pub(crate) fn draw(&self, made: usize, ahead: f64, uniform: f64) -> (Option<u16>, f64) {
        let row = &self.made[made];
        let staying = row.stays * ahead;
        let all = staying + row.leaving;
        if all <= 0.0 {
            return (None, 0.0);
        }
        let at = uniform * all;
        if at < staying {
            return (None, row.after_staying(ahead));
        }
        let others = &self.others[row.others.clone()];
        let drawn = others.iter().find(|other| at - staying < other.sum);
        match drawn.or(others.last()) {
            Some(other) => (Some(other.to), all / other.ahead),
            None => (None, row.after_staying(ahead)),
        }
    }
}
