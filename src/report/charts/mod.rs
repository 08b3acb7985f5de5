//! Charts of documents as files: their names, titles and pictures, and a page of all. Writes nothing.

mod drawn;
mod page;
#[cfg(feature = "png")]
mod png;

pub use drawn::{Chart, charts, source};
pub use page::page;
#[cfg(feature = "png")]
pub use png::png;
