//! What forecasts are compared and taken apart for. Each analysis yields a plain result; none knows
//! another, nor how results are shown.
//!
//! [`compare`] sets sides beside each other on the same trials; [`split`] shares a difference out
//! over what differs; [`Limit`] is a condition that a difference may not meet. [`experts()`] forecasts
//! once for each expert who sits on a panel; [`sharpen()`] draws until every answer is as sharp as was
//! asked; [`choose_worlds`] splits trials over readings of the inputs. [`try_each`] finds what options and variants break; [`sensitivity`] finds the numbers that move an answer; [`sweep`] asks the same of a scenario
//! at many points.

mod changes;
mod compare;
mod experts;
mod limit;
mod medians;
pub mod sensitivity;
mod sharpen;
mod sides;
mod split;
pub mod sweep;
mod tried;
mod worlds;

pub use changes::Change;
pub use compare::{Comparison, Drawn, Row, compare};
pub use experts::experts;
pub use limit::Limit;
pub use sharpen::{MOST_TRIALS, sharpen};
pub use sides::Contender;
pub use split::{Compared, Part, Split, Splits, mixtures, split};
pub use tried::{Tried, try_each};
pub use worlds::choose_worlds;
