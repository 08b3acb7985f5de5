//! Work on several threads: rayon's with the feature `parallel`, and one after the other without it.
//!
//! [`spread`](spread()) starts the threads of all work; [`prelude`] has the parallel iterators; a [`Window`] puts the results of
//! several threads in order. A pool and a loop give the same bits, because nothing that is drawn depends on the thread
//! that draws it.

#[cfg(not(feature = "parallel"))]
#[path = "alone.rs"]
mod pool;
#[cfg(feature = "parallel")]
mod pool;
mod spread;
mod window;

pub use pool::{Pool, join, prelude};
pub use spread::{in_order, pool, spread, threads};
pub use window::{StopsIfBroken, Window};
