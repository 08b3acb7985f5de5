//! Sweeps: as rows of `sweep.csv` and of JSON, and as a document.

mod files;
mod page;

pub use files::{header, json, lines, prefix, read_back};
pub use page::{Shown, present};
