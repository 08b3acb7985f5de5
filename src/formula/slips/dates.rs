//! Dates as people write them: `31 Dec 2025`, `Dec 31, 2025`, `20.08.2025`, `2025/10/01`.

use super::months::month_of;
use super::periods;
use super::spelt::plain_signs;
use jiff::civil::Date;

/// A date at the start of a text, in another form than `2025-12-31`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenDate {
    /// The length in bytes.
    pub length: usize,
    /// The days that it can mean: none if the day does not exist, two if day and month could be in either order.
    pub readings: Vec<Date>,
}

const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The days as repairs, each with words for it if there are several.
pub fn ways_of(days: &[Date]) -> Vec<(String, String)> {
    let is_one_year = days.iter().all(|day| day.year() == days[0].year());
    let form = if is_one_year { "if %-d %B is meant" } else { "if %-d %B %Y is meant" };
    let meaning = |day: &Date| match days {
        [_] => String::new(),
        _ => day.strftime(form).to_string(),
    };
    days.iter().map(|day| (day.to_string(), meaning(day))).collect()
}

/// The length of the month, quarter or end of a year, in words, at the start of a part of a formula, and the days that
/// it can mean: `October 2025`, `Q4 2025`, `end of 2025`.
pub fn written_period(text: &str) -> Option<(usize, Vec<Date>)> {
    let end = text.find(|c: char| !(c.is_alphanumeric() || c == ' ')).unwrap_or(text.len());
    let words = text[..end].trim_end();
    // a year after another word is no formula
    let (before, year) = words.rsplit_once(' ')?;
    let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
    let days = periods::period(&words.to_lowercase()).filter(|_| is_year && !before.is_empty())?;
    Some((words.len(), days))
}

/// A part of a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece {
    /// A number and the number of its digits.
    Number(i16, usize),
    Month(i8),
}

/// The date at the start of `text`. Only forms that are not formulas count: with slashes, or with dashes between
/// numbers, they are arithmetic.
pub fn written_date(text: &str) -> Option<WrittenDate> {
    read(text, false)
}

/// The days that the whole of `text` can mean as a date in any form but ours; `None` if it is not such a date.
pub fn whole_date(text: &str) -> Option<Vec<Date>> {
    let plain = plain_signs(text.trim()).replace(['年', '月'], "-").replace('日', "");
    // a time of day after the date
    let text = plain.split_once('T').map_or(plain.as_str(), |(day, time)| {
        if time.starts_with(|c: char| c.is_ascii_digit()) { day } else { plain.as_str() }
    });
    if let Ok(day) = text.parse::<Date>() {
        return Some(vec![day]);
    }
    match read(text, true) {
        Some(found) if found.length == text.len() => Some(found.readings),
        _ => periods::period(&text.to_lowercase()),
    }
}

fn read(text: &str, whole: bool) -> Option<WrittenDate> {
    let mut at = weekday(text);
    let mut pieces = Vec::new();
    let mut between = Vec::new();
    loop {
        let (piece, length) = piece(&text[at..])?;
        pieces.push(piece);
        at += length;
        if pieces.len() == 3 {
            break;
        }
        let rest = &text[at..];
        let length =
            rest.find(|c: char| c.is_alphanumeric() || "<>=()'\"%*+^".contains(c)).unwrap_or(0);
        if length == 0 {
            return None;
        }
        between.push(rest[..length].trim().trim_start_matches(','));
        let of = ["of ", "de "].iter().any(|of| rest[length..].starts_with(of));
        let of = if of { 3 } else { 0 };
        at += length + of;
    }
    if text[at..].starts_with(|c: char| c.is_alphanumeric() || c == '_') {
        return None;
    }
    let commas = text[..at].matches(',').count();
    let plain = between.iter().all(|sign| sign.len() <= 3) && commas <= 2;
    let readings = readings(&pieces, &between, whole).filter(|_| plain)?;
    Some(WrittenDate { length: at, readings })
}

