//! Comparisons of sides as documents.

mod page;

pub use page::{About, page};
