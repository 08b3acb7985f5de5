//! Ranges across worlds: the 5th and 95th percentile of a value that each world shows with the noise of its
//! trials.
//!
//! A range is resolved if, at both ends, the noise of a world is at most a twelfth of its width, and the 95 %
//! half-width of the end (Woodruff 1952, with the error of the share below it from the independent sets of
//! worlds) is at most a quarter.

mod chances;
mod mixture;
mod seen;
mod values;

pub(super) use chances::trials_for_chances;
pub use chances::{WorldChance, range_of_chances};
pub(super) use values::trials_for_values;
pub use values::{WorldValue, range_of_exact, range_of_values};
