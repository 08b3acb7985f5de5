//! Calendar months: moving a day by a number of months, and the months between two days.
//!
//! A day is a number of days since 1970-01-01, with a fraction for a moment within it. The civil calendar is computed
//! in integers (H. Hinnant, *chrono-compatible low-level date algorithms*, 2013), so a column of days costs only
//! arithmetic.

/// The day `months` calendar months after `day`: the same day of the month, or the last one if the month is shorter.
/// A fraction of a month is that fraction of the days between the two whole months.
pub fn plus_months(day: f64, months: f64) -> f64 {
    let whole = months.floor();
    if !day.is_finite() || !months.is_finite() || day.abs() > FARTHEST || whole.abs() > FARTHEST {
        return day + months * MEAN_MONTH;
    }
    let (start, part) = (day.floor(), months - whole);
    let from = shifted(start as i64, whole as i64);
    let of_day = day - start;
    if part <= 0.0 {
        return from as f64 + of_day;
    }
    let to = shifted(start as i64, whole as i64 + 1);
    from as f64 + part * (to - from) as f64 + of_day
}

/// The number of calendar months from one day to another, the inverse of [`plus_months`]: the greatest number of
/// months after `from` that is not after `to`.
pub fn months_between(from: f64, to: f64) -> f64 {
    if !from.is_finite() || !to.is_finite() || from.abs() > FARTHEST || to.abs() > FARTHEST {
        return (to - from) / MEAN_MONTH;
    }
    let mut whole = ((to - from) / MEAN_MONTH).floor();
    while plus_months(from, whole) > to {
        whole -= 1.0;
    }
    while plus_months(from, whole + 1.0) <= to {
        whole += 1.0;
    }
    let (low, high) = (plus_months(from, whole), plus_months(from, whole + 1.0));
    whole + (to - low) / (high - low)
}

/// The mean length of a month in days, used if the month is not known.
pub const MEAN_MONTH: f64 = 30.436_875;
/// Beyond this many days or months from 1970 the mean month is used.
const FARTHEST: f64 = 1e9;

/// The day a number of whole months later.
fn shifted(day: i64, months: i64) -> i64 {
    let (year, month, of_month) = civil(day);
    let months = year * 12 + month - 1 + months;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    days(year, month, of_month.min(length(year, month)))
}

/// The number of days in a month.
fn length(year: i64, month: i64) -> i64 {
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    match month {
        2 => 28 + i64::from(is_leap),
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// The year, month and day of the month of a day.
fn civil(day: i64) -> (i64, i64, i64) {
    // years begin in March, so a leap day is the last
    let shifted = day + 719_468;
    let era = shifted.div_euclid(146_097);
    let of_era = shifted.rem_euclid(146_097);
    let year_of_era = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * of_year + 2) / 153;
    let of_month = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, of_month)
}

/// The day of a civil date.
fn days(year: i64, month: i64, of_month: i64) -> i64 {
    let year = year - i64::from(month <= 2);
    let (era, year_of_era) = (year.div_euclid(400), year.rem_euclid(400));
    let month = if month > 2 { month - 3 } else { month + 9 };
    let of_year = (153 * month + 2) / 5 + of_month - 1;
    let of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + of_year;
    era * 146_097 + of_era - 719_468
}

/// The weekdays up to a day, that day included, from Monday, 29 December 1969, on.
fn weekdays_to(day: f64) -> f64 {
    let from_monday = day + 3.0;
    let weeks = (from_monday / 7.0).floor();
    weeks * 5.0 + (from_monday - 7.0 * weeks + 1.0).min(5.0)
}

/// The working days after a date, up to a later one: Monday to Friday less these holidays, ascending. Negative if the
/// later date is before the other, and undefined (NaN) for *never*.
pub fn working_days(later: f64, earlier: f64, holidays: &[f64]) -> f64 {
    if !(later.is_finite() && earlier.is_finite()) {
        return f64::NAN;
    }
    let up_to = |day: f64| {
        let day = day.floor();
        let free = holidays.partition_point(|holiday| *holiday <= day);
        weekdays_to(day) - free as f64
    };
    up_to(later) - up_to(earlier)
}

/// The `count`-th working day after a date.
fn working_day_after(date: f64, count: f64, holidays: &[f64]) -> f64 {
    let day = date.floor();
    let (mut low, mut high) = (day, day + 2.0 * count + 7.0);
    while working_days(high, day, holidays) < count {
        (low, high) = (high, high + (high - day));
    }
    while high - low > 1.0 {
        let middle = f64::midpoint(low, high).floor();
        if working_days(middle, day, holidays) < count { low = middle } else { high = middle }
    }
    high
}

/// A date and a number of working days: day 1 is the working day after the date, and a fraction is that part of the time
/// to the next working day.
pub fn plus_working_days(date: f64, amount: f64, holidays: &[f64]) -> f64 {
    if !(date.is_finite() && amount.is_finite() && amount < MOST_WORKING_DAYS) {
        return f64::INFINITY;
    }
    let whole = amount.floor();
    let at = |count: f64| {
        if count > 0.0 { working_day_after(date, count, holidays) } else { date }
    };
    let (from, part) = (at(whole), amount - whole);
    if part <= 0.0 { from } else { from + part * (at(whole + 1.0) - from) }
}

