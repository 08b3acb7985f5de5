//! Other ways of writing dates, numbers, ranges and chances, recognised so that messages can propose the right one.

mod dates;
mod fractions;
mod money;
mod months;
mod numbers;
mod periods;
mod ranges;
mod reworded;
mod spelt;
mod words;

pub use dates::{WrittenDate, ways_of, whole_date, written_date, written_period};
pub use fractions::fraction;
pub use money::{CURRENCIES, money};
pub use months::month_of;
pub use numbers::{comma_readings, commas, decimal_points, grouped, groups_of_points, multiplier};
pub use ranges::{WrittenRange, written_range};
pub use reworded::{Expected, Reworded, is_doubtful, is_open, open_hint, reworded};
pub use spelt::number_word;
pub use words::{WORDS, meant_chance, synonym, word_list};
