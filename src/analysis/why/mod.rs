//! The reasons for a difference between two sides: its parts, each the effect of one change.
//!
//! `changes` finds the changes, `stages` what was learnt between the sides; `mixture` makes a scenario that has some of the
//! changes, `mixtures` all that are drawn; `split` sums up.

mod change;
mod changes;
mod mixture;
mod mixtures;
mod split;
mod stages;

pub use change::{Change, ChangeKind};
pub(super) use changes::changes;
pub use mixtures::mixtures;
pub use split::{Compared, Part, Split, Splits, split};
pub(super) use stages::Knowledge;