/// The number of working days that leads from one date to another, as [`plus_working_days`] counts them.
pub fn working_days_between(earlier: f64, later: f64, holidays: &[f64]) -> f64 {
    if !(earlier.is_finite() && later.is_finite()) || later <= earlier {
        return if later > earlier { f64::INFINITY } else { 0.0 };
    }
    let whole = working_days(later, earlier, holidays);
    let from = if whole > 0.0 { working_day_after(earlier, whole, holidays) } else { earlier };
    let next = working_day_after(earlier, whole + 1.0, holidays);
    whole + ((later - from) / (next - from)).clamp(0.0, 1.0)
}

/// Delays beyond this many working days never end.
const MOST_WORKING_DAYS: f64 = 1e7;

/// Whether a day is a Monday to a Friday.
pub fn is_weekday(day: f64) -> bool {
    weekdays_to(day) > weekdays_to(day - 1.0)
}

#[cfg(test)]
mod tests {
    use super::super::days_of;
    use super::*;
    use jiff::ToSpan;
    use jiff::civil::date;

    /// Every day of 24 years, month ends and leap years among them, against jiff's calendar.
    #[test]
    fn whole_months_are_those_of_jiff() {
        for year in [1899, 1999, 2019, 2023] {
            let first = date(year, 1, 1);
            for day in 0..6 * 366 {
                let from = first + day.days();
                for k in -26..=26_i32 {
                    let expected = days_of(from + k.months());
                    let found = plus_months(days_of(from), f64::from(k));
                    assert!(
                        found.to_bits() == expected.to_bits(),
                        "{from} and {k} months: {found}"
                    );
                }
            }
        }
    }

    #[test]
    fn a_fraction_is_a_part_of_the_days_to_the_next_month() {
        let day = |y, m, d| days_of(date(y, m, d));
        for (from, months, expected) in [
            (day(2025, 1, 31), 0.5, day(2025, 1, 31) + 14.0),
            (day(2025, 1, 31), 1.5, day(2025, 2, 28) + 15.5),
            (day(2024, 1, 31), 1.0, day(2024, 2, 29)),
            (day(2025, 3, 1), 2.25, day(2025, 5, 1) + 0.25 * 31.0),
            (day(2025, 3, 1) + 0.5, 1.0, day(2025, 4, 1) + 0.5),
            (day(2025, 3, 31), -0.5, day(2025, 2, 28) + 15.5),
        ] {
            assert!((plus_months(from, months) - expected).abs() < 1e-9, "{from} {months}");
        }
    }

    #[test]
    fn months_between_days_are_the_inverse() {
        for from in [0.0, 20_118.0, 20_119.25, 19_782.0] {
            for k in -300..300 {
                let to = from + f64::from(k) * 1.375;
                let back = plus_months(from, months_between(from, to));
                assert!((back - to).abs() < 1e-9, "{from} to {to}: {back}");
            }
        }
    }

    /// The wrong estimator, the mean month, is days off within a year, so the test above detects it.
    #[test]
    fn the_mean_month_is_distinguished() {
        let from = days_of(date(2025, 1, 31));
        assert!((plus_months(from, 1.0) - (from + MEAN_MONTH)).abs() > 2.0);
    }

    /// Weekdays less holidays over twenty years, counted from day to day; 1970-01-01 was a Thursday.
    #[test]
    fn working_days_are_those_of_a_count_from_day_to_day() {
        let first = 12_784.0; // 2005-01-01, a Saturday
        let holidays: Vec<f64> = (0..300)
            .map(|k| first + 7.0 + 23.0 * f64::from(k))
            .filter(|day| is_weekday(*day))
            .collect();
        let is_free = |day: f64| {
            let weekday = (day as i64 + 3).rem_euclid(7);
            weekday >= 5 || holidays.contains(&day)
        };
        for start in (0..7300).step_by(61).map(|days| first + f64::from(days)) {
            let (mut day, mut count) = (start, 0.0);
            while day < start + 200.0 {
                day += 1.0;
                if !is_free(day) {
                    count += 1.0;
                    assert!((plus_working_days(start, count, &holidays) - day).abs() < 1e-12);
                }
                assert!(
                    (working_days(day, start, &holidays) - count).abs() < 1e-12,
                    "{start} {day}"
                );
                assert!((working_days(start, day, &holidays) + count).abs() < 1e-12);
            }
        }
        // a part leads to that part of the way to the next, and back
        for amount in [0.3, 1.0, 4.75, 5.0, 61.2] {
            for date in [first, first + 0.4, first + 2.0, first + 6.9] {
                let later = plus_working_days(date, amount, &holidays);
                assert!((working_days_between(date, later, &holidays) - amount).abs() < 1e-9);
            }
        }
        assert!(working_days(f64::INFINITY, first, &[]).is_nan());
        assert!(plus_working_days(first, f64::INFINITY, &[]).is_infinite());
    }
}
