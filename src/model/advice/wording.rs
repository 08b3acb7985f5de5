//! Numbers, dates and names as advice words them. Knows no model.

use crate::formula::Unit;
use jiff::civil::Date;

/// A chance in per cent: `5 %`, `0.2 %`, `over 99 %`.
pub(super) fn percent(p: f64) -> String {
    let hundredths = p * 100.0;
    if p < 1.0 && hundredths > 99.0 {
        return "over 99 %".to_owned();
    }
    // two digits that count
    let (mut places, mut scaled) = (0, hundredths);
    while scaled > 0.0 && scaled < 10.0 && places < 9 {
        scaled *= 10.0;
        places += 1;
    }
    format!("{} %", trimmed(&format!("{hundredths:.places$}")))
}

/// A chance as somebody said it, in per cent with all its digits that matter.
pub(super) fn percent_said(p: f64) -> String {
    let text = format!("{:.6}", p * 100.0);
    // nobody says so many digits: it was computed, as from what a panel says
    if text.ends_with('0') { format!("{} %", trimmed(&text)) } else { percent(p) }
}

fn trimmed(number: &str) -> &str {
    if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number }
}

/// A date: `31 December`, with its year if that is not the one given.
pub(super) fn day(date: Date, year: i16) -> String {
    if date.year() == year {
        date.strftime("%-d %B").to_string()
    } else {
        date.strftime("%-d %B %Y").to_string()
    }
}

/// `a month`.
pub(super) fn each(period: Unit) -> &'static str {
    match period {
        Unit::Day => "a day",
        Unit::Week => "a week",
        Unit::Month => "a month",
        Unit::Year => "a year",
    }
}

/// `1 more`, `3 more`, in front of a text that goes on; nothing for none.
pub(super) fn and_more(more: usize) -> String {
    if more == 0 { String::new() } else { format!(" (and {more} more)") }
}
