//! A block of 1,024 trials as columns, and formulas and conditions evaluated over it.

mod candidates;
mod columns;
mod copied;
mod followed;
mod mask;
mod outcomes;
mod sample;
mod state;
mod staying;
mod summaries;
mod table_rows;
mod tilted;
mod trial;
mod values;

pub(super) use candidates::{Candidates, Moved};
pub(super) use columns::{Draws, Look, View};
pub(super) use copied::{Copied, copy_outcomes, in_places};
pub(super) use mask::Marks;
pub(super) use outcomes::{Bytes, Outcomes};
pub(super) use state::{Block, Floats, NEVER, Weights};
pub(super) use table_rows::with_parts;
pub(super) use tilted::{Tilted, TiltedOutcome, TiltedRows};
pub(super) use trial::{LaneFacts, LawColumns, turned_by};
