//! Sensitivity analyses: as a document, and as tables for programs.

mod conclusion;
mod files;
mod findings;
mod page;
mod scale;
mod shares;

pub use files::{boxes, indices, json, table};
pub use findings::Findings;
pub use page::page;
