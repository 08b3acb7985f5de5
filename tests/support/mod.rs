//! Code that the tests share: one builder that runs the program, the repository's folders, Markdown's blocks of
//! code. Knows nothing of what foretell computes.

pub(crate) mod blessing;
mod markdown;
mod program;
mod repository;
pub(crate) mod schema;

pub(crate) use markdown::{Block, blocks};
pub(crate) use program::{Foretell, printed};
pub(crate) use repository::{files_below, repository};
