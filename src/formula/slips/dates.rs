//! Dates as people write them: `31 Dec 2025`, `Dec 31, 2025`, `20.08.2025`, `2025/10/01`.

use jiff::civil::Date;

/// A date at the start of a text, in another form than `2025-12-31`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WrittenDate {
    /// The length in bytes.
    pub length: usize,
    /// The days that it can mean: none if the day does not exist, two if day and month could be in either order.
    pub readings: Vec<Date>,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
/// The names of the months in German, French, Spanish, Italian and Dutch, as far as they are others.
const ELSEWHERE: [&[&str]; 12] = [
    &["januar", "jänner", "janvier", "enero", "gennaio", "januari"],
    &["februar", "februari", "février", "fevrier", "febrero", "febbraio"],
    &["märz", "maerz", "mars", "marzo", "maart"],
    &["avril", "abril", "aprile"],
    &["mai", "mayo", "maggio", "mei"],
    &["juni", "juin", "junio", "giugno"],
    &["juli", "juillet", "julio", "luglio"],
    &["août", "aout", "agosto", "augustus"],
    &["septembre", "septiembre", "settembre"],
    &["oktober", "octobre", "octubre", "ottobre"],
    &["novembre", "noviembre"],
    &["dezember", "décembre", "decembre", "diciembre", "dicembre"],
];
const WEEKDAYS: [&str; 7] =
    ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/// The number, from 1, of the month that `word` names or abbreviates.
pub fn month_of(word: &str) -> Option<i8> {
    let lower = word.to_lowercase();
    let begins = |month: &&str| month.starts_with(&lower) && lower.len() >= 3;
    let at = MONTHS.iter().position(begins);
    let elsewhere = || ELSEWHERE.iter().position(|names| names.contains(&lower.as_str()));
    if lower == "sept" { Some(9) } else { at.or_else(elsewhere).map(|at| at as i8 + 1) }
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
    let text = text.trim();
    match read(text, true) {
        Some(found) => (found.length == text.len()).then_some(found.readings),
        None => period(&text.to_lowercase()),
    }
}

/// The first and the last day of the quarter or month that a text in small letters names, or the last alone of one that
/// names an end: `q3 2025`, `october 2025`, `end of 2025`.
fn period(text: &str) -> Option<Vec<Date>> {
    let end = ["by ", "until "].iter().find_map(|word| text.strip_prefix(word)).unwrap_or(text);
    let after = ["the end of ", "end of ", "end ", "late ", "year-end ", "year end "];
    let of = after.iter().find_map(|word| end.strip_prefix(word));
    let mut words = of.unwrap_or(end).split([' ', '-']).filter(|word| !word.is_empty());
    let (first, second) = (words.next()?, words.next());
    let year = |word: &str| word.parse::<i16>().ok().filter(|year| (1000..=9999).contains(year));
    let (months, year) = match (second, year(first)) {
        (None, Some(year)) => ((1, 12), year),
        (Some(part), Some(year)) => (months_of(part)?, year),
        (Some(part), None) => (months_of(first)?, year(part)?),
        (None, None) => return None,
    };
    if words.next().is_some() || (second.is_none() && of.is_none()) {
        return None;
    }
    let last = Date::new(year, months.1, 1).ok()?.last_of_month();
    let from = Date::new(year, months.0, 1).ok().filter(|_| of.is_none());
    Some(from.into_iter().chain([last]).collect())
}

/// The first and the last month of a quarter or month.
fn months_of(word: &str) -> Option<(i8, i8)> {
    let quarter = word.strip_prefix('q').and_then(|number| number.parse::<i8>().ok());
    match quarter {
        Some(quarter @ 1..=4) => Some((3 * quarter - 2, 3 * quarter)),
        Some(_) => None,
        None => month_of(word).map(|month| (month, month)),
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
        let of = rest[length..].strip_prefix("of ").map_or(0, |_| 3);
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
            if !(signs && (whole || sign == ".")) || !short(k) {
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
        return ((1..=12).contains(&middle) && (1..=31).contains(&last))
            .then(|| found.into_iter().collect());
    }
    let year = year(last, l)?;
    let day_first = month(middle).and_then(|month| day(year, month, first));
    let month_first =
        month(first).and_then(|month| day(year, month, middle)).filter(|_| sign != ".");
    let plausible =
        (1..=31).contains(&first) && (1..=31).contains(&middle) && (first <= 12 || middle <= 12);
    let mut found: Vec<Date> = day_first.into_iter().chain(month_first).collect();
    found.dedup();
    (n <= 2 && plausible).then_some(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_common_form_means_its_day() {
        for (text, wanted) in [
            ("31 Dec 2025", "2025-12-31"),
            ("31. Dezember 2025", "2025-12-31"),
            ("1 août 2025", "2025-08-01"),
            ("end of 2025", "2025-12-31"),
            ("by the end of October 2025", "2025-10-31"),
            ("Q3 2025", "2025-07-01 2025-09-30"),
            ("2024-Q1", "2024-01-01 2024-03-31"),
            ("February 2024", "2024-02-01 2024-02-29"),
            ("2025", ""),
            ("Q5 2025", ""),
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
            assert_eq!(found.unwrap_or_default(), wanted, "{text}");
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
