//! Formats dates.

use jiff::civil::Date;

/// Formats a date without its year: `31 Dec`.
pub fn day(date: Date) -> String {
    date.strftime("%-d %b").to_string()
}

/// Formats a date, with its year unless that is `year`.
pub fn day_since(date: Date, year: i16) -> String {
    if date.year() == year { day(date) } else { day_and_year(date) }
}

/// Formats a date with its year: `31 Dec 2025`.
pub fn day_and_year(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}
