//! Words for numbers, dates and lists. Independent of scenarios.

use crate::formula::Unit;
use crate::scenario::{Clock, Per};
use jiff::civil::Date;

/// A probability in 100, without the unit: `30` for 0.3, with all its digits.
pub(super) fn in_hundred(chance: f64) -> String {
    let hundred = chance * 100.0;
    let decimals = if hundred.abs() >= 1.0 { 4 } else { 8 };
    trimmed(&format!("{hundred:.decimals$}"))
}

/// A word of ICD-203 with its range, such as `"likely" (55 to 80 in 100)`.
pub(super) fn word(text: &str, low: f64, high: f64) -> String {
    format!("\"{}\" ({} to {} in 100)", on_one_line(text), in_hundred(low), in_hundred(high))
}

/// A number without trailing zeros, such as `1.5` or `2`.
pub(super) fn number(value: f64) -> String {
    if value.abs() >= 1e15 || (value != 0.0 && value.abs() < 1e-6) {
        return format!("{value:e}");
    }
    trimmed(&format!("{value:.9}"))
}

fn trimmed(text: &str) -> String {
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// A probability in whole per cent, or a bound near 0 and 100: `20 %`, `under 1 %`.
pub(super) fn about_percent(chance: f64) -> String {
    let hundred = (chance * 100.0).round();
    if chance > 0.0 && hundred < 1.0 {
        "under 1 %".to_owned()
    } else if chance < 1.0 && hundred > 99.0 {
        "over 99 %".to_owned()
    } else {
        format!("{hundred} %")
    }
}

/// A probability in 100, rounded to a whole number or, below 1, to its first digit: `20`, `0.4`.
pub(super) fn about_hundred(chance: f64) -> String {
    let hundred = chance * 100.0;
    let mut decimals = 0;
    let mut scaled = hundred.abs();
    while scaled > 0.0 && scaled < 1.0 && decimals < 8 {
        scaled *= 10.0;
        decimals += 1;
    }
    trimmed(&format!("{hundred:.decimals$}.")).trim_end_matches('.').to_owned()
}

/// A date, such as `20 Aug 2025`.
pub(super) fn day(date: Date) -> String {
    date.strftime("%-d %b %Y").to_string()
}

/// The last day of a clock, such as `31 December`; with its year if that differs from the first day's.
pub(super) fn last_day(clock: &Clock) -> String {
    let (from, until) = (clock.as_of.value, clock.until.value);
    let form = if from.year() == until.year() { "%-d %B" } else { "%-d %B %Y" };
    until.strftime(form).to_string()
}

/// Joins items: `a`, `a and b`, `a, b and c`.
pub(super) fn list<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "and")
}

fn joined<S: AsRef<str>>(items: &[S], word: &str) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} {word} {}", most.join(", "), last.as_ref())
        }
    }
}

/// Joins items: `a`, `a or b`, `a, b or c`.
pub(super) fn alternatives<S: AsRef<str>>(items: &[S]) -> String {
    joined(items, "or")
}

/// Puts text on one line: each run of white space becomes one space.
pub(super) fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The time that chances refer to, as it follows a chance: `a month`, `in 10 months`, `from the first day to 30 June 2026`.
pub(super) fn per(per: &Per) -> String {
    match per {
        Per::Time(count, unit) if count.total_cmp(&1.0).is_eq() => match unit {
            Unit::Day => "a day",
            Unit::Week => "a week",
            Unit::Month => "a month",
            Unit::Year => "a year",
        }
        .to_owned(),
        Per::Time(count, unit) => format!("in {}{}", number(*count), unit.behind()),
        Per::Until(date) => format!("from the first day to {}", day(*date)),
        Per::Dates(calendar) => format!("at each date of `{calendar}`"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_their_digits_and_no_others() {
        assert_eq!(in_hundred(0.3), "30");
        assert_eq!(in_hundred(0.29), "29");
        assert_eq!(in_hundred(1.0 / 3.0), "33.3333");
        assert_eq!(in_hundred(0.0), "0");
        assert_eq!(in_hundred(0.000_01), "0.001");
        assert_eq!(number(1.5), "1.5");
        assert_eq!(number(-2.0), "-2");
        assert_eq!(number(1e20), "1e20");
        assert_eq!(about_percent(0.2), "20 %");
        assert_eq!(about_percent(0.001), "under 1 %");
        assert_eq!(about_percent(0.9999), "over 99 %");
        assert_eq!(about_percent(1.0), "100 %");
    }

    #[test]
    fn the_last_of_a_list_is_joined_by_and() {
        assert_eq!(list(&["a", "b", "c"]), "a, b and c");
    }
}
