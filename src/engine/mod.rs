//! Draws trials in blocks, as columns: the outer loop runs over the model's steps, the inner over trials.
//!
//! [`Program`] is a model with its numbers and questions; `Block` holds the state of 1,024 trials; `advance`
//! computes one step of a block; `Tally` counts, and adds up in any order; `run` spreads blocks over
//! threads, [`run_paired`] does so for several models side by side. Scheduling changes no number, because
//! every stream depends on (seed, name, step, trial) alone. Independent of files, reports and estimates.

mod block;
mod count;
mod draw;
mod evidence;
mod incremental;
mod learning;
mod process;
mod program;
mod run;
mod step;
mod tables;
mod trials;
mod worlds;

pub use crate::numerics::stream::GENERATOR;
pub use count::{
    AnswerTally, Counts, Draws, Item, Measure, Own, PathNode, PathTally, Shared, Squares, Tally,
    WorldQuantiles,
};
pub(crate) use evidence::conflict;
pub use program::{Kept, Paths, Plan, Program, Route, Routes, Settled};
pub(crate) use run::agree;
pub use run::{
    AllParts, Coming, Cut, Held, Ledger, Paired, PairedCounts, Pass, Phase, Readings, Shape, Shard,
    Side, Spent, Stored, Tallies, Watch, evidence_holds, readings, resamples, run, run_batch,
    run_paired, run_shard, run_watched, waits,
};
pub use tables::LANES;
pub use trials::{
    Job, NO_CODE, Stopped, TrialBlock, TrialColumn, TrialSink, TrialTable, TrialType, TrialValues,
    run_keeping,
};
pub use worlds::{Chosen, DrawnWorlds, Likelihood, Pool};
