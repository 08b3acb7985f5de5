//! Work in parts: on several machines, or one after the other.
//!
//! A [`Job`] is split into [`Shard`](super::Shard)s; [`Task::part`] draws one of them into a [`Part`], which is written as
//! bytes (`form`) and read back; [`Task::join`] joins the parts into the [`Outcome`] of the undivided work, to the bit, or into the
//! next [`Round`]. `identity` has all that the numbers depend on, which parts must share.

mod data;
mod form;
mod identity;
mod job;
mod joined;
mod json;
mod memo;
mod merge;
mod part;
mod points;
mod round;
mod sizing;
mod task;
#[cfg(feature = "cli")]
mod whole;

pub use job::{Job, Outcome, Step};
pub use part::Part;
#[cfg(feature = "files")]
pub(crate) use part::{file_of, is_part};
pub use round::Round;
pub use task::Task;

pub(crate) use identity::Identity;
#[cfg(feature = "files")]
pub(crate) use identity::first_difference;
#[cfg(feature = "cli")]
pub(crate) use merge::{Gathered, changed_part, double_folder, missing_folder};
#[cfg(feature = "cli")]
pub(crate) use whole::Whole;
