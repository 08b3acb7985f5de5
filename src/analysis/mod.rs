//! Several runs and what they say together. Each analysis yields a plain result; none knows another,
//! nor how a result is shown.
//!
//! [`compare`] sets sides beside each other on the same trials; [`split`] shares a difference out
//! over what differs; [`Limit`] is a condition that a difference may not meet. [`sensitivity`] finds
//! the numbers that move an answer, [`sweep`] asks the same of a scenario at many points.

mod compare;
mod limit;
pub mod sensitivity;
mod sides;
mod split;
pub mod sweep;

pub use compare::{Comparison, Drawn, Row, compare};
pub use limit::Limit;
pub use sides::Contender;
pub use split::{Change, Part, Split, Splits, mixtures, split};
