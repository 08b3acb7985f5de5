//! Documents of tables, charts and notes as plain data. Independent of formats, colours and widths.

mod blocks;
mod fan;
mod spaced;

pub use blocks::*;
pub use fan::{Fan, FanRow};
pub(crate) use spaced::{evenly, picked};
