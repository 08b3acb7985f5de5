//! Other ways of writing dates, numbers, ranges and chances, recognised so that messages can propose the right one.

mod dates;
mod fractions;
mod money;
mod numbers;
mod ranges;
mod words;

pub use dates::{WrittenDate, month_of, whole_date, written_date};
pub use fractions::fraction;
pub use money::{CURRENCIES, money};
pub use numbers::{comma_readings, commas, decimal_points, grouped, groups_of_points, multiplier};
pub use ranges::{WrittenRange, written_range};
pub use words::{WORDS, meant_chance, synonym, word_list};
