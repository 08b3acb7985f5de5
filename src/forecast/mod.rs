//! Turns tallies into estimates, ranges and errors. Arithmetic only: no drawing and no printing.
//!
//! [`Forecast`] is the result for a scenario; `summarise` makes it from tallies and `exactly` from exact
//! answers; `agreement` compares the two. `chance` has estimates of probabilities, `number` of numbers and dates,
//! `range` their ranges across worlds, and `uncertain` the inputs behind them. [`Origin`] explains one answer;
//! [`Difference`] compares two sides.

mod answer;
mod by_world;
mod chance;
mod exactly;
mod listed;
mod number;
mod origin;
mod paired;
mod range;
mod summarise;
mod uncertain;

pub use answer::*;
pub use by_world::{computed_by_world, expected, put_ranges, solved, summarise};
pub use chance::{
    JOINED, Known, LEAST_WORTH, Nothing, across, computed, estimate, jackknife, student_quantile,
    weighted_quantile,
};
pub use exactly::{Agreement, Deviation, FALSE_ALARM, agreement, exactly, unanswered};
pub use listed::combination;
pub use number::{medians_of_worlds, range_of_differences};
pub use origin::{Case, Origin, Split, Ways, split, ways};
pub use paired::{Difference, Level, Parts, Verdict};
pub use range::{WorldChance, WorldValue, range_of_chances, range_of_exact, range_of_values};
pub use summarise::{answers, choices, trials_needed};
pub use uncertain::{Heard, Speaker, Uncertain, UncertainKind, distinct, uncertain, voices};
