//! Static draws: compact data with which a block draws an event from a table whose rows depend on outcomes
//! alone.
//!
//! Without them, the data is spread over the model, its layout and its tables; with many variables,
//! collecting it for each block takes as long as the draw.

use crate::formula::VariableId;
use crate::model::bind::{Phase, Table};
use crate::numerics::stream::Key;

/// The most columns that rows may depend on.
pub(crate) const MOST_COLUMNS: usize = 4;

/// An event that is drawn from a table in every trial of a block.
#[derive(Clone, Debug)]
pub(crate) struct StaticDraw<'a> {
    /// The outcome column that is drawn.
    pub(crate) slot: usize,
    /// The variable's stream at the step.
    pub(crate) key: Key,
    /// Outcome columns and their row strides; the first `count` are used.
    pub(crate) columns: [(u32, u16); MOST_COLUMNS],
    pub(crate) count: usize,
    pub(crate) shape: &'a Table,
    pub(crate) phase: &'a Phase,
    pub(crate) id: VariableId,
    /// Whether the trials with each outcome are counted while drawing.
    pub(crate) is_counted: bool,
}
