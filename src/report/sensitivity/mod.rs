//! Sensitivity analyses as documents.

mod conclusion;
mod page;
mod rests;
mod scale;
mod shares;
mod value;

pub use page::{bars_of, page};
pub use rests::rests_most_on;
