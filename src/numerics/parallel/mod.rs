//! Work on several threads: rayon's with the feature `parallel`, and one after the other without it.
//!
//! [`Pool`] is a number of threads; [`prelude`] has the parallel iterators. What a pool does and what a loop does
//! is the same to the bit, for nothing that is drawn depends on who draws it.

#[cfg(not(feature = "parallel"))]
#[path = "alone.rs"]
mod pool;
#[cfg(feature = "parallel")]
mod pool;

pub use pool::{Pool, join, prelude};