/// The length of the weekday at the start of `text`, with the separators after it.
fn weekday(text: &str) -> usize {
    let length = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let lower = text[..length].to_lowercase();
    let is = length >= 3 && WEEKDAYS.iter().any(|day| day.starts_with(&lower));
    let rest = text[length..].trim_start_matches([',', '.', ' ', '\u{a0}']);
    if is && rest.len() < text.len() - length { text.len() - rest.len() } else { 0 }
}

/// The number or month at the start of `text`, and its length.
fn piece(text: &str) -> Option<(Piece, usize)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits == 0 {
        let length = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
        return Some((Piece::Month(month_of(&text[..length])?), length));
    }
    if digits > 4 {
        return None;
    }
    let number = text[..digits].parse().ok()?;
    let rest = &text[digits..];
    let letters = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let ordinal = ["st", "nd", "rd", "th"].contains(&&rest[..letters]);
    if letters > 0 && !ordinal {
        return None;
    }
    Some((Piece::Number(number, digits), digits + letters))
}

/// The days that three parts can mean; `None` if they are not a date.
fn readings(pieces: &[Piece], between: &[&str], whole: bool) -> Option<Vec<Date>> {
    use Piece::{Month, Number};
    let spaced = |sign: &str| matches!(sign, "" | ".");
    let year = |number: i16, digits: usize| match digits {
        4 => Some(number),
        2 => Some(2000 + number),
        _ => None,
    };
    let day = |year: i16, month: i8, day: i16| {
        i8::try_from(day).ok().and_then(|day| Date::new(year, month, day).ok())
    };
    let short = |digits: usize| digits <= 2;
    match *pieces {
        [Number(d, width), Month(m), Number(y, digits)]
            if short(width) && (1..=31).contains(&d) =>
        {
            Some(day(year(y, digits)?, m, d).into_iter().collect())
        }
        [Month(m), Number(d, n), Number(y, 4)]
            if short(n) && (spaced(between[0]) || whole) && (1..=31).contains(&d) =>
        {
            Some(day(y, m, d).into_iter().collect())
        }
        [Number(y, 4), Month(m), Number(d, n)] if short(n) && (1..=31).contains(&d) => {
            Some(day(y, m, d).into_iter().collect())
        }
        [Number(first, n), Number(middle, k), Number(last, l)] => {
            let sign = between[0];
            let signs = sign == between[1] && matches!(sign, "." | "/" | "-" | "–" | "−" | "‑");
            // between numbers a dash that is no minus sign makes no difference
            let is_dashed = n == 4 && matches!(sign, "–" | "‑");
            if !(signs && (whole || sign == "." || is_dashed)) || !short(k) {
                return None;
            }
            numbers(((first, n), middle, (last, l)), sign, &year, &day)
        }
        _ => None,
    }
}

