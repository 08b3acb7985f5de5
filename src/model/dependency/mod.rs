//! The dependency graph of a model (which variable reads which), and everything that is found from it.
//!
//! `graph` is the graph, `reads` finds what each part reads, `order` the order of computation, `monitors` the
//! conditions whose history is needed, and `causes` the causes of an answer.

mod causes;
mod graph;
pub mod monitors;
pub(crate) mod order;
pub mod reads;

pub use causes::{Cause, Traced, causes, split, traced};
pub use graph::Dependencies;
pub use order::settles_at_start;
