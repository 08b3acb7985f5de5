//! Draws trials in blocks, as columns: the outer loop runs over the model's steps, the inner over trials.
//!
//! [`Program`] is a model with its numbers and questions; `Block` holds the state of 1,024 trials; `advance`
//! computes one step of a block; `Tally` counts, and adds up in any order; `run` spreads blocks over
//! threads, [`run_paired`] does so for several models side by side. Scheduling changes no number, because
//! every stream depends on (seed, name, step, trial) alone. Independent of files, reports and estimates.

mod absorbed;
mod advance;
mod answers;
mod apart;
mod ask;
mod at;
mod batch;
mod beside;
mod bits;
mod block;
mod by_row;
mod candidates;
mod choose;
mod chosen;
mod columns;
mod conditioned;
mod delays;
mod direct;
mod draw;
mod drawn;
mod evidence;
mod few;
mod followed;
mod gate;
mod glance;
mod joint;
mod lane;
mod laws;
mod marks;
mod moment;
mod moving;
mod outcomes;
mod paired;
mod passed;
mod path_tree;
mod paths;
mod phased;
mod pilots;
mod prepared;
mod probe;
mod process;
mod program;
mod ready;
mod rows;
mod run;
mod sample;
mod shape;
mod slots;
mod sources;
mod spaces;
mod streams;
mod tally;
mod threads;
mod train;
mod trials;
mod upstream;
mod values;
mod watch;
mod weighed;
mod worker;
mod worth;

pub use crate::numerics::stream::GENERATOR;
pub use answers::{Item, Measure, Own, Shared};
pub use batch::run_batch;
pub use chosen::{Chosen, DrawnWorlds, Likelihood, Pool};
pub use drawn::Draws;
pub use paired::{Paired, run_paired};
pub use path_tree::{PathNode, PathTally};
pub use pilots::{Readings, readings};
pub use prepared::Side;
pub use program::{Paths, Plan, Program};
pub use run::{Shard, Tallies, run, run_shard, run_watched, was_met};
pub use shape::Shape;
pub use slots::LANES;
pub use tally::{AnswerTally, Counts, Squares, Tally, WorldQuantiles};
pub use threads::pool;
pub use trials::{Batch, Cells, Field, Job, Keeper, Layout, NO_CODE, Sort, Stopped, run_keeping};
pub use watch::{Phase, Spent, Watch};
