//! Files that are written whole or not at all, and sets of them.

mod set;
mod whole;

pub(super) use whole::{Folder, Growing, Space, create, list, table};
