//! Formats numbers, never with a digit beyond their error. Independent of layout.

mod chance;
mod date;
mod digits;
mod parts;
mod value;

pub use crate::diagnostic::count;
pub use chance::{
    in_100, is_unresolved, likelihood, plus_minus, range, signed_in_100, whole_in_100, word,
};
pub use date::{day, day_and_year, day_since};
pub use digits::{one_digit_up, several};
pub use parts::{Parts, parts};
pub use value::{apart, distinguished, error, exact, signed_with_error, to_bin, with_error};
