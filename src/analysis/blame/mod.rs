//! The evidence to blame when no trial satisfies all of it.

mod search;

pub(super) use search::blamed_among;
pub(crate) use search::{blamed, contradiction};
