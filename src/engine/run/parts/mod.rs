//! Runs in parts: how work is cut, how counts of parts are joined, and the ledger in which they wait for each other.

mod cut;
mod ledger;
mod paired_counts;

pub use cut::{Cut, Shard};
pub(super) use cut::{Extent, Layout, draw_pieces, trials_in, within};
pub use ledger::{Ledger, Pass, waits};
pub use paired_counts::PairedCounts;
pub(super) use paired_counts::{Chunks, PartCounts, folded, trials_of};
