//! Work in parts: on several machines, or one after the other.
//!
//! A [`Job`] is split into [`Shard`]s; [`Model::part`](super::Model::part) draws one of them into a [`Part`], which is
//! written as JSON and read back; [`Model::merge`](super::Model::merge) joins the parts into the [`Outcome`] of the
//! undivided work, to the bit. `identity` has all that the numbers depend on, which parts must share.

mod identity;
mod merge;
mod part;

pub use merge::{Job, Outcome};
pub use part::Part;
#[cfg(feature = "cli")]
pub(crate) use part::file_of;

pub(crate) use identity::Identity;
#[cfg(feature = "cli")]
pub(crate) use identity::first_difference;
#[cfg(feature = "cli")]
pub(crate) use merge::{Whole, joined_tables, whole};
