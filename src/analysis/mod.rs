//! Analyses over several forecasts. Each returns plain data; none depends on another or on how results are
//! shown.
//!
//! `compare` compares sides on the same trials; `why` attributes a difference to the changes between
//! two sides; [`Limit`] is a condition on a difference. [`experts()`] forecasts for each expert on a panel;
//! [`sharpen()`] draws until every answer is as precise as requested; [`choose_worlds`] splits trials over
//! worlds. [`try_each`] finds faults that only options and variants cause; [`sensitivity`] finds the numbers
//! that move an answer; `blamed` the evidence that no trial satisfies; [`sweep`] runs a scenario at many points; [`Track`] has the forecasts of several days.

mod blame;
mod compare;
mod experts;
mod limit;
mod medians;
pub mod sensitivity;
mod sharpen;
mod sides;
pub mod sweep;
mod track;
mod tried;
mod untouched;
mod why;
mod worlds;

pub(crate) use blame::{blamed, contradiction};
pub use compare::{Comparison, Drawn, Row, compare};
pub use experts::experts;
pub use limit::Limit;
pub use sharpen::{MOST_TRIALS, sharpen};
pub use sides::Contender;
pub use track::{Every, Point, Told, Track, news_by_step, piece, steps, told};
pub use tried::{Tried, try_each};
pub use why::{Change, ChangeKind, Compared, Part, Split, Splits, mixtures, split};
pub use worlds::choose_worlds;
