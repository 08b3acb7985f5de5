//! What moves an answer: as a document, and as tables for programs.

mod files;
mod page;
mod scale;

pub use files::{boxes, indices, json, table};
pub use page::{Findings, page};
