//! Sensitivity analyses: as a document, and as tables for programs.

mod conclusion;
mod files;
mod page;
mod rests;
mod scale;
mod shares;
mod value;

pub use files::{files, json, table};
pub use page::page;
pub use rests::rests_most_on;
