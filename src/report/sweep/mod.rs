//! Sweeps: as rows of `sweep.csv`, and as a document.

mod files;
mod page;

pub use files::{header, read_back, rows};
pub use page::{Shown, present};
