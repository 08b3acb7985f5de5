//! Draws of one step that look ahead: chances times the chance to meet the facts to come, by row of a table.

use super::mask::Marks;
use crate::numerics::kernel::{Lined, MOST_DUE_CELLS, MOST_STAYING_ROWS};
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

/// The draws of trials that wait for a delay; see [`Waiting`](crate::numerics::kernel::Waiting).
pub(crate) struct WaitingRows {
    pub(super) stays: [f64; MOST_STAYING_ROWS],
    pub(super) leaving: [f64; MOST_STAYING_ROWS],
    pub(super) least: [f64; MOST_STAYING_ROWS],
    pub(super) first_cell: [u32; MOST_STAYING_ROWS],
    /// By mode and the step in which the delay is due: the chance to meet the facts to come after staying.
    pub(crate) by_due: [f64; MOST_DUE_CELLS],
}

impl WaitingRows {
    const NONE: Self = Self {
        stays: [0.0; MOST_STAYING_ROWS],
        leaving: [0.0; MOST_STAYING_ROWS],
        least: [0.0; MOST_STAYING_ROWS],
        first_cell: [0; MOST_STAYING_ROWS],
        by_due: [0.0; MOST_DUE_CELLS],
    };
}

/// The draws of one conditional distribution in a step, each row made when it is first met. A reused value has arbitrary
/// contents.
pub(crate) struct TiltedRows {
    /// Number of rows of its table; 0 if it has none.
    pub(crate) size: usize,
    /// By trial: its row, and if modes and rows are few, its place among those of all modes.
    pub(crate) of_trial: Lined<u16>,
    /// Whether `of_trial` has places among the rows of all modes.
    pub(crate) has_modes: bool,
    /// The trials whose row is not in the table.
    pub(crate) open: Marks,
    /// By mode and row: the index of its draws, and 1; 0 if it is not made.
    pub(crate) made_at: Vec<u32>,
    pub(crate) made: Vec<Tilted>,
    /// The outcomes of all rows that are made.
    pub(crate) others: Vec<TiltedOutcome>,
    /// By place, if there are few, once it is made: the chance that a trial stays.
    pub(super) shares: [f64; MOST_STAYING_ROWS],
    /// By place: the factor on the weight of a trial that stays.
    pub(super) factors: [f64; MOST_STAYING_ROWS],
    /// By place: its numbers for trials that wait for a delay.
    pub(crate) waiting: WaitingRows,
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
        has_modes: false,
        open: Marks::NONE,
        made_at: Vec::new(),
        made: Vec::new(),
        others: Vec::new(),
        shares: [0.0; MOST_STAYING_ROWS],
        factors: [1.0; MOST_STAYING_ROWS],
        waiting: WaitingRows::NONE,
        chances: Vec::new(),
        uniforms: Lined::of(0.0),
    };

    /// Begins a table of `size` rows in several modes, with none made.
    pub(crate) fn begin(&mut self, size: usize, modes: usize, open: Marks) {
        (self.size, self.open) = (size, open);
        self.made_at.clear();
        self.made_at.resize(size * modes, 0);
        let places = if self.has_modes { size * modes } else { 0 };
        self.shares[..places].fill(0.0);
        self.waiting.stays[..places].fill(0.0);
        self.made.clear();
        self.others.clear();
    }

    /// Notes the share of the trials of a place that stay, and the factor on their weights, if places are few.
    /// `first_cell` is that of its mode by the step in which a delay is due.
    pub(crate) fn note_staying(&mut self, place: usize, tilted: &Tilted, first_cell: u32) {
        if !self.has_modes {
            return;
        }
        (self.shares[place], self.factors[place]) =
            (tilted.share(), tilted.after_staying(tilted.ahead));
        self.waiting.stays[place] = tilted.stays;
        self.waiting.leaving[place] = tilted.leaving;
        self.waiting.least[place] = tilted.least;
        self.waiting.first_cell[place] = first_cell;
    }

    /// The index of the draws of a trial's row in a mode; `None` if they are not made.
    #[inline]
    pub(crate) fn found(&self, mode: usize, lane: usize) -> Option<usize> {
        let at = self.place(mode, lane)?;
        (self.made_at[at] as usize).checked_sub(1)
    }

    /// The place of a trial's row in a mode; `None` if it is not in the table.
    #[inline]
    pub(crate) fn place(&self, mode: usize, lane: usize) -> Option<usize> {
        let is_open = self.size == 0 || self.open.has(lane);
        let first = if self.has_modes { 0 } else { mode * self.size };
        (!is_open).then(|| first + usize::from(self.of_trial[lane]))
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
