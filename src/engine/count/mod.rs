//! Counts the answers of finished blocks. Counts add up in any order.

mod draw_counts;
mod paired_columns;
mod path_tree;
mod paths;
pub(super) mod questions;
mod tally;

pub(super) mod weights;

pub(super) use draw_counts::Counter;
pub use draw_counts::Draws;
pub(super) use paired_columns::Column;
pub use paired_columns::{Item, Measure, Own, Shared};
pub use path_tree::{PathNode, PathTally};
pub(super) use paths::Trace;
pub(super) use questions::{FEW_OUTCOMES, States, among, outcomes, satisfied};
pub use tally::{AnswerTally, Counts, Squares, Tally, WorldQuantiles};
