//! Runs in parts: how work is cut, how counts of parts are joined, and the ledger in which they wait for each other.

mod cut;
mod ledger;
mod paired_counts;
mod runs;
mod stored;

pub use cut::{Cut, Shard};
pub(super) use cut::{Extent, Layout, trials_in, within};
pub use ledger::{Ledger, waits};
pub use paired_counts::PairedCounts;
pub(super) use paired_counts::{Chunks, PartCounts, folded, trials_of};
pub(crate) use runs::was_possible;
pub use runs::{evidence_holds, run, run_paired, run_shard, run_watched};
pub use stored::{AllParts, Coming, Held, Pass, Stored};