/// The days that three numbers can mean; `None` if they are not a date.
fn numbers(
    ((first, n), middle, (last, l)): ((i16, usize), i16, (i16, usize)),
    sign: &str,
    year: &dyn Fn(i16, usize) -> Option<i16>,
    day: &dyn Fn(i16, i8, i16) -> Option<Date>,
) -> Option<Vec<Date>> {
    let month = |month: i16| i8::try_from(month).ok().filter(|m| (1..=12).contains(m));
    if n == 4 && l <= 2 {
        let found = month(middle).and_then(|middle| day(first, middle, last));
        let swapped = || month(last).and_then(|last| day(first, last, middle));
        return ((1..=31).contains(&middle)
            && (1..=31).contains(&last)
            && (middle <= 12 || last <= 12))
            .then(|| found.or_else(swapped).into_iter().collect());
    }
    let year_first = (n == 2 && l == 2 && sign == "-" && first > 12)
        .then(|| month(middle).and_then(|middle| day(2000 + first, middle, last)))
        .flatten();
    let year = year(last, l)?;
    let day_first = month(middle).and_then(|month| day(year, month, first));
    let month_first =
        month(first).and_then(|month| day(year, month, middle)).filter(|_| sign != ".");
    let plausible =
        (1..=31).contains(&first) && (1..=31).contains(&middle) && (first <= 12 || middle <= 12);
    let mut found: Vec<Date> = year_first.into_iter().chain(day_first).chain(month_first).collect();
    if year_first.is_some() {
        found.sort();
    }
    found.dedup();
    (n <= 2 && (plausible || year_first.is_some())).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_form_means_its_day() {
        for (text, expected) in [
            ("31 Dec 2025", "2025-12-31"),
            ("31. Dezember 2025", "2025-12-31"),
            ("1 août 2025", "2025-08-01"),
            ("end of 2025", "2025-12-31"),
            ("by the end of October 2025", "2025-10-31"),
            ("Q3 2025", "2025-07-01 2025-09-30"),
            ("2024-Q1", "2024-01-01 2024-03-31"),
            ("February 2024", "2024-02-01 2024-02-29"),
            ("2025", "2025-01-01 2025-12-31"),
            ("Q5 2025", ""),
            ("25-12-31", "2025-12-31 2031-12-25"),
            ("2025-31-12", "2025-12-31"),
            ("12/2025", "2025-12-01 2025-12-31"),
            ("2025Q4", "2025-10-01 2025-12-31"),
            ("H1 2025", "2025-01-01 2025-06-30"),
            ("mid-October 2025", "2025-10-15"),
            ("mid-2025", "2025-06-30"),
            ("late 2025", "2025-10-01 2025-12-31"),
            ("early 2026", "2026-01-01 2026-03-31"),
            ("summer 2025", "2025-06-01 2025-08-31"),
            ("2025-W52", "2025-12-22 2025-12-28"),
            ("31 декабря 2025", "2025-12-31"),
            ("mid-October", ""),
            ("next year", ""),
            ("12.5", ""),
            ("20:25", ""),
            ("end of the war", ""),
            ("31 December, 2025", "2025-12-31"),
            ("Dec 31, 2025", "2025-12-31"),
            ("December 31st 2025", "2025-12-31"),
            ("1 Oct 2025", "2025-10-01"),
            ("1st of October 2025", "2025-10-01"),
            ("Wed, 1 Oct 2025", "2025-10-01"),
            ("20.08.2025", "2025-08-20"),
            ("20.8.25", "2025-08-20"),
            ("2025/10/01", "2025-10-01"),
            ("2025.10.01", "2025-10-01"),
            ("2025 Oct 1", "2025-10-01"),
            ("08/20/2025", "2025-08-20"),
            ("20/08/2025", "2025-08-20"),
            ("31-Dec-2025", "2025-12-31"),
            ("05-06-2025", "2025-06-05 2025-05-06"),
            ("08/09/2025", "2025-09-08 2025-08-09"),
            ("08/08/2025", "2025-08-08"),
            ("05.06.2025", "2025-06-05"),
            ("31 Sep 2025", "nothing"),
            ("0.3.4", ""),
            ("13/13/2025", ""),
            ("1/12", ""),
            ("40 weeks 2025", ""),
        ] {
            let found = whole_date(text).map(|days| {
                let days: Vec<String> = days.iter().map(Date::to_string).collect();
                if days.is_empty() { "nothing".to_owned() } else { days.join(" ") }
            });
            assert_eq!(found.unwrap_or_default(), expected, "{text}");
        }
    }

    #[test]
    fn arithmetic_is_left_alone() {
        for text in ["2025/10/01", "march - 1, 2025", "1 - 2 - 2025", "may, 2025", "20.5", "1 to 2"]
        {
            assert_eq!(written_date(text), None, "{text}");
        }
        let found = written_date("1 Oct 2025)").expect("a date");
        assert_eq!((found.length, found.readings.len()), (10, 1));
        assert_eq!(written_date("Oct 1, 2025) and x").expect("a date").length, 11);
    }
}
