//! Tracks as documents: each answer as it stood on each day, as a line and as a table.

mod page;

pub use page::{is_partial, page, section};
