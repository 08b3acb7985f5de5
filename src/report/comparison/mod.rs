//! Comparisons of sides as documents: whole pages, and in short for readers who are not the author.

mod brief;
mod page;
mod rows;
mod why;

pub use brief::{changes, options};
pub use page::{About, page};
