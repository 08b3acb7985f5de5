//! Turns tallies into estimates, ranges and errors. Arithmetic only: no drawing and no printing.
//!
//! [`Forecast`] is the result for a scenario; `summarise` makes it from tallies and `exactly` from exact
//! answers; `agreement` compares the two. [`Origin`] explains one answer; [`Difference`] compares two
//! sides.

mod agreement;
mod among;
mod answer;
mod bins;
mod by_world;
mod days;
mod deviation;
mod doubts;
mod estimate;
mod exactly;
mod figures;
mod inputs;
mod listed;
mod numbers;
mod origin;
mod paired;
mod range;
mod settled;
mod spans;
mod spread;
mod summarise;
mod voices;
mod weighed;
mod widest;

pub use agreement::{Agreement, FALSE_ALARM, agreement};
pub use among::LEAST_WORTH;
pub use answer::*;
pub use by_world::{computed_by_world, put_ranges, solved, summarise};
pub use deviation::Deviation;
pub use estimate::{across, computed, estimate, student_quantile, weighted_quantile};
pub use exactly::{exactly, unanswered};
pub use inputs::{Uncertain, UncertainKind, distinct, uncertain};
pub use listed::combination;
pub use origin::{Case, Origin, Split, Ways, split, ways};
pub use paired::{Difference, Level, Parts, Verdict};
pub use range::{WorldChance, WorldValue, range_of_chances, range_of_exact, range_of_values};
pub use settled::{JOINED, Known, Nothing};
pub use spans::{medians_of_worlds, range_of_differences};
pub use summarise::{answers, trials_wanted};
pub use voices::{Heard, voices};
