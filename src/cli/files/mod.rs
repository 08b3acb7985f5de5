//! Files that are written whole or not at all, sets of them, and one that grows.

mod journal;
mod set;
mod whole;

pub(super) use journal::{Found, Journal};
pub(super) use whole::{Folder, Growing, Space, create, list, table, text};
