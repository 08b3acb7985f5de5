//! Days on an axis: firsts of weeks, months or years, and their names.

use super::plot::{SMALL, Scale};
use super::words::Face;
use crate::report::format::number;
use jiff::civil::Date;
use jiff::{Span, ToSpan};

/// Days with their names.
pub(super) type Ticks = Vec<(Date, String)>;

/// The distances between days on an axis, from the narrowest: each with its length in days, about.
const STEPS: [(i32, i32, f64); 11] = [
    (0, 1, 1.0),
    (0, 7, 7.0),
    (0, 14, 14.0),
    (1, 0, 30.4),
    (2, 0, 61.0),
    (3, 0, 91.0),
    (6, 0, 182.0),
    (12, 0, 365.0),
    (24, 0, 730.0),
    (60, 0, 1_826.0),
    (120, 0, 3_652.0),
];

/// Returns days from `first` to `last` with names that fit beside each other: a month as `Sep`, a year where it is not
/// `year` or where another begins, else the day.
pub(super) fn ticks(x: &Scale, first: Date, last: Date, year: i16) -> Ticks {
    let all = f64::from((last - first).get_days()).max(1.0);
    let room = x.length();
    let mut coarsest = Vec::new();
    for (months, days, length) in STEPS {
        if all / length > 60.0 {
            continue;
        }
        coarsest = by(first, last, (months, days), year);
        let face = Face { size: SMALL, is_bold: false };
        let wide = coarsest.iter().map(|(_, words)| face.width(words) + 10.0).fold(0.0, f64::max);
        if wide <= room * length / all {
            break;
        }
    }
    if coarsest.is_empty() {
        return vec![(last, number::day_since(last, year))];
    }
    coarsest
}

/// Returns the days at one distance.
fn by(first: Date, last: Date, (months, days): (i32, i32), year: i16) -> Ticks {
    let step: Span = if months > 0 { months.months() } else { days.days() };
    let mut day = match months {
        0 => first,
        1..12 => first.first_of_month(),
        _ => first.first_of_year(),
    };
    // firsts of quarters, and years that the distance divides
    while months > 1 && months < 12 && (i32::from(day.month()) - 1) % months != 0 {
        let Ok(before) = day.checked_sub(1.months()) else { break };
        day = before;
    }
    while months > 12 && i32::from(day.year()) % (months / 12) != 0 {
        let Ok(before) = day.checked_sub(1.years()) else { break };
        day = before;
    }
    let mut found: Ticks = Vec::new();
    while day <= last && found.len() < 200 {
        if day >= first {
            let before = found.last().map_or(year, |(day, _)| day.year());
            found.push((day, name(day, months, before)));
        }
        let Ok(next) = day.checked_add(step) else { break };
        day = next;
    }
    found
}

/// Returns the name of a day on an axis, with its year if it is not that of the day before.
fn name(day: Date, months: i32, before: i16) -> String {
    match months {
        0 => number::day_since(day, before),
        1..12 if day.year() == before => day.strftime("%b").to_string(),
        1..12 => day.strftime("%b %Y").to_string(),
        _ => day.year().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn names(first: Date, last: Date, room: f64) -> Vec<String> {
        let x = Scale { values: (0.0, 1.0), ends: (0.0, room) };
        ticks(&x, first, last, first.year()).into_iter().map(|(_, words)| words).collect()
    }

    #[test]
    fn an_axis_has_round_days_that_fit() {
        let autumn = names(date(2025, 8, 20), date(2025, 12, 31), 350.0);
        assert_eq!(autumn, ["Sep", "Oct", "Nov", "Dec"]);
        let over = names(date(2025, 10, 5), date(2026, 9, 30), 350.0);
        assert!(over.contains(&"Jan 2026".to_owned()) && over.len() < 8, "{over:?}");
        let week = names(date(2025, 8, 20), date(2025, 8, 27), 350.0);
        assert!(week.first().is_some_and(|day| day == "20 Aug"), "{week:?}");
        let long = names(date(2025, 1, 1), date(2299, 1, 1), 350.0);
        assert!(long.len() > 2 && long.len() < 60, "{long:?}");
        assert_eq!(names(date(2025, 8, 20), date(2025, 8, 20), 350.0), ["20 Aug"]);
    }
}
