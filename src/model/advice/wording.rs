//! The formats of numbers, dates and names in advice.

use crate::formula::Unit;
use crate::scenario::Per;
use jiff::civil::Date;

/// Formats a chance in per cent: `5 %`, `0.2 %`, `over 99 %`.
pub(super) fn percent(p: f64) -> String {
    let hundredths = p * 100.0;
    if p < 1.0 && hundredths > 99.0 {
        return "over 99 %".to_owned();
    }
    // two significant digits
    let (mut places, mut scaled) = (0, hundredths);
    while scaled > 0.0 && scaled < 10.0 && places < 9 {
        scaled *= 10.0;
        places += 1;
    }
    format!("{} %", trimmed(&format!("{hundredths:.places$}")))
}

/// Formats a chance as written, in per cent with all its significant digits.
pub(super) fn percent_as_written(p: f64) -> String {
    let text = format!("{:.6}", p * 100.0);
    // a chance with so many digits was computed, for example from a panel, and is rounded
    if text.ends_with('0') { format!("{} %", trimmed(&text)) } else { percent(p) }
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// Formats a date: `31 December`, with its year unless that is `year`.
pub(super) fn day(date: Date, year: i16) -> String {
    if date.year() == year {
        date.strftime("%-d %B").to_string()
    } else {
        date.strftime("%-d %B %Y").to_string()
    }
}

/// The words for a period: `a month`.
pub(super) fn each(period: &Per) -> String {
    match period {
        Per::Time(count, unit) if count.total_cmp(&1.0).is_eq() => match unit {
            Unit::Day => "a day",
            Unit::Week => "a week",
            Unit::Month => "a month",
            Unit::Year => "a year",
        }
        .to_owned(),
        Per::Time(count, unit) => format!("in {count}{}", unit.behind()),
        Per::Until(date) => format!("by {date}"),
        Per::Dates(calendar) => format!("at each date of `{calendar}`"),
    }
}

/// Formats ` (and 3 more)`, to follow a text; empty for 0.
pub(super) fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" (and {more} more)") }
}
