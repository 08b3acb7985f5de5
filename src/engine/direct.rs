//! What a block has to know of a draw of an event from a table whose rows are made of outcomes alone, close
//! together.
//!
//! Otherwise it lies far apart, in the model, its layout and its tables; where there are many variables, to find it
//! block by block takes as long as the draw.

use crate::formula::VariableId;
use crate::model::bind::{Phase, Table};
use crate::numerics::stream::Key;

/// The most columns that rows are made of.
pub(super) const MOST_COLUMNS: usize = 4;

/// An event that is drawn from a table in every trial of a block.
#[derive(Clone, Debug)]
pub(super) struct Direct<'a> {
    /// The column of outcomes that is made.
    pub(super) slot: usize,
    /// The stream of the step.
    pub(super) key: Key,
    /// Columns of outcomes, and how many rows apart their outcomes lie; the first of them count.
    pub(super) columns: [(u32, u16); MOST_COLUMNS],
    pub(super) count: usize,
    pub(super) shape: &'a Table,
    pub(super) phase: &'a Phase,
    pub(super) id: VariableId,
    /// Whether it is counted as it is drawn how many trials have each outcome.
    pub(super) is_counted: bool,
}
