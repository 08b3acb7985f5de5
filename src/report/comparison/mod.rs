//! Comparisons of sides: as a document, and as tables for programs.

mod files;
mod page;

pub use files::{files, json, table};
pub use page::{About, page};
