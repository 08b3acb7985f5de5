//! The origin of one answer as a document: the paths through a process, or the answer in each case of its causes.

mod causes;
mod page;
mod paths;
mod shares;
mod stories;

pub(crate) use page::origin;
pub use page::trace;
pub(crate) use stories::stories;
