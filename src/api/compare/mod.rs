//! Models beside each other on the same random numbers.

mod comparison;
mod digest;
mod overlay;
mod sides;

#[cfg(feature = "cli")]
pub(crate) use comparison::{check_questions, held, limit};
pub use comparison::{compare, compare_why};
pub(crate) use comparison::{compared, joined};
pub use overlay::Overlay;
pub use sides::{Side, Sides};
