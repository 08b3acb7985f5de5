//! Periods that stand where a date belongs: `Q3 2025`, `October 2025`, `late 2025`, `2025-W52`.

use super::months::month_of;
use jiff::civil::{Date, ISOWeekDate, Weekday};

/// The days that a period in small letters can mean: its first and its last day, or one of them if the text names an
/// end or a middle.
pub(super) fn period(text: &str) -> Option<Vec<Date>> {
    let text =
        ["by ", "until ", "in "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let text = text.strip_prefix("the ").unwrap_or(text);
    let part = Part::ALL.iter().find_map(|(words, part)| {
        words.iter().find_map(|word| Some((*part, text.strip_prefix(word)?)))
    });
    let (part, of) = part.unwrap_or((Part::Whole, text));
    let (first, last) = span(of.trim())?;
    Some(part.days(first, last))
}

/// The part of a period that a text names.
#[derive(Clone, Copy)]
enum Part {
    Whole,
    Start,
    Early,
    Middle,
    Late,
    End,
}

impl Part {
    const ALL: [(&'static [&'static str], Self); 5] = [
        (&["end of ", "end ", "end-", "year-end ", "year end "], Self::End),
        (&["beginning of ", "start of "], Self::Start),
        (&["early in ", "early ", "early-"], Self::Early),
        (&["middle of ", "mid-", "mid "], Self::Middle),
        (&["late in ", "late ", "late-"], Self::Late),
    ];

    /// The days that this part of the period from `first` to `last` can mean.
    fn days(self, first: Date, last: Date) -> Vec<Date> {
        let length = (last - first).get_days();
        let after = |days: i32| first.checked_add(jiff::Span::new().days(days)).unwrap_or(last);
        let is_year = length > 360;
        let month = |month: i8| Date::new(first.year(), month, 1).unwrap_or(first);
        match self {
            Self::Whole => vec![first, last],
            Self::Start => vec![first],
            Self::End => vec![last],
            Self::Early if is_year => vec![first, month(3).last_of_month()],
            Self::Early => vec![first, after(9)],
            Self::Middle if is_year => vec![month(6).last_of_month()],
            Self::Middle => vec![after(length / 2 - i32::from(length > 29))],
            Self::Late if is_year => vec![month(10), last],
            Self::Late => vec![after(length - 9), last],
        }
    }
}

/// The first and the last day of a year, quarter, half, month, season or week.
fn span(text: &str) -> Option<(Date, Date)> {
    let mut words = text.split([' ', '-', '/', ',']).filter(|word| !word.is_empty());
    let (one, other) = (words.next()?, words.next());
    if words.next().is_some() {
        return None;
    }
    let Some(other) = other else {
        // `2025q4`, or a year alone
        let split = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let year = year(&text[..split], 4)?;
        return match &text[split..] {
            "" => of_months(year, (1, 12)),
            part => of_months(year, months(part)?),
        };
    };
    if let (Some(year), Some(week)) = (year(one, 4), other.strip_prefix('w')) {
        let day = |weekday| Some(ISOWeekDate::new(year, week.parse().ok()?, weekday).ok()?.date());
        return Some((day(Weekday::Monday)?, day(Weekday::Sunday)?));
    }
    match (year(one, 4), year(other, 4)) {
        (Some(year), None) => of_months(year, months(other)?),
        (None, Some(year)) => of_months(year, months(one)?),
        // two digits are a year after a quarter, but a day after a month
        (None, None) if one.starts_with(['q', 'h']) => of_months(year(other, 2)?, months(one)?),
        _ => None,
    }
}

/// A year of so many digits; of two it is in this century.
fn year(word: &str, digits: usize) -> Option<i16> {
    let is_year = word.len() == digits && word.bytes().all(|b| b.is_ascii_digit());
    let year: i16 = word.parse().ok().filter(|_| is_year)?;
    Some(if digits == 2 { 2000 + year } else { year }).filter(|year| *year >= 1000)
}

/// The first and the last month of a quarter, half, season or month.
fn months(word: &str) -> Option<(i8, i8)> {
    let numbered = |letter: char, length: i8| {
        let number = word.strip_prefix(letter)?.parse::<i8>().ok()?;
        (1..=12 / length).contains(&number).then(|| (length * (number - 1) + 1, length * number))
    };
    let plain = word.parse::<i8>().ok().filter(|month| (1..=12).contains(month));
    match word {
        "spring" => Some((3, 5)),
        "summer" => Some((6, 8)),
        "autumn" | "fall" => Some((9, 11)),
        _ => numbered('q', 3)
            .or_else(|| numbered('h', 6))
            .or_else(|| plain.or_else(|| month_of(word)).map(|month| (month, month))),
    }
}

fn of_months(year: i16, (first, last): (i8, i8)) -> Option<(Date, Date)> {
    Some((Date::new(year, first, 1).ok()?, Date::new(year, last, 1).ok()?.last_of_month()))
}
