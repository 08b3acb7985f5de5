//! The tables of a program, built before the run: the layout of a block, the rows that trials select, and
//! the moves of processes.

mod joint_moves;
mod layout;
mod rejection_bound;
mod row_lookup;
mod row_sources;
mod sparse_rows;
mod static_draw;
mod trial_condition;

pub(super) use joint_moves::{Joint, JointTable};
pub use layout::LANES;
pub(super) use layout::{MOST_IN_BYTE, Sizes, Slot, layout};
pub(super) use rejection_bound::{CellBounds, Cells};
pub(super) use row_lookup::{Probe, Probes};
pub(super) use row_sources::{Source, Sources};
pub(super) use sparse_rows::{ByRow, ELSEWHERE, ReadColumn, Reads};
pub(super) use static_draw::{MOST_COLUMNS, StaticDraw};
pub(super) use trial_condition::TrialCondition;
