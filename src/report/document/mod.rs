//! Documents of tables, charts and notes as plain data. Independent of formats, colours and widths.

mod blocks;
mod spaced;

pub use blocks::*;
pub(crate) use spaced::{evenly, picked};
